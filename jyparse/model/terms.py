"""Keywords: the words that say what a text is about."""

from __future__ import annotations

from jyparse.model.base import Model, Span


class Keyword(Model):
    """A word that is frequent in a text and rare in others."""

    word: str
    """The word as printed where it stands first."""
    weight: float
    """TF-IDF: the share of the word in the text's words, times its inverse document frequency."""
    count: int
    """How often it stands in the text; inside a longer keyword it does not count."""
    span: Span
    """Where it stands first."""


class TermFrequency(Model):
    """How often a word stands in a section."""

    word: str
    """The word as printed."""
    count: int
    """How often it stands in the section, sections below it included."""
    span: Span
    """Where it stands first in the section."""


class SectionTerms(Model):
    """The words of a section, counted."""

    path: tuple[str, ...]
    """Printed labels from the top of the part: (`四、`, `（一）`)."""
    title: str
    """Title of the section."""
    span: Span
    """Where the section stands."""
    total: int
    """How many words there are, repeated ones included: what a count is a share of."""
    terms: tuple[TermFrequency, ...]
    """The words, the most frequent first, of equal ones the one that stands first."""
