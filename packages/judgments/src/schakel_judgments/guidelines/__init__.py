"""Guidelines for demands and points of orientation as data, and a demand computed from them step by step."""

from schakel_judgments.guidelines.guideline import Demand, GuidelineEdition, TermRange, demand, edition_in_force
from schakel_judgments.guidelines.guideline_file import find_edition, read_guidelines, read_orientation_points

__all__ = [
    "Demand",
    "GuidelineEdition",
    "TermRange",
    "demand",
    "edition_in_force",
    "find_edition",
    "read_guidelines",
    "read_orientation_points",
]
