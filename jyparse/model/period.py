"""Times: the dates, years, ranges and plans that a text prints."""

from __future__ import annotations

import datetime
from typing import Literal

from jyparse.model.base import Model, Span

TimeKind = Literal["date", "month", "quarter", "half", "year", "range", "plan", "span", "recurring"]
TimeRelation = Literal["in", "by", "from"]


class Period(Model):
    """The years that a document plans for."""

    name: str
    """As printed: the plan (`第十三个五年规划`, `“十三五”`), or its years (`2018—2020年`, `2018年`)."""
    start: datetime.date
    """First day."""
    end: datetime.date
    """Last day."""

    @property
    def years(self) -> tuple[int, int]:
        """First and last year."""
        return self.start.year, self.end.year


class Time(Model):
    """A date, a year, a range or a plan word, resolved to its first and last day."""

    text: str
    """The time as printed, with the words that make it a deadline or a beginning."""
    kind: TimeKind
    """`date` a day, `month` `quarter` `half` `year`, `range` (2016—2020年), `plan` (“十三五”), `span` counted from the period (未来五年, 三年内),
    `recurring` (每年)."""
    relation: TimeRelation = "in"
    """`by` not later than the end (到2020年, 2018年底前), `from` not before the start (自2016年起), else `in`."""
    start: datetime.date | None = None
    """First day; None where it is open, or where text and period leave it unknown."""
    end: datetime.date | None = None
    """Last day; None where it is open, or where text and period leave it unknown."""
    span: Span | None = None
    """Where it stands in the text."""
