"""Atom feeds (RFC 4287) of what changes in the library: of everything, of one law, of a search, of one's own."""
