"""jyparse turns Chinese government-disclosure pages (政府信息公开) into typed documents and JSON."""

from jyparse import model as _model
from jyparse.errors import EmptyDocument, JyparseError, ResourceLimit, UnreadableSource, UnsupportedFormat
from jyparse.model import *  # noqa: F403
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
