"""Figures of the running text against the table, for the same indicator and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain

from jyparse.checks import names
from jyparse.checks.precision import EXACT, figure, finding, is_exact, place
from jyparse.checks.rows import Rows, target_value, year_of
from jyparse.model import Finding, Indicator, Paragraph, PolicyDocument, Quantity, Section, Time
from jyparse.phrases.amounts import quantities
from jyparse.phrases.when import times

ROLES = ("preface", "achievements", "environment", "principles", "goals", "outlook")
"""Where a document speaks of itself as a whole; measures speak of districts, parks and firms."""
_CLAUSE = re.compile(r"[，,。；;：:、（(）)\n]")
_RATE = re.compile(
    r"[，,]?(?:年均|年平均|平均每年)(?:实际)?(?:增长速度|增长率?|增速|递增|增幅)(?:达到|达|为|保持在|[:：])?"
)
_SHARE = re.compile(r"[，,]?(?:占(?P<whole>[^，,。；;占0-9]{1,14}?)的?(?:比重|比例))(?P<verb>[^，,。；;0-9]{0,6})")
_LONGEST = 24


class Printed:
    """What the tables of a document print, ready to be found in its text."""

    def __init__(self, document: PolicyDocument, tables: Sequence[Rows]) -> None:
        self.document = document
        self.titles = names.key("".join(filter(None, [document.metadata.title, *(p.title for p in document.parts)])))
        self.rows: dict[str, Indicator] = {}
        repeated: set[str] = set()
        for row in chain.from_iterable(table.rows for table in tables):
            repeated |= {names.key(row.name)} & self.rows.keys()
            self.rows[names.key(row.name)] = row
        for name in repeated:
            del self.rows[name]
        spelled = {
            spelling for name in self.rows for spelling in names.spellings(name) if 2 < len(spelling) <= _LONGEST
        }
        # the longest first, so that no name is found inside another
        longest = sorted(spelled, key=lambda name: (-len(name), name))
        self.pattern = re.compile("|".join(map(re.escape, longest))) if longest else None
        self.lead = re.compile(f"(?:{names.pattern('before').pattern})*")
        self.gap = re.compile(f"(?:{names.pattern('between').pattern}){{0,3}}")

    def check(self) -> Iterator[Finding]:
        """One pass over the paragraphs of the chapters that speak of the whole."""
        if self.pattern is None:
            return
        for section in self.document.walk():
            if section.role in ROLES:
                yield from self._section(section)

    def _section(self, section: Section) -> Iterator[Finding]:
        """Paragraphs in order; in a chapter of goals one without a time goes on with that of the one before."""
        last: Time | None = None
        for block in section.blocks:
            if isinstance(block, Paragraph):
                said = times(block, self.document.period)
                yield from self._paragraph(block, said, last)
                last = said[-1] if said and section.role == "goals" else last

    def _paragraph(self, paragraph: Paragraph, said: Sequence[Time], before: Time | None) -> Iterator[Finding]:
        places = [i for i, char in enumerate(paragraph.text) if not char.isspace()]
        compact = "".join(paragraph.text[i] for i in places)
        assert self.pattern
        hits = list(self.pattern.finditer(compact))
        if not hits:
            return
        start = paragraph.span[0]
        at = {place + start: n for n, place in enumerate(places)}
        found = [_Placed(at[q.span[0]], at[q.span[1] - 1] + 1, q) for q in quantities(paragraph) if q.span]
        marks = [(at[t.span[0]], at[t.span[1] - 1] + 1, t) for t in said if t.span and t.span[1] > t.span[0]]
        nth = 0
        last = (0, 0, before)
        of_time = 0
        for hit in hits:
            while of_time < len(marks) and marks[of_time][1] <= hit.start():
                last = marks[of_time]
                of_time += 1
            while nth < len(found) and found[nth].start < hit.end():
                nth += 1
            if last[2] and self._is_whole(compact, hit.start(), last[1]):
                yield from self._clauses(compact, hit, found[nth : nth + 3], last[2])

    def _is_whole(self, text: str, start: int, after_time: int) -> bool:
        """Whether a name stands by itself: behind a mark, a time, 全区, 实现, or a name that the title bears."""
        head = text[max(0, after_time, start - _LONGEST) : start]
        lead = self.lead.sub("", _CLAUSE.split(head)[-1])
        return not lead or (len(lead) > 1 and names.key(lead) in self.titles)

    def _clauses(self, text: str, hit: re.Match[str], found: Sequence[_Placed], time: Time) -> Iterator[Finding]:
        """`X达到100亿元，年均增长9%，占全区的比重达到40%`: the level, then what is said of the same name."""
        row, end = self.rows[names.key(hit.group())], hit.end()
        for n, placed in enumerate(found):
            gap = text[end : placed.start]
            if rate := _RATE.fullmatch(gap):
                yield from self._rate(row, placed.quantity, time)
            elif n and (share := _SHARE.fullmatch(gap)):
                whole = names.key(f"{hit.group()}占{share['whole']}比重")
                if (of := self.rows.get(whole)) and self.gap.fullmatch(share["verb"]):
                    yield from self._level(of, placed.quantity, time)
            elif n == 0 and self.gap.fullmatch(gap):
                yield from self._level(row, placed.quantity, time)
            else:
                return
            del rate
            end = placed.end

    def _level(self, row: Indicator, said: Quantity, time: Time) -> Iterator[Finding]:
        """A state in one year."""
        one = (
            time.end
            if time.relation != "from" and (time.start is None or (time.end and time.start.year == time.end.year))
            else None
        )
        if one is None or (row.target and row.target.kind == "yearly_rate"):
            return
        for value in row.values:
            if value.quantity and year_of(row, value) == one.year and not value.quantity.cumulative:
                yield from _compare(row, said, value.quantity, one.year)

    def _rate(self, row: Indicator, said: Quantity, time: Time) -> Iterator[Finding]:
        """A rate up to the target year."""
        target = row.target
        if target is None or time.end is None or time.end.year != target.year:
            return
        of = self.rows.get(f"{names.key(row.name)}年均增速") or self.rows.get(f"{names.key(row.name)}年均增长")
        if of and of.target and of.target.kind == "yearly_rate" and of.target.quantity:
            yield from _compare(of, said, of.target.quantity, target.year)
        elif row.growth and row.growth.kind == "yearly" and row.growth.quantity:
            yield from _compare(row, said, row.growth.quantity, target.year, "growth of ")
        elif target.kind == "yearly_rate" and target_value(row) and target.quantity:
            yield from _compare(row, said, target.quantity, target.year)


class _Placed:
    """A quantity with its place in the text without blanks."""

    def __init__(self, start: int, end: int, quantity: Quantity) -> None:
        self.start, self.end, self.quantity = start, end, quantity


def _compare(row: Indicator, said: Quantity, printed: Quantity, year: int | None, what: str = "") -> Iterator[Finding]:
    """Two figures that cannot both be: rounded to the coarser of them they differ, or one lies outside the other's bound."""
    if (
        said.base_unit != printed.base_unit
        or "~" in (said.relation, printed.relation)
        or said.cumulative
        or printed.change
    ):
        return
    if said.upper is not None or printed.upper is not None or not any(char.isdecimal() for char in said.text):
        return
    if said.base_value is None or printed.base_value is None:
        return
    a, b = said.base_value, printed.base_value
    step = max(_step(said), _step(printed))
    rounded = [EXACT.multiply(EXACT.divide(v, step).to_integral_value("ROUND_HALF_UP", EXACT), step) for v in (a, b)]
    same_way = (
        said.relation != "=" and said.relation[0] == printed.relation[0]
    )  # two floors are one only if they are equal
    if rounded[0] == rounded[1] or (not same_way and (_allows(said, a, b) or _allows(printed, b, a))):
        return
    sign = ">" if a > b else "<"
    name = names.BLANKS.sub("", row.name)
    texts = [figure(said), figure(printed)]
    message = f"{what}“{name}” in {year}: {texts[0].text} in the text {sign} {texts[1].text} in the table"
    yield finding("text-contradicts-table", message, texts, said.span)


def _step(quantity: Quantity) -> Decimal:
    """One unit of the last printed place, in base units."""
    if not quantity.value or quantity.base_value is None:
        return place(quantity.value)
    return EXACT.multiply(place(quantity.value), EXACT.divide(quantity.base_value, quantity.value)).normalize(EXACT)


def _allows(bound: Quantity, limit: Decimal, value: Decimal) -> bool:
    """Whether a floor or a ceiling holds for a value; 超过 is a floor here."""
    if is_exact(bound):
        return False
    return (
        value >= limit if bound.relation in (">", ">=") else value <= limit if bound.relation in ("<", "<=") else False
    )
