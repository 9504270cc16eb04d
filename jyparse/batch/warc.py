"""WARC files (ISO 28500), plain or compressed by gzip → pages; behind damage reading goes on at the next record.

The file is cut into records here; what is in a record (HTTP head, transfer and content codings) is read by fastwarc. A
record is given once its end is known to be sound: the checksum of its gzip member, what stands behind it, its digest.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal

from jyparse.batch.forms import Failure, Page, utc
from jyparse.errors import MissingExtra

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap, WarcRecord

LARGEST = 64 << 20
"""Bytes of a record that are held in memory; a larger one is passed over."""
GZIP = b"\x1f\x8b"
_MEMBER = re.compile(rb"\x1f\x8b\x08[\0-\x1f]")
_RECORD = re.compile(rb"WARC/\d\.\d{1,2}\r\n[A-Za-z-]+:")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.I)
_PAGE = re.compile(rb"\r\ncontent-type:[ \t]*(?:text/html|application/xhtml)", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_ROBOTS = re.compile(r"https?://[^/]*/robots\.txt", re.I)
_HOLDERS = ("response", "resource", "conversion")
_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_LONGEST_HEADER = 64 << 10
_LONGEST_MARK = 1024
"""Bytes by which the beginning of a record, or of a gzip member with one, tells itself (its head may hold a file's name)."""
_CHUNK = 16 << 10
_BUFFER = 1 << 20


class _Damaged(Exception):
    """Why a record cannot be read; the sentence goes into its failure."""


class _TooLarge(_Damaged):
    """A record, or what it holds decoded, is larger than `LARGEST`; whether it may be a page its heads tell."""

    def __init__(self, may_be_page: bool = True) -> None:
        self.may_be_page = may_be_page
        super().__init__(f"is larger than the {LARGEST:,} bytes allowed; split it first")


def read(path: str, name: str, skipped: Counter[str]) -> Iterator[Page | Failure]:
    """The pages of a WARC file: answers of status 200 to 299, `resource` and `conversion` records, in HTML or plain text.

    A page is called `name@offset`, as an index (CDX) counts it; a further record of the same gzip member `name@offset+n`, n being
    its place in the inflated data. `skipped` counts the other records by what they are. Raises `OSError`, `MissingExtra`.
    """
    with open(path, "rb", buffering=_BUFFER) as file:  # noqa: PTH123 (the path may be no UTF-8)
        for place, record in _records(file):
            found = f"{name}@{place}"
            page = _page(record, found, skipped) if isinstance(record, bytes) else record
            if isinstance(page, _TooLarge) and not page.may_be_page:
                skipped["too large"] += 1
            elif isinstance(page, _TooLarge):
                yield Failure(found, "ResourceLimit", f"{found}: {page}")
            elif isinstance(page, _Damaged):
                said = f"{found}: {page}; the record is lost, reading goes on at the next; fetch the file again"
                yield Failure(found, "DamagedRecord", said)
            elif page:
                yield page


# -- a file → records ------------------------------------------------------------------------------------------------


def _records(file: BinaryIO) -> Iterator[tuple[str, bytes | _Damaged]]:
    """Each record with its place."""
    if not _is_compressed(file):
        for inner, record in _cut(_Stream(iter(lambda: file.read(_BUFFER), b""))):
            yield str(inner), record
        return
    offset: int | None = 0
    while offset is not None:
        member = _Member(file, offset)
        for inner, record in _cut(_Stream(member.pieces())):
            yield f"{offset}+{inner}" if inner else str(offset), record
        offset = member.end if member.end is not None else _next_member(file, offset + 1)
        if offset is not None:
            file.seek(offset)
            offset = offset if file.read(1) else None


def _is_compressed(file: BinaryIO) -> bool:
    """Whether gzip or, where the beginning is damaged, a later member of it tells so; the file is at its beginning then."""
    begin = file.read(5)
    found = begin.startswith(GZIP) or (begin != b"WARC/" and _next_member(file, 1) is not None)
    file.seek(0)
    return found


class _Member:
    """A member of a gzip file: where it ends is known when it has been read, and is None where it is damaged."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._offset = offset
        self.end: int | None = None

    def pieces(self) -> Iterator[bytes]:
        """The inflated data."""
        self._file.seek(self._offset)
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not inflater.eof:
            data = inflater.unconsumed_tail or self._file.read(_CHUNK)
            try:
                piece = inflater.decompress(data, _BUFFER)
            except zlib.error as error:
                raise _Damaged("the compressed data are damaged") from error
            if piece:
                yield piece
            elif not data and not inflater.eof:
                raise _Damaged("the file ends in the middle of it")
        self.end = self._file.tell() - len(inflater.unused_data)


def _next_member(file: BinaryIO, start: int) -> int | None:
    """Where, from `start` on, the next gzip member with a WARC record begins."""
    while True:
        file.seek(start)
        data = file.read(_BUFFER)
        for match in _MEMBER.finditer(data):
            if _holds_a_record(data[match.start() : match.start() + _LONGEST_MARK]):
                return start + match.start()
        if len(data) < _BUFFER:
            return None
        start += len(data) - _LONGEST_MARK  # a member may begin before the border and tell itself behind it


def _holds_a_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, 5) == b"WARC/"
    except zlib.error:
        return False


class _Stream:
    """What has been read of a stream of data and not been used yet, from `place` on."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.place = 0
        self.data = bytearray()

    def fill(self, size: int) -> bool:
        """Reads on until so many bytes are at hand; False where the stream ends before."""
        while len(self.data) < size:
            if not (piece := next(self._pieces, b"")):
                return False
            self.data += piece
        return True

    def drop(self, size: int) -> None:
        """Goes on by so many bytes, or to the end of the stream."""
        while size > len(self.data):
            size -= len(self.data)
            self.place += len(self.data)
            self.data.clear()
            if not self.fill(1):
                return
        del self.data[:size]
        self.place += size


def _cut(stream: _Stream) -> Iterator[tuple[int, bytes | _Damaged]]:
    """The records of a stream with their places."""
    while True:
        try:
            while stream.fill(1) and stream.data[0] in b"\r\n":
                stream.drop(1)
            if not stream.data:
                return
            place = stream.place
            record = _take(stream)
        except _Damaged as damage:
            yield stream.place, damage
            _go_to_next(stream)
        else:
            yield place, record


def _take(stream: _Stream) -> bytes:
    """The record that begins the stream, which goes on to its end; only from a sound record."""
    if not stream.fill(5) or not stream.data.startswith(b"WARC/"):
        raise _Damaged("no WARC record begins here")
    while (end := stream.data.find(b"\r\n\r\n", 0, _LONGEST_HEADER)) < 0:
        if len(stream.data) >= _LONGEST_HEADER or not stream.fill(len(stream.data) + 1):
            raise _Damaged("its header does not end")
    if not (length := _LENGTH.search(stream.data, 0, end + 2)):
        raise _Damaged("its header does not say how long it is")
    size = end + 4 + int(length[1])
    if size > LARGEST:
        stream.fill(end + _LONGEST_HEADER)
        raise _TooLarge(bool(_PAGE.search(stream.data, 0, end + _LONGEST_HEADER)))
    if not stream.fill(size):
        raise _Damaged("it is shorter than its header says")
    stream.fill(size + 8)  # at the end of a gzip member this checks the sum over it
    if not _may_follow(stream.data[size : size + 8]):
        raise _Damaged("it is longer than its header says")
    record = bytes(stream.data[:size])
    stream.drop(size)
    return record


def _may_follow(data: bytearray) -> bool:
    """Whether this may stand behind a record: two line ends (what follows them may be damaged), the next record, nothing."""
    rest = data.lstrip(b"\r\n")[:4]
    return data.startswith(b"\r\n\r\n") or rest == b"WARC"[: len(rest)]


def _go_to_next(stream: _Stream) -> None:
    """Drops what stands before the next record, or all."""
    try:
        stream.drop(1)
        while not (match := _RECORD.search(stream.data)):
            stream.drop(max(0, len(stream.data) - _LONGEST_MARK))
            if not stream.fill(len(stream.data) + 1):
                break
        stream.drop(match.start() if match else len(stream.data))
    except _Damaged:  # the stream ends here, and its damage has been reported
        stream.drop(len(stream.data))


# -- a record → a page -----------------------------------------------------------------------------------------------


def _page(data: bytes, name: str, skipped: Counter[str]) -> Page | _Damaged | None:
    """The page in a record; None if it holds none, which `skipped` counts."""
    try:
        record = _record(data)
        if str(record.record_type) not in _HOLDERS:
            skipped[f"{record.record_type} records"] += 1
            return None
        if _header(record.headers, "WARC-Block-Digest").startswith("sha1:") and not record.verify_block_digest():
            return _Damaged("it is not what its digest says")
        record.parse_http()
        uri = _header(record.headers, "WARC-Target-URI").strip("<>")
        if why := _why_not(record, uri):
            skipped[why] += 1
            return None
        content = _content(data)
    except OSError as error:
        return _Damaged(f"its content cannot be read ({error})")
    if len(content) > LARGEST:
        return _TooLarge()
    charset = _CHARSET.search(_content_type(record))
    fetched_at = utc(record.record_date) if record.record_date else None
    return Page(name, content, uri or None, charset[1] if charset else None, fetched_at=fetched_at)


def _record(data: bytes) -> WarcRecord:
    try:
        from fastwarc.warc import WarcRecord
    except ImportError as error:
        raise MissingExtra("fastwarc", "warc") from error
    return WarcRecord.from_bytes(data)


def _content_type(record: WarcRecord) -> str:
    """What the server declared, or, for what is no answer of a server, the crawler."""
    return _header(record.http_headers if record.http_headers is not None else record.headers, "Content-Type")


def _header(headers: HeaderMap, name: str) -> str:
    return headers.get(name) or ""


def _why_not(record: WarcRecord, uri: str) -> str | None:
    """Why a record is no page: the status or the type of the answer, or what crawlers fetch and write for themselves."""
    status = record.http_headers.status_code if record.http_headers is not None else 200
    if status is None:
        raise OSError("no status of HTTP")
    if not 200 <= status < 300:
        return f"status {status}"
    media_type = _content_type(record).partition(";")[0].strip().lower()
    if media_type not in _TYPES:
        return media_type or "no content type"
    return "crawler's own" if uri.startswith("metadata:") or _ROBOTS.fullmatch(uri) else None


def _content(data: bytes) -> bytes:
    """The content of a record, decoded. Some crawlers store it decoded under a head that says it is coded; it is then taken as it is."""
    codings: tuple[Literal["all", "transfer", "none"], ...] = ("all", "transfer", "none")
    reason = OSError()
    for coding in codings:
        record = _record(data)
        try:
            record.parse_http(auto_decode=coding)
            content = bytearray()  # piece by piece, as fastwarc sets aside as much memory as it is asked for
            while len(content) <= LARGEST and (piece := record.reader.read(_LONGEST_HEADER)):
                content += piece
        except OSError as error:
            reason = reason if reason.args else error
        else:
            if coding == "all" or content.lstrip().startswith(b"<"):
                return bytes(content)
    raise reason
