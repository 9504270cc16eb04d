"""jyparse turns Chinese government-disclosure pages (政府信息公开) into typed documents and JSON."""

from typing import TYPE_CHECKING, Any

from jyparse import model as _model
from jyparse.errors import EmptyDocument, JyparseError, ResourceLimit, UnreadableSource, UnsupportedFormat
from jyparse.model import *  # noqa: F403

if TYPE_CHECKING:
    from jyparse.pipeline import load, loads

__version__ = "0.1.0"
__all__ = [
    "EmptyDocument",
    "JyparseError",
    "ResourceLimit",
    "UnreadableSource",
    "UnsupportedFormat",
    "load",
    "loads",
    *_model.__all__,
]


def __getattr__(name: str) -> Any:
    """The parser is imported when it is first asked for: who only reads saved JSON needs the models alone."""
    if name in ("load", "loads"):
        from jyparse import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
