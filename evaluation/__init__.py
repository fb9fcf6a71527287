"""Judged queries and cases, and the command that measures them."""
