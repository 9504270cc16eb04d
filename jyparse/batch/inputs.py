"""What a batch is given → its pages, lazily and in one order: files, folders, globs, lists of paths, and files that hold many pages.

To add a kind of file that holds pages: a function of its path, its name and `Fields` that yields pages and failures, and its
endings in `_HOLDERS`.
"""

from __future__ import annotations

import datetime
import gzip
import json
import os
import re
import stat
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from jyparse.batch import warc
from jyparse.batch.forms import Failure, Page, utc
from jyparse.errors import EmptyDocument, MissingExtra

if TYPE_CHECKING:
    import pyarrow as pa

_PAGES = frozenset(
    ["html", "htm", "shtml", "shtm", "xhtml", "xht", "txt", "text", "asp", "aspx", "jsp", "jspx", "php", "do", "action"]
)
"""Endings of pages: of files, and of the addresses that crawlers name files by."""
_ENDING = re.compile(r"\.(?=\d*[a-z])[a-z\d]{1,8}(?:-(?:journal|shm|wal))?", re.I | re.A)
_MAGIC = re.compile(r"[*?\[]")
_UNPRINTABLE = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_PATH = 1 << 16
_ROWS = 64


class Fields(NamedTuple):
    """The fields of JSON Lines and the columns of Parquet that hold a page and its address, and the count of what is passed over."""

    html: str
    url: str
    skipped: Counter[str]


def read(
    inputs: Sequence[str | os.PathLike[str]],
    *,
    html: str = "html",
    url: str = "url",
    skipped: Counter[str] | None = None,
) -> Iterator[Page | Failure]:
    """The pages of the inputs, in their order; names in a folder are sorted. What cannot be read is a `Failure` in its place.

    An input is a file; a folder, with all below it; a glob (`**` is any number of folders); `@FILE`, a list of paths, a line
    each, from the current folder on; or `-`, such a list on standard input. JSON Lines (`.jsonl`, `.ndjson`, also `.gz`) and
    Parquet hold a page in the field `html` and its address in `url`, and may have `fetched_at` and `encoding`. What is named
    twice is read once. `skipped` counts what folders and WARC files hold besides pages. Raises `MissingExtra`.
    """
    fields = Fields(html, url, Counter() if skipped is None else skipped)
    for found in _find(inputs, fields.skipped):
        if isinstance(found, Failure):
            yield found
        elif reader := _holder(found):
            yield from _held(found, reader, fields)
        else:
            yield Page(name_of(found), Path(found))


def count(inputs: Sequence[str | os.PathLike[str]]) -> int | None:
    """How many pages and failures `read` gives, where a listing tells; None where only reading would."""
    names = [os.fspath(name) for name in inputs]
    if any(name == "-" or (name.startswith("@") and not Path(name[1:]).is_file()) for name in names):
        return None
    number = 0
    for found in _find(inputs, Counter()):
        if isinstance(found, str) and _holder(found):
            return None
        number += 1
    return number


def is_among(path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]]) -> bool:
    """Whether an input names this path or what is in it, itself or by a glob: an output that is its own input."""
    real, name = os.path.realpath(path), Path(path).name
    for named in [os.fspath(one) for one in inputs]:
        matches = _matches(named) if _MAGIC.search(named) and fnmatchcase(name, Path(named).name) else ()
        found = (named.removeprefix("@"), *(match for match in matches if isinstance(match, str)))
        if any(f"{os.path.realpath(one)}{os.sep}".startswith(real + os.sep) for one in found):
            return True
    return False


# -- inputs → paths --------------------------------------------------------------------------------------------------


def _find(inputs: Iterable[str | os.PathLike[str]], skipped: Counter[str]) -> Iterator[str | Failure]:
    """The paths of the files that the inputs name."""
    known = _Known()
    for name in [os.fspath(name) for name in inputs]:
        if name == "-" or (name.startswith("@") and len(name) > 1):
            for line in _lines(name):
                yield from (line,) if isinstance(line, Failure) else _files(line, known, skipped)
        else:
            yield from _files(name, known, skipped)


def _lines(name: str) -> Iterator[str | Failure]:
    """The paths in a list; they may be of any bytes."""
    try:
        with nullcontext(_standard_input()) if name == "-" else Path(name[1:]).open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST_PATH), b"")):
                if path := os.fsdecode((line if number else line.removeprefix(b"\xef\xbb\xbf")).rstrip(b"\r\n")):
                    yield path
    except (OSError, ValueError) as error:
        yield _unreadable(name, error)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:  # pythonw, or a program that closed it
        raise ValueError("there is no standard input")
    return sys.stdin.buffer


def _files(name: str, known: _Known, skipped: Counter[str]) -> Iterator[str | Failure]:
    """The paths of the files that one name stands for: a file, a folder, a glob."""
    if os.path.lexists(name) or not _MAGIC.search(name):
        yield from _file_or_folder(name, known, skipped)
        return
    none = True
    for match in _matches(name):
        none = False
        yield from (match,) if isinstance(match, Failure) else _file_or_folder(match, known, skipped)
    if none and known.adds(name):
        yield _unreadable(name, "no file has such a name")


def _file_or_folder(path: str, known: _Known, skipped: Counter[str]) -> Iterator[str | Failure]:
    """A file as it is; a folder as all the pages below it."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        if known.adds(path):
            yield _unreadable(path, error)
        return
    if not known.adds(path, folder=stat.S_ISDIR(mode)):
        return
    if stat.S_ISREG(mode):
        yield path
    elif stat.S_ISDIR(mode):
        yield from _walk(str(Path(path)), known, skipped)
    else:
        yield _unreadable(path, "it is neither a file nor a folder")


class _Known:
    """What has been named so far, by its real path, so that nothing is read twice."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def adds(self, path: str, folder: bool = False) -> bool:
        """Whether it is new."""
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError):
            real = path
        if self.holds(real) or self._was_walked(Path(real), folder):
            return False
        (self._folders if folder else self._files).add(real)
        return True

    def holds(self, real: str) -> bool:
        """Whether this file or folder itself has been named."""
        return real in self._files or real in self._folders

    def _was_walked(self, path: Path, folder: bool) -> bool:
        """Whether a folder above it has been named, and reading that one comes to it."""
        if not self._folders or not (folder or _is_walked(path.name)):
            return False
        for parent in path.parents:
            if str(parent) in self._folders:
                return not any(part.startswith(".") for part in path.relative_to(parent).parts)
        return False


def _walk(top: str, known: _Known, skipped: Counter[str]) -> Iterator[str | Failure]:
    """The pages and WARC files below a folder. Listings are held of the folders on the way down alone."""
    real = os.path.realpath(top)
    listings = [_listing(top, skipped)]
    empty = True
    while listings:
        listing = listings[-1]
        if isinstance(listing, Failure):
            yield listing
            empty = False
        if isinstance(listing, Failure) or not listing:
            listings.pop()
            continue
        path, is_folder, is_link = listing.pop()
        is_known = not known.adds(path) if is_link else known.holds(real + path[len(top) :])
        if is_folder and not is_known:
            listings.append(_listing(path, skipped))
            continue
        empty = False
        if not is_known:
            yield path
    if empty:
        yield _unreadable(top, "the folder holds no page")


def _listing(folder: str, skipped: Counter[str]) -> list[tuple[str, bool, bool]] | Failure:
    """The pages, WARC files and folders in a folder, whether each is a folder, a link to a file; the last name first."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if why := _why_not(entry):
                    skipped[why] += 1
                else:
                    is_link = entry.is_symlink() and entry.is_file()
                    found.append((entry.path, entry.is_dir(follow_symlinks=False), is_link))
    except OSError as error:
        return _unreadable(folder, error)
    return sorted(found, reverse=True)


def _why_not(entry: os.DirEntry[str]) -> str | None:
    """Why a walk passes something over. A link to a folder is not followed: it may lead round in a circle."""
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_dir(follow_symlinks=False):
        return None
    if entry.is_dir():
        return "link to a folder"
    if not entry.is_file() and not entry.is_symlink():
        return "no file"  # a pipe, a socket, a device
    return None if _is_walked(entry.name) else f".{_ending(entry.name)}"


def _ending(name: str) -> str:
    """The ending of a file's name, in small letters: before the query of an address, and with a letter (2016.11 has none)."""
    ending = os.path.splitext(name.partition("?")[0])[1]  # noqa: PTH122 (a Path would be made for each file)
    return ending[1:].lower() if _ENDING.fullmatch(ending) else ""


def _is_walked(name: str) -> bool:
    """Whether a walk reads a file of this name: a page, or a WARC file. JSON Lines and Parquet must be named."""
    ending = _ending(name)
    return not ending or ending in _PAGES or _holder(name) is _warc


def _matches(pattern: str) -> Iterator[str | Failure]:
    """The paths that a pattern matches, sorted folder by folder. Hidden names only where the pattern begins with a dot too."""
    anchor = Path(pattern).anchor
    rest: list[tuple[str, tuple[str, ...]] | Failure] = [(anchor, Path(pattern).parts[bool(anchor) :])]
    while rest:
        one = rest.pop()
        if isinstance(one, Failure):
            yield one
            continue
        base, parts = one
        if not parts:
            yield base
        elif _MAGIC.search(parts[0]):
            rest += reversed(list(_step(base, parts)))
        elif os.path.lexists(base := os.path.join(base, parts[0])):  # noqa: PTH118
            rest.append((base, parts[1:]))


def _step(base: str, parts: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]] | Failure]:
    """What is left to match, in `base` and right below it, when the first part of a pattern has matched."""
    first, *rest = parts
    anywhere = first == "**"
    if anywhere:
        yield base or ".", tuple(rest)
    if (anywhere and not rest) or not os.path.isdir(base or "."):  # noqa: PTH112
        return
    try:
        with os.scandir(base or ".") as entries:
            found = sorted((entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries)
    except OSError as error:
        yield _unreadable(base or ".", error)
        return
    for name, is_folder, is_link in found:
        path = os.path.join(base, name)  # noqa: PTH118
        if name.startswith(".") and not first.startswith("."):
            continue
        if anywhere and is_folder and not is_link:
            yield path, parts
        elif not anywhere and fnmatchcase(name, first) and (is_folder or not rest):
            yield path, tuple(rest)


# -- files that hold many pages --------------------------------------------------------------------------------------


def _held(path: str, reader: _Reader, fields: Fields) -> Iterator[Page | Failure]:
    """The pages in a file; one failure where it cannot be opened, is empty, or reading it breaks off."""
    name = name_of(path)
    try:
        if Path(path).stat().st_size:
            yield from reader(path, name, fields)
        else:
            yield Failure(name, "EmptyDocument", str(EmptyDocument(name)))
    except OSError as error:
        yield _unreadable(path, error)


def _warc(path: str, name: str, fields: Fields) -> Iterator[Page | Failure]:
    return warc.read(path, name, fields.skipped)


def _json_lines(path: str, name: str, fields: Fields) -> Iterator[Page | Failure]:
    """A page a line; it is called `name:line`."""
    with Path(path).open("rb") as raw, _inflated(raw) as file:
        number = 0
        while True:
            found = f"{name}:{(number := number + 1)}"
            try:
                line = file.readline(warc.LARGEST)
                whole = len(line) < warc.LARGEST or line.endswith(b"\n")
                while not whole and (more := file.readline(warc.LARGEST)) and not more.endswith(b"\n"):
                    pass
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                yield _damaged(
                    found, f"the compressed data are damaged or cut off here ({error}); fetch the file again"
                )
                return
            if not line:
                return
            if not whole:
                said = f"{found}: is larger than the {warc.LARGEST:,} bytes allowed; split it first"
                yield Failure(found, "ResourceLimit", said)
            elif line.strip():
                yield _json_line(line, found, fields)


def _inflated(file: BinaryIO) -> BinaryIO | gzip.GzipFile:
    """The file itself, or what is compressed in it."""
    begin = file.read(len(warc.GZIP))
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if begin == warc.GZIP else file


def _json_line(line: bytes, found: str, fields: Fields) -> Page | Failure:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _damaged(found, f"the line is no JSON ({error})")
    return _row(row, found, fields) if isinstance(row, dict) else _damaged(found, "the line is no JSON object")


def _parquet(path: str, name: str, fields: Fields) -> Iterator[Page | Failure]:
    """A page a row; it is called `name:row`, from 1 on."""
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "arrow") from error
    number = 0
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            wanted = [name for name in (fields.html, fields.url, *_BESIDE) if name in file.schema_arrow.names]
            if fields.html not in wanted:
                yield _missing(name, file.schema_arrow.names, fields)
                return
            for batch in file.iter_batches(_ROWS, columns=wanted):
                for cells in zip(*map(_cells, batch.columns), strict=True):
                    row = dict(zip(batch.schema.names, cells, strict=True))
                    yield _row(row, f"{name}:{(number := number + 1)}", fields)
    except (OSError, pyarrow.ArrowException) as error:
        yield _damaged(f"{name}:{number + 1}", f"the file cannot be read from here on ({error})")


def _cells(column: pa.Array) -> Iterator[Any]:
    """The cells of a column: bytes for a text that is no UTF-8, None for a time that Python has not; nanoseconds are cut off."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    for cell in column:
        try:
            yield cell.as_py()
        except UnicodeDecodeError:
            yield cell.as_buffer().to_pybytes()
        except (ValueError, OverflowError):
            yield None


def _row(row: Mapping[str, Any], found: str, fields: Fields) -> Page | Failure:
    """The page in an object of JSON or a row of a table."""
    page, url, encoding, fetched_at = (row.get(name) for name in (fields.html, fields.url, *_BESIDE))
    if not isinstance(page, str | bytes):
        return _missing(found, list(row), fields)
    return Page(
        found,
        page,
        url=url.encode(errors="replace").decode() if isinstance(url, str) and url else None,
        encoding=encoding if isinstance(encoding, str) and isinstance(page, bytes) else None,
        fetched_at=_time(fetched_at),
    )


def _time(said: Any) -> datetime.datetime | None:
    """A time as ISO 8601 writes it; one without a zone is UTC. None where it is none."""
    try:
        time = datetime.datetime.fromisoformat(said) if isinstance(said, str) else said
    except ValueError:
        return None
    return utc(time) if isinstance(time, datetime.datetime) else None


_BESIDE = ("encoding", "fetched_at")
_Reader = Callable[[str, str, Fields], Iterator[Page | Failure]]
_HOLDERS: dict[str, _Reader] = {
    ".jsonl": _json_lines,
    ".jsonl.gz": _json_lines,
    ".ndjson": _json_lines,
    ".ndjson.gz": _json_lines,
    ".parquet": _parquet,
    ".warc": _warc,
    ".warc.gz": _warc,
    ".wet": _warc,
    ".wet.gz": _warc,
}


def _holder(path: str) -> _Reader | None:
    """What reads the pages out of a file of this name; None for what is a page itself."""
    name = path.lower()
    return next((reader for ending, reader in _HOLDERS.items() if name.endswith(ending)), None)


# -- names and failures ----------------------------------------------------------------------------------------------


def name_of(path: str) -> str:
    """A path as it can be printed and stored, another one for each path: with `/`, and `\\xff` for a byte that is no text."""
    return _UNPRINTABLE.sub(_escaped, Path(path).as_posix())


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # how Python holds a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return "\\\\" if match[0] == "\\" else f"\\u{code:04x}"


def _unreadable(path: str, reason: OSError | ValueError | str) -> Failure:
    name, said = name_of(path), getattr(reason, "strerror", None) or str(reason)
    return Failure(name, "UnreadableSource", f"{name}: cannot be read ({said}); check the path")


def _damaged(found: str, reason: str) -> Failure:
    return Failure(found, "DamagedRecord", f"{found}: {reason}")


def _missing(found: str, names: Sequence[str], fields: Fields) -> Failure:
    held = ", ".join(name[:40] for name in names[:10]) or "nothing"
    said = f"{found}: has no text in “{fields.html}” (it has {held}); say which field holds the page"
    return Failure(found, "MissingField", said)
