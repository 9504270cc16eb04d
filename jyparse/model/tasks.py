"""Tasks: what is to be done, and by whom."""

from __future__ import annotations

from typing import Literal

from jyparse.model.base import Model, Span
from jyparse.model.indicators import Quantity
from jyparse.model.period import Time

Strength = Literal["mandatory", "advance", "strive", "support", "encourage", "permit", "explore"]

Firmness = Literal["firm", "expected"]
ProjectKind = Literal["project", "programme"]


class Responsible(Model):
    """A body that a task is assigned to."""

    name: str
    """Name as printed."""
    role: Literal["lead", "support"] | None = None
    """`lead` 牵头, `support` 配合 or 参与; None where the print does not rank it."""
    word: str | None = None
    """The printed word that says what it does (`牵头`, `负责`, `配合`, `责任` of 责任单位); None in a bare list."""


class Action(Model):
    """One thing that is to be done: a policy verb and its object."""

    verb: str
    """The verb as printed, without what stands before it (`推进` of 加快推进)."""
    object: str | None = None
    """What it is done to, as printed, without the blanks of broken lines; None where the clause does not tell."""
    strength: Strength
    """How strongly it is said: `mandatory` 必须 严禁 确保, `advance` 推进 建设 完善, `strive` 力争 努力, `support` 支持, `encourage` 鼓励 引导, `permit` 允许,
    `explore` 探索; the word before the verb decides, else the verb."""
    modal: str | None = None
    """The word before the verb that decides its strength (`必须`, `鼓励`, `力争`); None where the verb does."""
    sentence: str
    """The sentence that says it, as printed."""
    span: Span
    """Where it stands in the text, from the words before the verb to the end of the object; in the text that was given for plain text."""


class TaskTarget(Model):
    """A figure that a task is to reach."""

    what: str | None = None
    """What it measures or counts, as printed, without the blanks of broken lines; None where the sentence does not tell."""
    verb: str | None = None
    """The printed verb that leads to the figure: it is reached (`达到`), changed by so much (`年均增长`), or so many are made (`新建`);
    None where the figure stands beside its name."""
    quantity: Quantity
    """The figure."""
    by: Time | None = None
    """The time by which it is to be reached, `by.end` its last day; None where the sentence prints none."""
    firmness: Firmness | None = None
    """`firm` 确保 必须 不低于, `expected` 力争 预计 左右 约; None where nothing is said."""
    text: str
    """The clause that says it, as printed."""
    span: Span
    """Where the clause stands in the text."""


class Project(Model):
    """A project or programme that a task names."""

    name: str
    """Name as printed, with its quotes, without the blanks of broken lines."""
    kind: ProjectKind
    """`project` something to be built or set up (项目, A、B等项目), `programme` something to be carried out (行动, 计划, 专项, 实施…工程)."""
    span: Span
    """Where the name stands in the text."""


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
    targets: tuple[TaskTarget, ...] = ()
    """The figures that its own paragraphs say are to be reached, in print order."""
    deadline: Time | None = None
    """The time by which it is to be done, `deadline.end` its last day; None where it prints none, or several."""
    projects: tuple[Project, ...] = ()
    """The projects and programmes that its own paragraphs name, each once."""
    span: Span
    """Where its section stands in the text."""
