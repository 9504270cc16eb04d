"""The document that a disclosure page holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from jyparse.model.base import SCHEMA_VERSION, Model, Span
from jyparse.model.blocks import Table
from jyparse.model.citations import Citation
from jyparse.model.indicators import Indicator
from jyparse.model.metadata import Link, Metadata
from jyparse.model.outline import ContentsEntry, Part, Section
from jyparse.model.period import Period
from jyparse.model.tasks import Task

Severity = Literal["info", "warning", "error"]


class Diagnostic(Model):
    """Something about the reading that the user should know."""

    code: str
    """Stable code; the list is in the docs."""
    severity: Severity
    """`info`, `warning` or `error`."""
    message: str
    """A sentence that says what was found and what was made of it."""
    span: Span | None = None
    """Where; None where it concerns no place in the text."""


class Source(Model):
    """What was read."""

    url: str | None = None
    """Address of the page, where the caller or the page gives it."""
    media_type: str
    """`text/html`, `text/markdown` or `text/plain`."""
    encoding: str | None = None
    """Encoding that the bytes were decoded by; None where text was given."""
    sha256: str
    """Hash of the bytes, or of the UTF-8 form of text that was given."""
    name: str | None = None
    """What a batch calls the page: its path, or its file and place in the file; None for a page that was read alone."""
    fetched_at: datetime.datetime | None = None
    """When the page was fetched, where a crawl says so."""


class PolicyDocument(Model):
    """A government-disclosure page as a typed document."""

    schema_version: str = SCHEMA_VERSION
    """Version of this schema: a minor version only adds."""
    kind: Literal["document", "list", "empty"]
    """`document`; `list` a page of links; `empty` no text in the page: a shell, or only an attachment."""
    metadata: Metadata
    """What the page says of the document."""
    period: Period | None = None
    """The years that the document plans for, from its title or text; None where neither says it."""
    parts: tuple[Part, ...] = ()
    """The documents in the page, in print order; they alone hold the text."""
    tasks: tuple[Task, ...] = ()
    """What is to be done, item by item."""
    indicators: tuple[Indicator, ...] = ()
    """The rows of all indicator tables."""
    citations: tuple[Citation, ...] = ()
    """The other documents that the text names, one entry a mention, in print order; not the document itself."""
    attachments: tuple[Link, ...] = ()
    """Links that carry the document or its annexes."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is doubtful about the reading."""
    source: Source
    """Where the page came from, and how it was read."""

    @property
    def main(self) -> Part | None:
        """The part that holds the substance: the plan under a notice, or the document where it stands alone."""
        return next((part for part in self.parts if part.kind == "main"), self.parts[0] if self.parts else None)

    @property
    def notice(self) -> Part | None:
        """The part that is addressed or signed: the cover, or the same part as `main`; None if there is none."""
        cover = next((part for part in self.parts if part.kind == "notice"), None)
        return cover or next((p for p in self.parts if p.addressees or p.signed_by or p.signed_on), None)

    @property
    def contents(self) -> tuple[ContentsEntry, ...]:
        """Table of contents of the main part."""
        return self.main.contents if self.main else ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """Top sections of the main part."""
        return self.main.sections if self.main else ()

    def walk(self) -> Iterator[Section]:
        """Every section of every part, in print order."""
        for part in self.parts:
            yield from part.walk()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the text, in print order."""
        return tuple(table for part in self.parts for table in part.tables)

    @property
    def indicator_tables(self) -> tuple[Table, ...]:
        """The tables that indicators were read from."""
        return tuple(self.tables[index] for index in sorted({row.table for row in self.indicators}))

    @cached_property
    def text(self) -> str:
        """The text of all parts: blocks by newline, the cells of an HTML table by tab."""
        return "\n".join(part.text for part in self.parts)
