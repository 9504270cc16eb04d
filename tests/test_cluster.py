"""Pages in Arrow tables: every row gives a row, whatever it holds; what cannot be pages is refused by name."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import jyparse
from jyparse.batch import OUTPUT_SCHEMA, parse_batch
from jyparse.export import TABLES, to_arrow
from tests.golden import PAGES

FETCHED = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)


def crawl(**columns: Any) -> pa.RecordBatch:
    pages = {f"http://a.gov.cn/{page.stem}": page.read_bytes() for page in PAGES}
    return pa.record_batch({"html": list(pages.values()), "url": list(pages), "status": [200] * len(pages)} | columns)


def one(html: Any, kind: pa.DataType | None = None, timeout: float | None = None, **columns: Any) -> dict[str, Any]:
    (row,) = parse_batch(pa.record_batch({"html": pa.array([html], kind)} | columns), timeout=timeout).to_pylist()
    return dict(row)


def test_tables_are_had_back_by_flattening() -> None:
    made = parse_batch(crawl(fetched_at=[FETCHED] * len(PAGES)))
    made.validate(full=True)
    assert made.schema.equals(OUTPUT_SCHEMA, check_metadata=True)
    assert made["error"].null_count == made["message"].null_count == len(PAGES)
    documents = []
    for page in PAGES:
        document = jyparse.loads(page.read_bytes(), url=f"http://a.gov.cn/{page.stem}")
        told = {"name": document.source.url, "fetched_at": FETCHED}
        documents.append(document.model_copy(update={"source": document.source.model_copy(update=told)}))
    for name, table in to_arrow(documents).items():
        flat = pa.Table.from_struct_array(pc.list_flatten(made[name]))
        assert flat.to_pylist() == table.to_pylist()
        assert [field.metadata for field in flat.schema] == [field.metadata for field in table.schema]
    assert made["document_id"].to_pylist() == [row[0]["document_id"] for row in made["documents"].to_pylist()]


def test_tables_and_iterators_of_batches_give_their_like() -> None:
    pages = crawl()
    made = parse_batch(pages)
    table = parse_batch(pa.Table.from_batches([pages.slice(0, 2), pages.slice(2)]))
    assert isinstance(table, pa.Table)
    assert table.equals(pa.Table.from_batches([made]))
    taken = []
    batches = (taken.append(n) or pages.slice(n, 1) for n in range(len(pages)))  # type: ignore[func-returns-value]
    given = parse_batch(batches)
    assert next(given).equals(made.slice(0, 1))
    assert taken == [0]
    assert pa.Table.from_batches(given).equals(pa.Table.from_batches([made.slice(1)]))


def test_nothing_gives_nothing() -> None:
    nothing = crawl().slice(0, 0)
    assert parse_batch(nothing).num_rows == 0
    assert parse_batch(pa.table(nothing)).schema.equals(OUTPUT_SCHEMA, check_metadata=True)
    assert list(parse_batch(iter(()))) == []


@pytest.mark.parametrize(
    ("html", "error"),
    [(None, "EmptyDocument"), (b"", "EmptyDocument"), (b" ", "EmptyDocument"), (b"%PDF-1.7", "UnsupportedFormat")],
)
def test_what_cannot_be_read_is_a_row_with_an_error(html: bytes | None, error: str) -> None:
    row = one(html, pa.binary(), url=["http://a.gov.cn/1"])
    assert (row["source"], row["document_id"], row["error"]) == ("http://a.gov.cn/1", None, error)
    assert row["message"].startswith("http://a.gov.cn/1: ")
    assert all(row[name] == [] for name in TABLES)


def test_a_mistake_of_ours_is_a_row_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError("deep")

    monkeypatch.setattr("jyparse.batch.work.loads", broken)
    row = one(b"<p>x</p>", source=["a.html"])
    assert (row["source"], row["error"]) == ("a.html", "Crash")
    assert "deep" in row["message"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_a_page_may_be_text(kind: pa.DataType) -> None:
    text = '<meta charset="gbk"><p>关于加强档案工作的通知</p><p>各科室：</p><p>请于每月底前归档。</p>'
    row = one(text, kind, encoding=["gbk"])
    assert [section["text"].splitlines()[0] for section in row["sections"]] == ["关于加强档案工作的通知"]
    assert row["diagnostics"] == []
    undecoded = pa.array([text.encode("gbk")]).view(pa.string()).cast(kind, safe=False)
    assert one(undecoded[0], kind)["sections"] == row["sections"]


def test_what_the_columns_say() -> None:
    page = "<p>檔案工作</p>".encode("big5")
    row = one(
        page,
        source=["x"],
        url=["http://a.gov.cn:80/1"],
        encoding=["big5"],
        fetched_at=pa.array([datetime.datetime(2026, 11, 1, 4)], pa.timestamp("ns")),
    )
    (document,) = row["documents"]
    assert (document["source"], document["canonical_url"]) == ("x", "http://a.gov.cn/1")
    assert (document["encoding"], document["fetched_at"]) == ("big5hkscs", FETCHED)
    assert one(b"<p>x</p>", fetched_at=pa.array([10**18], pa.timestamp("ms")))["documents"][0]["fetched_at"] is None
    assert one(b"<p>x</p>", url=pa.array([b"a\xff"]).view(pa.string()))["documents"][0]["url"] == "a\ufffd"
    assert one(b"<p>x</p>", url=pa.nulls(1), fetched_at=pa.nulls(1))["documents"][0]["url"] is None


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"body": [b"x"], "url": ["y"]}, "column html: is missing; there is body, url"),
        ({}, "column html: is missing; there is no column at all"),
        ({"html": [1]}, "column html: is int64; binary or string is needed"),
        ({"html": [b"x"], "url": [b"y"]}, "column url: is binary; string is needed"),
        ({"html": [b"x"], "fetched_at": ["2026-11-01"]}, "column fetched_at: is string; timestamp is needed"),
    ],
)
def test_wrong_columns_are_named(columns: dict[str, Any], said: str) -> None:
    with pytest.raises(jyparse.WrongColumn) as caught:
        parse_batch(pa.record_batch(columns) if columns else pa.record_batch([], names=[]))
    assert str(caught.value) == said


def test_with_a_timeout_a_page_costs_itself_alone() -> None:
    pages = crawl()
    assert parse_batch(pages, timeout=60).equals(parse_batch(pages))
    long = one(b"<p>1\xe3\x80\x81</p>" * 300_000, timeout=0.2)
    assert (long["error"], long["document_id"]) == ("Timeout", None)
