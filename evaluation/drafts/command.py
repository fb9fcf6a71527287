"""The group of commands that measure the draft check."""

from __future__ import annotations

import click

from evaluation.drafts.documents import documents
from evaluation.drafts.lookalikes import lookalikes
from evaluation.drafts.pace import pace
from evaluation.drafts.unlawful import unlawful


@click.group(help="测量文稿审查：真实文件上的问题、被认定违法的条款、合法的近似句、速度。")
def drafts() -> None:
    """Each command measures one thing."""


for each in (documents, unlawful, lookalikes, pace):
    drafts.add_command(each)
