"""Filing documents over HTTP: one, a zip with a list, and everything that is wrong with an upload."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile

import openpyxl
import pytest

from search_service.working import filing
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
    assert (done.status_code, done.json()) == (
        201,
        {"new": 1, "same": 0, "left_out": 0, "problems": [], "notes": []},
    )
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
    assert done["left_out"] == 3
    assert [(each["file"], each["code"]) for each in done["notes"]] == [("目录.xlsx", "list_file_missing")]
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


def test_a_list_is_read_whatever_its_headings_look_like(office: Office) -> None:
    listing = a_list(
        ("文件名（必填）", "标题 *", "文号【照印发的写】", "印发日期(可空)", "单位"),
        ("2019\\通知.txt", "二〇一九年的通知", "甲发〔2019〕1号", "去年", "水务局"),
        ("2020/通知.txt", "二〇二〇年的通知", "甲发〔2020〕1号", "2020-02-01", ""),
        ("通知.txt", "哪一年的", "", "", ""),
        ("办法.txt", "一", "", "", ""),
        ("办法.txt", "二", "", "", ""),
    )
    files = {f"通知/{at}/通知.txt": f"通知\n{at}年的内容。".encode() for at in (2019, 2020)}
    files["办法.txt"] = "办法\n第一条 内容。".encode()
    done = send(office, "drafter", "三.zip", packed({**files, "目录.xlsx": listing})).json()
    assert (done["new"], done["left_out"], done["problems"]) == (3, 0, [])
    assert {each["code"]: each["file"] for each in done["notes"]} == {
        "list_name_ambiguous": "目录.xlsx",
        "list_bad_date": "目录.xlsx",
        "office_ignored": "三.zip",
    }
    assert "3 行分不清" in next(
        each["message"] for each in done["notes"] if each["code"].endswith("ambiguous")
    )
    found = {each["file"]: each for each in office["drafter"].client.get("/api/v1/filed").json()["documents"]}
    first, second = (found[f"通知/{at}/通知.txt"] for at in (2019, 2020))
    assert (first["title"], first["issued_on"], first["office"]) == ("二〇一九年的通知", "", "城管局")
    assert (second["doc_number"], second["issued_on"]) == ("甲发〔2020〕1号", "2020-02-01")
    assert found["办法.txt"]["title"] == "办法"


def test_a_list_that_is_not_understood_is_told(office: Office) -> None:
    files = {
        "某.txt": "某办法\n第一条 有目录的。".encode(),
        "清单.xlsx": a_list(("材料", "号"), ("某.txt", 1)),
    }
    person = office["drafter"]
    form = {"csrf": person.csrf, "do": "add"}
    page = person.client.post("/desk/filed", data=form, files={"file": ("四.zip", packed(files))}).text
    assert "登记了 1 份" in page
    assert "1 个文件没有登记：" in page
    assert "清单.xlsx：没有“文件名”这一列" in page
    again = send(office, "drafter", "四.zip", packed(files)).json()
    assert [each["code"] for each in again["problems"]] == ["list_not_recognised"]


def test_what_is_left_out_is_counted_truly(office: Office) -> None:
    files = {f"{at}.pdf": b"%PDF" for at in range(1500)}
    done = send(office, "drafter", "很多.zip", packed(files)).json()
    assert (done["new"], done["left_out"], len(done["problems"])) == (0, 1500, 200)
    person = office["drafter"]
    form = {"csrf": person.csrf, "do": "add"}
    page = person.client.post("/desk/filed", data=form, files={"file": ("很多.zip", packed(files))}).text
    assert "1,500 个文件没有登记，只列出前 200 个：" in page
    assert send(office, "drafter", "空.zip", packed({})).json()["code"] == "empty_upload"
    broken = send(office, "drafter", "坏了.zip", b"PK").json()
    assert [(each["file"], each["code"]) for each in broken["problems"]] == [("坏了.zip", "broken_archive")]


def test_many_documents_are_taken_and_little_of_them_is_held(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a request elsewhere may hold, in batches, up to a bound; the rest is refused in a sentence."""
    monkeypatch.setattr(filing, "MOST_UNPACKED", 20 * 2**20)
    random.seed(1)
    line = "".join(chr(random.randrange(0x4E00, 0x9F00)) for _ in range(20_000)).encode()  # 60 kB
    files = {f"{at:03}.txt": f"第{at}号办法\n".encode() + line * 16 for at in range(40)}  # 40 MB in all
    archive = packed(files)
    assert len(archive) > office.desk.settings.max_body_bytes
    tracemalloc.start()
    report = filing.file_upload(
        office.desk.filing,
        office["drafter"].account,
        "一批.zip",
        io.BytesIO(archive),
        {},
        office.desk.settings.max_body_bytes,
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 15 < report.new < 25
    assert (report.left_out, len(report.problems)) == (40 - report.new, 1)
    assert (report.problems[0].file, report.problems[0].code) == ("一批.zip", "archive_too_large")
    assert peak < 48 * 2**20, f"{peak / 2**20:.0f} MiB"
    done = send(office, "drafter", "一批.zip", archive).json()
    assert (done["new"], done["same"], done["left_out"]) == (0, report.new, report.left_out)
    monkeypatch.undo()
    one = send(office, "drafter", "太大.txt", line * 100)
    assert (one.status_code, one.json()["code"]) == (413, "file_too_large")


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
