"""Models of sentences: custody and length in two parts, effects in points and months, and the caveats they need."""

from schakel_judgments.models.effects import BOTH, CUSTODY, LENGTH, Effect
from schakel_judgments.models.model import Model, fit_model
from schakel_judgments.models.model_data import Sentences, read_sentences
from schakel_judgments.models.specification import ModelSpecification, Selection, read_specification

__all__ = [
    "BOTH",
    "CUSTODY",
    "LENGTH",
    "Effect",
    "Model",
    "ModelSpecification",
    "Selection",
    "Sentences",
    "fit_model",
    "read_sentences",
    "read_specification",
]
