"""Citations: the documents that a text names."""

from __future__ import annotations

from typing import Literal

from jyparse.model.base import Model, Span
from jyparse.model.metadata import DocumentNumber

CitationKind = Literal[
    "law",
    "regulation",
    "rule",
    "plan",
    "policy",
    "standard",
    "catalogue",
    "agreement",
    "form",
    "publication",
]
CitationRelation = Literal["implements", "amends", "repeals", "forwards"]


class Citation(Model):
    """One mention of another document: a title in book marks 《…》, a document number, or both together."""

    text: str
    """The mention as printed, with the number, the brackets and the articles that belong to it."""
    title: str | None = None
    """What stands between the book marks, without blanks and breaks, inner marks as 〈〉; the title before a number
    (`关于…的意见（国发〔2016〕5号）`); for a shortened name that the document declares (以下简称《意见》), the title it stands
    for; None for a number alone."""
    inner: tuple[str, ...] = ()
    """Titles named inside the title: X条例 of `关于修改〈X条例〉的决定`."""
    document_number: DocumentNumber | None = None
    """The number printed with the title, or alone; of a standard `organ` is GB/T, `serial` its number."""
    articles: tuple[str, ...] = ()
    """Articles named behind the title, as printed (`第十二条第二款`)."""
    kind: CitationKind | None = None
    """What is cited, by the end of its title or its number: `law` 法律, `regulation` 条例 and other 法规, `rule` 办法, 规定,
    规则, `plan` 规划, 计划, 方案, 预案, `policy` 意见, 通知, 决定 and other official papers, `standard` 标准, `catalogue` 目录,
    名录, `agreement` 公约, 协定, 合同, `form` 证, 表, 申请书, `publication` newspapers, journals, yearbooks; None where
    neither says it."""
    relation: CitationRelation | None = None
    """What this document does with it, where the print says so: `implements` 根据, 按照, 贯彻落实, `amends` 修改, `repeals`
    废止, `forwards` 印发, 转发, 公布; else None."""
    path: tuple[str, ...] = ()
    """Path of the section that the mention stands in; () outside the sections."""
    span: Span
    """Where the mention stands in the text of the document."""
