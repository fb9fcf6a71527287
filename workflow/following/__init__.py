"""Following (订阅): what changes in the library, kept as a journal, and who is told of which of it.

`facts` what is true of a law on a day, and what became of it between two days · `journal` keeps that in the database ·
`subscriptions` who follows what · `delivering` what of the journal is theirs. The first is pure. What a search finds
is not known here: it comes in as a `Matcher`.
"""

from workflow.following.journal import Journal, Sources
from workflow.following.subscriptions import Subscription, Subscriptions, Target

__all__ = ["Journal", "Sources", "Subscription", "Subscriptions", "Target"]
