"""What is worth knowing about a linkage: a sentence each for people, and the same as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from schakel_linkage import LinkModel
from schakel_linkage.calibration import DENSE_ENOUGH, FEWEST_FOR_DENSITY
from schakel_linkage.linking.agreement import Agreement
from schakel_linkage.linking.drift import Drift, worth_saying
from schakel_linkage.linking.linking import Linkage
from schakel_linkage.linking.quality import GroupQuality
from schakel_linkage.linking.structure import Loose

SHOWN_FOR_REVIEW = 1000


Shares = Mapping[tuple[str, str], float]
Quality = Mapping[str, GroupQuality]


def quality_record(shares: Shares, quality: Quality) -> dict[str, Any]:
    """Return shares and quality for machines; what was not measured is left out."""
    linked = [{"source": one, "also": other, "share": share} for (one, other), share in shares.items()]
    by_names = {
        name or "everybody": {"records": one.records, "numbered": one.numbered, **asdict(one.by_names)}
        for name, one in quality.items()
    }
    return {**({"shares_linked": linked} if linked else {}), **({"by_names_alone": by_names} if by_names else {})}


def drift_record(moved: Sequence[Drift], model: LinkModel) -> dict[str, Any]:
    """Return how far names in new records differ from what the model expects, for machines."""
    said = list(map(str, worth_saying(moved, model)))
    return {"drifts": [asdict(one) for one in moved], "drift_worth_a_look": said}


def quality_sentences(shares: Shares, quality: Quality) -> list[str]:
    """Say how many persons two sources share, and how well names alone would link each group."""
    return [
        *(f"Of the persons of {one}, {share:.1%} are also at {other}." for (one, other), share in shares.items()),
        *(
            f"Linking by names alone finds {one.by_names.recall:.2%} of {name or 'everybody'}, with a precision of "
            f"{one.by_names.precision:.2%} (measured on the {one.numbered:,} of {one.records:,} records with a number)."
            for name, one in quality.items()
        ),
    ]


def loose_record(loose: Sequence[Loose], names: pa.Array) -> dict[str, Any]:
    """Return the persons to review for machines: how many there are, and the records of the first thousand."""
    shown = [{"records": names.take(pa.array(one.records)).to_pylist(), "density": one.density} for one in loose]
    return {"loose_persons": len(loose), "loose": shown[:SHOWN_FOR_REVIEW]}


def loose_sentences(loose: Sequence[Loose], names: pa.Array) -> list[str]:
    """Say how many persons are loosely connected; nothing where there are none."""
    if not loose:
        return []
    loosest = ", ".join(names.take(pa.array(loose[0].records[:FEWEST_FOR_DENSITY])).to_pylist())
    return [
        f"Loosely connected persons: {len(loose):,}. Each has {FEWEST_FOR_DENSITY} or more different records, and "
        f"fewer than {DENSE_ENOUGH:.0%} of their pairs would be joined on their own. The loosest has {loosest}."
    ]


def sentences(linked: Linkage, model: LinkModel, found: Agreement | None = None) -> list[str]:
    """Return what is worth knowing about a linkage, a sentence each."""
    assert model.trained is not None
    return [
        f"{len(linked.person):,} records are of {linked.persons:,} persons; the largest has {linked.largest:,}.",
        f"{linked.review.num_rows:,} pairs lie between the thresholds {model.thresholds.review:g} and "
        f"{model.thresholds.join:g} bits, for a person to look at.",
        f"The weights are of {model.trained.on}, from {model.trained.records:,} records, by {model.trained.by}.",
        f"Rules forbade {linked.groups.forbidden:,} pairs; {linked.groups.bridges:,} weak bridges and "
        f"{linked.groups.contradicting:,} contradicting groups were cut.",
        *map(str, linked.notes),
        *map(str, linked.cut),
        *(
            [f"Against the truth: precision {found.precision:.4f}, recall {found.recall:.4f}, F1 {found.f1:.4f}."]
            if found
            else []
        ),
    ]


def as_record(linked: Linkage, model: LinkModel, names: pa.Array, found: Agreement | None = None) -> dict[str, Any]:
    """Return a linkage as JSON: the person of each record, by the number of the record."""
    assert model.trained is not None
    left, right = (
        names.take(linked.review["left"].combine_chunks()),
        names.take(linked.review["right"].combine_chunks()),
    )
    review = zip(left.to_pylist(), right.to_pylist(), linked.review["weight"].to_pylist(), strict=True)
    measured = {"precision": found.precision, "recall": found.recall, "f1": found.f1} if found else None
    return {
        "records": len(linked.person),
        "persons": linked.persons,
        "largest": linked.largest,
        "model": {"name": model.name, "dated": str(model.trained.on), "records": model.trained.records},
        "thresholds": {"join": model.thresholds.join, "review": model.thresholds.review},
        "person": dict(zip(names.to_pylist(), (linked.person + 1).tolist(), strict=True)),
        # The first of them alone: of millions of records there can be as many pairs, and nobody looks at those in JSON.
        "review": [[one, other, round(weight, 2)] for one, other, weight in review][:SHOWN_FOR_REVIEW],
        "for_review": linked.review.num_rows,
        "forbidden_pairs": linked.groups.forbidden,
        "cut_bridges": linked.groups.bridges,
        "contradicting_groups": linked.groups.contradicting,
        "notes": list(map(str, linked.notes)),
        "cut": list(map(str, linked.cut)),
        **({"agreement": measured} if measured else {}),
    }
