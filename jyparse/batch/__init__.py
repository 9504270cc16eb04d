"""Many pages: read by several processes, each page costing itself alone."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jyparse.batch.forms import Failure, Page, Parsed, Result

if TYPE_CHECKING:
    from jyparse.batch.cluster import OUTPUT_SCHEMA, parse_batch

__all__ = ["OUTPUT_SCHEMA", "Failure", "Page", "Parsed", "Result", "parse_batch"]

_MODULES = {"OUTPUT_SCHEMA": "jyparse.batch.cluster", "parse_batch": "jyparse.batch.cluster"}


def __getattr__(name: str) -> Any:
    """What needs libraries of an extra is imported when it is first asked for."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
