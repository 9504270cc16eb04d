"""From inputs to an output: what `jyparse batch` does."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from jyparse.batch import inputs as given
from jyparse.batch.forms import Failure, Page
from jyparse.batch.outputs import Output, Record, open_output
from jyparse.batch.pool import check, run
from jyparse.errors import RefusedOutput

DUPLICATE = "Duplicate"
"""The `error` of a page that was left out because its text was there already."""


MOST = 1 << 26
"""Bytes of what waits to be written: with so many it is written, however few the pages."""
_SHOWN = 3
"""Failures whose sentences a summary holds."""


@dataclass
class Summary:
    """What a run did; the counts are of this run alone."""

    total: int | None = None
    """Pages that the inputs hold; None where only reading them tells."""
    already_done: int = 0
    """Pages that an earlier run had completed."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """What folders and WARC files hold besides pages, by what it is."""
    documents: int = 0
    """Pages that gave a document."""
    duplicates: int = 0
    """Pages that were left out because their text was there already."""
    failures: Counter[str] = field(default_factory=Counter)
    """Pages that gave none, by error."""
    first_failures: list[Failure] = field(default_factory=list)
    """The first of them, at most three."""
    diagnostics: Counter[str] = field(default_factory=Counter)
    """Diagnostics of the documents, by code."""
    interrupted: signal.Signals | None = None
    """The signal that ended the run early."""
    seconds: float = 0.0
    """How long it took."""

    @property
    def pages(self) -> int:
        """Pages that this run has read."""
        return self.documents + self.duplicates + self.failures.total()


def convert(
    inputs: Sequence[str],
    out: Path,
    *,
    workers: int | None = None,
    timeout: float = 30,
    resume: bool = False,
    overwrite: bool = False,
    skip_duplicates: bool = False,
    html: str = "html",
    url: str = "url",
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Reads every page of the inputs and writes what it gives to `out`, whose ending says the format.

    The output is the same for any number of workers. `progress` is called after each page. SIGINT, SIGTERM and SIGHUP end the run
    between two batches of records: what was read is written, and `resume` goes on there.
    Raises a `JyparseError` where an input cannot be read or the output not be written, `ValueError` for a number out of range.
    """
    started = time.monotonic()
    check(workers, timeout)  # before the output is opened, or an old one removed
    if given.is_among(out, inputs):
        raise RefusedOutput(str(out), "is one of the inputs; give another name")
    summary = Summary(total=given.count(inputs))
    signals = _Signals()
    with closing(open_output(out, resume=resume, overwrite=overwrite)) as output:
        waiting = _Waiting(output)
        todo = _not_done(given.read(inputs, html=html, url=url, skipped=summary.passed_over), output, summary)

        with signals.ending():
            with closing(run(todo, output.work, workers=workers, timeout=timeout)) as outcomes:
                for outcome in outcomes:
                    record = _once(outcome, output, waiting.records) if skip_duplicates else outcome
                    waiting.add(record)
                    _count(record, summary)
                    progress(summary)
                    if waiting.full:
                        with signals.held_back():
                            waiting.write()
            with signals.held_back():
                waiting.write()
        waiting.write()  # what a signal left
    summary.interrupted = signals.seen
    summary.seconds = time.monotonic() - started
    return summary


def _not_done(pages: Iterable[Page | Failure], output: Output, summary: Summary) -> Iterator[Page | Failure]:
    """The pages that an earlier run has not completed."""
    for page in pages:
        if (page.source if isinstance(page, Failure) else page.name) in output.done:
            summary.already_done += 1
        else:
            yield page


def _once(outcome: Record, output: Output, waiting: Iterable[Record]) -> Record:
    """The outcome; a failure where a page with the same text is in the output, or waits to be written."""
    if isinstance(outcome, Failure):
        return outcome
    same = (not isinstance(other, Failure) and other.document_id == outcome.document_id for other in waiting)
    if outcome.document_id not in output.ids and not any(same):
        return outcome
    return Failure(
        outcome.source, DUPLICATE, f"{outcome.source}: has the text of an earlier page ({outcome.document_id})"
    )


def _count(record: Record, summary: Summary) -> None:
    if not isinstance(record, Failure):
        summary.documents += 1
        summary.diagnostics.update(record.codes)
    elif record.error == DUPLICATE:
        summary.duplicates += 1
    else:
        summary.failures[record.error] += 1
        if len(summary.first_failures) < _SHOWN:
            summary.first_failures.append(record)


class _Waiting:
    """Records that wait to be written."""

    def __init__(self, output: Output) -> None:
        self.records: list[Record] = []
        self._output = output
        self._size = 0

    def add(self, record: Record) -> None:
        self.records.append(record)
        self._size += 0 if isinstance(record, Failure) else record.size

    @property
    def full(self) -> bool:
        return len(self.records) >= self._output.at_once or self._size >= MOST

    def write(self) -> None:
        if self.records:
            self._output.write(self.records)
            self.records, self._size = [], 0


_ENDING = (signal.SIGINT, signal.SIGTERM, *((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()))


class _Signals:
    """SIGINT, SIGTERM and SIGHUP end a run, but never while something is being written; the second signal acts as ever."""

    def __init__(self) -> None:
        self.seen: signal.Signals | None = None
        self._held = False
        self._before: dict[signal.Signals, Any] = {}

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.seen = signal.Signals(number)
        self._give_back()
        if not self._held:
            raise _Ended

    def _give_back(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    @contextmanager
    def ending(self) -> Iterator[None]:
        """A signal ends the block, and what follows goes on. Only the main thread can be told of signals.

        One that is ignored stays so: a shell starts what is to outlive its terminal like that.
        """
        if threading.current_thread() is threading.main_thread():
            for number in _ENDING:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._note)
        try:
            yield
        except _Ended:
            pass
        finally:
            self._give_back()

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """A signal that comes in the block ends the run after it."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self.seen:
            raise _Ended


class _Ended(BaseException):
    """A signal asks for the end of the run."""
