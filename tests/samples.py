"""Made-up rules as files, for homes that tests break."""

from __future__ import annotations

from pathlib import Path

LAW = """# {title}

（2021年1月1日某某部公布　自2021年3月1日起施行）

{articles}
"""
TOPICS = ("登记", "检查", "处罚", "许可", "听证", "公开", "补偿", "投诉", "期限", "档案")


def rule(title: str, articles: int = 10) -> str:
    """The text of one rule."""
    lines = [
        f"第{number}条　{title}关于{TOPICS[number % len(TOPICS)]}的要求：有关单位应当在{number}日内办理，并告知当事人。"
        for number in range(1, articles + 1)
    ]
    return LAW.format(title=title, articles="\n\n".join(lines))


def rules(folder: Path, count: int = 3, articles: int = 10) -> Path:
    """A folder with that many rules, each with that many articles."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        title = f"示例事项管理办法第{index + 1}号"
        (folder / f"{title}.md").write_text(rule(title, articles), encoding="utf-8")
    return folder
