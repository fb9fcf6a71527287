"""The documentation is held to the program: links, commands, settings, routes, codes, examples."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import click
import pytest

from evaluation.main import evaluate
from search_service.api.app import create_app
from search_service.cli.main import faju
from search_service.settings import Settings, settings_names
from tests.support import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
TEST_VARIABLES = frozenset(
    {"FAJU_SHARED", "FAJU_REQUIRE", "FAJU_FULL", "FAJU_SCREENSHOTS", "FAJU_TEST_ELASTICSEARCH_URL"}
)
PLACEHOLDERS = frozenset({"…", "..."})
PROGRAMS: dict[str, click.Command] = {"faju": faju, "faju-eval": evaluate}

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[\w-]*)[^\n]*\n(?P<body>.*?)^(?P=indent)```", re.M | re.S)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
VARIABLE = re.compile(r"\bFAJU_[A-Z_]*[A-Z]\b")
ROUTE = re.compile(r"(?:GET|POST|DELETE) (/[\w/{}.]+)|`(/[\w/{}.]+)`")
BETWEEN = re.compile(r"\n|&&|[|;]")
CALL = re.compile(
    r"\s*(?:[$>] |\w+> )?\s*(?:\w+=\S+ )*(?:\S*[/\\])?(?P<program>faju|faju-eval)(?:\.exe)? (?P<rest>[^<>&]*)"
)
SHELLS = frozenset({"bash", "sh", "shell", "console", "text", "powershell", "bat", ""})


def each_page() -> list[object]:
    return [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES]


def read(page: Path) -> str:
    return page.read_text("utf-8")


def blocks(page: Path, *languages: str) -> list[str]:
    return [match["body"] for match in FENCE.finditer(read(page)) if match["language"] in languages]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", read(page))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = [line.lstrip("#").strip() for line in prose(page).splitlines() if re.match(r"#{1,6} ", line)]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", each_page())
def test_every_relative_link_resolves(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = unquote(target).partition("#")
        file = (page.parent / place).resolve() if place else page
        assert file.exists(), target
        assert ROOT in file.parents, f"{target} leaves the repository"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), target


def commands(page: Path) -> Iterator[list[str]]:
    """Every command line of the program that a page names, as words."""
    written = INLINE.findall(prose(page))
    for block in blocks(page, *SHELLS):
        written += BETWEEN.split(block.replace("\\\n", " "))
    for each in written:
        if found := CALL.match(each):
            yield [found["program"], *shlex.split(found["rest"], comments=True)]


def unknown_word(words: list[str]) -> str | None:
    """The first subcommand or option that the program does not have."""
    command = PROGRAMS[words[0]]
    options = known_options(command)
    takes_value = False
    for word in words[1:]:
        if word in PLACEHOLDERS:
            return None
        if takes_value:
            takes_value = False
        elif word.startswith("-") and len(word) > 1:
            name, _, value = word.partition("=")
            if name not in options:
                return word
            takes_value = options[name] and not value
        elif isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            if found is None:
                return word
            command, options = found, known_options(found)
    return None


def known_options(command: click.Command) -> dict[str, bool]:
    """Each option of a command, and whether a value follows it."""
    context = click.Context(command)
    return {
        name: not (each.is_flag or each.count) and each.name != "help"
        for each in command.get_params(context)
        if isinstance(each, click.Option)
        for name in (*each.opts, *each.secondary_opts)
    } | {"-h": False, "--help": False}


@pytest.mark.parametrize("page", each_page())
def test_every_command_exists(page: Path) -> None:
    for words in commands(page):
        assert unknown_word(words) is None, " ".join(words)


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("faju serve --port 0", None),
        ("faju --home /tmp/x index build --full", None),
        ("faju doctor --json", None),
        ("faju nonsense", "nonsense"),
        ("faju index nonsense", "nonsense"),
        ("faju load --nonsense x", "--nonsense"),
    ],
)
def test_command_check_sees_what_is_missing(line: str, unknown: str | None) -> None:
    assert unknown_word(line.split()) == unknown


@pytest.mark.parametrize("page", each_page())
def test_every_variable_exists(page: Path) -> None:
    named = set(VARIABLE.findall(read(page)))
    assert named <= set(settings_names()) | TEST_VARIABLES


@pytest.mark.parametrize("page", each_page())
def test_examples_are_well_formed(page: Path) -> None:
    for body in blocks(page, "json"):
        json.loads(body)
    for body in blocks(page, "python"):
        ast.parse(body)


def test_pictures_are_whole() -> None:
    for picture in (ROOT / "docs").rglob("*.svg"):
        root = ElementTree.parse(picture).getroot()
        assert root.find("{http://www.w3.org/2000/svg}title") is not None, picture.name


def test_every_route_is_described(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path))
    try:
        routes = set(app.openapi()["paths"])
    finally:
        app.state.service.close()
    named = {path for pair in ROUTE.findall(read(ROOT / "docs" / "api.md")) for path in pair if path}
    assert routes
    assert sorted(routes - named) == []
    assert sorted(path for path in named - routes if path.startswith("/api/v1/")) == []


def codes(folder: str, *makers: str) -> frozenset[str]:
    """The codes that the code of a folder gives to these functions: the first text among their arguments."""
    found = set()
    for file in ROOT.joinpath(folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                found.update([each for each in texts if isinstance(each, str)][:1])
    return frozenset(each for each in found if re.fullmatch("[a-z_]+", each))


@pytest.mark.parametrize(
    ("folder", "makers", "page"),
    [
        ("corpus/readers", ("Problem", "StarterError"), "data.md"),
        ("corpus/structure", ("Problem",), "data.md"),
        ("corpus/store", ("Problem",), "data.md"),
        ("corpus/drafts", ("DraftError",), "api.md"),
        ("search_service", ("bad_request", "not_found", "Note"), "api.md"),
        ("search_service/api", ("problem", "refusal", "ServiceError"), "api.md"),
    ],
)
def test_every_code_is_described(folder: str, makers: tuple[str, ...], page: str) -> None:
    described = set(re.findall(r"`([a-z_]+)`", read(ROOT / "docs" / page)))
    made = codes(folder, *makers)
    assert made
    assert sorted(made - described) == []
