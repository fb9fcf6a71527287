"""发文字号 in every broken form."""

from __future__ import annotations

import pytest

from corpus.normalize import fold
from corpus.titles import TitleBook
from search_service.query import understand
from search_service.query.doc_numbers import find_doc_number


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2018〕37号",
        "国办发[2018]37号",
        "国办发（2018）37号",
        "国办发【2018】37号",
        "国办发［2018］３７号",
        "国办发2018 37号",
        "国办发2018年37号",
        "国办发〔2018〕第37号",
        "国办发 2018-37",
        "国办发〔2018〕37",
        "国办发〔2018 37号",
        "国办发2018〕37号",
        "国办发201837号",
        "国办發〔2018〕37號",
        "国办发 〔 2018 〕 37 号",
        "国办发〔2018年〕037号",
        "国办发〔二〇一八〕三十七号",
        "根据国办发〔2018〕37号的规定",
        "国办发〔2018〕37号全文",
    ],
)
def test_broken_forms(titles: TitleBook, text: str) -> None:
    query = understand(text, titles=titles)
    assert (query.type, query.doc_number) == ("doc_number", "国办发〔2018〕37号")
    assert query.normalized == query.doc_number
    assert query.rest == ""


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("京政办发〔2021〕12号", "京政办发〔2021〕12号"),
        ("法释(2020)17号", "法释〔2020〕17号"),
        ("国务院令第588号", "国务院令第588号"),
        ("中华人民共和国国务院令 第 588 号", "国务院令第588号"),
        ("主席令第四十六号", "主席令第46号"),
        ("某部令2021年第17号", "某部令2021年第17号"),
        ("财政部公告2023年第12号", "财政部公告2023年第12号"),
        ("〔2018〕37号", "〔2018〕37号"),
    ],
)
def test_other_kinds(text: str, printed: str) -> None:
    found = find_doc_number(fold(text))
    assert found is not None
    assert found.printed == printed


@pytest.mark.parametrize(
    "text", ["公司法（2018）16条", "公司法(2018年修正)第16条", "刑法2020 第16条", "责令第3号", "37号文"]
)
def test_no_document_number(text: str) -> None:
    assert find_doc_number(fold(text)) is None


def test_words_beside_a_document_number(titles: TitleBook) -> None:
    query = understand("国办发〔2018〕37号 备案", titles=titles)
    assert (query.type, query.rest) == ("doc_number", "备案")
