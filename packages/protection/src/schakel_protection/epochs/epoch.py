"""An epoch: leaves drawn once, proved together with all that left before, and entered as something that left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import scipy.sparse as sparse

from schakel_base.errors import DisclosureError
from schakel_base.text import Text
from schakel_protection.attack.requirements import NOTHING
from schakel_protection.epochs.drawing import Leaves, draw_table
from schakel_protection.epochs.proof import demand_safe
from schakel_protection.profiles import Profile
from schakel_protection.releases.beside import ranges_beside
from schakel_protection.releases.proposed import known_within
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.tables.equations import Equations, Key, Mask, Reserved, Vector
from schakel_protection.thresholds import REACH_OF_ASKED

MINIMUM_BASE = 20
"""Units under a share or a median by their figure: at least 11 then, whatever was drawn."""

_DRAWN = Profile(
    "epoch",
    Text(
        {
            "en": (
                "Every figure is a sum of one table of nobody in particular that was drawn once for all questions "
                "about this edition; each count lies at most 9 from its figure (0 means 0 to 9), and at least five "
                "counts stay possible for each, however many questions are asked. Percentages and medians are "
                "computed from these figures and shown only where their base is at least 20."
            ),
            "es": (
                "Cada cifra es una suma de una sola tabla de nadie en particular que se sorteó una vez para todas "
                "las preguntas sobre esta edición; cada recuento dista de su cifra 9 como máximo (0 significa de 0 "
                "a 9), y de cada uno siguen siendo posibles como mínimo cinco recuentos, por muchas preguntas que "
                "se hagan. Los porcentajes y las medianas se calculan a partir de estas cifras y se muestran solo "
                "cuando su base es de como mínimo 20."
            ),
            "nl": (
                "Elk cijfer is een som uit één tabel van niemand in het bijzonder, die één keer is getrokken voor "
                "alle vragen over deze editie; elk aantal wijkt ten hoogste 9 af van het cijfer (0 betekent 0 tot en "
                "met 9), en bij elk blijven ten minste vijf aantallen mogelijk, hoeveel vragen er ook worden "
                "gesteld. Percentages en medianen zijn uit deze cijfers berekend en worden alleen getoond bij een "
                "basis van ten minste 20."
            ),
        }
    ),
    "Barak and others (2007), privacy, accuracy and consistency too: one noisy base for all tables",
    False,
    int(REACH_OF_ASKED),
    minimum_base=MINIMUM_BASE,
)


@dataclass(frozen=True, eq=False)
class Epoch:
    """The units of each leaf, of nobody in particular; every answer is a sum of these.

    `PROFILE` tells readers how answers are protected.

    Parameters
    ----------
    leaves
        The counts behind it, for the secured zone only, and the cells that can be asked for.
    units
        What is summed in their place, of shape (n,): whole numbers of at least 0.
    """

    leaves: Leaves
    units: Vector
    PROFILE: ClassVar[Profile] = _DRAWN

    @classmethod
    def open(cls, leaves: Leaves, before: Sequence[ReleaseRecord], seed: bytes) -> "Epoch":
        """Draw leaves once for all questions of an epoch, and prove them safe together with all that left before.

        Parameters
        ----------
        leaves
            The counts, and the cells that can be asked for.
        before
            What left before: releases, and earlier epochs.
        seed
            A secret of this epoch alone. A second draw of the same counts is a second measurement of them, so it must
            never be drawn again with another one.

        Returns
        -------
        Epoch
            Any sum of it may be told: all of them together tell no more than the proof allows.

        Raises
        ------
        ExposureError
            If fewer than five whole numbers stay possible for some cell.
        DisclosureError
            If no table was found near the counts and beside what left before.
        """
        try:
            units = _drawn(leaves, before, seed, alike=True)
        except DisclosureError:  # much has changed, and in too many places to be drawn as if it had not
            units = _drawn(leaves, before, seed, alike=False)
        demand_safe(leaves, units, before)
        return cls(leaves, units)

    @property
    def shown(self) -> Vector:
        """The figure of each cell, in units."""
        return self.leaves.summed(self.units)

    def record(self, product: str, name: str, after: int = 0) -> ReleaseRecord:
        """Return all that can be asked of it as something that left: releases and epochs to come are drawn beside it.

        Parameters
        ----------
        after
            How many releases left before it opened: those keep their figures, and later ones are rounded beside it.
        """
        asked, leaves = len(self.leaves.keys), len(self.units)
        hidden = np.arange(asked + leaves) >= asked
        witness = np.concatenate([self.shown, self.units])
        shown = np.where(hidden, np.nan, witness)
        known = known_within(shown, REACH_OF_ASKED, REACH_OF_ASKED)
        return ReleaseRecord(
            product, name, self._equations(hidden, product, name), known, shown, NOTHING, witness, after
        )

    def _equations(self, hidden: Mask, product: str, name: str) -> Equations:
        """The cells that can be asked for, then the leaves, which never can: each cell is the sum of some.

        And of what stays, which is the rest of it.
        """
        leaves = self.leaves
        finest: list[Key] = [((Reserved.BASE, f"{place} of {name} of {product}"),) for place in range(len(self.units))]
        values = np.concatenate([leaves.sums, leaves.counts])
        sums = sparse.hstack([-sparse.eye_array(len(leaves.keys), dtype=np.int8), leaves.cells], format="csr")
        return Equations((*leaves.keys, *finest), values, sparse.csr_array(sums), hidden)


def _drawn(leaves: Leaves, before: Sequence[ReleaseRecord], seed: bytes, alike: bool) -> Vector:
    return draw_table(leaves, ranges_beside(leaves.keys, leaves.sums, before, REACH_OF_ASKED, alike), seed)
