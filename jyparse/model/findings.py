"""Findings: where a document contradicts itself."""

from __future__ import annotations

from jyparse.model.base import Model, Span
from jyparse.model.document import Severity


class Figure(Model):
    """A printed figure, label or date that a finding rests on."""

    text: str
    """As printed, with its unit where one is known."""
    span: Span | None = None
    """Where it stands in the text; None where it stands outside the text."""


class Finding(Model):
    """Something in the document that does not agree with itself; what is doubtful about the reading is a diagnostic."""

    code: str
    """Stable code; the list is in the docs."""
    severity: Severity
    """That of the code; `info` where rounding of the printed figures may explain the difference."""
    message: str
    """One line with the arithmetic."""
    figures: tuple[Figure, ...] = ()
    """What was compared, in the order of the message."""
    span: Span | None = None
    """Where; None where it concerns no place in the text."""
