"""Rows of indicators as the checks ask for them: levels by year, and rows by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from jyparse.checks.names import key
from jyparse.model import Indicator, PolicyDocument, Quantity, Table, Value


class Rows:
    """The rows of one table; names that two rows bear are nobody's."""

    def __init__(self, table: Table, rows: Iterable[Indicator]) -> None:
        self.table = table
        self.rows = tuple(rows)
        self.by_key: dict[str, Indicator] = {}
        repeated = set()
        for row in self.rows:
            repeated |= {key(row.name)} & self.by_key.keys()
            self.by_key[key(row.name)] = row
        for name in repeated:
            del self.by_key[name]

    def column_of(self, row: Indicator) -> str:
        """The printed heading above the growth of a row; "" where the table does not show it."""
        span = row.growth.span if row.growth else None
        if span is None:
            return ""
        cell = next((cell for cell in self.table.cells if cell.span == span), None)
        return self.table.header[cell.column] if cell and cell.column < len(self.table.header) else ""


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
