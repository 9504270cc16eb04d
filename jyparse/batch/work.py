"""What a worker does with one page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from jyparse.batch.forms import Failure, Page, Parsed
from jyparse.errors import JyparseError
from jyparse.export.tables import document_id, rows
from jyparse.model import PolicyDocument
from jyparse.pipeline import load, loads

T = TypeVar("T")


def as_json(page: Page) -> Parsed:
    """The document as JSON: one line of UTF-8, without its line end. Raises what `load` raises."""
    document = read(page)
    return _parsed(page, document, document.model_dump_json().encode())


def as_rows(page: Page) -> Parsed:
    """The rows of the document in every tidy table (`export.rows`). Raises what `load` raises."""
    document = read(page)
    return _parsed(page, document, rows(document))


def read(page: Page) -> PolicyDocument:
    """The document of a page, which knows what the page is called and when it was fetched."""
    said = {"encoding": page.encoding, "media_type": page.media_type, "url": page.url}
    document = load(page.content, **said) if isinstance(page.content, Path) else loads(page.content, **said)
    source = document.source.model_copy(update={"name": page.name, "fetched_at": page.fetched_at})
    return document.model_copy(update={"source": source})


def outcome(work: Callable[[Page], T], page: Page) -> T | Failure:
    """What comes of the page: what `work` makes of it, or a failure where it raises."""
    try:
        return work(page)
    except JyparseError as error:
        return failure(page, type(error).__name__, str(error).removeprefix(f"{getattr(error, 'source', '')}: "))
    except MemoryError:
        return failure(page, "OutOfMemory", "needs more memory than a process may take; split it first")
    except Exception as error:
        return crash(page, error)


def crash(page: Page, error: BaseException) -> Failure:
    """The failure where reading a page raised what it should not."""
    said = f"reading it failed with {error!r:.500}, which is a mistake in jyparse; please report it with the page"
    return failure(page, "Crash", said)


def failure(page: Page, error: str, said: str) -> Failure:
    """A failure whose message begins with the name of the page."""
    return Failure(page.name, error, f"{page.name}: {said}")


def _parsed(page: Page, document: PolicyDocument, payload: Any) -> Parsed:
    return Parsed(page.name, document_id(document), tuple(d.code for d in document.diagnostics), payload)
