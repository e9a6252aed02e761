"""What would be needed for an estimate, per gate that stopped."""

from collections.abc import Mapping, Sequence

from schakel_base.text import Text, say
from schakel_base.verdict import Basis, Gate, Outcome

NEEDED: dict[str, Text] = {
    "existence": say(
        "Lists that overlap: every list must share persons with others.",
        "Lijsten die elkaar overlappen: elke lijst moet personen met andere delen.",
    ),
    "information": say(
        "More persons on two lists or more: a longer period, larger lists, or better linkage.",
        "Meer personen op twee of meer lijsten: een langere periode, grotere lijsten of betere koppeling.",
    ),
    "range": say(
        "More overlap between the lists: with half the population seen, the range leaves room for an estimate.",
        "Meer overlap tussen de lijsten: is de helft van de populatie gezien, dan laat het bereik een schatting toe.",
    ),
    "methods": say(
        "Covariates of the persons, or a second source, so that distributions with different assumptions agree.",
        "Kenmerken van de personen, of een tweede bron, zodat verdelingen met andere aannamen het eens zijn.",
    ),
    "sampler": say(
        "Longer runs of the computer, or a highest number that is known.",
        "Langere reeksen van de computer, of een bekend hoogste aantal.",
    ),
    "closed population": say(
        "Dates of registration, or a period so short that few come or go.",
        "Datums van registratie, of een periode zo kort dat weinigen komen of gaan.",
    ),
    "equal visibility": say(
        "Attributes that explain who is seen, or dates, so that differences in visibility can be measured.",
        "Kenmerken die verklaren wie gezien wordt, of datums, zodat verschil in zichtbaarheid te meten is.",
    ),
    "registration effect": say(
        "Dates, so that the effect of a registration on the next can be measured.",
        "Datums, zodat het effect van een registratie op de volgende te meten is.",
    ),
    "perfect linkage": say(
        "The error rate of the linkage, so that it can be corrected for.",
        "Het foutpercentage van de koppeling, zodat ervoor gecorrigeerd kan worden.",
    ),
    "independence": say(
        "A third list, so that dependence between the lists can be measured.",
        "Een derde lijst, zodat afhankelijkheid tussen de lijsten te meten is.",
    ),
    "stationarity": say(
        "Periods in which recording did not change.", "Perioden waarin de registratie niet veranderde."
    ),
}


MEASURED: dict[str, Text] = {
    "closed population": say(
        "A period so short that few come or go, or a method for open populations.",
        "Een periode zo kort dat weinigen komen of gaan, of een methode voor open populaties.",
    ),
    "equal visibility": say(
        "Attributes of the persons that explain who is seen, so that the model can allow for them.",
        "Kenmerken van de personen die verklaren wie gezien wordt, zodat het model ermee kan rekenen.",
    ),
    "registration effect": say(
        "Lists that register by themselves, and do not pass their cases on to each other.",
        "Lijsten die uit zichzelf registreren, en hun zaken niet aan elkaar doorgeven.",
    ),
}
"""For assumptions that were measured not to hold; more measuring would not help."""
OF_COUNTS = NEEDED | {
    "existence": say(
        "Persons who are registered more than once, in every category of the covariates.",
        "Personen die vaker dan eens geregistreerd zijn, in elke categorie van de kenmerken.",
    ),
    "information": say(
        "More persons who are registered more than once: a longer period.",
        "Meer personen die vaker dan eens geregistreerd zijn: een langere periode.",
    ),
}
"""For repeated counts in one source, where there are no lists to overlap."""


def needed(gates: Sequence[Gate], known: Mapping[str, Text] = NEEDED) -> tuple[Text, ...]:
    """Return what would be needed for an estimate: for the gates that stopped, and for a range that is too wide.

    Parameters
    ----------
    gates
        Those of the verdict.
    known
        What is needed by the name of a gate.
    """
    return tuple(_needed(gate, known) for gate in gates if _stands_in_the_way(gate) and gate.name in known)


def _stands_in_the_way(gate: Gate) -> bool:
    return gate.outcome is Outcome.STOP or (gate.outcome is Outcome.CAUTION and gate.name == "range")


def _needed(gate: Gate, known: Mapping[str, Text]) -> Text:
    return (MEASURED if gate.basis is Basis.DATA and gate.name in MEASURED else known)[gate.name]
