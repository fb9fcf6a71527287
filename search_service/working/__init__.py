"""The workflow as the service runs it: accounts and matters on its store, the draft check with its library."""

from search_service.working.desk import Desk

__all__ = ["Desk"]
