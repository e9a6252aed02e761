"""The nouns: frozen values that are valid by construction, using only the standard library."""

from schakel.model.alliance import Alliance, Attribute, Magnitude, Partner, ShippedDelivery, Unit
from schakel.model.asked import Asked
from schakel.model.assessment import Reply
from schakel.model.column import Column, Derivation, StatedMagnitude
from schakel.model.comparison import ComparedFigure, Comparison, ComparisonStep
from schakel.model.contract import Contract, EventRule, Relation, RelationKind, Rule, Severity, UnitKey
from schakel.model.definition import Aspect
from schakel.model.delivery import Coverage, Delivery, Note, Receipt
from schakel.model.figure import Figure, Mark
from schakel.model.file_layout import FileFormat, Snapshot, UnknownColumns
from schakel.model.indicator import Condition, DimensionRule, ExtraAttribute, Phase, Speaker, Statistic, Status
from schakel.model.persons import PersonAttributes, PersonGroup
from schakel.model.published_figure import Precision, PublishedFigure
from schakel.model.recommendation import AnswerStatus, AskedPart, Concluded, DecidedBy
from schakel.model.table import TOTAL, Category, Cell, Dimension, Table
from schakel.model.table_question import TableQuestion

__all__ = [
    "TOTAL",
    "Alliance",
    "AnswerStatus",
    "Asked",
    "AskedPart",
    "Aspect",
    "Attribute",
    "Category",
    "Cell",
    "Column",
    "ComparedFigure",
    "Comparison",
    "ComparisonStep",
    "Concluded",
    "Condition",
    "Contract",
    "Coverage",
    "DecidedBy",
    "Delivery",
    "Derivation",
    "Dimension",
    "DimensionRule",
    "EventRule",
    "ExtraAttribute",
    "Figure",
    "FileFormat",
    "Magnitude",
    "Mark",
    "Note",
    "Partner",
    "PersonAttributes",
    "PersonGroup",
    "Phase",
    "Precision",
    "PublishedFigure",
    "Receipt",
    "Relation",
    "RelationKind",
    "Reply",
    "Rule",
    "Severity",
    "ShippedDelivery",
    "Snapshot",
    "Speaker",
    "StatedMagnitude",
    "Statistic",
    "Status",
    "Table",
    "TableQuestion",
    "Unit",
    "UnitKey",
    "UnknownColumns",
]
