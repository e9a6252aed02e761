"""What would be needed for an estimate, per gate that stopped."""

from collections.abc import Sequence

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
    "model spread": say(
        "More overlap between the lists, so that the data can tell models apart that now fit equally well.",
        "Meer overlap tussen de lijsten, zodat de gegevens modellen kunnen onderscheiden die nu even goed passen.",
    ),
    "path": say(
        "Knowledge of how the lists refer persons to each other, so that the model need not be chosen by the data.",
        "Kennis van hoe de lijsten personen naar elkaar verwijzen, zodat de gegevens het model niet hoeven te kiezen.",
    ),
    "methods": say(
        "Attributes of the persons, or more overlap, so that methods with different assumptions agree.",
        "Kenmerken van de personen, of meer overlap, zodat methoden met andere aannamen het eens zijn.",
    ),
    "lists": say(
        "Lists with a clear and lasting scope, none of which decides the answer alone.",
        "Lijsten met een duidelijk en blijvend bereik, waarvan geen enkele de uitkomst alleen bepaalt.",
    ),
    "internal consistency": say(
        "Lists that find each other's persons; as they are, none can stand for the whole.",
        "Lijsten die elkaars personen vinden; zoals zij zijn, kan geen ervan voor het geheel staan.",
    ),
    "heterogeneity": say(
        "Attributes that explain who is seen; the estimate lies below a lower bound.",
        "Kenmerken die verklaren wie gezien wordt; de schatting ligt onder een ondergrens.",
    ),
    "cautions together": say(
        "More overlap between the lists: several things are in doubt at once.",
        "Meer overlap tussen de lijsten: er staat te veel tegelijk in twijfel.",
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


def needed(gates: Sequence[Gate]) -> tuple[Text, ...]:
    """Return what would be needed for the gates that stopped to open."""
    return tuple(_needed(gate) for gate in gates if gate.outcome is Outcome.STOP and gate.name in NEEDED)


def _needed(gate: Gate) -> Text:
    return (MEASURED if gate.basis is Basis.DATA and gate.name in MEASURED else NEEDED)[gate.name]
