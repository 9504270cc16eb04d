"""Bodies made of plain lines, for the tests of single stages."""

from __future__ import annotations

from collections.abc import Iterator

from jyparse.model import ParagraphKind
from jyparse.page.blocks import Container, PageLine
from jyparse.stages import contents, document, lines, outline, parts
from jyparse.stages.forms import Body
from jyparse.stages.outline import Node


def body_of(text: str) -> Body:
    """The non-empty lines of `text`; a line between `*…*` is bold, one between `>…<` is centred."""
    box = Container(None, "body")
    pages = []
    for printed in filter(None, map(str.strip, text.splitlines())):
        bold, centred = printed.startswith("*"), printed.startswith(">")
        pages.append(PageLine(printed.strip("*><").strip(), box, bold=bold, centred=centred))
    read = lines.read(pages)
    starts, offset = [], 0
    for line in read:
        starts.append(offset)
        offset += len(line.text) + 1
    return Body(read, [*starts, max(0, offset - 1)])


def walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from walk(node.children)


def outline_of(text: str) -> list[str]:
    """Each section of `text` as `path title`, unnumbered headings with `-` for their label."""
    body = body_of(text)
    found: list[str] = []
    taken: dict[int, ParagraphKind | None] = document.taken_lines([], contents.find(body))
    for part in parts.read(body, taken):
        roots = outline.read(body, part.first, part.closing, taken | part.kinds)
        for node in walk(roots):
            path = "/".join(node.path) if node.label else "/".join([*node.path, "-"])
            found.append(f"{path} {node.title}".strip())
    return found
