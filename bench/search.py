"""The search: size of the index and processor time of a query over pages made from the samples, beside LIKE and a trigram index.

usage: search.py [--pages N]
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import jyparse
from jyparse.export import rows, search, sqlite
from jyparse.export.tables import Row

SAMPLES = Path(__file__).parent.parent / "samples"
PAGES = ("jiangyin.html", "measures.html", "opinion.html", "merged_table.html")
QUERIES = ("发", "创新", "产业链", "社会治理", "GDP", "创新 人才", "2020年", "8.20", "没有此词")
ROUNDS = 7


def pages(count: int) -> Iterator[str]:
    """Samples in turn; in each page the decimal figures are others, and two characters are exchanged throughout."""
    chance = random.Random(5)
    texts = [(SAMPLES / name).read_text(encoding="utf8") for name in PAGES]
    han = sorted({char for char in "".join(texts) if "一" <= char <= "鿿"})
    for number in range(count):
        one, other = chance.sample(han, 2)
        text = re.sub(r"\d+\.\d\d", lambda _: f"{chance.uniform(1, 999):.2f}", texts[number % len(texts)])
        yield text.translate({ord(one): other, ord(other): one})


def fill(path: Path, documents: list[dict[str, list[Row]]]) -> float:
    """Seconds."""
    start = time.process_time()
    with closing(sqlite3.connect(path)) as connection:
        sqlite.create(connection)
        for number, one in enumerate(documents):
            sqlite.insert(connection, one)
            if number % 100 == 99:
                connection.commit()
        connection.commit()
    return time.process_time() - start


def size(connection: sqlite3.Connection) -> int:
    """Bytes, without pages that are free."""
    used = "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
    return int(connection.execute(used).fetchone()[0])


def milliseconds(call: Callable[[], object]) -> float:
    """Median."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    count = parser.parse_args().pages
    start = time.process_time()
    documents = [rows(jyparse.loads(page)) for page in pages(count)]
    parsed = time.process_time() - start
    characters = sum(one["documents"][0][list_index("documents", "characters")] for one in documents)  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.sqlite"
        spent = fill(path, documents)
        total = sum(len(some) for one in documents for some in one.values())
        sys.stdout.write(f"{count:,} pages, {characters:,} characters, {total:,} rows: ")
        sys.stdout.write(
            f"{total / spent:,.0f} rows/s; {spent / parsed:.0%} of the time that reading the pages takes\n"
        )
        with closing(sqlite3.connect(path)) as connection:
            sizes(connection, count, characters)
            queries(connection, path)


def list_index(table: str, column: str) -> int:
    """Place of a column."""
    return [one.name for one in sqlite.TABLES[table].columns].index(column)


def sizes(connection: sqlite3.Connection, count: int, characters: int) -> None:
    """Of the index and its rival."""
    whole = size(connection)
    connection.execute("INSERT INTO sections_fts (sections_fts) VALUES ('optimize')")
    optimized = size(connection)
    connection.execute("CREATE VIRTUAL TABLE rival USING fts5(text, title, content='', tokenize='trigram')")
    connection.execute("INSERT INTO rival (rowid, title, text) SELECT rowid, title, text FROM sections")
    connection.execute("INSERT INTO rival (rival) VALUES ('optimize')")
    connection.commit()
    trigram = size(connection) - optimized
    with closing(sqlite3.connect(":memory:")) as bare:
        connection.backup(bare)
        bare.execute("DROP TABLE rival")
        bare.execute("DROP TABLE sections_fts")
        index = optimized - size(bare)
    text = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM sections").fetchone()[0]
    for name, of in (
        ("database", whole),
        ("merged", optimized),
        ("index", index),
        ("trigram", trigram),
        ("text", text),
    ):
        sys.stdout.write(f"  {name:9} {of / count / 1000:7.1f} kB a page {of / characters:6.2f} bytes a character\n")


def queries(connection: sqlite3.Connection, path: Path) -> None:
    """Time of each, with the sections found."""
    like = "SELECT section_id FROM sections WHERE (title LIKE ? OR text LIKE ?)"
    match = "SELECT rowid FROM rival WHERE rival MATCH ? ORDER BY bm25(rival)"
    for query in QUERIES:
        words = query.split()
        found = len(search(path, query, limit=None))
        first = milliseconds(lambda query=query: search(path, query))  # type: ignore[misc]
        scanned = " INTERSECT ".join([like] * len(words))
        arguments = [f"%{word}%" for word in words for _ in range(2)]
        by_like = len(connection.execute(scanned, arguments).fetchall())
        scan = milliseconds(lambda: connection.execute(scanned, arguments).fetchall())  # noqa: B023
        phrases = (" ".join(f'"{word}"' for word in words),)
        by_trigram = len(connection.execute(match, phrases).fetchall())
        ranked = milliseconds(lambda: connection.execute(match, phrases).fetchmany(20))  # noqa: B023
        sys.stdout.write(f"  {query:8} {found:7,} found {first:8.1f} ms | LIKE {by_like:7,} {scan:8.1f} ms")
        sys.stdout.write(f" | trigram {by_trigram:7,} {ranked:8.1f} ms\n")


if __name__ == "__main__":
    main()
