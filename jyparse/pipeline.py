"""The stages in order: a page becomes a `PolicyDocument`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jyparse import collector
from jyparse import page as pages
from jyparse.model import PolicyDocument
from jyparse.model.base import build
from jyparse.page.blocks import Page
from jyparse.page.source import Source, read_source
from jyparse.phrases.when import period_of
from jyparse.stages import (
    citations,
    contents,
    document,
    fields,
    flattened,
    indicators,
    lines,
    metadata,
    outline,
    parts,
    tables,
    targets,
    tasks,
    text,
)
from jyparse.stages.forms import FieldsFound, Selected

build()


def load(
    source: Source, *, encoding: str | None = None, media_type: str | None = None, url: str | None = None
) -> PolicyDocument:
    """Reads a disclosure page from a path or an open file object (binary or text).

    `encoding` is what the server declared, if it did; `media_type` is `text/html`, `text/markdown` or `text/plain` and
    is found out where it is not given; `url` is the address of the page, which makes relative links absolute.
    Raises `UnreadableSource`, `UnsupportedFormat`, `EmptyDocument` or `ResourceLimit`, all of them `JyparseError`.
    """
    name, page = read_source(source)
    with collector.waiting():
        return _parse(pages.read(page, name=name, encoding=encoding, media_type=media_type, url=url))


def loads(
    page: Any, *, encoding: str | None = None, media_type: str | None = None, url: str | None = None
) -> PolicyDocument:
    """Reads the page itself: `str`, `bytes`, an lxml tree or a BeautifulSoup object. Arguments and errors as in `load`."""
    with collector.waiting():
        return _parse(pages.read(page, name="the page", encoding=encoding, media_type=media_type, url=url))


def _select(page: Page) -> tuple[FieldsFound, Selected]:
    """The main text of a page: of the visible page, or else of a text that a script or a form of it holds."""
    found = fields.find(printed := lines.read(page.blocks))
    selected = text.select(printed, found, page)
    if not selected.has_text:
        for inner in pages.embedded(page):
            inner_found = fields.find(inner_lines := lines.read(inner.blocks))
            inner_selected = text.select(inner_lines, inner_found, inner)
            if inner_selected.has_text:
                titled = replace(inner_selected, title=inner_selected.title or selected.title)
                return inner_found if inner_found.fields else found, titled
    return found, selected


def _parse(page: Page) -> PolicyDocument:
    """A page as read → the typed document."""
    found, selected = _select(page)
    body = selected.body
    flat, said_of_tables = flattened.find(body)
    placed = tables.find(body, flat)
    tocs = contents.find(body, {i for table in placed for i in range(table.first, table.last)})
    taken = document.taken_lines(placed, tocs)
    assembly = document.Assembly(body, placed)
    made = []
    for draft in parts.read(body, taken):
        kinds = taken | draft.kinds
        made.append(
            assembly.part(draft, outline.read(body, draft.first, draft.closing, kinds, draft.title), tocs, kinds)
        )
    printed = "\n".join(line.text for line in body.lines)
    typed, said_of_metadata = metadata.read(found, selected, page, made, printed)
    titles = [part.title or "" for part in made if part.kind == "main"] + [typed.title or ""]
    period, of_text = period_of(titles, printed), document.tables_of(placed)
    plan = period.years if period and period.start.year < period.end.year else None
    rows, said_of_indicators = indicators.read(of_text, plan)
    rows, said_of_targets = targets.read(of_text, rows, plan)
    return PolicyDocument(
        kind=selected.kind,
        metadata=typed,
        period=period,
        parts=tuple(made),
        tasks=tuple(tasks.read(made, printed, period, typed.written_on or typed.published_on)),
        indicators=tuple(rows),
        citations=tuple(citations.read(made, typed, printed)),
        attachments=tuple(selected.attachments),
        diagnostics=(
            *page.diagnostics,
            *selected.diagnostics,
            *said_of_tables,
            *said_of_metadata,
            *said_of_indicators,
            *said_of_targets,
        ),
        source=page.source,
    )
