"""Every page in every state: what it says, and that it can be read: WCAG 2.1 AA by axe in light and dark, no
sideways scrolling at 360 pixels and at 200 % zoom, one first heading, every field with a label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute
from playwright.sync_api import expect
from starlette.routing import Match

from search_service.api.app import create_app
from search_service.settings import Settings
from tests.e2e.conftest import MARKUP
from tests.e2e.visiting import Visit, Visiting, article, search
from tests.homes import home_of
from tests.serving import serve_as_it_is

AXE = Axe()
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
IN_THE_DARK = """async () => (await axe.run({ runOnly: { type: "rule", values: ["color-contrast"] } }))
    .violations.flatMap((each) => each.nodes.map((node) => `${node.html} ${node.failureSummary}`))"""


@dataclass(frozen=True)
class State:
    """A page: its path, what it must say (a pattern in what is seen), the status it is answered with.

    `alike`: built as another one here and differing in a sentence only, so that its looks need no test.
    """

    path: str
    says: str
    status: int = 200
    alike: bool = False


DOCUMENTS = (
    '标题,正文,地区,网址,日期\n某市房屋租赁管理办法,"第一条 根据《中华人民共和国合同法》，制定本办法。\n'
    '第二条 房屋租赁实行备案，出租人应当自租赁合同订立之日起三十日内办理。第三条 市住房城乡建设部门负责备案工作。",某市,https://example.org/1,2020-01-01\n'
)

STATES = {
    "home": State("/", "写政策，先找依据"),
    "results": State(search("规范性文件 设定 罚款"), "行政处罚法.*第十六条.*有效"),
    "long-hit": State(search("个人所得税 起征点 六万元"), "展开全文（[0-9,]+ 字）"),
    "not-confident": State(search("披萨饼怎么做好吃"), "没有一条能确定回答这个问题"),
    "unknown-document": State(search("国办发〔2018〕37号"), "本库没有收录.*已识别为文号"),
    "needs-law": State(search("23条"), "请补上法名.*哪部法规"),
    "spelled": State(search("minfadian 1254"), "已按 中华人民共和国民法典 检索", alike=True),
    "title": State(search("行政处罚法"), "87 条结果.*全国人民代表大会"),
    "repealed": State(search("环境保护法 第六条"), "已废止.*2026-08-15 起废止.*生态环境法典"),
    "upcoming": State(search("商标法 80"), "尚未施行.*2027-01-01 起施行", alike=True),
    "undetermined": State(search("农村土地承包法"), "效力待核.*请人工核对"),
    "unknown-value": State(search("罚款", level="胡说"), "没有执行检索.*level", 400),
    "impossible-day": State(search("罚款", as_of="2026-02-30"), "没有执行检索.*as_of", 400, alike=True),
    "punctuation": State(search("？！。"), "没有执行检索.*没有可以检索的文字", 400, alike=True),
    "too-long": State(search("长" * 3000), "检索词有 3000 个字符，最多 2000 个", 400, alike=True),
    "far-too-long": State(search("长" * 10_000), "地址超过 50 kB", 414),
    "article": State(
        article("民法典", 1254), "第一千二百五十四条.*2021-01-01 起施行.*禁止从建筑物中抛掷物品"
    ),
    "items": State(article("刑法", "133-1"), "第一百三十三条之一.*（二）醉酒驾驶机动车的"),
    "repealed-article": State(article("环境保护法", 6), "已废止.*生态环境法典.*同时废止"),
    "no-such-article": State(article("民法典", 2000), "没有这一条.*最后一条是第一千二百六十条"),
    "bad-number": State(article("民法典", "abc"), "无法显示.*不是条文号", 400, alike=True),
    "found-in-law": State("/laws/行政处罚法?find=设定 罚款", "在 2 处出现.*第十三条.*第十四条"),
    "not-found-in-law": State("/laws/行政处罚法?find=披萨饼", "本法规里没有“披萨饼”", alike=True),
    "comparison": State("/laws/商标法/compare", "文本对照.*移动并修改.*第四十八条 → 第二条"),
    "comparison-inline": State("/laws/商标法/compare?view=inline&show=all", "合并显示.*未变|移动"),
    "one-text": State("/laws/行政处罚法/compare", "只有这部法规的一个文本", alike=True),
    "law": State("/laws/商标法", "2026-06-26 的文本.*与前一文本对照.*2019-04-23 的文本"),
    "superseded": State(
        "/laws/商标法/units/a1?version=2019-04-23&as_of=2027-02-01",
        "已被新文本代替.*这是旧文本.*查看现行文本",
    ),
    "no-such-text": State("/laws/行政处罚法?version=1900-01-01", "没有找到.*没有文本版本", 404, alike=True),
    "basket-empty": State("/basket", "法律依据表.*还没有条文"),
    "basket": State(
        "/basket?add=行政处罚法第十六条%0A民法典 1254%0A胡说一行&u=nothing:2020-01-01:a1",
        "没有找到：胡说一行.*没有编号为.*《中华人民共和国行政处罚法》第十六条.*有效.*第一千二百五十四条",
    ),
    "cases": State("/cases", "政策案例.*个案例.*类别"),
    "cases-empty": State("/cases?q=zzzz", "没有相符的政策案例", alike=True),
    "documents": State("/documents", "外地文件.*还没有外地文件"),
    "library": State("/library", "收录 367 部法规.*法律.*在用的索引.*一致"),
    "laws": State("/library/laws?q=行诉法", "1 部法规.*中华人民共和国行政诉讼法"),
    "no-laws": State("/library/laws?q=披萨饼", "0 部法规.*没有名称相符的法规", alike=True),
    "health": State("/library/health?code=number_gap", "法规库体检.*缺条文.*2 处"),
    "help": State("/help", "帮助.*结论的含义.*未核验"),
    "docs": State("/docs", "接口说明.*/api/v1/search"),
    "no-law": State("/laws/不存在的法", "没有找到.*本库没有编号或名称", 404, alike=True),
    "no-page": State("/nothing/here", "没有找到.*没有这个地址", 404),
}


ELSEWHERE = {
    "/check": "test_checking.py: the form and the result",
    "/login": "test_desk.py",
    "/welcome/{token}": "test_desk.py",
    "/desk": "test_desk.py",
    "/desk/figures": "test_desk.py",
    "/accounts": "test_desk.py",
    "/matters/new": "test_desk.py",
    "/desk/tasks": "test_desk.py",
    "/desk/following": "test_desk.py",
    "/desk/notices": "test_desk.py",
    "/desk/sessions": "test_desk.py",
    "/desk/filed": "test_desk.py",
    "/feeds/all.atom": "test_feeds.py and workflow/test_following.py: no page, a feed",
    "/feeds/laws/{law_id}.atom": "a feed",
    "/feeds/search.atom": "a feed",
    "/feeds/cases.atom": "a feed",
    "/feeds/documents.atom": "a feed",
    "/feeds/mine/{token}.atom": "a feed",
    "/matters/{matter_id}": "test_desk.py",
    "/embed": "test_widget.py: inside another host's page",
    "/widget.js": "a script, no page",
    "/review": "test_review.py: the form and the result",
    "/cases/{case_id}": "test_one_of_a_shelf below: its address is not known before",
    "/documents/{document_id}": "test_one_of_a_shelf below",
}
"""Pages that other tests take through `reads_well`."""


def _routes(routes: Iterable[object]) -> Iterator[APIRoute]:
    """Every route, those of included routers too."""
    for each in routes:
        if isinstance(each, APIRoute):
            yield each
        elif hasattr(each, "original_router"):
            yield from _routes(each.original_router.routes)


def test_every_page_is_looked_at(tmp_path: Path) -> None:
    """A page that is added must be added to STATES too (or to ELSEWHERE, with a test of its own)."""
    pages = {
        route.path: route
        for route in _routes(create_app(Settings(home=tmp_path)).routes)
        if not route.include_in_schema and "GET" in route.methods
    }
    paths = {unquote(urlsplit(state.path).path) for state in STATES.values()}
    seen = {
        name
        for name, route in pages.items()
        if any(
            route.matches({"type": "http", "path": path, "method": "GET"})[0] == Match.FULL for path in paths
        )
    }
    assert set(pages) - seen - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) <= set(pages)


def test_one_of_a_shelf(visit: Visiting, screenshots: Path | None, tmp_path: Path) -> None:
    visiting = visit()
    visiting.open("/cases")
    visiting.page.locator(".hit h3 a").first.click()
    expect(visiting.page.locator("h2", has_text="依据").first).to_be_visible()
    reads_well(visiting, "case", screenshots)
    table = tmp_path / "外地文件.csv"
    table.write_text(DOCUMENTS, encoding="utf-8")
    law = tmp_path / "标记显示办法.md"
    law.write_text(MARKUP, encoding="utf-8")
    with serve_as_it_is(home_of([law, table], tmp_path / "home")) as url:
        visiting = visit(url)
        visiting.open("/documents")
        reads_well(visiting, "documents-held", screenshots)
        visiting.page.locator(".hit h3 a").first.click()
        expect(visiting.page.locator("main")).to_contain_text("供参考写法")
        reads_well(visiting, "document", screenshots)


@pytest.mark.parametrize("name", STATES)
def test_page(name: str, visit: Visiting, screenshots: Path | None) -> None:
    state = STATES[name]
    visiting = visit()
    assert visiting.open(state.path).status == state.status
    seen = re.sub(r"\s+", " ", visiting.page.locator("body").inner_text())
    assert re.search(state.says, seen), seen[:1000]
    if not state.alike:
        reads_well(visiting, name, screenshots)


def reads_well(visiting: Visit, name: str, screenshots: Path | None) -> None:
    page = visiting.page
    assert page.locator("h1").count() == 1
    unlabelled = "els => els.filter(e => e.type !== 'hidden' && !e.labels.length).map(e => e.outerHTML)"
    assert page.locator("input, select, textarea").evaluate_all(unlabelled) == []
    found = AXE.run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    picture(visiting, screenshots, f"{name}-light")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(IN_THE_DARK) == []
    picture(visiting, screenshots, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    for width, height in ((600, 400), (360, 640)):  # 200 % of a window of 1200 by 800 pixels; a phone
        visiting.resize(width, height)
        assert visiting.sideways() == 0, f"{width} pixels are too narrow"
    picture(visiting, screenshots, f"{name}-narrow")


def picture(visiting: Visit, folder: Path | None, name: str) -> None:
    if folder is not None:
        visiting.page.screenshot(path=folder / f"{name}.png")
