"""A group whose commands are imported when they are asked for: `faju serve` need not wait for the others."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """`places` maps each command to `module:attribute`."""

    def __init__(self, *args: Any, places: Mapping[str, str], **values: Any) -> None:
        super().__init__(*args, **values)
        self._places = dict(places)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which they were given."""
        return [*self._places, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported now; None when there is none of that name."""
        place = self._places.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(f"search_service.cli.{module}"), attribute)
        return command
