"""What a batch may be given: each page once, in one order, with what is known of it; and what cannot be read is a failure in its place."""

from __future__ import annotations

import base64
import datetime
import gzip
import hashlib
import io
import json
import os
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jyparse
from jyparse.batch import warc
from jyparse.batch.forms import Failure, Page
from jyparse.batch.inputs import count, is_among, read

HTML = "<html><body><h1>关于印发某市规划的通知</h1><p>各单位：现印发给你们，请认真贯彻执行。</p></body></html>"
GBK = HTML.encode("gb18030")
BROTLI = (
    "G2UA+B+nxZoUzdtNzS2Xv7W8uFjFJIpYE/DrEC8V49OEFCKSVnoGVYAxiRdDnAIY5K7DPqA2Fup56z58yQwrZuYADAJI52eStY97"
    "zczC+YdXkOBC8k2b6eEeujsbbYviAKkA"
)
"""`GBK` in Brotli, for which the standard library has no writer."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(HTML.encode())


def names(*inputs: str | Path) -> list[str]:
    """Names of the pages; of a failure its error, and the input behind it."""
    found = list(read(inputs))
    assert count(inputs) in (len(found), None)
    assert len({page.name for page in found if isinstance(page, Page)}) == sum(isinstance(p, Page) for p in found)
    return [page.name if isinstance(page, Page) else f"{page.error} {page.source}" for page in found]


def pages(*inputs: str, **fields: str) -> list[Page]:
    found = list(read(inputs, **fields))  # type: ignore[arg-type]
    assert all(isinstance(page, Page) for page in found), found
    return [page for page in found if isinstance(page, Page)]


def failures(*inputs: str) -> list[tuple[str, str]]:
    found = [page for page in read(inputs) if isinstance(page, Failure)]
    assert all(failure.message.startswith(failure.source) for failure in found)
    return [(failure.source, failure.error) for failure in found]


# -- files, folders, globs, lists ------------------------------------------------------------------------------------


def test_a_file_is_a_page_that_its_worker_reads() -> None:
    put("a.html")
    assert pages("./a.html") == [Page("a.html", Path("a.html"))]
    assert count(["a.html"]) == 1


def test_a_folder_is_walked_in_one_order() -> None:
    put("in/b.html", "in/a/z.htm", "in/a/2.txt", "in/c/无", "in/a.shtml", "in/show.jsp?id=3.7", "in/2016.11")
    assert names("in") == [
        f"in/{name}" for name in ("2016.11", "a/2.txt", "a/z.htm", "a.shtml", "b.html", "c/无", "show.jsp?id=3.7")
    ]
    assert names("in/") == names("in") == [f"in/{name}" for name in names_below("in")]


def names_below(folder: str) -> list[str]:
    os.chdir(folder)
    try:
        return names(".")
    finally:
        os.chdir("..")


def test_what_a_walk_passes_over_is_counted() -> None:
    put("in/a.html", "in/b.pdf", "in/c.PDF", "in/.hidden.html", "in/.git/x.html", "in/pages.jsonl", "out/x.html")
    put("in/d.sqlite", "in/d.sqlite-wal", "in/d.sqlite-journal")
    Path("in/link").symlink_to("../out")
    Path("in/round").symlink_to(".")
    os.mkfifo("in/pipe.html")
    skipped: Counter[str] = Counter()
    assert [page.name for page in read(["in"], skipped=skipped) if isinstance(page, Page)] == ["in/a.html"]
    assert skipped == {
        ".pdf": 2,
        "hidden": 2,
        ".jsonl": 1,
        ".sqlite": 1,
        ".sqlite-wal": 1,
        ".sqlite-journal": 1,
        "link to a folder": 2,
        "no file": 1,
    }


def test_a_link_to_a_folder_is_read_where_it_is_named() -> None:
    put("out/x.html")
    Path("link").symlink_to("out")
    Path("x.html").symlink_to("out/x.html")
    assert names("link") == ["link/x.html"]
    assert names("link", "out", "x.html") == ["link/x.html"]
    assert names("x.html", "out") == ["x.html"]


def test_a_link_to_a_file_is_no_further_page() -> None:
    put("in/a.html", "in/sub/b.html", "out/c.html")
    for link, target in (
        ("a-link", "a.html"),
        ("sub/link", "../a.html"),
        ("x", "../out/c.html"),
        ("y", "../out/c.html"),
    ):
        Path(f"in/{link}.html").symlink_to(target)
    assert names("in") == ["in/a.html", "in/sub/b.html", "in/x.html"]
    assert names("in/a-link.html", "in") == ["in/a-link.html", "in/sub/b.html", "in/x.html"]
    assert names("out", "in") == ["out/c.html", "in/a.html", "in/sub/b.html"]
    assert names("in", "out") == ["in/a.html", "in/sub/b.html", "in/x.html"]
    Path("in/gone.html").symlink_to("nowhere.html")
    assert names("in") == ["in/a.html", "in/gone.html", "in/sub/b.html", "in/x.html"]  # which fails when it is read


def test_globs_need_no_shell() -> None:
    put("in/2015/a.html", "in/2016/a.html", "in/2016/b.txt", "in/2016/sub/c.html", "in/.x/d.html", "in/e.html")
    assert names("in/*.html") == ["in/e.html"]
    assert names("in/*/*.html") == ["in/2015/a.html", "in/2016/a.html"]
    assert names("in/201[6-9]/?.*") == ["in/2016/a.html", "in/2016/b.txt"]
    assert sorted(names("in/**/*.html")) == sorted(
        ["in/e.html", "in/2015/a.html", "in/2016/a.html", "in/2016/sub/c.html"]
    )
    assert names("**/sub") == ["in/2016/sub/c.html"]
    assert names("in/.x/*") == names("in/.*/*") == ["in/.x/d.html"]
    assert set(names("**/**/*.html", "in/**")) == set(names("in"))
    assert names(str(Path("in/2016").resolve() / "*.txt")) == [str(Path("in/2016/b.txt").resolve())]


def test_a_name_that_exists_is_no_pattern() -> None:
    put("in/[1].html", "in/1.html")
    assert names("in/[1].html") == ["in/[1].html"]
    assert names("in/[[]1].html", "in/[12].html") == ["in/[1].html", "in/1.html"]


def test_a_list_of_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.html", "b/c.html", "b/d.html", "@x.html")
    listed = "\ufeffb\r\n\r\na.html\n*x.html\n@list\n".encode()
    Path("list").write_bytes(listed)
    assert names("@list") == ["b/c.html", "b/d.html", "a.html", "@x.html", "UnreadableSource @list"]
    assert count(["@list"]) == 5
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(listed)))
    assert count(["-"]) is None
    assert names("-") == names("@list")
    monkeypatch.setattr(sys, "stdin", None)
    assert names("-") == ["UnreadableSource -"]
    assert names("./@x.html") == ["@x.html"]
    assert names("@none") == ["UnreadableSource @none"]


def test_what_is_named_twice_is_read_once() -> None:
    put("in/a.html", "in/sub/b.html", "in/c.pdf", "in/.d/e.html")
    assert names("in/a.html", "in/../in/a.html", "in") == ["in/a.html", "in/sub/b.html"]
    assert names("in", "in/a.html", "in/sub", "in/sub/*", Path("in").resolve()) == ["in/a.html", "in/sub/b.html"]
    assert names("in/sub", "in") == ["in/sub/b.html", "in/a.html"]
    Path("in/a.html").unlink()
    assert names("in/sub", "in") == names("in/sub/b.html", "in") == ["in/sub/b.html"]
    put("in/a.html")
    assert names("in", "in/c.pdf", "in/.d", "in/.d/e.html") == [
        "in/a.html",
        "in/sub/b.html",
        "in/c.pdf",
        "in/.d/e.html",
    ]


def test_what_cannot_be_read_is_one_failure_each() -> None:
    put("a.html", "empty/x.pdf")
    given = ["none.html", "a.html", "none.html", "*.none", "*.none", "empty", "a\0b", "a.html/b", "none/*/x"]
    assert names(*given) == [
        "UnreadableSource none.html",
        "a.html",
        "UnreadableSource *.none",
        "UnreadableSource empty",
        "UnreadableSource a\\u0000b",
        "UnreadableSource a.html/b",
        "UnreadableSource none/*/x",
    ]
    assert "no file has such a name" in str(next(read(["*.none"])))
    os.mkfifo("pipe")
    assert failures("pipe", "@pipe"[1:]) == [("pipe", "UnreadableSource")]


def test_a_folder_that_goes_away_while_it_is_walked() -> None:
    put("in/a.html", "in/b/x.html", "in/c.html")
    found = read(["in"])
    assert next(found).name == "in/a.html"  # type: ignore[union-attr]
    Path("in/b/x.html").unlink()
    Path("in/b").rmdir()
    Path("in/c.html").unlink()
    gone, page = found
    assert isinstance(gone, Failure) and (gone.source, gone.error) == ("in/b", "UnreadableSource")
    assert isinstance(page, Page) and page.name == "in/c.html"  # its worker will say that it is gone


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission() -> None:
    put("in/a.html", "in/b/x.html")
    Path("in/b").chmod(0)
    try:
        assert names("in") == ["in/a.html", "UnreadableSource in/b"]
        assert names("in/*/*") == ["UnreadableSource in/b"]
    finally:
        Path("in/b").chmod(0o755)


def test_names_that_are_no_utf8_are_printable_unique_and_open() -> None:
    odd = [b"in/\xc4\xe3.html", b"in/\\xc4\\xe3.html", b"in/a\nb.html", "in/\u0085　.html".encode(), b"in/\\u000a.html"]
    Path("in").mkdir()
    try:
        for name in odd:
            Path(os.fsdecode(name)).write_bytes(name)
    except OSError:
        pytest.skip("the file system takes no such names")
    found = pages("in")
    assert {page.content.read_bytes() for page in found if isinstance(page.content, Path)} == set(odd)
    assert sorted(page.name for page in found) == sorted(
        ["in/\\xc4\\xe3.html", "in/\\\\xc4\\\\xe3.html", "in/a\\u000ab.html", "in/\\u0085　.html", "in/\\\\u000a.html"]
    )
    assert all(json.loads(json.dumps(page.name)).encode() for page in found)
    assert [page.name for page in pages(os.fsdecode(odd[0]))] == ["in/\\xc4\\xe3.html"]
    Path("list").write_bytes(odd[0])
    assert [page.name for page in pages("@list")] == ["in/\\xc4\\xe3.html"]


def test_an_output_among_the_inputs() -> None:
    put("a.jsonl", "in/b.jsonl")
    assert is_among("a.jsonl", ["in", "./a.jsonl"])
    assert is_among(Path("in/b.jsonl"), ["**/*.jsonl"])
    assert is_among("a.jsonl", ["@a.jsonl"])
    assert is_among("in", ["in/**/*.parquet"])
    assert not is_among("c.jsonl", ["*.jsonl", "in", "a.jsonl", "c.jsonl.html"])
    assert not is_among("in/c.jsonl", ["in"])


def test_a_deep_tree() -> None:
    for _ in range(400):
        Path("d").mkdir()
        os.chdir("d")
    put("a.html")
    for _ in range(400):
        os.chdir("..")
    assert names("d") == names("**/*.html") == ["d/" * 400 + "a.html"]


# -- JSON Lines and Parquet ------------------------------------------------------------------------------------------


def test_json_lines() -> None:
    rows = [
        {"html": HTML, "url": "https://www.example.gov.cn/1.html", "fetched_at": "2024-05-06T08:00:00+08:00"},
        {"html": "", "url": None, "fetched_at": "yesterday"},
        {"html": "a\ud800", "url": "a\ud800", "encoding": "gbk"},
    ]
    Path("p.jsonl").write_text("\ufeff" + "\n\n".join(json.dumps(row) for row in rows), encoding="utf8")
    first, empty, lone = pages("p.jsonl")
    at = datetime.datetime(2024, 5, 6, tzinfo=datetime.UTC)
    assert first == Page("p.jsonl:1", HTML, url="https://www.example.gov.cn/1.html", fetched_at=at)
    assert empty == Page("p.jsonl:3", "")
    assert lone == Page("p.jsonl:5", "a\ud800", url="a?")
    assert count(["p.jsonl"]) is None
    Path("p.ndjson.gz").write_bytes(gzip.compress(Path("p.jsonl").read_bytes()))
    assert [page.content for page in pages("p.ndjson.gz")] == [page.content for page in (first, empty, lone)]


def test_a_decoded_page_is_not_held_against_the_encoding_that_it_declares() -> None:
    html = HTML.replace("<body>", '<head><meta charset="gb2312"></head><body>')
    Path("p.jsonl").write_text(json.dumps({"html": html}), encoding="utf8")
    (page,) = pages("p.jsonl")
    assert "encoding-conflict" not in {d.code for d in jyparse.loads(page.content).diagnostics}


def test_lines_that_hold_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "LARGEST", 1000)
    long = json.dumps({"html": "x" * 3000})
    lines = [
        "{",
        "[1]",
        "{}",
        '{"html": 1}',
        '{"html": null, "text": ""}',
        long,
        "[" * 900,
        '{"html": "<p>"}',
        "\x00\xff",
    ]
    Path("p.jsonl").write_bytes("\n".join(lines).encode("latin1"))
    assert failures("p.jsonl") == [
        ("p.jsonl:1", "DamagedRecord"),
        ("p.jsonl:2", "DamagedRecord"),
        ("p.jsonl:3", "MissingField"),
        ("p.jsonl:4", "MissingField"),
        ("p.jsonl:5", "MissingField"),
        ("p.jsonl:6", "ResourceLimit"),
        ("p.jsonl:7", "DamagedRecord"),
        ("p.jsonl:9", "DamagedRecord"),
    ]
    assert [page.name for page in read(["p.jsonl"]) if isinstance(page, Page)] == ["p.jsonl:8"]
    assert "has no text in “html”" in str(list(read(["p.jsonl"]))[4]) and "it has html, text" in str(
        list(read(["p.jsonl"]))[4]
    )
    assert [page.content for page in read(["p.jsonl"], html="text") if isinstance(page, Page)] == [""]


def test_json_lines_cut_off_in_their_compression() -> None:
    data = gzip.compress(b"".join(json.dumps({"html": os.urandom(2000).hex()}).encode() + b"\n" for _ in range(50)))
    Path("p.jsonl.gz").write_bytes(data[: len(data) // 2])
    *found, last = read(["p.jsonl.gz"])
    assert len(found) > 10 and all(isinstance(page, Page) for page in found)
    assert isinstance(last, Failure) and last.error == "DamagedRecord"


@pytest.mark.parametrize("name", ["p.jsonl", "p.warc", "p.warc.gz", "p.parquet"])
def test_an_empty_file_and_one_that_is_not_there(name: str) -> None:
    Path(name).touch()
    assert failures(name, f"none.{name}") == [(name, "EmptyDocument"), (f"none.{name}", "UnreadableSource")]


def test_parquet_holds_more_than_python() -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    def read_back(page: object, fetched_at: object) -> list[Page]:
        parquet.write_table(pa.table({"html": page, "fetched_at": fetched_at}), "p.parquet")
        return pages("p.parquet")

    page = pa.array([HTML])
    (found,) = read_back(page, pa.array([1_700_000_000_123_456_789], pa.timestamp("ns")))  # what pandas writes
    assert type(found.fetched_at) is datetime.datetime
    assert found.fetched_at == datetime.datetime(2023, 11, 14, 22, 13, 20, 123456, tzinfo=datetime.UTC)
    for time, unit, tz in ((9 * 10**14, "s", None), (9 * 10**17, "us", None), (0, "us", "Nowhere/At_all")):
        assert read_back(page, pa.array([time], pa.timestamp(unit, tz))) == [Page("p.parquet:1", HTML)]
    gbk = pa.array([GBK, HTML.encode()])
    said_to_be_text = pa.Array.from_buffers(pa.string(), 2, gbk.buffers())
    found, whole = read_back(said_to_be_text, pa.nulls(2, pa.string()))
    assert (found.content, whole.content) == (GBK, HTML)


def test_parquet() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    at = datetime.datetime(2024, 5, 6, tzinfo=datetime.UTC)
    rows = [{"page": GBK, "url": "https://www.example.gov.cn/1", "encoding": "gbk", "fetched_at": at}, {"page": None}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), "p.parquet")
    found, missing = read(["p.parquet"], html="page")
    assert found == Page("p.parquet:1", GBK, "https://www.example.gov.cn/1", "gbk", fetched_at=at)
    assert isinstance(missing, Failure) and missing.source == "p.parquet:2" and missing.error == "MissingField"
    assert failures("p.parquet") == [("p.parquet", "MissingField")]
    data = Path("p.parquet").read_bytes()
    Path("p.parquet").write_bytes(data[:4] + bytes(200) + data[204:])
    assert failures("p.parquet")
    Path("p.parquet").write_bytes(data[:-20])
    assert failures("p.parquet") == [("p.parquet:1", "DamagedRecord")]


# -- WARC ------------------------------------------------------------------------------------------------------------

URL = "https://www.example.gov.cn/%d.html"
AT = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)


def record(
    number: int, block: bytes, kind: str = "response", content_type: str = "application/http", more: str = ""
) -> bytes:
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {URL % number}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: {content_type}\r\n{more}Content-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def http(content: bytes = GBK, head: str = "Content-Type: text/html; charset=gb2312", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode() + content


def page_of(number: int) -> bytes:
    """A page that is like no other, and does not compress to nothing."""
    return GBK + hashlib.shake_128(str(number).encode()).digest(600).hex().encode()


def test_dates_are_utc() -> None:
    for printed in (b"2024-05-06T15:08:09+08:00", b"0001-01-01T00:00:00+08:00"):
        Path("a.warc").write_bytes(record(1, http()).replace(b"2024-05-06T07:08:09Z", printed))
        assert [page.fetched_at and page.fetched_at.isoformat() for page in pages("a.warc")] == (
            ["2024-05-06T07:08:09+00:00"] if printed.startswith(b"2") else [None]
        )


def archive(numbers: range, packed: bool) -> list[bytes]:
    made = [record(number, http(page_of(number))) for number in numbers]
    return [gzip.compress(one, mtime=0) for one in made] if packed else made


def found_in(data: bytes) -> tuple[set[int], int]:
    """Numbers of the pages found in a WARC file of `archive`, each sound; how many failures there are."""
    Path("a.warc").write_bytes(data)
    found = list(read(["a.warc"]))
    urls = {URL % number: number for number in range(1000)}
    kept = set()
    for page in found:
        if isinstance(page, Page):
            number = urls.get(page.url or "")
            if number is not None and page.content == page_of(number):
                kept.add(number)
    assert len({page[0] if isinstance(page, Failure) else page.name for page in found}) == len(found)
    return kept, sum(isinstance(page, Failure) for page in found)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_what_a_record_says_of_its_page(name: str) -> None:
    made = archive(range(3), name.endswith("gz"))
    Path("in").mkdir()
    Path("in", name).write_bytes(b"".join(made))
    places = [0, len(made[0]), len(made[0] + made[1])]
    assert pages("in") == [
        Page(f"in/{name}@{place}", page_of(n), URL % n, "gb2312", fetched_at=AT) for n, place in enumerate(places)
    ]
    assert count(["in"]) is None


def test_a_file_compressed_as_a_whole() -> None:
    made = archive(range(3), packed=False)
    Path("a.warc.gz").write_bytes(gzip.compress(b"".join(made)))
    assert [page.name for page in pages("a.warc.gz")] == [
        "a.warc.gz@0",
        f"a.warc.gz@0+{len(made[0])}",
        f"a.warc.gz@0+{len(made[0] + made[1])}",
    ]
    assert found_in(gzip.compress(b"".join(made))) == ({0, 1, 2}, 0)


def chunked(data: bytes) -> bytes:
    return (
        b"".join(b"%x\r\n%s\r\n" % (len(data[n : n + 50]), data[n : n + 50]) for n in range(0, len(data), 50))
        + b"0\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("coding", "code"),
    [
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Transfer-Encoding: chunked", chunked),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", lambda data: chunked(gzip.compress(data))),
        ("Content-Encoding: br", lambda data: base64.b64decode(BROTLI)),
        ("Content-Encoding: gzip", bytes),
        ("Content-Encoding: br\r\nTransfer-Encoding: chunked", bytes),
    ],
)
def test_codings_of_http_are_undone(coding: str, code: Callable[[bytes], bytes]) -> None:
    """The last two are as some crawlers write: the head of the answer, and the content without its codings."""
    Path("a.warc").write_bytes(record(1, http(code(GBK), f"Content-Type: text/html\r\n{coding}")))
    (page,) = pages("a.warc")
    assert page.content == GBK
    assert page.encoding is None


def test_what_is_no_page_is_counted() -> None:
    kept = [
        record(1, http(head='content-type: Text/HTML;Charset="GB2312"')),
        record(2, http(b"text", "Content-Type: text/plain")),
        record(3, HTML.encode(), "resource", "text/html; charset=utf-8"),
        record(4, b"text", "conversion", "text/plain"),
        record(5, http(status="203 Non-Authoritative Information")),
    ]
    passed = [
        record(6, b"software: x", "warcinfo", "application/warc-fields"),
        record(7, b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(8, http(status="404 Not Found")),
        record(9, http(head="Content-Type: image/png")),
        record(10, http(head="X-Nothing: 1")),
        record(11, http(b""), "revisit"),
        record(12, http(b"User-agent: *", "Content-Type: text/plain")).replace(b"12.html", b"robots.txt"),
        record(13, b"log", "resource", "text/plain").replace((URL % 13).encode(), b"metadata://crawler/wget.log"),
        record(14, b"1.1.1.1", content_type="text/dns").replace(b"https:", b"dns:"),
        record(15, b"x", "novel"),
    ]
    Path("a.warc").write_bytes(b"".join(kept + passed))
    skipped: Counter[str] = Counter()
    found = list(read(["a.warc"], skipped=skipped))
    assert [page.url for page in found if isinstance(page, Page)] == [URL % n for n in range(1, 6)]
    assert [page.encoding for page in found if isinstance(page, Page)] == ["GB2312", None, "utf-8", None, "gb2312"]
    assert len(found) == 5
    assert skipped == {
        "warcinfo records": 1,
        "request records": 1,
        "status 404": 1,
        "image/png": 1,
        "no content type": 1,
        "revisit records": 1,
        "crawler's own": 2,
        "text/dns": 1,
        "unknown records": 1,
    }


def test_what_other_writers_write() -> None:
    made = record(1, http()).replace(
        b"URI: https://www.example.gov.cn/1.html", b"URI: <https://www.example.gov.cn/1.html>"
    )
    for data in (made, made[:-4], b"\r\n" + made + b"\r\n\r\n", made.replace(b"2024-05", b"2024-55")):
        Path("a.warc").write_bytes(data)
        assert [page.url for page in pages("a.warc")] == [URL % 1]
    with Path("b.warc.gz").open("wb") as file:
        writer = GzipWriter(file)
        for n in range(2):
            written = WarcRecord()
            written.init_headers(WarcRecordType.response)
            written.headers["WARC-Target-URI"] = URL % n
            written.is_http = True
            written.set_bytes_content(http())
            written.write(writer, checksum_data=True)
        writer.close()
    assert [(page.url, page.content, page.encoding) for page in pages("b.warc.gz")] == [
        (URL % 0, GBK, "gb2312"),
        (URL % 1, GBK, "gb2312"),
    ]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("place", [0, 1, 3, 15, 300, -30, -9, -6, -3])
def test_a_damaged_record_costs_itself_alone(packed: bool, place: int) -> None:
    made = archive(range(5), packed)
    data = bytearray(made[2])
    data[place] ^= 0xFF
    kept, failed = found_in(b"".join([*made[:2], bytes(data), *made[3:]]))
    assert kept >= {0, 1, 3, 4}
    if packed:
        assert failed == 1


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_was_cut_off(packed: bool) -> None:
    made = archive(range(3), packed)
    for size in (1, 5, 12, 200, len(made[2]) // 2, len(made[2]) - 5):
        assert found_in(b"".join(made[:2]) + made[2][:size]) == ({0, 1}, 1)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("junk", [b"junk", b"\0" * 100_000, b"\x1f\x8b\x08\0 is no member", b"WARC/1.0\r\n\r\n"])
def test_junk_between_records(packed: bool, junk: bytes) -> None:
    made = archive(range(4), packed)
    assert found_in(b"".join([*made[:2], junk, *made[2:]])) == ({0, 1, 2, 3}, 1)
    kept, failed = found_in(junk + b"".join(made))
    assert failed >= 1
    assert kept == {0, 1, 2, 3} or junk.startswith(b"WARC/" if packed else b"\x1f\x8b")  # it says what the file is


@pytest.mark.parametrize("said", [b"0", b"10", b"1099", b"99999", b"999999999999", b"x", b""])
def test_a_record_whose_length_is_wrong(said: bytes) -> None:
    made = archive(range(4), packed=False)
    length = made[1].partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
    made[1] = made[1].replace(b"Length: " + length, b"Length: " + said)
    kept, failed = found_in(b"".join(made))
    assert kept == {0, 2, 3}
    assert failed == 1
    assert found_in(b"".join(map(gzip.compress, made))) == ({0, 2, 3}, 1)
    assert found_in(gzip.compress(b"".join(made))) == ({0, 2, 3}, 1)


def test_a_digest_tells_damage_that_nothing_else_does() -> None:
    block = http()
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    sound = record(1, block, more=f"WARC-Block-Digest: sha1:{digest}\r\n")
    Path("a.warc").write_bytes(sound + sound.replace("规划".encode("gb18030"), "规则".encode("gb18030")) + sound)
    assert failures("a.warc") == [(f"a.warc@{len(sound)}", "DamagedRecord")]
    assert len(list(read(["a.warc"]))) == 3


def test_a_content_that_cannot_be_decoded() -> None:
    head = "Content-Type: text/html\r\nContent-Encoding: gzip"
    Path("a.warc").write_bytes(record(1, http(b"\x1f\x8b\x08" + bytes(range(200)), head)) + record(2, http()))
    assert failures("a.warc") == [("a.warc@0", "DamagedRecord")]
    assert len(list(read(["a.warc"]))) == 2


def test_large_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large page is reported, another large record passed over; neither is held in memory, nor what a page unfolds to."""
    monkeypatch.setattr(warc, "LARGEST", 10_000)
    film = record(2, http(b"\0" * 200_000, "Content-Type: video/mp4"))
    page = record(3, http(b"x" * 200_000))
    bomb = record(4, http(gzip.compress(bytes(200_000)), "Content-Type: text/html\r\nContent-Encoding: gzip"))
    parts = [record(1, http()), film, page, bomb, record(5, http())]
    for made in (parts, [gzip.compress(part) for part in parts], [gzip.compress(b"".join(parts))]):
        Path("a.warc").write_bytes(b"".join(made))
        skipped: Counter[str] = Counter()
        found = list(read(["a.warc"], skipped=skipped))
        assert [page.error if isinstance(page, Failure) else page.url for page in found] == [
            URL % 1,
            "ResourceLimit",
            "ResourceLimit",
            URL % 5,
        ]
        assert skipped == {"too large": 1}


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(1, 255), packed=st.booleans())
def test_a_damaged_byte_costs_one_record_or_its_neighbour(place: float, value: int, packed: bool) -> None:
    made = archive(range(30), packed)
    data = bytearray(b"".join(made))
    at = int(place * len(data))
    data[at] ^= value
    kept, failed = found_in(bytes(data))
    hit = next(n for n in range(30) if at < sum(map(len, made[: n + 1])))
    assert set(range(30)) - kept <= {hit, hit - 1, hit + 1}
    assert len(kept) >= 29 - (not packed)
    assert failed <= 2
    if packed:
        assert failed == 30 - len(kept)


@settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.warc", "a.jsonl", "a.parquet"]), begin=st.booleans())
def test_any_bytes_end_in_pages_and_failures(data: bytes, name: str, begin: bool) -> None:
    begins = {
        "a.warc": gzip.compress(archive(range(1), packed=False)[0])[:200],
        "a.jsonl": b"\x1f\x8b",
        "a.parquet": b"PAR1",
    }
    Path(name).write_bytes((begins[name] if begin else b"") + data)
    for page in read([name]):
        assert page[0].startswith(name) if isinstance(page, Failure) else page.name.startswith(name)
