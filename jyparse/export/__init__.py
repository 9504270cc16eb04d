"""A document as tidy tables: plain rows, Arrow tables, data frames; and the search in a database of them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jyparse.export.tables import TABLES, rows

if TYPE_CHECKING:
    from jyparse.export.arrow import to_arrow, to_pandas
    from jyparse.export.sqlite import Hit, search

__all__ = ["TABLES", "Hit", "rows", "search", "to_arrow", "to_pandas"]

_MODULES = {
    "Hit": "jyparse.export.sqlite",
    "search": "jyparse.export.sqlite",
    "to_arrow": "jyparse.export.arrow",
    "to_pandas": "jyparse.export.arrow",
}


def __getattr__(name: str) -> Any:
    """What needs other libraries is imported when it is first asked for."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
