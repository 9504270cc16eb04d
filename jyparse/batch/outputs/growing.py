"""Files that grow by whole records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from jyparse.batch.outputs.base import sync, sync_folder


class Growing:
    """A file that is appended to. Unbuffered: what was refused once is not tried again when the file is closed."""

    def __init__(self, path: Path, held: ExitStack) -> None:
        self.path = path
        self._file = held.enter_context(path.open("ab", buffering=0))
        sync_folder(path.parent)

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self._file.seek(0, 2)

    def lines(self) -> Iterator[bytes]:
        """What is in the file, up to each b"\\n"; what follows the last one too."""
        with self.path.open("rb") as file:
            yield from file

    def append(self, data: bytes) -> None:
        """Adds to the end."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        sync(self._file)

    def cut(self, size: int) -> None:
        """Drops what stands behind so many bytes."""
        if size < self.size:
            self._file.truncate(size)
            sync(self._file)


def append_together(pieces: Sequence[tuple[Growing, Sequence[bytes]]]) -> None:
    """Appends to several files, all or nothing; each has its part on the disk before the next begins."""
    sizes = [(file, file.size) for file, _ in pieces]
    try:
        for file, data in pieces:
            if data:
                file.append(b"".join(data))
    except BaseException:
        for file, size in reversed(sizes):
            file.cut(size)
        raise


def begins(path: Path, beginning: bytes) -> bool:
    """Whether a file begins so, or, if it is shorter, may have been going to."""
    with path.open("rb") as file:
        found = file.read(len(beginning))
    return beginning.startswith(found)
