"""What the calls of the workflow take and give, for validation and for `/openapi.json`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from workflow.accounts.model import Role


class Asked(BaseModel):
    """Base of bodies: no unknown members."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class SignIn(Asked):
    """`POST /api/v1/session`"""

    login: Annotated[str, Field(max_length=64)]
    """登录名。"""
    password: Annotated[str, Field(max_length=200)]
    """密码。"""


class NewAccount(Asked):
    """`POST /api/v1/accounts`"""

    login: Annotated[str, Field(max_length=64)]
    """登录名，以后不能改。"""
    name: Annotated[str, Field(max_length=50)]
    """姓名。"""
    office: Annotated[str, Field(max_length=100)] = ""
    """单位或处室；起草人要有。"""
    roles: list[Role] = []
    """角色，可以有几个。"""


class AccountChange(Asked):
    """`POST /api/v1/accounts/{account_id}`; what is left out stays."""

    name: Annotated[str, Field(max_length=50)] | None = None
    """姓名。"""
    office: Annotated[str, Field(max_length=100)] | None = None
    """单位或处室。"""
    roles: list[Role] | None = None
    """全部角色。"""
    active: bool | None = None
    """能不能登录。"""
    mail: Annotated[str, Field(max_length=254)] | None = None
    """收通知的邮箱；空：没有。"""
    unlock: bool = False
    """解除因输错密码的锁定。"""


class ActAsked(Asked):
    """`POST /api/v1/matters/{matter_id}/acts`"""

    revision: Annotated[int, Field(ge=1)]
    """打开时看到的 `revision`；别人已经先办理的，答复 `matter_moved_on`。"""
    act: dict[str, Any]
    """办理的事：`act` 是种类，其余是它的内容。"""


class AccountShape(BaseModel):
    id: int
    login: str
    name: str
    office: str
    roles: list[str]
    active: bool
    locked_until: str | None
    has_password: bool
    mail: str


class SessionShape(BaseModel):
    account: AccountShape
    csrf: str


class SessionLine(BaseModel):
    id: str
    by: str
    created_at: str
    seen_at: str
    address: str
    agent: str
    here: bool


class SessionsShape(BaseModel):
    sessions: list[SessionLine]


class AccountsShape(BaseModel):
    accounts: list[AccountShape]


class LinkShape(BaseModel):
    account: AccountShape
    link: str


class DeadlineShape(BaseModel):
    kind: str
    name: str
    who: str
    day: str
    days_left: int
    certain: bool


class MatterLine(BaseModel):
    id: str
    number: str
    title: str
    doc_type: str
    stage: str
    stage_name: str
    office: str
    owner: str
    revision: int
    hasty: bool
    deadlines: list[DeadlineShape]


class MattersShape(BaseModel):
    matters: list[MatterLine]
    total: int


class MatterShape(MatterLine):
    state: dict[str, Any]
    possible: list[str]


class ProceduresShape(BaseModel):
    procedures: list[dict[str, Any]]


class EntryShape(BaseModel):
    seq: int
    at: str
    who: str
    act: str
    name: str
    body: dict[str, Any] | None
    previous: str
    hash: str


class EntriesShape(BaseModel):
    entries: list[EntryShape]


class BoardShape(BaseModel):
    stages: list[dict[str, Any]]
    overdue: list[MatterLine]
    late_reviews: list[MatterLine]
    matters: list[MatterLine]


class FaultShape(BaseModel):
    code: str
    seq: int


class RecordShape(BaseModel):
    whole: bool
    entries: int
    hash: str
    faults: list[FaultShape]
    differing: list[str]


class Settled(Asked):
    """`POST /api/v1/tasks/{task_id}`"""

    outcome: Annotated[str, Field(min_length=1, max_length=20_000)]
    """处理情况。"""


class TaskShape(BaseModel):
    id: int
    matter: dict[str, Any]
    filed: bool
    citation: str
    kind: str
    name: str
    due: str
    days_left: int
    old: dict[str, Any]
    new: dict[str, Any]
    proposal: dict[str, Any] | None
    made_at: str
    settled_at: str | None
    settled_by: str | None
    outcome: str | None


class TasksShape(BaseModel):
    tasks: list[TaskShape]
    total: int
    page: int
    size: int
