"""What every model shares: frozen, described by the docstring under each field, open to later minor versions."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = "1.2"


class Span(NamedTuple):
    """Half-open range of characters (code points) of `PolicyDocument.text`; `[start, end]` in JSON."""

    start: int
    end: int


class Model(BaseModel):
    """Base of the models. Unknown keys are ignored, so that a reader of 1.0 accepts what 1.1 adds."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True, defer_build=True)


def build() -> None:
    """Builds the validators of all models, which are put off at import: once, before threads may ask for them."""
    for model in Model.__subclasses__():
        model.model_rebuild()
