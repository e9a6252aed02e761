"""Blocking: only records that share something are compared.

A block is one number for each rule, so that finding a pair costs one comparison of numbers, and a pair that several
rules give is kept by the first. A block of very many variants (a famous name, a number that everybody shares) is cut
into runs of neighbours in the order of what else they say: the work stays in proportion to the records, and what was
cut is reported.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Flags, Integers
from schakel_linkage.calibration import LARGEST_BLOCK, RUN
from schakel_linkage.link_model.declared import LinkModel, Rule
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.linking.hashing import hashes
from schakel_linkage.linking.sieve import Sieve

AT_ONCE = 1 << 17
"""So many pairs are given at a time."""
LAID_AT_ONCE = 1 << 18
"""Variants are laid in the order of their blocks about so many at a time, so that this takes no more of millions."""
NO_BLOCK = np.uint64(0)
_FIRST_BITS = 20

Blocks = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class CutRule:
    """A blocking rule with blocks that were too large: how many, the largest in variants, and the pairs left out."""

    rule: str
    blocks: int
    largest: int
    pairs_left_out: int

    def __str__(self) -> str:
        return (
            f"Blocked on {self.rule}, {self.blocks:,} blocks are too large (up to {self.largest:,} different records); "
            f"they were cut, and {self.pairs_left_out:,} pairs were not compared there."
        )


def in_words(rule: Rule) -> str:
    """Return a rule as it is declared."""
    return " + ".join(f"{name}.{part}" for name, part in rule)


def blocks_of(columns: Columns, model: LinkModel) -> tuple[list[Blocks], list[CutRule]]:
    """Return the block of each variant for each rule (NO_BLOCK where something is unknown), and what was cut."""
    return bounded([block_of(columns, rule) for rule in model.blocking], columns, model)


def block_of(columns: Columns, rule: Rule) -> Blocks:
    """Return the block of each row by a rule, NO_BLOCK where something is unknown."""
    parts = [columns[f"{name}_{part}"] for name, part in rule]
    # The last bit is always set: 0 stays free for "no block", and even numbers for marking what is new.
    return np.where(np.all([part >= 0 for part in parts], axis=0), hashes(parts) | np.uint64(1), NO_BLOCK)


def bounded(blocks: Sequence[Blocks], columns: Columns, model: LinkModel) -> tuple[list[Blocks], list[CutRule]]:
    """Return the blocks of each rule with those cut that are too large, and what was cut."""
    found, cut = list[Blocks](), list[CutRule]()
    for rule, block in zip(model.blocking, blocks, strict=True):
        others = [columns[f"{one.name}_value"] for one in model.attributes if one.name not in dict(rule)]
        found.append(_cut(block, others, in_words(rule), cut))
    return found, cut


def _cut(blocks: Blocks, others: Sequence[npt.NDArray[np.int32]], rule: str, cut: list[CutRule]) -> Blocks:
    if not _some_are_large(blocks):
        return blocks
    laid = np.sort(blocks)
    ends = laid[LARGEST_BLOCK:]
    large = np.unique(ends[(ends == laid[:-LARGEST_BLOCK]) & (ends != NO_BLOCK)])
    if not len(large):
        return blocks
    here = np.flatnonzero(np.isin(blocks, large))
    _, index, sizes = np.unique(blocks[here], return_inverse=True, return_counts=True)
    # Sorted by what else they say, so that records of one person end up in the same run.
    order = np.lexsort(np.stack([*reversed([other[here] for other in others]), index]))
    starts = np.cumsum(sizes) - sizes
    place = np.arange(len(order)) - np.repeat(starts, sizes)
    runs = blocks.copy()
    runs[here[order]] = hashes([index[order], place // RUN]) | np.uint64(1)
    counted = [int(size) for size in sizes]
    cut.append(CutRule(rule, len(counted), max(counted), sum(map(_pairs_left_out, counted))))
    return runs


def _some_are_large(blocks: Blocks) -> bool:
    """Tell whether a block may be too large, by how many blocks begin with the same bits: that is soon counted."""
    counts = np.bincount((blocks >> np.uint64(64 - _FIRST_BITS)).view(np.int64), minlength=1)
    counts[0] -= np.count_nonzero(blocks == NO_BLOCK)
    return bool(counts.max() > LARGEST_BLOCK)


def _pairs_left_out(size: int) -> int:
    runs, rest = divmod(size, RUN)
    return (size * (size - 1) - runs * RUN * (RUN - 1) - rest * (rest - 1)) // 2


def pairs(
    blocks: Sequence[Blocks], new: Flags | None = None, sieve: Sieve | None = None
) -> Iterator[tuple[Integers, Integers]]:
    """Give the pairs that share a block, some at a time, each once.

    Parameters
    ----------
    new
        Only the pairs with one new record are asked for.
    sieve
        Only the pairs that pass it are asked for.
    """
    for number, block in enumerate(blocks):
        for left, right in _sharing(block, new):
            if sieve is not None:
                passing = sieve.passing(left, right)
                left, right = left[passing], right[passing]
            once = np.ones(len(left), dtype=np.bool_)
            # A pair that several rules give is kept by the first, with no set of millions of pairs to remember.
            for earlier in blocks[:number]:
                shared = earlier[left]
                once &= (shared != earlier[right]) | (shared == NO_BLOCK)
            left, right = left[once], right[once]
            yield np.minimum(left, right), np.maximum(left, right)


def _sharing(block: Blocks, new: Flags | None) -> Iterator[tuple[Integers, Integers]]:
    """Lay the variants in the order of their blocks, the new ones first, and pair each with all behind it in its block.

    Pairs of one block follow each other, so that what is looked up of their variants is near at hand.
    """
    for places in _partitions(block):
        yield from _sharing_within(block, places, new)


def _partitions(block: Blocks) -> Iterator[Integers]:
    """Give the variants that have a block some at a time, those whose blocks begin with the same bits together."""
    bits = max(len(block) // LAID_AT_ONCE, 1).bit_length() - 1
    first = (block >> np.uint64(64 - bits)).astype(np.uint16) if bits else np.zeros(len(block), dtype=np.uint16)
    for number in range(1 << bits):
        yield np.flatnonzero((first == number) & (block != NO_BLOCK))


def _sharing_within(block: Blocks, places: Integers, new: Flags | None) -> Iterator[tuple[Integers, Integers]]:
    order, behind = _laid(block, places, new)
    total = np.cumsum(behind)
    cuts = np.searchsorted(total, np.arange(AT_ONCE, total[-1] + AT_ONCE, AT_ONCE)) + 1 if len(total) else ()
    start = 0
    for end in cuts:
        first = np.repeat(np.arange(start, min(end, len(order))), behind[start:end])
        begun = total[start:end] - behind[start:end] - (total[start - 1] if start else 0)
        second = first + 1 + np.arange(len(first)) - np.repeat(begun, behind[start:end])
        yield order[first], order[second]
        start = end


def _laid(block: Blocks, places: Integers, new: Flags | None) -> tuple[Integers, Integers]:
    """Return which of some variants share a block, in the order of blocks, and with how many behind it each is paired.

    Parameters
    ----------
    places
        The variants, all that have one of their blocks.
    """
    asked = block[places]
    if new is not None:  # every block is an odd number: its new variants come first under the even one before it
        asked = asked & ~np.uint64(1) | ~new[places]
    order = np.argsort(asked)
    laid = asked[order] if new is None else block[places[order]]
    begins = np.concatenate([[True], laid[1:] != laid[:-1], [True]])
    sharing = np.flatnonzero(~(begins[1:] & begins[:-1]))
    starts = np.flatnonzero(begins[:-1][sharing])
    sizes = np.diff(starts, append=len(sharing))
    order = places[order[sharing]]
    behind = np.repeat(starts + sizes, sizes) - np.arange(len(order)) - 1
    return order, behind if new is None else np.where(new[order], behind, 0)
