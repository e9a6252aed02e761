"""How far can an estimate be trusted? The page that shows estimates beside the truth where that is known."""

from collections.abc import Sequence

from schakel.model.blocks import (
    ChartBlock,
    LegendEntry,
    LegendSample,
    MethodPage,
    ParagraphBlock,
    RatioBar,
    RatioDrawing,
    TableBlock,
    TableColumn,
)
from schakel.model.sentence import Capital, Joined, Percent, Value, say
from schakel.research.prevalence.calibration import CalibrationRow
from schakel.research.words import UNKNOWN, WITH_CAUTION

_TICKS = (0.5, 1.0, 2.0, 4.0)
_TRUTH = 1.0


def method_page(rows: Sequence[CalibrationRow]) -> MethodPage:
    """Return the page that says how far an estimate can be trusted.

    Each row is one way in which a population was simulated. The mark is the median of estimate by truth, the bar the
    middle eight tenths of the tables; the line at one is the truth.
    """
    return MethodPage(
        name="method",
        title=say(
            "How far can an estimate be trusted?",
            "Hoe ver is een schatting te vertrouwen?",
            "¿Hasta dónde es fiable una estimación?",
        ),
        lead=say(
            "Of real hidden populations nobody knows the truth. Of simulated ones we do: here the same "
            "method was let loose on populations of known size, with one assumption broken at a time.",
            "Van echte verborgen populaties kent niemand de waarheid. Van nagebootste wel: hier is "
            "dezelfde methode losgelaten op populaties van bekende omvang, met telkens één gebroken "
            "aanname.",
            "De las poblaciones ocultas reales nadie conoce la verdad. De las simuladas sí: aquí se "
            "aplicó el mismo método a poblaciones de tamaño conocido, con un supuesto roto cada vez.",
        ),
        blocks=(
            ParagraphBlock(
                say(
                    "In each world about a fifth of the population was seen, on five lists in order of time, and "
                    "every assumption was declared to hold. So the figures show what the data give away by "
                    "themselves, and what they do not: an interval that looks tight can miss the truth every "
                    "time. This is why Schakel asks what is assumed, and refuses where it does not hold.",
                    "In elke wereld is ongeveer een vijfde van de populatie gezien, op vijf lijsten na elkaar, "
                    "en van elke aanname is verklaard dat zij klopt. De cijfers tonen dus wat de data zelf "
                    "verraden, en wat niet: een interval dat nauw lijkt, kan de waarheid elke keer missen. "
                    "Daarom vraagt Schakel wat er is aangenomen, en weigert het waar dat niet klopt.",
                    "En cada mundo se vio a cerca de un quinto de la población, en cinco listas sucesivas, y se "
                    "declaró que todos los supuestos se cumplían. Las cifras muestran, pues, lo que los datos "
                    "revelan por sí solos y lo que no: un intervalo que parece estrecho puede no contener nunca "
                    "la verdad. Por eso Schakel pregunta qué se supone, y se niega cuando no se cumple.",
                )
            ),
            _chart(rows),
            _table(rows),
            ParagraphBlock(
                say(
                    "Source: the calibration that comes with Schakel. These figures are simulated; they say "
                    "nothing about any real population.",
                    "Bron: de ijking die bij Schakel hoort. Deze cijfers zijn nagebootst; zij zeggen niets over "
                    "een echte populatie.",
                    "Fuente: la calibración incluida en Schakel. Estas cifras son simuladas; no dicen nada de "
                    "ninguna población real.",
                ),
                is_quiet=True,
            ),
        ),
    )


def _chart(rows: Sequence[CalibrationRow]) -> ChartBlock:
    title = say(
        "Estimate divided by truth",
        "Schatting gedeeld door waarheid",
        "Estimación dividida por la verdad",
    )
    bars = (RatioBar(Capital(one.violation), one.ratio[1], *one.ratio[::2], _TRUTH, one.ratio[1]) for one in rows)
    said = (Joined((one.violation, one.ratio[1]), ": ") for one in rows)
    return ChartBlock(
        name="calibration",
        caption=title,
        drawing=RatioDrawing(tuple(bars), _TICKS, are_ranges=True),
        legend=(
            LegendEntry(
                LegendSample.TICK,
                say(
                    "median",
                    "mediaan",
                    "mediana",
                ),
            ),
            LegendEntry(
                LegendSample.OUTLINE,
                say(
                    "eight in ten tables",
                    "acht op de tien tabellen",
                    "ocho de cada diez tablas",
                ),
            ),
            LegendEntry(
                LegendSample.HELD,
                say(
                    "the truth",
                    "de waarheid",
                    "la verdad",
                ),
            ),
        ),
        title=title,
        described=Joined(tuple(said), "; "),
        flag=say(
            "simulated",
            "nagebootst",
            "simulado",
        ),
    )


def _table(rows: Sequence[CalibrationRow]) -> TableBlock:
    headings = (
        say(
            "Estimate / truth, median",
            "Schatting / waarheid, mediaan",
            "Estimación / verdad, mediana",
        ),
        say(
            "Estimate",
            "Schatting",
            "Estimación",
        ),
        WITH_CAUTION,
        say(
            "Refused",
            "Geweigerd",
            "Denegada",
        ),
        say(
            "95% interval holds the truth",
            "95%-interval bevat de waarheid",
            "El intervalo del 95% contiene la verdad",
        ),
        say(
            "Declared: the bound holds",
            "Gemeld: de grens klopt",
            "Declarado: la cota se cumple",
        ),
    )
    return TableBlock(
        name="calibration",
        title=say(
            "What came out, at least {number} tables a row",
            "Wat eruit kwam, ten minste {number} tabellen per rij",
            "Resultado, al menos {number} tablas por fila",
            number=min(row.tables for row in rows),
        ),
        columns=(
            TableColumn(
                say(
                    "What was wrong with the world",
                    "Wat er mis was met de wereld",
                    "Qué fallaba en el mundo",
                ),
                is_numeric=False,
            ),
            *map(TableColumn, headings),
        ),
        rows=tuple(_line(one) for one in rows),
    )


def _line(one: CalibrationRow) -> tuple[Value, ...]:
    shares = (one.estimate, one.caution, one.refused, one.interval_held, one.bound_held)
    return (Capital(one.violation), one.ratio[1], *(UNKNOWN if share is None else Percent(share) for share in shares))
