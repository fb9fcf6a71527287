"""`faju doctor`: the installation itself, its packages and their versions."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from search_service.diagnosis import packages

ROOT = Path(__file__).resolve().parents[3]


def test_modules_that_cannot_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {
        "faju_whole": "print('chatter')",
        "faju_dll": "raise ImportError('DLL load failed while importing _x')",
        "faju_ends": "import os; os._exit(3)",
        "faju_hangs": "import time; time.sleep(60)",
        "faju_exits": "raise SystemExit(0)",
    }.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    names = ["faju_whole", "faju_dll", "faju_ends", "faju_absent", "faju_exits", "faju_hangs"]
    found = packages.import_problems(names, seconds=5)
    assert sorted(found) == sorted(names[1:])
    assert "DLL load failed" in found["faju_dll"]
    assert "3" in found["faju_ends"]
    assert "5 秒" in found["faju_hangs"]


INSTALLED = {
    "tantivy": packages.Installed("tantivy", "0.27.0", ("tantivy",)),
    "rjieba": packages.Installed("rjieba", "0.2.2", ("rjieba",)),
    "jieba": packages.Installed("jieba", "0.42.1", ("jieba",)),
}
PACKAGES = [
    ("tantivy", None, "package_missing", "error", ""),
    ("tantivy", packages.Installed("tantivy", "0.28.0", ()), "package_version", "error", "<0.28"),
    ("tantivy", packages.Installed("tantivy", "0.27.0", (), "ImportError: DLL load failed"), "package_broken", "error",
     "Visual C++"),
    ("rjieba", None, "package_missing", "warning", "jieba"),
    ("rjieba", packages.Installed("rjieba", "0.2.2", (), "ImportError: x"), "package_broken", "warning", "jieba"),
    ("jieba", None, "package_missing", "warning", "rjieba"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "installed", "code", "status", "said"), PACKAGES)
def test_packages(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    installed: packages.Installed | None,
    code: str,
    status: str,
    said: str,
) -> None:
    found = {**INSTALLED, name: installed} if installed else {k: v for k, v in INSTALLED.items() if k != name}
    needed = [
        packages.Requirement("tantivy", ">=0.27,<0.28", False),
        packages.Requirement("rjieba", ">=0.2", False),
        packages.Requirement("jieba", ">=0.42.1", False),
        packages.Requirement("only-elsewhere", ">=1", True),
    ]
    (problem,) = packages._problems(needed, found)
    assert (problem.code, problem.status) == (code, status)
    assert said in problem.hint


def test_without_both_segmenters_it_is_an_error() -> None:
    needed = [packages.Requirement("rjieba", "", False), packages.Requirement("jieba", "", False)]
    assert [each.status for each in packages._problems(needed, {})] == ["error", "error"]


@pytest.mark.parametrize(
    ("version", "wanted", "fit"),
    [
        ("0.27.3", ">=0.27,<0.28", True),
        ("0.28.0", "<0.28,>=0.27", False),
        ("2.0.36rc1", ">=2.0.36", True),
        ("0.1.1", "==0.1.1", True),
        ("0.1.1.0", "==0.1.1", True),
        ("1.10", ">=1.9", True),
        ("1.0", "!=1.0", False),
        ("1.0", "~=1.0", True),
        ("3", "", True),
    ],
)
def test_versions(version: str, wanted: str, fit: bool) -> None:
    assert packages.fits(version, wanted) is fit


def test_this_installation() -> None:
    needed = packages.requirements()
    assert {"tantivy", "rjieba", "opencc", "pyyaml"} <= {each.name for each in needed}
    assert not any(each.name in {"pytest", "ruff"} for each in needed), "extras are not needed"
    assert packages.modules_of("pyyaml") == ("yaml",)
    assert packages.modules_of("pyahocorasick") == ("ahocorasick",)
    assert packages.modules_of("charset-normalizer") == ("charset_normalizer",)


def test_when_the_program_cannot_even_be_loaded_the_installation_is_told(tmp_path: Path) -> None:
    (tmp_path / "tantivy.py").write_text("raise ImportError('DLL load failed while importing tantivy')")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    command = [sys.executable, "-m", "search_service", "doctor"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
    told = done.stdout.decode("utf-8")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr.decode("utf-8", "replace")
    assert "tantivy" in told
    assert "（package_broken）" in told
    assert "Visual C++" in told
