"""Filing documents over HTTP: one, a zip with a list, and everything that is wrong with an upload."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from tests.search_service.workflow.conftest import Office

TEXT = "示政发〔2019〕3号\n\n示例市停车收费办法\n\n第一条 根据《中华人民共和国价格法》第三条，制定本办法。\n"


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def a_list(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(here: Office, who: str, name: str, data: bytes, **said: str) -> object:
    person = here[who]
    headers = {"X-CSRF-Token": person.csrf}
    return person.client.post("/api/v1/filed", files={"file": (name, data)}, data=said, headers=headers)


def test_one_file_names_itself(office: Office) -> None:
    done = send(office, "drafter", "停车.txt", TEXT.encode("gb18030"))
    assert (done.status_code, done.json()) == (201, {"new": 1, "same": 0, "problems": []})
    found = office["drafter"].client.get("/api/v1/filed").json()["documents"][0]
    assert (found["title"], found["doc_number"], found["office"]) == (
        "示例市停车收费办法",
        "示政发〔2019〕3号",
        "城管局",
    )
    said = {"title": "<b>另一个</b>", "doc_number": "甲〔2020〕1号", "issued_on": "2020-01-31"}
    assert send(office, "drafter", "二.txt", b"\xe4\xb8\x80\xe6\x9d\xa1", **said).status_code == 201
    page = office["drafter"].client.get("/desk/filed").text
    assert "&lt;b&gt;另一个&lt;/b&gt;" in page
    assert "甲〔2020〕1号 · 2020-01-31 · 城管局" in page
    assert office["stranger"].client.get("/api/v1/filed").json()["total"] == 0
    assert "没有相符的文件" in office["drafter"].client.get("/desk/filed?q=没有").text


def test_a_zip_with_a_list(office: Office) -> None:
    listing = a_list(
        ("目录",),
        ("序号", "文件名", "标题", "文号", "日期", "单位"),
        (1, "甲.txt", "甲办法", "甲发〔2018〕1号", "2018年3月1日", "水务局"),
        (2, "没有的.txt", "没有", "", "", ""),
    )
    files = {
        "文件/甲.txt": (TEXT + "甲").encode(),
        "文件/乙.md": (TEXT + "乙").encode(),
        "文件/丙.pdf": b"%PDF",
        "文件/丁.docx": b"broken",
        "../../etc/戊.txt": (TEXT + "戊").encode(),
        "文件/~$临时.docx": b"x",
        "目录.xlsx": listing,
    }
    done = send(office, "approver", "一批.zip", packed(files), office="财政局").json()
    assert done["new"] == 2
    left_out = {each["file"] for each in done["problems"]}
    assert left_out >= {"文件/丁.docx", "文件/丙.pdf"}
    assert len(left_out) == 3  # the one whose name leads elsewhere too
    found = office["approver"].client.get("/api/v1/filed").json()["documents"]
    first = next(each for each in found if each["title"] == "甲办法")
    assert (first["doc_number"], first["issued_on"], first["office"]) == (
        "甲发〔2018〕1号",
        "2018-03-01",
        "水务局",
    )
    assert any(each["office"] == "财政局" and each["file"] == "文件/乙.md" for each in found)


@pytest.mark.parametrize(
    ("name", "data", "said", "status"),
    [
        ("空.txt", b"", {}, 422),
        ("坏.docx", b"PK\x03\x04broken", {}, 422),
        ("图.png", b"x", {}, 415),
        ("坏.zip", b"PK\x03\x04broken", {}, 201),
        ("好.txt", TEXT.encode(), {"issued_on": "2020-02-31"}, 400),
        ("太大.txt", b"x" * 6_000_000, {}, 413),
    ],
)
def test_wrong_uploads_are_told_apart(
    office: Office, name: str, data: bytes, said: dict[str, str], status: int
) -> None:
    answer = send(office, "drafter", name, data, **said)
    assert answer.status_code == status, answer.text
    if status == 201:
        assert answer.json()["new"] == 0
        assert answer.json()["problems"]


def test_the_page_files_and_withdraws(office: Office) -> None:
    person = office["drafter"]
    form = {"csrf": person.csrf, "do": "add", "title": "页面登记的文件"}
    page = person.client.post("/desk/filed", data=form, files={"file": ("页.txt", (TEXT + "页").encode())})
    assert "登记了 1 份" in page.text
    assert person.form("/desk/filed", {"do": "add"}).status_code == 422
    found = next(
        each
        for each in person.client.get("/api/v1/filed").json()["documents"]
        if each["title"] == "页面登记的文件"
    )
    other = office["stranger"]
    path = f"/api/v1/filed/{found['id']}"
    assert other.client.delete(path, headers={"X-CSRF-Token": other.csrf}).status_code == 404
    assert person.form("/desk/filed", {"do": "withdraw", "id": found["id"]}).status_code == 303
    assert (
        person.client.delete(path, headers={"X-CSRF-Token": person.csrf}).json()["code"]
        == "document_not_filed"
    )
    assert "页面登记的文件" not in person.client.get("/desk/filed").text
