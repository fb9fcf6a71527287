"""The shapes of loads, for the documentation and the tests (see `api.schemas`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from corpus.store.records import OutcomeKind
from search_service.api.law_shapes import CompareAnswer
from search_service.api.schemas import LibraryShape, Shape

State = Literal["queued", "running", "finished", "interrupted", "cancelled", "failed", "undone"]
Kind = Literal["law", "case", "document"]
Label = Annotated[str, Field(examples=["地方性法规汇编.zip"])]


class ProgressShape(Shape):
    """到哪里了。"""

    phase: Literal["store", "index", "citing", "undo"]
    """store 读取并入库，index 更新索引，citing 整理引用，undo 撤回。"""
    step: str | None
    """index 的步骤：compare、write、commit、verify、swap。"""
    done: int
    total: int | None
    """读完才知道有多少时为 null。"""
    rate: float
    """每秒多少。"""
    seconds_left: float | None
    """照现在的速度，这一阶段还要多少秒。"""
    at: str
    """何时记下的（UTC）。"""


class ErrorShape(Shape):
    code: str
    message: Annotated[str, Field(examples=["磁盘已满，写入法规库失败；已写入的内容完好。"])]


class ReportShape(Shape):
    """结束时的数字；撤回的批次只有后面几项。"""

    works: int | None
    """涉及的法规部数；没有带来任何新内容时为 0。"""
    versions: int | None
    units: int | None
    seconds: float | None
    library_before: str | None
    library_version: str | None
    """载入后法规库的版本；只检查时，是真的载入会得到的版本。"""
    library_works: int | None
    library_units: int | None
    cases: int | None
    documents: int | None
    index_error: ErrorShape | None
    """已入库而索引没能更新时的原因。"""


class CanShape(Shape):
    """现在可以做什么。"""

    cancel: bool
    resume: bool
    confirm: bool
    """只检查过的，用同样的文件载入。"""
    undo: bool


class LinksShape(Shape):
    self: str
    items: str
    report: str
    """Excel 报告。"""


class ImportShape(Shape):
    """一次载入。"""

    id: int
    """批次号。"""
    label: Label
    kind: str
    """upload 上传，files 命令行，starter 起步法规库，undo 撤回。"""
    source: str | None
    dry_run: bool
    """只检查，没有载入。"""
    who: str
    """载入的人，或密钥的名称。"""
    state: State
    asked_at: str
    """何时提出（UTC）。"""
    ended_at: str | None
    checksum: str | None
    """上传的文件的 sha256；其他载入是读到的内容的 sha256。"""
    attempts: int
    """开始过几次。"""
    undoes: int | None
    """撤回的是哪一批。"""
    progress: ProgressShape | None
    counts: dict[OutcomeKind, int]
    """各种结果的数量。"""
    error: ErrorShape | None
    report: ReportShape | None
    can: CanShape
    links: LinksShape


class ImportAccepted(Shape):
    """202：批次已在等待。"""

    import_: Annotated[ImportShape, Field(alias="import")]
    library: LibraryShape


class ImportsAnswer(Shape):
    """`GET /api/v1/imports`"""

    imports: list[ImportShape]
    total: int
    page: int
    size: int
    library: LibraryShape


class WarningShape(Shape):
    """照收而要留意的事。"""

    code: Annotated[str, Field(examples=["number_gap"])]
    message: Annotated[str, Field(examples=["缺第三条。"])]
    where: str | None


class ItemShape(Shape):
    """一个文件或一行。"""

    position: int
    """第几行，从 0 起。"""
    path: Annotated[str, Field(examples=["地方性法规/某某条例.docx"])]
    """文件、压缩包里的成员、表格的行。"""
    outcome: OutcomeKind
    code: str | None
    message: str | None
    """拒收、略过、冲突的原因。"""
    kind: Kind
    id: str | None
    """法规、案例或外地文件的编号。"""
    title: str | None
    version: str | None
    warnings: list[WarningShape]
    compare: str | None
    """更新、新增文本版本、冲突时，前后对照的地址。"""


class ImportAnswer(ImportShape):
    """`GET /api/v1/imports/{id}`"""

    counts_by_kind: dict[Kind, dict[str, int]]
    """法规、案例、外地文件各自的数量；merged 是并入已有案例的。"""
    warning_counts: dict[str, int]
    rejected: list[ItemShape]
    """拒收的前 100 个。"""
    rejected_total: int
    warned: list[ItemShape]
    """有提示的前 100 个。"""
    warned_total: int
    library: LibraryShape


class ItemsAnswer(Shape):
    """`GET /api/v1/imports/{id}/items`"""

    items: list[ItemShape]
    total: int
    page: int
    size: int
    library: LibraryShape


class ImportCompareAnswer(CompareAnswer):
    """`GET /api/v1/imports/{id}/items/{position}/compare`"""
