"""A model of sentences with the required caveats: adequacy, what the table holds, and what was not held fixed.

Where publication depends on the length of a term, published sentences are chosen by the very thing that the model is
about. Nothing corrects for that. Leaving out long terms would choose by the length once more, and is not offered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from schakel_judgments import adequacy, thresholds
from schakel_judgments.adequacy import Adequacy
from schakel_judgments.models.effects import Effect, marginal_effects, predictions
from schakel_judgments.models.model_data import MONTHS, REGIME, Sentences
from schakel_judgments.models.specification import ModelSpecification, Selection
from schakel_judgments.models.two_part import TwoParts, fit

SELECTION = {
    None: "The specification does not say which sentences the table holds (`selection`: all, sample or published).",
    Selection.PUBLISHED: (
        "Published sentences are no sample: where publication is compulsory for long terms and rare for others, what "
        "is published was chosen by its length. Nothing corrects for that."
    ),
}
"""What a reader must know of the sentences that a table holds; nothing of all of them, or of a sample."""


@dataclass(frozen=True)
class Model:
    """The answer to a specification."""

    specification: ModelSpecification
    sentences: Sentences
    parts: TwoParts
    effects: tuple[Effect, ...]
    predictions: tuple[Effect, ...]
    adequacy: tuple[Adequacy, ...]

    @property
    def rare_levels(self) -> tuple[str, ...]:
        """The levels of factors that too few sentences have, with custody and without."""
        return tuple(
            level_name(name, level)
            for name, column in self.sentences.factors.items()
            for level, sentences in self.sentences.rows[column].value_counts(sort=False).items()
            if sentences < thresholds.SMALLEST_CELL
        )

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader must know, in sentences."""
        selection = self.specification.selection
        found = [SELECTION[selection]] if selection in SELECTION else []
        if rare := ", ".join(self.rare_levels):
            least = thresholds.SMALLEST_CELL
            found.append(f"Fewer than {least} sentences, too few for any effect, on custody as well: {rare}.")
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
    1 and in months with intervals by the delta method, predictions for pairs of factors, and the adequacy of each level
    of each factor.

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
    )


def level_name(factor: str, level: str) -> str:
    """Return how a level of a factor is called where its adequacy is judged."""
    return f"{factor} {level}"


def _adequacy(sentences: Sentences, specification: ModelSpecification, parts: TwoParts) -> Iterator[Adequacy]:
    """Judge each level beside its reference, and each pair of them, by the cells of the custodial sentences."""
    custodial = sentences.rows[sentences.rows[MONTHS] > 0]
    # A spread estimated from few sentences is itself too uncertain to judge by.
    spread = parts.length.spread if len(custodial) >= thresholds.FEWEST_FOR_SPREAD else None
    for names in (*((name,) for name in specification.factors), *specification.interactions):
        counts = custodial.groupby([sentences.factors[name] for name in names], observed=False).size()
        references = [sentences.levels(name)[0] for name in names]
        for levels in product(*(sentences.levels(name)[1:] for name in names)):
            # Each cell has every factor at its reference or at this level.
            cells = [
                int(counts[cell if len(cell) > 1 else cell[0]])
                for cell in product(*zip(references, levels, strict=True))
            ]
            yield adequacy.assess(
                [level_name(*one) for one in zip(names, levels, strict=True)],
                cells,
                spread=spread or thresholds.SPREAD,
                per_year=specification.per_year,
            )
