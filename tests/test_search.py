"""The tables in SQLite, and the search: exact for Chinese words, whole for figures and words in letters."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jyparse
from jyparse.export import TABLES, fulltext, rows, search, sqlite
from jyparse.export.tables import Row

ROOT = Path(__file__).parent.parent
SAMPLES = [path for path in sorted((ROOT / "samples").iterdir()) if path.suffix in (".html", ".txt")]


def made(path: Path, *documents: dict[str, list[Row]]) -> Path:
    """A database of these documents."""
    with closing(sqlite3.connect(path)) as connection:
        sqlite.create(connection)
        for one in documents:
            sqlite.insert(connection, one)
        connection.commit()
    return path


def of_texts(*texts: str) -> dict[str, list[Row]]:
    """The rows of a document that has these sections and nothing else."""
    tables = rows(jyparse.loads("文"))
    names = [column.name for column in TABLES["sections"].columns]
    blank = dict(zip(names, tables["sections"][0], strict=True))
    sections = [blank | {"section_id": f"{n}", "title": "", "text": text, "start": 0} for n, text in enumerate(texts)]
    return tables | {"sections": [tuple(section.values()) for section in sections]}


def found(path: Path, query: str) -> list[str]:
    """The ids of the sections found."""
    return sorted(hit.section_id for hit in search(path, query, limit=None))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("search") / "samples.sqlite", *(rows(jyparse.load(path)) for path in SAMPLES))


# -- tables ----------------------------------------------------------------------------------------------------------


def test_every_row_comes_back_as_it_was(samples: Path) -> None:
    expected = [rows(jyparse.load(path)) for path in SAMPLES]
    with closing(sqlite3.connect(samples)) as connection:
        for name, table in TABLES.items():
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            stored = connection.execute(f"SELECT {columns} FROM {name} ORDER BY rowid").fetchall()
            assert stored == [sqlite._with_iso_dates(row) for one in expected for row in one[name]]
        assert connection.execute("SELECT * FROM errors").fetchall() == []


def test_dates_and_booleans_are_what_sql_can_compare(samples: Path) -> None:
    with closing(sqlite3.connect(samples)) as connection:
        dates = {date for (date,) in connection.execute("SELECT written_on FROM documents")}
        assert "2016-06-06" in dates
        binding = {binding for (binding,) in connection.execute("SELECT binding FROM indicators")}
        assert binding == {0, 1}


def test_a_content_is_inserted_once_and_each_page(tmp_path: Path) -> None:
    one = rows(jyparse.loads("<h1>某县规划</h1><p>一、发展基础</p><p>稳中有进。</p>", url="https://a.test/1"))
    copy = rows(jyparse.loads("<h1>某县规划</h1><p>一、发展基础</p><p>稳中有进。</p>", url="https://b.test/1"))
    path = made(tmp_path / "a.sqlite", one, copy, one, copy)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT url FROM documents").fetchall() == [
            ("https://a.test/1",),
            ("https://b.test/1",),
        ]
        assert connection.execute("SELECT count(*) FROM sections").fetchone() == (len(one["sections"]),)
    assert [hit.source for hit in search(path, "稳中有进")] == ["https://a.test/1"]


def test_create_makes_it_once_and_adds_what_a_newer_version_has_more(samples: Path, tmp_path: Path) -> None:
    path = made(tmp_path / "a.sqlite")
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT sql FROM sqlite_master").fetchall()
        sqlite.create(connection)
        assert connection.execute("SELECT sql FROM sqlite_master").fetchall() == before
        connection.execute("ALTER TABLE tasks DROP COLUMN title")
        connection.execute("DROP TABLE findings")
        sqlite.create(connection)
        sqlite.insert(connection, rows(jyparse.load(ROOT / "samples" / "jiangyin.html")))
        assert connection.execute("SELECT count(title) FROM tasks").fetchone() == (60,)


# -- search ----------------------------------------------------------------------------------------------------------

HAN = st.sampled_from("发展经济税收𠮷㐀豈")
TEXT = st.text(st.one_of(HAN, st.sampled_from("，。\n")), max_size=12)


@given(st.lists(TEXT, min_size=1, max_size=6), st.data())
def test_a_chinese_word_is_found_exactly_where_it_stands(texts: list[str], data: st.DataObject) -> None:
    whole = data.draw(st.one_of(st.sampled_from(texts), TEXT))
    begin = data.draw(st.integers(0, len(whole)))
    word = whole[begin : begin + data.draw(st.integers(1, 4))].strip("\n") or "发"
    with closing(sqlite3.connect(":memory:")) as connection:
        sqlite.create(connection)
        sqlite.insert(connection, of_texts(*texts))
        asked = fulltext.asked(f'"{word}"')
        hits = {hit.section_id for hit in sqlite._hits(connection, asked.needed, asked.match)}
    assert hits == {str(n) for n, text in enumerate(texts) if word in text}
