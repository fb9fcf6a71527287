"""The order of the tests: fast ones first, the browser last."""

from __future__ import annotations

from pathlib import Path

import pytest

LAST = Path(__file__).parent / "e2e"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: they are slow, and their event loop runs in the main thread until the end."""
    items.sort(key=lambda item: LAST in item.path.parents)
