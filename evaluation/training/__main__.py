"""`python -m evaluation.training`: fit the learned order, tell how good it is on held-out folds, write it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from evaluation.metrics import METRICS, means
from evaluation.training.fitting import DECAY, fit
from evaluation.training.held_out import engine_order, held_out
from evaluation.training.sets import gathered_examples, training_sets
from search_service.ranking.model import FOLDER, Model


@click.command(help="用判断好的问题拟合排序模型，报告没有用来拟合的部分上的指标。")
@click.argument("judged", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--starter", type=click.Path(exists=True, path_type=Path), required=True, help="起步库的数据目录。"
)
@click.option("--national", type=click.Path(exists=True, path_type=Path), help="全国库的数据目录。")
@click.option("--model", "only", type=click.Choice(["text", "dense"]), help="只拟合这一个。")
@click.option("--decay", type=float, default=DECAY, show_default=True, help="权重衰减。")
@click.option("--write", is_flag=True, help=f"写入 {FOLDER}。")
def training(
    judged: Path, starter: Path, national: Path | None, only: str | None, decay: float, write: bool
) -> None:
    """Fit one model or both."""
    homes = {"starter": starter, **({"national": national} if national else {})}
    for name in (only,) if only else ("text", "dense"):
        wanted = [each for each in training_sets(name) if each.home in homes]
        sets = {each.name: gathered_examples(each, judged, homes) for each in wanted}
        if not any(sets.values()):
            raise click.UsageError(f"没有可用的例子：{name}（数据目录里要有 bank；dense 还要有向量）。")
        every = [each for rows in sets.values() for each in rows if each.chosen]
        names = sorted(every[0].features)
        _tell(name, engine_order(sets), held_out(sets, names, decay))
        if write:
            _write(name, fit(every, names, decay=decay), {each: len(rows) for each, rows in sets.items()})


def _tell(
    name: str,
    before: Mapping[str, Sequence[Mapping[str, float]]],
    after: Mapping[str, Sequence[Mapping[str, float]]],
) -> None:
    for each, rows in before.items():
        for label, found in (("引擎的次序", rows), ("留出的折", after[each])):
            figures = "  ".join(f"{metric} {means(found)[metric]:.3f}" for metric in METRICS)
            click.echo(f"{name} {each}（{len(rows)} 题）{label}：{figures}")


def _write(name: str, model: Model, fitted_on: Mapping[str, int]) -> None:
    told = {"fitted_on": fitted_on, **model.as_json()}
    path = Path(str(FOLDER / f"{name}.json"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    click.echo(f"写入 {path}")


if __name__ == "__main__":
    training()
