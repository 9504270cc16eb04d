"""The errors that jyparse raises: each carries the fields that its sentence is made of."""

from __future__ import annotations


class JyparseError(Exception):
    """Base of all errors of this package."""


class UnreadableSource(JyparseError):
    """The source could not be read at all: no such file, a directory, no permission."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(
            f"{source}: cannot be read ({reason}); give a file, an open file object, or use loads() for text"
        )


class UnsupportedFormat(JyparseError):
    """The source is of a kind that jyparse does not read."""

    def __init__(self, source: str, media_type: str) -> None:
        self.source = source
        self.media_type = media_type
        super().__init__(f"{source}: looks like {media_type}, which is not read; give HTML, Markdown or plain text")


class EmptyDocument(JyparseError):
    """The source holds no character."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(f"{source}: is empty; check the download")


class ResourceLimit(JyparseError):
    """The source is larger than jyparse is prepared to read."""

    def __init__(self, source: str, limit: str, found: int, allowed: int) -> None:
        self.source = source
        self.limit = limit
        self.found = found
        self.allowed = allowed
        super().__init__(f"{source}: {limit} is {found:,}, more than the {allowed:,} allowed; split it first")


class WrongColumn(JyparseError):
    """A column that pages are read from is missing, or holds what it cannot hold."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        self.reason = reason
        super().__init__(f"column {column}: {reason}")


class MissingExtra(JyparseError, ImportError):
    """A library that only some of the work needs is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        self.library = library
        self.extra = extra
        super().__init__(f"{library} is not installed; run: pip install 'jyparse[{extra}]'")


class UnusableDatabase(JyparseError):
    """The database is missing, damaged, locked, another program's, or of another format."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: cannot be used as a database: {reason}")


class UnwritableOutput(JyparseError):
    """An output of a batch cannot be written: disk full, no permission, a file that is too large."""

    def __init__(self, output: str, reason: str) -> None:
        self.output = output
        self.reason = reason
        super().__init__(
            f"{output}: cannot be written ({reason}); what was complete is kept, and resuming goes on there"
        )


class RefusedOutput(JyparseError):
    """An output of a batch is left alone: it exists, is being written, or is not what jyparse wrote."""

    def __init__(self, output: str, reason: str) -> None:
        self.output = output
        self.reason = reason
        super().__init__(f"{output}: {reason}")
