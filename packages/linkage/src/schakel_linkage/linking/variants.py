"""Records that say exactly the same are one *variant*, weighed once, and counted once among frequent values.

Offenders come back, so a name that one person carries through ninety records is not a frequent name: how frequent a
value is, is counted over variants. Records that say the same but too little to be surely one person (a famous name and
1 January) stay variants of their own.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Flags, Floats, Integers
from schakel_linkage.calibration import USUAL_VARIANTS
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.linking.hashing import grouped, hashes
from schakel_linkage.linking.origins import rarities_within
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.scoring import self_weight
from schakel_linkage.linking.tallies import Tallies, Tally, tallies_of
from schakel_linkage.records.standardising import StandardisedRecords


@dataclass(frozen=True)
class Variants:
    """The variants of records.

    Parameters
    ----------
    of_record
        For each record the number of its variant; shape (records,).
    first
        For each variant its first record; shape (variants,).
    columns
        The parts of each variant; and its rarities, once they were counted.
    """

    of_record: Integers
    first: Integers
    columns: Columns

    def __len__(self) -> int:
        return len(self.first)

    @property
    def sizes(self) -> Integers:
        """How many records each variant has."""
        return np.bincount(self.of_record, minlength=len(self))

    def with_rarities(self, model: LinkModel) -> "Variants":
        """Return the variants with their rarities, counted among themselves."""
        return replace(self, columns={**self.columns, **rarities(self.columns, model)})


def collapse(records: StandardisedRecords, model: LinkModel, known: int = 0) -> Variants:
    """Return the variants of records under a trained model, besides a number that are known already."""
    parts = records.parts
    values = [parts[f"{attribute.name}_value"] for attribute in model.attributes]
    first, of_record = grouped(hashes(values))
    several = np.flatnonzero(np.bincount(of_record, minlength=len(first)) > 1)
    rows = first[several]  # the others of a variant say the same
    parted = np.zeros(len(first), dtype=np.bool_)
    # Only where several records say the same can they be taken for one by mistake.
    parted[several] = _thin(parts, rows, model, len(first) + known) | _vague(parts, model)[rows]
    if model.source:  # what a source says twice it says of two persons
        parted[several] |= parts[f"{model.source}_value"][rows] >= 0
    apart = np.flatnonzero(parted[of_record])
    if len(apart):
        first, of_record = _kept_apart(first, of_record, apart)
    return Variants(of_record, first, {name: codes[first] for name, codes in parts.items()})


def columns_of(records: StandardisedRecords, model: LinkModel) -> Columns:
    """Return the parts and rarities of records as they are, none collapsed."""
    return {**records.parts, **rarities(records.parts, model)}


def _thin(parts: Columns, rows: Integers, model: LinkModel, variants: int) -> Flags:
    """Tell which of some records say too little to be surely one person with another that says the same.

    How frequent a value is counts over records here: that many stand written alike may itself be the trap.
    """
    columns = {name: column[rows] for name, column in parts.items()}
    known = self_weight(model, {**columns, **rarities(columns, model, tallies_of(parts, model))})
    thin: Flags = known + model.weights.prior(variants) < model.thresholds.join
    return thin


def _vague(parts: Columns, model: LinkModel) -> Flags:
    """Tell which records have no full date of birth and no unique number, where the model joins nobody by that."""
    found = np.zeros(len(next(iter(parts.values()))), dtype=np.bool_)
    if "vague" in model.cannot_link:
        found |= parts[f"{next(one.name for one in model.attributes if one.kind == 'date')}_vague"]
        for attribute in model.attributes:
            if attribute.unique:
                found &= parts[f"{attribute.name}_value"] < 0
    return found


def _kept_apart(first: Integers, of_record: Integers, apart: Integers) -> tuple[Integers, Integers]:
    """Give each record that stays apart a variant of its own; return the first records and the variants again."""
    later = apart[first[of_record[apart]] != apart]
    renumbered = of_record.copy()
    renumbered[later] = len(first) + np.arange(len(later))
    return np.concatenate([first, later]), renumbered


def _of_date(values: npt.NDArray[np.int32], tally: Tally, name: str, model: LinkModel) -> Floats:
    """Return by how many bits each date is more frequent than `u` says; none is rarer, since most occur once.

    Beside a record the others of a date are as many as `u` says where one of its person is among them: a date counts as
    frequent from there on.
    """
    usual, gathered = level_of(model, model.comparison(name), "same").u, tally.gathered()
    different, place = np.unique(gathered.value, return_inverse=True)
    counts = np.bincount(place, gathered.count)
    found = np.minimum(np.searchsorted(different, values), max(len(different) - 1, 0))
    share = np.where(different[found] == values, counts[found], 1) / (counts.sum() - 1 + 1 / usual)
    rarity: Floats = np.minimum(np.log2(usual) - np.log2(share), 0.0)
    return rarity


def rarities(columns: Columns, model: LinkModel, among: Tallies | None = None) -> Columns:
    """Return by how many bits each frequent value is rarer than `u` says, as Splink adjusts for term frequencies.

    How frequent a value is, tell tallies, by default those of these rows themselves; if the model says by what people
    have an origin, it is counted among those of one origin.
    """
    tallies = among or tallies_of(columns, model)
    dates = {name: tally for name, tally in tallies.items() if model.attribute(name).kind == "date"}
    others = {name: tally for name, tally in tallies.items() if name not in dates}
    found = {f"{name}_rarity": _of_date(columns[f"{name}_value"], tally, name, model) for name, tally in dates.items()}
    if model.origin:
        return {**found, **rarities_within(columns, model, others)}
    for name, tally in others.items():
        size = int(max(tally.value.max(initial=-1), columns[f"{name}_value"].max(initial=-1))) + 2
        counts = np.append(np.bincount(tally.value + 1, tally.count, size)[1:], 0)
        usual = level_of(model, model.comparison(name), "same").u
        share = (counts[columns[f"{name}_value"]] + USUAL_VARIANTS * usual) / (counts.sum() + USUAL_VARIANTS)
        found[f"{name}_rarity"] = np.log2(usual) - np.log2(share)
    return found
