"""The tidy tables: what each holds, column by column, and the rows that a document gives.

To add a column, add a line to its table: every format, schema and the docs follow. Within a major `VERSION` columns and tables are only added.
"""

from __future__ import annotations

import datetime
import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from jyparse.checks.auditing import audit
from jyparse.model import PolicyDocument, Section
from jyparse.model.blocks import Block
from jyparse.phrases.doing import actions

VERSION = "1.0"
"""Version of the tables."""

Type = Literal["text", "integer", "number", "boolean", "date", "timestamp"]
Scalar = str | int | float | bool | datetime.date | datetime.datetime | None
Row = tuple[Scalar, ...]

_ID_DIGITS = 32
_PORTS = {"http": 80, "https": 443}
_BETWEEN = "；"


class Column(NamedTuple):
    """One column: its name, its type, how a record gives it, and what it is."""

    name: str
    type: Type
    get: Callable[[Any], Scalar]
    about: str


@dataclass(frozen=True)
class TidyTable:
    """One table. `records` gives what its rows are made of, in print order; no two rows have the same `key`."""

    name: str
    about: str
    key: tuple[str, ...]
    records: Callable[[Contents], Iterator[Any]]
    columns: tuple[Column, ...]


def rows(document: PolicyDocument) -> dict[str, list[Row]]:
    """The rows of every table; cells stand in the order of the table's columns."""
    contents = Contents(document)
    return {
        table.name: [tuple(column.get(record) for column in table.columns) for record in table.records(contents)]
        for table in TABLES.values()
    }


def document_id(document: PolicyDocument) -> str:
    """Content hash: of the text as read, so that neither address nor furniture of a page changes it; copies share it.

    Of a page without text it is the hash of the page.
    """
    text = document.text
    return (hashlib.sha256(text.encode()).hexdigest() if text else document.source.sha256)[:_ID_DIGITS]


def canonical_url(url: str | None) -> str | None:
    """An address without what names no other page: case of scheme and host, default port, fragment, empty path or query."""
    try:
        split = urlsplit(url or "")
        if not split.hostname or split.scheme not in _PORTS:
            return url
        port = f":{split.port}" if split.port and split.port != _PORTS[split.scheme] else ""
    except ValueError:
        return url
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
    query = f"?{split.query}" if split.query else ""
    return f"{split.scheme}://{host}{port}{split.path or '/'}{query}"


# -- records: what rows are made of ----------------------------------------------------------------------------------


class Stretch(NamedTuple):
    """A section with its own blocks; or, without a section, what a part prints before its first section or after its last."""

    part: int
    parent: int | None
    section: Section | None
    title: str
    blocks: tuple[Block, ...]


class Record(NamedTuple):
    """One thing of a document, its place in the list of such things, and its place within a larger thing."""

    of: Contents
    order: int
    item: Any
    position: int = 0

    @property
    def id(self) -> str:
        """Stable as long as the text and its reading are the same."""
        return self.of.id_of(self.order)

    @property
    def section_id(self) -> str | None:
        """The section that the thing begins in."""
        return self.of.section_at(self.item.span.start) if self.item.span else None


class OfTask(NamedTuple):
    """One of the things that a task has."""

    task: Record
    position: int
    item: Any

    @property
    def of(self) -> Contents:
        """The document."""
        return self.task.of


class Contents:
    """What the tables need of a document, looked up once."""

    def __init__(self, document: PolicyDocument) -> None:
        self.document = document
        self.id = document_id(document)
        self.stretches = list(_stretches(document))
        begins = ((block.span.start, n) for n, stretch in enumerate(self.stretches) for block in stretch.blocks)
        self._begins = sorted(begins)

    def id_of(self, index: int) -> str:
        """The id of the thing with this index among its like."""
        return f"{self.id}-{index}"

    def section_at(self, place: int) -> str | None:
        """The id of the section whose own blocks hold this place of the text."""
        found = bisect_right(self._begins, (place, len(self.stretches)))
        return self.id_of(self._begins[found - 1][1]) if found else None

    def each(self, things: tuple[Any, ...]) -> Iterator[Record]:
        """A record for each of some things."""
        return (Record(self, index, thing) for index, thing in enumerate(things))


def _stretches(document: PolicyDocument) -> Iterator[Stretch]:
    count = 0

    def of(section: Section, part: int, parent: int | None) -> Iterator[Stretch]:
        nonlocal count
        here, count = count, count + 1
        yield Stretch(part, parent, section, section.title, section.blocks)
        for child in section.children:
            yield from of(child, part, here)

    for number, part in enumerate(document.parts):
        if part.blocks:
            count += 1
            yield Stretch(number, None, None, part.title or "", part.blocks)
        for section in part.sections:
            yield from of(section, number, None)
        if part.closing:
            count += 1
            yield Stretch(number, None, None, "", part.closing)


def _values(contents: Contents) -> Iterator[Record]:
    for index, indicator in enumerate(contents.document.indicators):
        for position, _ in enumerate(indicator.values):
            yield Record(contents, index, indicator, position)


def _parts_of_tasks(get: Callable[[Any], tuple[Any, ...]]) -> Callable[[Contents], Iterator[OfTask]]:
    """A record for each of some things of each task."""

    def records(contents: Contents) -> Iterator[OfTask]:
        for task in contents.each(contents.document.tasks):
            yield from (OfTask(task, position, thing) for position, thing in enumerate(get(task.item)))

    return records


def _number(value: Decimal | None) -> float | None:
    """The nearest double; None where it has no finite one: the printed text stands beside it."""
    number = None if value is None else float(value)
    return number if number is None or abs(number) != float("inf") else None


def _of(path: str) -> Callable[[Any], Any]:
    """The attribute at a path; None where something on the way is None."""
    names = path.split(".")

    def get(record: Any) -> Any:
        for name in names:
            record = getattr(record, name)
            if record is None:
                return None
        return record

    return get


def _joined(path: str) -> Callable[[Any], str]:
    get = _of(path)
    return lambda record: _BETWEEN.join(get(record))


def _decimal(path: str) -> Callable[[Any], float | None]:
    get = _of(path)
    return lambda record: _number(get(record))


def _value(path: str, convert: Callable[[Any], Scalar] = lambda value: value) -> Callable[[Any], Scalar]:
    """Of the value that a row of `indicators` is about."""
    get = _of(path)
    return lambda record: convert(get(record.item.values[record.position]))


# -- the tables ------------------------------------------------------------------------------------------------------

_DOCUMENT_ID = Column("document_id", "text", _of("of.id"), "Content hash of the document; see `documents`.")
_VERSION = Column("schema_version", "text", lambda _: VERSION, "Version of the tables.")
_SECTION = Column("section_id", "text", _of("section_id"), "Section that it stands in; see `sections`.")
_START = Column("start", "integer", _of("item.span.start"), "First character in the text of the document, from 0.")
_END = Column("end", "integer", _of("item.span.end"), "Character after the last.")

_DOCUMENTS = TidyTable(
    "documents",
    "One row a page that was read.",
    ("document_id", "source"),
    lambda contents: iter((Record(contents, 0, contents.document),)),
    (
        Column(
            "document_id",
            "text",
            _of("of.id"),
            "Content hash: of the text as read; of a page without text, of the page. Copies share it.",
        ),
        Column(
            "source",
            "text",
            lambda r: r.item.source.name or r.item.source.url or "",
            "Path, or file and place in it; else the address; else empty.",
        ),
        Column("url", "text", _of("item.source.url"), "Address of the page, as given."),
        Column(
            "canonical_url",
            "text",
            lambda r: canonical_url(r.item.source.url),
            "The same without what names no other page.",
        ),
        Column(
            "fetched_at",
            "timestamp",
            _of("item.source.fetched_at"),
            "When the page was fetched, where the crawl says so (UTC).",
        ),
        Column("kind", "text", _of("item.kind"), "`document`, `list`, `empty`."),
        Column("title", "text", _of("item.metadata.title"), "标题."),
        Column("index_number", "text", _of("item.metadata.index_number"), "索引号."),
        Column("document_number", "text", _of("item.metadata.document_number.text"), "发文字号 as printed."),
        Column("issuing_body", "text", _of("item.metadata.issuing_body"), "发布机构 as printed."),
        Column("written_on", "date", _of("item.metadata.written_on"), "成文日期."),
        Column("published_on", "date", _of("item.metadata.published_on"), "发布日期."),
        Column("effective_on", "date", _of("item.metadata.effective_on"), "生效日期."),
        Column("expires_on", "date", _of("item.metadata.expires_on"), "失效日期."),
        Column("validity", "text", _of("item.metadata.validity"), "效力状况."),
        Column("genre", "text", _of("item.metadata.genre"), "体裁."),
        Column("topics", "text", _joined("item.metadata.topics"), "主题分类, joined by ；."),
        Column("keywords", "text", _joined("item.metadata.keywords"), "主题词, joined by ；."),
        Column("summary", "text", _of("item.metadata.summary"), "内容概述."),
        Column("period", "text", _of("item.period.name"), "The plan or the years that it plans for, as printed."),
        Column("period_start", "date", _of("item.period.start"), "First day of that period."),
        Column("period_end", "date", _of("item.period.end"), "Last day of that period."),
        Column("characters", "integer", lambda r: len(r.item.text), "Length of the text."),
        Column("media_type", "text", _of("item.source.media_type"), "What was read."),
        Column("encoding", "text", _of("item.source.encoding"), "Encoding that it was decoded by."),
        Column("sha256", "text", _of("item.source.sha256"), "Hash of the bytes that were read."),
        Column("json_version", "text", _of("item.schema_version"), "Version of the document's own schema."),
        _VERSION,
    ),
)

_SECTIONS = TidyTable(
    "sections",
    "One row a section, with the text of its own; and one for what a part prints before its first section or after its last. "
    "The texts of a document in order, joined by newlines, are its text.",
    ("section_id",),
    lambda contents: contents.each(tuple(contents.stretches)),
    (
        _DOCUMENT_ID,
        Column("section_id", "text", _of("id"), "Document and place in print order."),
        Column(
            "parent_id",
            "text",
            lambda r: None if r.item.parent is None else r.of.id_of(r.item.parent),
            "The section that holds it.",
        ),
        Column("position", "integer", _of("order"), "Place in print order, from 0."),
        Column("part", "integer", _of("item.part"), "Place of its part in the page, from 0."),
        Column("part_kind", "text", lambda r: r.of.document.parts[r.item.part].kind, "`notice`, `main`, `annex`."),
        Column(
            "level",
            "integer",
            lambda r: r.item.section.level if r.item.section else 0,
            "Depth from 1; 0 outside the sections.",
        ),
        Column("label", "text", lambda r: r.item.section.label if r.item.section else "", "Printed number."),
        Column("number", "integer", _of("item.section.number"), "Integer of the label."),
        Column(
            "path",
            "text",
            lambda r: " ".join(r.item.section.path) if r.item.section else "",
            "Printed labels from the top, joined by blanks.",
        ),
        Column(
            "title", "text", _of("item.title"), "Heading; that of the part for what stands before its first section."
        ),
        Column("role", "text", _of("item.section.role"), "What the section is for."),
        Column(
            "text",
            "text",
            lambda r: "\n".join(block.text for block in r.item.blocks),
            "Its own text, without the sections under it.",
        ),
        Column(
            "start",
            "integer",
            lambda r: r.item.blocks[0].span.start if r.item.blocks else None,
            "First character in the text of the document, from 0.",
        ),
        Column(
            "end",
            "integer",
            lambda r: r.item.blocks[-1].span.end if r.item.blocks else None,
            "Character after the last of its own text.",
        ),
        _VERSION,
    ),
)

_INDICATORS = TidyTable(
    "indicators",
    "One row a value: a cell of an indicator table under a year or a role.",
    ("indicator_id", "position"),
    _values,
    (
        _DOCUMENT_ID,
        Column("document_title", "text", _of("of.document.metadata.title"), "标题 of the document."),
        Column("indicator_id", "text", _of("id"), "Document and place of the indicator in print order."),
        Column("position", "integer", _of("position"), "Place of the value in its row, from 0."),
        _SECTION,
        Column("table", "integer", _of("item.table"), "Place of its table among those of the text, from 0."),
        Column("number", "text", _of("item.number"), "序号 as printed."),
        Column("category", "text", _of("item.category"), "类别."),
        Column("indicator", "text", _of("item.name"), "指标."),
        Column("parent", "text", _of("item.parent"), "The indicator that it is part of."),
        Column("attribute", "text", _of("item.attribute"), "属性 as printed."),
        Column("binding", "boolean", _of("item.binding"), "True for 约束性, False for 预期性."),
        Column("header", "text", _value("header"), "Printed heading of the column."),
        Column("year", "integer", _value("year"), "Year that the heading names."),
        Column("role", "text", _value("role"), "`baseline`, `target`, `actual`."),
        Column("text", "text", _value("text"), "The cell as printed."),
        Column("relation", "text", _value("quantity.relation"), "`=` `<` `<=` `>` `>=` `~`."),
        Column("value", "number", _value("quantity.value", _number), "The number; the lower end of a range."),
        Column("upper", "number", _value("quantity.upper", _number), "The upper end of a range."),
        Column("unit", "text", lambda r: _value("quantity.unit")(r) or r.item.unit, "单位 as printed."),
        Column("base_value", "number", _value("quantity.base_value", _number), "The value in the base unit."),
        Column("base_unit", "text", _value("quantity.base_unit"), "The base unit."),
        Column("change", "text", _value("quantity.change"), "The word that makes the number a change."),
        Column("cumulative", "boolean", _value("quantity.cumulative"), "Whether it is the sum over the plan."),
        Column("note", "text", _value("note"), "Footnote of the cell."),
        Column("growth", "text", _of("item.growth.text"), "年均增长 of the indicator as printed."),
        Column("growth_value", "number", _decimal("item.growth.quantity.value"), "The number in it, in its unit."),
        Column("growth_relation", "text", _of("item.growth.quantity.relation"), "Its comparator, as `relation`."),
        Column("growth_kind", "text", _of("item.growth.kind"), "`yearly`, `cumulative`."),
        Column("cumulative_growth", "text", _of("item.cumulative_growth.text"), "累计增长 as printed, where both are."),
        Column(
            "cumulative_growth_value", "number", _decimal("item.cumulative_growth.quantity.value"), "The number in it."
        ),
        Column("target_kind", "text", _of("item.target.kind"), "Sense of the indicator's target."),
        Column("target_text", "text", _of("item.target.text"), "The cell that says it."),
        Column("target_relation", "text", _of("item.target.quantity.relation"), "Its comparator, as `relation`."),
        Column(
            "target_value",
            "number",
            _decimal("item.target.quantity.value"),
            "The number in it; the lower end of a range.",
        ),
        Column("target_upper", "number", _decimal("item.target.quantity.upper"), "The upper end of a range."),
        Column("target_unit", "text", lambda r: _of("item.target.quantity.unit")(r) or r.item.unit, "Its unit."),
        Column("target_year", "integer", _of("item.target.year"), "Year in which it is to be reached."),
        Column("base_year", "integer", _of("item.target.base_year"), "Year that it is measured from."),
        Column("start", "integer", _value("span.start"), "First character of the cell in the text of the document."),
        Column("end", "integer", _value("span.end"), "Character after its last."),
        _VERSION,
    ),
)

_TASKS = TidyTable(
    "tasks",
    "One row a task.",
    ("task_id",),
    lambda contents: contents.each(contents.document.tasks),
    (
        _DOCUMENT_ID,
        Column("document_title", "text", _of("of.document.metadata.title"), "标题 of the document."),
        Column("task_id", "text", _of("id"), "Document and place of the task in print order."),
        _SECTION,
        Column("path", "text", lambda r: " ".join(r.item.path), "Printed labels from the top, joined by blanks."),
        Column("title", "text", _of("item.title"), "Title of its section."),
        Column("text", "text", _of("item.text"), "Text of its section, as printed."),
        Column("deadline", "text", _of("item.deadline.text"), "The time by which it is to be done, as printed."),
        Column("due_on", "date", _of("item.deadline.end"), "Its last day."),
        _START,
        _END,
        _VERSION,
    ),
)

_TASK_ID = Column("task_id", "text", _of("task.id"), "The task; see `tasks`.")
_POSITION = Column("position", "integer", _of("position"), "Place among those of the task, from 0.")

_RESPONSIBLE = TidyTable(
    "responsible_bodies",
    "One row a body that a task is assigned to.",
    ("task_id", "position"),
    _parts_of_tasks(_of("responsible")),
    (
        _DOCUMENT_ID,
        _TASK_ID,
        _POSITION,
        Column("name", "text", _of("item.name"), "Name as printed."),
        Column("role", "text", _of("item.role"), "`lead` 牵头, `support` 配合."),
        Column("word", "text", _of("item.word"), "The printed word that says what it does."),
        _VERSION,
    ),
)

_TARGETS = TidyTable(
    "task_targets",
    "One row a figure that a task is to reach.",
    ("task_id", "position"),
    _parts_of_tasks(_of("targets")),
    (
        _DOCUMENT_ID,
        _TASK_ID,
        _POSITION,
        Column("what", "text", _of("item.what"), "What the figure measures or counts."),
        Column("verb", "text", _of("item.verb"), "The printed verb that leads to it."),
        Column("relation", "text", _of("item.quantity.relation"), "`=` `<` `<=` `>` `>=` `~`."),
        Column("value", "number", _decimal("item.quantity.value"), "The number; the lower end of a range."),
        Column("upper", "number", _decimal("item.quantity.upper"), "The upper end of a range."),
        Column("unit", "text", _of("item.quantity.unit"), "Unit as printed."),
        Column("base_value", "number", _decimal("item.quantity.base_value"), "The value in the base unit."),
        Column("base_unit", "text", _of("item.quantity.base_unit"), "The base unit."),
        Column("due_on", "date", _of("item.by.end"), "Last day of the time by which it is to be reached."),
        Column("firmness", "text", _of("item.firmness"), "`firm` 确保, `expected` 力争."),
        Column("text", "text", _of("item.text"), "The clause as printed."),
        _START,
        _END,
        _VERSION,
    ),
)

_PROJECTS = TidyTable(
    "projects",
    "One row a project or programme that a task names.",
    ("task_id", "position"),
    _parts_of_tasks(_of("projects")),
    (
        _DOCUMENT_ID,
        _TASK_ID,
        _POSITION,
        Column("name", "text", _of("item.name"), "Name as printed."),
        Column("kind", "text", _of("item.kind"), "`project`, `programme`."),
        _START,
        _END,
        _VERSION,
    ),
)

_ACTIONS = TidyTable(
    "actions",
    "One row a thing that a task says is to be done.",
    ("task_id", "position"),
    _parts_of_tasks(actions),
    (
        _DOCUMENT_ID,
        _TASK_ID,
        _POSITION,
        Column("verb", "text", _of("item.verb"), "Policy verb as printed."),
        Column("object", "text", _of("item.object"), "What it is done to."),
        Column("strength", "text", _of("item.strength"), "How strongly it is said; see tasks.md."),
        Column("modal", "text", _of("item.modal"), "The word before the verb that decides its strength."),
        Column("sentence", "text", _of("item.sentence"), "The sentence as printed."),
        _START,
        _END,
        _VERSION,
    ),
)

_CITATIONS = TidyTable(
    "citations",
    "One row a mention of another document.",
    ("citation_id",),
    lambda contents: contents.each(contents.document.citations),
    (
        _DOCUMENT_ID,
        Column("citation_id", "text", _of("id"), "Document and place of the mention in print order."),
        _SECTION,
        Column("text", "text", _of("item.text"), "The mention as printed."),
        Column("title", "text", _of("item.title"), "What stands between the book marks."),
        Column("document_number", "text", _of("item.document_number.text"), "Its number as printed."),
        Column("articles", "text", _joined("item.articles"), "Articles named behind it, joined by ；."),
        Column("kind", "text", _of("item.kind"), "What is cited."),
        Column("relation", "text", _of("item.relation"), "`implements`, `amends`, `repeals`, `forwards`."),
        _START,
        _END,
        _VERSION,
    ),
)


def _remarks(name: str, about: str, message: str, get: Callable[[PolicyDocument], tuple[Any, ...]]) -> TidyTable:
    """A table of what is to be said of a document, code by code; its page of the docs has its name."""
    return TidyTable(
        name,
        about,
        ("document_id", "position"),
        lambda contents: contents.each(get(contents.document)),
        (
            _DOCUMENT_ID,
            Column("position", "integer", _of("order"), "Place in the list, from 0."),
            _SECTION,
            Column("code", "text", _of("item.code"), f"Stable code; see {name}.md."),
            Column("severity", "text", _of("item.severity"), "`info`, `warning`, `error`."),
            Column("message", "text", _of("item.message"), message),
            _START,
            _END,
            _VERSION,
        ),
    )


_DIAGNOSTICS = _remarks(
    "diagnostics", "One row a doubt about the reading.", "What was found, and what was made of it.", _of("diagnostics")
)
_FINDINGS = _remarks(
    "findings", "One row a place where a document contradicts itself.", "One line with the arithmetic.", audit
)

TABLES: dict[str, TidyTable] = {
    table.name: table
    for table in (
        _DOCUMENTS,
        _SECTIONS,
        _INDICATORS,
        _TASKS,
        _RESPONSIBLE,
        _TARGETS,
        _PROJECTS,
        _ACTIONS,
        _CITATIONS,
        _DIAGNOSTICS,
        _FINDINGS,
    )
}
"""The tables by name. `documents` has a row for every page; the others have each content once, whatever the number of its copies."""
