"""Disclosure profiles: how counts are protected, as data, with the source of each rule."""

from dataclasses import dataclass

from schakel.disclosure.protected import Profile
from schakel.model.text import Text


@dataclass(frozen=True)
class RoundingProfile:
    """Counts rounded each by itself to `base`; statistics need a rounded base of `minimum_base` units."""

    shown: Profile
    base: int
    minimum_base: int


PROFILES: dict[str, RoundingProfile] = {
    "round-5": RoundingProfile(
        shown=Profile(
            name="round-5",
            sentence=Text(
                {
                    "en": "Every count is rounded by itself to a multiple of 5, so parts need not add up to their "
                    "total; percentages and medians are computed from rounded counts and shown only where the "
                    "rounded base is at least 10.",
                    "es": "Cada recuento se redondea por separado a un múltiplo de 5, por lo que las partes pueden no "
                    "sumar el total; los porcentajes y las medianas se calculan a partir de recuentos redondeados y "
                    "se muestran solo cuando la base redondeada es de al menos 10.",
                    "nl": "Elk aantal is afzonderlijk afgerond op een veelvoud van 5, zodat delen niet hoeven op te "
                    "tellen tot het totaal; percentages en medianen zijn berekend uit afgeronde aantallen en worden "
                    "alleen getoond bij een afgeronde basis van ten minste 10.",
                }
            ),
            source="Statistics Netherlands, registered crime by municipality: counts in multiples of 5",
            verified=True,
        ),
        base=5,
        minimum_base=10,
    ),
}
