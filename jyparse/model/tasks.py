"""Tasks: what is to be done, and by whom."""

from __future__ import annotations

from typing import Literal

from jyparse.model.base import Model, Span


class Responsible(Model):
    """A body that a task is assigned to."""

    name: str
    """Name as printed."""
    role: Literal["lead", "support"] | None = None
    """`lead` 牵头, `support` 配合 or 参与; None where the print does not rank it."""
    word: str | None = None
    """The printed word that says what it does (`牵头`, `负责`, `配合`, `责任` of 责任单位); None in a bare list."""


class Task(Model):
    """Something that is to be done: a section without sections of its own in a chapter of measures or safeguards,
    or any section that prints responsible bodies."""

    path: tuple[str, ...]
    """Path of its section."""
    title: str
    """Title of its section."""
    text: str
    """Text of its section, as printed."""
    responsible: tuple[Responsible, ...] = ()
    """Bodies printed as responsible (责任单位, …牵头, …负责)."""
    span: Span
    """Where its section stands in the text."""
