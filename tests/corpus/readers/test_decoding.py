"""Bytes → text: what is read, and what is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.decoding import decode

LAW = (
    "中华人民共和国灯塔条例\n第一条 为了规范灯塔管理，保障航行安全，根据有关法律，制定本条例。\n"
    "第二条 本条例自公布之日起施行。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312"])
def test_encodings_of_chinese_files(encoding: str) -> None:
    decoded = decode(LAW.encode(encoding))
    assert (decoded.text, decoded.problem) == (LAW, None)


def test_traditional_text_in_utf8_is_no_debris() -> None:
    text = "關於燈塔管理的規定，為了保障航行安全，根據有關法律的規定制定。\n" * 3
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "data",
    [
        "關於燈塔管理的規定，為了保障航行安全，根據有關法律制定本規定。".encode("big5"),
        "燈台管理に関する規則について、航行の安全を確保するため定める。".encode("shift_jis"),
        "등대의 관리에 관한 규칙은 항행의 안전을 확보하기 위하여 정한다.".encode("euc_kr"),
        "燈台管理に関する規則について、航行の安全を確保するため定める。".encode("euc_jp"),
        LAW.encode("gb18030")[:-2] + b"\xff\xff\xfe",
        LAW.encode() + b"\xff\xc0",
        LAW.encode().decode("gb18030", errors="ignore").encode(),
        LAW.encode().decode("latin-1").encode(),
        ("锟斤拷" * 20).encode(),
        ("第一条 \ufffd\ufffd\ufffd\ufffd。" * 9).encode(),
        b"\xff\xfe\x00\xd8\x00",
    ],
    ids=["big5", "shift-jis", "euc-kr", "euc-jp", "broken gb18030", "broken utf-8", "utf-8 read as gbk",
         "utf-8 read as latin-1", "锟斤拷", "replacement characters", "broken utf-16"],
)  # fmt: skip
def test_wrong_and_broken_encodings_are_refused(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text is None and decoded.problem is not None
    assert decoded.problem.code == "bad_encoding"


def test_a_single_lost_character_is_kept_and_said() -> None:
    decoded = decode(LAW.replace("航", "\ufffd").encode())
    assert decoded.text is not None and decoded.problem is not None
    assert (decoded.problem.code, decoded.problem.where) == ("replacement_character", "行 2")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x00\x00", b"\x00" * 50])
def test_binary_files_are_no_text(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.problem is not None and decoded.problem.code == "unsupported_file"


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    decoded = decode(data)
    assert (decoded.text is None) <= (decoded.problem is not None)


@given(st.text(alphabet="第一二三条款项为了保障安全，根据法律制定本规定。\n", min_size=1, max_size=200))
def test_chinese_text_survives_both_encodings(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode((LAW + text).encode("gb18030")).text == LAW + text
