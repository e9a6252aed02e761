"""What the numbers that decide about persons do: one is changed at a time, and the F1 of four sets of records printed.

Each set is trained on itself and joined where that advises. `packages/linkage/.../calibration.py` says what came of it.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.linking_records import persons_and_records
from schakel_linkage import (
    LinkModel,
    StandardisedRecords,
    agreement,
    calibration,
    link,
    read_records,
    standardise,
    train,
)
from schakel_linkage.link_model.reading import read_untrained

DAY = date(2026, 1, 1)
INVENTED, SEED = 30_000, 11
SETS = Path(__file__).parents[1] / "packages" / "linkage" / "tests" / "data"
OTHERS: Mapping[str, tuple[float, ...]] = {
    "GENERATION": (8, 18),
    "PAIRS_FOR_U": (500_000,),
    "LEAST_U": (2e-8, 2e-6),
    "USUALLY_SAME": (0.7, 0.9),
    "USUALLY_OTHERWISE": (0.02, 0.1),
    "FAINT": (-20.0, -8.0, -4.0),
    "USUAL_PAIRS": (1.0, 20.0),
    "LEAST_M": (1e-4, 0.01),
    "LEAST_OTHERWISE": (0.001, 0.02),
    "START_MATCHES": (0.3, 3.0),
    "RUNAWAY": (1.5, 4.0, 100.0),
    "USUAL_VARIANTS": (30, 300),
    "USUAL_PERSONS": (7, 60),
    "MOST_ORIGINS": (8, 128),
    "LARGEST_BLOCK": (500,),
    "RUN": (20,),
    "AS_GOOD": (0.0, 0.02),
    "BRIDGE_MARGIN": (0.0, 4.0),
    "SMALLEST_WITH_BRIDGES": (3, 8),
}


@dataclass(frozen=True)
class KnownSet:
    """Records whose persons are known."""

    name: str
    records: StandardisedRecords
    model: LinkModel
    truth: npt.NDArray[np.int64]

    @classmethod
    def of(cls, name: str, table: pa.Table, model_file: Path, truth: str) -> "KnownSet":
        """Standardise records, and leave out the weights and the threshold that their model may have."""
        model = read_untrained(model_file)
        codes = table[truth].combine_chunks().dictionary_encode().indices
        return cls(name, standardise(table, model, DAY), model, np.asarray(codes, dtype=np.int64))

    def f1(self) -> str:
        """Return how well it is linked, and from how many bits on."""
        trained = train(self.records, self.model, DAY)
        assert trained.trained is not None and trained.trained.join is not None
        join = trained.trained.join
        found = link(self.records, _joining_from(trained, join)).person
        return f"{self.name} {agreement(found, self.truth).f1:.4f} from {join:g} bits"


def _joining_from(model: LinkModel, join: float) -> LinkModel:
    return replace(model, thresholds=replace(model.thresholds, join=join, review=0.0))


def known_sets() -> list[KnownSet]:
    """Return the four sets."""
    files = (
        ("fake_1000", "fake_1000", "cluster"),
        ("febrl_1", "febrl", "entity"),
        ("historical_sample", "historical", "cluster"),
    )
    models = {name: SETS / f"{model}.yaml" for name, model, _ in files}
    found = [
        KnownSet.of(name, read_records(SETS / f"{name}.csv", read_untrained(models[name])), models[name], truth)
        for name, _, truth in files
    ]
    invented = Path(__file__).with_name("linking_persons.yaml")
    return [*found, KnownSet.of("invented", persons_and_records(INVENTED, SEED), invented, "person")]


def change(name: str, value: Any) -> None:
    """Give a number another value wherever the library reads it."""
    for module, one in list(sys.modules.items()):
        if module.startswith("schakel_linkage") and hasattr(one, name):
            setattr(one, name, value)


def main() -> None:
    """Print a line for each other value."""
    sets = known_sets()
    print("as it is:", *(one.f1() for one in sets), sep="  ", flush=True)
    for name, values in OTHERS.items():
        usual = getattr(calibration, name)
        for value in values:
            change(name, value)
            print(f"{name} {value:g}:", *(one.f1() for one in sets), sep="  ", flush=True)
        change(name, usual)


if __name__ == "__main__":
    main()
