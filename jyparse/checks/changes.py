"""Changes that the running text prints with both ends: 由2010年的109件增加到2015年的544件，增长399%; and shares of 其中."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from jyparse.checks import names
from jyparse.checks.precision import EXACT, Computed, figure, finding, is_exact, shown, verdict, yearly_rate
from jyparse.model import Finding, Paragraph, Quantity
from jyparse.phrases.amounts import NUMERALS
from jyparse.text.blanks import unspaced

_PERCENT = ("%", "％")
_POINTS = ("个百分点", "百分点")
_YEAR = r"(?:(?P<{}>(?:19|20)[0-9]{{2}})年(?:底|末)?)?的?"
_FROM = re.compile(f"(?P<name>[^，,。；;]{{0,24}})(?:由|从){_YEAR.format('year')}")
_TO = re.compile(
    rf"(?:上升|增加|增长|提高|提升|扩大|增|下降|降低|减少|缩减|压减|回落|降|减)?[到至]{_YEAR.format('year')}"
)
_OPENING = re.compile(rf"[由从]的?[-−－]?[{NUMERALS}]")
_BY = re.compile(
    r"[，,](?P<how>年均|累计|共|净|总共)?(?P<sign>增长|提高|提升|上升|增加|增幅|下降|降低|减少|降幅)(?:了|为|达到?)?"
)
_SHARE = re.compile(r"[，,]占比(?:为|达到?)?|[，,]占总[数量额](?:的比重)?(?:为|达到?)?的?")
_HUNDRED = Decimal(100)


def in_text(paragraph: Paragraph, quantities: Callable[[Paragraph], Sequence[Quantity]]) -> Iterator[Finding]:
    """Each change, and each share of a part that 其中 announces."""
    text, offset = paragraph.text, paragraph.span[0]
    plain = unspaced(text)
    if not (_OPENING.search(plain) and _BY.search(plain)) and not ("其中" in plain and _SHARE.search(plain)):
        return
    found = [q for q in quantities(paragraph) if q.span]
    gaps = [_before(text, offset, found, n) for n in range(len(found))]
    for n, (first, last, printed) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        if not (is_exact(first) and is_exact(last)) or first.unit != last.unit or first.value <= 0:
            continue
        if by := _BY.fullmatch(gaps[n + 2]):
            yield from _change(gaps[n], gaps[n + 1], by, (first, last, printed))
        elif _SHARE.fullmatch(gaps[n + 2]) and _is_part(gaps[n + 1]) and printed.unit in _PERCENT:
            yield from _share(first, last, printed)


def _before(text: str, offset: int, found: Sequence[Quantity], n: int) -> str:
    """What stands between a quantity and the one before it, without blanks."""
    here, there = found[n].span, found[n - 1].span if n else None
    assert here
    start = there[1] - offset if there else 0
    return unspaced(text[max(start, here[0] - offset - 60) : here[0] - offset])


def _change(
    before: str, between: str, by: re.Match[str], figures: tuple[Quantity, Quantity, Quantity]
) -> Iterator[Finding]:
    first, last, printed = figures
    opening, to = _FROM.search(before), _TO.fullmatch(between)
    if not opening or opening.end() != len(before) or not to:
        return
    said = _implied(first, last, printed, _years(opening, to) if by["how"] == "年均" else 0, opening["name"])
    if said is None:
        return
    arithmetic, found = said
    if by["sign"] in ("下降", "降低", "减少", "降幅"):
        arithmetic, found = f"−({arithmetic})", -found
    if (how := verdict(found, printed)) != "agrees":
        message = f"{arithmetic} = {shown(found.value, printed.value)}, printed {figure(printed).text}"
        yield finding("change-differs", message, [*map(figure, figures)], printed.span, how=how)


def _years(opening: re.Match[str], to: re.Match[str]) -> int | None:
    """The years between both ends; None where one of them is not printed."""
    return int(to["year"]) - int(opening["year"]) if opening["year"] and to["year"] else None


def _implied(
    first: Quantity, last: Quantity, printed: Quantity, years: int | None, name: str
) -> tuple[str, Computed] | None:
    """What both ends imply in the unit of the printed change; None where that is unknown."""
    ends = (first.value, last.value)
    if years is None or years < 0:
        return None
    if not years and (printed.unit == first.unit or (first.unit in _PERCENT and printed.unit in _POINTS)):
        # a change of a percentage in per cent may be either
        if printed.unit in _PERCENT:
            return None
        return f"{last.value} − {first.value}", Computed(lambda a, b: EXACT.subtract(b, a), *ends)
    if printed.unit not in _PERCENT or first.unit in _PERCENT or names.pattern("real").search(names.key(name)):
        return None
    if not years:
        return f"({last.value} ÷ {first.value} − 1) × 100", Computed(_relative, *ends)
    return f"((({last.value} ÷ {first.value})^(1 ÷ {years}) − 1) × 100)", Computed(
        lambda a, b: yearly_rate(a, b, years), *ends
    )


def _relative(first: Decimal, last: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.subtract(EXACT.divide(last, first), Decimal(1)), _HUNDRED) if first > 0 else Decimal(0)


def _is_part(gap: str) -> bool:
    """Whether a figure follows the total directly, as the one thing of 其中."""
    return re.fullmatch(r"[，,；;（(]?其中[：:，,]?[^，,。；;]{1,16}", gap) is not None


def _share(whole: Quantity, part: Quantity, printed: Quantity) -> Iterator[Finding]:
    found = Computed(
        lambda a, b: EXACT.multiply(EXACT.divide(b, a), _HUNDRED) if a > 0 else Decimal(0), whole.value, part.value
    )
    if (how := verdict(found, printed)) != "agrees":
        message = f"其中: {part.value} ÷ {whole.value} × 100 = {shown(found.value, printed.value)} %, printed {figure(printed).text}"
        yield finding("share-differs", message, [*map(figure, (part, whole, printed))], printed.span, how=how)
