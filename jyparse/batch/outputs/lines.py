"""JSONL: a document a line, as `jyparse parse` prints it; failures beside it in `NAME.errors.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from itertools import chain
from pathlib import Path

from jyparse.batch.forms import Parsed
from jyparse.batch.outputs.base import Output, Record, Seen, apart, foreign, is_file
from jyparse.batch.outputs.growing import Growing, append_together, begins
from jyparse.batch.work import as_json
from jyparse.export.tables import document_id
from jyparse.model import SCHEMA_VERSION, PolicyDocument

_DOCUMENT = b'{"schema_version":"'
_THIS_VERSION = _DOCUMENT + SCHEMA_VERSION.encode() + b'",'
_FAILURE = b'{"source":"'
_SOURCE = b'"source":'  # cannot stand in a text, where its quotes are escaped; the last one is the document's own


class JsonLines(Output):
    """Two files of lines. Each is cut to its last whole line: what the other holds of later pages is not in need of it."""

    at_once = 64

    def __init__(self, path: Path, held: ExitStack) -> None:
        super().__init__(path, held)
        self.work = as_json
        self._documents = Growing(path, held)
        self._failures = Growing(_beside(path), held)
        for name in chain(_names(self._documents, _of_document), _names(self._failures, _of_failure)):
            self.done.add(name)

    @classmethod
    def exists(cls, path: Path) -> bool:
        files = {file: begin for file, begin in ((_beside(path), _FAILURE), (path, _DOCUMENT)) if is_file(file)}
        for file, begin in files.items():
            if not begins(file, begin):
                raise foreign(file)
        return bool(files)

    @classmethod
    def remove(cls, path: Path) -> None:
        _beside(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    @cached_property
    def ids(self) -> Seen:
        """Read back when first asked for: the text of every document has to be put together for it."""
        ids = Seen()
        for line in self._documents.lines():
            ids.add(document_id(PolicyDocument.model_validate_json(line)))
        return ids

    def _write(self, records: Sequence[Record]) -> None:
        documents, failures = apart(records)
        lines = [json.dumps(f._asdict(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for f in failures]
        append_together(
            [
                (self._failures, lines),
                (self._documents, [line for document in documents for line in (document.payload, b"\n")]),
            ]
        )

    def _note_ids(self, documents: Iterable[Parsed]) -> None:
        if "ids" in vars(self):
            super()._note_ids(documents)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.errors.jsonl")


def _names(file: Growing, name_of: Callable[[bytes], str | None]) -> Iterator[str]:
    """The names in the whole lines of a file; what follows the last of them is cut off."""
    size = 0
    for number, line in enumerate(file.lines(), 1):
        if not line.endswith(b"\n"):
            break
        if (name := name_of(line)) is None:
            raise foreign(file.path, f"line {number} is not what this version of jyparse writes")
        yield name
        size += len(line)
    file.cut(size)


def _of_document(line: bytes) -> str | None:
    """Name of the page; None where the line is something else."""
    return _member(line.rpartition(_SOURCE)[2][:-2], "name") if line.startswith(_THIS_VERSION) else None


def _of_failure(line: bytes) -> str | None:
    return _member(line, "source") if line.startswith(_FAILURE) else None


def _member(text: bytes, key: str) -> str | None:
    try:
        found = json.loads(text)[key]
    except (ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, str) else None
