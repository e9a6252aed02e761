"""A small monitor in code: made-up tables of every shape that the site must show, protected as any table is."""

import io
import math
import zipfile
from dataclasses import replace
from datetime import date
from itertools import product

from schakel.disclosure.answers import protect_answer
from schakel.disclosure.protect import protect
from schakel.disclosure.protected import _SEAL, ProtectedCell, ProtectedTable
from schakel.model.alliance import Attribute, Reuse, Unit
from schakel.model.asked import Asked
from schakel.model.assessment import (
    AnswerColumns,
    Assessment,
    AssessmentQuestion,
    Framework,
    Level,
    PossibleAnswer,
    ProfileSource,
    Reply,
    Subject,
    Theme,
    Wording,
)
from schakel.model.assessment_profile import AssessmentProfile, GivenAnswer
from schakel.model.comparison import ComparedFigure, Comparison, ComparisonStep
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.contract import Contract
from schakel.model.definition import Aspect
from schakel.model.delivery import Coverage
from schakel.model.figure import Figure, Mark
from schakel.model.indicator import Break, DimensionRule, Indicator, Phase, Statistic, Status
from schakel.model.places import Boundaries
from schakel.model.product import Heading, Product, Role, User
from schakel.model.published_figure import Precision, PublishedFigure, title_of_conflict
from schakel.model.recommendation import (
    AnswerSentence,
    AnswerStatus,
    AskedPart,
    DecidedBy,
    Letter,
    QuotedFigure,
    Recommendation,
)
from schakel.model.table import TOTAL, Category, Cell, Dimension, Table
from schakel.model.target import CountedBy, Target, TargetEdition
from schakel.publication.content import DeliveredFile, OtherMonitor, ReleaseContent, TableElsewhere
from schakel.research.differences import DifferenceQuestion, answer_of_walks
from schakel.research.self_assessment import answer_of_bodies
from schakel_base.text import Text
from schakel_protection.profiles import Profile

OPEN = "?"  # a base cell whose unit may be in any category


def said(english: str, spanish: str = "") -> Text:
    """A text in English and Spanish."""
    return Text({"es": spanish or english, "en": english})


def rule(kind: str, name: str, label: Text, **parameters) -> DimensionRule:
    """A declared dimension."""
    return DimensionRule(kind, name, label, **parameters)


def side(name: str, label: Text, *categories: tuple[str, str, str], total: bool = True) -> Dimension:
    """A dimension from categories (code, English, Spanish), after a total unless told otherwise."""
    first = (Category(TOTAL, said("Total"), 0),) if total else ()
    return Dimension(name, label, (*first, *(Category(code, said(en, es)) for code, en, es in categories)))


LABELS = {
    "form": said("form of exploitation", "forma de explotación"),
    "phase": said("phase of the chain", "etapa de la cadena"),
    "quarter": said("quarter of the report", "trimestre de la denuncia"),
    "year": said("year", "año"),
    "province": said("province", "provincia"),
    "area": said("area", "zona"),
    "days": said("days to the first referral", "días hasta la primera derivación"),
    "role": said("role", "rol"),
    "gender": said("gender", "género"),
    "age": said("age", "edad"),
    "attribute": said("what is known", "qué se sabe"),
    "outcome": said("outcome", "resultado"),
}
FORM = side(
    "form", LABELS["form"], ("sexual", "sexual exploitation", "explotación sexual"), ("labour", "labour", "laboral")
)
PHASE = side(
    "phase",
    LABELS["phase"],
    ("reported", "reported", "denunciada"),
    ("referred", "referred", "derivada"),
    ("court", "taken to court", "judicializada"),
    total=False,
)
QUARTER = side(
    "quarter", LABELS["quarter"], *((f"{y}-Q{q}", f"Q{q} {y}", f"T{q} {y}") for y in (2020, 2021) for q in (1, 2, 3, 4))
)
YEAR = side("year", LABELS["year"], ("2020", "2020", "2020"), ("2021", "2021", "2021"))
PROVINCE = side("province", LABELS["province"], *((f"p{n}", f"Province {n}", f"Provincia {n}") for n in range(1, 25)))
AREA = side("area", LABELS["area"], ("north", "north", "norte"), ("south", "south", "sur"))
NORTH = ((5.0, 53.0), (6.0, 53.0), (6.0, 52.0), (5.0, 52.0), (5.0, 53.0))
SOUTH = ((5.0, 52.0), (6.0, 52.0), (6.0, 51.0), (5.0, 51.0), (5.0, 52.0))
EAST = ((6.0, 53.0), (7.0, 53.0), (7.0, 51.0), (6.0, 51.0), (6.0, 53.0))
BOUNDARIES = Boundaries("areas.geo.json", said("Drawn by hand"), {"north": (NORTH,), "south": (SOUTH,)})
DAYS = side(
    "days",
    LABELS["days"],
    ("0", "0 days", "0 días"),
    ("1-7", "1 to 7 days", "1 a 7 días"),
    ("8+", "8 or more", "8 o más"),
)
ROLE = side("role", LABELS["role"], ("victim", "victim", "víctima"), ("accused", "accused", "persona acusada"))
GENDER = side("gender", LABELS["gender"], ("woman", "woman", "mujer"), ("man", "man", "hombre"))
AGE = side(
    "age", LABELS["age"], ("0-17", "0 to 17", "0 a 17"), ("18-34", "18 to 34", "18 a 34"), ("35+", "35 up", "35 o más")
)
KNOWN = side("attribute", LABELS["attribute"], ("form", "form", "forma"), ("province", "province", "provincia"))
OUTCOME = side(
    "outcome", LABELS["outcome"], ("accepted", "accepted", "aceptadas"), ("refused", "refused", "rechazadas")
)
BREAK = Break(
    date(2020, 7, 1),
    said("A new form", "Un formulario nuevo"),
    said("Resolution 7/2020", "Resolución 7/2020"),
    verified=False,
)


def share(along: str) -> Statistic:
    """A declared share."""
    return Statistic("share", along, said("share of all, in percent", "porcentaje del total"))


def indicator(name: str, english: str, spanish: str, dimensions, chart="bars", **more) -> Indicator:
    """A declared count of reports."""
    declared = {
        "unit": "report",
        "definition": said(f"How many reports there are: {english}.", f"Cuántas denuncias hay: {spanish}."),
        "notes": (said("A report is what somebody told.", "Una denuncia es lo que alguien relató."),),
        "source": said("Made up for tests.", "Inventado para pruebas."),
    } | more
    return Indicator(name=name, title=said(english, spanish), dimensions=dimensions, chart=chart, **declared)


def counted(declared: Indicator, *sides: Dimension, undecided: tuple[str, ...] = (), step: int = 31) -> Table:
    """A table with a count for every combination of categories; in `undecided` ones some can be anything."""
    keys = list(product(*(_leaves(one, one.name in undecided) for one in sides)))
    base = tuple(3 + (index * step) % 97 for index in range(len(keys)))
    cells = []
    for coordinates in product(*([category.code for category in one.categories] for one in sides)):
        within = [[_is_in(key, code, one) for key, code, one in zip(k, coordinates, sides, strict=True)] for k in keys]
        certain = tuple(i for i, flags in enumerate(within) if all(flag == 1 for flag in flags))
        possible = tuple(i for i, flags in enumerate(within) if all(flag > 0 for flag in flags))
        cells.append(Cell(coordinates, certain, possible))
    return Table(declared, sides, tuple(cells), base)


def _leaves(one: Dimension, undecided: bool) -> list[str]:
    leaves = [category.code for category in one.categories if category.level > 0]
    return [*leaves, OPEN] if undecided else leaves


def _is_in(key: str, code: str, one: Dimension) -> float:
    """1 certainly, 0.5 possibly, 0 not; a unit that reached a phase reached those before it."""
    if code == TOTAL:
        return 1
    if key == OPEN:
        return 0.5
    if one.name == "phase":
        codes = [category.code for category in one.categories]
        return float(codes.index(key) >= codes.index(code))
    return float(key == code)


def _rules(*sides: Dimension) -> tuple[DimensionRule, ...]:
    kinds = {"phase": "phase", "quarter": "period", "year": "period", "days": "duration", "attribute": "decided"}
    phases = tuple(Phase(category.code, category.label, "report") for category in PHASE.categories)
    return tuple(
        rule(
            kinds.get(one.name, "attribute"),
            one.name,
            one.label,
            attribute=one.name if one.name in ("form", "area") else "",
            phases=phases if one.name == "phase" else (),
        )
        for one in sides
    )


def unprotected() -> tuple[Table, ...]:
    """The tables before protection, of every shape."""
    made = []

    def add(name, english, spanish, *sides, undecided=(), **declared):
        made.append(counted(indicator(name, english, spanish, _rules(*sides), **declared), *sides, undecided=undecided))

    add("chain", "How far reports come", "Hasta dónde llegan", PHASE, FORM, undecided=("form",), chart="flow",
        statistics=(share("phase"),))  # fmt: skip
    add("by-form", "Reports by form", "Denuncias por forma", FORM, undecided=("form",), statistics=(share("form"),))
    add("by-form-and-quarter", "Reports by form and quarter", "Denuncias por forma y trimestre", FORM, QUARTER,
        undecided=("form",), chart="trend", breaks=(BREAK,))  # fmt: skip
    add("by-province", "Reports by province and year", "Denuncias por provincia y año", PROVINCE, YEAR,
        undecided=("province",), status=Status.FINAL)  # fmt: skip
    add("days", "Days to referral", "Días hasta la derivación", DAYS, QUARTER,
        statistics=(Statistic("median", "days", said("median of the days", "mediana de días")),))  # fmt: skip
    add("by-role-gender-and-age", "Reports by role, gender and age", "Denuncias por rol, género y edad", ROLE, GENDER,
        AGE, undecided=("age", "gender"), statistics=(share("age"),))  # fmt: skip
    add("decided", "What can be known", "Qué se puede saber", KNOWN, statistics=(share("attribute"),))
    add("on-a-map", "Reports by area", "Denuncias por zona", AREA, undecided=("area",), chart="map")
    return tuple(made)


def marked() -> ProtectedTable:
    """A table with figures that are not published: made by hand, since profile round-5 publishes every count."""
    hidden, small = Figure(None, None, Mark.PROTECTED), Figure(None, None, Mark.BASE_TOO_SMALL)
    declared = indicator(
        "with-marks", "Reports with marks", "Denuncias con marcas", _rules(FORM), statistics=(share("form"),)
    )
    cells = (
        ProtectedCell((TOTAL,), Figure(1234, 1234)),
        ProtectedCell(("sexual",), hidden, {"share": hidden}),
        ProtectedCell(("labour",), Figure(20, 25), {"share": small}),
    )
    profile = Profile(
        "by-hand", said("Some figures are left out.", "Se omiten algunas cifras."), "none", verified=False
    )
    return ProtectedTable(declared, (FORM,), cells, profile, False, _SEAL)


def made_up(
    cells: dict[tuple[str, ...], tuple[Figure, dict[str, Figure]]],
    declared: Indicator,
    *sides,
    complete: Coverage | None = None,
    reach: int = 0,
    synthetic: bool = False,
    is_told: bool = True,
) -> ProtectedTable:
    """A protected table with the figures given."""
    found = tuple(ProtectedCell(at, count, statistics) for at, (count, statistics) in cells.items())
    profile = Profile("by-hand", said("As given.", "Como se dio."), "none", verified=True, reach=reach)
    return ProtectedTable(declared, sides, found, profile, synthetic, _SEAL, complete, is_told)


OPEN_ENDED = Figure(91.0, math.inf)

SCHEME = ConceptScheme(
    name="form",
    uri="https://example.org/form",
    title=said("Forms of exploitation", "Formas de explotación"),
    concepts=(
        Concept("sexual", "https://example.org/form/sexual", said("sexual exploitation", "explotación sexual"),
                said("In the sex industry.", "En la industria sexual."), source=said("https://example.org/law")),
        Concept("labour", "https://example.org/form/labour", said("labour", "laboral"),
                said("In any other work.", "En cualquier otro trabajo."), verified=False,
                note=said("The law was not seen.", "No se vio la ley.")),
    ),
    edition="1",
    valid_from=date(2020, 1, 1),
)  # fmt: skip


ANSWERED = Recommendation(
    number=1,
    name="follow-the-forms",
    title=said("Can the forms be followed?", "¿Se pueden seguir las formas?"),
    asked=said("Make the chain monitorable by form.", "Hacer que la cadena se pueda seguir por forma."),
    letter_answered=said("Not yet: nobody registers it.", "Todavía no: nadie lo registra."),
    letter=Letter("Letter 174", "https://example.org/letter", False, said("Summarised.", "Resumida.")),
    parts=(
        AskedPart(
            said("by form", "por forma"),
            AnswerStatus.ANSWERED,
            {AnswerStatus.ANSWERED: said("By form it is known.", "Por forma se sabe.")},
            AnswerSentence(
                said("{labour} are labour.", "{labour} son laborales."),
                {"labour": QuotedFigure("by-form", {"form": "labour"})},
            ),
        ),
        AskedPart(
            said("by route", "por ruta"),
            AnswerStatus.WAITING,
            {AnswerStatus.WAITING: said("Not by route.", "Por ruta no.")},
        ),
    ),
    answer=(
        AnswerSentence(
            said("Of {all} reports {labour} are labour.", "De {all} denuncias {labour} son laborales."),
            {"all": QuotedFigure("by-form"), "labour": QuotedFigure("by-form", {"form": "labour"})},
        ),
        AnswerSentence(said("{long} sentences are long."), {"long": QuotedFigure("sentences")}),
    ),
    how=said("Partners are asked together.", "Se pregunta a los socios juntos."),
    tables=("chain", "by-form", "by-province", "decided", "sentences"),
    reference=("vocabulary/form.ttl", "reference/published-figures.csv", "targets/plan.csv", "reference/letters.csv"),
    needs=(said("the route of each victim", "la ruta de cada víctima"),),
)
WAITING = Recommendation(
    number=2,
    name="how-many",
    title=said("How many are there?", "¿Cuántas hay?"),
    asked=said("Estimate it.", "Estimarlo."),
    letter_answered=said("No method is reliable.", "Ningún método es fiable."),
    letter=Letter("Letter 174"),
    parts=(
        AskedPart(
            said("how many", "cuántas"),
            DecidedBy("how-many"),
            {
                AnswerStatus.ANSWERED: said("It can be estimated.", "Se puede estimar."),
                AnswerStatus.REFUSED: said("It cannot be estimated.", "No se puede estimar."),
                AnswerStatus.WAITING: said("Nobody has tried.", "Nadie lo ha intentado."),
            },
        ),
    ),
    answer=(AnswerSentence(said("Not yet.", "Todavía no.")),),
)


def edition(year, norm=None, realised=None, status=None, name="Plan", decided=None, verified=True) -> TargetEdition:
    """What a document says of a year."""
    body = "the board" if decided else ""
    return TargetEdition(year, name, norm, realised, status, decided, body, "Annual report", verified, said("Seen."))


TARGET = Target(
    "plan",
    said("reports followed up", "denuncias con seguimiento"),
    (
        edition(2019, 190, 145, Status.FINAL),
        edition(2020, 190, 187, Status.PROVISIONAL, decided=date(2019, 6, 29)),
        edition(2020, 205, None, name="Revision", decided=date(2020, 3, 1), verified=False),
        edition(2021, 220),
        edition(2022, None, 12, Status.PROVISIONAL),
        edition(2022, None, 14, Status.FINAL),
    ),
    CountedBy("by-province", {"year": "{year}"}),
)


def published(identifier, value, to=None, *, year=2019, phase="report", precision=Precision.EXACT, **more):
    """A figure that somebody published."""
    declared = {"status": Status.FINAL, "source": "A newspaper", "verified": True} | more
    measure, unit = said("reports received", "denuncias recibidas"), said("reports", "denuncias")
    return PublishedFigure(identifier, year, year, phase, measure, value, to, precision, unit, **declared)


PUBLISHED = (
    published("f1", 1372, conflict="reports-2019"),
    published("f2", 1334, conflict="reports-2019", verified=False, note=Text({"es": "Otra cuenta."})),
    published("f3", 1000, year=2013, precision=Precision.ABOUT),
    published("f4", 17, 20, phase="trial", status=Status.PROVISIONAL, source="Page at https://example.org/page"),
)


TOWNS = (Subject("T1", "Órdoba", "North West"), Subject("T2", "'s Anta", "North West"), Subject("T3", "Elba", "South"))
ASSESSMENT = Assessment(
    name="policy",
    title=said("Policy of towns", "Política de los municipios"),
    summary=said("What towns say of their policy.", "Lo que los municipios dicen de su política."),
    partner="towns",
    scheme="policy",
    framework=Framework("2021-02", False, "A framework", verified=True),
    wording=Wording("the sample", verified=False),
    levels=(
        Level("basis", said("basis", "básico"), said("for everybody", "para todos")),
        Level("more", said("in depth", "en profundidad"), said("for some", "para algunos")),
    ),
    answers=tuple(
        PossibleAnswer(english, english, said(english, spanish))
        for english, spanish in (("yes", "sí"), ("partly", "en parte"), ("no", "no"), ("unknown", "desconocido"))
    ),
    themes=(
        Theme("1", "t1", said("policy", "política"), (
            AssessmentQuestion("1.1", "basis", said("Is there a plan?", "¿Hay un plan?")),
            AssessmentQuestion("1.2", "more", said("Is it read?", "¿Se lee?")),
        )),
        Theme("2", "t2", said("signals", "señales"), (
            AssessmentQuestion("2.1", "basis", said("Are they counted?", "¿Se cuentan?")),
        )),
    ),
    profiles=ProfileSource(
        AnswerColumns("town", "question", "answer", "day", "evidence"),
        TOWNS,
        said("regions", "regiones"),
        Boundaries("bodies.geo.json", said("Drawn by hand"), {"T1": (NORTH,), "T2": (SOUTH,), "T9": (EAST,)}),
        said("towns", "municipios"),
    ),
)  # fmt: skip
ANSWERS = (
    GivenAnswer("1.1", Reply.NO, date(2019, 3, 1)),
    GivenAnswer("1.2", Reply.UNKNOWN, date(2019, 3, 1)),
    GivenAnswer("1.1", Reply.YES, date(2021, 5, 2), said("decision", "decisión")),
)
PROFILES = tuple(AssessmentProfile(town, ANSWERS if town.code == "T1" else ()) for town in TOWNS)


def assessed(synthetic: bool = False, assessment=ASSESSMENT, profiles=PROFILES, columns=()):
    """The assessment, as it may leave."""
    contract = Contract("towns", "towns", "1.0.0", columns)
    return protect_answer(answer_of_bodies(assessment, profiles, contract, synthetic))


STEPS = (ComparisonStep((Aspect.UNIT, Aspect.DATE), "1"), ComparisonStep((Aspect.CLASSIFICATION,), "2"))
ASKED = tuple(Asked("report", frozenset([stage])) for stage in "012")


def walk(synthetic: bool = False, **more):
    """A walk from reports to persons: of a whole, and of what may be labour (base cells: sure, possibly, only last)."""
    made = Comparison(
        "walk",
        said("Reports and persons", "Denuncias y personas"),
        ComparedFigure("reports", said("reports", "denuncias"), words("reports", "2020"), stage="0"),
        ComparedFigure("persons", said("persons", "personas"), words("persons", "2020"), stage="2"),
        STEPS,
        Table(
            indicator("comparison", "", "", ()),
            (Dimension("stage", said(""), tuple(Category(code, said("")) for code in "012")),),
            (Cell(("0",), (0,), (0, 1)), Cell(("1",), (0,), (0, 1, 2)), Cell(("2",), (0, 2), (0, 1, 2))),
            (100, 40, 61),
            synthetic=synthetic,
        ),
        ("round-5",) * 3,
    )
    return replace(made, **more)


def compared(synthetic: bool = False, **more):
    """A walk from reports to persons as it may leave, with its aspects in another order beside it."""
    made = walk(synthetic, **more)
    opposite = replace(made, steps=tuple(replace(step, aspects=step.aspects[::-1]) for step in made.steps))
    return protect_answer(answer_of_walks(DifferenceQuestion("walk", made.title), [made], [opposite], ASKED))


def words(unit: str, period: str):
    return {Aspect.UNIT: said(unit), Aspect.PERIOD: said(period)}


def differing(*figures, **more):
    """A walk between two published figures, by default the two that differ: words alone."""
    pair = figures or PUBLISHED[:2]
    ends = (ComparedFigure(one.id, one.measure, words("reports", one.years), published=one) for one in pair)
    made = Comparison("reports-2019-1", said(""), *ends, (ComparisonStep((Aspect.SOURCE,)),), **more)
    asked = DifferenceQuestion("reports-2019")
    return protect_answer(answer_of_walks(asked, [made], title=title_of_conflict(pair)))


def content(
    *more: ProtectedTable, synthetic: bool = False, languages=("es", "en"), title: str = "Figures"
) -> ReleaseContent:
    """A whole release, of every shape of table, and of any more that are given."""
    quality = counted(
        indicator("rows", "Rows", "Filas", _rules(OUTCOME), chart="none", unit="row", source=Text()), OUTCOME
    )
    return ReleaseContent(
        alliance="sample",
        title=said("A sample alliance", "Una alianza de muestra"),
        summary=said("Shapes of tables, for tests.", "Formas de cuadros, para pruebas."),
        languages=languages,
        product=Product(
            name="monitor",
            title=said(title, title if title != "Figures" else "Cifras"),
            summary=said("What the sample shows.", "Lo que muestra el ejemplo."),
            purpose=said("To test.", "Probar."),
            legal_ground=said("None.", "Ninguno."),
            users=(User(said("Developers", "Desarrolladores"), Role.READER),),
            ends=date(2030, 12, 31),
            tables=(),
            profile="round-5",
            headings=(
                Heading(said("Who the reports mention", "A quiénes mencionan"), ("by-role-gender-and-age",)),
                Heading(said("How well it is known", "Qué tan bien se sabe"), ("decided", "with-marks")),
            ),
        ),
        edition="2022-02-06-0123abcd",
        as_of=date(2022, 2, 6),
        declarations="d" * 64,
        code="0.1.0+c0de",
        tables=(*(_protected(table, synthetic) for table in unprotected()), marked(), *more),
        quality=(_protected(quality, synthetic),),
        deliveries=(
            DeliveredFile(
                said("Hotline", "Línea"),
                "reports.csv",
                "f" * 64,
                date(2022, 2, 6),
                synthetic,
                said("Made up.", "Inventado."),
            ),
        ),
        schemes=(SCHEME,),
        attributes={
            "form": Attribute("form", "form", LABELS["form"]),
            "area": Attribute("area", "area", LABELS["area"], (BOUNDARIES,)),
        },
        units={"report": Unit("report", said("report", "denuncia"), said("reports", "denuncias"))},
        recommendations=(ANSWERED, WAITING),
        targets=(TARGET, Target("plan", said("nothing yet", "nada todavía"), (edition(2021),))),
        published_figures=PUBLISHED,
        elsewhere={
            "sentences": TableElsewhere(
                said("Sentences", "Penas"), (OtherMonitor("courts", said("Court monitor", "Monitor judicial")),)
            )
        },
        answers=(compared(synthetic), differing(), assessed(synthetic)),
    )


REUSE = Reuse(said("The sample", "La muestra"), "https://creativecommons.org/publicdomain/zero/1.0/")


def unzipped(file: bytes) -> bytes:
    """What a file holds: of an archive (an Excel workbook is one) the contents of all its members."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def _protected(table: Table, synthetic: bool) -> ProtectedTable:
    return protect(Table(table.indicator, table.dimensions, table.cells, table.base, synthetic=synthetic), "round-5")
