"""What can go wrong with a bundle: a stable code, a Chinese message, and the tool's own words for the log."""

from __future__ import annotations


class BundleError(Exception):
    """No bundle was made, and nothing half-made is left.

    Codes: `uv_missing`, `pip_missing`, `target_not_empty`, `not_a_bundle`, `resolve_failed`,
    `download_failed`, `no_wheel`, `wheelhouse_incomplete`, `own_wheel_failed`, `install_damaged`,
    `starter_not_bundled`.
    """

    def __init__(self, code: str, message_zh: str, detail: str = "") -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh
        self.detail = detail
