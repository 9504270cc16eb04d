"""Many pages in worker processes: whatever a page does to its worker, the others are read."""

from __future__ import annotations

import ctypes
import datetime
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

import jyparse
from jyparse.batch import Failure, Page, Parsed
from jyparse.batch.pool import AHEAD, run
from jyparse.batch.work import as_json, as_rows
from jyparse.export.tables import document_id, rows

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "measures.html"
POSIX = os.name == "posix"
needs_signals = pytest.mark.skipif(not POSIX, reason="there are no such signals")
PAGE = "<p>各有关单位要加强领导，落实责任，按期完成各项工作任务。</p>"


def page(order: str) -> Page:
    return Page(order, order.encode())


def obey(page: Page) -> str:
    """Does to its worker what the page says, or gives it back."""
    assert isinstance(page.content, bytes)
    order, _, argument = page.content.decode().partition(" ")
    hoard = []
    match order:
        case "sleep":
            os.write(1, b"sleeping\n")
            threading.Event().wait()
        case "spin":
            os.write(1, b"spinning\n")
            while True:
                pass
        case "allocate":
            while True:
                hoard.append(bytes(1 << 26))  # not touched, which would take a second
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(int(argument or 3))
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise LookupError(argument)
        case "end":
            raise SystemExit(argument)
        case "until":
            while not Path(argument).exists():
                time.sleep(0.01)
        case "take":
            time.sleep(float(argument))
        case "touch":
            Path(argument).touch()
        case "pid":
            return str(os.getpid())
    return page.name


def workers() -> list[multiprocessing.process.BaseProcess]:
    return [process for process in multiprocessing.active_children() if process.is_alive()]


@pytest.fixture(autouse=True)
def no_worker_is_left() -> Iterator[None]:
    yield
    assert workers() == []


@needs_signals
def test_a_page_costs_itself_alone() -> None:
    orders = ["sleep", "spin", "segfault", "exit", "exit 0", "kill", "raise 甲", "end 1", "allocate"]
    errors = [
        "Timeout",
        "Timeout",
        "WorkerDied",
        "WorkerDied",
        "WorkerDied",
        "WorkerDied",
        "Crash",
        "Crash",
        "OutOfMemory",
    ]
    pages = [page(name) for i, order in enumerate(orders) for name in (f"good {i}", order, f"more {i}")]
    outcomes = list(run(pages, obey, workers=2, timeout=2))
    failures = [outcome for outcome in outcomes[1::3] if isinstance(outcome, Failure)]
    assert [failure.source for failure in failures] == orders
    assert [failure.error for failure in failures] == errors
    assert all(failure.message.startswith(f"{failure.source}: ") for failure in failures)
    good = [p.name for p in pages if p.name[:4] in ("good", "more")]
    assert [outcome for i, outcome in enumerate(outcomes) if i % 3 != 1] == good


@needs_signals
def test_workers_killed_again_and_again_cost_nothing() -> None:
    over = threading.Event()

    def pages() -> Iterator[Page]:
        for number in count(1):
            if over.is_set() and number > 4 * AHEAD:
                return
            yield Page(f"{number}", b"take 0.005")

    def kill() -> None:
        for _ in range(20):
            for process in workers():
                process.kill()
            time.sleep(0.1)  # the rate of the kills, not a meeting point
        over.set()

    killer = threading.Thread(target=kill)
    killer.start()
    names = list(run(pages(), obey, workers=2))
    killer.join()
    assert len(names) >= 4 * AHEAD
    assert names == [f"{number}" for number in range(1, len(names) + 1)]


def test_order_and_look_ahead(tmp_path: Path) -> None:
    taken = 0

    def pages() -> Iterator[Page | Failure]:
        nonlocal taken
        yield page(f"until {tmp_path / 'enough'}")
        while True:
            taken += 1
            if taken == 2 * AHEAD - 1:
                (tmp_path / "enough").touch()
            yield Failure(f"{taken}", "UnreadableSource", "is none") if taken % 7 == 0 else page(f"{taken}")

    results = run(pages(), obey, workers=2)
    assert next(results) == f"until {tmp_path / 'enough'}"
    assert taken == 2 * AHEAD - 1  # as many as may be taken ahead, and no more
    for number in range(1, 200):
        outcome = next(results)
        assert (outcome.source if isinstance(outcome, Failure) else outcome) == f"{number}"
        assert isinstance(outcome, Failure) == (number % 7 == 0)
        assert taken <= number + 2 * AHEAD
    results.close()


def test_closing_stops_the_workers_at_once() -> None:
    results = run((page(order) for order in ("quick", *["sleep", "spin"] * 3)), obey, workers=2, timeout=600)
    assert next(results) == "quick"
    assert len(workers()) == 2
    start = time.monotonic()
    results.close()
    assert workers() == []
    assert time.monotonic() - start < 10


def test_errors_of_the_sources_reach_the_caller() -> None:
    def sources() -> Iterator[Path]:
        yield from [SAMPLE] * 3
        raise LookupError("甲")

    results = jyparse.load_many(sources(), workers=1)
    assert [next(results).source for _ in range(3)] == [str(SAMPLE)] * 3
    with pytest.raises(LookupError, match="甲"):
        next(results)
    with pytest.raises(TypeError, match=r"a path or a jyparse\.batch\.Page, not int"):
        list(jyparse.load_many([7], workers=1))  # type: ignore[list-item]


def test_a_page_that_cannot_be_sent_comes_in_its_turn() -> None:
    pages = [page("a"), page("b"), page("c"), Page("bad", b"", url=threading.Lock())]  # type: ignore[arg-type]
    results = run(pages, obey, workers=1)
    assert [next(results) for _ in range(3)] == ["a", "b", "c"]
    with pytest.raises(TypeError, match="pickle"):
        next(results)


@needs_signals
def test_a_stopped_process_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while it is sent a page that it does not take."""
    monkeypatch.setattr("jyparse.batch.pool._GRACE", 1.0)

    def pages() -> Iterator[Page]:
        yield page(f"touch {tmp_path / 'begun'}")
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        (process,) = workers()
        assert process.pid
        os.kill(process.pid, signal.SIGSTOP)
        yield Page("large", b"large" + bytes(1 << 24))

    assert list(run(pages(), obey, workers=1, timeout=2))[-1] == "large"


@needs_signals
def test_closing_ends_the_wait_for_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def refuse(*_: object) -> None:
        if not begun.is_set():
            begun.set()
            main = threading.main_thread().ident
            assert main
            threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT)).start()
        raise OSError("no more processes")

    monkeypatch.setattr("jyparse.batch.pool._Process.start", refuse)
    monkeypatch.setattr("jyparse.batch.pool._GRACE", 600.0)
    start = time.monotonic()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(run([page("a")], obey, workers=1))
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - start < 5
    monkeypatch.setattr("jyparse.batch.pool._GRACE", 0.2)
    with pytest.raises(RuntimeError, match="no more processes"):
        list(run([page("a")], obey, workers=1))


def test_no_more_workers_than_pages() -> None:
    (outcome,) = run([page("pid")], obey, workers=500)
    assert isinstance(outcome, str) and int(outcome) != os.getpid()
    assert list(run([], obey)) == []


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: jyparse.load_many("page.html"), TypeError, "not one"),
        (lambda: jyparse.load_many(page("甲")), TypeError, "not one"),  # type: ignore[arg-type]
        (lambda: jyparse.load_many(["page.html"], workers=0), ValueError, "workers is 0"),
        (lambda: jyparse.load_many(["page.html"], timeout=0), ValueError, "timeout is 0"),
        (lambda: jyparse.load_many(["page.html"], timeout=float("inf")), ValueError, "timeout is inf"),
        (lambda: jyparse.load_many(["page.html"], timeout=float("nan")), ValueError, "timeout is nan"),
    ],
)
def test_wrong_arguments_are_told_at_once(call: Callable[[], object], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        call()


def test_load_many(tmp_path: Path) -> None:
    fetched = datetime.datetime(2026, 11, 1, 8, 30, tzinfo=datetime.UTC)
    crawled = Page(
        "crawl.warc#1", PAGE.encode("gb18030"), "https://www.example.gov.cn/a.html", "gb2312", "text/html", fetched
    )
    (tmp_path / "empty.html").touch()
    sources = [str(SAMPLE), tmp_path / "none.html", crawled, tmp_path / "empty.html", Page("crawl.warc#2", b"%PDF-1.7")]
    results = list(jyparse.load_many(sources, workers=2))
    names = [str(SAMPLE), str(tmp_path / "none.html"), "crawl.warc#1", str(tmp_path / "empty.html"), "crawl.warc#2"]
    assert [result.source for result in results] == names
    errors = [None, "UnreadableSource", None, "EmptyDocument", "UnsupportedFormat"]
    assert [result.failure and result.failure.error for result in results] == errors
    assert all(result.failure.message.startswith(result.source) for result in results if result.failure)
    assert [result.document is None for result in results] == [error is not None for error in errors]
    alone = jyparse.load(SAMPLE)
    document = results[0].document
    assert document and document.source.name == str(SAMPLE)
    assert document.model_copy(update={"source": alone.source}) == alone
    assert results[2].json and b"\n" not in results[2].json
    document = results[2].document
    assert document and document.source.name == "crawl.warc#1"
    assert document.source.fetched_at == fetched and document.source.url == crawled.url
    assert "落实责任" in document.text


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are Unicode there")
def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xbc\xd7.html")
    Path(path).write_text(PAGE, encoding="utf8")
    found, missing = jyparse.load_many([path, path + "x"], workers=1)
    assert found.document and found.document.source.name == found.source == f"{tmp_path}/\\xbc\\xd7.html"
    assert missing.failure and missing.failure.message.startswith(missing.source)


def test_work() -> None:
    document = jyparse.load(SAMPLE)
    found = as_json(Page(str(SAMPLE), SAMPLE))
    assert found[:3] == (str(SAMPLE), document_id(document), tuple(d.code for d in document.diagnostics))
    named = document.model_copy(update={"source": document.source.model_copy(update={"name": str(SAMPLE)})})
    assert found == Parsed(*found[:3], named.model_dump_json().encode())
    assert as_rows(Page(str(SAMPLE), SAMPLE)) == Parsed(*found[:3], rows(named))


@contextmanager
def started(tmp_path: Path, program: str) -> Iterator[subprocess.Popen[str]]:
    """A program of a user, without a guard against being imported."""
    script = tmp_path / "script.py"
    script.write_text(program, encoding="utf8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, script], env=environment, text=True, stdout=pipe, stderr=pipe, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            if POSIX:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # whatever a test that failed has left


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    program = f"import jyparse\nfor result in jyparse.load_many([{str(SAMPLE)!r}] * 3, workers=2): print(result.document.kind)"
    with started(tmp_path, program) as process:
        assert process.communicate(timeout=60) == ("document\n" * 3, "")
        assert process.returncode == 0


SOURCES_OF_A_SCRIPT = """
from pathlib import Path
import jyparse
def sources():
    for number in range(20):
        assert Path(__file__).exists() and __spec__ is None
        yield SAMPLE
results = jyparse.load_many(sources(), workers=2)
print(next(results).document.kind)
"""


def test_a_script_is_left_as_it_is_and_may_end_in_the_middle(tmp_path: Path) -> None:
    with started(tmp_path, f"SAMPLE = {str(SAMPLE)!r}\n{SOURCES_OF_A_SCRIPT}") as process:
        assert process.communicate(timeout=60) == ("document\n", "")
        assert process.returncode == 0


HUNG = """
import signal
from jyparse.batch import Page
from jyparse.batch.pool import run
from tests.test_pool import obey
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in the background without
list(run([Page(order, order.encode()) for order in ("sleep", "spin", *["spin"] * 9)], obey, workers=2, timeout=600))
"""


@needs_signals
@pytest.mark.parametrize("sent", ["SIGKILL", "SIGINT"])
def test_no_worker_outlives_who_asked(tmp_path: Path, sent: str) -> None:
    with started(tmp_path, HUNG) as process:
        assert process.stdout and {process.stdout.readline() for _ in range(2)} == {"sleeping\n", "spinning\n"}
        if sent == "SIGKILL":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, said = process.communicate(timeout=60)  # both pipes end when the last process that holds them does
        assert process.returncode == -getattr(signal, sent)
        if sent == "SIGINT":
            assert said.count("Traceback") == 1 and said.endswith("KeyboardInterrupt\n")
