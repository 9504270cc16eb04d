"""Page → lines: what each printed line shows by itself. The numbering patterns run here, once a line."""

from __future__ import annotations

from collections.abc import Sequence

from jyparse.lexicon.numbering import Label, label_of
from jyparse.page.blocks import Block, PageLine, PageTable
from jyparse.stages.forms import Line


def _line(block: PageLine | PageTable) -> Line:
    if isinstance(block, PageTable):
        return Line(block.text, block.box, table=block)
    label = label_of(block.text)
    if label is None and block.ordinal:
        label = _printed_by_list(block.ordinal)
    return Line(block.text, block.box, label, page=block)


def _printed_by_list(ordinal: str) -> Label | None:
    """The number that an `<ol>` prints before the line: a label that stands in none of the characters."""
    if label := label_of(ordinal + " "):
        label.end = 0
    return label


def read(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a page in print order; images show no text and are left to the page."""
    return [_line(block) for block in blocks if isinstance(block, PageLine | PageTable)]
