"""What a reader was not told: which population is meant, in what order lists were kept, and when persons registered.

None of it can be seen in a table of capture histories, and each decides whether more can be said.
"""

from collections.abc import Iterator

from schakel_base.text import Text, say
from schakel_prevalence.ledger import AssumptionLedger

TARGET = say(
    "Which population is meant: those present at a date, or all who were ever present in the period (`target`). The "
    "range is of all who were ever present.",
    "Welke populatie bedoeld is: wie er op een datum zijn, of wie er ooit in de periode waren (`target`). Het bereik "
    "gaat over allen die er ooit waren.",
)
ORDER = say(
    "In what order of time the lists were kept (`list order`): it can show that people come and go.",
    "In welke volgorde van tijd de lijsten zijn bijgehouden (`list order`): daaraan kan te zien zijn dat mensen komen "
    "en gaan.",
)
DATES = say(
    "On what dates persons were registered: dates test whether people come and go, whether some are seen more easily "
    "than others, and whether a registration changes the odds of the next.",
    "Op welke datums personen geregistreerd zijn: daaraan is te toetsen of mensen komen en gaan, of sommigen "
    "gemakkelijker gezien worden dan anderen, en of een registratie de kans (odds) op de volgende verandert.",
)


def asked(ledger: AssumptionLedger, lists: int, has_dates: bool) -> Iterator[Text]:
    """Return what was not said and would help.

    Parameters
    ----------
    lists
        How many lists have persons; of two the order shows nothing.
    has_dates
        Whether the registrations have dates.
    """
    if ledger.target is None:
        yield TARGET
    if not has_dates:
        if lists > 2 and not ledger.order:
            yield ORDER
        yield DATES
