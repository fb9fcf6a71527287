"""The second look at the window of a topic search: dense neighbours are added, and a small learned model orders all."""
