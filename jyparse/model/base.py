"""What every model shares: frozen, described by the docstring under each field, open to later minor versions."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

SCHEMA_VERSION = "1.7"


class Span(NamedTuple):
    """Half-open range of characters (code points) of `PolicyDocument.text`; `[start, end]` in JSON."""

    start: int
    end: int

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A span that is one already is taken as it is: checking it again takes as long as the rest of its model."""
        read = handler(source)
        known = core_schema.is_instance_schema(cls)
        either = core_schema.union_schema([known, read], mode="left_to_right")
        ref = f"{__name__}.Span:{id(cls)}"  # as pydantic names it, so that the JSON Schema calls it Span
        return core_schema.json_or_python_schema(read, either, ref=ref)


class Model(BaseModel):
    """Base of the models. Unknown keys are ignored, so that a reader of 1.0 accepts what 1.1 adds."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True, defer_build=True)


def build() -> None:
    """Builds the validators of all models, which are put off at import: once, before threads may ask for them."""
    for model in Model.__subclasses__():
        model.model_rebuild()
