"""Which roles may use which address of the workflow. One table for API and pages; a test holds it complete, and tries
every line with every role both ways.

The table says who may come to an address at all. What somebody may do to *this* matter now is decided in
`workflow.matters.rules`, and whether they see it in `workflow.matters.views`.
"""

from __future__ import annotations

from workflow.accounts.model import Role

ANYBODY: frozenset[Role] | None = None
"""Needs no sign-in: the way in itself."""
SIGNED_IN = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
AUDITOR = frozenset({Role.AUDITOR})
DRAFTER = frozenset({Role.DRAFTER})
REVIEW = frozenset({Role.DRAFTER, Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER, Role.AUDITOR})
ACTING = REVIEW - AUDITOR

PERMISSIONS: dict[tuple[str, str], frozenset[Role] | None] = {
    ("POST", "/api/v1/session"): ANYBODY,
    ("GET", "/api/v1/session"): SIGNED_IN,
    ("DELETE", "/api/v1/session"): SIGNED_IN,
    ("GET", "/api/v1/sessions"): SIGNED_IN,
    ("DELETE", "/api/v1/sessions"): SIGNED_IN,
    ("DELETE", "/api/v1/sessions/{session_id}"): SIGNED_IN,
    ("DELETE", "/api/v1/accounts/{account_id}/sessions"): ADMINISTRATOR,
    ("GET", "/desk/sessions"): SIGNED_IN,
    ("POST", "/desk/sessions"): SIGNED_IN,
    ("GET", "/api/v1/accounts"): ADMINISTRATOR,
    ("POST", "/api/v1/accounts"): ADMINISTRATOR,
    ("POST", "/api/v1/accounts/{account_id}"): ADMINISTRATOR,
    ("POST", "/api/v1/accounts/{account_id}/link"): ADMINISTRATOR,
    ("GET", "/api/v1/procedures"): REVIEW,
    ("GET", "/api/v1/matters"): REVIEW,
    ("POST", "/api/v1/matters"): DRAFTER,
    ("GET", "/api/v1/matters/{matter_id}"): REVIEW,
    ("POST", "/api/v1/matters/{matter_id}/acts"): ACTING,
    ("POST", "/api/v1/matters/{matter_id}/files"): DRAFTER,
    ("GET", "/api/v1/matters/{matter_id}/files/{digest}"): REVIEW,
    ("GET", "/api/v1/matters/{matter_id}/record"): REVIEW,
    ("GET", "/api/v1/matters/{matter_id}/export"): REVIEW,
    ("GET", "/api/v1/board"): REVIEW,
    ("GET", "/api/v1/ledger.xlsx"): REVIEW,
    ("GET", "/api/v1/record"): AUDITOR,
    ("GET", "/api/v1/tasks"): REVIEW,
    ("POST", "/api/v1/tasks/{task_id}"): ACTING,
    ("GET", "/api/v1/subscriptions"): SIGNED_IN,
    ("POST", "/api/v1/subscriptions"): SIGNED_IN,
    ("DELETE", "/api/v1/subscriptions/{subscription_id}"): SIGNED_IN,
    ("GET", "/api/v1/subscriptions/news"): SIGNED_IN,
    ("POST", "/api/v1/subscriptions/read"): SIGNED_IN,
    ("POST", "/api/v1/subscriptions/feed"): SIGNED_IN,
    ("GET", "/api/v1/filed"): REVIEW,
    ("POST", "/api/v1/filed"): ACTING,
    ("DELETE", "/api/v1/filed/{document_id}"): ACTING,
    ("GET", "/desk/filed"): REVIEW,
    ("POST", "/desk/filed"): ACTING,
    ("GET", "/api/v1/notices"): SIGNED_IN,
    ("POST", "/api/v1/notices/read"): SIGNED_IN,
    ("GET", "/feeds/mine/{token}.atom"): ANYBODY,
    ("GET", "/login"): ANYBODY,
    ("POST", "/login"): ANYBODY,
    ("POST", "/logout"): SIGNED_IN,
    ("GET", "/welcome/{token}"): ANYBODY,
    ("POST", "/welcome/{token}"): ANYBODY,
    ("GET", "/desk"): SIGNED_IN,
    ("GET", "/desk/figures"): REVIEW,
    ("GET", "/desk/notices"): SIGNED_IN,
    ("POST", "/desk/notices"): SIGNED_IN,
    ("GET", "/desk/following"): SIGNED_IN,
    ("POST", "/desk/following"): SIGNED_IN,
    ("GET", "/desk/tasks"): REVIEW,
    ("POST", "/desk/tasks"): ACTING,
    ("GET", "/matters/new"): DRAFTER,
    ("POST", "/matters/new"): DRAFTER,
    ("GET", "/matters/{matter_id}"): REVIEW,
    ("POST", "/matters/{matter_id}"): ACTING,
    ("GET", "/accounts"): ADMINISTRATOR,
    ("POST", "/accounts"): ADMINISTRATOR,
}
