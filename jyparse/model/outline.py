"""Sections, and the parts of a page that they belong to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from jyparse.model.base import Model, Span
from jyparse.model.blocks import Block, Table
from jyparse.model.metadata import DocumentNumber

Role = Literal[
    "preface",
    "achievements",
    "problems",
    "environment",
    "outlook",
    "principles",
    "goals",
    "measures",
    "safeguards",
    "provisions",
    "closing",
]
PartKind = Literal["notice", "main", "annex"]
AnyBlock = Annotated[Block, Field(discriminator="type")]


class Section(Model):
    """A numbered item or an unnumbered heading, with all that stands under it."""

    label: str
    """Printed number with its punctuation (`（一）`, `1、`, `第一条`); "" for an unnumbered heading."""
    number: int | None = None
    """Integer of the label's last numeral (`1.1` → 1); None without a numeral."""
    title: str = ""
    """Heading without its label; "" where the label opens a sentence."""
    path: tuple[str, ...] = ()
    """Printed labels from the top of the part down to this section; unnumbered headings add nothing."""
    level: int
    """Depth in the outline, from 1."""
    role: Role | None = None
    """What the section is for in its document, from its heading or from its place; inherited; None where unknown."""
    blocks: tuple[AnyBlock, ...] = ()
    """Its own blocks up to its first child; the first holds the label and the heading."""
    children: tuple[Section, ...] = ()
    """Sections under it, in print order."""
    span: Span
    """From its label to the end of its last child."""

    @cached_property
    def text(self) -> str:
        """All that is printed under the section, label and children included."""
        return "\n".join(block.text for block in self.all_blocks())

    def walk(self) -> Iterator[Section]:
        """This section and every section under it, in print order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_blocks(self) -> Iterator[Block]:
        """Every block of the section and of the sections under it, in print order."""
        yield from self.blocks
        for child in self.children:
            yield from child.all_blocks()


class ContentsEntry(Model):
    """One line of a table of contents (目录)."""

    label: str
    """Printed number, "" where there is none."""
    title: str
    """Heading as printed, without number, leader and page."""
    page: int | None = None
    """Printed page number; None where none is printed."""
    span: Span | None = None
    """Where the entry stands in the text."""


class Part(Model):
    """One of the documents that a page holds: cover notice, main document, annex."""

    kind: PartKind
    """`notice` the cover (通知, 函, 批复 that passes something on), `main` the document itself, `annex` 附件."""
    title: str | None = None
    """Title as printed, its lines joined; None where none is printed."""
    document_number: DocumentNumber | None = None
    """发文字号 printed in this part."""
    addressees: tuple[str, ...] = ()
    """主送机关, split at commas and semicolons only."""
    signed_by: tuple[str, ...] = ()
    """发文机关署名, one entry a body."""
    signed_on: datetime.date | None = None
    """成文日期 printed at the signature."""
    record: str | None = None
    """版记 as printed: copies, printing office and date."""
    contents: tuple[ContentsEntry, ...] = ()
    """Table of contents (目录)."""
    blocks: tuple[AnyBlock, ...] = ()
    """Blocks before the first section: title, addressees, opening, contents."""
    sections: tuple[Section, ...] = ()
    """Top sections."""
    closing: tuple[AnyBlock, ...] = ()
    """Blocks after the last section: list of annexes, signature, date, record."""
    span: Span
    """Where the part stands in the text of the document."""

    @cached_property
    def text(self) -> str:
        """All that is printed in the part."""
        return "\n".join(block.text for block in self.all_blocks())

    def walk(self) -> Iterator[Section]:
        """Every section of the part, in print order."""
        for section in self.sections:
            yield from section.walk()

    def all_blocks(self) -> Iterator[Block]:
        """Every block of the part, in print order."""
        yield from self.blocks
        for section in self.sections:
            yield from section.all_blocks()
        yield from self.closing

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the part, in print order."""
        return tuple(block for block in self.all_blocks() if isinstance(block, Table))
