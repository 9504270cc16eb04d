"""Indicators → what their targets mean: level, yearly rate, change over the plan, yearly flow, composition or words.

The cell, its column, the name, the unit and the notes are asked in this order; where none of them says it, the target stays None
with the diagnostic `target-unclear`. Works on the model alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from jyparse import lexicon
from jyparse.lexicon.cells import is_missing
from jyparse.lexicon.columns import plan_of
from jyparse.lexicon.figures import parse_cell
from jyparse.lexicon.targets import Said, is_rate, said_by
from jyparse.model import Diagnostic, Growth, Indicator, Quantity, Table, Target, TargetKind, Value
from jyparse.text.blanks import unspaced

_COMPOSITION = re.compile(r"\s*\d+(?:\.\d+)?(?:\s*[:：∶]\s*\d+(?:\.\d+)?)+\s*")
_OUTLOOK = ("展望", "远景")
_YEARLY_CELL = re.compile(
    r"(?:年均|平均每年|每年)(?:实际)?(?P<word>增长|增速|递增|增幅|提高|下降|降低|减少|新增|净增)?\s*"
)
_CHANGE_CELL = re.compile(r"(?:比|较|相比)(?P<base>(?:19|20)\d{2})年?(?:累计)?(?=下降|降低|减少|增长|提高|增加|上升)")
_FLOW_UNIT = re.compile(r"[/／]年$|^每年")
_NOTE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年?(?:数据|数|值|实际|情况|底|末|$|。|；)")


class _Reader:
    """Decides the targets of one table; `plan` are its first and last year, where they are known."""

    def __init__(self, table: Table, rows: Sequence[Indicator], plan: tuple[int, int] | None) -> None:
        self.rows = rows
        self.plan = plan_of(table.caption or "") or plan
        self.marks_sums = any(q.cumulative for row in rows for q in _numbers(row))
        """Whether the table puts sums over the plan into brackets: then what has none is no sum."""

    def target(self, row: Indicator) -> tuple[Target | None, bool]:
        """The target of a row, and whether the row prints one whose sense is open."""
        value = self._target_value(row)
        growth = next((g for g in (row.cumulative_growth, row.growth) if g and not is_missing(g.text)), None)
        if value is None and growth is None:
            return None, False
        base = self._base(row)
        base_year = (_year(base) if base else None) or self._first_year(row)
        if value is None:
            assert growth is not None
            return self._of_growth(row, growth, base_year)
        said = said_by(row.name, row.unit)
        kind, quantity, named_base = _of_cell(value, row)
        kind = kind or self._of_name(row, value, said, base)
        if kind is None:
            return None, True
        if kind == "yearly_flow" or (kind in ("level", "words", "composition") and base is None):
            base_year = None
        return Target(
            kind=kind,
            text=value.text,
            quantity=quantity,
            year=_year(value) or (self.plan[1] if self.plan else None),
            base_year=named_base or said.base_year or base_year,
            span=value.span,
        ), False

    def _target_value(self, row: Indicator) -> Value | None:
        """The value that is the plan's target: the last, an outlook beyond the plan aside."""
        printed = [v for v in row.values if not is_missing(v.text)]
        targets = [v for v in printed if v.role == "target"]
        if not targets and self.plan:
            targets = [v for v in printed if v.role is None and v.year and self.plan[0] <= v.year <= self.plan[1]]
        near = [v for v in targets if not any(word in v.header for word in _OUTLOOK)] or targets
        if self.plan:
            near = [v for v in near if v.year is None or v.year <= self.plan[1]] or near[:1]
        return near[-1] if near else None

    def _base(self, row: Indicator) -> Value | None:
        """The value that the target is measured from, if one is printed; a bracket there is a sum of the plan before."""
        return next(
            (v for v in reversed(row.values) if v.role in ("baseline", "actual") and not is_missing(v.text)), None
        )

    def _first_year(self, row: Indicator) -> int | None:
        """The year before the plan: that of the column of base values, be its cell empty, or by the plan itself."""
        header = next((v.year for v in row.values if v.role == "baseline" and v.year), None)
        return header or (self.plan[0] - 1 if self.plan else None)

    def _last_year(self, row: Indicator) -> int | None:
        header = next((v.year for v in reversed(row.values) if v.role == "target" and v.year), None)
        return header or (self.plan[1] if self.plan else None)

    def _of_growth(self, row: Indicator, growth: Growth, base_year: int | None) -> tuple[Target | None, bool]:
        """A row whose only target stands in a column of growth."""
        kind = _kind_of_growth(row, growth)
        if kind is None:
            return None, True
        target = Target(
            kind=kind,
            text=growth.text,
            quantity=growth.quantity,
            year=self._last_year(row),
            base_year=base_year,
            span=growth.span,
        )
        return target, False

    def _of_name(self, row: Indicator, value: Value, said: Said, base: Value | None) -> TargetKind | None:
        """What name, unit and notes make of a plain figure."""
        if _FLOW_UNIT.search(unspaced(row.unit or "")):
            return "yearly_flow"
        if said.kind:
            return said.kind
        if "累计" in value.header or "累计" in (value.note or ""):
            return "cumulative_change"
        if "年均" in value.header or "年均" in (value.note or ""):
            return "yearly_rate" if row.unit in ("%", "％") else "yearly_flow"
        return self._of_new(row, base)

    def _of_new(self, row: Indicator, base: Value | None) -> TargetKind | None:
        """新增 without a word how often: a sum over the plan where nothing is printed for the base year."""
        if not any(word in row.name for word in ("新增", "净增", "新认定", "新培育")):
            return None
        if self.marks_sums:
            return "yearly_flow"
        return "cumulative_change" if base is None and any(v.role == "baseline" for v in row.values) else None


def _of_cell(value: Value, row: Indicator) -> tuple[TargetKind | None, Quantity | None, int | None]:
    """What the cell itself says: kind (None where it prints a bare figure), quantity, and the base year that it names."""
    text, quantity = value.text, value.quantity
    if _COMPOSITION.fullmatch(text):
        return "composition", None, None
    compact = unspaced(text)
    if yearly := _YEARLY_CELL.match(compact):
        inner = parse_cell(compact[yearly.end() :], row.unit, value.span).quantity
        if inner:
            flow = yearly["word"] in ("新增", "净增") or not (yearly["word"] or inner.unit in ("%", "％"))
            return "yearly_flow" if flow else "yearly_rate", inner, None
    if change := _CHANGE_CELL.match(compact):
        inner = parse_cell(compact[change.end() :], row.unit, value.span).quantity
        if inner:
            return "cumulative_change", inner, int(change["base"])
    if quantity is None:
        return "words", None, None
    return "cumulative_change" if quantity.cumulative or quantity.change else None, quantity, None


def _kind_of_growth(row: Indicator, growth: Growth) -> TargetKind | None:
    """Columns of growth hold rates, changes and plain levels side by side (`<5.5` beside 失业率 is a ceiling for every year)."""
    quantity = growth.quantity
    if quantity is None:
        return "words"
    if growth.kind == "cumulative" or quantity.cumulative:
        return "cumulative_change"
    said = said_by(row.name, row.unit).kind
    if said in ("yearly_rate", "yearly_flow"):
        return said
    if is_rate(row.name):
        return "level" if quantity.comparator and not quantity.change else None
    return "yearly_rate" if growth.kind == "yearly" or row.unit not in ("%", "％") else None


def _numbers(row: Indicator) -> list[Quantity]:
    cells = (*row.values, row.growth, row.cumulative_growth)
    return [cell.quantity for cell in cells if cell and cell.quantity]


def _year(value: Value) -> int | None:
    """The year of a value: a note may move it (`带*的为2024年数据`)."""
    moved = set(_NOTE_YEAR.findall(unspaced(value.note))) if value.note else set()
    return int(moved.pop()) if len(moved) == 1 else value.year


def read(
    tables: Sequence[Table], rows: Sequence[Indicator], plan: tuple[int, int] | None = None
) -> tuple[list[Indicator], list[Diagnostic]]:
    """The indicators with their targets; `plan` are the first and last year of the plan, where its title names them."""
    found: list[Indicator] = []
    diagnostics: list[Diagnostic] = []
    for index, group in groupby(rows, lambda row: row.table):
        table, of_table = tables[index], list(group)
        reader = _Reader(table, of_table, plan)
        unclear: list[Indicator] = []
        for row in of_table:
            target, is_open = reader.target(row)
            found.append(row.model_copy(update={"target": target}) if target else row)
            unclear += [row] * is_open
        diagnostics += [_unclear(row, table) for row in unclear]
    return found, diagnostics


def _unclear(row: Indicator, table: Table) -> Diagnostic:
    said = f"the row “{row.name}” does not say whether its target is a level, a yearly rate or a change over the plan"
    return lexicon.diagnostic("target-unclear", said, row.span or table.span)
