"""What all outputs are made of."""

from __future__ import annotations

import hashlib
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import IO, Any, ClassVar

from jyparse.batch.forms import Failure, Page, Parsed
from jyparse.errors import RefusedOutput, UnwritableOutput
from jyparse.export import TABLES
from jyparse.export.tables import VERSION

Record = Parsed | Failure
"""What a page gave."""


class Output(ABC):
    """An output that is open.

    It is at any moment a beginning of what an undisturbed run writes, or can be cut to one; so what is complete is told by
    the output itself, and nothing stands beside it.
    """

    work: Callable[[Page], Parsed]
    """What a worker does with a page, so that the payload is what `write` takes."""
    at_once: ClassVar[int]
    """Records to give to `write` at once."""

    def __init__(self, path: Path, held: ExitStack) -> None:
        """Opens the output, or makes it, and cuts off what a broken run left half written; `held` is to close what it opens."""
        self.path = path
        self.held = held
        self._whole = True
        self.done = Seen()
        """Names of the pages that were complete when the output was opened, failures too."""

    @cached_property
    def ids(self) -> Seen:
        """Ids of the documents that are written."""
        return Seen()

    @classmethod
    @abstractmethod
    def exists(cls, path: Path) -> bool:
        """Whether an output is there, of whatever version. Raises `RefusedOutput` where something else is."""

    @classmethod
    @abstractmethod
    def remove(cls, path: Path) -> None:
        """Removes the output; in such an order that what is left is an output at any moment."""

    def write(self, records: Sequence[Record]) -> None:
        """Adds what some pages gave, and has it on the disk when it returns: all of it, or, where it raises, nothing."""
        self._whole = False
        with told(self.path):
            self._write(records)
        self._whole = True
        self._note_ids(apart(records)[0])

    def close(self) -> None:
        """Ends the output; where writing was refused, lets it be as it is."""
        with told(self.path), self.held:
            if self._whole:
                self._end()

    @abstractmethod
    def _write(self, records: Sequence[Record]) -> None: ...

    def _note_ids(self, documents: Iterable[Parsed]) -> None:
        for document in documents:
            self.ids.add(document.document_id)

    def _end(self) -> None:
        """What is left to do when all is written."""
        return

    def _note(self, documents: Iterable[tuple[str, str]], failures: Iterable[str]) -> None:
        """Notes what is written: id and source of each document, source of each failure."""
        for document_id, source in documents:
            self.ids.add(document_id)
            self.done.add(source)
        for source in failures:
            self.done.add(source)


def apart(records: Iterable[Record]) -> tuple[list[Parsed], list[Failure]]:
    """Documents and failures, each in order."""
    documents: list[Parsed] = []
    failures: list[Failure] = []
    for record in records:
        if isinstance(record, Failure):
            failures.append(record)
        else:
            documents.append(record)
    return documents, failures


def by_table(documents: Iterable[Parsed], written: Seen) -> dict[str, list[Any]]:
    """What each table gets of some payloads (what to write, by table): `documents` of each, the others once a content."""
    pieces: dict[str, list[Any]] = {name: [] for name in TABLES}
    here: set[str] = set()
    for document in documents:
        known = document.document_id in written or document.document_id in here
        for name in ("documents",) if known else TABLES:
            if piece := document.payload.get(name):
                pieces[name].append(piece)
        here.add(document.document_id)
    return pieces


class Seen:
    """Names or ids, kept as digests of 16 bytes: about 100 bytes of memory each."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def __contains__(self, text: str) -> bool:
        return _digest(text) in self._digests

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, text: str) -> None:
        """Adds one."""
        self._digests.add(_digest(text))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@contextmanager
def told(path: Path, *more: type[Exception]) -> Iterator[None]:
    """What the system refuses (an `OSError`, or `more` that a library raises) is told as `UnwritableOutput`."""
    kinds: tuple[type[Exception], ...] = (OSError, *more)
    try:
        yield
    except kinds as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise UnwritableOutput(str(path), reason) from error


def foreign(path: Path, reason: str = "is not what jyparse wrote, and is left alone") -> RefusedOutput:
    """The error where something stands in the way."""
    return RefusedOutput(str(path), f"{reason}; give another name")


def of_another_version(path: Path) -> RefusedOutput:
    """The error where a newer or older jyparse wrote other columns, or other things in them."""
    return foreign(path, f"is not of this version of the tables, {VERSION}")


def refuse_others(database: Path, names: Iterable[str]) -> None:
    """Raises where a database has tables that are not of jyparse."""
    if others := sorted(set(names) - {*TABLES, "errors"}):
        raise foreign(database, f"holds {others[0]}, which jyparse did not write")


# -- files ------------------------------------------------------------------------------------------------------------


def entries(folder: Path) -> list[Path]:
    """What is in a folder; nothing where it does not exist."""
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise foreign(folder, "is no folder, which this format is")
    return sorted(folder.iterdir())


def is_file(path: Path) -> bool:
    """Whether a file is there."""
    if path.exists() and not path.is_file():
        raise foreign(path, "is no regular file, which this format is")
    return path.exists()


def sync(file: IO[bytes]) -> None:
    """Has a file on the disk, where a loss of power finds it."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Has the names in a folder on the disk."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):  # some file systems of networks have no such thing
                os.fsync(handle)
        finally:
            os.close(handle)


class Lock:
    """One run at a time: a lock on a hidden file beside the output, which dies with the process that holds it.

    Processes that were forked do not inherit it, so that workers that outlive their parent keep no output locked.
    """

    _held: ClassVar[set[tuple[int, int]]] = set()  # locks know other processes only

    def __init__(self, output: Path) -> None:
        self._path = output.with_name(f".{output.name}.lock")
        while True:
            if _identity(self._path) in self._held:
                raise _busy(output)
            self._file = self._path.open("ab")
            try:
                _lock(self._file)
            except (BlockingIOError, PermissionError):
                self._file.close()
                raise _busy(output) from None
            found = os.fstat(self._file.fileno())
            self._key = (found.st_dev, found.st_ino)
            if self._key == _identity(self._path):
                break
            self._file.close()  # another run ended just now and removed it
        self._held.add(self._key)

    def release(self) -> None:
        """Lets others write."""
        self._held.discard(self._key)
        if sys.platform == "win32":
            self._file.close()
            with suppress(OSError):  # another run has it open
                self._path.unlink()
        else:
            self._path.unlink(missing_ok=True)
            self._file.close()


def _busy(output: Path) -> RefusedOutput:
    return RefusedOutput(str(output), "another run is writing it; wait for its end, or give another name")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
