"""jyparse turns Chinese government-disclosure pages (政府信息公开) into typed documents and JSON."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jyparse import model as _model
from jyparse.errors import (
    EmptyDocument,
    JyparseError,
    MissingExtra,
    RefusedOutput,
    ResourceLimit,
    UnreadableSource,
    UnsupportedFormat,
    UnusableDatabase,
    UnwritableOutput,
    WrongColumn,
)
from jyparse.model import *  # noqa: F403

if TYPE_CHECKING:
    from jyparse.batch.pool import load_many
    from jyparse.checks.auditing import audit
    from jyparse.phrases.amounts import quantities
    from jyparse.phrases.doing import actions
    from jyparse.phrases.terms import keywords, term_frequencies
    from jyparse.phrases.when import times
    from jyparse.pipeline import load, loads

__version__ = "0.1.0"
__all__ = [
    "EmptyDocument",
    "JyparseError",
    "MissingExtra",
    "RefusedOutput",
    "ResourceLimit",
    "UnreadableSource",
    "UnsupportedFormat",
    "UnusableDatabase",
    "UnwritableOutput",
    "WrongColumn",
    "actions",
    "audit",
    "keywords",
    "load",
    "load_many",
    "loads",
    "quantities",
    "term_frequencies",
    "times",
    *_model.__all__,
]


_MODULES = {
    "actions": "jyparse.phrases.doing",
    "audit": "jyparse.checks.auditing",
    "keywords": "jyparse.phrases.terms",
    "load": "jyparse.pipeline",
    "load_many": "jyparse.batch.pool",
    "loads": "jyparse.pipeline",
    "quantities": "jyparse.phrases.amounts",
    "term_frequencies": "jyparse.phrases.terms",
    "times": "jyparse.phrases.when",
}
_PACKAGES = ("batch", "export")


def __getattr__(name: str) -> Any:
    """What reads pages and texts is imported when it is first asked for: who only reads saved JSON needs the models alone."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    if name in _PACKAGES:
        return import_module(f"jyparse.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
