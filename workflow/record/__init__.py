"""The record (办理记录): an append-only, hash-chained log of every act."""

from workflow.record.chain import GENESIS, Entry, Fault
from workflow.record.log import append, entries, head, verify

__all__ = ["GENESIS", "Entry", "Fault", "append", "entries", "head", "verify"]
