"""Dense vectors of passages: optional, offline, made in the background; a search never waits for them."""
