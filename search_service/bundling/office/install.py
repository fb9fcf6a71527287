"""Install from this folder, without a network. Runs on any Python 3.6 or later, to be able to say what is wrong.

python install.py [FOLDER]      FOLDER: where the program goes; it is made, or brought up to date
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MACHINES = {"amd64": "x64", "x86_64": "x64", "arm64": "arm64", "aarch64": "arm64"}
WINDOWS = os.name == "nt"


class Stop(Exception):  # noqa: N818
    """What to tell the user instead of going on."""


def say(line: str) -> None:
    """One line; as UTF-8 where it goes to a file, in the console's own way where it goes to a console."""
    if sys.stdout.isatty():
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        sys.stdout.flush()
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write((line + os.linesep).encode("utf-8"))
        sys.stdout.buffer.flush()


def this_platform() -> str:
    """This machine in the bundle's words."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"


def requirements(manifest: dict) -> Path:  # type: ignore[type-arg]
    """The file of exact versions for this machine and this Python."""
    here, python = this_platform(), "{}.{}".format(*sys.version_info[:2])
    fit = [each for each in manifest["targets"] if each["platform"] == here]
    if not fit:
        held = "、".join(sorted({each["platform"] for each in manifest["targets"]}))
        raise Stop(f"这个离线包只能用于 {held}，本机是 {here}。请制作适用于本机的离线包。")
    for each in fit:
        if each["python"] == python:
            return HERE / str(each["requirements"])
    wanted = " 或 ".join(sorted({each["python"] for each in fit}))
    raise Stop(
        f"这个离线包需要 Python {wanted}，现在运行的是 {python}（{sys.executable}）。请安装对应版本后重试。"
    )


def check_files() -> None:
    """Every file as it was when the bundle was made: copies by USB stick do go wrong."""
    for line in (HERE / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        try:
            found = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        except OSError:
            raise Stop(f"缺少文件 {name}。请重新复制整个离线包文件夹。") from None
        if found != digest:
            raise Stop(f"文件 {name} 与制作时不一致，可能在复制时损坏。请重新复制整个离线包文件夹。")


def default_folder() -> Path:
    """Where programs of one user go on this system."""
    if WINDOWS:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "Programs" / "faju"
    return Path.home() / ".local" / "opt" / "faju"


def run(command: "list[object]", what: str) -> None:
    """Run a step; its own words go to the console. The machine's settings of pip do not count."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("PIP_")}
    environment.update(PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUTF8="1")
    if subprocess.call([str(each) for each in command], env=environment) != 0:
        raise Stop(f"{what}失败，原因见上面的输出。处理后可再次运行，不会影响已有的数据。")


def install(folder: Path) -> None:
    """Into a virtual environment of its own; pip itself comes from the wheelhouse."""
    manifest = json.loads((HERE / "bundle.json").read_text("utf-8"))
    wanted = requirements(manifest)
    say("核对文件……")
    check_files()
    say("安装法据 {} 到 {} ……".format(manifest["version"], folder))
    scripts = folder / ("Scripts" if WINDOWS else "bin")
    run([sys.executable, "-m", "venv", "--without-pip", folder], "建立运行环境")
    wheels = HERE / "wheelhouse"
    pip = sorted(wheels.glob("pip-*.whl"))[-1] / "pip"  # a wheel is a zip file, which Python can run from
    source = ["--no-index", "--find-links", wheels]
    python = scripts / ("python.exe" if WINDOWS else "python")
    run([python, pip, "install", "--quiet", *source, "--requirement", wanted], "安装软件包")
    faju = scripts / ("faju.exe" if WINDOWS else "faju")
    run([faju, "--version"], "检查安装")
    say("安装完成。启动服务：")
    say(f'    "{faju}" serve')
    say("然后用浏览器打开 http://127.0.0.1:8000/ 。首次启动会载入起步法规库，约需半分钟。检查安装：")
    say(f'    "{faju}" doctor')


def main() -> int:
    """Exit status 1 when something is missing."""
    try:
        install(Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else default_folder())
    except Stop as problem:
        say(f"错误：{problem}")
        return 1
    except OSError as problem:
        say(f"错误：读写失败：{problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
