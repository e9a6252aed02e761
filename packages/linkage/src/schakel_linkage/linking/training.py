"""A model is trained: `u` from random pairs, then all else from the pairs that blocking gives.

Records that say the same are not collapsed for random pairs, so that they count as often as they occur. No session
blocks on one attribute alone, as is usual: from what is usual of one person all pairs find the same weights, or better
ones.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import version

import numpy as np

from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent
from schakel_linkage.calibration import (
    ADVISABLE,
    FAINT,
    FREQUENT_DATES,
    LEAST_U,
    PAIRS_FOR_U,
    RUNAWAY,
    START_MATCHES,
    U_OF_UNIQUE,
    USUALLY_OTHERWISE,
    USUALLY_SAME,
    VARIANTS_TAUGHT,
)
from schakel_linkage.link_model.declared import AttributeComparison, LevelProbabilities, LinkModel, Trained
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.advised_blocking import advised_blocking
from schakel_linkage.linking.cases import Cases, name_seldom_shared, shared_in_cases
from schakel_linkage.linking.chances import Chances
from schakel_linkage.linking.expectation_maximisation import maximise_expectation
from schakel_linkage.linking.pairing import Pairs, find_pairs, pairs_among
from schakel_linkage.linking.random_pairs import SEED, random_shares
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.thresholds import best_join
from schakel_linkage.linking.variants import collapse
from schakel_linkage.records.standardising import StandardisedRecords

BY = f"schakel-linkage {version('schakel-linkage')}"


def train(records: StandardisedRecords, model: LinkModel, today: date, progress: Progress = silent) -> LinkModel:
    """Return the model with weights from these records, and where to join if it does not declare that.

    Parameters
    ----------
    records
        From `standardise`.
    model
        What is compared. Its weights, if it has any, are not used.
    today
        The day that the weights are dated.
    progress
        Called with what is being done and the share of 1 that is done.

    Raises
    ------
    RequestError
        If nothing can be learnt from them, or what is learnt are cases or households and not persons.

    Notes
    -----
    No labels are needed: `u` is the agreement of random pairs, `m` comes by expectation maximisation (Dempster, Laird
    and Rubin 1977) over all blocked pairs.
    """
    if len(model.comparisons) < 2:
        raise RequestError("a model needs at least two attributes to be trained")
    progress("training: random pairs", 0.0)
    if model.advised.blocking:
        model = replace(model, blocking=advised_blocking(records, model))
    start = as_usual(records, model, today)
    progress("training: all pairs", 0.4)
    pairs = _teaching(records, start)
    if not len(pairs.left) and len(pairs.variants) == len(records):
        raise RequestError("nothing can be learnt from these records: no two of them have a blocking value in common")
    learnt = maximise_expectation(pairs, start)
    if name_seldom_shared(learnt.model, pairs, learnt.chance):
        progress("training: pairs of one case", 0.6)
        learnt = maximise_expectation(pairs, start, Cases.of(pairs, start))
        _check_names(learnt.model, name_seldom_shared(learnt.model, pairs, learnt.chance))
    progress("training: where to join", 0.7)
    # Not before it is known how often strangers share a date: of few records most who do are one person.
    model = _by_frequent_dates(learnt.model, len(records))
    return _with_matches_and_join(records, model, sampled=pairs.share < 1)


def _by_frequent_dates(model: LinkModel, records: int) -> LinkModel:
    """Return the model with dates weighed by how frequent they are, where that may be and strangers share them."""
    comparisons = [
        replace(one, frequency=level_of(model, one, "same").u * records >= FREQUENT_DATES)
        if one.attribute in model.advised.frequency and "same" in one.levels
        else one
        for one in model.comparisons
    ]
    return replace(model, comparisons=tuple(comparisons))


def _check_names(model: LinkModel, seldom: str) -> None:
    """Refuse a model in which those who are taken for one person seldom share a name."""
    if seldom:
        raise RequestError(
            f"it does not find persons: {seldom}, and agree in "
            f"{', '.join(f'`{one}`' for one in shared_in_cases(model)) or 'nothing else'}, as people of one case or "
            "household do. Say by an attribute of the kind source which files hold nobody twice, add what is of a "
            "person, or leave out what a case has in common"
        )


def _teaching(records: StandardisedRecords, model: LinkModel) -> Pairs:
    """Return the pairs that teach: all that are worth a look, or of very many records those that a sample is in."""
    variants = collapse(records, model).with_rarities(model)
    share = VARIANTS_TAUGHT / max(len(variants), 1)
    if share >= 1:
        return pairs_among(variants, records.texts, model, FAINT)
    asked = np.random.default_rng(SEED).random(len(variants)) < share
    # A pair is left out only where neither of its records is in the sample.
    return replace(pairs_among(variants, records.texts, model, FAINT, asked), share=1 - (1 - asked.mean()) ** 2)


def _with_matches_and_join(records: StandardisedRecords, model: LinkModel, sampled: bool) -> LinkModel:
    """Return the model with how many matches there are and where to join, by all pairs.

    Of a sample the matches stay that it taught: to look at all light pairs again would take as long as linking.
    """
    pairs, trained = find_pairs(records, model, ADVISABLE[0] if sampled else FAINT), model.weights
    size, chances = len(pairs.variants), Chances.of(pairs, model)
    bare = pairs.weight - trained.prior(size)
    promised = trained.matches if sampled else chances.matches(bare, size)
    # More matches than that are found where the pairs of one country or one name are taken for persons.
    if promised <= RUNAWAY * trained.matches:
        trained = replace(trained, matches=promised)
    join = best_join(replace(pairs, weight=bare + trained.prior(size)), model, promised * size / 2 if sampled else 0.0)
    return replace(model, trained=replace(trained, join=join), thresholds=model.thresholds.joining_from(join))


def as_usual(records: StandardisedRecords, model: LinkModel, today: date) -> LinkModel:
    """Return the model with the shares of random pairs as `u`, and what is usual of one person as `m`."""
    u = random_shares(records, model, PAIRS_FOR_U)
    levels = {
        one.attribute: _start(one, _of_strangers(model, one, u[one.attribute], len(records)))
        for one in model.comparisons
    }
    return replace(model, trained=Trained(today, BY, len(records), START_MATCHES, levels))


def _of_strangers(
    model: LinkModel, comparison: AttributeComparison, shares: Mapping[str, float], records: int
) -> dict[str, float]:
    """Return which share of pairs of two persons is at each level, going by pairs at random.

    Two persons share a unique number by error alone. But numbers that were given one after the other are often alike:
    more often than all pairs of one person together explain.
    """
    if not model.attribute(comparison.attribute).unique:
        return {level: max(share, LEAST_U) for level, share in shares.items()}
    of_one = START_MATCHES / max(records - 1, 1)
    found = {level: max(share - of_one, U_OF_UNIQUE) for level, share in shares.items()}
    return found | {comparison.levels[0]: U_OF_UNIQUE, OTHERWISE: max(shares[OTHERWISE], LEAST_U)}


def _start(comparison: AttributeComparison, u: Mapping[str, float]) -> dict[str, LevelProbabilities]:
    between = len(comparison.levels) - 1
    # Training only moves away from this, so it must be possible for a pair of one person to be at every level.
    usual = dict.fromkeys(comparison.levels, (1 - USUALLY_SAME - USUALLY_OTHERWISE) / max(between, 1))
    usual |= {comparison.levels[0]: USUALLY_SAME, OTHERWISE: USUALLY_OTHERWISE}
    return {level: LevelProbabilities(m, u[level]) for level, m in usual.items()}
