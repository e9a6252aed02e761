"""Operative parts and summaries made of the forms in which courts write: what they say is known, so it must be read.

The forms are those of decisions that courts published; names, numbers and their order are made up. What a decision says
beside its sentence is easily mistaken for one: detention for not paying, an earlier sentence that is executed, a
probation that is made longer, time held before the trial, an acquittal of what was charged beyond the proven.
"""

from collections.abc import Callable

from dutch_rules import DUTCH_RULES
from hypothesis import given
from hypothesis import strategies as st

from schakel_judgments import Judgment, TextPart, code
from tests.examples import examples

SENTENCES = {
    "prison", "prison_suspended", "youth_detention", "youth_detention_suspended", "probation", "hours",
    "hours_subsidiary_days", "detention", "fine", "executed_term", "executed_hours", "acquittal",
}  # fmt: skip
WORDS = {2: "twee", 3: "drie", 4: "vier", 5: "vijf", 6: "zes", 8: "acht", 9: "negen", 12: "twaalf"}
UNITS = {"maanden": "months", "MAANDEN": "months", "dagen": "days"}

# One clause of an operative part, and the facts that it states.
Clause = tuple[str, dict[str, str]]

number = st.sampled_from(sorted(WORDS))
written: tuple[Callable[[int], str], ...] = (
    str,
    lambda n: WORDS[n],
    lambda n: f"{n} ({WORDS[n]})",
    lambda n: f"{WORDS[n]} ({n})",
    lambda n: f"{n} ({WORDS[n].upper()})",
)
in_some_way = st.sampled_from(written)

# What everybody is acquitted of, which is no acquittal.
BEYOND = (
    "spreekt verdachte vrij van wat meer of anders is ten laste gelegd;",
    "verklaart het meer of anders ten laste gelegde niet bewezen en spreekt verdachte daarvan vrij;",
    "verklaart het onder 2, 3 en 4 meer of anders ten laste gelegde niet bewezen en spreekt verdachte daarvan vrij;",
    "verklaart het overige dat in de beschuldiging staat niet bewezen en spreekt hem daarvan vrij;",
    "Verklaart niet bewezen hetgeen de verdachte meer of anders is ten laste gelegd dan hierboven is bewezen verklaard "
    "en spreekt de verdachte daarvan vrij.",
)
OF_A_PART = (
    "spreekt verdachte vrij van de onder 2 en 4 primair ten laste gelegde feiten;",
    "verklaart het onder feit 3 primair ten laste gelegde niet bewezen en spreekt verdachte daarvan vrij;",
)
BESIDE = (
    "bepaalt dat de tijd, door verdachte vóór de tenuitvoerlegging van deze uitspraak in verzekering en voorlopige "
    "hechtenis doorgebracht, bij de tenuitvoerlegging van de straf in mindering zal worden gebracht;",
    "legt verdachte de verplichting op aan de Staat € 462,72 te betalen, bij niet betaling aan te vullen met 9 dagen "
    "hechtenis;",
    "met bevel dat bij gebreke van betaling en verhaal 68 dagen hechtenis zal kunnen worden toegepast;",
    "stelt als bijzondere voorwaarde dat verdachte zich binnen drie dagen na het ingaan van de proeftijd meldt bij de "
    "reclassering;",
    "verlengt de proeftijd van de bij vonnis van 17 september 2015 opgelegde voorwaardelijke straf met een jaar;",
    "verlengt de bij vonnis van 1 februari 2016 door de politierechter van deze rechtbank aan verdachte opgelegde "
    "voorwaardelijke gevangenisstraf voor de duur van één maand verbonden proeftijd, met één jaar;",
    "gelast de tenuitvoerlegging van de bij vonnis van 13 januari 2015 opgelegde voorwaardelijke geldboete van "
    "€ 750,00, bij gebreke van betaling en verhaal te vervangen door hechtenis voor de duur van 15 dagen;",
    "wijst de vordering tot tenuitvoerlegging af;",
)
EXECUTED: tuple[Clause, ...] = (
    (
        "Gelast de tenuitvoerlegging van de gevangenisstraf, groot 2 (TWEE) WEKEN, voor zover deze voorwaardelijk is "
        "opgelegd bij voornoemd vonnis d.d. 29 maart 2006.",
        {"executed_term": "14 days"},
    ),
    (
        "gelast de tenuitvoerlegging van de door de politierechter bij vonnis van 18 augustus 2021 opgelegde "
        "voorwaardelijke gevangenisstraf voor de duur van drie (3) weken.",
        {"executed_term": "21 days"},
    ),
    (
        "gelast de tenuitvoerlegging van de bij vonnis van 23 februari 2022 opgelegde voorwaardelijke taakstraf voor "
        "de duur van 20 (twintig) uren;",
        {"executed_hours": "20"},
    ),
)


@st.composite
def detained(draw: st.DrawFn, word: str, fact: str) -> Clause:
    """A term, in some notation, suspended as a whole, for a part or not."""
    months, unit, write = draw(number), draw(st.sampled_from(sorted(UNITS))), draw(in_some_way)
    term, facts = f"{write(months)} {unit}", {fact: f"{months} {UNITS[unit]}"}
    opening = f"veroordeelt verdachte tot een {word} {draw(st.sampled_from(('van', 'voor de duur van')))} {term}"
    if not (kind := draw(st.sampled_from(("", "part", "whole", "said of the part")))):
        return f"{opening};", facts
    years = draw(st.sampled_from((1, 2, 3)))
    probation = f"stelt daarbij een proeftijd van {years} {draw(st.sampled_from(('jaar', 'jaren')))} vast;"
    facts["probation"] = f"{years * 12} months"
    if kind == "whole":
        rest = f"bepaalt dat deze {word} niet zal worden ten uitvoer gelegd, tenzij de rechter later anders gelast;"
        return f"{opening};\n{rest}\n{probation}", facts | {f"{fact}_suspended": "all"}
    part = draw(number.filter(lambda n: n < months)) if months > min(WORDS) else 1
    told = f"{'1' if part == 1 else write(part)} {unit}"
    facts[f"{fact}_suspended"] = f"{part} {UNITS[unit]}"
    if kind == "part":
        return f"{opening}, waarvan {told} voorwaardelijk met een proeftijd van {years} jaar;", facts
    rest = f"bepaalt dat van deze {word} een gedeelte van {told} niet zal worden ten uitvoer gelegd, tenzij;"
    return f"{opening};\n{rest}\n{probation}", facts


@st.composite
def served(draw: st.DrawFn) -> Clause:
    """Community service, and the detention in its place."""
    hours, days = draw(st.sampled_from(((40, 20), (100, 50), (240, 120))))
    form = draw(
        st.sampled_from(
            (
                "veroordeelt verdachte tot een taakstraf van {h} uren;\nbeveelt dat voor het geval verdachte de "
                "taakstraf niet of niet naar behoren verricht de taakstraf wordt vervangen door {d} dagen hechtenis;",
                "veroordeelt verdachte tot een werkstraf van {h} uren;\nbeveelt dat indien verdachte de werkstraf niet "
                "naar behoren verricht, vervangende hechtenis zal worden toegepast van {d} dagen;",
                "veroordeelt verdachte tot een werkstraf voor de duur van {h} uren, te vervangen door hechtenis voor "
                "de duur van {d} dagen indien de veroordeelde deze straf niet naar behoren verricht;",
            )
        )
    )
    return form.format(h=hours, d=days), {"hours": str(hours), "hours_subsidiary_days": str(days)}


@st.composite
def decisions(draw: st.DrawFn) -> Clause:
    """One operative part: an acquittal or none, a term of one kind, perhaps hours, and what goes beside."""
    clauses: list[Clause] = [(draw(st.sampled_from(BEYOND)), {})]
    if draw(st.booleans()):
        clauses.insert(0, (draw(st.sampled_from(OF_A_PART)), {"acquittal": "part"}))
    clauses.append(("verklaart verdachte strafbaar;", {}))
    kind = st.sampled_from((("gevangenisstraf", "prison"), ("jeugddetentie", "youth_detention")))
    clauses.append(draw(kind.flatmap(lambda one: detained(*one))))
    if draw(st.booleans()):
        clauses.append(draw(served()))
    if draw(st.booleans()):
        clauses.append(draw(st.sampled_from(EXECUTED)))
    clauses.extend((one, {}) for one in draw(st.lists(st.sampled_from(BESIDE), max_size=3, unique=True)))
    stated = {name: value for _, facts in clauses for name, value in facts.items()}
    return "\n".join(text for text, _ in clauses), stated


@given(decisions())
@examples(60)
def test_what_an_operative_part_says_is_read_and_nothing_else(decision: Clause) -> None:
    text, expected = decision
    assert said(text, TextPart.DECISION, "RBAMS") == in_full(expected)


# --- summaries: who, which instance, demanded or imposed, in words or in abbreviations --------------------------------

ACCUSED = ("een 28-jarige man", "de verdachte", "een vrouw van 31")
IMPOSED = (
    "veroordeelt {who} tot een gevangenisstraf van {term}{part}.",
    "legt {who} een gevangenisstraf op van {term}{part}.",
    "heeft {who} veroordeeld tot {term} cel{part}.",
    "veroordeelt {who}: GS {term}{part}.",
)
NOT_IMPOSED = (
    "De officier van justitie eiste een gevangenisstraf van 7 jaar.",
    "Door het OM was 7 jaar gevangenisstraf geëist.",
    "De maximale straf is 7 jaar gevangenisstraf.",
    "Verdachte werd eerder veroordeeld tot 7 jaar gevangenisstraf.",
    "De vordering tot tenuitvoerlegging van 7 maanden gevangenisstraf wordt afgewezen.",
)
BELOW = ("De rechtbank had 7 jaar gevangenisstraf opgelegd.", "In eerste aanleg kreeg hij 7 jaar gevangenisstraf.")
SHORT = {"maanden": "mnd", "dagen": "dgn"}


@st.composite
def summaries(draw: st.DrawFn) -> tuple[str, str, dict[str, str]]:
    """A summary of a district court or a court of appeal, its court, and the sentence that it imposes."""
    months, unit = draw(number), draw(st.sampled_from(sorted(SHORT)))
    brief = draw(st.booleans())
    term = f"{months} {SHORT[unit]}" if brief else f"{draw(in_some_way)(months)} {unit}"
    facts = {"prison": f"{months} {UNITS[unit]}"}
    part = ""
    if draw(st.booleans()) and months > min(WORDS):
        suspended = draw(number.filter(lambda n: n < months))
        facts["prison_suspended"] = f"{suspended} {UNITS[unit]}"
        part = f" wv {suspended} vw" if brief else f", waarvan {suspended} {unit} voorwaardelijk"
    imposed = draw(st.sampled_from(IMPOSED)).format(who=draw(st.sampled_from(ACCUSED)), term=term, part=part)
    appeal = draw(st.booleans())
    others = draw(st.lists(st.sampled_from(NOT_IMPOSED + (BELOW if appeal else ())), max_size=2, unique=True))
    sentences = [f"{'Het hof' if appeal else 'De rechtbank'} {imposed}", *others]
    return " ".join(draw(st.permutations(sentences))), "GHAMS" if appeal else "RBAMS", facts


@given(summaries())
@examples(60)
def test_what_a_summary_says_is_imposed_is_read_and_nothing_else(summary: tuple[str, str, dict[str, str]]) -> None:
    text, court, expected = summary
    read = said(text, TextPart.SUMMARY, court)
    assert {name: read.get(name) for name in ("prison", "prison_suspended")} == {
        "prison": expected["prison"],
        "prison_suspended": expected.get("prison_suspended"),
    }


def said(text: str, part: TextPart, court: str) -> dict[str, str]:
    """Return the facts about the sentence: `unclear` where the rules left it open."""
    found = code(Judgment(f"ECLI:NL:{court}:2021:1", {part: text}), DUTCH_RULES).facts
    return in_full({name: str(one) for name in SENTENCES & found.keys() for one in found[name].values or ("unclear",)})


def in_full(facts: dict[str, str]) -> dict[str, str]:
    """Write a part that is the whole as the term of the whole."""
    return {name: facts[name.removesuffix("_suspended")] if value == "all" else value for name, value in facts.items()}
