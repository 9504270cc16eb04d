"""Metadata: each value from the surest place that prints it.

The printed block wins; then what stands at the head and the end of the text (title, document number, date at the
signature) and in the line under the title; then `<meta>` tags, which machines wrote. Where two places differ, the first is
taken, both are kept (`origins`, `fields`, the parts), and a diagnostic says so.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from jyparse import lexicon
from jyparse.lexicon.headings import endings
from jyparse.lexicon.labels import is_placeholder
from jyparse.model import Diagnostic, DocumentNumber, Metadata, MetadataField, Origin, Part, Span
from jyparse.page.blocks import Page, PageLine
from jyparse.stages.forms import FieldsFound, Selected
from jyparse.text.blanks import unspaced
from jyparse.text.dates import find_dates, labelled_date
from jyparse.text.document_numbers import find_numbers, labelled_number, parse_number

_TOPICS = re.compile(r"[,，;；]")
_KEYWORDS = re.compile(r"[,，;；、\s]+")
_BODIES = re.compile(r"[\s,，;；、]+")
_DIGIT = re.compile(r"\d")
_TITLE_PARTS = re.compile(r"(?:[-_|—–－]+|\s+|>+|»)(?![^（(]{0,40}[）)])")  # none in brackets
_BRACKET_AT_END = re.compile(r"[（(][^（()）]*[）)]$")
_OF_A_PLACE = re.compile(r"[一-鿿]{2}[省市县区州盟旗镇乡]|[“\d]")
_SHORTEST_NAME = 7
_GAZETTE_NUMBER = re.compile(r"^[（(〔\[]?")

_Kind = Literal["field", "meta", "text"]


@dataclass(slots=True)
class _Source:
    """A place that prints a value: the typed value, the printed text, and where it stands."""

    kind: _Kind
    label: str | None
    text: str
    value: Any
    span: Span | None = None


@dataclass
class _Reader:
    found: FieldsFound
    selected: Selected
    page: Page
    parts: Sequence[Part]
    text: str
    """The text of the document."""
    origins: list[Origin] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.notice = next((p for p in self.parts if p.kind == "notice"), self.parts[0] if self.parts else None)

    # -- places --------------------------------------------------------------------------------------------------

    def fields(self, name: str, typed: Callable[[str], Any]) -> Iterator[_Source]:
        """The printed pairs whose label means `name`, the most exact label first; a filled value that does not fit its
        label is said."""
        rows = _forms(name)
        printed = [f for f in self.found.fields if _key(f) in rows]
        for one in sorted(printed, key=lambda f: rows.index(_key(f))):
            if is_placeholder(one.value):
                continue
            value = typed(one.value)
            if value is None:
                self.say("unreadable-value", f"{one.label} is printed as “{one.value[:40]}”, which is no {name}")
            else:
                yield _Source("field", one.label, one.value, value)
        for one in self.found.unlabelled:
            if one.label == name and (value := typed(one.value)) is not None:
                yield _Source("field", None, one.value, value)

    def metas(self, names: Sequence[str], typed: Callable[[str], Any]) -> Iterator[_Source]:
        """The `<meta>` tags of these names, in this order."""
        for wanted in names:
            for name, content in self.page.metas:
                if name.lower() == wanted and not is_placeholder(content) and (value := typed(content)) is not None:
                    yield _Source("meta", name, content, value)

    def byline(self, meaning: str, typed: Callable[[str], Any]) -> Iterator[_Source]:
        """The line under the title."""
        for one in self.found.byline:
            if _byline_forms().get(one.label, "published_on" if not one.label else "") == meaning:
                value = typed(one.value)
                if value is not None:
                    yield _Source("text", one.label or None, one.value, value)

    def printed(self, text: str, value: Any, within: Span | None = None) -> _Source:
        """A value in the text itself, with its place."""
        start, end = within or (0, len(self.text))
        at = self.text.find(text, start, end)
        return _Source("text", None, text, value, Span(at, at + len(text)) if at >= 0 else None)

    # -- choosing ------------------------------------------------------------------------------------------------

    def take(self, name: str, sources: Iterator[_Source], same: Callable[[Any], Any] = lambda v: v) -> Any:
        """The value of the first source; a later printed one that differs is a conflict."""
        chosen = next(sources, None)
        if chosen is None:
            return None
        self.origins.append(Origin(name=name, kind=chosen.kind, label=chosen.label, text=chosen.text, span=chosen.span))
        for other in sources:
            if other.kind != "meta" and chosen.kind != "meta" and same(other.value) != same(chosen.value):
                said = f"{name}: “{_shown(chosen)}” was taken, “{_shown(other)}” is printed too"
                self.say("conflict", said, other.span)
                break
        return chosen.value

    def say(self, code: str, message: str, span: Span | None = None) -> None:
        self.diagnostics.append(lexicon.diagnostic(code, message, span))

    # -- values --------------------------------------------------------------------------------------------------

    def titles(self) -> Iterator[_Source]:
        fields = list(self.fields("title", _text))
        if fields:
            yield from fields
            return  # the titles of cover and plan may well differ from it
        printed = self.selected.title
        in_text = self.parts[0].title if self.parts else None
        meta = next(self.metas(("articletitle",), _text), None)
        if in_text and printed and _squeezed(in_text).endswith(_squeezed(printed)):
            printed = _rejoined(in_text)
        if printed:
            yield self.printed(printed, printed)
        if in_text and _squeezed(in_text) != _squeezed(printed) and (not meta or _same_title(in_text, meta.value)):
            yield _Source("text", None, in_text, _rejoined(in_text), None)
        if meta:
            yield meta
        if self.page.title and (title := _site_stripped(self.page.title, self.text, self.page.metas) or self.named()):
            yield _Source("meta", "title", self.page.title, title)

    def named(self) -> str | None:
        """The piece of `<title>` that names the document, where the page prints no title: it ends as plans and rules do, and
        is of a place or a time, or the text calls itself so (`本办法`). Columns of sites end so too: pages link to those."""
        if self.selected.kind != "document":
            return None
        blocks = (block for block in self.page.blocks if isinstance(block, PageLine))
        columns = {_squeezed(link.name) for block in blocks for link in block.links} | _site_names(self.page.metas)
        for piece in map(str.strip, _TITLE_PARTS.split(self.page.title)):
            bare = _BRACKET_AT_END.sub("", piece)
            ending = next((e for e in (*endings("plans"), *endings("rules"), "预案") if bare.endswith(e)), None)
            said = ending and (_OF_A_PLACE.search(bare) or f"本{ending}" in self.text)
            if said and len(bare) >= _SHORTEST_NAME and _squeezed(piece) not in columns:
                return piece
        return None

    def numbers(self) -> Iterator[_Source]:
        yield from self.fields("document_number", labelled_number)
        for one in self.found.byline:
            if not one.label and (number := parse_number(one.value)):
                yield _Source("text", None, one.value, number)
        for part in self.parts[:1]:
            if part.document_number:
                yield self.printed(part.document_number.text, part.document_number, part.span)
        title = self.selected.title or (self.parts[0].title if self.parts else None) or ""
        for start, _, number in find_numbers(title):
            if start == 0 or title[start - 1] in "（(【 ":
                yield self.printed(number.text, number)
        if not self.found.fields:
            yield from self._number_in_rows()

    def _number_in_rows(self) -> Iterator[_Source]:
        """A number that a row of a table of the text names: `决定书文号 | 某罚决字〔2024〕3号`."""
        for part in self.parts[:1]:
            for table in part.tables[:1]:
                for left, right in zip(table.cells, table.cells[1:6], strict=False):
                    if (
                        _squeezed(left.text).endswith("文号")
                        and right.row == left.row
                        and (n := parse_number(right.text))
                    ):
                        yield _Source("text", left.text, right.text, n, right.span)

    def written(self) -> Iterator[_Source]:
        yield from self.fields("written_on", labelled_date)
        if self.notice and self.notice.signed_on:
            date = self.notice.signed_on
            shown = next((span for span, found in _signed_dates(self.notice) if found == date), None)
            yield _Source("text", None, self.text[slice(*shown)] if shown else date.isoformat(), date, shown)

    def published(self) -> Iterator[_Source]:
        yield from self.fields("published_on", labelled_date)
        yield from self.byline("published_on", _first_date)
        yield from self.metas(("pubdate", "firstpublishedtime", "publishdate", "article:published_time"), _first_date)

    def issuers(self) -> Iterator[_Source]:
        yield from self.fields("issuing_body", _text)
        yield from self.fields("source", _public_body)

    def read(self) -> Metadata:
        number: DocumentNumber | None = self.take("document_number", self.numbers(), lambda n: (n.year, n.serial))
        self._further_numbers(number)
        issuing_body = self.take("issuing_body", self.issuers(), _squeezed)
        typed: dict[str, Any] = {
            "title": self.take("title", self.titles(), _squeezed),
            "index_number": self.take("index_number", self.fields("index_number", _text), _squeezed),
            "document_number": number,
            "issuing_body": issuing_body,
            "issuing_bodies": _split_bodies(issuing_body) if issuing_body else (),
            "written_on": self.take("written_on", self.written()),
            "published_on": self.take("published_on", self.published()),
            "effective_on": self.take("effective_on", self.fields("effective_on", labelled_date)),
            "expires_on": self.take("expires_on", self.fields("expires_on", labelled_date)),
            "validity": self.take("validity", self.fields("validity", _text)),
            "genre": self.take("genre", self.fields("genre", _text)),
            "summary": self.take("summary", self.fields("summary", _text)),
            "topics": self._all("topics", _TOPICS),
            "keywords": self._all("keywords", _KEYWORDS) or self._meta_keywords(),
        }
        return Metadata(**typed, fields=tuple(self.found.fields), origins=tuple(self.origins))

    def _all(self, name: str, separator: re.Pattern[str]) -> tuple[str, ...]:
        """The values of every label of that meaning (主题一级, 主题二级), each once."""
        values: list[str] = []
        for source in self.fields(name, _text):
            self.origins.append(Origin(name=name, kind=source.kind, label=source.label, text=source.text))
            values += [piece.strip() for piece in separator.split(source.text) if piece.strip()]
        return tuple(dict.fromkeys(values))

    def _meta_keywords(self) -> tuple[str, ...]:
        source = next(self.metas(("keywords",), _text), None)
        if source is None:
            return ()
        self.origins.append(Origin(name="keywords", kind="meta", label=source.label, text=source.text))
        return tuple(dict.fromkeys(piece for piece in _KEYWORDS.split(source.text) if piece))

    def _further_numbers(self, number: DocumentNumber | None) -> None:
        printed = [f for f in self.found.fields if _key(f) in _forms("document_number") and f.value]
        others = [f.value for f in printed if number and _squeezed(f.value) != _squeezed(number.text)]
        if others:
            self.say("further-number", f"the page prints {others[0]} beside {number.text if number else ''}")


# -- tables of labels --------------------------------------------------------------------------------------------


@cache
def _forms(name: str) -> list[str]:
    rows = lexicon.table("labels")["label"]
    return [form.replace("（", "(").replace("）", ")") for row in rows if row["name"] == name for form in row["forms"]]


@cache
def _byline_forms() -> dict[str, str]:
    return {form: row["name"] for row in lexicon.table("labels")["label"] for form in row.get("byline", ())}


def _key(pair: MetadataField) -> str:
    return pair.label


# -- values ------------------------------------------------------------------------------------------------------


def _text(text: str) -> str | None:
    return text.strip() or None


def _squeezed(text: str | None) -> str:
    return unspaced(text or "")


def _shown(source: _Source) -> str:
    return source.text[:40]


def _first_date(text: str) -> datetime.date | None:
    dates = find_dates(text)
    return dates[0][2] if dates else None


def _public_body(text: str) -> str | None:
    """来源 names an issuing body only where it is a public body: newspapers and sites are not."""
    name = text.strip()
    return (
        name
        if name.endswith(endings("bodies")) and not _DIGIT.search(name) and not name.endswith(("日报社", "集团"))
        else None
    )


def _split_bodies(text: str) -> tuple[str, ...]:
    """The bodies of a joint issue, parted by blanks or commas: only where each piece is a name of a body."""
    pieces = [piece for piece in _BODIES.split(text.strip()) if piece]
    if len(pieces) > 1 and all(len(piece) > 1 and piece.endswith(endings("bodies")) for piece in pieces):
        return tuple(pieces)
    return (text.strip(),)


def _signed_dates(part: Part) -> Iterator[tuple[Span, datetime.date]]:
    """The dates at the signature, with their places."""
    for block in (*part.closing, *part.blocks):
        if block.type == "paragraph" and block.kind in ("date", "signature"):
            for start, end, date in find_dates(block.text):
                yield Span(block.span.start + start, block.span.start + end), date


def _same_title(one: str, other: str) -> bool:
    a, b = _squeezed(one), _squeezed(other)
    return a in b or b in a


def _rejoined(title: str) -> str:
    """A title that is spaced out (`国 家 应 急 预 案`) without its blanks."""
    pieces = title.split()
    if len(pieces) > 3 and sum(len(piece) == 1 for piece in pieces) * 3 > len(pieces) * 2:
        return "".join(pieces)
    return title


def _site_names(metas: Sequence[tuple[str, str]]) -> set[str]:
    """The names of the site and of its column."""
    return {_squeezed(content) for name, content in metas if name.lower() in ("sitename", "columnname")}


def _site_stripped(title: str, text: str, metas: Sequence[tuple[str, str]]) -> str | None:
    """`<title>` without the names of site and column: the piece that reads as one, or the longest that the text prints."""
    squeezed = _squeezed(text[:3000])
    sites = _site_names(metas)
    pieces = [piece for piece in _TITLE_PARTS.split(title) if len(piece) > 3 and _squeezed(piece) not in sites]
    printed = [piece for piece in pieces if _squeezed(piece) in squeezed]
    whole = title.strip()
    if _squeezed(whole) in squeezed:
        return whole
    titled = [piece for piece in (*printed, *pieces) if "关于" in piece and piece.strip().endswith(endings("genres"))]
    return next(iter(titled), max(printed, key=len, default="")).strip() or None


def read(
    found: FieldsFound, selected: Selected, page: Page, parts: Sequence[Part], text: str
) -> tuple[Metadata, list[Diagnostic]]:
    """The metadata of a page whose document has this text, with where each value came from."""
    reader = _Reader(found, selected, page, parts, text)
    return reader.read(), reader.diagnostics
