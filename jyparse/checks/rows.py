"""Rows of indicators as the checks ask for them: levels by year, and rows by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby

from jyparse.checks.names import key
from jyparse.model import Indicator, PolicyDocument, Quantity, Span, Table, Value


def by_key(rows: Iterable[Indicator]) -> dict[str, Indicator]:
    """Rows by the keys of their names; those that two rows bear are nobody's."""
    found: dict[str, Indicator] = {}
    repeated: set[str] = set()
    for row in rows:
        name = key(row.name)
        if name in found:
            repeated.add(name)
        found[name] = row
    return {name: row for name, row in found.items() if name not in repeated}


class Rows:
    """The rows of one table."""

    def __init__(self, table: Table, rows: Iterable[Indicator]) -> None:
        self.table = table
        self.rows = tuple(rows)
        self.by_key = by_key(self.rows)

    def column_of(self, row: Indicator) -> str:
        """The printed heading above the growth of a row; "" where the table does not show it."""
        return self._headings.get(row.growth.span, "") if row.growth and row.growth.span else ""

    @cached_property
    def _headings(self) -> dict[Span | None, str]:
        """The printed heading above each cell that has one, by the place of the cell."""
        header = self.table.header
        return {cell.span: header[cell.column] for cell in self.table.cells if cell.column < len(header)}


def by_table(document: PolicyDocument) -> Iterator[Rows]:
    """The rows of each indicator table."""
    for index, group in groupby(document.indicators, lambda row: row.table):
        if index < len(document.tables):
            yield Rows(document.tables[index], group)


def year_of(row: Indicator, value: Value) -> int | None:
    """The year of a value: that of the target for the base value, whose note may have moved it."""
    if row.target and value.role == "baseline" and row.target.base_year:
        return row.target.base_year
    return value.year


def target_value(row: Indicator) -> Value | None:
    """The cell that holds the target; None where it stands in a column of growth."""
    target = row.target
    if target is None:
        return None
    return next(
        (value for value in reversed(row.values) if value.text == target.text and value.span == target.span), None
    )


def base_of(row: Indicator) -> Quantity | None:
    """The level that the target starts from."""
    values = [value for value in row.values if value.role == "baseline" and value.quantity]
    if len(values) != 1 or row.target is None or year_of(row, values[0]) != row.target.base_year:
        return None
    quantity = values[0].quantity
    return quantity if quantity and not quantity.cumulative else None
