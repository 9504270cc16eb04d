"""Dates that stand in an order which they cannot have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jyparse.checks.precision import finding
from jyparse.model import Figure, Finding, Paragraph, PolicyDocument, Span
from jyparse.text.blanks import BLANKS

_YEARS = re.compile(
    rf"((?:19|20)[0-9]{{2}})(?<![0-9〔\[（(.]....)年?[{BLANKS}]?[-—–－~～至到]{{1,2}}[{BLANKS}]?((?:19|20)[0-9]{{2}})年(?![度]?第)"
)
_ORDERS = (
    ("written_on", "published_on"),
    ("written_on", "expires_on"),
    ("effective_on", "expires_on"),
    ("published_on", "expires_on"),
)


def of_metadata(document: PolicyDocument) -> Iterator[Finding]:
    """Writing, publication and expiry; a rule may take effect before it is written. What only a `<meta>` says is not printed."""
    unprinted = {origin.name for origin in document.metadata.origins if origin.kind == "meta"}
    printed = {origin.name: Figure(text=origin.text, span=origin.span) for origin in document.metadata.origins}
    for first, last in _ORDERS:
        before, after = getattr(document.metadata, first), getattr(document.metadata, last)
        if before and after and before > after and not unprinted & {first, last}:
            figures = [printed.get(first, Figure(text=str(before))), printed.get(last, Figure(text=str(after)))]
            yield finding("dates-out-of-order", f"{first} {before} > {last} {after}", figures, figures[0].span)


def in_text(paragraph: Paragraph) -> Iterator[Finding]:
    """`2020—2016年`."""
    for match in _YEARS.finditer(paragraph.text):
        if int(match[1]) > int(match[2]):
            start = paragraph.span[0]
            figures = [Figure(text=match[n], span=Span(start + match.start(n), start + match.end(n))) for n in (1, 2)]
            span = Span(start + match.start(), start + match.end())
            yield finding("dates-out-of-order", f"{match.group()}: {match[1]} > {match[2]}", figures, span)
