"""What left before, with every count under the name that it has now.

Earlier versions named a class after all classes that a table declared beside it. Under that name no later edition would
be protected beside it: each of its counts would be drawn again.
"""

from dataclasses import replace

from schakel.disclosure.tables.naming import named_now
from schakel_base.chained_file import ChainedFile
from schakel_protection.releases import ReleaseLedger, ReleaseRecord
from schakel_protection.tables import Key


def read_ledger(ledger: ChainedFile) -> tuple[ReleaseRecord, ...]:
    """Return the releases, or the epochs, of an alliance, the earliest first.

    Raises
    ------
    ChainError
        If a line was changed or left out since it was written, or records were lost that the head knows.
    """
    return tuple(_named_now(one) for one in ReleaseLedger(ledger).releases())


def _named_now(release: ReleaseRecord) -> ReleaseRecord:
    table, places = release.equations, dict[Key, list[int]]()
    for place, key in enumerate(table.keys):
        places.setdefault(named_now(key), []).append(place)
    keys = list(table.keys)
    for name, (first, *others) in places.items():
        # Of two counts whose names have become one the first takes it; none does where they differ.
        if (table.values[others] == table.values[first]).all():
            keys[first] = name
    amounts = _named_now(release.amounts) if release.amounts else None
    return replace(release, equations=replace(table, keys=tuple(keys)), amounts=amounts)
