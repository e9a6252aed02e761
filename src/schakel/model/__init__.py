"""The nouns: frozen values that can only say valid things, made of the standard library alone."""

from schakel.model.alliance import Alliance, Attribute, Partner, ShippedDelivery, Unit
from schakel.model.answer import Answer, Commentary, Conclusion, Count, EstimatedNumber, Multiple, Partition, Share
from schakel.model.asked import Asked
from schakel.model.assessment import (
    AnswerColumns,
    Assessment,
    Framework,
    Level,
    PossibleAnswer,
    ProfileSource,
    Question,
    Reply,
    Subject,
    Theme,
    Wording,
)
from schakel.model.assessment_profile import AssessmentProfile, GivenAnswer
from schakel.model.boundaries import Boundaries
from schakel.model.claim import Claim
from schakel.model.comparison import ComparedFigure, Comparison, Step
from schakel.model.concept import Concept, ConceptScheme, ConceptSet, combine
from schakel.model.contract import (
    Column,
    Contract,
    EventRule,
    Permission,
    Relation,
    RelationKind,
    Rule,
    Severity,
    UnitKey,
)
from schakel.model.definition import Aspect, Criterion, Definition
from schakel.model.delivery import Delivery, Note, Receipt, Refusal
from schakel.model.edition import Edition
from schakel.model.figure import Figure, Mark
from schakel.model.indicator import (
    Break,
    Condition,
    DimensionRule,
    ExtraAttribute,
    Indicator,
    Phase,
    Speaker,
    Statistic,
    Status,
)
from schakel.model.mapping import MappingLine, Match
from schakel.model.persons import PersonAttributes, PersonGroup
from schakel.model.prevalence import (
    CaptureList,
    DeclaredAssumption,
    PartAnswer,
    Parts,
    PrevalenceQuestion,
)
from schakel.model.product import DeclaredComparison, Heading, Product
from schakel.model.published_figure import Precision, PublishedFigure
from schakel.model.recidivism import (
    ChainCases,
    DisposalRule,
    RecidivismPart,
    RecidivismQuestion,
    YearShare,
)
from schakel.model.recommendation import AnswerSentence, AnswerStatus, Decision, Letter, QuotedFigure, Recommendation
from schakel.model.reuse import Reuse
from schakel.model.sentencing import AdequacyQuestion, Factor, FoundJudgments, WishedPoint
from schakel.model.table import TOTAL, Category, Cell, Dimension, Table
from schakel.model.target import Target, TargetEdition

__all__ = [
    "TOTAL",
    "AdequacyQuestion",
    "Alliance",
    "Answer",
    "AnswerColumns",
    "AnswerSentence",
    "AnswerStatus",
    "Asked",
    "Aspect",
    "Assessment",
    "AssessmentProfile",
    "Attribute",
    "Boundaries",
    "Break",
    "CaptureList",
    "Category",
    "Cell",
    "ChainCases",
    "Claim",
    "Column",
    "Commentary",
    "ComparedFigure",
    "Comparison",
    "Concept",
    "ConceptScheme",
    "ConceptSet",
    "Conclusion",
    "Condition",
    "Contract",
    "Count",
    "Criterion",
    "Decision",
    "DeclaredAssumption",
    "DeclaredComparison",
    "Definition",
    "Delivery",
    "Dimension",
    "DimensionRule",
    "DisposalRule",
    "Edition",
    "EstimatedNumber",
    "EventRule",
    "ExtraAttribute",
    "Factor",
    "Figure",
    "FoundJudgments",
    "Framework",
    "GivenAnswer",
    "Heading",
    "Indicator",
    "Letter",
    "Level",
    "MappingLine",
    "Mark",
    "Match",
    "Multiple",
    "Note",
    "PartAnswer",
    "Partition",
    "Partner",
    "Parts",
    "Permission",
    "PersonAttributes",
    "PersonGroup",
    "Phase",
    "PossibleAnswer",
    "Precision",
    "PrevalenceQuestion",
    "Product",
    "ProfileSource",
    "PublishedFigure",
    "Question",
    "QuotedFigure",
    "Receipt",
    "RecidivismPart",
    "RecidivismQuestion",
    "Recommendation",
    "Refusal",
    "Relation",
    "RelationKind",
    "Reply",
    "Reuse",
    "Rule",
    "Severity",
    "Share",
    "ShippedDelivery",
    "Speaker",
    "Statistic",
    "Status",
    "Step",
    "Subject",
    "Table",
    "Target",
    "TargetEdition",
    "Theme",
    "Unit",
    "UnitKey",
    "WishedPoint",
    "Wording",
    "YearShare",
    "combine",
]
