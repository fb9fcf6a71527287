"""`faju-eval drafts lookalikes FILE`: lawful sentences that look like findings; each error or warning is false."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import click

from evaluation.judged import JudgedFileError
from review.engine import check
from review.library import CorpusSources
from review.model import DocType, Finding, IssuerLevel, Profile, Severity
from search_service.cli.console import console, print_json
from search_service.settings import load_settings
from search_service.state import Holder

DAY = date(2026, 11, 23)


def read_lookalikes(path: Path) -> list[tuple[str, DocType]]:
    """The sentences of a TOML file of `[[group]]` with `texts` and, where it is another, `doc_type`."""
    try:
        groups = tomllib.loads(path.read_text(encoding="utf-8"))["group"]
        return [
            (text, DocType(each.get("doc_type", "规范性文件"))) for each in groups for text in each["texts"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JudgedFileError(f"{path} 不是近似句文件：{error}") from error


@click.command("lookalikes", help="在合法的近似句上量误报率（error、warning）。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def lookalikes(*, file: Path, home: Path | None, as_json: bool) -> None:
    """Each sentence is a draft of its own."""
    state = Holder(load_settings(home=home)).current()
    sources = CorpusSources(state.library, state.timeline, state.titles)
    sentences = read_lookalikes(file)
    false: list[tuple[str, list[Finding]]] = []
    for text, doc_type in sentences:
        found = check(text, Profile(doc_type, IssuerLevel.CITY, DAY), sources).findings
        loud = [each for each in found if each.severity != Severity.INFO]
        if loud:
            false.append((text, loud))
    share = len(false) / len(sentences) if sentences else 0.0
    if as_json:
        told = [{"text": text, "rules": [each.rule for each in loud]} for text, loud in false]
        print_json(
            {"sentences": len(sentences), "alarms": len(false), "share": round(share, 4), "false": told}
        )
        return
    for text, loud in false:
        console().print(f"{text}　{'；'.join(f'{each.rule} {each.message}' for each in loud)}", markup=False)
    console().print(f"{len(sentences)} 句，误报 {len(false)} 句（{100 * share:.1f} %）。")
