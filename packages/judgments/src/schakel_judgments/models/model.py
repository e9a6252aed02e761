"""A model of sentences with the required caveats: adequacy, selection, and the run without long terms.

Publication is compulsory for long terms and rare for others, so published sentences are chosen by the very thing that
the model is about. Nothing corrects for that; the statement and the second run show what hangs on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from schakel_base.errors import RequestError
from schakel_judgments import adequacy, thresholds
from schakel_judgments.adequacy import Adequacy
from schakel_judgments.models.effects import Effect, marginal_effects, predictions
from schakel_judgments.models.model_data import MONTHS, REGIME, ModelSpecification, Sentences
from schakel_judgments.models.two_part import TwoParts, fit

SELECTION = (
    "Published sentences are no sample: where publication is compulsory for long terms and rare for others, what is "
    "published was chosen by its length. Nothing corrects for that; the run without long terms shows what hangs on it."
)


@dataclass(frozen=True)
class Model:
    """The answer to a specification; `below` is the run without compulsorily published terms, or why there is none."""

    specification: ModelSpecification
    sentences: Sentences
    parts: TwoParts
    effects: tuple[Effect, ...]
    predictions: tuple[Effect, ...]
    adequacy: tuple[Adequacy, ...]
    below: "tuple[Effect, ...] | str"

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader must know, in sentences."""
        found = [SELECTION]
        if not self.specification.offence:
            found.append("The law of the day of the offence is not held fixed: the specification names no `offence`.")
        elif self.sentences.rows[REGIME].nunique() == 1:
            found.append("All offences fall under one regime of the law.")
        if not self.specification.investigation:
            found.append("Sentences of one investigation are taken as independent: none is named.")
        return tuple(found)


def fit_model(sentences: Sentences, specification: ModelSpecification) -> Model:
    """Fit both parts of a model of sentences, with what a reader must see beside it.

    Parameters
    ----------
    sentences
        One row for each sentence, from `read_sentences`; a length of 0 months is a sentence without custody.
    specification
        Which columns are factors, court, investigation and day of the offence, from `read_specification`.

    Returns
    -------
    Custody (logit) and length (log-linear with Duan's smearing, 1983, or gamma), average marginal effects in shares of
    1 and in months with intervals by the delta method, predictions for pairs of factors, the adequacy of each factor,
    and the effects without terms whose publication is compulsory.

    Raises
    ------
    RequestError
        If the sentences cannot bear the model.
    """
    parts = fit(sentences, specification)
    return Model(
        specification,
        sentences,
        parts,
        marginal_effects(parts, sentences),
        predictions(parts, sentences, specification),
        tuple(_adequacy(sentences, specification, parts)),
        _below(sentences, specification),
    )


def _below(sentences: Sentences, specification: ModelSpecification) -> tuple[Effect, ...] | str:
    if specification.compulsory is None:
        return "The specification does not say from how many months publication is `compulsory`."
    shorter = sentences.below(specification.compulsory)
    try:
        return marginal_effects(fit(shorter, specification), shorter)
    except RequestError as error:
        return str(error)


def _adequacy(sentences: Sentences, specification: ModelSpecification, parts: TwoParts) -> Iterator[Adequacy]:
    """Judge each factor with two levels, and each pair of them, by the cells of the custodial sentences."""
    custodial = sentences.rows[sentences.rows[MONTHS] > 0]
    # A spread estimated from few sentences is itself too uncertain to judge by.
    spread = parts.length.spread if len(custodial) >= thresholds.FEWEST_FOR_SPREAD else None
    for names in (*((name,) for name in specification.factors), *specification.interactions):
        columns = [sentences.factors[name] for name in names]
        levels = [sorted(sentences.rows[column].unique()) for column in columns]
        if all(len(one) == 2 for one in levels):
            cells = [
                int((custodial[columns] == list(combination)).all(axis=1).sum()) for combination in product(*levels)
            ]
            yield adequacy.assess(names, cells, spread=spread or thresholds.SPREAD, per_year=specification.per_year)
