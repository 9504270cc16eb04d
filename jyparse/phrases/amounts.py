"""Quantities in running text.

数量 = [比较词] 数 [ ( "-" | "至" ) 数 ] [余|多] [单位] [比较词]      数 = 461.22 | 1/3 | 三千 | 四分之一 | 百分之五 | 一半 | 翻一番

One pass over the runs of numerals; what stands before and behind a numeral is looked up in tables (`lexicon/units.toml`,
`lexicon/comparators.toml`), never searched for. A numeral without a unit is a quantity only where a comparator or a multiplier makes it one:
years, dates, ordinals, names (532计划), numbers of documents and proportions are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import NamedTuple

from jyparse.lexicon import comparators, units
from jyparse.lexicon.comparators import Comparator
from jyparse.lexicon.units import Word
from jyparse.model import Quantity, Span
from jyparse.phrases.texts import HasText, outside_titles, text_of
from jyparse.text.blanks import BLANKS
from jyparse.text.numerals import to_int

_DIGITS = "一二两三四五六七八九"
_CHINESE = f"零〇{_DIGITS}十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
NUMERALS = rf"\d{_CHINESE}半翻"
"""The characters of numerals, as they stand in the brackets of a pattern."""
_RUN = re.compile(rf"[{NUMERALS}]+")
_NUMERAL = re.compile(
    rf"(?P<fraction>(?P<whole>[{_CHINESE}]{{1,6}}|\d{{1,3}})分之(?P<part>\d{{1,15}}(?:[.．]\d{{1,15}})?|[{_CHINESE}]{{1,12}}(?:点[{_CHINESE}]{{1,6}})?))"
    rf"|(?P<doubled>翻(?:[了上]?(?P<times>[1-5一两二三四五])番|番|倍))"
    r"|(?P<half>一半|半数|半(?=个?小时|天|个月|个工作日)|(?<=过)半)"
    rf"|(?P<mixed>\d{{1,12}}亿\d{{1,4}}千?万|\d{{1,12}}万\d千)"
    rf"|(?P<digits>\d+(?:[,，]\d{{3}}(?!\d))*(?:[.．]\d+)*(?:/\d+(?![\d万亿]))*)"
    rf"|(?P<chinese>[{_CHINESE}]+(?:点[零〇{_DIGITS}]{{1,6}})?)"
)
_ONE = f"[{_DIGITS}]"
_BELOW_TEN_THOUSAND = re.compile(
    rf"{_ONE}千(?:{_ONE}百(?:{_ONE}十{_ONE}?|零{_ONE})?|零{_ONE}十{_ONE}?|零{_ONE})?|{_ONE}百(?:{_ONE}十{_ONE}?|零{_ONE})?|{_ONE}?十{_ONE}?|{_ONE}|百|千"
)
_TAIL = re.compile("(?:万亿|亿|万)$")
_ABOUT = re.compile(f"({_ONE})({_ONE})([十百千]?)")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟〇", "一二三四五六七八九十百千零")
_TO = re.compile(rf"[{BLANKS}]?(?:[-—–－~～]{{1,2}}|[至到])[{BLANKS}]?")
_FROM = re.compile("[由从自]")
_FRACTION = re.compile(r"(\d{1,3})/(\d{1,3})")
_OTHER_UNIT = re.compile(r"[（(](?!含)[^（）()\d]{1,3}[）)]")
_PER_COUNT = re.compile(r"/\d{1,3}[万亿]人?")
"""Of a rate without a unit: 12/10万."""
_WHOLES = {"百": "%", "千": "‰", "万": "‱"}
_THOUSANDS = re.compile("[,，]")
_AS_DECIMAL = str.maketrans({"．": ".", ",": None, "，": None})
_BLANK = frozenset(BLANKS)
_STOPS = "，,。；;、\n"
_AFTER_NUMBER = frozenset(("", *"，,。；;、）)\n"))
_BEFORE_NUMBER = frozenset("为至到达于降升是")
_BEFORE_NAME = frozenset("第每+＋×*.．^№#_")
_SOME = frozenset("几数")  # 几十, 数百, 十几
_NAMING = frozenset('“"「『‘新国')  # “四个…”, 新四条, 国十条
_NOW = frozenset("目之此以日当月年底末")  # 目前, 此前, 年底前: no rank
_RANGED = frozenset("年分度级")
_YEARS = range(1900, 2100)
_LONGEST = 20
_EXACT = Context(prec=80)


class _Number(NamedTuple):
    """A numeral as read: `text[start:end]`; what it leaves to the unit (万 of 三万元) lies behind `end`."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None = None
    unit: str | None = None
    """Where the numeral itself holds a unit: 百分之, 翻番."""
    chinese: bool = False
    bare: bool = False
    """Whether it is a multiplier alone: 百家, 万元."""
    round: bool = False
    """Whether it is a multiplier before a multiplier, or alone: 千亿, 百万, 十万."""
    whole: bool = False
    """Whether it says enough without a unit: fractions."""
    about: bool = False
    """三五家, 七八个."""


class _Behind(NamedTuple):
    """What stands behind a numeral."""

    end: int
    unit: str | None = None
    word: Word | None = None
    multiplied: bool = False
    level: bool = False
    """级 behind a multiplier: 百亿级."""
    inside: Comparator | None = None
    after: Comparator | None = None


def quantities(source: str | HasText) -> tuple[Quantity, ...]:
    """The quantities in a text, or in a section, part, task, paragraph or document, in print order.

    Spans count in the text that is given, and in `doc.text` for what has a span of its own.
    """
    return tuple(_Reader(*text_of(source)).read())


class _Reader:
    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.end = 0
        """Where the last quantity ended."""

    def read(self) -> Iterator[Quantity]:
        """One pass over the runs of numerals; `done` is where the last numeral or quantity ended."""
        text, done = self.text, 0
        for start in outside_titles(_RUN, text):
            if start < done:
                continue
            if text.startswith(units.phrases(), start):
                done = start + max(len(phrase) for phrase in units.phrases() if text.startswith(phrase, start))
                continue
            if match := _NUMERAL.match(text, start):
                done = match.end()
                if (number := _number(match)) and (found := self._quantity(number)):
                    self.end = found.span[1] - self.offset if found.span else done
                    done = max(done, self.end)
                    yield found

    def _quantity(self, number: _Number) -> Quantity | None:
        """The quantity that a numeral is; None if it is none."""
        if self._is_part_of_a_name(number):
            return None
        number, behind = self._range(number, self._behind(number))
        start = self._skip_back(number.start)
        before = comparators.find_before(self.text, start, number.bare or number.round)
        if before is None and self._is_negative(number):
            number = number._replace(start=number.start - 1, value=-number.value)
        if not self._counts(number, behind, before):
            return None
        first = start - len(before.text) if before else number.start
        comparator = behind.after or before or behind.inside
        unit = number.unit or behind.unit
        base_value, base_unit = units.in_base(number.value, unit)
        return Quantity(
            text=self.text[first : behind.end],
            value=number.value,
            upper=number.upper,
            unit=unit,
            base_value=base_value,
            base_unit=base_unit,
            comparator=comparator.text if comparator else None,
            relation=comparator.relation if comparator else "~" if number.about else "=",
            span=Span(self.offset + first, self.offset + behind.end),
        )

    def _is_part_of_a_name(self, number: _Number) -> bool:
        """Whether what stands beside a numeral makes it an ordinal, a denominator or a piece of something longer."""
        text, start = self.text, number.start
        if number.chinese and (text[max(0, start - 1) : start] in _SOME or text[number.end : number.end + 1] in _SOME):
            return True
        at = start - 1 if text[start - 1 : start] in _BLANK and text[start - 2 : start - 1] == "第" else start
        last, next_to_last = text[max(0, at - 1) : at], text[max(0, at - 2) : max(0, at - 1)]
        if last in _BEFORE_NAME:
            return True
        if last == "含" and next_to_last in ("（", "("):  # 2个以上（含2个）
            return True
        if last == "/" and self.end == start - 1:  # 50MW/100MWh
            return False
        joined = next_to_last.isascii() and next_to_last.isalnum()
        return joined and last in (":", "：", "∶", "/", "-", "－", "—", "–", "~", "～")

    def _is_negative(self, number: _Number) -> bool:
        return (
            not number.chinese
            and number.upper is None
            and self.text[number.start - 1 : number.start] in ("-", "−", "－")
        )

    def _skip_back(self, start: int) -> int:
        """Where a comparator before the numeral ends: 突破了 500, 超过 500."""
        if self.text[start - 1 : start] in _BLANK:
            start -= 1
        if self.text.endswith("人民币", max(0, start - 3), start):
            start -= 3
        return start - 1 if self.text[start - 1 : start] == "了" else start

    def _behind(self, number: _Number) -> _Behind:
        """The unit behind a numeral, and the comparator behind that."""
        if number.unit or number.whole:
            return self._after(_Behind(number.end), "share")
        text, start = self.text, number.end
        while start < number.end + 2 and text[start : start + 1] in _BLANK:
            start += 1
        if per := _PER_COUNT.match(text, start):
            return self._after(_Behind(per.end(), per.group()), None)
        inside = comparators.inside().get(text[start : start + 1])
        found = units.find_unit(text, start + 1 if inside else start)
        if found is None:
            return self._after(_Behind(number.end), None)
        unit, word, end = text[found.start : found.end], found.word, found.end
        if word is None and inside is None and (inside := comparators.inside().get(text[end : end + 1])):
            rest = units.find_unit(text, end + 1)
            if rest and rest.word:
                unit, word, end = unit + text[rest.start : rest.end], rest.word, rest.end
            else:
                inside = None
        if word is None and text[end : end + 1] in _BLANK and text.startswith("元", end + 1):  # 千亿 元 in dumps
            rest = units.find_unit(text, end + 1)
            if rest:
                unit, word, end = unit + text[rest.start : rest.end], rest.word, rest.end
        if word and word.text == "级" and found.multiplied:
            return _Behind(end, unit[:-1], None, True, True, inside)
        level = found.multiplied and text[end : end + 1] == "级"
        behind = _Behind(end + level, unit, word, found.multiplied, level, inside)
        return self._after(behind, word.kind if word else None)

    def _after(self, behind: _Behind, kind: str | None) -> _Behind:
        start = behind.end + (self.text[behind.end : behind.end + 1] in _BLANK)
        found = comparators.find_after(self.text, start, kind)
        if found is None and (other := _OTHER_UNIT.match(self.text, start)):  # 册（件）以上
            start = other.end()
            found = comparators.find_after(self.text, start, kind)
        return behind._replace(after=found, end=start + len(found.text)) if found else behind

    def _range(self, number: _Number, behind: _Behind) -> tuple[_Number, _Behind]:
        """A numeral with the upper end that follows it, and what stands behind that; or as they are."""
        same = number, behind
        if behind.after or behind.inside or number.upper is not None:
            return same
        to = _TO.match(self.text, behind.end)
        match = _NUMERAL.match(self.text, to.end()) if to else None
        other = _number(match) if match else None
        if to is None or other is None or other.upper is not None:
            return same
        beyond = self._behind(other)
        unit, upper = number.unit or behind.unit, other.value
        unit_of_other = other.unit or beyond.unit
        if unit is None and unit_of_other is None and not (number.whole and other.whole):
            return same
        if unit is not None and unit != unit_of_other and not (number.unit and unit_of_other is None):
            if behind.word is None and beyond.word and number.unit is None:
                unit += beyond.word.text
            factors = units.base_of(unit), units.base_of(unit_of_other or "")
            if factors[0] is None or factors[1] is None or factors[0].unit != factors[1].unit:
                return same
            upper = _EXACT.divide(_EXACT.multiply(upper, factors[1].factor), factors[0].factor)
            upper = upper.quantize(Decimal(1)) if upper == upper.to_integral_value() else upper
        if upper <= number.value or (behind.unit and to.group().strip() in ("至", "到") and self._is_a_change(number)):
            return same
        beyond = beyond._replace(unit=None if number.unit else unit or unit_of_other)
        return number._replace(upper=upper, unit=number.unit or other.unit), beyond

    def _is_a_change(self, number: _Number) -> bool:
        """Whether 由 or 从 before a numeral makes what follows two values and no range: 由45%到65%."""
        before = self.text[max(0, number.start - 15) : number.start]
        return _FROM.search(before, max(map(before.rfind, _STOPS)) + 1) is not None

    def _counts(self, number: _Number, behind: _Behind, before: Comparator | None) -> bool:
        """Whether a numeral with what stands around it is a quantity."""
        word, comparator = behind.word, behind.after or before or behind.inside
        last = self.text[max(0, number.start - 1) : number.start]
        if last.isascii() and last.isalpha() and not (behind.multiplied or (word and word.kind == "share")):
            return False
        if number.unit or number.whole:
            return True
        if behind.unit is None:
            return self._counts_alone(number, behind, before)
        if word is None:
            return behind.level or not number.chinese or comparator is not None or not number.round
        if number.bare and not (comparator or behind.level):
            return False
        if word.text in units.weak() and not behind.multiplied:
            return self._counts_weak(number, behind, before, word)
        if last == "前" and word.kind == "count" and self.text[max(0, number.start - 2)] not in _NOW:
            return False
        if number.chinese and number.value < 10 and not behind.multiplied:
            return self._counts_small(number, word, comparator, last)
        return True

    def _counts_small(self, number: _Number, word: Word, comparator: Comparator | None, last: str) -> bool:
        """Chinese numerals below ten: 三个 counts, 一个 is an article, 二级 an ordinal, 三线 and “四个…” are names."""
        if comparator is not None:
            return number.value > 1 or word.kind != "count" or comparator.relation != ">"  # 突破一批
        if word.text in units.not_chinese() or last in _NAMING:
            return False
        if number.upper is None and number.value == 1:
            return word.kind == "share"
        return self.text[number.start] != "二" or word.kind != "count"

    def _counts_weak(self, number: _Number, behind: _Behind, before: Comparator | None, word: Word) -> bool:
        """Units of dates, ordinals and grades: only with a comparator, a decimal or a range."""
        if number.chinese and number.value < 10 and word.kind == "count":  # 二级以上
            return False
        unit = word.text
        if unit == "月" or (unit == "年" and number.value in _YEARS):
            return False
        if unit == "日" and self.text[number.start - 1 : number.start] == "月":
            return False
        if comparator := behind.after or before or behind.inside:
            return comparator.relation != "~" or (behind.after is not None and unit != "日")
        if number.upper is not None:
            return unit in _RANGED and (unit != "年" or number.upper <= 50)
        return "." in str(number.value)

    def _counts_alone(self, number: _Number, behind: _Behind, before: Comparator | None) -> bool:
        """Numbers without a unit: with a comparator, or a decimal that a verb leads to (降到0.42)."""
        closed = self.text[number.end : number.end + 1] in _AFTER_NUMBER
        if behind.after or (before and closed):
            return number.value not in _YEARS
        led = self.text[max(0, number.start - 1) : number.start] in _BEFORE_NUMBER
        return closed and led and "." in str(number.value)


def _number(match: re.Match[str]) -> _Number | None:
    """The numeral that a match is; None for what is none: 几十, 1.0.3, 二〇一六."""
    start, end = match.span()
    if match["digits"]:
        if fraction := _FRACTION.fullmatch(match["digits"]):
            return _fraction(start, end, Decimal(fraction[1]), Decimal(fraction[2]))
        value = _decimal(match["digits"])
        return None if value is None else _Number(start, end, value)
    if match["chinese"]:
        return _chinese(match["chinese"], start)
    if match["fraction"]:
        return _named_fraction(match["whole"], match["part"], start, end)
    if match["doubled"]:
        times = to_int(match["times"]) if match["times"] else 1
        return _Number(start, end, Decimal(2) ** (times or 1), unit="倍")
    if match["half"]:
        alone = match["half"] != "半" or match.string[start - 1 : start] == "过"
        return _Number(start, end, Decimal("0.5"), whole=alone, bare=alone)
    return _Number(start, end, _mixed(match["mixed"]))


def _decimal(printed: str) -> Decimal | None:
    """`12,345.6`; None for versions, dates and what no one counts."""
    plain = printed.translate(_AS_DECIMAL)
    groups = _THOUSANDS.split(printed)
    if len(plain) > _LONGEST or plain.count(".") > 1 or "/" in plain or (len(groups) > 1 and len(groups[0]) > 3):
        return None
    return Decimal(plain)


def _mixed(printed: str) -> Decimal:
    """`3亿5千万`, `1万2千`."""
    value = Decimal(0)
    for count, multiplier in re.findall(r"(\d+)(\D+)", printed):
        value += Decimal(count) * units.multiplier_of(multiplier)
    return value


def _fraction(start: int, end: int, part: Decimal, whole: Decimal) -> _Number | None:
    return _Number(start, end, part / whole, whole=True) if 0 < part < whole else None


def _named_fraction(whole: str, part: str, start: int, end: int) -> _Number | None:
    """`百分之五`, `四分之一`."""
    value = _decimal(part) if part[0].isdecimal() else _plain(part)
    if value is None:
        return None
    if unit := _WHOLES.get(whole):
        return _Number(start, end, value, unit=unit)
    parts = Decimal(whole) if whole.isdecimal() else _plain(whole)
    return None if parts is None else _fraction(start, end, value, parts)


def _plain(printed: str) -> Decimal | None:
    """A Chinese numeral that is no multiplier for what follows: `三十`, `三点五`, `一万二千`."""
    integer, point, decimals = printed.translate(_FORMAL).partition("点")
    if point:
        head, places = _plain(integer), [to_int(c) for c in decimals]
        return None if head is None or None in places else Decimal(f"{head}.{''.join(map(str, places))}")
    total, rest = Decimal(0), integer
    for multiplier in ("亿", "万"):
        above, found, below = rest.partition(multiplier)
        if found:
            count = _below_ten_thousand(above)
            if count is None:
                return None
            total, rest = total + count * units.multiplier_of(multiplier), below.removeprefix("零")
    if not rest:
        return total or None
    last = _below_ten_thousand(rest)
    return None if last is None else total + last


def _below_ten_thousand(printed: str) -> int | None:
    if printed == "零":
        return 0
    return to_int(printed) if _BELOW_TEN_THOUSAND.fullmatch(printed) else None


def _chinese(printed: str, start: int) -> _Number | None:
    """`三千`, `三十万` (its 万 is left to the unit), `一万二千`, `百`, `七八`."""
    if len(printed) > _LONGEST:
        return None
    plain = printed.translate(_FORMAL)
    tail = _TAIL.search(plain)
    head = plain[: tail.start()] if tail else plain
    end = start + len(head)
    if about := _ABOUT.fullmatch(head):
        low, high = to_int(about[1]) or 0, to_int(about[2]) or 0
        if printed[:2] == "一二" and not about[3]:  # 一二类, 一二线 name two things
            return None
        if high == low + 1 or (low, high) == (3, 5):
            times = units.multiplier_of(about[3])
            return _Number(start, end, low * times, high * times, chinese=True, about=True)
    if not head:
        return _Number(start, start, Decimal(1), chinese=True, bare=True, round=True)
    if "万" in head or "亿" in head:
        head, end, tail = plain, start + len(plain), None
    value = _plain(head)
    if not value:
        # the 千 of 三百千瓦 is its unit's
        return _chinese(printed[:-1], start) if plain.endswith("千") and len(plain) > 1 else None
    alone = head in ("百", "千")
    return _Number(
        start, end, value, chinese=True, bare=alone and not tail, round=alone or (head == "十" and tail is not None)
    )
