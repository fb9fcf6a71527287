"""The server for test nodes, assembled once from what Maven resolves, and kept in the user's cache.

Needs Java 21 or newer (`JAVA_HOME`, `javac` on the path, or under /usr/lib/jvm) and Maven; where Maven looks for
packages is its own settings' business. What comes out has the built-in analysers and neither scripts nor
security.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from platformdirs import user_cache_path

HERE = Path(__file__).resolve().parent
POM = HERE / "pom.xml"
VERSION = re.findall(r"<elasticsearch\.version>([\d.]+)<", POM.read_text("utf-8"))[0]

_OLDEST_JAVA = 21
_MODULES = {
    "transport-netty4": "org.elasticsearch.transport.netty4.Netty4Plugin",
    "about": "About",
}
_PATIENCE = 600


class CannotStart(Exception):
    """No node can be had here, and why."""


@cache
def java_home() -> Path:
    """A JDK that can run and compile the server."""
    for home in _possible_homes():
        javac = home / "bin" / ("javac.exe" if os.name == "nt" else "javac")
        if not javac.is_file():
            continue
        told = subprocess.run([javac, "-version"], capture_output=True, text=True, check=False)
        found = re.search(r"javac (\d+)", told.stdout + told.stderr)
        if found and int(found[1]) >= _OLDEST_JAVA:
            return home
    raise CannotStart(f"there is no JDK {_OLDEST_JAVA} or newer")


def _possible_homes() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    if found := shutil.which("javac"):
        yield Path(found).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)


def server() -> Path:
    """A folder with lib/, classes/ and modules/; assembled when it is not there yet."""
    place = user_cache_path("faju-tests", appauthor=False) / f"elasticsearch-{VERSION}-{_sources()}"
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=place.parent))
    try:
        _assemble(draft)
        draft.rename(place)
    except OSError:
        if not place.is_dir():  # else another run was faster
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place


def _sources() -> str:
    """Changes with what is assembled."""
    parts = sorted(file for file in HERE.iterdir() if file.suffix in (".java", ".xml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in parts)).hexdigest()[:8]


def _assemble(place: Path) -> None:
    java = java_home()
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStart("there is no Maven")
    lib = place / "lib"
    fetch = [maven, "-q", "-B", "-f", POM, "dependency:copy-dependencies", f"-DoutputDirectory={lib}"]
    _run("Maven", fetch, JAVA_HOME=str(java))
    for name, main in _MODULES.items():
        folder = place / "modules" / name
        folder.mkdir(parents=True)
        (folder / "plugin-descriptor.properties").write_text(_descriptor(name, main), "utf-8")
    for jar in lib.glob("*netty*.jar"):
        jar.rename(place / "modules" / "transport-netty4" / jar.name)
    compiler = [java / "bin" / "javac", "-nowarn", "-proc:none", "-cp", f"{lib}{os.sep}*", "-d"]
    _run("javac", [*compiler, place / "classes", HERE / "TestNode.java"])
    _run("javac", [*compiler, place / "about", HERE / "About.java"])
    with zipfile.ZipFile(place / "modules" / "about" / "about.jar", "w") as archive:
        for file in (place / "about").iterdir():
            archive.write(file, file.name)


def _descriptor(name: str, main: str) -> str:
    told = {
        "name": name,
        "description": name,
        "version": VERSION,
        "elasticsearch.version": VERSION,
        "java.version": str(_OLDEST_JAVA),
        "classname": main,
    }
    return "".join(f"{key}={value}\n" for key, value in told.items())


def _run(what: str, command: list[object], **environment: str) -> None:
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode:
        raise CannotStart(f"{what} failed: {(done.stdout + done.stderr)[-600:].strip()}")
