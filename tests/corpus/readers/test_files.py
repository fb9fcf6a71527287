"""Files, folders and archives: every file accounted for once, nothing trusted."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Rejection, SourceDocument
from corpus.readers import files
from corpus.readers.limits import Limits
from corpus.readers.outcomes import ReaderError, Skipped

BODY = "2020年4月5日 某会议通过\n\n<!-- INFO END -->\n\n第一条 甲。\n\n第二条 乙。\n"


def law(title: str = "灯塔条例") -> bytes:
    return f"# {title}\n\n{BODY}".encode()


def outcomes(*paths: Path, limits: Limits | None = None) -> dict[str, str]:
    """path → `document`, or the code of the problem; a path that comes twice fails."""
    result: dict[str, str] = {}
    for each in files.read(paths, limits=limits):
        assert each.path not in result
        result[each.path] = "document" if isinstance(each, SourceDocument) else each.problem.code
        if isinstance(each, Rejection | Skipped):
            assert each.problem.message.endswith("。")
    return result


def make_zip(path: Path, members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return path


def make_tar(path: Path, members: Iterable[tuple[str | tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith(("gz",)) else "w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            if info.isreg():
                info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_a_folder_is_read_in_order_and_every_file_is_accounted_for(tmp_path: Path) -> None:
    root = tmp_path / "法规资料"
    for name, data in {
        "行政法规/乙条例.md": law("乙条例"),
        "行政法规/甲条例.txt": law("甲条例").decode().encode("gb18030"),
        "行政法规/空.md": b"",
        "图片/灯塔.png": b"\x89PNG\r\n\x1a\n\x00",
        "文件.docx": b"PK\x03\x04",
        "乱码.md": b"\xb5\xff\xfe\xfd\xc0 \x81",
        "说明": b"x",
        ".git/config": b"x",
        "__MACOSX/._a.md": b"\x00\x05",
        "二进制.md": b"\x00\x01\x02",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    assert outcomes(root) == {
        ".git": "hidden_folder",
        "__MACOSX": "hidden_folder",
        "乱码.md": "bad_encoding",
        "二进制.md": "unsupported_file",
        "文件.docx": "broken_file",
        "说明": "unsupported_file",
        "图片/灯塔.png": "unsupported_file",
        "行政法规/乙条例.md": "document",
        "行政法规/甲条例.txt": "document",
        "行政法规/空.md": "empty_file",
    }
    assert list(outcomes(root)) == [each.path for each in files.read([root])]
    assert files.count([root]) == len(outcomes(root))
    assert {each.source for each in files.read([root])} == {"法规资料"}
    assert {each.source for each in files.read([root], source="标签")} == {"标签"}


def test_the_message_says_what_is_supported(tmp_path: Path) -> None:
    (tmp_path / "表.numbers").write_bytes(b"PK")
    (outcome,) = files.read([tmp_path / "表.numbers"])
    assert isinstance(outcome, Skipped)
    assert ".numbers" in outcome.problem.message and ".md" in outcome.problem.message


@pytest.mark.skipif(
    not hasattr(os, "symlink") or os.name == "nt", reason="symbolic links need rights on Windows"
)
def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "外"
    outside.mkdir()
    (outside / "a.md").write_bytes(law())
    root = tmp_path / "内"
    root.mkdir()
    (root / "b.md").symlink_to(outside / "a.md")
    (root / "dir").symlink_to(outside)
    assert outcomes(root) == {"b.md": "link_not_followed", "dir": "link_not_followed"}


def test_a_missing_path_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ReaderError) as caught:
        files.read([tmp_path / "没有"])
    assert caught.value.code == "path_not_found"
    assert "没有" in caught.value.message


@pytest.mark.parametrize("name", ["资料.zip", "资料.tar", "资料.tar.gz", "资料.tgz"])
def test_archives(tmp_path: Path, name: str) -> None:
    members = [
        ("部门规章/乙规定.md", law("灯塔规定")),
        ("a/说明.pdf", b"%PDF"),
        ("b/甲条例.md", law("甲条例")),
    ]
    path = (make_zip if name.endswith("zip") else make_tar)(tmp_path / name, members)
    assert outcomes(path) == {
        "部门规章/乙规定.md": "document",
        "a/说明.pdf": "unsupported_file",
        "b/甲条例.md": "document",
    }
    first = next(each for each in files.read([path]) if isinstance(each, SourceDocument))
    assert first.source == "资料"
    assert files.count([path]) == (3 if name.endswith("zip") else None)


def test_zip_members_come_sorted_and_names_may_be_gbk(tmp_path: Path) -> None:
    plain = make_zip(tmp_path / "a.zip", [("b/zz.md", law("乙条例")), ("b/aa.md", law("甲条例"))])
    assert list(outcomes(plain)) == ["b/aa.md", "b/zz.md"]
    gbk = "灯塔条例.md".encode("gbk")
    data = plain.with_name("c.zip")
    make_zip(data, [("x" * len(gbk), law())])
    data.write_bytes(data.read_bytes().replace(b"x" * len(gbk), gbk))
    assert outcomes(data) == {"灯塔条例.md": "document"}


UNSAFE = ["../外.md", "/etc/外.md", "C:/外.md", "a/../../外.md", "a\\外.md"]


@pytest.mark.parametrize("name", UNSAFE)
@pytest.mark.parametrize("kind", ["a.zip", "a.tar.gz"])
def test_names_that_lead_outside_are_rejected(tmp_path: Path, name: str, kind: str) -> None:
    make = make_zip if kind.endswith("zip") else make_tar
    path = make(tmp_path / kind, [(name, law()), ("好.md", law())])
    result = outcomes(path)
    assert result.pop("好.md") == "document"
    assert list(result.values()) == ["unsafe_path"]


def test_links_and_devices_in_archives_are_rejected(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    assert outcomes(make_zip(tmp_path / "a.zip", [(link, b"/etc/passwd")])) == {"link.md": "unsafe_path"}
    special = []
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        info = tarfile.TarInfo(f"{kind.decode()}.md")
        info.type, info.linkname = kind, "/etc/passwd"
        special.append((info, b""))
    result = outcomes(make_tar(tmp_path / "a.tar", [*special, ("好.md", law())]))
    assert result.pop("好.md") == "document"
    assert set(result.values()) == {"unsafe_path"} and len(result) == 4


def test_limits_of_size_and_number(tmp_path: Path) -> None:
    members = [(f"{number}.md", law(f"灯塔条例{number}") + b" " * 5000) for number in range(8)]
    for path in (make_zip(tmp_path / "a.zip", members), make_tar(tmp_path / "a.tar.gz", members)):
        assert set(outcomes(path, limits=Limits(file_bytes=4000)).values()) == {"file_too_large"}
        assert outcomes(path, limits=Limits(members=5))[path.name] == "archive_too_large"
        assert outcomes(path, limits=Limits(total_bytes=20_000))[path.name] == "archive_too_large"
    (tmp_path / "big.md").write_bytes(law() + b" " * 5000)
    assert outcomes(tmp_path / "big.md", limits=Limits(file_bytes=4000)) == {"big.md": "file_too_large"}


@pytest.mark.parametrize("kind", ["bomb.zip", "bomb.tar.gz"])
def test_a_bomb_is_stopped(tmp_path: Path, kind: str) -> None:
    make = make_zip if kind.endswith("zip") else make_tar
    path = make(tmp_path / kind, [(f"{number}.txt", b"\x20" * 4_000_000) for number in range(6)])
    result = outcomes(path, limits=Limits(ratio_from_bytes=1_000_000))
    assert result[kind] == "zip_bomb"


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", [("a.md", law() + b" " * 100_000)])
    with zipfile.ZipFile(path) as archive:
        stated = archive.infolist()[0].file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(stated, (50).to_bytes(4, "little")))
    assert set(outcomes(path).values()) <= {"broken_archive", "document"}


def test_a_huge_extended_header_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.md")
    info.pax_headers = {"comment": "x" * 3_000_000}
    path = make_tar(tmp_path / "a.tar.gz", [(info, law())])
    assert outcomes(path) == {"a.tar.gz": "broken_archive"}


def test_nested_archives_to_one_level(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "in.zip", [("c.md", law("丙条例"))]).read_bytes()
    middle = make_zip(tmp_path / "mid.zip", [("b.md", law("乙条例")), ("in.zip", inner)]).read_bytes()
    outer = make_tar(tmp_path / "out.tgz", [("a.md", law("甲条例")), ("x/mid.zip", middle)])
    assert outcomes(outer) == {
        "a.md": "document",
        "x/mid.zip/b.md": "document",
        "x/mid.zip/in.zip": "nested_archive",
    }
    folder = tmp_path / "夹"
    folder.mkdir()
    (folder / "资料.zip").write_bytes(middle)
    assert outcomes(folder) == {"资料.zip/b.md": "document", "资料.zip/in.zip/c.md": "document"}


def test_broken_archives(tmp_path: Path) -> None:
    good = make_tar(
        tmp_path / "good.tar.gz", [(f"{n}.md", law(f"灯塔条例{n}")) for n in range(50)]
    ).read_bytes()
    for name, data in {
        "a.zip": b"not a zip",
        "b.tar.gz": b"not a gzip",
        "c.tgz": good[: len(good) // 2],
        "d.tar": b"x" * 2000,
        "e.zip": b"",
        "f.tar": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
        assert outcomes(tmp_path / name)[name] == "broken_archive", name
    damaged = make_zip(tmp_path / "g.zip", [("a.md", law("甲条例" * 40)), ("b.md", law())])
    raw = bytearray(damaged.read_bytes())
    raw[60] ^= 0xFF
    damaged.write_bytes(raw)
    assert outcomes(damaged) == {"a.md": "broken_archive", "b.md": "document"}


def test_an_encrypted_member_is_said(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", [("a.md", law())])
    raw = path.read_bytes()
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.index(signature) + at
        raw = raw[:place] + bytes([raw[place] | 1]) + raw[place + 1 :]
    path.write_bytes(raw)
    assert outcomes(path) == {"a.md": "encrypted_archive"}


def test_parts_of_one_text_are_joined_and_each_file_is_accounted_for(tmp_path: Path) -> None:
    def part(name: str, first: str, second: str) -> tuple[str, bytes]:
        header = f"# 灯塔法典\n\n# {name}\n\n2020年4月5日 某会议通过\n\n<!-- INFO END -->\n\n"
        text = f"{header}{first} 甲。\n\n{second} 乙。\n"
        return f"灯塔法典/{name}.md", text.encode()

    members = [
        part("物权编", "第三条", "第四条"),
        ("甲条例.md", law("甲条例")),
        part("总则", "第一条", "第二条"),
    ]
    path = make_zip(tmp_path / "a.zip", members)
    read = list(files.read([path]))
    assert {each.path: getattr(each, "title", "") for each in read} == {
        "甲条例.md": "甲条例",
        "灯塔法典/总则.md": "灯塔法典",
        "灯塔法典/物权编.md": "",
    }
    joined = next(each for each in read if isinstance(each, SourceDocument) and each.title == "灯塔法典")
    assert [unit.path[0] for unit in joined.units] == ["总则", "总则", "物权编", "物权编"]
    skipped = next(each for each in read if isinstance(each, Skipped))
    assert skipped.problem.code == "joined_part"


def test_a_lost_character_stays_with_the_document(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(law().replace("甲".encode(), "甲航标\ufffd灯".encode()))
    (document,) = files.read([tmp_path / "a.md"])
    assert isinstance(document, SourceDocument)
    assert [each.code for each in document.problems] == ["replacement_character"]


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_bytes(law())

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert outcomes(tmp_path / "a.md") == {"a.md": "unreadable_file"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.sampled_from(["m.zip", "m.tar.gz", "m.tar"]), st.data())
def test_a_mutated_archive_never_raises(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    make = make_zip if kind.endswith("zip") else make_tar
    path = make(tmp_path / kind, [("a/甲条例.md", law()), ("b.md", law("乙条例"))])
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    for each in files.read([path]):
        assert each.path and (isinstance(each, SourceDocument) or each.problem.message)
