"""Clause → basis: for each clause of a draft the articles in force that it may rest on."""

from search_service.bases.finding import find

__all__ = ["find"]
