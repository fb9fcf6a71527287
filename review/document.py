"""docs/rules.md: every rule of the pack as a page that people read. `python -m review.document` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from review.judge import citation_of
from review.model import Basis, DocType
from review.pack import BasisSpec, Rule, RulePack, load

_FAMILIES = {
    "citations": "引用",
    "powers": "谁可以规定什么：处罚、许可、强制",
    "duties": "减损权利、增加义务、收费、税收",
    "fair": "公平竞争",
    "procedure": "程序和时间",
    "format": "格式",
    "structure": "结构",
}
_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_HEAD = """# 审查规则

本页由规则包生成（`python -m review.document > docs/rules.md`），有测试保证与规则包一致。规则、例句、例外都是数据，
在 `review/data/*.toml`；例句就是测试。本单位可以停用规则、改变级别、增加词语、登记罚款限额，写法见文末。

标“请与正式文本核对”的依据，说明是本项目的概括，引用前应当核对原文。
"""
_TAIL = """
## 本单位的规则

一个 TOML 文件，四项都可以省略；写错的名称会被拒绝：

```toml
off = ["HALFWIDTH_PUNCT"]            # 停用的规则

[severity]                           # 改变级别：error、warning、info
VALIDITY_PERIOD_MISSING = "warning"

[terms]                              # 增加词语；词表的名称见 review/data/terms.toml
"本地" = ["鹭岛"]
"法定许可" = ["渔业船舶证书"]

[limits]                             # 规章设定罚款的限额（元），行政处罚法第十三条、第十四条
"地方政府规章" = 200000
```

每份审查结果都写明规则包的版本和本单位的改动，多年以后可以按同样的规则重做。
"""


def page(pack: RulePack) -> str:
    """The whole page."""
    lines = [_HEAD, f"规则包版本：{pack.version}，共 {len(pack.rules)} 条规则。\n"]
    for family, name in _FAMILIES.items():
        rules = [rule for rule in pack.rules.values() if rule.family == family]
        lines += [
            f"## {name}\n",
            "| 规则 | 级别 | 内容 | 适用文种 | 依据 |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_row(rule) for rule in rules]
        lines.append("")
        for rule in rules:
            lines += _details(rule, pack)
    return "\n".join(lines).rstrip() + "\n" + _TAIL


def _row(rule: Rule) -> str:
    basis = "；".join(dict.fromkeys(map(_citation, rule.basis))) or "—"
    if rule.id == "FAIR_COMPETITION":
        basis = "《公平竞争审查条例》第八条至第十一条，具体到项"
    return f"| `{rule.id}` | {_SEVERITIES[rule.severity]} | {rule.name} | {_bound(rule)} | {basis} |"


def _citation(spec: BasisSpec) -> str:
    return citation_of(Basis(spec.law, spec.article, spec.paragraph, spec.item))


def _bound(rule: Rule) -> str:
    parts = []
    for each in rule.binds:
        if len(each.doc_types) == len(DocType):
            return "全部"
        names = "、".join(str(kind) for kind in DocType if kind in each.doc_types)
        levels = "、".join(sorted(map(str, each.levels)))
        parts.append(f"{names}（{levels}）" if levels else names)
    return "；".join(parts)


def _details(rule: Rule, pack: RulePack) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"{rule.condition}\n"
    signs = [pack.signs[each] for each in rule.signs]
    if signs:
        yield f"看什么：{'；'.join(each.name for each in signs)}。\n"
    if rule.exceptions:
        yield f"例外：{'；'.join(pack.exceptions[each].name for each in rule.exceptions)}。\n"
    yield f"- 是：{_shown(rule.positive[0].text)}"
    yield f"- 不是：{_shown(rule.negative[0].text)}\n"


def _shown(text: str) -> str:
    return text.replace("\n", " ")


if __name__ == "__main__":
    print(page(load()), end="")
