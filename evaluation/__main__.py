"""`faju-eval`, in the conditions of the service."""

from __future__ import annotations

from search_service.one_thread import multiply_alone


def main() -> None:
    """Run a measuring command."""
    multiply_alone()
    from evaluation.main import main as run

    run()


if __name__ == "__main__":
    main()
