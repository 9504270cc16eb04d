"""Metadata of a disclosure page: the printed pairs, the typed values, and where each came from."""

from __future__ import annotations

import datetime
from typing import Literal

from jyparse.model.base import Model, Span


class Link(Model):
    """A link as the page has it."""

    name: str
    """Its text."""
    href: str
    """Its address as written, relative addresses made absolute where the page's address is known."""


class DocumentNumber(Model):
    """发文字号 = 机关代字 "〔" 年份 "〕" 顺序号 "号" (GB/T 9704); orders have a serial only."""

    text: str
    """The number as printed."""
    organ: str | None = None
    """机关代字: what stands before the year (`国办发`)."""
    year: int | None = None
    """Year in the brackets."""
    serial: int | None = None
    """Number before 号."""


class MetadataField(Model):
    """One pair of the page's metadata block."""

    label: str
    """Label as printed, without its padding, brackets and colon."""
    value: str
    """Value as printed; "" where nothing follows the label."""
    links: tuple[Link, ...] = ()
    """Links inside the value."""


class Origin(Model):
    """Where a typed value came from."""

    name: str
    """Name of the value in `Metadata`."""
    kind: Literal["field", "meta", "text"]
    """`field` a printed pair, `meta` a `<meta>` tag or the `<title>`, `text` the text of the document."""
    label: str | None = None
    """Printed label, or the name of the tag."""
    text: str
    """The printed text that the value was made of."""
    span: Span | None = None
    """Where that text stands; None outside the text of the document."""


class Metadata(Model):
    """What the page says of the document. Unknown is None, or empty."""

    title: str | None = None
    """标题 of the document that the page discloses."""
    index_number: str | None = None
    """索引号; local in form, no key."""
    document_number: DocumentNumber | None = None
    """发文字号."""
    issuing_body: str | None = None
    """发布机构 or 发文机关, as printed."""
    issuing_bodies: tuple[str, ...] = ()
    """The bodies in `issuing_body` (joint issue)."""
    written_on: datetime.date | None = None
    """成文日期."""
    published_on: datetime.date | None = None
    """发布日期."""
    effective_on: datetime.date | None = None
    """生效日期, 施行日期."""
    expires_on: datetime.date | None = None
    """失效日期, 废止日期."""
    validity: str | None = None
    """效力状况 as printed (有效, 失效, 废止 …)."""
    genre: str | None = None
    """体裁 (通知, 意见 …)."""
    topics: tuple[str, ...] = ()
    """主题分类, split at commas and semicolons; `A\\B` is one."""
    keywords: tuple[str, ...] = ()
    """关键词, 主题词."""
    summary: str | None = None
    """内容概述."""
    fields: tuple[MetadataField, ...] = ()
    """The pairs of the metadata block, each once, known or not."""
    origins: tuple[Origin, ...] = ()
    """Where each typed value came from."""
