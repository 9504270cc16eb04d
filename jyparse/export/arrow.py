"""The tidy tables as Arrow tables and as data frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from jyparse.errors import MissingExtra
from jyparse.export.tables import TABLES, VERSION, Row, Type, document_id, rows
from jyparse.model import PolicyDocument

try:
    import pyarrow as pa
except ImportError as error:
    raise MissingExtra("pyarrow", "arrow") from error

if TYPE_CHECKING:
    import pandas as pd

_TYPES: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
}
_CHARACTERS = 10_000_000
"""How much text goes into one record batch, about."""


@cache
def schema(name: str) -> pa.Schema:
    """The schema of a table: `description` in the metadata of each field, `description` and `schema_version` in its own."""
    table = TABLES[name]
    fields = [pa.field(c.name, _TYPES[c.type], metadata={"description": c.about}) for c in table.columns]
    return pa.schema(fields, {"description": table.about, "schema_version": VERSION})


def batch(schema: pa.Schema, rows: Sequence[Row]) -> pa.RecordBatch:
    """Rows of a schema as a record batch."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def to_batches(rows: Mapping[str, Sequence[Row]]) -> dict[str, pa.RecordBatch]:
    """The rows of every table as a record batch each."""
    return {name: batch(schema(name), rows[name]) for name in TABLES}


def to_arrow(documents: PolicyDocument | Iterable[PolicyDocument]) -> dict[str, pa.Table]:
    """The tables of one or more documents: a row in `documents` for each, all else once a content."""
    batches = [to_batches(rows) for rows in _gathered(documents)]
    return {name: pa.Table.from_batches([each[name] for each in batches], schema(name)) for name in TABLES}


def to_pandas(documents: PolicyDocument | Iterable[PolicyDocument]) -> dict[str, pd.DataFrame]:
    """The same as data frames, of types that know `pd.NA`: integers stay integers where some are missing. Dates are datetimes."""
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtra("pandas", "pandas") from error

    types = {
        pa.string(): pd.StringDtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    return {
        name: table.to_pandas(types_mapper=types.get, date_as_object=False)
        for name, table in to_arrow(documents).items()
    }


def _gathered(documents: PolicyDocument | Iterable[PolicyDocument]) -> Iterator[dict[str, list[Row]]]:
    """The rows of some documents at a time: few batches, none of which comes near the 2 GB that a column of text can hold."""
    seen: set[str] = set()
    gathered: dict[str, list[Row]] = {name: [] for name in TABLES}
    size = 0
    for document in (documents,) if isinstance(documents, PolicyDocument) else documents:
        made = rows(document)
        identity = document_id(document)
        for name in ("documents",) if identity in seen else TABLES:
            gathered[name] += made[name]
        seen.add(identity)
        size += len(document.text)
        if size > _CHARACTERS:
            yield gathered
            gathered, size = {name: [] for name in TABLES}, 0
    yield gathered
