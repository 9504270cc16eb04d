"""Sections → tasks: what is to be done, item by item. Works on the model alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from jyparse.model import Paragraph, Part, Period, Responsible, Section, Task
from jyparse.phrases.aims import deadline, targets
from jyparse.phrases.bodies import assigned_in, is_marked, responsible_in, says_first_leads
from jyparse.phrases.projects import projects

_TOO_LONG = 10_000


def _paragraphs(section: Section) -> Iterator[Paragraph]:
    return (block for block in section.blocks if isinstance(block, Paragraph) and len(block.text) < _TOO_LONG)


def _first_leads(sections: Iterable[Section]) -> bool:
    return any(says_first_leads(paragraph.text) for section in sections for paragraph in _paragraphs(section))


def _listed(section: Section, first_leads: bool) -> Iterator[Responsible]:
    """The bodies of the lists of a section."""
    for paragraph in _paragraphs(section):
        if paragraph.kind == "heading" and section.title and not is_marked(paragraph.text):
            continue  # 学校指导 is a title
        bodies = responsible_in(paragraph.text)
        if bodies and first_leads and bodies[0].role is None:
            bodies[0] = bodies[0].model_copy(update={"role": "lead"})
        yield from bodies


def _assigned(section: Section) -> Iterator[Responsible]:
    """The bodies of the sentences of a section."""
    for paragraph in _paragraphs(section):
        heading = paragraph.kind == "heading" and (section.title or section.label)
        yield from assigned_in(paragraph.text.partition(heading)[2].lstrip() if heading else paragraph.text)


def _responsible(section: Section, first_leads: bool, item: bool) -> tuple[Responsible, ...]:
    """Each body once. A sentence that names one makes no task (`本条例由县水利局负责解释`)."""
    found = list(_listed(section, first_leads)) or (list(_assigned(section)) if item else [])
    return tuple({body.name: body for body in reversed(found)}.values())[::-1]


def _task(
    section: Section,
    text: str,
    responsible: tuple[Responsible, ...],
    period: Period | None,
    since: datetime.date | None,
) -> Task:
    """The task that a section is, with what its own paragraphs say."""
    paragraphs = [(paragraph.text, paragraph.span.start) for paragraph in _paragraphs(section)]
    named = [project for said, offset in paragraphs for project in projects(said, offset)]
    start, end = section.span
    return Task(
        path=section.path,
        title=section.title,
        text=text[start:end],
        responsible=responsible,
        targets=tuple(target for said, offset in paragraphs for target in targets(said, offset, period, since)),
        deadline=deadline(paragraphs, period, since),
        projects=tuple({project.name: project for project in reversed(named)}.values())[::-1],
        span=section.span,
    )


def read(
    parts: Sequence[Part], text: str, period: Period | None = None, written_on: datetime.date | None = None
) -> list[Task]:
    """The tasks of a document, in print order; what is due before its period, or before the year it was written in, is past."""
    since = period.start if period else written_on and written_on.replace(month=1, day=1)
    sections = [section for part in parts for section in part.walk()]
    first_leads = "下同" in text and _first_leads(sections)
    tasks: list[Task] = []
    for section in sections:
        item = bool(section.label) and not section.children and section.role in ("measures", "safeguards")
        responsible = _responsible(section, first_leads, item)
        if responsible or item:
            tasks.append(_task(section, text, responsible, period, since))
    return tasks
