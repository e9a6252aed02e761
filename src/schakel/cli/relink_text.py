"""What linking all records again would change, one sentence for each count."""

from collections.abc import Mapping
from typing import Any


def sentences(found: Mapping[str, Any]) -> list[str]:
    """Return in words what a re-link changes, as `Relinking.as_record` counts it."""
    said = [
        "Of {persons:,} persons, {same:,} keep their records, {larger:,} keep them and gain others, {joined:,} become "
        "part of another person and {split:,} are split. {made:,} are new, which makes {persons_after:,} persons.",
        "{records_changed:,} of {records:,} records get another id.",
        "The largest person has {largest:,} records now and would have {largest_after:,}.",
        "The model asks people about {asked:,} pairs now and would ask about {asked_after:,}.",
    ]
    if found["most"]:
        said.insert(2, "The person that changes most is {most}: {most_changed:,} of its {most_records:,} records move.")
    if found["judged"]:
        said.append("{judged:,} persons keep all their records, because people judged them.")
    if found["absent"]:
        said.append("{absent:,} records of the ledger are no longer in force. They stay with their person.")
    told = [f"{name or 'blank'}: {one['changed']:,} of {one['records']:,}" for name, one in found["groups"].items()]
    return [*(sentence.format(**found) for sentence in said), *(["By group: " + "; ".join(told)] if told else [])]
