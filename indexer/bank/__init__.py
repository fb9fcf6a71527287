"""The texts of a library as arrays, for what looks at candidates one by one: re-ranking and dense vectors."""

from indexer.bank.bank import Bank

__all__ = ["Bank"]
