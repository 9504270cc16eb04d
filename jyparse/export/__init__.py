"""A document as tidy tables: plain rows."""

from jyparse.export.tables import TABLES, rows

__all__ = ["TABLES", "rows"]
