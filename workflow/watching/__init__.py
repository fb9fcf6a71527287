"""Watching (预警): what documents that were issued cite, and what becomes of it when a load or the calendar moves on.

`standing` what a cited place is on a day · `changes` what a change of it means, with old and new text · `watch` keeps
it in the database and makes tasks. The first two are pure.
"""

from workflow.watching.tasks import Task
from workflow.watching.watch import Watch

__all__ = ["Task", "Watch"]
