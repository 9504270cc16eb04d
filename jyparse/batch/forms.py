"""What flows through a batch: pages go in, documents or failures come out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from jyparse.model import PolicyDocument


@dataclass(frozen=True)
class Page:
    """A page to be read: a file, or what a crawl or a table holds of one."""

    name: str
    """What messages, errors and `source.name` call it; unique in its batch: a path, or a file and a place in it."""
    content: bytes | str | Path
    """The page itself (text where it had been decoded before), or the file that holds it."""
    url: str | None = None
    """Address of the page."""
    encoding: str | None = None
    """What the server declared as its encoding."""
    media_type: str | None = None
    """`text/html`, `text/markdown` or `text/plain`; found out where it is None."""
    fetched_at: datetime.datetime | None = None
    """When it was fetched (UTC)."""


def utc(time: datetime.datetime) -> datetime.datetime | None:
    """A time in UTC, which one without a zone is taken for; None where the year is none of the calendar's."""
    try:
        return time.astimezone(datetime.UTC) if time.tzinfo else time.replace(tzinfo=datetime.UTC)
    except OverflowError:
        return None


class Failure(NamedTuple):
    """Why a page gave no document."""

    source: str
    """Name of the page."""
    error: str
    """What happened: the name of a jyparse error (`UnreadableSource`, `EmptyDocument` …), or `Timeout`, `OutOfMemory`, `WorkerDied`, `Crash`."""
    message: str
    """A sentence that names the page and says what to do."""


class Parsed(NamedTuple):
    """What a worker sends back for a page."""

    source: str
    """Name of the page."""
    document_id: str
    """Content hash, as in the tables."""
    codes: tuple[str, ...]
    """Codes of the document's diagnostics, one entry each."""
    payload: Any
    """The document in the form that the output takes: JSON, or the rows of its tables."""

    @property
    def size(self) -> int:
        """Bytes of a payload that is bytes, or bytes by table."""
        return sum(map(len, self.payload.values())) if isinstance(self.payload, dict) else len(self.payload)


@dataclass(frozen=True)
class Result:
    """What one page of a batch gave: a document, or a failure."""

    page: Page
    """The page."""
    json: bytes | None
    """The document as JSON, one line in UTF-8; None where the page gave none."""
    failure: Failure | None = None
    """Why it gave none."""

    @property
    def source(self) -> str:
        """Name of the page."""
        return self.page.name

    @property
    def document(self) -> PolicyDocument | None:
        """The document; made from its JSON at every call."""
        return None if self.json is None else PolicyDocument.model_validate_json(self.json)
