"""Totals against their parts: rows, proportions, and 其中 in running text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise

from jyparse import lexicon
from jyparse.checks import names
from jyparse.checks.precision import EXACT, figure, finding, is_exact, place
from jyparse.checks.rows import Rows
from jyparse.model import Figure, Finding, Indicator, Paragraph, Quantity, Value
from jyparse.text.blanks import unspaced

_PROPORTION = re.compile(r"\d{1,3}(?:\.\d{1,3})?(?:[:：∶]\d{1,3}(?:\.\d{1,3})?){1,3}")
_COLON = re.compile("[:：∶]")
_STRUCTURE = re.compile("结构|构成|比例")
_OF_WHICH = re.compile(r"(?:[^，,。；;、0-9]{0,12})?[，,；;。（(]?其中[，,：:]?")
_NEXT = re.compile(r"[，,、；;和及]+")
_NOT_COUNTED = ("%", "％", "‰", "倍", "个百分点", "百分点", "年", "岁", None)
_FEW = Decimal(100)
_MOST = 4


def check(rows: Rows) -> Iterator[Finding]:
    """Proportions, parts by their names, parts that 其中 announces, and parts that add up in one year and not in another."""
    done: set[str] = set()
    for row in rows.rows:
        yield from _proportions(row)
    for whole, parts in _named(rows):
        done.add(whole.name)
        yield from _sums(whole, parts, exact=True)
    for n, whole in enumerate(rows.rows):
        below = rows.rows[n + 1 : n + 1 + _MOST]
        if whole.name in done:
            continue
        of_which = [row for row in below if row.parent == whole.name]
        yield from _sums(whole, of_which, exact=False)
        yield from _adds_up_once(whole, below, len(of_which))


def _proportions(row: Indicator) -> Iterator[Finding]:
    """三次产业结构: shares side by side make 100."""
    if not _STRUCTURE.search(row.name):
        return
    for value in row.values:
        printed = unspaced(value.text)
        if not _PROPORTION.fullmatch(printed):
            continue
        shares = [Decimal(piece) for piece in _COLON.split(printed)]
        slack = sum((place(share) for share in shares), Decimal(0)) / 2
        total = sum(shares, Decimal(0))
        if len(shares) > 2 and Decimal(50) < total and abs(total - 100) > slack:
            said = " + ".join(map(str, shares))
            figures = [Figure(text=value.text, span=value.span)]
            name = unspaced(row.name)
            yield finding("total-differs", f"{name}: {said} = {total}, not 100", figures, value.span or row.span)


def _named(rows: Rows) -> Iterator[tuple[Indicator, list[Indicator]]]:
    """Wholes whose parts are rows, by the table `[[parts]]`."""
    for said in lexicon.table("checks")["parts"]:
        for name, whole in rows.by_key.items():
            if said["whole"] not in name or any(part in name.replace(said["whole"], "") for part in said["parts"]):
                continue
            parts = [rows.by_key.get(name.replace(said["whole"], part)) for part in said["parts"]]
            if None not in parts:
                yield whole, [part for part in parts if part]


def _sums(whole: Indicator, parts: Sequence[Indicator], *, exact: bool) -> Iterator[Finding]:
    """Each column: the sum of the parts is the whole (`exact`), or not more."""
    for n, value in enumerate(whole.values):
        figures = _column(parts, n)
        if value.quantity and figures and (said := _difference(value.quantity, figures, exact)):
            name = unspaced(whole.name)
            message = f"{name}, {unspaced(value.header)}: {said}"
            yield finding("total-differs", message, [figure(q) for q in (value.quantity, *figures)], value.span)


def _column(parts: Sequence[Indicator], n: int) -> list[Quantity] | None:
    """The figures of some rows in one column, if each is a plain one."""
    cells: list[Value | None] = [row.values[n] if n < len(row.values) else None for row in parts]
    figures = [cell.quantity for cell in cells if cell and cell.quantity and is_exact(cell.quantity)]
    return figures if parts and len(figures) == len(parts) else None


def _difference(whole: Quantity, parts: Sequence[Quantity], exact: bool) -> str | None:
    """The sum as one line, if it is not the whole within the precision of all."""
    if not is_exact(whole) or whole.unit in _NOT_COUNTED or any(part.unit != whole.unit for part in parts):
        return None
    total = _sum(parts)
    slack = sum((place(q.value) for q in (whole, *parts)), Decimal(0)) / 2
    over = EXACT.subtract(total, whole.value)
    if (abs(over) if exact else over) <= slack:
        return None
    sign = "≠" if exact else ">"
    if len(parts) == 1:
        return f"its part {total} {sign} {whole.value}"
    return f"{' + '.join(str(part.value) for part in parts)} = {total} {sign} {whole.value}"


def _sum(parts: Sequence[Quantity]) -> Decimal:
    total = Decimal(0)
    for part in parts:
        total = EXACT.add(total, part.value)
    return total


def _adds_up_once(whole: Indicator, below: Sequence[Indicator], announced: int) -> Iterator[Finding]:
    """Rows below that make the whole exactly in one column and not in another; figures of two digits may do so by chance."""
    for count in range(max(2, announced), len(below) + 1):
        parts = below[:count]
        if any(part.unit != whole.unit for part in parts):
            return
        columns = [(v.quantity, _column(parts, n)) for n, v in enumerate(whole.values) if v.quantity]
        known = [(of, figures) for of, figures in columns if figures]
        fits = [_difference(of, figures, True) is None and of.unit not in _NOT_COUNTED for of, figures in known]
        if any(fits) and not all(fits):
            evident = [of for (of, _), fit in zip(known, fits, strict=True) if fit and _is_telling(of)]
            if evident and _share_words(whole, parts):
                yield from _sums(whole, parts, exact=True)
            return


def _is_telling(quantity: Quantity) -> bool:
    return len(quantity.value.as_tuple().digits) > 3 and quantity.value >= _FEW


def _share_words(whole: Indicator, parts: Sequence[Indicator]) -> bool:
    """Whether all names have two characters in common: kinds of one thing."""
    name = names.key(whole.name)
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return any(all(pair in names.key(part.name) for part in parts) for pair in pairs) or all(
        names.key(part.name)[-2:] == names.key(parts[0].name)[-2:] for part in parts
    )


def in_text(paragraph: Paragraph, quantities: Callable[[Paragraph], Sequence[Quantity]]) -> Iterator[Finding]:
    """`A 100，其中B 60，C 50`: parts of one kind are not more than the figure before 其中."""
    if "其中" not in paragraph.text:
        return
    text, offset = paragraph.text, paragraph.span[0]
    found = [q for q in quantities(paragraph) if q.span]
    for n, whole in enumerate(found):
        assert whole.span
        gap = unspaced(_between(text, offset, found, n))
        if (
            _OF_WHICH.fullmatch(gap)
            and is_exact(whole)
            and whole.unit not in _NOT_COUNTED
            and _is_level(text, offset, whole)
        ):
            yield from _of_which(whole, _parts(text, offset, found, n))


def _of_which(whole: Quantity, parts: Sequence[tuple[str, Quantity]]) -> Iterator[Finding]:
    """Parts that do not overlap together, others one by one."""
    some = [quantity for _, quantity in parts]
    for group in [some] if _are_apart([name for name, _ in parts]) else [[quantity] for quantity in some]:
        if said := _difference(whole, group, exact=False):
            yield finding("total-differs", f"其中: {said}", [figure(q) for q in (whole, *group)], whole.span)


def _are_apart(parts: Sequence[str]) -> bool:
    """Whether names are those of places, or of kinds that do not overlap."""
    table = lexicon.table("checks")
    if any(all(name.endswith(ending) for name in parts) for ending in table["places"]["endings"]):
        return len(set(parts)) == len(parts)
    for row in table["kinds"]:
        words = [max((word for word in row["words"] if word in name), key=len, default="") for name in parts]
        if all(words) and len(set(words)) == len(words):
            return True
    return False


def _between(text: str, offset: int, found: Sequence[Quantity], n: int) -> str:
    """What stands between a quantity and the next one."""
    first, last = found[n].span, found[n + 1].span if n + 1 < len(found) else None
    if first is None or last is None:
        return ""
    gap = unspaced(text[first[1] - offset : last[0] - offset])
    before, opened, after = gap.partition("其中")
    return f"{before}{opened}" if opened and "。" not in after else ""


def _is_level(text: str, offset: int, whole: Quantity) -> bool:
    """Whether a figure is a state, not a change (增加100亿元，其中…)."""
    assert whole.span
    before = unspaced(text[max(0, whole.span[0] - offset - 12) : whole.span[0] - offset])
    return re.search(r"(?:增加|减少|下降|降低|新增|增长|净增|提高|比)[^到至，。；]{0,4}$", before) is None


def _parts(text: str, offset: int, found: Sequence[Quantity], n: int) -> list[tuple[str, Quantity]]:
    """Names and figures behind 其中, as long as one follows the other: 南宁市635家，北海市105家."""
    parts: list[tuple[str, Quantity]] = []
    for before, quantity in pairwise(islice(found, n, None)):
        assert before.span and quantity.span
        gap = unspaced(text[before.span[1] - offset : quantity.span[0] - offset])
        name = gap.rpartition("其中")[2].strip("，,：:、；;（()）") if not parts else _named_part(gap)
        name = _verbless(name)
        if not name or len(name) > 16 or "其中" in name or not is_exact(quantity) or quantity.unit != found[n].unit:
            break
        parts.append((name, quantity))
    return parts


def _named_part(gap: str) -> str:
    opening = _NEXT.match(gap)
    return gap[opening.end() :] if opening and not re.search("[，,。；;]", gap[opening.end() :]) else ""


def _verbless(name: str) -> str:
    """A name without the verb before its figure."""
    return re.sub(f"(?:{names.pattern('between').pattern})+$", "", name)
