"""Many pages, read by worker processes: what a page does to its worker costs that page alone.

Each worker is a pebble pool of one process, served by a thread that hands it a page at a time. Processes that share a pool share a pipe and
its lock, which break for all of them when one is killed while it holds them; a pool of one breaks alone, and is thrown away.
"""

from __future__ import annotations

import copy
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from jyparse.batch.forms import Failure, Page, Parsed, Result
from jyparse.batch.inputs import name_of
from jyparse.batch.work import as_json, crash, failure, outcome

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 16
"""Pages a worker that are taken before the result of the first of them is handed on, at most."""
MEMORY = 4 << 30
"""What the data of a worker may take, in bytes: 64 times a page of 64 MB (tables, which take most, take 46 times their page)."""
_CRASHES = 2
"""Workers that a page may crash before it is given up: the first may have been spoilt by the page before."""
_KILLS = 10
"""Workers that may be killed from outside, or be lost, while they have the page."""
_FROM_OUTSIDE = (-9, -15, 255)
"""Exit codes of a process that was killed (SIGKILL, SIGTERM), or whose fork server was."""
_GRACE = 30.0
"""Seconds that a worker may need to start and to take a page, beside the timeout of the page."""
_STOPPING = 10.0
"""Seconds after which a pool that does not end is left to itself."""
_LONGEST = 86_400
"""The longest timeout: a day."""


def load_many(
    sources: Iterable[str | os.PathLike[str] | Page], *, workers: int | None = None, timeout: float = 30
) -> Generator[Result]:
    """Reads many pages in worker processes; gives a `Result` each, document or failure, in the order of the sources.

    `sources` may be endless: at most 16 pages a worker are taken ahead of the result that is next. `workers` is the number of processes,
    by default one for each core that may be used; `timeout` is what one page may take, in seconds. A page that takes longer, that crashes
    its worker, that needs more than 4 GiB of memory (on POSIX), or that `load` raises an error for is a failure, and costs no other page.
    Closing the iterator stops the workers. Raises what the sources raise, `TypeError` for a source that is neither a path nor a `Page`,
    `ValueError` for a number out of range, and `RuntimeError` where for half a minute every process died before it had a page.
    """
    if isinstance(sources, str | bytes | os.PathLike | Page):
        raise TypeError(f"sources is to be several pages, not one: load_many([{sources!r}]), or jyparse.load() for one")
    return _outcomes(map(_page, sources), as_json, _result, workers, timeout)


def run(
    pages: Iterable[Page | Failure], work: Callable[[Page], T], *, workers: int | None = None, timeout: float = 30
) -> Generator[tuple[Page, T] | Failure]:
    """Does `work`, a function of a module, with every page in worker processes; gives what came of it in the order of the pages.

    A failure among the pages keeps its place. Bounds and errors are those of `load_many`.
    """
    return _outcomes(pages, work, _pair, workers, timeout)


def _page(source: str | os.PathLike[str] | Page) -> Page:
    if isinstance(source, Page):
        return source
    if not isinstance(source, str | os.PathLike):
        raise TypeError(f"a source is a path or a jyparse.batch.Page, not {type(source).__name__}")
    path = os.fsdecode(source)
    return Page(name_of(path), Path(path))


def _result(page: Any, outcome: Parsed | Failure) -> Result:
    return Result(page, None, outcome) if isinstance(outcome, Failure) else Result(page, outcome.payload)


def _pair(page: Any, outcome: T | Failure) -> tuple[Page, T] | Failure:
    return outcome if isinstance(outcome, Failure) else (page, outcome)


# -- in the process that asks -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Job:
    """A page, and what will have come of it."""

    page: Any
    outcome: Future[Any] = field(default_factory=Future)


def _outcomes(
    pages: Iterable[Page | Failure],
    work: Callable[[Page], T],
    form: Callable[[Any, T | Failure], R],
    workers: int | None,
    timeout: float,
) -> Generator[R]:
    if workers is None:
        workers = _cores()
    if workers < 1:
        raise ValueError(f"workers is {workers}; at least one process has to read the pages")
    if not 0 < timeout <= _LONGEST:
        raise ValueError(f"timeout is {timeout}; give the seconds that a page may take, more than 0 and at most a day")
    return _in_order(pages, work, form, workers, timeout)


def _in_order(
    pages: Iterable[Page | Failure],
    work: Callable[[Page], T],
    form: Callable[[Any, T | Failure], R],
    workers: int,
    timeout: float,
) -> Generator[R]:
    """Hands the pages to the workers, and on what comes of them in the order of the pages."""
    jobs: SimpleQueue[_Job | None] = SimpleQueue()
    pending: deque[_Job] = deque()
    closing: Future[None] = Future()
    threads: list[threading.Thread] = []
    try:
        for page in pages:
            pending.append(job := _Job(page))
            if isinstance(page, Failure):
                job.outcome.set_result(page)
            else:
                jobs.put(job)
                if len(threads) < workers:  # no more of them than there are pages
                    worker = _Worker(work, timeout, closing)
                    threads.append(threading.Thread(target=worker.serve, args=(jobs,), daemon=True))
                    threads[-1].start()
            while pending and (pending[0].outcome.done() or len(pending) >= AHEAD * workers):
                job = pending.popleft()
                yield form(job.page, job.outcome.result())
        while pending:
            job = pending.popleft()
            yield form(job.page, job.outcome.result())
    finally:
        closing.set_result(None)
        for _ in threads:
            jobs.put(None)
        for thread in threads:
            thread.join()


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker(Generic[T]):
    """A process that reads one page at a time, and is replaced where a page was too much for it."""

    def __init__(self, work: Callable[[Page], T], timeout: float, closing: Future[None]) -> None:
        self._work = work
        self._timeout = timeout
        self._closing = closing
        self._pool = self._new_pool()

    def serve(self, jobs: SimpleQueue[_Job | None]) -> None:
        """Does job after job until there comes a None, or the batch is closed."""
        while not self._closing.done() and (job := jobs.get()):
            try:
                job.outcome.set_result(self._read(job.page))
            except BaseException as error:  # whoever waits for the outcome is to hear of it
                job.outcome.set_exception(error)
            del job  # it holds page and outcome
        self._stop()

    def _read(self, page: Page) -> T | Failure:
        """What came of the page. It is tried again where its worker died, for that may have come from outside."""
        crashes = kills = 0
        taken = time.monotonic()  # when a process last had a page, as far as we know
        while crashes < _CRASHES and kills < _KILLS:
            try:
                came = self._attempt(page)
            except TimeoutError:
                said = f"took longer than {self._timeout:g} s; give it more time, or look at what the page holds"
                return failure(page, "Timeout", said)
            except ProcessExpired as error:
                killed = error.exitcode in _FROM_OUTSIDE
                kills, crashes = kills + killed, crashes + (not killed)
                taken = time.monotonic()
            except RuntimeError as error:  # the pool broke before a process had the page
                if time.monotonic() - taken > _GRACE:
                    raise RuntimeError(
                        "no worker process lives until it takes a page; their error output says why"
                    ) from error
            else:
                if isinstance(came, Failure) and came.error == "OutOfMemory":
                    self._replace()  # what a process has taken it may not give back
                return came
            self._replace()
        died = f"killed {kills} times" if kills == _KILLS else f"crashed {_CRASHES} times"
        return failure(page, "WorkerDied", f"the process that read it was {died}; look at what the page holds")

    def _attempt(self, page: Page) -> T | Failure:
        future = self._pool.schedule(_do, (self._work, page), timeout=self._timeout)
        either: tuple[Future[Any], ...] = (future, self._closing)
        wait(either, self._timeout + _GRACE, FIRST_COMPLETED)
        if self._closing.done():
            raise CancelledError
        if not future.done():
            raise ProcessExpired("lost", code=_FROM_OUTSIDE[-1])  # type: ignore[no-untyped-call]
        return future.result()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(max_workers=1, initializer=_begin, context=_context(self._work))

    def _replace(self) -> None:
        self._stop()
        self._pool = self._new_pool()

    def _stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        stopping = threading.Thread(target=self._pool.join, daemon=True)  # of a broken pool nothing is sure
        stopping.start()
        stopping.join(_STOPPING)


# -- how workers start ------------------------------------------------------------------------------------------------


_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT = multiprocessing.get_context(_METHOD)
_STARTING = threading.Lock()


def _context(work: Callable[[Page], Any]) -> Any:
    """Workers come from a server that has everything imported, never from a fork of this process, which has threads."""
    context: Any = copy.copy(_CONTEXT)
    context.Process = _Process
    if _METHOD == "forkserver":
        context.set_forkserver_preload([__name__, work.__module__])
    return context


class _Process(_CONTEXT.Process):  # type: ignore[name-defined, misc]
    """A process that does not import the program that asks for it: no worker needs it, and it may have no `__main__` guard."""

    def start(self) -> None:
        with _STARTING, _nameless_main():
            super().start()


@contextmanager
def _nameless_main() -> Iterator[None]:
    """The main module as that of an interactive session, which multiprocessing does not import in the new process."""
    main = vars(sys.modules["__main__"])
    kept: dict[str, Any] = {name: main[name] for name in ("__spec__", "__file__") if name in main}
    main |= dict.fromkeys(kept, None)
    try:
        yield
    finally:
        main |= kept


# -- in the worker ----------------------------------------------------------------------------------------------------


def _begin() -> None:
    """What a worker does before its first page. That it ignores SIGINT, and leaves that to who asked, is pebble's doing."""
    if hasattr(signal, "SIGKILL"):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's handler would wait for C code to return
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory()
    gc.freeze()


def _do(work: Callable[[Page], T], page: Page) -> T | Failure:
    """What comes of the page, also where it would end the process, or a library in Rust panics: pebble would raise that in who asks."""
    try:
        return outcome(work, page)
    except BaseException as error:
        return crash(page, error)


def _end_with_parent() -> None:
    """Nobody wants the page any more, however long it takes."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not POSIX
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard), hard))
