"""`python -m search_service`: the command line, which says what is missing when a package cannot be loaded."""

from __future__ import annotations

import os
import sys

_LINEAR_ALGEBRA = ("OPENBLAS_NUM_THREADS", "1")
"""numpy's products in the thread that asks. With a thread a core, those that wait spin: with 16 clients on two cores an
answer took 13 ms of processor time instead of 9, and there were fewer of them (docs/benchmarks.md)."""


def main() -> None:
    """Run `faju`; where it cannot even be loaded, print the state of the installation."""
    os.environ.setdefault(*_LINEAR_ALGEBRA)  # read once, when numpy is loaded
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
