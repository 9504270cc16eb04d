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
from jyparse.model.tasks import Action, Firmness, Project, ProjectKind, Responsible, Strength, Task, TaskTarget
from jyparse.model.terms import Keyword, SectionTerms, TermFrequency

__all__ = [
    "SCHEMA_VERSION",
    "Action",
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
    "Firmness",
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
    "Project",
    "ProjectKind",
    "Quantity",
    "Relation",
    "Responsible",
    "Role",
    "Section",
    "SectionTerms",
    "Severity",
    "Source",
    "Span",
    "Strength",
    "Table",
    "Target",
    "TargetKind",
    "Task",
    "TaskTarget",
    "TermFrequency",
    "Time",
    "TimeKind",
    "TimeRelation",
    "Value",
    "ValueRole",
]
