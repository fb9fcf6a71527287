"""What a reader says beside documents: a file left out on purpose, and a reader that cannot start."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Problem


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was understood and left out because it is no law text (`problem` says why).

    The difference to a `Rejection`: nothing is wrong with a skipped file. Codes: `not_a_law`,
    `not_a_law_case`, `unsupported_file`, `hidden_folder`, `link_not_followed`, `joined_part`, `empty_table`,
    `empty_archive`, `template_row`, `table_columns` (how the columns of a table were read),
    `shelf_table` (a table of cases or of published documents), `macros_ignored`.
    """

    source: str
    path: str
    problem: Problem


class ReaderError(Exception):
    """Reading cannot start: a stable `code` and a Chinese `message` for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[ReaderError], tuple[str, str]]:
        return type(self), (self.code, self.message)


class StarterError(ReaderError):
    """The starter library cannot be used: `starter_not_installed`, `starter_checksum_mismatch`, …"""


class FileProblem(Exception):  # noqa: N818 - carries what goes into the report
    """One file cannot be read: its `problem`, for a `Rejection`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
