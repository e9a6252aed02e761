"""Declared counts become tables of cells with exact bounds."""

from schakel.indicators.coarser import CoarserDimension, coarser_dimensions, under
from schakel.indicators.contributing import with_contributions
from schakel.indicators.counting import tabulate
from schakel.indicators.defining import Circumstances, define
from schakel.indicators.difference import compare_words, is_countable, route, whole_order, words_of
from schakel.indicators.dimensions import KINDS
from schakel.indicators.kind import Context
from schakel.indicators.link_tables import DOUBTS, FIGURES, HIDDEN, SAMPLED, SHARED, link_tables
from schakel.indicators.quality import quality_tables
from schakel.indicators.recounting import recount

__all__ = [
    "DOUBTS",
    "FIGURES",
    "HIDDEN",
    "KINDS",
    "SAMPLED",
    "SHARED",
    "Circumstances",
    "CoarserDimension",
    "Context",
    "coarser_dimensions",
    "compare_words",
    "define",
    "is_countable",
    "link_tables",
    "quality_tables",
    "recount",
    "route",
    "tabulate",
    "under",
    "whole_order",
    "with_contributions",
    "words_of",
]
