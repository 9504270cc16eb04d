"""Documents as Arrow: workers make the columns, so that the process that writes has little to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jyparse.batch.forms import Failure, Page, Parsed
from jyparse.batch.outputs.base import Seen, by_table
from jyparse.batch.work import as_rows
from jyparse.export import TABLES
from jyparse.export.tables import VERSION

if TYPE_CHECKING:
    import pyarrow as pa


def as_arrow(page: Page) -> Parsed:
    """Parses a page; the payload is a record batch of each table that has rows, as in Arrow IPC but without its schema."""
    from jyparse.export.arrow import to_batches

    parsed = as_rows(page)
    batches = to_batches(parsed.payload)
    payload = {name: batch.serialize().to_pybytes() for name, batch in batches.items() if batch.num_rows}
    return parsed._replace(payload=payload)


def schemas() -> dict[str, pa.Schema]:
    """The schemas of the tables, and of `errors`. Raises `MissingExtra`."""
    from jyparse.export.arrow import schema

    return {name: schema(name) for name in TABLES} | {"errors": _of_errors()}


def _of_errors() -> pa.Schema:
    import pyarrow as pa

    about = {"description": "One row a page that gave no document.", "schema_version": VERSION}
    return pa.schema([pa.field(name, pa.string()) for name in Failure._fields], about)


def tables(
    documents: Sequence[Parsed], failures: Sequence[Failure], written: Seen, schemas: dict[str, pa.Schema]
) -> dict[str, pa.Table]:
    """The rows of some pages, by table, without the contents that are `written`; a table that gets none too."""
    import pyarrow as pa

    made = {}
    for name, pieces in by_table(documents, written).items():
        batches = [pa.ipc.read_record_batch(pa.py_buffer(piece), schemas[name]) for piece in pieces]
        made[name] = pa.Table.from_batches(batches, schemas[name])
    columns = [[failure[n] for failure in failures] for n in range(len(Failure._fields))]
    return made | {"errors": pa.table(columns, schema=schemas["errors"])}
