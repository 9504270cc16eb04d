"""The tidy tables: every cell of its column's type, keys unique, nothing of the document lost, all rows tied together."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import jyparse
from jyparse.export import TABLES, rows
from jyparse.export.tables import canonical_url, document_id
from tests.golden import PAGES

TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (float,),
    "boolean": (bool,),
    "date": (datetime.date,),
    "timestamp": (datetime.datetime,),
}


def records(table: str, document: jyparse.PolicyDocument) -> list[dict[str, object]]:
    names = [column.name for column in TABLES[table].columns]
    return [dict(zip(names, row, strict=True)) for row in rows(document)[table]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_cells_are_of_their_columns_types_and_keys_are_unique(page: Path) -> None:
    document = jyparse.load(page)
    for name, table in TABLES.items():
        keys = [tuple(record[column] for column in table.key) for record in records(name, document)]
        assert len(set(keys)) == len(keys)
        for row in rows(document)[name]:
            for cell, column in zip(row, table.columns, strict=True):
                assert cell is None or isinstance(cell, TYPES[column.type]), (name, column.name, cell)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_sections_hold_the_text(page: Path) -> None:
    document = jyparse.load(page)
    sections = records("sections", document)
    assert "\n".join(str(section["text"]) for section in sections if section["text"]) == document.text
    ids = [section["section_id"] for section in sections]
    assert all(section["parent_id"] in (None, *ids[:n]) for n, section in enumerate(sections))
    for name in ("indicators", "tasks", "citations"):
        for record in records(name, document):
            held = sections[ids.index(record["section_id"])]
            start, begin, end = record["start"], held["start"], held["end"]
            assert start is None or (
                isinstance(begin, int) and isinstance(end, int) and begin <= int(str(start)) <= end
            )


def test_indicators_have_a_row_for_every_value() -> None:
    document = jyparse.load(next(page for page in PAGES if page.stem == "jiangyin"))
    made = [(record["indicator"], record["year"], record["text"]) for record in records("indicators", document)]
    assert made == [(row.name, value.year, value.text) for row in document.indicators for value in row.values]


def test_the_id_is_that_of_the_text() -> None:
    page = "<p>关于加强档案工作的通知</p><p>各科室：</p><p>请于每月底前归档。</p>"
    document = jyparse.loads(page)
    assert document_id(document) == document_id(jyparse.loads(page, url="http://a.gov.cn/1.html"))
    assert document_id(document) == document_id(jyparse.loads(page.replace("<p>", "<p  >")))
    assert document_id(document) != document_id(jyparse.loads(page.replace("每月底", "每季末")))
    shells = [jyparse.loads(f"<html><body><script>{n}</script></body></html>") for n in "12"]
    assert document_id(shells[0]) != document_id(shells[1])


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.A.gov.cn:80/x/index.html?b=2&a=1#top", "http://www.a.gov.cn/x/index.html?b=2&a=1"),
        ("https://a.gov.cn", "https://a.gov.cn/"),
        ("https://a.gov.cn:8443/x?", "https://a.gov.cn:8443/x"),
        ("http://a.gov.cn/政策/1.html", "http://a.gov.cn/政策/1.html"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        ("http://[::1", "http://[::1"),
        ("file:///x", "file:///x"),
        (None, None),
    ],
)
def test_canonical_url(url: str | None, canonical: str | None) -> None:
    assert canonical_url(url) == canonical
