"""A matter as a zip for the archive (重大行政决策程序暂行条例 33: the record is kept): all of it, to be read and
checked without this program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from search_service.working import wire
from search_service.working.desk import Desk
from workflow import record
from workflow.accounts import Account
from workflow.database import moment
from workflow.matters.acts import Side
from workflow.matters.service import Summary

SIDES = {Side.LEGAL: "法律审核", Side.BUSINESS: "业务审核"}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
README = """送审事项归档包

matter.json     事项的全部内容
record.json     办理记录，每一步一条
opinions.txt    意见与结论
versions/       各版文稿：原文件、取出的文字、审查结果（含法规库版本、规则包版本）
materials/      送审材料
VERIFY.txt      怎样独立校验
"""
VERIFY = """record.json 的每一条有 seq、at、who、act、subject、body_text、previous、hash。

hash = sha256(紧凑 JSON 数组 [seq, at, who, act, subject, body_text, previous] 的 UTF-8)，
seq 是数，其余是文字，逗号后没有空格，不转义汉字。文件的 sha256 写在办理记录里（file.hash、text.hash）。

previous 是全部办理记录里前一条的 hash；本包只含这件事的各条，整条链用 faju record verify 校验。
归档时全部办理记录的最后一条：{seq}:{digest}
日后核对：faju record verify --expect {seq}:{digest}
"""


def archive(desk: Desk, actor: Account, matter_id: str) -> tuple[str, bytes]:
    """(name, bytes). Sealed opinions are left out as they are on the page. WorkflowError `matter_not_found`."""
    found = desk.matters.get(actor, matter_id)
    held = BytesIO()
    day = moment(found.matter.opened_at).astimezone()
    with ZipFile(held, "w", ZIP_DEFLATED) as zipped:
        for name, data in _files(desk, actor, found):
            info = ZipInfo(name, day.timetuple()[:6])
            info.flag_bits |= 0x800  # names are UTF-8
            info.compress_type = ZIP_DEFLATED
            zipped.writestr(info, data)
    return f"{found.number} {_plain(found.matter.title)}.zip", held.getvalue()


def _files(desk: Desk, actor: Account, found: Summary) -> Iterator[tuple[str, bytes]]:
    matter = found.matter
    yield "README.txt", README.encode()
    whole = {"number": found.number, **matter.model_dump(mode="json")}
    yield "matter.json", orjson.dumps(whole, option=orjson.OPT_INDENT_2)
    entries = [
        {
            **wire.entry(each, shown),
            "subject": each.subject,
            "body_text": each.body if shown else None,
        }
        for each, shown in desk.matters.entries(actor, found.id)
    ]
    yield "record.json", orjson.dumps(entries, option=orjson.OPT_INDENT_2)
    with desk.database.reading() as connection:
        seq, digest = record.head(connection)
    yield "VERIFY.txt", VERIFY.format(seq=seq, digest=digest).encode()
    yield "opinions.txt", _opinions(found).encode()
    for version in matter.versions:
        folder = f"versions/{version.number:02d}"
        yield f"{folder}/{_plain(version.file.name)}", desk.matters.bytes_of(version.file.hash)
        yield f"{folder}/文字.txt", desk.matters.bytes_of(version.text.hash)
        yield f"{folder}/审查.json", version.check.model_dump_json(indent=2).encode()
    for at, each in enumerate(matter.materials, 1):
        kind = _plain(matter.procedure.material_name(each.kind) or each.kind)
        yield f"materials/{at:02d} {kind}/{_plain(each.file.name)}", desk.matters.bytes_of(each.file.hash)


def _opinions(found: Summary) -> str:
    lines = [f"{found.number} 《{found.matter.title}》", ""]
    for each in found.matter.rounds:
        lines.append(f"第 {each.number} 轮（第 {each.version} 版）")
        for one in each.opinions:
            lines.append(f"  {SIDES[one.side]} {one.by} {one.at}：{one.overall}")
            lines += [
                f"    {part.part}：{'符合' if part.fit else '不符合'} {part.words}" for part in one.sheet
            ]
            for item in one.items:
                handled = "未处理" if item.adopted is None else "采纳" if item.adopted else "不采纳"
                lines.append(f"    意见 {item.id}：{item.words}　→ {handled} {item.reason}")
        if each.fair:
            lines.append(f"  公平竞争审查 {each.fair.by}：{each.fair.result} {each.fair.reason}")
        if each.judgement:
            lines.append(f"  结论 {each.judgement.by}：{each.judgement.conclusion} {each.judgement.reason}")
        lines.append("")
    return "\n".join(lines)


def _plain(name: str) -> str:
    """A name that every system takes as that of a file."""
    return _UNSAFE.sub(" ", name).strip(" .")[:80] or "文件"
