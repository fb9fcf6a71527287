"""All checks, one after the other; whatever a check meets becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search_service.diagnosis import cluster, index, library, packages, places, service, settings_check
from search_service.diagnosis.findings import Finding, Status, error
from search_service.diagnosis.ground import Ground

Check = Callable[[Ground], Iterable[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("home", places.home_findings),
    ("disk", places.disk_findings),
    ("store", library.store_findings),
    ("engine", cluster.cluster_findings),
    ("index", index.index_findings),
    ("lock", index.lock_findings),
    ("starter", library.starter_findings),
    ("port", service.port_findings),
)
# Names of the checks, for a check that could not be made.
_NAMES = {
    "python": "Python",
    "packages": "软件包",
    "settings": "设置",
    "home": "数据目录",
    "disk": "磁盘空间",
    "store": "法规库",
    "engine": "检索引擎",
    "index": "索引",
    "lock": "写入锁",
    "starter": "起步法规库",
    "port": "端口",
}
_REPORT_IT = "请附上 faju doctor --json 的输出反馈。"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found, in the order of looking. `home` None: the settings could not be read at all."""

    version: str | None
    home: Path | None
    findings: tuple[Finding, ...]

    @property
    def status(self) -> Status:
        """The worst of the findings."""
        found = {each.status for each in self.findings}
        return next((each for each in (Status.ERROR, Status.WARNING) if each in found), Status.OK)

    def as_json(self) -> dict[str, object]:
        return {
            "status": self.status.value,
            "version": self.version,
            "home": None if self.home is None else str(self.home),
            "checks": [each.as_json() for each in self.findings],
        }


def installation() -> list[Finding]:
    """Python and the packages only: needs nothing but the standard library."""
    return [
        *guarded("python", packages.python_findings),
        *guarded("packages", packages.package_findings),
    ]


def diagnose(home: Path | None = None) -> Diagnosis:
    """Look at everything. Never raises; `home` overrides FAJU_HOME."""
    findings = installation()
    version = packages.own_version()
    try:
        settings, wrong = settings_check.read_settings(home)
    except Exception as problem:
        return Diagnosis(version, home, (*findings, unexpected("settings", problem)))
    ground = Ground(settings)
    findings += wrong
    for name, check in CHECKS:
        findings += guarded(name, lambda check=check: check(ground))  # type: ignore[misc]
    return Diagnosis(version, ground.home, tuple(findings))


def guarded(name: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of a check, and one more when it cannot go on."""
    try:
        yield from check()
    except Exception as problem:
        yield unexpected(name, problem)


def unexpected(name: str, problem: Exception) -> Finding:
    """A check that could not be made, with the reason."""
    what, why = f"不能检查{_NAMES[name]}", f"{type(problem).__name__}: {problem}"
    if isinstance(problem, ImportError):
        hint = "请先处理软件包的问题。"
        return error(name, "package_broken", f"{what}：{why}", hint)
    if isinstance(problem, OSError):
        place = f"（{problem.filename}）" if problem.filename else ""
        message = f"{what}，读写失败：{problem.strerror or problem}{place}"
        return error(name, "io_error", message, "请检查该文件或文件夹的权限，以及磁盘是否正常。")
    return error(name, "check_failed", f"{what}：{why}", _REPORT_IT)
