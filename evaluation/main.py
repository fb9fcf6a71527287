"""`faju-eval`: the measuring commands."""

from __future__ import annotations

import sys

import click

from evaluation.cases import cases
from evaluation.cluster import cluster
from evaluation.drafts.command import drafts
from evaluation.ranking import ranking
from evaluation.speed import speed
from search_service.cli import console


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="法据的评测：排序、产品用例、速度、集群。",
)
def evaluate() -> None:
    """The group of measuring commands."""


for each in (ranking, cases, speed, cluster, drafts):
    evaluate.add_command(each)


def main() -> None:
    """Run a command; errors are one Chinese sentence with a code, never a traceback."""
    sys.exit(console.run(evaluate, "faju-eval"))
