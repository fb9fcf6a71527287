"""Published documents of other places: read, identified, cited; never laws."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cases.columns import holds_cases
from corpus.cases.tables import TableRow
from corpus.model import UnitKind, Verdict
from corpus.precedents.citing import PrecedentLinks, cite
from corpus.precedents.model import Precedent, from_data, merge, to_data
from corpus.precedents.reading import PrecedentRow, RejectedRow, read_row
from corpus.readers import files
from corpus.readers.outcomes import Skipped
from corpus.shelved import ShelfEntry
from corpus.titles.build import book_of
from tests.corpus.legal_time.conftest import Text, articles, world
from tests.support import shared

BODY = (
    "广州市示例租赁办法\n穗示规〔2024〕3号\n第一章总则\n第一条为规范租赁，根据《示例租赁法》第二条，制定本办法。\n"
    "第二条本办法适用于本市。\n租赁合同应当备案。\n第三条违反《无此法》的，依照第二条处理。"
)
ROW = {
    "title": "【广州市人民政府】《广州市示例租赁办法》",
    "date": "2024-05-06",
    "place": "广州市",
    "url": "http://example.gov.cn/1",
    "text": BODY,
}


def document(**changed: str) -> Precedent:
    found = read_row(TableRow((1,), {**ROW, **changed}))
    assert isinstance(found, PrecedentRow)
    return found.document


def test_a_row_becomes_a_document_with_its_articles() -> None:
    found = document()
    assert (found.title, found.issuer, found.region) == (
        "广州市示例租赁办法",
        "广州市人民政府",
        "广东省广州市",
    )
    assert (found.date, found.document_number) == ("2024-05-06", "穗示规〔2024〕3号")
    numbered = [each for each in found.units if each.kind is UnitKind.ARTICLE]
    assert [each.label for each in numbered] == ["第一条", "第二条", "第三条"]
    assert numbered[0].path == ("第一章 总则",) or numbered[0].path == ("第一章总则",)
    assert numbered[1].text == "本办法适用于本市。\n租赁合同应当备案。"


@pytest.mark.parametrize(
    ("title", "issuer", "own"),
    [
        ("【湖北省黄冈市麻城市】关于促进某事的若干措施", "", "关于促进某事的若干措施"),
        ("《关于进一步加强管理的通知》", "", "关于进一步加强管理的通知"),
        ("【东莞市住建局】《关于价格指导的通知》", "东莞市住建局", "关于价格指导的通知"),
        ("【某市】某市住房局发布《关于延期的通知》", "", "关于延期的通知"),
        ("《甲办法》和《乙办法》", "", "《甲办法》和《乙办法》"),
        ("某市关于修改《甲办法》的决定", "", "某市关于修改《甲办法》的决定"),
        ("【上海市人民政府】", "", "【上海市人民政府】"),
    ],
)
def test_titles(title: str, issuer: str, own: str) -> None:
    found = document(title=title)
    assert (found.title, found.issuer) == (own, issuer)


def test_a_number_that_is_cited_is_not_its_own() -> None:
    assert (
        document(text="根据《意见》（建房规〔2020〕4号），" + "现就有关事项通知如下。" * 8).document_number
        is None
    )


def test_the_signature_names_the_issuer() -> None:
    text = "各单位：\n" + "现将有关事项通知如下，请遵照执行。" * 5 + "\n广州市示例局\n2024年5月6日"
    assert document(title="关于示例的通知", text=text).issuer == "广州市示例局"


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"title": ""}, "document_without_title"), ({"text": "见附件。"}, "document_without_text")],
)
def test_rows_that_give_no_document(changed: dict[str, str], code: str) -> None:
    found = read_row(TableRow((7,), {**ROW, **changed}))
    assert isinstance(found, RejectedRow) and found.problem.code == code and found.place == "第7行"


def test_tables_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(ROW, ensure_ascii=False), encoding="utf-8")
    (entry,) = entries(path)
    assert isinstance(entry.record, Precedent) and entry.path == "a.jsonl 第1行"
    assert not holds_cases(list(ROW))
    laws = tmp_path / "b.jsonl"
    stated = {**ROW, "status": "现行有效", "effective_date": "2024-07-01"}
    laws.write_text(json.dumps(stated, ensure_ascii=False), encoding="utf-8")
    assert not entries(laws)


def entries(path: Path) -> list[ShelfEntry]:
    return [each for each in files.read([path]) if isinstance(each, ShelfEntry)]


def test_identity() -> None:
    assert document().id == document(title="广州市示例租赁办法", url="http://b").id
    assert document().id != document(date="2025-01-01").id
    assert document().id != document(place="佛山市", title="《广州市示例租赁办法》").id


def test_the_longest_copy_is_kept() -> None:
    short, long = document(), document(text=BODY + "\n第四条本办法自2024年6月1日起施行。")
    assert merge([short, long]) == merge([long, short]) == long


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_row_is_read_or_rejected_and_comes_back(text: str, title: str) -> None:
    found = read_row(TableRow((1,), {**ROW, "text": text, "title": title}))
    if isinstance(found, PrecedentRow):
        assert from_data(json.loads(json.dumps(to_data(found.document)))) == found.document


def test_citations_then_and_now() -> None:
    old = articles(["为了租赁，制定本法。", "租赁应当签合同。", "本法自2020年1月1日起施行。"])
    end = articles(["为了住房，制定本法。", "本法自2025年1月1日起施行，《示例租赁法》同时废止。"])
    made = world(
        Text("示例租赁法", "2019-10-01", old, "2020-01-01"),
        Text("示例住房法", "2024-10-01", end, "2025-01-01"),
    )
    found = cite(
        document(),
        library=made.library,
        timeline=made.timeline,
        titles=book_of(made.library),
        today=date(2026, 1, 1),
    )
    basis = found[0]
    assert (basis.unit_key, basis.article_no, basis.then, basis.now) == (
        "a1",
        "第二条",
        Verdict.OK,
        Verdict.REPEALED,
    )
    assert basis.replaced_by is not None and basis.replaced_by.title == "示例住房法"
    unit = next(each for each in document().units if each.key == "a1")
    assert unit.text[basis.start : basis.end] == basis.text
    assert [each.then for each in found[1:]] == [Verdict.LAW_NOT_IN_CORPUS]
    links = PrecedentLinks([("one", found)])
    work = made.id("示例租赁法")
    assert (
        links.of_work(work) == ["one"]
        and links.of_unit(work, "a2") == ["one"]
        and links.of_unit(work, "a1") == []
    )
    assert links.citations("none") == ()


def test_the_known_file() -> None:
    rows = list(files.read([shared("data", "policy_documents.jsonl")]))
    assert [each.problem.code for each in rows if isinstance(each, Skipped)] == ["shelf_table"]
    taken = [each.record for each in rows if isinstance(each, ShelfEntry)]
    assert len(rows) - 1 == len(taken) == 64 and len({each.id for each in taken}) == 64
    assert all(isinstance(each, Precedent) and each.units and each.date for each in taken)
    assert sum(bool(each.regions) for each in taken) >= 60
    by_title = {each.title: each for each in taken}
    rules = by_title["广州市房屋交易监督管理办法"]
    assert [each.number for each in rules.units if each.kind is UnitKind.ARTICLE] == list(range(1, 47))
