"""What linking all records anew would change, a sentence for each count that matters to people."""

from collections.abc import Mapping
from typing import Any


def sentences(found: Mapping[str, Any]) -> list[str]:
    """Return in words what a re-link changes, as `Relinking.as_record` counts it."""
    said = [
        "Of {persons:,} persons {same:,} keep their records as they are, {larger:,} keep them and get others, "
        "{joined:,} go into another as a whole, {split:,} come apart. {made:,} are new: {persons_after:,} persons in "
        "the end.",
        "{records_changed:,} of {records:,} records get another id.",
        "The largest person has {largest:,} records before and {largest_after:,} after.",
        "People are asked about {asked:,} pairs before and {asked_after:,} after.",
    ]
    if found["most"]:
        said.insert(2, "Most change for {most}: {most_changed:,} of {most_records:,} records go elsewhere.")
    if found["judged"]:
        said.append("{judged:,} persons keep all records because people judged them to be one, or two.")
    if found["absent"]:
        said.append("{absent:,} records of the ledger are no longer in force; they stay with their person.")
    told = [f"{name or 'blank'}: {one['changed']:,} of {one['records']:,}" for name, one in found["groups"].items()]
    return [*(sentence.format(**found) for sentence in said), *(["By group: " + "; ".join(told)] if told else [])]
