"""The cases in `cases/*.md`: one rule each, as a page and what it must be read as. `cases/README.md` says how to read them."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import jyparse
from jyparse import Indicator, Part, PolicyDocument, Section, Table
from jyparse.phrases.texts import unbroken

CASES = Path(__file__).parent / "cases"
VISIBLE = str.maketrans({"␠": " ", "⇥": "\t", "␀": "\0"})
BLOCK = re.compile(r"^```(html|markdown|text)([^\n]*)\n(.*?)\n?^```$\s*^```toml\n(.*?)^```$", re.M | re.S)
TYPES = {"html": "text/html", "markdown": "text/markdown", "text": "text/plain"}


@dataclass(frozen=True)
class Case:
    """One rule with its example."""

    rule: str
    form: str
    options: dict[str, str]
    """`encoded` what the page is written in, as bytes; `declared` what the server says; `url` its address."""
    page: str
    expected: dict[str, Any]

    def read(self) -> PolicyDocument:
        page = self.page.translate(VISIBLE)
        encoded = self.options.get("encoded")
        return jyparse.loads(
            page.encode(encoded) if encoded else page,
            encoding=self.options.get("declared"),
            media_type=TYPES[self.form],
            url=self.options.get("url"),
        )


def cases(path: Path) -> Iterator[Case]:
    for chapter in re.split(r"^## ", path.read_text(encoding="utf8"), flags=re.M)[1:]:
        rule, _, rest = chapter.partition("\n")
        found = BLOCK.findall(rest)
        if not found:
            raise ValueError(f"{path.name}: no page and expected view under “{rule}”")
        for nth, (form, options, page, expected) in enumerate(found):
            name = f"{rule} ({nth + 1})" if nth else rule
            pairs = dict(option.split("=", 1) for option in options.split())
            yield Case(name, form, pairs, page, tomllib.loads(expected))


def plain(value: Any) -> Any:
    """A value of the model as the cases write it."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return str(getattr(value, "text", value))


def part_view(part: Part | None) -> dict[str, Any]:
    if part is None:
        return {}
    names = ("title", "addressees", "signed_by", "signed_on", "record")
    return {"number": plain(part.document_number)} | {name: plain(getattr(part, name)) for name in names}


def paths(document: PolicyDocument) -> Iterator[tuple[str, Section]]:
    for section in document.walk():
        path = "/".join(section.path)
        yield (path if section.label else f"{path}/"), section


def headed(path: str, title: str) -> str:
    return f"{path} | {title}" if title else path


def roles(document: PolicyDocument) -> Iterator[str]:
    for path, section in paths(document):
        yield f"{path if section.label else section.title}={section.role or ''}"


def tasks(document: PolicyDocument) -> Iterator[str]:
    for task in document.tasks:
        names = (f"{body.name}:{body.role}" if body.role else body.name for body in task.responsible)
        yield f"{'/'.join(task.path)}|{';'.join(names)}"


def words(document: PolicyDocument) -> Iterator[str]:
    for task in document.tasks:
        if task.responsible:
            yield f"{'/'.join(task.path)}|{';'.join(f'{body.name}={body.word}' for body in task.responsible)}"


def actions(document: PolicyDocument) -> Iterator[str]:
    for task in document.tasks:
        for action in jyparse.actions(task):
            said = unbroken(document.text[slice(*action.span)])
            assert action.verb in said and action.sentence in document.text
            yield "|".join(map(plain, ("/".join(task.path), action.verb, action.object, action.strength)))


def task_targets(document: PolicyDocument) -> Iterator[str]:
    for task in document.tasks:
        for target in task.targets:
            assert document.text[slice(*target.span)].strip() == target.text
            assert document.text[slice(*(target.quantity.span or ()))] == target.quantity.text
            due = target.by.end if target.by else None
            said = (target.verb, target.what, target.quantity, due, target.firmness)
            yield "|".join(map(plain, ("/".join(task.path), *said)))


def deadlines(document: PolicyDocument) -> Iterator[str]:
    for task in document.tasks:
        if due := task.deadline:
            assert document.text[slice(*(due.span or ()))] == due.text
            yield f"{'/'.join(task.path)}|{due.text}|{due.end}"


def projects(document: PolicyDocument) -> Iterator[str]:
    for task in document.tasks:
        for project in task.projects:
            assert unbroken(document.text[slice(*project.span)]) == project.name
            yield f"{'/'.join(task.path)}|{project.kind}|{project.name}"


def grid(table: Table) -> list[str]:
    return [" | ".join(row) for row in ([table.header] if table.header else []) + list(table.rows)]


def indicator(row: Indicator) -> str:
    values = ";".join(f"{value.header}={value.text}" for value in row.values)
    cells = (row.number, row.category, row.name, row.unit, values, row.attribute)
    return "|".join(map(plain, (*cells, row.growth, row.cumulative_growth, row.parent)))


def quantities(document: PolicyDocument) -> Iterator[str]:
    for row in document.indicators:
        for value in row.values:
            if quantity := value.quantity:
                said = (quantity.value, quantity.upper, quantity.unit, quantity.relation)
                marks = [*(str(item) for item in said if item is not None), *["cumulative"] * quantity.cumulative]
                yield f"{quantity.text} -> {' '.join(marks)}"


def targets(document: PolicyDocument) -> Iterator[str]:
    for row in document.indicators:
        target = row.target
        said = (target.kind, target.text, target.year, target.base_year) if target else ("None",)
        yield "|".join(map(plain, (row.name, *said)))


def citations(document: PolicyDocument) -> Iterator[str]:
    for cited in document.citations:
        assert document.text[slice(*cited.span)] == cited.text
        number = cited.document_number
        numbered = (
            " ".join(str(n) for n in (number.organ, number.year, number.serial) if n is not None) if number else ""
        )
        said = (cited.title, numbered, "；".join(cited.articles), cited.kind, cited.relation, "/".join(cited.path))
        yield "|".join((" ".join(cited.text.split()), *(plain(value or None) for value in said)))


VIEWS: dict[str, Callable[[PolicyDocument], Any]] = {
    "kind": lambda d: d.kind,
    "metadata": lambda d: {name: plain(value) for name, value in d.metadata},
    "fields": lambda d: [f"{field.label}={field.value}" for field in d.metadata.fields],
    "origins": lambda d: [f"{o.name}|{o.kind}|{o.label or ''}|{o.text}" for o in d.metadata.origins],
    "parts": lambda d: [f"{part.kind}|{part.title or ''}" for part in d.parts],
    "notice": lambda d: part_view(d.notice),
    "main": lambda d: part_view(d.main),
    "contents": lambda d: [f"{e.label}|{e.title}|{'' if e.page is None else e.page}" for e in d.contents],
    "outline": lambda d: [headed(path, s.title) for path, s in paths(d) if s.label],
    "headings": lambda d: [headed(path, s.title) for path, s in paths(d) if not s.label],
    "levels": lambda d: [section.level for section in d.walk()],
    "numbers": lambda d: ["" if section.number is None else section.number for section in d.walk()],
    "roles": lambda d: list(roles(d)),
    "tasks": lambda d: list(tasks(d)),
    "actions": lambda d: list(actions(d)),
    "task_targets": lambda d: list(task_targets(d)),
    "deadlines": lambda d: list(deadlines(d)),
    "projects": lambda d: list(projects(d)),
    "words": lambda d: list(words(d)),
    "tables": lambda d: [grid(table) for table in d.tables],
    "captions": lambda d: [plain(table.caption) for table in d.tables],
    "table_notes": lambda d: [note for table in d.tables for note in table.notes],
    "period": lambda d: f"{d.period.name}|{d.period.start}|{d.period.end}" if d.period else "",
    "indicators": lambda d: [indicator(row) for row in d.indicators],
    "quantities": lambda d: list(quantities(d)),
    "targets": lambda d: list(targets(d)),
    "citations": lambda d: list(citations(d)),
    "findings": lambda d: [f"{found.code}|{found.message}" for found in jyparse.audit(d)],
    "inner": lambda d: [list(cited.inner) for cited in d.citations],
    "attachments": lambda d: [f"{link.name}|{link.href}" for link in d.attachments],
    "diagnostics": lambda d: [said.code for said in d.diagnostics],
    "kinds": lambda d: [f"{b.kind}|{b.text}" for p in d.parts for b in p.all_blocks() if b.type == "paragraph"],
    "text": lambda d: d.text,
    "present": lambda d: d.text,
    "absent": lambda d: d.text,
}
SOME = {"origins", "roles", "diagnostics", "kinds"}
"""Lists of which a case names some entries: those must be there."""


def difference(expected: object, got: object) -> str:
    sides = [
        list(map(str, side)) if isinstance(side, list) else str(side).splitlines() or [""] for side in (expected, got)
    ]
    return "\n".join("    " + line for line in difflib.ndiff(*sides) if line[0] != "?")


def mismatches(key: str, expected: Any, got: Any) -> Iterator[str]:
    """What is wrong under one key, for the eye: `-` what the case wants, `+` what was read."""
    if key in ("present", "absent"):
        wrong = [piece for piece in expected if (piece in got) is (key == "absent")]
        if wrong:
            yield f"{key}: {wrong}, the text is\n{got}"
    elif isinstance(expected, dict):
        for name, value in expected.items():
            yield from mismatches(f"{key}.{name}", value, got.get(name, ""))
    elif key in SOME:
        missing = [entry for entry in expected if entry not in got]
        if missing:
            yield f"{key}: not there: {missing}, but\n    " + "\n    ".join(got)
    else:
        expected = expected.strip("\n") if isinstance(expected, str) else expected
        if expected != got:
            yield f"{key}:\n{difference(expected, got)}"


TABLES = {"README", "keywords", "quantities", "times", "values"}
"""What `test_phrases.py` and its like read: rows of sentences."""
ALL = [(path.stem, case) for path in sorted(CASES.glob("*.md")) if path.stem not in TABLES for case in cases(path)]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{stem}: {case.rule}") for stem, case in ALL])
def test_case(case: Case) -> None:
    document = case.read()
    wrong = [
        line for key, expected in case.expected.items() for line in mismatches(key, expected, VIEWS[key](document))
    ]
    if wrong:
        pytest.fail(f"{case.rule}\n" + "\n".join(wrong), pytrace=False)


def test_every_rule_is_said_once() -> None:
    rules = [(stem, case.rule) for stem, case in ALL]
    assert not {rule for rule in rules if rules.count(rule) > 1}
