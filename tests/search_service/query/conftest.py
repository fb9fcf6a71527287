"""A small title book with the kinds of names that queries use."""

from __future__ import annotations

import pytest

from corpus.titles import TitleBook, TitleEntry

LAW = "法律"
HELD = {
    "civil": "中华人民共和国民法典",
    "penal": "中华人民共和国刑法",
    "fines": "中华人民共和国行政处罚法",
    "permits": "中华人民共和国行政许可法",
    "order": "中华人民共和国治安管理处罚法",
    "suits": "中华人民共和国行政诉讼法",
    "labour": "中华人民共和国劳动法",
    "contracts": "中华人民共和国劳动合同法",
    "trade": "中华人民共和国电子商务法",
    "firms": "中华人民共和国公司法",
    "tribunal": "中华人民共和国民事诉讼法",
    "rivals": "中华人民共和国反不正当竞争法",
    "marks": "中华人民共和国商标法",
    "land": "中华人民共和国土地管理法",
}
ALIASES = {"order": ("治安法",), "suits": ("行诉法",), "tribunal": ("民诉法",)}


@pytest.fixture(scope="session")
def titles() -> TitleBook:
    entries = [
        TitleEntry(key, title, ALIASES.get(key, ()), LAW, ("反法",) if key == "rivals" else ())
        for key, title in HELD.items()
    ]
    return TitleBook([*entries, TitleEntry(None, "中华人民共和国合同法", (), LAW)])
