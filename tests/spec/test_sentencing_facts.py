"""Facts in a judgment

Rules read facts from one sentence at a time.
"""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dutch_rules import DUTCH_RULES
from hypothesis import given
from hypothesis import strategies as st

from schakel_judgments import Coded, Judgment, Term, TextPart, code, read_judgments
from schakel_judgments.reading.values import Value

ROOT = Path(__file__).parents[2]
DATA = ROOT / "packages/judgments/tests/data"


def coded(text: str, part: TextPart = TextPart.SUMMARY, court: str = "RBAMS") -> Coded:
    return code(Judgment(f"ECLI:NL:{court}:2021:1", {part: text}), DUTCH_RULES)


def facts(text: str, part: TextPart = TextPart.SUMMARY, court: str = "RBAMS") -> dict[str, str]:
    return {name: fact_in_words(fact.values) for name, fact in coded(text, part, court).facts.items()}


def fact_in_words(values: tuple[Value, ...]) -> str:
    return ", ".join(map(str, values)) or "unclear"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gevangenisstraf voor de duur van 18 maanden.", {"prison": "18 months"}),
        ("GS 2 maanden m.a.", {"prison": "2 months"}),
        ("Een celstraf van acht jaren en 9 maanden.", {"prison": "105 months"}),
        ("De man moet 7 jaar naar de gevangenis.", {"prison": "84 months"}),
        ("6 maanden gevangenisstraf en 18 maanden OBM.", {"prison": "6 months"}),
        (
            "Gevangenisstraf van 30 maanden waarvan 10 voorwaardelijk.",
            {"prison": "30 months", "prison_suspended": "10 months"},
        ),
        (
            "Een voorwaardelijke gevangenisstraf van vier maanden met een proeftijd van 2 jaar.",
            {"prison": "4 months", "prison_suspended": "4 months", "probation": "24 months"},
        ),
        ("Taakstraf van 60 uren, subsidiair 30 dagen hechtenis.", {"hours": "60", "hours_subsidiary_days": "30"}),
        ("TS 120 uur waarvan 40 uur voorwaardelijk.", {"hours": "120", "hours_suspended": "40"}),
        ("Jeugddetentie van 90 dagen.", {"youth_detention": "90 days"}),
        (
            "Oplegging van de ISD-maatregel voor de duur van twee jaren.",
            {"repeat_offender_order": "24 months", "prior_convictions": "yes"},
        ),
        ("TBS met dwangverpleging.", {"hospital_order": "nursing"}),
        ("TBS met voorwaarden.", {"hospital_order": "conditions"}),
        ("Ontslag van alle rechtsvervolging.", {"no_punishability": "yes"}),
        ("Geldboete van € 1.000,-.", {"fine": "1000"}),
        ("Vordering benadeelde partij toegewezen tot € 2.000,00.", {"damages": "2000.00"}),
        ("Ontneming van wederrechtelijk verkregen voordeel € 10.533,14.", {"confiscation": "10533.14"}),
        ("Overschrijding van de redelijke termijn.", {"reasonable_time_exceeded": "yes"}),
        ("Geen overschrijding van de redelijke termijn.", {"reasonable_time_exceeded": "no"}),
        ("Strafkorting van 10%.", {"reduction": "10%"}),
        (
            "In de periode van 1 mei 2017 tot en met 3 juni 2018.",
            {"period_from": "2017-05-01", "period_until": "2018-06-03"},
        ),
        ("Mensenhandel in vereniging.", {"exploitation": "yes", "in_concert": "yes"}),
        ("Aan verdachte en zijn medeverdachte.", {"co_accused": "yes"}),
        ("Twee mannen uit Almelo zijn veroordeeld.", {"co_accused": "yes"}),
        ("De rechtbank veroordeelt vier mannen.", {"co_accused": "yes"}),
        ("Uitbuiting van vier vrouwen.", {"exploitation": "yes", "victims": "4"}),
        ("Blanco strafblad.", {"prior_convictions": "no"}),
        ("First offender.", {"prior_convictions": "no"}),
        ("Verdachte is niet eerder veroordeeld.", {"prior_convictions": "no"}),
        ("Niet eerder voor soortgelijke feiten veroordeeld.", {}),
        ("Hij is eerder veroordeeld.", {"prior_convictions": "yes"}),
        ("Recidive meegewogen.", {"prior_convictions": "yes"}),
        ("De kans op recidive is hoog.", {}),
        ("Vordering TUL afgewezen.", {"prior_convictions": "yes"}),
        ("First offender. Hij is eerder veroordeeld.", {"prior_convictions": "unclear"}),
        (
            "Uitbuiting van een 15-jarig meisje.",
            {"exploitation": "yes", "victim_age": "15", "minor_victim": "yes"},
        ),
        # Short and misspelt words, and a number before its word.
        ("GS 19 mndn m.a.", {"prison": "19 months"}),
        ("Gev.straf 18 maanden.", {"prison": "18 months"}),
        ("GEV 5 jaar en 8 maanden.", {"prison": "68 months"}),
        ("Een gevagenisstraf van drie maanden.", {"prison": "3 months"}),
        ("Gelet op bijz. omst.18 mnd GVS wv 12 vw.", {"prison": "18 months", "prison_suspended": "12 months"}),
        (
            "90 dagen jeugddetentie waarvan 33 dagen voorwaardelijk.",
            {"youth_detention": "90 days", "youth_detention_suspended": "33 days"},
        ),
        (
            "Gevangenisstraf van 6 maanden, waarvan 2 maanden niet ten uitvoer gelegd zullen worden.",
            {"prison": "6 months", "prison_suspended": "2 months"},
        ),
        (
            "Taakstraf van 60 uren, subsidiair 30 dagen hechtenis, waarvan 20 uren voorwaardelijk.",
            {"hours": "60", "hours_subsidiary_days": "30", "hours_suspended": "20"},
        ),
        ("Onvoorwaardelijke PIJ-maatregel.", {"youth_order": "unconditional"}),
        ("Voorwaardelijke PIJ-maatregel met bijzondere voorwaarden.", {"youth_order": "suspended"}),
        ("Geen PIJ-maatregel.", {}),
        ("Ondanks advies tbs met voorwaarden, oplegging tbs met dwangverpleging.", {"hospital_order": "nursing"}),
        ("De rechtbank legt hem een tbs-maatregel op.", {"hospital_order": "unclear"}),
        ("Geen relevante veroordelingen.", {"prior_convictions": "no"}),
        ("Tezamen met een ander.", {"in_concert": "yes"}),
        ("Undue delay.", {"reasonable_time_exceeded": "yes"}),
        ("Moord op haar achtjarige dochter.", {"victim_age": "8", "minor_victim": "yes"}),
        ("De vordering BP is toegewezen tot een bedrag van € 20.000,-.", {"damages": "20000"}),
        ("De vordering van de benadeelde partij is toegewezen tot € 10.0...", {"damages": "unclear"}),
        ("Schadevergoeding van ruim 7000 euro.", {"damages": "unclear"}),
        ("Twee slachtoffers van respectievelijk seksuele en criminele uitbuiting.",
         {"exploitation": "yes", "form": "sexual, criminal", "victims": "2"}),
        ("Hij heeft twee vreemdelingen uitgebuit door hen in zijn wasserij te laten werken.",
         {"exploitation": "yes", "form": "labour", "victims": "2"}),
        ("Hij dwong drie jonge vrouwen tot prostitutie.", {"exploitation": "yes", "form": "sexual", "victims": "3"}),
        ("Mensenhandel door haar dochter huishoudelijk werk te laten doen.", {"exploitation": "yes", "form": "labour"}),
        ("De eerder opgelegde werkstraf van 80 uur wordt ten uitvoer gelegd.",
         {"executed_hours": "80", "prior_convictions": "yes"}),
        ("De jongen moet de eerder opgelegde taakstraf van 30 uren alsnog verrichten.",
         {"executed_hours": "30", "prior_convictions": "yes"}),
        ("Hem was destijds een taakstraf opgelegd van 50 uur.", {}),
        ("Een levenslange gevangenisstraf.", {"prison": "life"}),
        ("Hij was in 1998 in Frankrijk al voor doodslag veroordeeld.", {"prior_convictions": "yes"}),
        ("Overschrijding van de inzendtermijn.", {"reasonable_time_exceeded": "yes"}),
        ("Medeplegen van vernieling?", {}),
        ("Hij schudde zijn zoon, een baby van drie maanden.", {"minor_victim": "yes"}),
        ("Vader schuldig aan het schudden van zijn baby.", {"minor_victim": "yes"}),
        ("Shaken baby syndroom.", {"minor_victim": "yes"}),
        ("Door het ongeval zijn drie kinderen om het leven gekomen.", {"minor_victim": "yes", "victims": "3"}),
        ("Ontucht met een aan zijn zorg toevertrouwde pupil.", {"minor_victim": "yes"}),
        ("De twee minderjarigen die een jongen sloegen, kregen werkstraffen.", {}),
        ("De maatregel van PIJ kan nog niet worden beëindigd.", {}),
        # With whom, if not "with another".
        ("Samen met zijn broer pleegde hij inbraken.", {"in_concert": "yes"}),
        ("Samen met twee andere mannen maakte hij MDMA.", {"in_concert": "yes"}),
        ("Voor het samen met haar toenmalige partner verkopen van pillen.", {"in_concert": "yes"}),
        ("Verdachte heeft zich met zijn medeverdachte schuldig gemaakt aan heling.",
         {"in_concert": "yes", "co_accused": "yes"}),
        ("Hij heeft een zoon die hij samen met zijn ex-partner heeft.", {}),
        ("Bij dit vonnis heeft de rechtbank twee broers uit Hoorn veroordeeld voor heling.", {"co_accused": "yes"}),
        ("Samen met een andere verdachte ontsnapte hij.", {"in_concert": "yes", "co_accused": "yes"}),
        # Children, told in another way than as under age.
        ("Hij gaf tikken aan zijn vier kinderen.", {"minor_victim": "yes", "victims": "4"}),
        ("In hulpeloze toestand laten van haar kind.", {"minor_victim": "yes"}),
        ("Een destijds 17-jarige jongen heeft samen met een ander een winkel beroofd.",
         {"accused_age": "17", "in_concert": "yes"}),
        ("Het slachtoffer werd door vier mannen omsingeld en beroofd.", {}),
        ("Ambtelijke omkoping van twee ambtenaren.", {}),
        ("Belediging van twee politieambtenaren.", {"victims": "2"}),
        ("Matiging van de straf vanwege de redelijke termijn.", {"reasonable_time_exceeded": "yes"}),
        ("Redelijke termijn, geen strafkorting.", {}),
        ("Gevangenisstraf 3 ½ jaar.", {"prison": "42 months"}),
        ("Gevangenisstraf conform de duur van het door hem al ondergane voorarrest, te weten tachtig dagen.",
         {"prison": "80 days"}),
        ("Het Verdrag ter bescherming van kinderen tegen seksuele uitbuiting en seksueel misbruik.", {}),
        # The offence by its older names, what was not found, and whom else it can be done to.
        ("Vrouwenhandel, artikel 250ter (oud) Sr.", {"exploitation": "yes", "form": "sexual"}),
        ("Loverboyzaak.", {"exploitation": "yes", "form": "sexual"}),
        ("Hij heeft zijn vriendin bewogen tot prostitutie.", {"exploitation": "yes", "form": "sexual"}),
        ("Mensenhandel van werknemers, die te weinig kregen.", {"exploitation": "yes", "form": "labour"}),
        ("Mensenhandel door jongens drugs te laten verkopen.", {"exploitation": "yes", "form": "criminal"}),
        ("Mensenhandel door zijn nichtje te dwingen te bedelen.", {"exploitation": "yes", "form": "criminal"}),
        ("Verdachte is zelf slachtoffer van mensenhandel.", {}),
        ("De rechtbank komt niet tot een bewezenverklaring van mensenhandel.", {"exploitation": "no"}),
        ("Ontucht met 13- en 14-jarige nichtjes.", {"victim_age": "14, 13", "minor_victim": "yes"}),
        ("Het slachtoffer was nog geen 18 jaar.", {"minor_victim": "yes"}),
        ("Vader en zoon veroordeeld voor afpersing.", {"co_accused": "yes"}),
        ("De terbeschikkingstelling met dwangverpleging wordt beëindigd.", {}),
    ],
)  # fmt: skip
def test_a_sentence_is_read(text: str, expected: dict[str, str]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What must be paid of a gain is not what was gained.
        ("Het wederrechtelijk verkregen voordeel wordt geschat op € 6.000,-; de betalingsverplichting op € 5.000,-.",
         {"confiscation": "5000"}),
        ("Het wederrechtelijk verkregen voordeel wordt geschat op € 6.000,-.", {"confiscation": "unclear"}),
        ("Schatting van het voordeel op € 6.000; de verplichting tot betaling aan de Staat van € 4.500 ter ontneming.",
         {"confiscation": "4500"}),
        ("Hij moet 7.300 euro aan illegaal verdiend geld afstaan aan de Staat.", {"confiscation": "7300"}),
        ("Ontneming. De betalingsverplichting wordt verminderd met € 500,-.", {}),
        # Several accused, and whose sentence it is.
        ("Een groep van 6 mannen is veroordeeld voor heling.", {"co_accused": "yes"}),
        ("De rechtbank veroordeelt een 51-jarige man en zijn 22-jarige zoon voor heling.",
         {"accused_age": "51, 22", "co_accused": "yes"}),
        ("De rechtbank veroordeelt de directeur en een boekhouder tot taakstraffen. De directeur krijgt een taakstraf "
         "van 90 uur.", {"several_accused": "yes", "co_accused": "yes", "hours": "unclear"}),
        ("Twee keer een taakstraf van 30 uren, subs. 15 dagen hechtenis.",
         {"hours": "unclear", "hours_subsidiary_days": "unclear"}),
        ("Ontzeggingen van de rijbevoegdheid van 3 en 6 maanden.", {"driving_ban": "unclear"}),
        ("Voor feit 1 een geldboete van € 400,- en voor feit 2 een geldboete van € 200,-.", {"fine": "unclear"}),
        ("Geldboete 350,- voor een wapen.", {"fine": "350"}),
        ("Geldboete van EUR. 350,-.", {"fine": "350"}),
        ("Een geldboete van € 400,- (8 dagen hechtenis bij niet betaling).", {"fine": "400"}),
        # Together with others, or not.
        ("Hij heeft zich met drie anderen schuldig gemaakt aan een inbraak.", {"in_concert": "yes"}),
        ("Er was een nauwe en bewuste samenwerking.", {"in_concert": "yes"}),
        ("Medeplichtigheid aan het medeplegen van afpersing.", {}),
        ("Niet is vastgesteld of hij alleen of met anderen handelde.", {}),
        ("Ten laste gelegd is dat hij samen met een ander inbrak.", {}),
        # Convictions of an earlier day.
        ("Herroeping VI.", {"prior_convictions": "yes"}),
        ("Verdachte is reeds meermalen voor diefstal veroordeeld.", {"prior_convictions": "yes"}),
        ("Geen recente veroordelingen.", {"prior_convictions": "unclear"}),
        ("Niet voldaan aan de harde criteria voor ISD.", {}),
        ("De ISD-maatregel kan niet worden opgelegd.", {}),
        ("Eerdere veroordeling van een medeverdachte.", {"co_accused": "yes"}),
        ("Hij moet 2 jaar naar een inrichting voor stelselmatige daders.",
         {"repeat_offender_order": "24 months", "prior_convictions": "yes"}),
        # Orders and outcomes.
        ("Hij vluchtte tijdens een lopende tbs-maatregel met dwangverpleging.", {}),
        ("Verdachte wordt van alle rechtsvervolging ontslagen.", {"no_punishability": "yes"}),
        ("Verweren over ontslag van alle rechtsvervolging zijn verworpen.", {}),
        ("De rechtbank heeft verdachte vrij gesproken van heling.", {"acquittal": "whole"}),
        ("De rechtbank spreekt verdachte vrij van feit 1, want niet blijkt dat hij wist.", {"acquittal": "unclear"}),
        ("Vrijspraak. Wel is bewezen dat hij haar aanraakte, maar niet dat hij haar dwong.", {"acquittal": "part"}),
        ("Vrijspraak. De rechtbank oordeelt dat bewezen is dat hij haar aanraakte, maar niet dat hij haar dwong.",
         {"acquittal": "whole"}),
        ("Ten aanzien van het subsidiair ten laste gelegde wordt hij veroordeeld tot 3 weken gevangenisstraf.",
         {"prison": "21 days"}),
        # Who is under age, and who was no victim.
        ("Mishandeling van een meisje op een camping.", {"minor_victim": "yes"}),
        ("Zij heeft haar 3 stiefkinderen mishandeld.", {"minor_victim": "yes", "victims": "3"}),
        ("Grooming van een (virtueel) meisje van 14 jaar.", {"minor_victim": "unclear", "victim_age": "unclear"}),
        ("Zij stortte het op de bankrekeningen van haar (minderjarige) kinderen.", {}),
        ("Hij heeft een 17-jarige fietser aangereden.", {"victim_age": "17", "minor_victim": "yes"}),
        ("Ontucht met iemand tussen de 12 en 16 jaar.", {"minor_victim": "yes"}),
        ("Mishandeling van zijn nichtje gedurende ruim twee jaren.", {}),
        ("Hij heeft twee verplegers bedreigd. Daarnaast heeft verdachte een arts mishandeld.", {}),
        ("De rechtbank verlengt de PIJ-maatregel van een 19-jarige jongen met 12 maanden.", {"accused_age": "19"}),
        ("Poging doodslag op vader door 31-jarige man.", {"accused_age": "31"}),
    ],
)  # fmt: skip
def test_forms_that_new_texts_showed_are_read(text: str, expected: dict[str, str]) -> None:
    assert facts(text) == expected


def test_what_another_judgment_of_the_same_day_imposed_is_not_imposed_here() -> None:
    text = "Geen straf, omdat gelijktijdig maar niet gevoegd een jeugddetentie van 3 maanden is opgelegd."
    assert "youth_detention" not in facts(text)


def test_a_confirmed_judgment_imposes_what_it_imposed() -> None:
    text = "Bevestiging vonnis. De politierechter heeft verdachte veroordeeld tot een taakstraf van 70 uren."
    assert facts(text, court="GHARL") == {"hours": "70"}


@pytest.mark.parametrize(
    "text",
    [
        "Mensenhandel gedurende een periode van 6 jaren.",
        "Een jonge (destijds 18/19 jaar), kwetsbare vrouw.",
        "Overlevering toegestaan; gevangenisstraf van 3 jaar nog te ondergaan (EAB).",
        "Het maximum is een gevangenisstraf van ten hoogste 12 jaar.",
        "Verlenging van de terbeschikkingstelling met twee jaar.",
        "Tenuitvoerlegging van de eerder voorwaardelijk opgelegde gevangenisstraf van 2 maanden.",
        "Met aftrek van 110 dagen voorarrest.",
        "Contactverbod voor de duur van 5 jaren.",
        "Herroeping van de voorwaardelijke invrijheidstelling voor 300 dagen gevangenisstraf.",
    ],
)
def test_what_is_no_sentence_of_this_court_is_not_read_as_one(text: str) -> None:
    assert "prison" not in facts(text)


def test_the_demand_stands_apart_from_the_sentence() -> None:
    found = facts("De officier van justitie heeft 12 jaar gevangenisstraf geëist. Opgelegd: 10 jaar gevangenisstraf.")
    assert (found["demanded_prison"], found["prison"]) == ("144 months", "120 months")


def test_the_sentence_of_the_court_below_is_not_that_of_the_court_of_appeal() -> None:
    text = "De rechtbank legde 18 jaar gevangenisstraf op. Het hof komt tot een gevangenisstraf van 20 jaar."
    assert facts(text, court="GHAMS")["prison"] == "240 months"


def test_what_a_court_of_appeal_imposes_stands_after_what_the_court_below_found() -> None:
    text = "Het hof veroordeelt hem voor minder dan door de rechtbank is bewezen tot een gevangenisstraf van 3 jaar."
    assert facts(text, court="GHAMS")["prison"] == "36 months"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "De rechtbank heeft verdachte veroordeeld tot een gevangenisstraf van 9 maanden, TBS met dwangverpleging "
            "en een schadevergoeding van € 500. Het hof legt een taakstraf op van 80 uren.",
            {"hours": "80"},
        ),
        (
            "Verdachte is in eerste aanleg vrijgesproken. Het hof legt 2 maanden gevangenisstraf op.",
            {"prison": "2 months"},
        ),
        (
            "De politierechter legde een taakstraf van 60 uren op. Het hof bevestigt het vonnis.",
            {"hours": "60"},
        ),
        ("De geldboete van € 500 die de politierechter oplegde, vervalt in hoger beroep.", {}),
        (
            "Anders dan de rechtbank, die een boete van € 400,- oplegde, legt het hof 40 uur taakstraf op.",
            {"hours": "40"},
        ),
    ],
)
def test_of_the_court_below_a_court_of_appeal_takes_over_only_what_it_confirms(
    text: str, expected: dict[str, str]
) -> None:
    assert facts(text, court="GHARL") == expected


AGES = (
    "Seksuele uitbuiting van een {old} slachtoffer.",
    "Verdachte heeft zijn {old} vriendin in de prostitutie gebracht.",
    "Verdachte bracht een destijds {old} vrouw ertoe zich te prostitueren.",
    "Verdachte liet de {old} jongen drugs verkopen.",
    "Een {old} vrouw is door verdachte gedwongen tot seks met derden.",
    "Mensenhandel met een meisje van {years} jaar.",
    "Mensenhandel met een meisje van {years}.",
    "Uitbuiting van een vrouw van {years} jaar oud.",
    "Verdachte heeft een meisje, dat {years} jaar oud was, uitgebuit.",
    "Uitbuiting van een meisje dat op dat moment {years} jaar oud was.",
    "Uitbuiting van een {years} jaar oud meisje.",
    "Slachtoffer {years} jaar oud.",
    "Leeftijd van het slachtoffer: {years} jaar.",
)
"""Ways to tell the age of a victim, each with an age in digits and in words."""


@pytest.mark.parametrize("text", AGES)
@pytest.mark.parametrize(
    ("old", "years", "age"),
    [
        ("15-jarige", "15", "15"),
        ("15 jarige", "vijftien", "15"),
        ("vijftienjarige", "15", "15"),
        ("22-jarige", "22", "22"),
    ],
)
def test_an_age_is_read_in_each_way_to_tell_it(text: str, old: str, years: str, age: str) -> None:
    found = facts(f"Mensenhandel. {text.format(old=old, years=years)} Gevangenisstraf van 24 maanden.")
    assert (found.get("victim_age"), found.get("accused_age")) == (age, None)


VICTIMS = (
    "Mensenhandel ten aanzien van {number} slachtoffers.",
    "Verdachte heeft {number} vrouwen in de prostitutie gebracht.",
    "Verdachte liet {number} jongens drugs verkopen.",
    "De {number} vrouwen zijn door verdachte uitgebuit.",
    "Arbeidsuitbuiting van {number} arbeidsmigranten.",
    "Uitbuiting van {number} studenten.",
    "Mensenhandel van {number} minderjarige meisjes.",
)


@pytest.mark.parametrize("text", [*VICTIMS, "Mensenhandel ten aanzien van een {tens} vrouwen."])
@pytest.mark.parametrize(("number", "tens", "victims"), [("twee", "tweetal", "2"), ("4", "viertal", "4")])
def test_a_number_of_victims_is_read_in_each_way_to_tell_it(text: str, number: str, tens: str, victims: str) -> None:
    assert facts(text.format(number=number, tens=tens)).get("victims") == victims


def test_an_age_that_nobody_had_is_not_read() -> None:
    never = "Ontucht met zijn pleegdochter, die de leeftijd van 12 jaar nog niet had bereikt."
    assert facts(never) == {"minor_victim": "yes"}


def test_whom_a_court_named_in_full_convicts_is_the_accused() -> None:
    found = facts("Voor een overval op een cafetaria veroordeelt de rechtbank Overijssel een 17-jarige jongen tot PIJ.")
    assert (found.get("accused_age"), found.get("victim_age"), found.get("minor_victim")) == ("17", None, None)


def test_the_age_of_the_accused_is_not_that_of_the_victim() -> None:
    found = facts("De rechtbank veroordeelt een 16-jarige verdachte voor het mishandelen van een 45-jarige vrouw.")
    assert (found["accused_age"], found["victim_age"], found.get("minor_victim")) == ("16", "45", None)


@pytest.mark.parametrize(
    ("text", "acquittal"),
    [
        ("Vrijspraak van diefstal.", "whole"),
        ("Vrijspraak van diefstal. Gevangenisstraf van 2 maanden voor heling.", "part"),
        ("Vrijspraak van diefstal en ontslag van alle rechtsvervolging voor mishandeling.", "part"),
        ("Vrijspraak. Niet is bewezen dat verdachte zich heeft schuldig gemaakt aan heling.", "whole"),
        ("Het tot vrijspraak strekkende verweer wordt verworpen.", None),
        ("Winkeldiefstal door twee of meer verenigde personen. Vrijspraak diefstal benzine.", "unclear"),
        ("Vrijgesproken van afpersing. Wel is bewezen dat hij heeft witgewassen.", "part"),
        ("Vrijspraak van heling. Wel oordeelt de rechtbank dat hij schuldig is aan bezit van een wapen.", "part"),
        ("Vrijspraak van feit 2. Verdachte is een strafbare dader.", "part"),
        ("De rechtbank acht niet wettig en overtuigend bewezen dat verdachte de feiten heeft begaan.", "whole"),
        ("De rechtbank acht niet bewezen dat het slachtoffer sliep.", None),
    ],
)
def test_an_acquittal_is_of_all_only_where_nothing_was_proven(text: str, acquittal: str | None) -> None:
    assert facts(text).get("acquittal") == acquittal


@pytest.mark.parametrize(
    ("text", "exploitation"),
    [
        ("Vrijspraak van mensenhandel. Veroordeling voor mensensmokkel.", "no"),
        ("Vrijspraak art. 273f lid 1 sub 6 Sr. Veroordeling art. 273f lid 1 sub 4 Sr.", "yes"),
        ("Hem wordt verweten dat hij zich schuldig heeft gemaakt aan mensenhandel.", None),
    ],
)
def test_who_is_only_accused_or_acquitted_of_exploitation_did_not_exploit(text: str, exploitation: str | None) -> None:
    assert facts(text).get("exploitation") == exploitation


@pytest.mark.parametrize("court", ["HR", "PHR"])
@pytest.mark.parametrize(
    ("text", "exceeded"),
    [
        ("Diefstal. Klachten over bewijs en schending van de redelijke termijn. HR: art. 81.1 RO.", None),
        ("Falende middelen over het bewijs en de overschrijding van de redelijke termijn.", None),
        ("Het middel klaagt dat de redelijke termijn is overschreden. Strekt tot verwerping.", None),
        ("Klacht over overschrijding van de redelijke termijn slaagt. HR: vermindering van de straf.", "yes"),
        ("HR: art. 81 RO en overschrijding van de redelijke termijn.", "yes"),
    ],
)
def test_a_complaint_that_fails_does_not_show_undue_delay(court: str, text: str, exceeded: str | None) -> None:
    assert facts(text, court=court).get("reasonable_time_exceeded") == exceeded


@pytest.mark.parametrize(
    ("text", "exploitation"),
    [
        ("Conclusie PG. OM-cassatie. Vrijspraak van mensenhandel. Veroordeling voor diefstal.", "no"),
        ("OM-cassatie. Mensenhandel, art. 273f Sr. Het middel slaagt.", "unclear"),
        ("Vrijspraak van diefstal. Veroordeling voor mensenhandel.", "yes"),
    ],
)
def test_what_the_prosecution_appeals_against_was_not_found(text: str, exploitation: str) -> None:
    assert facts(text, court="PHR")["exploitation"] == exploitation


def test_acting_in_concert_that_is_not_upheld_is_unclear() -> None:
    text = "Medeplegen kan niet uit de bewijsmiddelen volgen. HR vernietigt."
    assert facts(text, court="HR") == {"in_concert": "unclear"}


@pytest.mark.parametrize("court", ["HR", "PHR"])
def test_an_acquittal_of_exploitation_that_is_reviewed_stays_one(court: str) -> None:
    text = "OM-cassatie. Vrijspraak mensenhandel. Bewezenverklaring vraagt uitbuiting."
    assert facts(text, court=court)["exploitation"] == "no"


@pytest.mark.parametrize(
    "text",
    [
        "De man is veroordeeld tot een celstraf van 24 maanden, de vrouw krijgt 240 uur taakstraf.",
        "Vier mannen zijn veroordeeld. De 35-jarige hoofdverdachte moet 7 jaar naar de gevangenis.",
        "Een vrouw krijgt 9 jaar cel. De mededaders krijgen 15 maanden jeugddetentie.",
        "Twee mannen zijn veroordeeld tot 6 maanden cel. De rechtbank spreekt twee andere mannen vrij.",
        "Verdachte A 12 maanden en verdachte B 24 maanden gevangenisstraf wegens mensenhandel.",
        "Verdachte 1: 12 maanden gevangenisstraf. Verdachte 2: 240 uur taakstraf.",
        "De man krijgt 3 jaar cel, de vrouw 2 jaar.",
        "Een echtpaar is veroordeeld; hij krijgt 30 maanden en zij 20 maanden gevangenisstraf.",
        "De hoofdverdachte krijgt 5 jaar gevangenisstraf, de andere twee verdachten 18 maanden.",
        "De twee bedrijven krijgen een boete van 25.000 euro. De twee eigenaren zijn veroordeeld tot 1 jaar cel.",
    ],
)
def test_where_a_text_tells_of_several_accused_all_that_is_imposed_is_unclear(text: str) -> None:
    imposed = [fact for fact in coded(text).facts.values() if DUTCH_RULES.facts[fact.name].imposed]
    assert imposed
    assert all(fact.is_unclear for fact in imposed)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        (
            "De rechtbank legt tbs met voorwaarden op. Deskundigen hadden tbs met dwangverpleging geadviseerd.",
            "hospital_order",
            "conditions",
        ),
        (
            "Niet voldaan aan de vereisten voor het opleggen van de tbs-maatregel met dwangverpleging.",
            "hospital_order",
            None,
        ),
        ("Een niet gemaximeerde tbs met voorwaarden.", "hospital_order", "conditions"),
        (
            "9a Sr, nu in een zaak die gelijktijdig, maar niet gevoegd, is behandeld een PIJ-maatregel is opgelegd.",
            "youth_order",
            None,
        ),
        ("Taakstraf van 160 waarvan 80 uren voorwaardelijk.", "hours", "160"),
        ("Een dag in hechtenis is gelijk aan 2 uur taakstraf. Hij kreeg een taakstraf van 6 uur.", "hours", "6"),
        ("Hij gaf valse stukken af om 300.000 euro schadevergoeding te krijgen.", "damages", None),
        ("De vordering van de benadeelde partij is toegewezen tot € 5.354,42 waarvan € 5.0...", "damages", "5354.42"),
        ("De vordering van de benadeelde partij is toegewezen tot € 5.0...", "damages", "unclear"),
        ("Zij moet € 20.000,- affectieschade vergoeden.", "damages", "20000"),
        ("Veroordeling wegens mishandeling. Hij heeft met anderen vier mensen afgeperst.", "victims", "4"),
        ("Beide slachtoffers zijn overleden.", "victims", "2"),
        ("Doodslag op zijn partner, de moeder van zijn vier kinderen.", "victims", None),
        ("Doodslag op zijn dochtertje van negen maanden oud.", "minor_victim", "yes"),
        ("Hij deed zich voor als een minderjarig meisje.", "minor_victim", None),
        ("Zij hebben gedaan alsof een vijftienjarige jongen contact wilde.", "victim_age", None),
        ("Ontucht met een weggelopen meisje 13 jaar.", "victim_age", "13"),
        ("De tbs met voorwaarden is nog niet aan de orde.", "hospital_order", None),
        ("Man (58) veroordeeld voor hennepkwekerij.", "accused_age", "58"),
        ("Veroordeling na de verdrinking van een 11-jarige jongen.", "victim_age", "11"),
        ("Veroordeling na de verdrinking van een 11-jarige jongen.", "accused_age", None),
        ("Een destijds 18-jarige jongen heeft een snackbar overvallen.", "accused_age", "18"),
        ("Verdachte heeft samen met anderen een 21-jarige man van zijn vrijheid beroofd.", "accused_age", None),
        ("De rechtbank heeft een 49-jarige man en zijn 20-jarige zoon veroordeeld.", "accused_age", "49, 20"),
        ("De rechtbank veroordeelt twee mannen van 56 en 58 jaar tot vijf jaar cel.", "accused_age", "56, 58"),
        ("De destijds 10-jarige zoon is door zijn moeder geslagen.", "victim_age", "10"),
        ("Aanranding van zijn buurvrouw van destijds 76 jaar oud.", "victim_age", "76"),
        ("Het eerste slachtoffer was bijna 12 jaar oud.", "victim_age", None),
        ("Mishandeling van een kind door de moeder te slaan.", "minor_victim", "yes"),
        ("Verdachte heeft twee mannen in het gezicht gespuugd.", "victims", "2"),
        ("Overval op twee mannen in een woning.", "victims", "2"),
        ("Belediging van twee verbalisanten en vernieling, waarvoor hij wordt veroordeeld.", "victims", "2"),
        ("Oplichting van 29 slachtoffers, stalking van een ex-partner.", "victims", "unclear"),
        ("Hij dient een bedrag van € 5.411,20 te betalen aan de benadeelde leasemaatschappij.", "damages", "5411.20"),
        ("Gedeeltelijke toewijzing (€ 356,84) van de vordering.", "damages", "356.84"),
        ("De officier van justitie had vrijspraak gevorderd. Veroordeling tot een geldboete.", "acquittal", None),
        ("Vrijspraak deelname criminele organisatie. Medeplegen van verhandelen van mest.", "acquittal", "part"),
        ("Vrijspraak van doodslag. Wel kan worden vastgesteld dat hij geweld pleegde.", "acquittal", "part"),
        (
            "Vrijspraak doodslag. Bewezenverklaring diefstal. Verweer over het Europees aanhoudingsbevel verworpen.",
            "acquittal",
            "part",
        ),
    ],
)
def test_what_is_near_a_fact_is_not_taken_for_it(text: str, fact: str, value: str | None) -> None:
    assert facts(text).get(fact) == value


def test_a_supreme_court_imposes_no_sentence() -> None:
    text = "Hof heeft verdachte veroordeeld tot gevangenisstraf van 2 weken. Medeplegen."
    assert facts(text, court="HR") == {"in_concert": "yes"}


@pytest.mark.parametrize(
    "text",
    [
        "Twee mannen zijn veroordeeld tot 24 respectievelijk 18 maanden gevangenisstraf.",
        "Celstraffen van 19 en 13 jaar.",
        "Gevangenisstraf van 3 jaar. In de tweede zaak een gevangenisstraf van 4 jaar.",
        "Een gevangenisstraf van ruim 6 jaar.",
        "Onvoorwaardelijke gevangenisstraf gelijk aan het voorarrest en een voorwaardelijke gevangenisstraf van 1 jr.",
    ],
)
def test_where_the_text_or_two_rules_disagree_the_fact_is_unclear_and_has_no_value(text: str) -> None:
    prison = coded(text).facts["prison"]
    assert prison.is_unclear
    assert prison.confidence == 0


def test_a_summary_that_is_cut_off_leaves_the_suspended_part_unclear() -> None:
    found = facts("Gevangenisstraf van 18 maanden, waarvan een deel voorwaa...")
    assert found == {"prison": "18 months", "prison_suspended": "unclear"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("art. 273f lid 1 sub 1, 4, 6 en 9 Sr", "1.1, 1.4, 1.6, 1.9"),
        ("art. 273f.1.3 Sr", "1.3"),
        ("artikel 273f, eerste lid onder 1° en 4° Sr", "1.1, 1.4"),
        ("artikel 273f lid 1 sub 5 en lid 3 sub 2 Sr", "1.5, 3.2"),
        ("art. 273f.1.1, 273f.1.4 en 273f.1.6 Sr", "1.1, 1.4, 1.6"),
        ("artikel 273f, eerste lid, subs 1, 4 en 9", "1.1, 1.4, 1.9"),
        ("mensenhandel sub 1, 4, 6, 9.", "1.1, 1.4, 1.6, 1.9"),
        ("art. 273f lid 3 Sr", "3"),
    ],
)
def test_paragraphs_and_items_are_read_in_every_notation(text: str, expected: str) -> None:
    assert facts(f"Veroordeling {text}")["provisions"] == expected


def test_what_somebody_is_acquitted_of_is_not_read_as_proven() -> None:
    found = facts("Vrijspraak art. 273f lid 1 sub 1, 6 en 9 Sr. Veroordeling art. 273f lid 1 sub 4 Sr.")
    assert (found["provisions"], found["acquittal"]) == ("1.4", "part")


def test_every_fact_keeps_its_place_its_rule_and_its_confidence() -> None:
    text = "Veroordeling tot een gevangenisstraf van 18 maanden."
    (reading,) = coded(text).facts["prison"].readings
    assert text[reading.start : reading.end] == "gevangenisstraf van 18 maanden"
    assert (reading.rule, reading.confidence, reading.part) == ("prison term", 0.98, TextPart.SUMMARY)


def test_the_operative_part_goes_before_the_summary() -> None:
    parts = {
        TextPart.SUMMARY: "Gevangenisstraf van 2 jaar.",
        TextPart.DECISION: "veroordeelt tot een gevangenisstraf van 25 maanden;",
    }
    assert code(Judgment("ECLI:NL:RBAMS:2021:1", parts), DUTCH_RULES).value("prison") == Term(Decimal(25))


@given(st.text(st.sampled_from("gevangenisstraf van 18 maanden, waarvan 6 voorwaardelijk; € 1.5() \nTS")))
def test_no_text_breaks_the_rules_and_every_place_lies_in_it(text: str) -> None:
    for fact in coded(text).facts.values():
        assert all(0 <= one.start < one.end <= len(text) for one in fact.readings)


# --- 35 decisions, read by hand -------------------------------------------------------------------------------------

UNITS = {"m": (1, 0), "y": (12, 0), "w": (0, 7), "d": (0, 1)}


def term(text: str) -> Term:
    months, days = UNITS[text[-1]]
    return Term(Decimal(months * int(text[:-1])), Decimal(days * int(text[:-1])))


GOLD = {
    "prison": ("prison", term),
    "prison_susp": ("prison_suspended", term),
    "probation": ("probation", term),
    "task_h": ("hours", Decimal),
    "task_susp_h": ("hours_suspended", Decimal),
    "task_subst_d": ("hours_subsidiary_days", Decimal),
    "isd": ("repeat_offender_order", term),
    "youth_det": ("youth_detention", term),
    "hechtenis": ("detention", term),
    "driving_ban": ("driving_ban", term),
    "tbs": ("hospital_order", str),
    "ovar": ("no_punishability", lambda _: "yes"),
    "acquittal": ("acquittal", lambda said: {"full": "whole", "partial": "part"}[said]),
    "ontneming": ("confiscation", lambda sum: Decimal(str(sum))),
    "tul_task_h": ("executed_hours", Decimal),
    "damages": ("damages", lambda sums: tuple(Decimal(str(one)) for one in sums)),
    "gijzeling_d": ("committal_days", Decimal),
}  # fmt: skip

DECISIONS = [json.loads(line) for line in (DATA / "decisions_2021.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda one: one["ecli"])
def test_a_decision_is_read_as_by_hand(decision: dict[str, Any]) -> None:
    found = coded(decision["decision"], TextPart.DECISION)
    read = {name: fact.values for name, fact in found.facts.items() if name in {name for name, _ in GOLD.values()}}
    expected = {GOLD[key][0]: GOLD[key][1](value) for key, value in decision["gold"].items() if key in GOLD}
    several = {"damages": lambda values: values, "committal_days": sum}
    assert {name: several.get(name, lambda values: values[0])(values) for name, values in read.items()} == expected


def test_an_older_judgment_without_sections_is_split_and_read() -> None:
    (judgment,) = read_judgments(DATA / "without_sections.xml", DUTCH_RULES.structure)
    found = code(judgment, DUTCH_RULES)
    read = {name: str(found.value(name)) for name in ("prison", "prison_suspended", "hours", "demanded_prison")}
    assert read == {"prison": "14 days", "prison_suspended": "14 days", "hours": "60", "demanded_prison": "14 days"}


def test_metadata_alone_have_no_facts() -> None:
    (judgment,) = read_judgments(DATA / "metadata_only.xml", DUTCH_RULES.structure)
    assert code(judgment, DUTCH_RULES).facts == {}


# --- one fact in many wordings ------------------------------------------------------------------------------------


def test_a_fact_is_read_however_it_is_told_and_not_where_it_only_seems_to_be() -> None:
    for row in _rows(DATA / "wordings.csv"):
        found = coded(row["sentence"]).facts.get(row["fact"])
        assert " ".join(sorted(map(str, found.values if found else ()))) == row["value"], row["sentence"]


# --- the real summaries of 2021 that come with the Dutch alliance ----------------------------------------------------


def test_the_summaries_of_trafficking_decisions_are_read_as_by_hand() -> None:
    by_hand = {row.pop("ecli"): row for row in _rows(DATA / "trafficking_2021.csv")}
    for row in _rows(ROOT / "alliances/nl-mensenhandel/deliveries/uitspraken-mensenhandel-2021.csv"):
        found = code(Judgment(row["ecli"], {TextPart.SUMMARY: row["inhoudsindicatie"]}), DUTCH_RULES)
        expected = by_hand.get(row["ecli"], dict.fromkeys(next(iter(by_hand.values())), ""))
        assert {name: _cell(found, name) for name in expected} == expected, row["ecli"]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _cell(found: Coded, name: str) -> str:
    fact = found.facts.get(name)
    return "" if fact is None else " ".join(map(str, fact.values)) or "unclear"
