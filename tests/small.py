"""A small alliance in code, for tests that show one idea on a handful of units."""

from pathlib import Path

from schakel.model.alliance import Alliance, Attribute, Partner, Unit
from schakel.model.column import Column
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.contract import Contract, EventRule, UnitKey
from schakel.model.indicator import Condition, DimensionRule, Indicator, Statistic
from schakel.model.mapping import MappingLine, Match
from schakel_base.text import Text


def text(english: str) -> Text:
    """A text in English alone."""
    return Text({"en": english})


def scheme(name: str, *notations: str) -> ConceptScheme:
    """A scheme of concepts written as paths: `sexual/domestic` lies under `sexual`, `town+land/port` under two."""
    concepts = []
    for path in notations:
        above, _, notation = path.rpartition("/")
        broader = tuple(above.split("+")) if above else ()
        concepts.append(Concept(notation, f"urn:{notation}", text(notation), text(notation), broader))
    return ConceptScheme(name, f"urn:{name}", text(name), tuple(concepts))


FORM = scheme("form", "sexual", "sexual/domestic", "sexual/cross-border", "labour")
YES_NO = scheme("yes-no", "yes", "no")


def mapping(column: str, *lines: tuple[str, str, str]) -> tuple[MappingLine, ...]:
    """Lines of a mapping, each (source value, concept, kind of match), valid always."""
    return tuple(
        MappingLine(column, value, concept, Match(match), None, None, "test", "", number)
        for number, (value, concept, match) in enumerate(lines, start=2)
    )


MAPPING = (
    *mapping("kind", ("dom", "domestic", "exact"), ("sex", "sexual", "broad")),
    *mapping("kind", ("lab", "labour", "exact"), ("?", "", "none")),
    *mapping("court", ("J", "yes", "exact"), ("N", "no", "exact")),
)

HOTLINE = Contract(
    partner="hotline",
    id="hotline",
    version="1.0.0",
    columns=(
        Column("number", required=True),
        Column("received", type="date", format="%Y-%m-%d"),
        Column("kind", units=("report",), attribute="form"),
        Column("referred", type="date", format="%Y-%m-%d"),
        Column("court"),
    ),
    units=(UnitKey("report", ("number",)),),
    events=(
        EventRule("report", "report", "received"),
        EventRule("referral", "report", "referred", "referred", (("court", "court"),), not_before="report"),
    ),
    supersedes_by=("number",),
)


def alliance(*indicators: Indicator, contracts: tuple[Contract, ...] = (HOTLINE,)) -> Alliance:
    """The small alliance, with the indicators to count."""
    return Alliance(
        name="small",
        title=text("Small"),
        summary=text("For tests"),
        languages=("en",),
        folder=Path("/nowhere"),
        units={"report": Unit("report", text("report"), text("reports"))},
        attributes={
            "form": Attribute("form", "form", text("form")),
            "court": Attribute("court", "yes-no", text("taken to court")),
        },
        schemes={"form": FORM, "yes-no": YES_NO},
        partners={one.partner: Partner(one.partner, text(one.partner), one, MAPPING) for one in contracts},
        indicators={one.name: one for one in indicators},
        products={},
        deliveries=(),
        fingerprint="0" * 64,
    )


def indicator(
    *dimensions: DimensionRule,
    statistics: tuple[Statistic, ...] = (),
    name: str = "reports",
    population: tuple[Condition, ...] = (),
) -> Indicator:
    """An indicator that counts reports."""
    return Indicator(name, text("Reports"), text("All reports"), "report", dimensions, population, statistics)


BY_FORM = DimensionRule("attribute", "form", text("form"), attribute="form")
