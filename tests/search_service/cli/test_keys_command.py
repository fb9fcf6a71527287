"""`faju keys`: made and shown once, listed, revoked."""

from __future__ import annotations

from pathlib import Path

from search_service.access.keys import FORM
from tests.commands import Console


def test_made_listed_revoked(console: Console, tmp_path: Path) -> None:
    made = console(tmp_path, "keys", "make", " 公文 系统 ", "--scope", "load", "--json").json
    assert FORM.fullmatch(made["key"])
    assert (made["name"], made["scopes"], made["rate"]) == ("公文 系统", ["load"], 600)
    shown = console(tmp_path, "keys", "make", "门户", "--rate", "0").out
    key = shown.split()[-1]
    assert FORM.fullmatch(key)
    assert "search、check" in shown
    listed = console(tmp_path, "keys", "list").out
    assert "公文 系统" in listed and "不限速率" in listed
    assert key not in listed and made["key"] not in listed
    assert "已撤销" in console(tmp_path, "keys", "revoke", made["id"]).out
    told = {each["id"]: each for each in console(tmp_path, "keys", "list", "--json").json}
    assert told[made["id"]]["revoked_at"]
    assert told[key.split("_")[1]]["revoked_at"] is None


def test_what_cannot_be(console: Console, tmp_path: Path) -> None:
    console(tmp_path, "keys", "list").failed_with("store_missing")
    console(tmp_path, "keys", "revoke", "x").failed_with("store_missing")
    for wrong in (["  "], ["长" * 101], ["甲", "--scope", "all"], ["甲", "--rate", "-1"], []):
        console(tmp_path, "keys", "make", *wrong).failed_with("usage", status=2)
    assert list(tmp_path.iterdir()) == [], "nothing was made"
    console(tmp_path, "keys", "make", "甲").succeeded()
    console(tmp_path, "keys", "revoke", "x").failed_with("key_unknown")
