"""All that the stages found → the parts of a `PolicyDocument`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jyparse.model import ContentsEntry, Paragraph, ParagraphKind, Part, Section, Span, Table
from jyparse.model.blocks import Block
from jyparse.stages.contents import Contents
from jyparse.stages.forms import Body, Placed
from jyparse.stages.outline import Node
from jyparse.stages.parts import PartDraft


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
        lines, starts = self.body.lines, self.body.starts
        i = first
        while i < last:
            if table := self.tables.get(i):
                blocks.append(table.table)
                i = table.last
                continue
            kind = "heading" if i < first + heading else kinds.get(i) or "text"
            text, start = lines[i].text, starts[i]
            blocks.append(Paragraph(kind=kind, text=text, span=Span(start, start + len(text))))
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
            span=Span(self.body.starts[node.first], end),
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


def tables_of(placed: Sequence[Placed]) -> list[Table]:
    """The tables in print order: an indicator names its table by the index here."""
    return [table.table for table in placed]
