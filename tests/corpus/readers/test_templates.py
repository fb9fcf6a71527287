"""Templates: what they hold is what the readers know, and loading an untouched one loads nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from corpus.cases import columns as case_columns
from corpus.model import SourceDocument
from corpus.readers import columns, files
from corpus.readers.templates import FORMATS, KINDS, template
from search_service.cli.main import faju


def headings(kind: str) -> list[str]:
    return template(kind, ".csv").decode("utf-8-sig").splitlines()[0].split(",")


def test_every_column_of_the_laws_template_is_known() -> None:
    found = columns.guess(headings("laws"))
    assert found.usable and found.unused == ()
    assert len(found.places) == len(headings("laws"))


def test_every_column_of_the_cases_template_is_known() -> None:
    assert case_columns.holds_cases(headings("cases"))
    assert len(case_columns.guess(headings("cases"))) == len(headings("cases"))


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_untouched_template_loads_nothing_and_a_filled_one_its_rows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"模板{suffix}"
    path.write_bytes(template("laws", suffix))
    codes = [each.problem.code for each in files.read([path]) if not isinstance(each, SourceDocument)]
    assert codes == ["table_columns", "template_row", "template_row"]
    row = ["青石市灯塔管理条例", "", "第一条 甲。\n第二条 乙。", "2024-05-30"]
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for at, value in enumerate(row, 1):
            book.active.cell(4, at, value)
        book.save(path)
    else:
        path.write_bytes(path.read_bytes() + ",".join(f'"{each}"' for each in row).encode())
    (law,) = [each for each in files.read([path]) if isinstance(each, SourceDocument)]
    assert ([unit.key for unit in law.units], str(law.version_date)) == (["a1", "a2"], "2024-05-30")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_the_command_writes_it_and_overwrites_nothing(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    runner = CliRunner()
    done = runner.invoke(faju, ["template", kind, str(path)])
    assert done.exit_code == 0 and str(path) in done.output
    assert path.read_bytes()[:3] == template(kind, suffix)[:3]
    path.write_bytes(b"mine")
    refused = runner.invoke(faju, ["template", kind, str(path)])
    assert refused.exit_code == 1 and "file_exists" in refused.output
    assert path.read_bytes() == b"mine"


def test_other_formats_are_a_usage_error(tmp_path: Path) -> None:
    refused = CliRunner().invoke(faju, ["template", "laws", str(tmp_path / "a.docx")])
    assert refused.exit_code == 2 and ".xlsx" in refused.output
