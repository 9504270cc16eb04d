"""What a document is: frozen pydantic models, nothing that reads a page."""

from jyparse.model.base import SCHEMA_VERSION, Model, Span
from jyparse.model.blocks import Block, Cell, Paragraph, ParagraphKind, Table
from jyparse.model.citations import Citation, CitationKind, CitationRelation
from jyparse.model.document import Diagnostic, PolicyDocument, Severity, Source
from jyparse.model.findings import Figure, Finding
from jyparse.model.indicators import Growth, Indicator, Quantity, Relation, Target, TargetKind, Value, ValueRole
from jyparse.model.metadata import DocumentNumber, Link, Metadata, MetadataField, Origin
from jyparse.model.outline import ContentsEntry, Part, PartKind, Role, Section
from jyparse.model.period import Period, Time, TimeKind, TimeRelation
from jyparse.model.tasks import Responsible, Task
from jyparse.model.terms import Keyword, SectionTerms, TermFrequency

__all__ = [
    "SCHEMA_VERSION",
    "Block",
    "Cell",
    "Citation",
    "CitationKind",
    "CitationRelation",
    "ContentsEntry",
    "Diagnostic",
    "DocumentNumber",
    "Figure",
    "Finding",
    "Growth",
    "Indicator",
    "Keyword",
    "Link",
    "Metadata",
    "MetadataField",
    "Model",
    "Origin",
    "Paragraph",
    "ParagraphKind",
    "Part",
    "PartKind",
    "Period",
    "PolicyDocument",
    "Quantity",
    "Relation",
    "Responsible",
    "Role",
    "Section",
    "SectionTerms",
    "Severity",
    "Source",
    "Span",
    "Table",
    "Target",
    "TargetKind",
    "Task",
    "TermFrequency",
    "Time",
    "TimeKind",
    "TimeRelation",
    "Value",
    "ValueRole",
]
