"""A page of any kind → blocks.

To add a format: a module here with `read(text, source) -> Page`, and a line in `_FORMATS`; its signature in `_sniff` if it
is text, or a line less in `_BINARY` if it is not.
"""

from __future__ import annotations

import hashlib
import html as entities
import json
import re
import sys
from collections.abc import Callable
from itertools import islice
from typing import Any

from lxml import etree

from jyparse import lexicon
from jyparse.errors import EmptyDocument, ResourceLimit, UnsupportedFormat
from jyparse.model import Source
from jyparse.page import html, markdown, text
from jyparse.page.blocks import Page, PageImage
from jyparse.page.decode import Decoded, decode, odd_characters, without_surrogates

_FORMATS: dict[str, Callable[[str, Source], Page]] = {
    "text/html": html.read,
    "text/markdown": markdown.read,
    "text/plain": text.read,
}
_BINARY = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip (DOCX, OFD or an archive)",
    b"PK\x05\x06": "application/zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/msword (an old Office file)",
    b"{\\rtf": "application/rtf",
    b"\x1f\x8b": "application/gzip",
    b"Rar!": "application/vnd.rar",
    b"7z\xbc\xaf": "application/x-7z-compressed",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"\x7fELF": "application/x-elf",
}
_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|table|tr|td|span|meta|title|script|br|ul|ol|li|dl|h[1-6]|font|a\s|center|section"
    r"|article|form|img|link|style|strong|b|textarea|iframe|pre|blockquote|th|tbody)\b[^<>]*/?>",
    re.I,
)
_PAGE_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|table|t[rdh]|meta|title|script|ul|ol|li|dl|h[1-6]|section|article|form|iframe"
    r"|textarea|pre)\b[^<>]*/?>",
    re.I,
)
_LITERAL = re.compile(r'(?<!\\)(?:"((?:[^"\\]|\\.)*+)"|\'((?:[^\'\\]|\\.)*+)\'|`((?:[^`\\]|\\.)*+)`)', re.S)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.S)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "\n"}
_HAN = re.compile("[一-鿿]")
_FEWEST_HAN = 40
_LARGEST = 256 * 1024 * 1024


def read(
    page: Any, *, name: str, encoding: str | None = None, media_type: str | None = None, url: str | None = None
) -> Page:
    """A page as its blocks: bytes, text, an lxml tree or a BeautifulSoup object.

    `name` is what messages call it. Raises `UnsupportedFormat`, `EmptyDocument`, `ResourceLimit`.
    """
    if isinstance(page, bytes | bytearray | memoryview):
        return _of_bytes(bytes(page), name, encoding, media_type, url)
    if isinstance(page, str):
        return _of_str(page, name, media_type, url)
    if (markup := _markup(page)) is not None:
        return _of_str(markup, name, "text/html", url)
    raise UnsupportedFormat(name, type(page).__name__)


def _markup(page: Any) -> str | None:
    """The HTML of an lxml element or tree, or of a soup: text that stands beside the root element too."""
    if isinstance(page, etree._ElementTree):
        page = page.getroot()
    if isinstance(page, etree._Element):
        beside = (
            [page, *page.itersiblings(), *page.itersiblings(preceding=True)] if page.getparent() is None else [page]
        )
        return "".join(etree.tostring(e, encoding="unicode", method="html", with_tail=False) for e in beside)
    bs4 = sys.modules.get("bs4")  # who holds a soup has imported it
    return str(page) if bs4 and isinstance(page, bs4.Tag) else None


def _of_str(page: str, name: str, media_type: str | None, url: str | None) -> Page:
    text = without_surrogates(page)
    data = text.encode()
    _check_size(data, name)
    return _of_text(Decoded(text, ""), data, name, media_type, url)


def _check_size(data: bytes, name: str) -> None:
    if len(data) > _LARGEST:
        raise ResourceLimit(name, "the size in bytes", len(data), _LARGEST)


def _of_bytes(data: bytes, name: str, encoding: str | None, media_type: str | None, url: str | None) -> Page:
    _check_size(data, name)
    for signature, kind in _BINARY.items():
        if data.startswith(signature) and (signature != b"BM" or data[6:10] == bytes(4)):
            raise UnsupportedFormat(name, kind)
    return _of_text(decode(data, encoding), data, name, media_type, url)


def _of_text(decoded: Decoded, data: bytes, name: str, media_type: str | None, url: str | None) -> Page:
    if "\0" in decoded.text:
        decoded.text = decoded.text.replace("\0", "")
    if not decoded.text.strip("\ufeff \t\r\n"):
        raise EmptyDocument(name)
    kind = media_type.partition(";")[0].strip().lower() if media_type else _sniff(decoded.text)
    if kind == "application/xhtml+xml":
        kind = "text/html"
    if kind not in _FORMATS:
        raise UnsupportedFormat(name, kind)
    page = _FORMATS[kind](decoded.text, _source(data, kind, decoded.encoding or None, url))
    page.diagnostics[:0] = decoded.diagnostics
    if odd := odd_characters(block.text for block in page.blocks if not isinstance(block, PageImage)):
        said = f"the page holds {odd} private-use or replacement characters"
        page.diagnostics.append(lexicon.diagnostic("odd-characters", said))
    return page


def _source(data: bytes, media_type: str, encoding: str | None, url: str | None) -> Source:
    return Source(url=url, media_type=media_type, encoding=encoding, sha256=hashlib.sha256(data).hexdigest())


def _sniff(page: str) -> str:
    """HTML if it has a tag that makes a page, or tags on as many lines as not; a text that only holds a `<` is a text."""
    if _PAGE_TAG.search(page):
        return "text/html"
    tags = sum(1 for _ in islice(_TAG.finditer(page), 10_000))
    if tags and tags * 2 > len(page.split("\n", 20_000)):
        return "text/html"
    return "text/markdown" if markdown.looks_like(page) else "text/plain"


# -- text that a page hides in scripts, templates and forms --------------------------------------------------------


def embedded(page: Page) -> list[Page]:
    """The texts in the scripts, templates and `<textarea>`s of a page, longest first, each read as a page of its own."""
    texts: list[str] = []
    for raw in page.embedded:
        texts += _texts_in(raw)
    texts = sorted({t for t in texts if len(_HAN.findall(t)) >= _FEWEST_HAN}, key=lambda t: (-len(t), t))
    return [_inner(page, text) for text in texts[:8]]


def _inner(page: Page, text: str) -> Page:
    """A text that stands in a page, with the names that the page gives itself."""
    kind = _sniff(text)
    inner = _FORMATS[kind](text, page.source.model_copy(update={"media_type": kind}))
    inner.title = inner.title or page.title
    inner.metas = [*inner.metas, *page.metas]
    return inner


def _texts_in(raw: str) -> list[str]:
    """The string literals of a script that hold Chinese, or the whole where it is markup or text."""
    if raw.lstrip().startswith("<"):
        return [entities.unescape(raw) if "&lt;" in raw and not _TAG.search(raw) else raw]
    try:
        literals = list(_strings(json.loads(raw)))
    except (ValueError, RecursionError):
        literals = [_unescaped(m[1] or m[2] or m[3] or "") for m in _LITERAL.finditer(raw)]
    literals = [t for t in literals if len(t) >= _FEWEST_HAN]
    if not literals and "function" not in raw and "var " not in raw:
        literals = [raw]
    return [entities.unescape(t) if "&lt;" in t and not _TAG.search(t) else t for t in literals]


def _strings(value: Any) -> list[str]:
    """Every string of a JSON value."""
    found: list[str] = []
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            rest.extend(one.values())
        elif isinstance(one, list):
            rest.extend(one)
    return found


def _unescaped(literal: str) -> str:
    """A JavaScript string literal as it reads."""
    if "\\" not in literal:
        return literal
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _CONTROLS.get(m[2], m[2]), literal)
