"""The citation check in the browser: marks, proof, filter, files, a dropped file, without script, a server away."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.test_states import reads_well
from tests.e2e.visiting import Visit, Visiting
from tests.serving import serve_as_it_is

TEXT = """示例市停车管理办法
第一条 根据《中华人民共和国合同法》第五十二条、《中华人民共和国行政处罚法》第十六条，制定本办法。
第二条 依照《民法典》第二千条处理；《某某省停车条例》另有规定的，从其规定。"""

DROP = """text => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "拖来的.txt", { type: "text/plain" }));
    for (const kind of ["dragover", "drop"]) {
        const event = new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector("#text").dispatchEvent(event);
    }
}"""


def checked(visiting: Visit) -> None:
    visiting.open("/check")
    visiting.page.get_by_label("粘贴文稿").fill(TEXT)
    visiting.page.get_by_role("button", name="核验", exact=True).click()
    expect(visiting.page.locator("h1")).to_have_text("引用核验结果")


def test_the_form_reads_well(visit: Visiting, screenshots: Path | None) -> None:
    visiting = visit()
    visiting.open("/check")
    reads_well(visiting, "check", screenshots)


def test_the_result_reads_well(visit: Visiting, screenshots: Path | None) -> None:
    visiting = visit()
    checked(visiting)
    for each in visiting.page.locator("details").all():
        each.evaluate("element => { element.open = true }")
    reads_well(visiting, "check-result", screenshots)


@pytest.mark.parametrize("script", [True, False])
def test_from_a_mark_to_its_proof_to_a_file(visit: Visiting, script: bool) -> None:
    visiting = visit(java_script_enabled=script)
    checked(visiting)
    page = visiting.page
    page.locator(".mark.is-wrong").first.click()
    expect(page.locator(".finding:target")).to_contain_text("同时废止")
    page.locator(".mark.is-stands").click()  # its group is folded
    if script:
        expect(page.locator(".finding:target")).to_be_in_viewport()
        page.get_by_label("只看一种结论").select_option("article_not_found")
        expect(page.locator(".finding:visible")).to_have_count(1)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="引用清单（Excel）").click()
    assert waiting.value.suggested_filename == "文稿.引用核验.xlsx"


def test_a_dropped_file(visit: Visiting) -> None:
    visiting = visit()
    visiting.open("/check")
    visiting.page.evaluate(DROP, TEXT)
    expect(visiting.page.locator("form.check .said")).to_have_text("已选择 拖来的.txt")
    visiting.page.get_by_role("button", name="核验", exact=True).click()
    expect(visiting.page.locator(".mark")).to_have_count(4)


def test_a_server_that_is_away_takes_nothing_along(visit: Visiting, small_home: Path) -> None:
    with serve_as_it_is(small_home) as url:
        visiting = visit(url)
        visiting.open("/check")
        visiting.page.get_by_label("粘贴文稿").fill(TEXT)
    visiting.page.get_by_role("button", name="核验", exact=True).click()
    expect(visiting.page.locator("form.check .said")).to_contain_text("服务没有应答，内容还在这里")
    expect(visiting.page.get_by_label("粘贴文稿")).to_have_value(TEXT)


def test_two_presses_are_one_check(visit: Visiting) -> None:
    visiting = visit()
    visiting.open("/check")
    visiting.page.get_by_label("粘贴文稿").fill(TEXT)
    visiting.page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('form.check').requestSubmit()")
    expect(visiting.page.locator("h1")).to_have_text("引用核验结果")
    assert sum(each.endswith("/check") for each in visiting.requests) == 2  # the form, and one answer
