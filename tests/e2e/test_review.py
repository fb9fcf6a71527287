"""The draft check in a browser: paste, review, follow a mark, narrow down; readable wide, narrow, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.test_states import reads_well
from tests.e2e.visiting import Visit, Visiting

DRAFT = """示例市停车管理办法
第一条 为规范停车，根据《中华人民共和国合同法》，制定本办法。
第二条 对违反本办法规定乱停乱放的，由市城市管理部门处五百元罚款。
第三条 现将国发[2020]5号文件转发。外地企业参加投标的，应当在本市设立分公司。
第四条 依照《民法典》第1254条处理。"""


def reviewed(visiting: Visit) -> None:
    visiting.open("/review")
    visiting.page.get_by_label("粘贴文稿").fill(DRAFT)
    visiting.page.get_by_label("制定机关层级").select_option("设区的市")
    visiting.page.get_by_role("button", name="审查", exact=True).click()
    expect(visiting.page.locator("h1")).to_have_text("审查结果")


def test_the_form_reads_well(visit: Visiting, screenshots: Path | None) -> None:
    visiting = visit()
    visiting.open("/review")
    reads_well(visiting, "review", screenshots)


def test_the_result_reads_well(visit: Visiting, screenshots: Path | None) -> None:
    visiting = visit()
    reviewed(visiting)
    for each in visiting.page.locator("details").all():
        each.evaluate("element => { element.open = true }")
    reads_well(visiting, "review-result", screenshots)


def test_errors_first_then_the_rest(visit: Visiting) -> None:
    visiting = visit()
    reviewed(visiting)
    page = visiting.page
    expect(page.locator(".finding.is-error").first).to_be_visible()
    expect(page.locator(".finding.is-warning").first).to_be_hidden()
    expect(page.locator(".finding.is-info").first).to_be_hidden()
    page.locator(".mark.is-warning").first.click()
    expect(page.locator(".finding.is-warning").first).to_be_in_viewport()
    page.get_by_label("只看一条规则").select_option("CITE_REPEALED")
    expect(page.locator(".finding:visible")).to_have_count(1)
    page.get_by_label("只看一条规则").select_option("全部")
    expect(page.locator(".finding.is-error").nth(1)).to_be_visible()


def test_a_finding_is_accepted_or_dismissed_with_a_reason(visit: Visiting) -> None:
    visiting = visit()
    reviewed(visiting)
    page = visiting.page
    whole = page.locator(".finding").count()
    expect(page.locator(".decided output")).to_have_text(f"已处理 0/{whole}")
    first, second = page.locator(".finding.is-error").nth(0), page.locator(".finding.is-error").nth(1)
    first.get_by_role("button", name="采纳", exact=True).click()
    second.get_by_role("button", name="不采纳", exact=True).click()
    expect(page.locator(".decided output")).to_have_text(f"已处理 1/{whole}，1 个不采纳的没有写理由")
    second.get_by_role("textbox").fill("另有上位法依据")
    expect(page.locator(".decided output")).to_have_text(f"已处理 2/{whole}")
    with page.expect_download() as saved:
        page.get_by_role("button", name="保存处理意见").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "处理：采纳" in text
    assert "处理：不采纳；理由：另有上位法依据" in text
    assert "没有处理" in text
    assert "规则包" in text


def test_an_empty_form_is_not_sent(visit: Visiting) -> None:
    visiting = visit()
    visiting.open("/review")
    visiting.page.get_by_role("button", name="审查", exact=True).click()
    expect(visiting.page.locator("form.check .said")).to_have_text("请粘贴文稿，或者选择一个文件。")


@pytest.mark.parametrize("script", [True, False])
def test_without_script_too(visit: Visiting, script: bool) -> None:
    visiting = visit(java_script_enabled=script)
    reviewed(visiting)
    page = visiting.page
    page.get_by_text("修改后再审查，或者取得文件").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="审查意见（Word）").click()
    assert waiting.value.suggested_filename == "文稿.审查意见.docx"
    page.get_by_text("警告 1 个").click()
    expect(page.locator(".finding.is-warning").first).to_be_visible()
