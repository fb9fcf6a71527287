"""What loads and their lines are called, in Chinese."""

from __future__ import annotations

OUTCOMES = {
    "new": "新增",
    "new_version": "新增文本版本",
    "changed": "更新",
    "same": "相同",
    "merged": "并入已有",
    "conflict": "与已有文本冲突",
    "rejected": "拒收",
    "skipped": "略过",
}
KINDS = {"law": "法规", "case": "政策案例", "document": "外地文件"}
STATES = {
    "queued": "等待",
    "running": "进行中",
    "finished": "完成",
    "abandoned": "中断",
    "cancelled": "已取消",
    "failed": "失败",
    "undone": "已撤回",
}
