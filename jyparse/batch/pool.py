"""Many pages, read by worker processes: what a page does to its worker costs that page alone.

Each worker has a pipe of its own and a thread here that hands it a page at a time. Processes that share a pipe share its lock, which
breaks for all of them when one is killed while it holds it; a pipe of one's own breaks alone, and is thrown away.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import pickle
import signal
import socket
import struct
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty, SimpleQueue
from types import ModuleType
from typing import Any, Generic, NamedTuple, TypeVar

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
_FITS = 4096
"""Bytes that any pipe holds: to send them never waits for the process, which itself may wait until its answer is taken."""
_GRACE = 30.0
"""Seconds in which a process has to live until it takes a page, and after which a transfer that does not go on is given up."""
_STARTING = 300.0
"""Seconds that a process may take to start: it may be one of many, and have everything to import."""
_STOPPING = 10.0
"""Seconds after which a process or a thread that does not end is left to itself."""
_SLICE = 1.0
"""Seconds of a timeout that are waited for at a time: who is stopped and goes on later has lost no more of it."""
_LONGEST = 86_400
"""The longest timeout: a day."""


def load_many(
    sources: Iterable[str | os.PathLike[str] | Page], *, workers: int | None = None, timeout: float = 30
) -> Generator[Result]:
    """Reads many pages in worker processes; gives a `Result` each, document or failure, in the order of the sources.

    `sources` may be endless: at most 16 pages a worker are taken ahead of the result that is next. `workers` is the number of processes,
    by default one for each core that may be used; `timeout` is what one page may take, in seconds. A page that takes longer, that crashes
    its worker, that needs more than 4 GiB of memory (on POSIX), or that `load` raises an error for is a failure, and costs no other page.
    Closing the iterator stops the workers. Raises what the sources raise, when the results of those before have been given, `TypeError` for a source that is neither a path nor a `Page`,
    `ValueError` for a number out of range, and `RuntimeError` where for half a minute every process died before it had a page.
    """
    if isinstance(sources, str | bytes | os.PathLike | Page):
        raise TypeError(f"sources is to be several pages, not one: load_many([{sources!r}]), or jyparse.load() for one")
    return _outcomes(map(_page, sources), as_json, _result, workers, timeout)


def run(
    pages: Iterable[Page | Failure], work: Callable[[Page], T], *, workers: int | None = None, timeout: float = 30
) -> Generator[T | Failure]:
    """Does `work`, a function of a module, with every page in worker processes; gives what came of it in the order of the pages.

    A failure among the pages keeps its place. Bounds and errors are those of `load_many`.
    """
    return _outcomes(pages, work, _came, workers, timeout)


def check(workers: int | None, timeout: float) -> None:
    """Raises `ValueError` for a number out of range."""
    if workers is not None and workers < 1:
        raise ValueError(f"workers is {workers}; at least one process has to read the pages")
    if not 0 < timeout <= _LONGEST:
        raise ValueError(f"timeout is {timeout}; give the seconds that a page may take, more than 0 and at most a day")


def _page(source: str | os.PathLike[str] | Page) -> Page:
    if isinstance(source, Page):
        return source
    if not isinstance(source, str | os.PathLike):
        raise TypeError(f"a source is a path or a jyparse.batch.Page, not {type(source).__name__}")
    path = os.fsdecode(source)
    return Page(name_of(path), Path(path))


def _result(page: Any, outcome: Parsed | Failure) -> Result:
    return Result(page, None, outcome) if isinstance(outcome, Failure) else Result(page, outcome.payload)


def _came(page: Any, outcome: T | Failure) -> T | Failure:
    return outcome


# -- in the process that asks -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Job:
    """A page, and what will have come of it."""

    page: Any
    outcome: Future[Any] = field(default_factory=Future)


class _Order(NamedTuple):
    """A job, and its page as it is sent."""

    job: _Job
    message: bytes


def _outcomes(
    pages: Iterable[Page | Failure],
    work: Callable[[Page], T],
    form: Callable[[Any, T | Failure], R],
    workers: int | None,
    timeout: float,
) -> Generator[R]:
    check(workers, timeout)
    return _in_order(pages, work, form, workers or _cores(), timeout)


def _in_order(
    pages: Iterable[Page | Failure],
    work: Callable[[Page], T],
    form: Callable[[Any, T | Failure], R],
    workers: int,
    timeout: float,
) -> Generator[R]:
    """Hands the pages to the workers, and on what comes of them in the order of the pages."""
    if _METHOD == "forkserver":
        _CONTEXT.set_forkserver_preload([__name__, work.__module__])
    jobs: SimpleQueue[_Job | None] = SimpleQueue()
    pending: deque[_Job] = deque()
    serving: list[_Worker[T]] = []
    broken: list[Exception] = []
    at_the_end = sys.is_finalizing  # when `sys` itself may be gone

    def sources() -> Iterator[Page | Failure]:
        """The pages; an error of theirs waits until what came before it has been handed on."""
        try:
            yield from pages
        except Exception as error:
            broken.append(error)

    def came(job: _Job) -> R:
        return form(job.page, job.outcome.result())

    try:
        for page in sources():
            pending.append(job := _Job(page))
            if isinstance(page, Failure):
                job.outcome.set_result(page)
            else:
                jobs.put(job)
                if len(serving) < workers:  # no more of them than there are pages
                    serving.append(_Worker(work, timeout, jobs, workers - 1))
                    serving[-1].thread.start()
            del job, page  # who takes the results may take long
            while pending and (pending[0].outcome.done() or len(pending) >= AHEAD * workers):
                yield came(pending.popleft())
        while pending:
            yield came(pending.popleft())
        if broken:
            raise broken[0]
    finally:
        if not at_the_end():  # when all workers have been closed
            _close(serving)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _close(workers: Sequence[_Worker[Any]]) -> None:
    """Ends workers, and waits until they have ended."""
    for worker in workers:
        worker.close()
    for worker in workers:
        worker.wake()
    for worker in workers:
        with suppress(RuntimeError):  # it has not started; or a garbage collection in this very thread closes us
            worker.thread.join(_STOPPING)


@atexit.register
def _close_all() -> None:
    """Before multiprocessing ends its processes, and finds some that are only just starting."""
    _close(list(_LIVE))


class _Died(Exception):
    """A process ended before it answered."""


_LIVE: weakref.WeakSet[_Worker[Any]] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LIVE.clear)  # they are its parent's


class _Worker(Generic[T]):
    """A process that reads one page at a time, and is replaced where a page was too much for it."""

    def __init__(self, work: Callable[[Page], T], timeout: float, jobs: SimpleQueue[_Job | None], others: int) -> None:
        """`others` is the number of workers that take jobs from the same queue."""
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self._work = work
        self._timeout = timeout
        self._jobs = jobs
        self._others = others
        self._next: _Order | None = None
        self._sent = False
        """Whether the process has been given the next page already."""
        self._process: BaseProcess | None = None
        self._pipe: Connection
        self._closed = False
        _LIVE.add(self)

    def close(self) -> None:
        """Has the worker end at once; called from another thread than its own."""
        self._closed = True
        if process := self._process:
            process.kill()  # what the worker waits for ends with it

    def wake(self) -> None:
        """Has the worker see that it is closed, if it waits for a job; all that share its queue are to be closed before."""
        self._jobs.put(None)

    def _serve(self) -> None:
        """Does job after job until the worker is closed."""
        while not self._closed and (order := self._next or self._take()):
            self._next = None
            try:
                order.job.outcome.set_result(self._read(order))
            except BaseException as error:  # whoever waits for the outcome is to hear of it
                order.job.outcome.set_exception(error)
            del order  # it holds page and outcome
        self._end()

    def _take(self, block: bool = True) -> _Order | None:
        """The next job; None where there is none, or no more. A page that cannot be sent fails alone."""
        with suppress(Empty):
            while job := self._jobs.get(block):
                try:
                    return _Order(job, pickle.dumps(job.page))
                except Exception as error:
                    job.outcome.set_exception(error)
        return None

    def _read(self, order: _Order) -> T | Failure:
        """What came of the page. It is tried again where its process died, for that may have come from outside."""
        page = order.job.page
        crashes = kills = 0
        while crashes < _CRASHES and kills < _KILLS:
            self._begin()
            try:
                came = self._ask(order)
            except TimeoutError:
                self._end()
                said = f"took longer than {self._timeout:g} s; give it more time, or look at what the page holds"
                return failure(page, "Timeout", said)
            except _Died:
                killed = self._end() in _FROM_OUTSIDE
                kills, crashes = kills + killed, crashes + (not killed)
            else:
                if isinstance(came, Failure) and came.error == "OutOfMemory":
                    self._end()  # what a process has taken it may not give back
                return came
        died = f"killed {kills} times" if kills == _KILLS else f"crashed {_CRASHES} times"
        return failure(page, "WorkerDied", f"the process that read it was {died}; look at what the page holds")

    def _ask(self, order: _Order) -> T | Failure:
        """What the process makes of a page. While it does so it is given the next, so that it need not wait for it."""
        if not self._sent:
            self._send(order.message)
        self._sent = False
        if not self._next and self._jobs.qsize() > self._others:  # there is enough for all
            self._next = self._take(block=False)
        if self._next and len(self._next.message) <= _FITS:
            self._send(self._next.message)
            self._sent = True
        came: T | Failure = self._answer(self._timeout)
        return came

    def _send(self, message: bytes) -> None:
        try:
            self._pipe.send_bytes(message)
        except OSError as error:
            raise _Died from error

    def _answer(self, seconds: float) -> Any:
        try:
            while seconds > 0:
                if self._pipe.poll(min(seconds, _SLICE)):
                    return self._pipe.recv()
                seconds -= _SLICE
        except (EOFError, OSError) as error:
            raise _Died from error
        raise TimeoutError

    def _begin(self) -> None:
        """Has a process that waits for a page. It, or the server that it comes from, may be killed before, so this is tried for a while."""
        until = time.monotonic() + _GRACE
        while not self._process:
            if self._closed:
                raise CancelledError
            try:
                self._start()
                self._answer(_STARTING)
            except (_Died, EOFError, OSError) as error:
                self._end()
                if time.monotonic() > until:
                    raise RuntimeError(
                        f"no worker process lives until it takes a page ({error!r}); their error output may say more"
                    ) from error
                time.sleep(0.1)

    def _start(self) -> None:
        self._pipe, theirs = _CONTEXT.Pipe()
        with theirs:
            _limit_transfers(self._pipe)
            process = _Process(target=_serve, args=(self._work, theirs), daemon=True)
            process.start()
        self._process = process
        if self._closed:  # which `close` may have done before there was a process to kill
            raise CancelledError

    def _end(self) -> int | None:
        """Ends the process, if there is one; gives its exit code where somebody still asks."""
        if not (process := self._process):
            return None
        self._sent = False
        process.kill()
        wait([process.sentinel], _STOPPING)
        self._pipe.close()
        self._process = None
        return None if self._closed else _exit_code(process)


# -- how workers start ------------------------------------------------------------------------------------------------


_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT = multiprocessing.get_context(_METHOD)
_ONE_AT_A_TIME = threading.Lock()
"""For what changes `sys.modules`, and for what may ask any process for its exit code, which tells it only once."""


class _Process(_CONTEXT.Process):  # type: ignore[name-defined, misc]
    """A process that comes from a server that has everything imported, never from a fork of this process, which has threads.

    It does not import the program that asks for it: no worker needs it, and it may have no `__main__` guard.
    """

    def start(self) -> None:
        with _ONE_AT_A_TIME, _nameless_main():
            super().start()


def _exit_code(process: BaseProcess) -> int | None:
    with _ONE_AT_A_TIME:  # a process that starts asks all others whether they have ended
        return process.exitcode


@contextmanager
def _nameless_main() -> Iterator[None]:
    """A main module like that of an interactive session, which multiprocessing does not import in the new process."""
    main = sys.modules["__main__"]
    nameless: Any = ModuleType("__main__")
    nameless.__file__ = None
    nameless.__getattr__ = partial(getattr, main)
    sys.modules["__main__"] = nameless
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _limit_transfers(pipe: Connection) -> None:
    """Has reading and writing fail where nothing goes on for a while, as when the process was stopped (POSIX)."""
    if os.name == "posix":
        seconds = struct.pack("ll", int(_GRACE), 0)
        with socket.socket(fileno=os.dup(pipe.fileno())) as end:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)


# -- in the worker ----------------------------------------------------------------------------------------------------


def _serve(work: Callable[[Page], Any], pipe: Connection) -> None:
    """What a worker does: says that it is there, then answers a page at a time for as long as it is asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked hears it too, and ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory()
    gc.freeze()
    with suppress(EOFError, OSError):  # who asked is gone
        pipe.send(None)
        while True:
            pipe.send_bytes(_answer(work, pickle.loads(pipe.recv_bytes())))


def _answer(work: Callable[[Page], Any], page: Page) -> bytes:
    """What comes of the page, also where it would end the process, or a library in Rust panics."""
    try:
        came = outcome(lambda page: pickle.dumps(work(page)), page)
    except BaseException as error:
        came = crash(page, error)
    return pickle.dumps(came) if isinstance(came, Failure) else came


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
