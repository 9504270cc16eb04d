"""The audit: a document against itself, check by check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from jyparse.checks import changes, growth, labels, levels, order, shares, totals
from jyparse.checks.printed import Printed
from jyparse.checks.rows import by_table
from jyparse.model import Finding, Paragraph, PolicyDocument
from jyparse.phrases.amounts import quantities


def audit(document: PolicyDocument) -> tuple[Finding, ...]:
    """Where a document contradicts itself: findings in print order, those without a place first.

    Printed figures are compared at their printed precision; figures whose sense or price basis is unknown are not compared.
    A document that was read from its JSON gives the same findings.
    """
    found = {(f.code, f.span, f.message): f for f in _findings(document)}
    return tuple(sorted(found.values(), key=lambda f: f.span or (-1, -1)))


def _findings(document: PolicyDocument) -> Iterator[Finding]:
    yield from order.of_metadata(document)
    yield from labels.check(document)
    tables = list(by_table(document))
    for rows in tables:
        yield from growth.check(rows)
        yield from shares.check(rows)
        yield from totals.check(rows)
        yield from levels.check(rows, document)
    read = cache(quantities)  # of a paragraph, for all checks that ask
    yield from Printed(document, tables, read).check()
    for part in document.parts:
        for block in part.all_blocks():
            if isinstance(block, Paragraph):
                yield from totals.in_text(block, read)
                yield from changes.in_text(block, read)
                yield from order.in_text(block)
