"""Labels of the metadata block and of the line under the title: what is printed and what it means, by `labels.toml`.

A label is printed padded (`索　引　号`), in brackets (`[ 索引号 ]`), behind a bullet, before a colon or before a blank alone;
and where only the style sheet parts elements, glued to the value before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from jyparse import lexicon
from jyparse.text.blanks import BLANKS, unspaced

COLONS = ":：∶﹕"
_BULLETS = "-–•·●▪■◆*○◎>》→"
BULLET = f"[{_BULLETS}]*"
_SHORTEST = 3
_LONGEST_ALONE = 80
_MARKS = frozenset("[【〔-–•·●▪■◆*○◎>")
_FOLD = str.maketrans("（）／", "()/")


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One meaning of labels, from `lexicon/labels.toml`."""

    name: str
    strong: bool
    order: int


@cache
def labels() -> dict[str, LabelRow]:
    """Every printed form of a label in a block, without blanks, and what it means."""
    return {
        form.translate(_FOLD): LabelRow(row["name"], row.get("strong", False), order)
        for row in lexicon.table("labels")["label"]
        for order, form in enumerate(row["forms"])
    }


@cache
def byline_labels() -> dict[str, str]:
    """The labels of the line under the title, and what they mean."""
    return {form: row["name"] for row in lexicon.table("labels")["label"] for form in row.get("byline", ())}


_ALONE = re.compile(
    rf"{BULLET}\s*([\[【])?\s*(?P<label>[一-鿿()（）/{BLANKS}]{{2,20}}?)\s*(?(1)[\]】]\s*[{COLONS}]?|[{COLONS}])\s*(?P<value>.+)"
)


def named_alone(text: str) -> tuple[LabelRow | None, str] | None:
    """The label and the value that are all of a line at the head of a text, where no sentence and no programme of an event
    begins with the label; a label that stands in no block (编号) has no row."""
    if len(text) > _LONGEST_ALONE or not (match := _ALONE.fullmatch(text)):
        return None
    row = labels().get(label := compact(match["label"]))
    if row is None:
        said = label in lexicon.table("labels")["alone"]
    else:
        said = (row.strong and row.name not in ("topics", "issuing_body")) or row.name == "written_on"
    return (row, match["value"]) if said else None


@cache
def _beginnings() -> frozenset[str]:
    """What lines of labels begin with: the first two characters of a label, or one and padding, or a mark before it."""
    forms = (*labels(), *byline_labels())
    padded = {form[0] + blank for form in forms for blank in BLANKS}
    return frozenset({form[:2] for form in forms} | padded)


def may_begin(text: str) -> bool:
    """Whether a line may begin with a label: a quick look, before its patterns are tried."""
    return text[:2] in _beginnings() or text[0] in _MARKS


def _padded(forms: Iterable[str]) -> str:
    """A pattern of labels, longest first, each with or without padding between its characters."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return "|".join(
        f"[{BLANKS}]*".join("[(（]" if c == "(" else "[)）]" if c == ")" else re.escape(c) for c in form)
        for form in ordered
    )


@cache
def label_pattern() -> re.Pattern[str]:
    """A label inside a line: longest form first, padded with blanks, in brackets or not, before a colon or a blank."""
    forms = _padded((*labels(), *byline_labels()))
    return re.compile(
        rf"(?:^|(?<=[^一-鿿A-Za-z])|(?=[\[【〔])){BULLET}[{BLANKS}]*(?P<open>[\[【〔])?[{BLANKS}]*(?P<label>{forms})"
        rf"[{BLANKS}]*(?(open)[\]】〕][{BLANKS}]*[{COLONS}]?|(?:[{COLONS}]|(?=[{BLANKS}\t])|$))"
    )


@cache
def _longest() -> int:
    return max(map(len, (*labels(), *byline_labels())))


def leading_label(text: str) -> tuple[str, int]:
    """The longest label at the start of a line, whatever follows it, and where it ends; "" and 0 where none does."""
    found, squeezed = ("", 0), ""
    for i, char in enumerate(text):
        if char in BLANKS:
            continue
        squeezed += char.translate(_FOLD)
        if squeezed in labels():
            found = squeezed, i + 1
        if len(squeezed) > _longest():
            break
    return found


def _label_before(text: str, colon: int) -> tuple[str, int]:
    """The longest label that ends at a colon, and where it begins; "" and 0 where none does."""
    found, squeezed = ("", 0), ""
    for i in range(colon - 1, -1, -1):
        if text[i] in BLANKS:
            continue
        squeezed = text[i].translate(_FOLD) + squeezed
        if squeezed in labels() or squeezed in byline_labels():
            found = squeezed, i
        if len(squeezed) > _longest() or text[i] in COLONS:
            break
    return found


@cache
def _telling() -> frozenset[str]:
    """Labels that are known by fewer characters where nothing parts them from the value before."""
    return frozenset(form for form, row in labels().items() if row.strong or row.name in ("title", "summary"))


def unglued(text: str) -> str:
    """A line of pairs with a blank before each label: elements may be parted by the style sheet alone. A value with blanks is
    cut only at long labels where blanks part pairs too: its last word may be the beginning of a label that is not known."""
    colons = [i for i, char in enumerate(text) if char in COLONS]
    behind = [
        (label, start, text[before + 1 : start])
        for before, colon in pairwise(colons)
        for label, start in (_label_before(text, colon),)
        if start > before + 1 and len(label) >= _SHORTEST - (label in _telling())
    ]
    glued = [(label, start, value) for label, start, value in behind if not value[-1].isspace()]
    if all(any(map(str.isspace, value)) for _, _, value in glued):
        return text
    shortest = _SHORTEST + (len(glued) < len(behind))
    for label, start, value in reversed(glued):
        if not any(map(str.isspace, value)) or len(label) >= shortest - (label in _telling()):
            text = f"{text[:start]} {text[start:]}"
    return text


def compact(text: str) -> str:
    """A label without padding, bullets, brackets and colon, half-width."""
    return unspaced(without_opening(text)).strip("[]【】〔〕" + COLONS).translate(_FOLD)


def without_opening(text: str) -> str:
    """A text without the blanks and bullets that it begins with."""
    return text.lstrip().lstrip(_BULLETS).lstrip()


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(lexicon.table("labels")["placeholder"])


def is_placeholder(text: str) -> bool:
    """Whether a printed value stands for no value: `—`, `无`, `/`, or nothing at all."""
    return _placeholder().fullmatch(text) is not None
