"""Figures of the running text against the table, for the same indicator and year."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from jyparse.checks import names
from jyparse.checks.precision import EXACT, figure, finding, is_exact, place
from jyparse.checks.rows import Rows, by_key, target_value, year_of
from jyparse.model import Finding, Indicator, Paragraph, PolicyDocument, Quantity, Section, Time
from jyparse.phrases.when import times
from jyparse.text.blanks import unspaced

ROLES = ("preface", "achievements", "environment", "principles", "goals", "outlook")
"""Where a document speaks of itself as a whole; measures speak of districts, parks and firms."""
_BLANK = re.compile(r"\s")
_CLAUSE = re.compile(r"[，,。；;：:、（(）)\n]")
_RATE = re.compile(
    r"[，,]?(?:年均|年平均|平均每年)(?:实际)?(?:增长速度|增长率?|增速|递增|增幅)(?:达到|达|为|保持在|[:：])?"
)
_SHARE = re.compile(r"[，,]?(?:占(?P<whole>[^，,。；;占0-9]{1,14}?)的?(?:比重|比例))(?P<verb>[^，,。；;0-9]{0,6})")
_LONGEST = 24


class Printed:
    """What the tables of a document print, ready to be found in its text."""

    def __init__(
        self, document: PolicyDocument, tables: Sequence[Rows], quantities: Callable[[Paragraph], Sequence[Quantity]]
    ) -> None:
        self.document, self.quantities = document, quantities
        self.titles = names.key("".join(filter(None, [document.metadata.title, *(p.title for p in document.parts)])))
        self.rows = by_key(row for table in tables for row in table.rows)
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
        assert self.pattern
        paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
        named = [list(self.pattern.finditer(unspaced(paragraph.text))) for paragraph in paragraphs]
        last: Time | None = None
        for paragraph, hits in zip(paragraphs, named, strict=True) if any(named) else ():
            said = times(paragraph, self.document.period)
            if hits:
                yield from self._paragraph(paragraph, hits, said, last)
            last = said[-1] if said and section.role == "goals" else last

    def _paragraph(
        self, paragraph: Paragraph, hits: Sequence[re.Match[str]], said: Sequence[Time], before: Time | None
    ) -> Iterator[Finding]:
        """The names in a paragraph that stand by themselves behind a time, each with the figures that follow it."""
        blanks = [match.start() for match in _BLANK.finditer(paragraph.text)]

        def at(place: int) -> int:
            """A place of the document in the text without blanks."""
            place -= paragraph.span[0]
            return place - bisect_left(blanks, place)

        marks = [(at(t.span[0]), at(t.span[1] - 1) + 1, t) for t in said if t.span and t.span[1] > t.span[0]]
        whole: list[tuple[re.Match[str], Time]] = []
        last = (0, 0, before)
        of_time = 0
        for hit in hits:
            while of_time < len(marks) and marks[of_time][1] <= hit.start():
                last = marks[of_time]
                of_time += 1
            if last[2] and self._is_whole(hit, last[1]):
                whole.append((hit, last[2]))
        figures = self.quantities(paragraph) if whole else ()
        found = [_Placed(at(q.span[0]), at(q.span[1] - 1) + 1, q) for q in figures if q.span]
        nth = 0
        for hit, time in whole:
            while nth < len(found) and found[nth].start < hit.end():
                nth += 1
            yield from self._clauses(hit, found[nth : nth + 3], time)

    def _is_whole(self, hit: re.Match[str], after_time: int) -> bool:
        """Whether a name stands by itself: behind a mark, a time, 全区, 实现, or a name that the title bears."""
        head = hit.string[max(0, after_time, hit.start() - _LONGEST) : hit.start()]
        lead = self.lead.sub("", _CLAUSE.split(head)[-1])
        return not lead or (len(lead) > 1 and names.key(lead) in self.titles)

    def _clauses(self, hit: re.Match[str], found: Sequence[_Placed], time: Time) -> Iterator[Finding]:
        """`X达到100亿元，年均增长9%，占全区的比重达到40%`: the level, then what is said of the same name."""
        row, end = self.rows[names.key(hit.group())], hit.end()
        for n, placed in enumerate(found):
            gap = hit.string[end : placed.start]
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
    name = unspaced(row.name)
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
