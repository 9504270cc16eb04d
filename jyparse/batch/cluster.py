"""Pages in an Arrow table become tidy tables, in the way that Ray Data's `map_batches` and Spark's `mapInArrow` ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Any, TypeVar, cast

from jyparse.batch.forms import Failure, Page, Parsed
from jyparse.batch.pool import run
from jyparse.batch.work import as_rows, outcome
from jyparse.errors import MissingExtra, WrongColumn
from jyparse.export import TABLES
from jyparse.export.arrow import batch, schema, to_batches
from jyparse.export.tables import VERSION, Row

try:
    import pyarrow as pa
except ImportError as error:
    raise MissingExtra("pyarrow", "arrow") from error

_HEAD = pa.schema(
    [
        pa.field("source", pa.string(), metadata={"description": "What messages and `documents` call the page."}),
        pa.field(
            "document_id", pa.string(), metadata={"description": "Content hash; missing where there is an error."}
        ),
        pa.field("error", pa.string(), metadata={"description": "Name of what went wrong, if anything did."}),
        pa.field("message", pa.string(), metadata={"description": "The same as a sentence."}),
    ]
)
_LISTS = [pa.field(name, pa.list_(pa.struct(list(schema(name)))), metadata=schema(name).metadata) for name in TABLES]
OUTPUT_SCHEMA = pa.schema([*_HEAD, *_LISTS], {"schema_version": VERSION})
"""What `parse_batch` gives: one row a page, in which each tidy table is a list of rows, empty where there is an error."""

Pages = TypeVar("Pages", bound=pa.RecordBatch | pa.Table | Iterator[pa.RecordBatch])

_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
_COLUMNS: dict[str, tuple[str, Sequence[Callable[[pa.DataType], bool]]]] = {
    "html": ("binary or string", (*_BYTES, *_TEXT)),
    "source": ("string", _TEXT),
    "url": ("string", _TEXT),
    "encoding": ("string", _TEXT),
    "fetched_at": ("timestamp", (pa.types.is_timestamp, pa.types.is_null)),
}
"""What is read: the columns, what each has to hold, and how that is known."""


def parse_batch(pages: Pages, *, timeout: float | None = None) -> Pages:
    """Reads a page a row, and gives a row for each as `OUTPUT_SCHEMA` says: of a record batch one, of a table one, of an iterator one.

    Columns: `html`, the page as it was fetched (binary) or as text (string); and where they are there, the strings `source` (what the page
    is called; its address by default), `url`, `encoding` (that the server declared), and the timestamp `fetched_at` (UTC where
    it has no zone). Others are neither read nor handed on.

    A page that cannot be read, or that is null, gives `error` and `message`. With a `timeout`, in seconds, pages are read in a process of
    their own, so that one that takes longer or breaks it gives an error too. Raises `WrongColumn` where `html` is missing, or a column is of
    another type.
    """
    made: Any
    if isinstance(pages, pa.RecordBatch):
        made = _parsed(list(_outcomes(_pages(pages), timeout)))
    elif isinstance(pages, pa.Table):
        made = pa.Table.from_batches([parse_batch(each, timeout=timeout) for each in pages.to_batches()], OUTPUT_SCHEMA)
    else:
        made = map(partial(parse_batch, timeout=timeout), pages)
    return cast(Pages, made)


def _outcomes(pages: Iterator[Page], timeout: float | None) -> Iterator[Parsed | Failure]:
    if timeout is not None:
        yield from run(pages, as_rows, workers=1, timeout=timeout)
        return
    for page in pages:
        yield outcome(as_rows, page)


def _pages(table: pa.RecordBatch) -> Iterator[Page]:
    there = table.schema.names
    if "html" not in there:
        raise WrongColumn("html", f"is missing; there is {', '.join(there) or 'no column at all'}")
    columns = {name: _column(table, name) if name in there else pa.nulls(len(table)) for name in _COLUMNS}
    for cells in zip(*columns.values(), strict=True):
        html, *texts, fetched_at = map(_value, cells)
        source, url, encoding = (str(t, errors="replace") if isinstance(t, bytes) else t for t in texts)
        yield Page(source or url or "", html or b"", url or None, encoding, fetched_at=fetched_at)


def _column(table: pa.RecordBatch, name: str) -> pa.Array:
    column = table.column(name)
    wanted, types = _COLUMNS[name]
    if not any(fits(column.type) for fits in types):
        raise WrongColumn(name, f"is {column.type}; {wanted} is needed")
    return column.cast(pa.timestamp("us", "UTC"), safe=False) if name == "fetched_at" else column


def _value(cell: pa.Scalar) -> Any:
    try:
        return cell.as_py()
    except UnicodeDecodeError:  # bytes that call themselves a string
        return cell.as_buffer().to_pybytes()
    except OverflowError:  # a time beyond the year 9999
        return None


def _parsed(outcomes: Sequence[Parsed | Failure]) -> pa.RecordBatch:
    heads: list[Row] = []
    payloads: list[dict[str, list[Row]]] = []
    for made in outcomes:
        if isinstance(made, Failure):
            heads.append((made.source, None, made.error, made.message))
            payloads.append({name: [] for name in TABLES})
        else:
            heads.append((made.source, made.document_id, None, None))
            payloads.append(made.payload)
    rows = to_batches({name: [row for payload in payloads for row in payload[name]] for name in TABLES})
    columns = batch(_HEAD, heads).columns
    for field in _LISTS:
        ends = pa.array([0, *accumulate(len(payload[field.name]) for payload in payloads)], pa.int32())
        columns.append(pa.ListArray.from_arrays(ends, rows[field.name].to_struct_array(), field.type))
    return pa.RecordBatch.from_arrays(columns, schema=OUTPUT_SCHEMA)
