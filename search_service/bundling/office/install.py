"""Install from this folder, without a network. Runs on any Python 3.6 or later, to be able to say what is wrong.

python install.py [FOLDER]      FOLDER: where the program goes; it is made, or brought up to date
"""

import hashlib
import json
import os
import platform
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
MACHINES = {"amd64": "x64", "x86_64": "x64", "arm64": "arm64", "aarch64": "arm64"}
WINDOWS = os.name == "nt"


class Stop(Exception):  # noqa: N818
    """What to tell the user instead of going on."""


def path(*parts: str) -> str:
    """A place in this folder."""
    return os.path.join(HERE, *parts)  # noqa: PTH118


def say(line: str) -> None:
    """One line, as UTF-8 whatever the console's code page."""
    sys.stdout.buffer.write((line + os.linesep).encode("utf-8")) if not sys.stdout.isatty() else print(line)
    sys.stdout.flush()


def this_platform() -> str:
    """This machine in the bundle's words."""
    machine = platform.machine().lower()
    return "{}-{}".format(platform.system().lower(), MACHINES.get(machine, machine))


def requirements(manifest: dict) -> str:  # type: ignore[type-arg]
    """The file of exact versions for this machine and this Python."""
    here, python = this_platform(), "{}.{}".format(*sys.version_info[:2])
    fit = [each for each in manifest["targets"] if each["platform"] == here]
    if not fit:
        held = "、".join(sorted({each["platform"] for each in manifest["targets"]}))
        raise Stop("这个离线包只能用于 {}，本机是 {}。请制作适用于本机的离线包。".format(held, here))
    for each in fit:
        if each["python"] == python:
            return str(path(each["requirements"]))
    wanted = " 或 ".join(sorted({each["python"] for each in fit}))
    raise Stop(
        "这个离线包需要 Python {}，现在运行的是 Python {}（{}）。请安装对应版本的 Python 后重试。".format(
            wanted, python, sys.executable
        )
    )


def check_files() -> None:
    """Every file as it was when the bundle was made: copies by USB stick do go wrong."""
    with open(path("SHA256SUMS"), encoding="utf-8") as file:  # noqa: PTH123
        lines = file.read().splitlines()
    for line in lines:
        digest, name = line.split("  ", 1)
        try:
            with open(path(*name.split("/")), "rb") as file:  # noqa: PTH123
                found = hashlib.sha256(file.read()).hexdigest()
        except OSError:
            raise Stop("缺少文件 {}。请重新复制整个离线包文件夹。".format(name)) from None
        if found != digest:
            raise Stop("文件 {} 与制作时不一致，可能在复制时损坏。请重新复制整个离线包文件夹。".format(name))


def default_folder() -> str:
    """Where programs of one user go on this system."""
    if WINDOWS:
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")  # noqa: PTH111
        return os.path.join(base, "Programs", "faju")  # noqa: PTH118
    return os.path.join(os.path.expanduser("~"), ".local", "opt", "faju")  # noqa: PTH111, PTH118


def run(command: "list[str]", what: str) -> None:
    """Run a step; its own words go to the console."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment.update(PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUTF8="1")
    if subprocess.call(command, env=environment) != 0:
        raise Stop("{}失败，原因见上面的输出。处理后可再次运行，不会影响已有的数据。".format(what))


def install(folder: str) -> None:
    """Into a virtual environment of its own; pip itself comes from the wheelhouse."""
    with open(path("bundle.json"), encoding="utf-8") as file:  # noqa: PTH123
        manifest = json.load(file)
    wanted = requirements(manifest)
    say("核对文件……")
    check_files()
    say("安装法据 {} 到 {} ……".format(manifest["version"], folder))
    scripts = os.path.join(folder, "Scripts" if WINDOWS else "bin")  # noqa: PTH118
    python = os.path.join(scripts, "python.exe" if WINDOWS else "python")  # noqa: PTH118
    run([sys.executable, "-m", "venv", "--without-pip", folder], "建立运行环境")
    wheels = path("wheelhouse")
    pip = sorted(each for each in os.listdir(wheels) if each.startswith("pip-"))[-1]  # noqa: PTH208
    source = ["--no-index", "--find-links", wheels]
    pip_command = [python, os.path.join(wheels, pip, "pip"), "install"]  # noqa: PTH118
    run([*pip_command, "--quiet", *source, "--requirement", wanted], "安装软件包")
    faju = os.path.join(scripts, "faju.exe" if WINDOWS else "faju")  # noqa: PTH118
    run([faju, "--version"], "检查安装")
    say("安装完成。启动服务：")
    say('    "{}" serve'.format(faju))
    say("然后用浏览器打开 http://127.0.0.1:8000/ 。首次启动会载入起步法规库，约需半分钟。检查安装：")
    say('    "{}" doctor'.format(faju))


def main() -> int:
    """Exit status 1 when nothing was installed."""
    folder = sys.argv[1] if len(sys.argv) > 1 else default_folder()
    try:
        install(os.path.abspath(folder))  # noqa: PTH100
    except Stop as problem:
        say("错误：{}".format(problem))
        return 1
    except OSError as problem:
        say("错误：读写失败：{}".format(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
