"""Times in running text, and the period of a document.

时间 = [到|至|自|从] 点 [ ( "-" | "至" ) 点 ] [前|后|起|以来|内]
点   = 2018年 [上半年|三季度|6月 [5日|上旬]] [底|末|初] | 2016-06-06 | “十三五” [时期] [末] | 未来五年 | 三年内 | 规划期末 | 每年 | 年底

What a point leaves open is taken from the period of the document: its first year for 未来五年 and 三年内, its year for 6月底 and 年底 where it is one year.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jyparse.model import Period, Span, Time, TimeKind, TimeRelation
from jyparse.phrases.texts import HasText, outside_titles, text_of
from jyparse.text.blanks import BLANKS
from jyparse.text.numerals import to_int
from jyparse.text.plans import plan_years

_N = "[0-9０-９]"
_YEAR = f"(?:(?:19|20|１９|２０){_N}{{2}}|[一二][〇○零一二三四五六七八九]{{3}})"
_DIGIT = "[一二三四五六七八九]"
_MONTH = f"(?:[1１][0-2０-２]|[0０]?[1-9１-９]|十[一二]?|{_DIGIT})"
_DAY = f"(?:[12１２]{_N}|[3３][01０１]|[0０]?[1-9１-９]|二?十{_DIGIT}?|三十一?|{_DIGIT})"
_COUNT = f"(?:{_N}{{1,2}}|[两十]|{_DIGIT}?十?{_DIGIT})"
_TO = "(?:[-—–－~～―]{1,2}|[至到])"
_B = f"[{BLANKS}]{{0,2}}"
_IN_YEAR = (
    rf"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|前(?P<quarters>[二两三23])季度"
    rf"|{_B}(?P<from>{_MONTH})月?{_B}{_TO}{_B}(?P<until>{_MONTH})月(?!{_B}[0-9])"
    rf"|{_B}(?P<month>{_MONTH}){_B}月份?(?:{_B}(?P<day>{_DAY}){_B}日|(?P<third>[上中下])旬)?)"
)
_EDGE = r"(?P<edge>年?(?:底(?![线部数气层色])|末(?!端)|初(?![步级中次期心始审])))"
_POINT = re.compile(
    rf"(?P<date>(?P<y1>(?:19|20)[0-9]{{2}})(?P<dot>[-/.])(?P<m1>[0-9]{{1,2}})(?P=dot)(?P<d1>[0-9]{{1,2}})(?![0-9.]))"
    rf"|(?P<lead>{_YEAR})(?={_B}{_TO}{_B}{_YEAR}(?:{_B}年|[）)\]]))|(?P<bare>{_YEAR})(?=[）)\]])"
    rf"|(?P<listed>{_YEAR})(?=(?:、{_YEAR}){{0,6}}[、和及与]{_YEAR}年)"
    rf"|第(?P<nth>十?{_DIGIT}|十)个五年(?:规划|计划)(?:时期|期间|期(?=[末初底]))(?P<e1>末|底|初)?"
    rf"|(?P<open>[“\"‘'「『])?(?P<plan>十{_DIGIT}?|{_DIGIT})五(?P<close>[”\"’'」』])?(?:规划(?=期))?(?P<of>时期|期间|期(?=[末初底]))?(?:(?P<e2>末|底|初)|(?P<lap>[前后])(?P<laps>{_COUNT})年)?"
    rf"|(?P<ahead>未来|今后|接下来)?(?P<back>过去|最近|近)?{_B}(?P<n>{_COUNT})(?:{_B}{_TO}{_B}(?P<n2>{_COUNT}))?{_B}"
    rf"(?P<unit>个?年|个月)(?:(?P<within>之内|以内|内)|(?:左右)?(?P<time>时间)|(?P<past>来|间)(?![自看说隔接]))?"
    rf"|(?P<every>每半年|每{_COUNT}?个?(?:年度?|季度|月|周|天|日)|逐年|逐月|历年)(?:{_B}(?:{_MONTH}月(?:{_DAY}日)?|第?[一二三四]季度)?[底末初]?(?=前))?"
    rf"|(?P<term>规划期(?P<e3>末)|规划期[内间]?)(?!限)"
)
_OF_YEAR = re.compile(
    rf"(?:(?P<year>{_YEAR}){_B}年(?!版|价|不变价|可比价|一遇)|(?P<now>今年|本年|当年))(?:{_IN_YEAR}|度)?{_EDGE}?"
)
_WITHOUT_YEAR = re.compile(rf"{_IN_YEAR}{_EDGE}?")
_YEARLESS = re.compile("(?P<edge>年[底末初])(?![步级中])|年内")
_START = re.compile("[0-9０-９一二三四五六七八九十两“\"‘'「『第每逐历未今接过最近规本当年上下前]")
_DAY_ALONE = re.compile(rf"(?P<day>{_DAY}){_B}日")
_BETWEEN = re.compile(rf"{_B}起?{_TO}{_B}")
_SUFFIX = re.compile(
    rf"{_B}(?:{_N}{{1,2}}[时点])?(?P<with>[（(]含[^（）()]{{0,4}}[）)])?(?:(?P<before>以前|之前|前(?![后三二一0-9]))|(?P<after>以后|之后|后(?![续备期]))|(?P<since>以来|开始|至今|起(?![步点到来草]))"
    rf"|(?P<inside>期间|以内|之内|内(?![部容外涵在需])))"
)
_UNTIL = re.compile(rf"(?:截至|截止到?|(?<![升降增加高少落长跃移转整扩减大展延伸])[到至]){_B}$")
_FROM = re.compile(rf"(?:自从|[自从]){_B}$")
_NAMES = ("规划", "计划", "纲要")
_TITLE_YEARS = re.compile(rf"{_YEAR}{_B}年?{_B}[-—–－~～―至到]{{1,3}}{_B}{_YEAR}(?:{_B}年)?")
_TITLE_PLAN = re.compile(
    rf"[“\"‘「『](?P<plan>十{_DIGIT}?|{_DIGIT})五[”\"’」』]|(?P<bare>十{_DIGIT}|十(?=五(?:规划|计划|时期|期间|$)))五|第(?P<nth>十{_DIGIT}?|{_DIGIT})个五年(?:规划|计划)?"
)
_TITLE_YEAR = re.compile(rf"(?P<name>{_YEAR}年)度?[^，。]{{0,30}}(?:计划|要点|安排|任务|预算|行动)")
_TERM = re.compile(
    rf"(?:规划|计划|方案|行动|实施|执行)(?:期限?|年限|时限|期间)[^。；，\n\d]{{0,8}}(?P<years>{_YEAR}{_B}年?{_B}{_TO}{_B}{_YEAR}{_B}年)"
)


class _Point(NamedTuple):
    """A point as read: `text[start:end]` with its first and last day, if they are known."""

    start: int
    end: int
    kind: TimeKind
    first: datetime.date | None = None
    last: datetime.date | None = None
    exact: bool = False
    """Whether 前 behind it takes it in: a day, 底, 末, 上旬 (6月30日前, 年底前); 2030年前 is before 2030."""
    relation: TimeRelation = "in"
    year: int | None = None
    alone: bool = True
    """Whether it is a time by itself; the 2016 of 2016—2020年 is not."""


def times(source: str | HasText, period: Period | None = None) -> tuple[Time, ...]:
    """The times in a text, or in a section, part, task, paragraph or document, in print order.

    `period` is that of the document (`doc.period`): 未来五年, 三年内, 规划期末 and 每年 are counted from it, and dates without a year
    where it is one year. Spans are as in `quantities`.
    """
    return tuple(_Reader(*text_of(source), period).read())


class _Reader:
    def __init__(self, text: str, offset: int, period: Period | None) -> None:
        self.text = text
        self.offset = offset
        self.period = period
        self.year = period.start.year if period and period.start.year == period.end.year else None

    def read(self) -> Iterator[Time]:
        """One pass over the characters that a point may begin with."""
        done = 0
        for start in outside_titles(_START, self.text):
            if start < done:
                continue
            point = self._point(start, None)
            if point and (found := self._time(point)):
                done = max(point.end, found.span[1] - self.offset if found.span else 0)
                yield found

    def _time(self, point: _Point) -> Time | None:
        """The time that a point is, with what stands before and behind it."""
        point = self._range(point)
        if not point.alone:
            return None
        start, end, relation = point.start, point.end, point.relation
        first, last = point.first, point.last
        around = self.text[max(0, start - 4) : start]
        if until := _UNTIL.search(around):
            start, first, relation = start - len(until.group()), None, "by"
        behind = _SUFFIX.match(self.text, end)
        origin = _FROM.search(around)
        if behind:
            end = behind.end()
            if behind["before"]:
                first, last, relation = None, last if point.exact else _day_before(point.first), "by"
            elif behind["after"]:
                first, last, relation = point.first if behind["with"] else _day_after(point.last), None, "from"
            elif behind["since"]:
                first, last, relation = point.first, None, "from"
        if origin and (point.kind == "range" or relation == "from"):
            start -= len(origin.group())
        if point.kind == "recurring" and self.period:
            first, last = self.period.start, self.period.end
        return Time(
            text=self.text[start:end],
            kind=point.kind,
            relation=relation,
            start=first,
            end=last,
            span=Span(self.offset + start, self.offset + end),
        )

    def _range(self, point: _Point) -> _Point:
        """A point with the one that follows it behind a dash or 至; or as it is."""
        to = _BETWEEN.match(self.text, point.end)
        if not to or point.kind in ("span", "recurring"):
            return point
        other = self._point(to.end(), point.year) or self._same_month(to.end(), point)
        if other is None or other.kind in ("span", "recurring"):
            return point
        if point.first and other.last and point.first > other.last:
            return point
        return _Point(point.start, other.end, "range", point.first, other.last, other.exact, year=other.year)

    def _point(self, start: int, year: int | None) -> _Point | None:
        """The point that begins at `start`; `year` is that of the point before it in a range."""
        text = self.text
        before = text[max(0, start - 1) : start]
        digits = text[start].isdecimal()
        if digits and (
            before.isdecimal() or before in (".", "/", "〔", "[", "第") or (before.isascii() and before.isalpha())
        ):
            return None
        if match := _OF_YEAR.match(text, start):
            return self._in_year(match, _year(match["year"]) if match["year"] else self.year)
        if match := _YEARLESS.match(text, start):
            return None if before.isdecimal() else self._in_year(match, self.year)
        if (match := _WITHOUT_YEAR.match(text, start)) and not (
            before in ("个", "第", "年") or before in (*"一二三四五六七八九十两",)
        ):
            return self._in_year(match, year if year is not None else self.year)
        match = _POINT.match(text, start)
        return self._other(match) if match else None

    def _same_month(self, start: int, point: _Point) -> _Point | None:
        """A day alone behind a date: 4月13日至15日."""
        match = _DAY_ALONE.match(self.text, start) if point.kind == "date" else None
        if match is None:
            return None
        first = point.first
        last = _date(first.year, first.month, to_int(match["day"]) or 0) if first else None
        return _Point(start, match.end(), "date", last, last, True, year=point.year)

    def _in_year(self, match: re.Match[str], year: int | None) -> _Point:
        """A point in a year, or the year itself."""
        said = match.groupdict()
        kind, months, day, exact = _part_of_year(said)
        first = last = None
        if year is not None:
            first, last = _days(year, months, day, said.get("third"))
        if edge := said.get("edge"):
            exact = True
            first = last = first if edge.endswith("初") else last
        return _Point(match.start(), match.end(), kind, first, last, exact, year=year)

    def _other(self, match: re.Match[str]) -> _Point | None:
        start, end = match.span()
        if match["date"]:
            day = _date(int(match["y1"]), int(match["m1"]), int(match["d1"]))
            return _Point(start, end, "date", day, day, True) if day else None
        if year := match["lead"] or match["bare"] or match["listed"]:
            n = _year(year)
            return _Point(start, end, "year", _date(n, 1, 1), _date(n, 12, 31), year=n, alone=bool(match["listed"]))
        if plan := match["nth"] or match["plan"]:
            return self._plan(match, plan)
        if match["every"]:
            return _Point(start, end, "recurring", exact=True)
        if match["term"]:
            return self._of_period(match)
        return self._span(match)

    def _plan(self, match: re.Match[str], printed: str) -> _Point | None:
        """“十三五”时期, 十四五末; not 三五家, 十五名, nor the name of the plan itself."""
        quoted, edge = match["open"] and match["close"], match["e1"] or match["e2"]
        if not match["nth"]:
            if bool(match["open"]) != bool(match["close"]) or self.text.startswith(_NAMES, match.end()):
                return None
            clear = match["of"] or (edge and len(printed) > 1)
            if not quoted and not clear and len(printed) < 2:
                return None
        first, last = plan_years(printed)
        start, end = _date(first, 1, 1), _date(last, 12, 31)
        if edge:
            start = end = start if edge == "初" else end
        elif years := min(to_int(match["laps"] or "") or 0, 5):
            start = _date(last + 1 - years, 1, 1) if match["lap"] == "后" else start
            end = _date(first + years - 1, 12, 31) if match["lap"] == "前" else end
        return _Point(match.start(), match.end(), "plan", start, end, bool(edge or match["lap"]))

    def _of_period(self, match: re.Match[str]) -> _Point:
        """规划期, 规划期末."""
        first, last = (self.period.start, self.period.end) if self.period else (None, None)
        return _Point(match.start(), match.end(), "span", last if match["e3"] else first, last, True)

    def _span(self, match: re.Match[str]) -> _Point | None:
        """未来五年, 三年内, 过去五年: so many years from the first day of the period, or up to it."""
        back = match["back"] or match["past"]
        if not (match["ahead"] or back or match["within"] or match["time"]) or match["n"] is None:
            return None
        years = to_int(match["n2"] or match["n"])
        first = last = None
        if years and self.period and match["unit"] != "个月":
            begin = self.period.start
            anchor = begin.replace(year=begin.year + (-years if back else years), day=min(begin.day, 28))
            first, last = (anchor, _day_before(begin)) if back else (begin, _day_before(anchor))
        return _Point(match.start(), match.end(), "span", first, last, True, "by" if match["within"] else "in")


def _part_of_year(said: dict[str, str | None]) -> tuple[TimeKind, tuple[int, int], int | None, bool]:
    """What a point in a year is, its first and last month, its day, and whether 前 takes it in."""
    if half := said.get("half"):
        return "half", (1, 6) if half == "上" else (7, 12), None, False
    if quarter := said.get("quarter"):
        n = to_int(quarter) or 1
        return "quarter", (3 * n - 2, 3 * n), None, False
    if quarters := said.get("quarters"):
        return "range", (1, 3 * (to_int(quarters) or 1)), None, True
    if said.get("from"):
        return "range", (to_int(said["from"] or "") or 1, to_int(said["until"] or "") or 12), None, False
    if month := said.get("month"):
        n, day = to_int(month) or 1, said.get("day")
        return "date" if day else "month", (n, n), to_int(day) if day else None, bool(day or said.get("third"))
    return "year", (1, 12), None, False


def _days(
    year: int, months: tuple[int, int], day: int | None, third: str | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of a day, a third of a month, or months of a year."""
    if day is not None:
        return _date(year, months[0], day), _date(year, months[0], day)
    length = calendar.monthrange(year, months[1])[1]
    low, high = {"上": (1, 10), "中": (11, 20), "下": (21, length)}.get(third or "", (1, length))
    return _date(year, months[0], low), _date(year, months[1], high)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _day_before(day: datetime.date | None) -> datetime.date | None:
    return day and day - datetime.timedelta(days=1)


def _day_after(day: datetime.date | None) -> datetime.date | None:
    return day and day + datetime.timedelta(days=1)


def _year(printed: str) -> int:
    return to_int(printed) or 1


def period_of_titles(titles: Sequence[str]) -> Period | None:
    """The period of several years that titles name: `（2016—2020年）`, 第十三个五年规划, “十三五”."""
    for title in titles:
        plan = _TITLE_PLAN.search(title)
        if years := _TITLE_YEARS.search(title):
            first, last = (_year(year) for year in re.findall(_YEAR, years.group()))
        elif plan:
            first, last = plan_years(plan["plan"] or plan["bare"] or plan["nth"])
        else:
            continue
        if last >= first:
            return _period(plan.group() if plan else years.group() if years else "", first, last)
    return None


def period_of(titles: Sequence[str], text: str) -> Period | None:
    """The period that a document plans for: of its titles, of a sentence that says it (规划期限为2016—2030年), or the one year of its title."""
    if period := period_of_titles(titles):
        return period
    if said := _TERM.search(text):
        first, last = (_year(year) for year in re.findall(_YEAR, said["years"]))
        if last >= first:
            return _period(said["years"], first, last)
    for title in titles:
        if (year := _TITLE_YEAR.search(title)) and len(set(re.findall(_YEAR, title))) == 1:
            n = _year(year["name"][:-1])
            return _period(year["name"], n, n)
    return None


def _period(name: str, first: int, last: int) -> Period:
    return Period(name=name, start=datetime.date(first, 1, 1), end=datetime.date(last, 12, 31))
