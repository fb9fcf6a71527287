"""`docker compose up`: what the files promise, read from them; and the compose tool's own check where it is."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from search_service.settings import settings_names
from tests.support import ROOT, skip_or_fail

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
LASTING = ("elasticsearch", "faju")
"""The services that run on; the others do one thing and end."""


def major(version: str) -> str:
    return version.partition(".")[0]


def last_stage() -> list[str]:
    return DOCKERFILE.rpartition("\nFROM ")[2].splitlines()


def test_the_server_is_the_one_that_is_tested_with_and_of_the_client_s_major() -> None:
    image = re.search(r":-(\S+/elasticsearch:([\d.]+))}", SERVICES["elasticsearch"]["image"])
    assert image
    pom = (ROOT / "tests" / "elastic_server" / "pom.xml").read_text("utf-8")
    assert re.findall(r"<elasticsearch.version>([\d.]+)<", pom) == [image[2]]
    client = re.search(r'"elasticsearch>=(\d+),<(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert client and client[1] == major(image[2]) and int(client[2]) == int(client[1]) + 1
    assert image[1] in EXAMPLE
    assert {SERVICES[each]["image"] for each in ("elasticsearch", "certificates", "account")} == {
        SERVICES["elasticsearch"]["image"]
    }


def test_the_image_has_a_python_that_the_program_takes() -> None:
    needed = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    used = re.search(r"ARG PYTHON_IMAGE=python:(\d+)\.(\d+)-slim", DOCKERFILE)
    assert needed and used
    assert tuple(map(int, used.groups())) >= tuple(map(int, needed.groups()))
    assert f"python:{used[1]}.{used[2]}-slim" in EXAMPLE
    assert SERVICES["faju"]["build"]["args"]["PYTHON_IMAGE"].endswith(f":-python:{used[1]}.{used[2]}-slim}}")


def test_the_image_is_built_in_stages_and_runs_as_nobody_special() -> None:
    assert DOCKERFILE.count("\nFROM ${PYTHON_IMAGE}") == 2
    lines = last_stage()
    user = next(line.split()[1] for line in lines if line.startswith("USER "))
    assert user not in ("root", "0") and any("useradd --uid 10001" in line for line in lines)
    assert lines.index(f"USER {user}") < next(
        n for n, line in enumerate(lines) if line.startswith("ENTRYPOINT")
    )
    assert "VOLUME /data" in lines and any("FAJU_HOME=/data" in line for line in lines)
    assert not any(line.startswith("RUN pip") for line in lines), "no build tools in what runs"


def test_everything_that_the_package_needs_is_sent_to_the_build() -> None:
    """The packages of the wheel, the files that its metadata names; and nothing else of a working folder."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = re.search(r"\[tool.hatch.build.targets.wheel\]\npackages = \[(.*)\]", text)
    assert packages
    needed = {*re.findall(r'"(\w+)"', packages[1]), "pyproject.toml", "README.md", "LICENSE"}
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]
    }
    assert copied == needed
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {line[1:] for line in ignored if line.startswith("!")} == needed and "*" in ignored


@pytest.mark.parametrize("name", LASTING)
def test_what_runs_on_is_watched_bounded_and_kept(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["mem_limit"]
    assert any(each.partition(":")[0] in COMPOSE["volumes"] for each in service["volumes"])
    assert "healthcheck" in service or "HEALTHCHECK" in "\n".join(last_stage())


def test_the_service_waits_for_its_cluster_and_account() -> None:
    waits = {name: each.get("depends_on", {}) for name, each in SERVICES.items()}
    done, healthy = "service_completed_successfully", "service_healthy"
    assert waits["elasticsearch"]["certificates"]["condition"] == done
    assert waits["account"]["elasticsearch"]["condition"] == healthy
    assert waits["faju"]["account"]["condition"] == done
    assert "readyz" in DOCKERFILE and "--start-period=" in DOCKERFILE


def test_only_the_service_can_be_reached_and_only_from_this_machine() -> None:
    ports = [port for each in SERVICES.values() for port in each.get("ports", ())]
    assert ports == ["${PUBLISHED_ADDRESS:-127.0.0.1}:${PUBLISHED_PORT:-8000}:8000"]
    assert "PUBLISHED_ADDRESS=127.0.0.1" in EXAMPLE


def test_the_cluster_asks_for_a_password_and_encrypts() -> None:
    told = SERVICES["elasticsearch"]["environment"]
    for each in ("xpack.security", "xpack.security.http.ssl", "xpack.security.transport.ssl"):
        assert told[f"{each}.enabled"] == "true"
    assert SERVICES["faju"]["environment"]["FAJU_ELASTICSEARCH_URL"].startswith("https://")
    assert SERVICES["elasticsearch"]["ulimits"]["memlock"] == {"soft": -1, "hard": -1}


def test_the_service_has_no_more_rights_than_it_needs() -> None:
    service = SERVICES["faju"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["environment"]["FAJU_ELASTICSEARCH_USER"] == "faju", "not the administrator"
    assert "ELASTIC_PASSWORD" not in str(service)
    assert not any("certificates" in each for each in service["volumes"]), "no private key"


def test_every_variable_of_the_service_is_a_setting() -> None:
    given = {*SERVICES["faju"]["environment"], *re.findall(r"\b(FAJU_\w+)=", DOCKERFILE)}
    assert given <= set(settings_names())


def test_no_secret_is_in_the_files() -> None:
    """Passwords come from .env, without a value to fall back to; .env is not committed."""
    for name in ("ELASTIC_PASSWORD", "SERVICE_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}([^}}]*)}}", (ROOT / "docker-compose.yml").read_text("utf-8"))
        assert uses and all(each.startswith(":?") for each in uses)
        assert f"\n{name}=\n" in EXAMPLE
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert not re.search("(?i)password|secret|api_key", DOCKERFILE)


def test_every_variable_of_the_files_is_in_the_example() -> None:
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert used == set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.M))


@pytest.mark.parametrize("script", sorted((ROOT / "deploy").glob("*.sh")), ids=lambda path: path.name)
def test_scripts_can_be_read_and_are_used(script: Path) -> None:
    assert f"/deploy/{script.name}" in (ROOT / "docker-compose.yml").read_text("utf-8")
    assert "set -euo pipefail" in script.read_text("utf-8")
    assert b"\r" not in script.read_bytes()
    assert stat.S_IMODE(script.stat().st_mode) & stat.S_IROTH, "read by the users of the containers"
    if bash := shutil.which("bash"):
        subprocess.run([bash, "-n", str(script)], check=True)


def test_the_compose_tool_takes_the_file(tmp_path: Path) -> None:
    """Its own `config`, which needs no engine: with passwords it resolves, without it says what is missing."""
    for tool in (["docker", "compose"], ["docker-compose"]):
        if (
            shutil.which(tool[0])
            and not subprocess.run([*tool, "version"], capture_output=True, check=False).returncode
        ):
            break
    else:
        skip_or_fail("compose", "there is no docker compose here")
    filled = re.sub("(?m)^(.*PASSWORD)=$", r"\1=Abcdefgh_2345", EXAMPLE)
    (tmp_path / "filled").write_text(filled, "utf-8")
    (tmp_path / "empty").write_text(EXAMPLE, "utf-8")
    told = [
        subprocess.run(
            [*tool, "--env-file", str(tmp_path / name), "-f", str(ROOT / "docker-compose.yml"), "config"],
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
        )
        for name in ("filled", "empty")
    ]
    assert told[0].returncode == 0, told[0].stderr
    assert set(yaml.safe_load(told[0].stdout)["services"]) == set(SERVICES)
    assert told[1].returncode != 0 and "ELASTIC_PASSWORD" in told[1].stderr
