"""The tables in SQLite, and the search: exact for Chinese words, whole for figures and words in letters."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jyparse
from jyparse.errors import UnusableDatabase
from jyparse.export import TABLES, Hit, fulltext, rows, search, sqlite
from jyparse.export.tables import Row
from tests.test_cli import run

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


def of_texts(texts: list[str], titles: list[str]) -> dict[str, list[Row]]:
    """The rows of a document that has these sections and nothing else."""
    tables = rows(jyparse.loads("文"))
    names = [column.name for column in TABLES["sections"].columns]
    blank = dict(zip(names, tables["sections"][0], strict=True))
    sections = [
        blank | {"section_id": f"{n}", "title": title, "text": text, "start": 0}
        for n, (title, text) in enumerate(zip(titles, texts, strict=True))
    ]
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

PROPERTY = settings(deadline=None, max_examples=60, derandomize=True)
HAN = st.sampled_from("发展经济税收𠮷㐀豈")
TEXT = st.text(st.one_of(HAN, st.sampled_from("，。\n")), max_size=12)


def shown(texts: list[str], query: str, titles: list[str] | None = None) -> list[Hit]:
    """The hits in a document of such sections, whose ids are their numbers."""
    with closing(sqlite3.connect(":memory:")) as connection:
        sqlite.create(connection)
        sqlite.insert(connection, of_texts(texts, titles or [""] * len(texts)))
        asked = fulltext.asked(query)
        if not asked.needed:
            raise ValueError
        return list(sqlite._hits(connection, asked))


def hits(texts: list[str], query: str) -> set[str]:
    """The numbers of the sections found."""
    return {hit.section_id for hit in shown(texts, query)}


@PROPERTY
@given(st.lists(TEXT, min_size=1, max_size=6), st.data())
def test_a_chinese_word_is_found_exactly_where_it_stands(texts: list[str], data: st.DataObject) -> None:
    whole = data.draw(st.one_of(st.sampled_from(texts), TEXT))
    begin = data.draw(st.integers(0, len(whole)))
    word = whole[begin : begin + data.draw(st.integers(1, 4))].strip("\n") or "发"
    assert hits(texts, f'"{word}"') == {str(n) for n, text in enumerate(texts) if word in text}


CASES = [
    ("推进新型城镇化建设", "城镇", True),
    ("推进新型城镇化建设", "型城镇化", True),
    ("推进新型城镇化建设", "城 镇", True),
    ("推进新型城镇化建设", "新城", False),
    ("推进新型城镇化建设", "城镇 乡村", False),
    ("加快发展。经济平稳", "发展经济", False),
    ("加快发展\n经济平稳", "发展经济", False),
    ("投资\t经济", "投资经济", False),
    ("序 言", "序言", True),
    ("目\u3000录", "目录", True),
    ("序言", '"序 言"', True),
    ("到2025 年", "2025年", True),
    ("到２０２５年", "2025年", True),
    ("总值461.22亿元", "461.22亿元", True),
    ("总值461.22亿元", "461.22", True),
    ("总值461.22亿元", "亿元", True),
    ("总值461.22亿元", "1.22", False),
    ("总值461.22亿元", "461", False),
    ("总值461.22亿元", "22亿元", False),
    ("总值461.22亿元", "461.2", False),
    ("总值１，６４７．３亿元", "1647.3亿元", True),
    ("总值1647.3亿元", "1,647.3亿元", True),
    ("总值1,647.3亿元", "647.3", False),
    ("到2015,2016年", "2016", True),
    ("于2016.06.06印发", "2016", True),
    ("于2016.06.06印发", "2016.06.06", True),
    ("下降-5%", '"-5%"', True),
    ("下降5%", '"-5%"', False),
    ("占0.5%", "5%", False),
    ("人均GDP增长", "GDP", True),
    ("人均GDP增长", "gdp", True),
    ("人均ＧＤＰ增长", "GDP", True),
    ("人均GDP增长", "ＧＤＰ", True),
    ("人均GDP增长", "人均GDP", True),
    ("人均GDP增长", "GD", False),
    ("PM2.5浓度", "2.5", True),
    ("PM2.5浓度", "pm2.5", True),
    ("建设5G基站", "5G基站", True),
    ("建设5G基站", "5g", True),
    ("建设15G基站", "5G", False),
    ("R&D经费", "R&D", True),
    ("R&D经费", "R＆D", True),
    ("R、D经费", "R&D", False),
    ("厂房100㎡", "100m2", True),
    ("厂房100㎡", "100㎡", True),
    ("𠮷林省", "𠮷", True),
    ("𠮷林省", "吉", False),
    ("\uf900同", "\u8c48", True),
    ("澄高管〔2016〕11号", "澄高管[2016]11号", True),
    ("澄高管〔2016〕11号", "澄高管【2016】11号", True),
    ("澄高管〔2016〕11号", "1号", False),
    ("“十三五”时期", '"十三五"', True),
    ("“十三五”时期", "“十三五”时期", True),
    ("“十三五”时期", "十三五时期", False),
    ("2016—2020年", "2016-2020年", True),
    ("发\u200b展", "发展", True),
    ("New Area", "new area", True),
    ("new large area", '"new area"', False),
    ("area new", '"new area"', False),
    ("甲 乙", "甲 -丙", True),
    ("甲 丙", "甲 -丙", False),
    ("甲 丙", '甲 -"丙"', False),
    ("甲 丙 NOT 乙", "NOT", True),
    ("甲", "NOT", False),
    ("甲", "甲 OR 乙", False),
    ("甲乙丙", "甲*", False),
    ("甲乙", "text:甲", False),
    ("甲乙", "^甲", False),
    ("甲乙丙", '"甲乙', True),
    ("甲乙丙", '甲"乙', False),
    ("NEAR(甲 乙)", "NEAR(甲 乙)", True),
    ("甲 - 乙", "甲 - 乙", True),
]


@pytest.mark.parametrize(("text", "query", "expected"), CASES)
def test_what_a_query_finds(text: str, query: str, expected: bool) -> None:
    assert hits([text], query) == ({"0"} if expected else set())


@PROPERTY
@given(st.lists(st.sampled_from(["GDP", "5", "5G", ".", "1.5", "12", "亿元", " ", "元", "g", ",", "250"]), max_size=8))
def test_figures_and_words_in_letters_are_whole(printed: list[str]) -> None:
    text = "".join(printed)
    words = set(re.findall(r"[a-z]+", text.lower()))
    assert all(bool(hits([text], word)) == (word in words) for word in ("gdp", "g"))
    assert not hits([text], "5") or re.search(r"(?<![0-9])5(?![0-9])", text)
    if not re.search(r"[0-9][.,][0-9]", text):
        figures = set(re.findall(r"[0-9]+", text))
        assert all(bool(hits([text], figure)) == (figure in figures) for figure in ("5", "12", "250"))


@PROPERTY
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_string_is_a_query(text: str, query: str) -> None:
    with contextlib.suppress(ValueError):
        hits([text], query)


def test_nothing_to_find_is_an_error(samples: Path) -> None:
    for query in ("", "  ", '"', '""', "-甲", "\u200b", "甲" * 10_001):
        with pytest.raises(ValueError, match="query"):
            search(samples, query)
    with pytest.raises(ValueError, match="limit"):
        search(samples, "甲", limit=0)


def test_long_queries_and_texts_take_linear_time() -> None:
    assert hits(["甲乙" * 5000], "甲乙" * 5000) == {"0"}
    assert hits(["甲乙"], " ".join(chr(0x4E00 + n) for n in range(5000))) == set()
    assert (
        hits(["甲 乙"], "甲" + "".join(f" -{chr(0x4E00 + n)}" for n in range(3000) if chr(0x4E00 + n) != "甲")) == set()
    )
    for text in ("1" * 300_000, "1,234" * 60_000, "1.1" * 100_000, "1." * 150_000, "甲" * 300_000):
        assert fulltext.pieces(text)
    assert len(fulltext.places("甲乙" * 100_000, ["甲", "甲 乙"])) == 200_000


def test_hits_know_their_place(samples: Path) -> None:
    texts = {rows(doc)["documents"][0][0]: doc.text for doc in map(jyparse.load, SAMPLES)}
    for query in ("创新", "GDP", "461.22", "2016-2020年", "序言", "江阴高新技术产业开发区 2016", "责任"):
        every = search(samples, query, limit=None)
        assert every
        for hit in every:
            words = [fulltext.pieces(word) for word in query.split()]
            assert hit.marks
            assert {fulltext.pieces(hit.snippet[slice(*mark)]) for mark in hit.marks} <= set(words)
            if hit.span:
                assert fulltext.pieces(texts[hit.document_id][slice(*hit.span)]) in words


def test_a_snippet_is_where_most_of_the_words_are() -> None:
    text = "甲" + "某" * 300 + "\n甲与乙。\t甲" + "某" * 300
    (hit,) = shown([text], "甲 乙")
    assert hit.snippet == f"…{'某' * 19} 甲与乙。 甲{'某' * 54}…"
    assert [hit.snippet[slice(*mark)] for mark in hit.marks] == ["甲", "乙", "甲"]
    assert hit.span == (302, 303)
    (hit,) = shown(["甲" * 200], "甲" * 150)
    assert (hit.snippet, hit.marks) == (f"{'甲' * 80}…", ((0, 80),))


def test_a_heading_counts_four_times() -> None:
    text, heading, both = "甲乙丙丁", ("乙丙", "戊己庚辛"), ("乙丙", "乙丙丁戊")
    some = shown([text, heading[1], both[1], "无"], "乙丙", titles=["无", heading[0], both[0], "无"])
    assert [hit.section_id for hit in some] == ["2", "1", "0"]
    assert (some[1].snippet, some[1].marks, some[1].span) == ("乙丙", ((0, 2),), None)
    assert [hit.score for hit in some] == sorted((hit.score for hit in some), reverse=True)


def test_equally_good_sections_come_in_the_order_of_the_tables() -> None:
    assert [hit.section_id for hit in shown(["甲乙"] * 9, "甲")] == list("012345678")


# -- databases -------------------------------------------------------------------------------------------------------


def test_the_limit(samples: Path) -> None:
    everything = search(samples, "的", limit=None)
    assert len(everything) > 20
    assert search(samples, "的") == everything[:20]
    assert search(samples, "的", limit=3) == everything[:3]


def test_the_index_outlives_vacuum_deletions_and_any_order(tmp_path: Path) -> None:
    documents = [rows(jyparse.load(path)) for path in SAMPLES]
    path, other = made(tmp_path / "a.sqlite", *documents), made(tmp_path / "b.sqlite", *reversed(documents))
    queries = ("创新", "发展", "责任", "2016年")
    expected = [found(path, query) for query in queries]
    assert [found(other, query) for query in queries] == expected
    with closing(sqlite3.connect(path)) as connection:
        gone = documents[-1]["documents"][0][0]
        for name in TABLES:
            connection.execute(f"DELETE FROM {name} WHERE document_id = ?", (gone,))
        connection.execute("DELETE FROM sections WHERE position % 3 = 1")
        left = {id for (id,) in connection.execute("SELECT section_id FROM sections")}
        connection.commit()
        connection.execute("VACUUM")
        left_of = [[id for id in some if id in left] for some in expected]
        assert [found(path, query) for query in queries] == left_of
        sqlite.insert(connection, documents[-1])
        connection.commit()
    back = {row[1] for row in documents[-1]["sections"]}
    assert [found(path, query) for query in queries] == [[id for id in some if id in left | back] for some in expected]


def test_what_is_no_database_of_ours_is_one_sentence(tmp_path: Path) -> None:
    text, foreign, newer, empty = (tmp_path / name for name in ("text", "foreign", "newer", "empty"))
    text.write_text("甲乙" * 1000, encoding="utf8")
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE sections (text TEXT)")
    with closing(sqlite3.connect(made(newer))) as connection:
        connection.execute("PRAGMA user_version = 2")
    empty.touch()
    reasons = {
        tmp_path / "missing": "no such file",
        tmp_path: "a folder is none",
        text: "no SQLite",
        foreign: "something else",
        empty: "something else",
        newer: "its format is 2",
    }
    for path, reason in reasons.items():
        with pytest.raises(UnusableDatabase, match=reason) as caught:
            search(path, "甲")
        assert caught.value.path == str(path)
    for path in (text, foreign, newer):
        with closing(sqlite3.connect(path)) as connection, pytest.raises(UnusableDatabase, match=reasons[path]):
            sqlite.create(connection)
    assert not (tmp_path / "missing").exists()


def test_a_damaged_database_is_one_sentence(samples: Path, tmp_path: Path) -> None:
    data = bytearray(samples.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(data)
    with pytest.raises(UnusableDatabase, match=r"damaged\.sqlite: .*malformed"):
        search(path, "创新")


class WithoutFTS5(sqlite3.Connection):
    """As a SQLite that was built without it."""

    def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
        if "fts5" in sql:
            raise sqlite3.OperationalError("no such module: fts5")
        return super().execute(sql, *arguments)


def test_without_fts5_nothing_is_made() -> None:
    with closing(sqlite3.connect(":memory:", factory=WithoutFTS5)) as connection:
        with pytest.raises(UnusableDatabase, match="FTS5"):
            sqlite.create(connection)
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_can_be_read_while_it_is_written(mode: str, tmp_path: Path) -> None:
    one, other = rows(jyparse.loads("甲乙丙丁")), rows(jyparse.loads("乙丙丁戊"))
    path = made(tmp_path / "a.sqlite", one)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        sqlite.insert(connection, other)
        assert len(search(path, "乙丙")) == 1
        connection.commit()
        assert len(search(path, "乙丙")) == 2


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_can_be_read_after_its_writer_was_killed(mode: str, tmp_path: Path) -> None:
    path = made(tmp_path / "a.sqlite", rows(jyparse.loads("甲乙丙丁")))
    code = f"""
import os, signal, sqlite3
connection = sqlite3.connect({str(path)!r})
connection.execute("PRAGMA journal_mode = {mode}")
connection.execute("PRAGMA cache_size = 5")
connection.executemany("INSERT INTO errors VALUES (?, '', '')", [("甲" * 1000,) for _ in range(300)])
connection.execute("DELETE FROM sections")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    assert len(list(tmp_path.iterdir())) > 1
    assert len(search(path, "乙丙")) == 1


def test_a_locked_database_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *some, **named: connect(*some, **named, timeout=0.05))
    path = made(tmp_path / "a.sqlite")
    with closing(connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnusableDatabase, match="another program is writing"):
            search(path, "甲")


def test_a_search_writes_nothing(samples: Path) -> None:
    before = samples.read_bytes()
    search(samples, "创新")
    assert samples.read_bytes() == before
    assert [path.name for path in samples.parent.iterdir()] == [samples.name]
    with closing(sqlite._readable(samples)) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM sections")


def test_strange_names_of_files(tmp_path: Path) -> None:
    path = made(tmp_path / "某 市?mode=ro#%41&.sqlite", rows(jyparse.loads("甲乙")))
    assert len(search(path, "甲")) == len(search(str(path), "甲")) == 1


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_document_heading_and_snippet(samples: Path) -> None:
    out, err = run("search", samples, "高端人才 重大创新成果 -GDP", "--limit", "1")
    assert err == ""
    assert out == (
        "关于印发《江阴高新区国民经济和社会发展第十三个五年规划(2016—2020年)》的通知\n"
        "  四、 (一) 1、 完善与重大创新成果产业化相匹配的高端人才体系\n"
        "  1、完善与重大创新成果产业化相匹配的高端人才体系。明确责任单位和时间表，按年度检查进度。\n\n"
    )


def test_the_command_prints_json(samples: Path) -> None:
    out, _ = run("search", samples, "创新", "--json")
    hits = search(samples, "创新")
    assert [json.loads(line) for line in out.splitlines()] == json.loads(json.dumps([hit._asdict() for hit in hits]))


def test_the_command_ends_as_it_says(samples: Path, tmp_path: Path) -> None:
    assert run("search", samples, "没有这个词") == ("", "")
    assert run("search", samples, "--", "-没有 创新")[0]
    assert "at least one word" in run("search", samples, " ", status=2)[1]
    assert run("search", tmp_path / "none", "甲", status=1)[1].count("\n") == 1
