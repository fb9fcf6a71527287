"""`python -m search_service`: the command line, which says what is missing when a package cannot be loaded."""

from __future__ import annotations

import sys

from search_service.one_thread import multiply_alone


def main() -> None:
    """Run `faju`; where it cannot even be loaded, print the state of the installation."""
    multiply_alone()
    try:
        from search_service.cli.main import main as run

        run()
    except ImportError as problem:
        sys.exit(_installation(problem))


def _installation(problem: ImportError) -> int:
    from search_service.diagnosis.findings import OK
    from search_service.diagnosis.report import installation

    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="replace")
    lines = [f"法据不能启动：{problem}"]
    for each in installation():
        lines.append(f"{'✓' if each.code == OK else '✗'} {each.message}（{each.code}）")
        lines += [f"   → {each.hint}"] if each.hint else []
    sys.stdout.write("\n".join(lines) + "\n")
    return 1


if __name__ == "__main__":
    main()
