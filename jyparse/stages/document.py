"""All that the stages found → the parts of a `PolicyDocument`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jyparse.model import ContentsEntry, Paragraph, ParagraphKind, Part, Section, Table
from jyparse.model.blocks import Block
from jyparse.stages.contents import Contents
from jyparse.stages.forms import Body, Placed
from jyparse.stages.outline import Node
from jyparse.stages.parts import PartDraft

_PERIOD = re.compile(r"(?P<first>(?:19|20)\d{2})\s*年?\s*[-—–－~～至―]+\s*(?P<last>(?:19|20)\d{2})")
_PLAN = re.compile(
    r"(?P<n>十[一二三四五六七八九]?|[一二三四五六七八九])五[”」]?|第(?P<m>十[一二三四五六七八九]?|[一二三四五六七八九])个五年"
)
_NUMERALS = "一二三四五六七八九十"
_FIRST_PLAN = {1: 1953, 2: 1958}


class Assembly:
    """Makes models of line ranges; `tables` are found by the line they begin at."""

    def __init__(self, body: Body, placed: Sequence[Placed]) -> None:
        self.body = body
        self.tables = {table.first: table for table in placed}

    def blocks(
        self, first: int, last: int, kinds: Mapping[int, ParagraphKind | None], heading: int = 0
    ) -> tuple[Block, ...]:
        """The blocks of the lines `first` up to `last`; the first `heading` of them are the heading of a section."""
        blocks: list[Block] = []
        i = first
        while i < last:
            if table := self.tables.get(i):
                blocks.append(table.table)
                i = table.last
                continue
            kind = "heading" if i < first + heading else kinds.get(i) or "text"
            blocks.append(Paragraph(kind=kind, text=self.body.lines[i].text, span=self.body.span(i, i + 1)))
            i += 1
        return tuple(blocks)

    def section(self, node: Node, kinds: Mapping[int, ParagraphKind | None]) -> Section:
        """The model of a section and of all under it."""
        children = tuple(self.section(child, kinds) for child in node.children)
        own = self.blocks(node.first, node.last, kinds, node.heading_lines)
        end = children[-1].span.end if children else own[-1].span.end
        return Section(
            label=node.label.text if node.label else "",
            number=node.label.number if node.label else None,
            title=node.title,
            path=node.path,
            level=node.level,
            role=node.role,
            blocks=own,
            children=children,
            span=(self.body.starts[node.first], end),
        )

    def part(
        self,
        draft: PartDraft,
        roots: Sequence[Node],
        contents: Sequence[Contents],
        kinds: Mapping[int, ParagraphKind | None],
    ) -> Part:
        """The model of a part."""
        opening = roots[0].first if roots else draft.closing
        entries: tuple[ContentsEntry, ...] = tuple(
            entry for table in contents if draft.first <= table.first < draft.last for entry in table.entries
        )
        return Part(
            kind=draft.kind,
            title=draft.title,
            document_number=draft.document_number,
            addressees=draft.addressees,
            signed_by=draft.signed_by,
            signed_on=draft.signed_on,
            record=draft.record,
            contents=entries,
            blocks=self.blocks(draft.first, opening, kinds),
            sections=tuple(self.section(node, kinds) for node in roots),
            closing=self.blocks(draft.closing, draft.last, kinds),
            span=self.body.span(draft.first, draft.last),
        )


def taken_lines(placed: Sequence[Placed], contents: Sequence[Contents]) -> dict[int, ParagraphKind | None]:
    """What lines belong to tables (None), their captions and notes, and tables of contents."""
    taken: dict[int, ParagraphKind | None] = {}
    for table in placed:
        taken |= dict.fromkeys(range(table.first, table.last))
        if table.caption_line is not None:
            taken[table.caption_line] = "caption"
        taken |= dict.fromkeys(table.note_lines, "note")
    for found in contents:
        taken |= dict.fromkeys(range(found.first, found.last), "contents")
    return taken


def period_of(titles: Sequence[str]) -> tuple[int, int] | None:
    """First and last year of the plan that the titles name: `（2016—2020年）`, 第十三个五年规划, “十三五”.

    The plans: 一五 1953–1957, 二五 1958–1962, then five years each from 1966 on (list of the national plans)."""
    for title in titles:
        if match := _PERIOD.search(title):
            return int(match["first"]), int(match["last"])
        if match := _PLAN.search(title):
            n = sum(_NUMERALS.index(c) + 1 for c in match["n"] or match["m"])
            first = _FIRST_PLAN.get(n, 1966 + 5 * (n - 3))
            return first, first + 4
    return None


def tables_of(placed: Sequence[Placed]) -> list[Table]:
    """The tables in print order: an indicator names its table by the index here."""
    return [table.table for table in placed]
