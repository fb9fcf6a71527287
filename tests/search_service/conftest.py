"""One service in process on the starter library, for all tests that ask it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from search_service.api.app import create_app
from search_service.settings import Settings
from tests.homes import starter_home


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """Asks without a server; an unexpected error is the 500 that a caller would get."""
    app = create_app(Settings(home=starter_home()))
    with TestClient(app, raise_server_exceptions=False) as asking:
        yield asking
