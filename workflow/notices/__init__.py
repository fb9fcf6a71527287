"""Notices (通知): what somebody has to know, kept in an outbox and sent by mail or webhook until it has arrived."""

from workflow.notices.outbox import Notice, Outbox

__all__ = ["Notice", "Outbox"]
