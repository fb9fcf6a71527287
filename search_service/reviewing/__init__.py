"""The draft check as a service: `review` with this library and its search, the table of bases, the outputs."""
