"""What readers see

Numbers in the reader's language, ranges as ranges, marks in words, and one true sentence for each table.
"""

import math
from dataclasses import replace
from datetime import date

import publication_samples as samples
import pytest
from publication_samples import said
from reading import headline_of, tables_shown

from schakel.indicators.labels import days
from schakel.model import TOTAL, Category, Coverage, Dimension, Figure, Mark, Statistic, Status
from schakel.publication.localisation import localise
from schakel_base.text import Text

NOBREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "figure", "kind", "words"),
    [
        ("es", Figure(1234.5, 1234.5), "count", "1.234,5"),
        ("nl", Figure(1234.5, 1234.5), "count", "1.234,5"),
        ("en", Figure(1234.5, 1234.5), "count", "1,234.5"),
        ("es", Figure(0, 0), "count", "0"),
        ("es", Figure(1235, 2660), "count", "1.235–2.660"),
        ("es", Figure(12.5, 12.5), "share", f"12,5{NOBREAK}%"),
        ("en", Figure(12.5, 75.0), "share", "12.5–75.0%"),
        ("nl", Figure(12.5, 75.0), "share", "12,5–75,0%"),
        ("en", Figure(91.0, math.inf), "median", "91 or more"),
        ("es", Figure(91.0, math.inf), "median", "91 o más"),
        ("nl", Figure(153.0, math.inf), "rate", "153,0 of meer"),
        ("nl", Figure(0.94, 1.387), "shannon", "0,940–1,387"),
        ("en", Figure(None, None, Mark.PROTECTED), "count", "protected"),
        ("es", Figure(None, None, Mark.PROTECTED), "count", "protegido"),
        ("nl", Figure(None, None, Mark.BASE_TOO_SMALL), "share", "basis te klein"),
    ],
)
def test_a_figure_in_words(language, figure, kind, words):
    assert localise(language).figure(figure, kind) == words


@pytest.mark.parametrize(
    ("reach", "said_of_it"),
    [
        (0, "The true number is between the two; nothing is estimated."),
        (
            6,
            "or at most 6 outside them, since both are rounded; nothing is estimated.",
        ),
    ],
)
def test_of_rounded_bounds_the_true_number_can_lie_outside_them(reach, said_of_it):
    assert localise("en").ranges(reach).endswith(said_of_it)


def test_ranges_say_that_they_hold_as_persons_are_linked_where_a_table_counts_linked_persons():
    content = samples.content()
    assert not content.links_persons
    assert replace(content, linked_units=frozenset({"report"})).links_persons
    told = localise("en").ranges(0, linked=True)
    assert told.endswith(
        "nothing is estimated. That holds as persons are linked. Which registrations are of one person is not always "
        "certain; what that does to the number of persons is told with the quality of the deliveries."
    )


def test_classes_of_days_have_the_numbers_of_the_language():
    assert days(731, 1096).by_language == {
        "en": "731 to 1,095 days",
        "es": "731 a 1.095 días",
        "nl": "731 tot en met 1.095 dagen",
    }
    assert days(1096, None).in_language("nl") == "1.096 dagen of meer"


def test_dates_are_written_out():
    day = samples.content().as_of
    assert localise("es").date(day) == "6 de febrero de 2022"
    assert localise("nl").date(day) == "6 februari 2022"


def test_a_language_without_a_catalogue_speaks_english_with_its_own_numbers():
    french = localise("fr")
    assert french.say("Overview") == "Overview"
    assert french.figure(Figure(1234.5, 1234.5)) == "1\N{NARROW NO-BREAK SPACE}234,5"


def test_a_text_that_lacks_a_language_is_shown_in_its_first():
    assert localise("nl").text(Text({"es": "denuncia"})) == "denuncia"


def table(name, language="en"):
    found = next(one for one in samples.content().all_tables if one.indicator.name == name)
    return found, tables_shown(found, "reports", language)


def test_a_table_of_one_dimension_has_a_row_per_category():
    _, (read,) = table("by-form")
    assert read.columns == ("Number",)
    assert [(row.header, row.cells[0].text, row.cells[0].share) for row in read.groups[0].rows] == [
        ("Total", "100", ""),
        ("Sexual exploitation", "5–70", "5.0–70.0%"),
        ("Labour", "35–100", "35.0–100.0%"),
    ]


def test_the_longest_dimension_makes_the_rows():
    _, (read,) = table("by-form-and-quarter")
    assert read.columns == ("Total", "Sexual exploitation", "Labour")
    assert read.explanation.endswith("Columns: form of exploitation.")
    assert len(read.groups[0].rows) == 9


def test_a_third_dimension_makes_groups_of_rows():
    _, (read,) = table("by-role-gender-and-age")
    assert [group.header for group in read.groups] == ["Role: Total", "Role: victim", "Role: accused"]
    assert read.corner == "Age"
    assert read.columns == ("Total", "Woman", "Man")


def test_a_median_has_a_table_of_its_own_without_the_dimension_that_it_is_drawn_over():
    _, (_, medians) = table("days")
    assert medians.corner == "Quarter of the report"
    assert medians.columns == ("Median",)
    assert [row.cells[0].text for row in medians.groups[0].rows][:2] == ["1–7", "1–7"]


def test_a_figure_that_is_not_published_is_shown_as_its_mark_and_never_as_zero():
    _, (read,) = table("with-marks")
    sexual = read.groups[0].rows[1].cells[0]
    assert (sexual.text, sexual.is_marked) == ("protected", True)


@pytest.mark.parametrize(
    ("name", "figure", "sentence"),
    [
        (
            "chain",
            "465",
            "reports (reported). Referred: 360 (77.4%). Taken to court: 175 (37.6%). Some may still get further.",
        ),
        ("by-form", "100", "reports. Form of exploitation: labour, at least 35 and at most 100."),
        ("by-form-and-quarter", "1,160", "reports (Q1 2020 to Q4 2021). From 165 (Q3 2020) to 145 (Q3 2021): fewer."),
        ("days", "1–7", "is the range that holds the median of the days (Q1 2020 to Q4 2021)."),
        ("decided", "14.3%", "is the share of reports for which “form” is decided, lower than for anything else."),
        ("with-marks", "1,234", "reports. Form of exploitation: labour, at least 20 and at most 25."),
    ],
)
def test_the_sentence_of_a_table(name, figure, sentence):
    found, _ = table(name)
    found = headline_of(found, "reports")
    assert (found.figure, found.sentence) == (figure, sentence)


def sides(*kinds):
    """An indicator with dimensions of some kinds, and nothing else declared."""
    rules = tuple(samples.rule(kind, name, said(name)) for kind, name in kinds)
    return replace(samples.unprotected()[1].indicator, dimensions=rules, statistics=())


def exactly(*counts):
    """Cells along one dimension, its total first."""
    return {(code,): (Figure(count, count), {}) for code, count in counts}


def test_phases_that_are_no_flow_say_so():
    counts = exactly(("reported", 100), ("referred", 40), ("court", 60))
    made = samples.made_up(counts, sides(("phase", "phase")), samples.PHASE)
    assert headline_of(made, "cases").sentence == (
        "cases (reported). Referred: 40. Taken to court: 60. Each phase is counted separately. "
        "Some may still get further."
    )
    assert headline_of(made, "cases").finding == (
        "100 cases (reported). Taken to court: 60. Each phase is counted separately. Some may still get further."
    )
    for unit in ("cases (numbers)", "cases (numbers), doubles included"):
        assert headline_of(made, unit).sentence.startswith(f"{unit}, reported. ")


@pytest.mark.parametrize("kind", ["duration", "magnitude"])
def test_units_without_a_number_are_not_said_to_be_all(kind):
    days = samples.side("days", said("days"), ("0-7", "a week", ""), ("8+", "longer", ""))
    counts = exactly(("total", 100), ("0-7", 70), ("8+", 30))
    made = samples.made_up(counts, sides((kind, "days")), days)
    assert headline_of(made, "cases").sentence == ("cases (days: Total). Days: a week, 70.")


def test_a_later_phase_with_more_units_than_the_one_before_says_so_beside_shares():
    declared = replace(sides(("phase", "phase")), statistics=(samples.share("phase"),))
    counts = exactly(("reported", 100), ("referred", 40), ("court", 60))
    for shown, apart in ((counts, True), (counts | exactly(("court", 30)), False)):
        sentence = headline_of(samples.made_up(shown, declared, samples.PHASE), "cases").sentence
        assert ("Each phase is counted separately." in sentence) == apart


def test_a_share_of_what_is_under_way_says_that_it_can_rise():
    declared = replace(sides(("phase", "phase")), statistics=(samples.share("phase"),))
    still = "Some may still get further."

    def told(last, **more):
        counts = exactly(("reported", 100), ("referred", 100), ("court", last))
        return headline_of(samples.made_up(counts, replace(declared, **more), samples.PHASE), "cases")

    assert told(60).sentence.endswith(still) and told(60).finding.endswith(still)
    assert still not in told(100).sentence  # all have come that far
    assert still not in told(60, status=Status.FINAL).sentence


def test_what_can_be_known_is_said_before_how_far_it_came():
    attribute = samples.side("attribute", said("what is known"), ("form", "form", ""), ("sex", "sex", ""))
    cells = {(phase, code): (Figure(9, 9), {}) for phase in ("reported", "referred", "court") for code in ("total",)}
    cells |= {
        (phase, code): (Figure(count, count), {"share": Figure(count * 10, count * 10)})
        for phase in ("reported", "referred", "court")
        for code, count in (("form", 3), ("sex", 8))
    }
    declared = sides(("phase", "phase"), ("decided", "attribute"))
    found = headline_of(samples.made_up(cells, declared, samples.PHASE, attribute), "cases")
    assert (found.figure, found.sentence) == (
        "30.0%", "is the share of cases (reported) for which “form” is decided, lower than for anything else."
    )  # fmt: skip


def test_a_share_is_said_as_spanish_has_it():
    found, _ = table("decided")
    assert headline_of(found, "denuncias", "es").sentence == (
        "es la proporción de denuncias con el dato «forma» definido, menor que la de cualquier otro dato."
    )


def test_medians_and_what_is_decided_are_said_in_dutch():
    def told(name):
        return headline_of(table(name)[0], "meldingen", "nl").sentence

    assert told("decided") == "is het aandeel meldingen waarbij ‘forma’ vaststaat, lager dan bij elk ander kenmerk."
    assert told("days").startswith("zijn de grenzen van de ")


def test_a_median_without_an_upper_bound_is_not_said_to_lie_in_a_range():
    days = samples.side("days", said("days"), ("0-90", "up to 90", ""), ("91+", "longer", ""))
    median = Statistic("median", "days", said("median of the days"))
    cells = {("total",): (Figure(9, 9), {"median": Figure(91, math.inf)}), ("91+",): (Figure(9, 9), {})}
    made = samples.made_up(cells, replace(sides(("duration", "days")), statistics=(median,)), days)
    found = headline_of(made, "cases")
    assert (found.figure, found.sentence) == ("91 or more", "is the median of the days.")


def test_what_is_alone_is_not_the_lowest_of_all():
    attribute = samples.side("attribute", said("what is known"), ("form", "form", ""))
    cells = {("total",): (Figure(9, 9), {}), ("form",): (Figure(3, 3), {"share": Figure(30, 30)})}
    made = samples.made_up(cells, sides(("decided", "attribute")), attribute)
    assert headline_of(made, "cases").sentence == "is the share of cases for which “form” is decided."


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (20, "cases: not decided. What would decide most: “police: the route”, 30."),
        (30, "cases: not decided. “police: the route” would decide 30."),
    ],
)
def test_what_would_settle_most_is_said_only_where_nothing_else_can(second, sentence):
    extra = Dimension(
        "extra",
        said("extra"),
        (
            Category(TOTAL, said("not decided"), 0),
            Category("route", said("police: the route"), 1),
            Category("kind", said("police: the kind"), 1),
        ),
    )
    counts = exactly((TOTAL, 50), ("route", 30), ("kind", second))
    made = samples.made_up(counts, sides(("gain", "extra")), extra)
    assert headline_of(made, "cases").sentence == sentence


def test_a_table_without_contradictions_does_not_seem_to_count_them():
    attribute = samples.side("attribute", said("what is known"), ("form", "form", ""), ("sex", "sex", ""))
    counts = exactly((TOTAL, 50), ("form", 0), ("sex", 0))
    found = headline_of(samples.made_up(counts, sides(("conflict", "attribute")), attribute), "reports")
    assert (found.figure, found.sentence) == (
        "50", "reports. No contradictions between the sources are visible."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "sex", "figure", "sentence"),
    [
        (Figure(1, 1), Figure(0, 0), "1", "– number of cases on which the sources contradict each other about “form”, "
         "more than about anything else."),
        (Figure(None, None, Mark.PROTECTED), Figure(0, 0), "50", "cases"),  # it can be a contradiction
    ],
)  # fmt: skip
def test_one_contradiction_is_no_plural_and_a_hidden_one_is_not_denied(form, sex, figure, sentence):
    attribute = samples.side("attribute", said("what is known"), ("form", "form", ""), ("sex", "sex", ""))
    cells = {(TOTAL,): (Figure(50, 50), {}), ("form",): (form, {}), ("sex",): (sex, {})}
    found = headline_of(samples.made_up(cells, sides(("conflict", "attribute")), attribute), "cases")
    assert (found.figure, found.sentence) == (figure, sentence)


@pytest.mark.parametrize(
    ("kind", "reach", "sentence"),
    [
        ("attribute", 2, "cases. Form of exploitation: sexual exploitation, 5."),
        ("attribute", 6, "cases"),
        ("conflict", 2, "cases on which the sources contradict each other about “sexual exploitation”, more than about "
         "anything else."),
        ("conflict", 6, "cases"),
    ],
)  # fmt: skip
def test_what_rounding_may_have_made_of_none_is_not_told(kind, reach, sentence):
    cells = {(TOTAL,): (Figure(5, 5), {}), ("sexual",): (Figure(5, 5), {}), ("labour",): (Figure(0, 0), {})}
    made = samples.made_up(cells, sides((kind, "form")), samples.FORM, reach=reach)
    assert headline_of(made, "cases").sentence == sentence


@pytest.mark.parametrize("whole", [Figure(1, 1), Figure(None, None, Mark.PROTECTED)])
def test_a_share_is_of_units_whatever_their_number(whole):
    attribute = samples.side("attribute", said("what is known"), ("form", "form", ""))
    cells = {(TOTAL,): (whole, {}), ("form",): (Figure(0, 0), {"share": Figure(0, 0)})}
    made = samples.made_up(cells, sides(("decided", "attribute")), attribute)
    assert headline_of(made, "cases").sentence == "is the share of cases for which “form” is decided."


def test_a_number_of_units_about_which_nothing_was_delivered_is_not_said_as_a_finding():
    counts, declared = exactly((TOTAL, 0), ("sexual", 0)), samples.unprotected()[1].indicator
    found = headline_of(samples.made_up(counts, declared, samples.FORM, is_told=False), "cases")
    assert found.sentence == "cases. Nothing was delivered about them, so this says nothing."


def test_a_stock_of_none_has_no_course():
    years = Dimension("year", said("year"), tuple(Category(one, said(one), 1) for one in ("2020", "2021")))
    made = samples.made_up(exactly(("2020", 0), ("2021", 0)), sides(("stock", "year")), years, complete=ALL)
    assert headline_of(made, "open cases").sentence == "open cases at the end of 2021."


def test_the_sentence_follows_the_figures():
    cells = {
        ("total",): (Figure(50, 50), {}),
        ("sexual",): (Figure(10, 10), {}),
        ("labour",): (Figure(5, 40), {}),
    }
    declared = samples.unprotected()[1].indicator
    found = headline_of(samples.made_up(cells, declared, samples.FORM), "reports")
    assert found.sentence == "reports. Form of exploitation: sexual exploitation, 10."


FORMS = Dimension(
    "form",
    said("form"),
    (Category(TOTAL, said("Total"), 0), *(Category(one, said(one), 1) for one in ("sexual", "labour", "criminal"))),
)


def of_forms(*figures):
    """The sentence on reports of three forms, the total first."""
    codes = (one.code for one in FORMS.categories)
    cells = {(code,): (figure, {}) for code, figure in zip(codes, figures, strict=True)}
    return headline_of(samples.made_up(cells, samples.unprotected()[1].indicator, FORMS), "reports").sentence


@pytest.mark.parametrize(
    ("labour", "sentence"),
    [
        (Figure(30, 30), "reports. Largest group by form: labour, 30."),
        (Figure(30, 40), "reports. Largest group by form: labour, at least 30 and at most 40."),
        (Figure(10, 40), "reports. Labour: at least 10 and at most 40."),  # 20 can be more
        (Figure(10, math.inf), "reports. Labour: 10 or more."),
    ],
)
def test_a_group_is_called_the_largest_only_where_no_other_can_be(labour, sentence):
    assert of_forms(Figure(50, 50), Figure(5, 20), labour, Figure(2, 2)) == sentence


def test_of_two_groups_none_is_called_the_largest():
    def told(by, *labels):
        answers = Dimension("form", said(by), (Category(TOTAL, said("Total"), 0), *_parts(labels)))
        counts = exactly((TOTAL, 1455), *zip(labels, (190, 1265), strict=True))
        return headline_of(samples.made_up(counts, samples.unprotected()[1].indicator, answers), "verdicts").sentence

    assert told("community service", "yes", "no") == "verdicts. Community service: no, 1,265."
    # What has the name of what it is a group of is named once.
    assert told("prison", "no prison", "prison") == "verdicts. Prison: 1,265."


def _parts(labels):
    return (Category(one, said(one), 1) for one in labels)


@pytest.mark.parametrize(("total", "periods"), [(150, " (2020 and 2021)"), (155, " (2020 and 2021)"), (190, "")])
def test_a_total_says_of_which_years_it_is_unless_it_surely_counts_others(total, periods):
    years = samples.side("year", said("year"), ("2020", "2020", ""), ("2021", "2021", ""))
    counts = exactly(("total", total), ("2020", 100), ("2021", 50))
    made = samples.made_up(counts, sides(("period", "year")), years, reach=5)
    assert headline_of(made, "cases").sentence.startswith(f"cases{periods}")


def test_a_unit_that_says_since_when_it_counts_is_not_said_it_again():
    years = samples.side("year", said("year"), ("2018", "2018", ""), ("2019", "2019", ""))
    made = samples.made_up(exactly((TOTAL, 9), ("2018", 4), ("2019", 5)), sides(("period", "year")), years)
    assert headline_of(made, "sanctions ended since 2018").sentence.startswith("sanctions ended since 2018 (to 2019)")


@pytest.mark.parametrize(
    ("until", "words"),
    [("2022-12-31", "2018-2022"), ("2021-12-31", "2018-2022, partly incomplete")],
)
def test_a_period_that_goes_on_after_the_deliveries_is_not_promised_whole(until, words):
    years = samples.side("years", said("years"), ("2018-2022", "2018-2022", ""))
    complete = Coverage(date(2018, 1, 1), date.fromisoformat(until))
    made = samples.made_up(exactly((TOTAL, 9), ("2018-2022", 9)), sides(("period", "years")), years, complete=complete)
    assert headline_of(made, "verdicts").sentence == f"verdicts ({words})"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2013-01-01", "2019-12-31", "2013 to 2019"),
        ("2020-01-01", "2021-12-31", "2020 and 2021"),
        ("2020-01-01", "2020-12-31", "2020"),
        ("2013-04-01", "2019-12-31", "1 April 2013 to 31 December 2019"),
    ],
)
def test_a_table_without_periods_says_for_what_time_it_is_complete(first, last, words):
    complete = Coverage(date.fromisoformat(first), date.fromisoformat(last))
    counts = exactly((TOTAL, 1455), ("sexual", 510), ("labour", 945))
    made = samples.made_up(counts, samples.unprotected()[1].indicator, samples.FORM, complete=complete)
    assert headline_of(made, "verdicts").sentence == (
        f"verdicts. Form of exploitation: labour, 945. Complete for {words}; other days can count too."
    )


def test_the_one_part_that_a_table_tells_apart_is_what_it_says_and_not_the_larger_half_of_it():
    labels = (("out", "outside the sex industry", 1), ("home", "domestic", 2), ("away", "cross-border", 2))
    forms = Dimension("form", said("form"), (Category(TOTAL, said("Total"), 0), *_nested(labels)))

    def told(outside):
        counts = exactly((TOTAL, 250), ("out", outside), ("home", 30), ("away", 10))
        return headline_of(samples.made_up(counts, samples.unprotected()[1].indicator, forms), "cases").sentence

    assert told(40) == "cases. Form: outside the sex industry, 40."
    # A part that holds everything tells nothing apart.
    assert told(250) == "cases. Form: domestic, 30."


def _nested(labels):
    return (Category(code, said(label), level) for code, label, level in labels)


HIDDEN = Figure(None, None, Mark.PROTECTED)


def test_a_number_that_is_not_published_is_not_said_of_the_units():
    found = headline_of(samples.made_up({(TOTAL,): (HIDDEN, {})}, samples.unprotected()[1].indicator, FORMS), "cases")
    assert (found.figure, found.sentence) == ("protected", "– number of cases")


def test_of_one_unit_the_plural_is_not_said():
    one = headline_of(samples.made_up(exactly((TOTAL, 1)), samples.unprotected()[1].indicator, FORMS), "cases")
    assert (one.figure, one.sentence) == ("1", "– number of cases")


@pytest.mark.parametrize(
    ("kind", "counts", "sentence"),
    [
        ("period", (0, 0, 0), "cases (2020 and 2021)"),
        ("gain", (50, 0, 0), "cases: Total. Complete for 2020 and 2021; other days can count too."),
        ("attribute", (0, 0, 0), "cases. Complete for 2020 and 2021; other days can count too."),
    ],
)
def test_nothing_is_said_of_nothing(kind, counts, sentence):
    years = samples.side("year", said("year"), ("2020", "2020", ""), ("2021", "2021", ""))
    shown = exactly(*zip((TOTAL, "2020", "2021"), counts, strict=True))
    assert headline_of(samples.made_up(shown, sides((kind, "year")), years, complete=ALL), "cases").sentence == sentence


def test_a_share_that_is_not_published_is_no_headline():
    known = samples.side("known", said("known"), ("all", "all partners together", ""))
    cells = {(TOTAL,): (Figure(50, 50), {}), ("all",): (HIDDEN, {"share": HIDDEN})}
    assert headline_of(samples.made_up(cells, sides(("decided-by", "known")), known), "cases").sentence == "cases"


ALL = Coverage(date(2020, 1, 1), date(2021, 12, 31))


def series(*figures, complete=ALL, reach=0):
    """What is said of reports in the quarters after the break in the series: Q3 2020 and those that follow."""
    found, _ = table("by-form-and-quarter")
    cells = {at.coordinates: (at.count, {}) for at in found.cells}
    quarters = [category.code for category in found.dimensions[1].categories[3:]]
    cells |= {("total", quarter): (figure, {}) for quarter, figure in zip(quarters, figures, strict=True)}
    made = samples.made_up(cells, found.indicator, *found.dimensions, complete=complete, reach=reach)
    return headline_of(made, "reports").sentence


@pytest.mark.parametrize(
    ("last", "trend"),
    [
        (Figure(40, 60), ": fewer"),
        (Figure(120, 130), ": more"),
        (Figure(60, 110), ": not known whether more or fewer"),
        (Figure(101, 102), ": about the same"),
    ],
)
def test_a_trend_is_said_only_where_the_ranges_leave_no_doubt(last, trend):
    between = [Figure(100, 100)] * 4
    assert series(Figure(98, 100), *between, last).endswith(f"(Q4 2021){trend}.")


def test_numbers_that_may_be_rounded_from_the_same_count_have_no_trend():
    figures = [Figure(10, 10)] * 5
    assert series(*figures, Figure(15, 15), reach=0).endswith("to 15 (Q4 2021): more.")
    assert series(*figures, Figure(15, 15), reach=4).endswith("to 15 (Q4 2021).")


def test_a_series_with_a_period_that_is_not_published_has_no_trend():
    hidden = Figure(None, None, Mark.PROTECTED)
    assert series(Figure(50, 50), *[Figure(90, 90)] * 3, hidden, Figure(90, 90)).endswith("to 90 (Q4 2021).")


def test_a_series_that_turns_is_told_by_its_turn():
    assert series(*(Figure(n, n) for n in (10, 60, 200, 80, 40, 30))).endswith(
        "From 10 (Q3 2020) to 30 (Q4 2021). In between, most in Q1 2021: 200."
    )
    assert series(*(Figure(n, n) for n in (10, 90, 88, 90, 40, 30))).endswith("(Q4 2021), with more in between.")


def test_a_period_that_the_deliveries_do_not_cover_is_not_compared():
    figures = [Figure(n, n) for n in (50, 50, 50, 50, 50, 0)]
    assert series(*figures, complete=Coverage(date(2020, 1, 1), date(2021, 11, 30))).endswith(
        "(Q3 2021): about the same."
    )
    assert series(*figures, complete=None).endswith("(Q3 2021): about the same.")  # nobody said


def test_a_parent_is_not_compared_with_its_parts():
    length = Dimension(
        "form",
        said("length"),
        (
            Category(TOTAL, said("Total"), 0),
            Category("none", said("no prison"), 1),
            Category("prison", said("prison"), 1),
            Category("short", said("a year or less"), 2),
            Category("long", said("more than a year"), 2),
        ),
    )
    counts = {"total": 1455, "none": 510, "prison": 945, "short": 470, "long": 475}
    cells = {(code,): (Figure(count, count), {}) for code, count in counts.items()}
    declared = samples.unprotected()[1].indicator
    found = headline_of(samples.made_up(cells, declared, length), "verdicts")
    assert (found.figure, found.sentence) == ("1,455", "verdicts. Length: prison, 945.")


@pytest.mark.parametrize(
    ("counts", "said_of_it"),
    [
        ((5, 20, 10), ("20", "rows (the court is unknown), more than in any other group.")),
        ((40, 20, 10), ("40", "rows (the date is empty), more than in any other group.")),
        ((5, 20, 20), ("20", "rows (the sex is unknown)")),
        ((0, 0, 0), ("0", "rows (the date is empty)")),
    ],
)
def test_a_table_without_a_total_is_told_by_its_largest_group(counts, said_of_it):
    labels = {"date": "the date is empty", "court": "the court is unknown", "sex": "the sex is unknown"}
    checks = Dimension("form", said("check"), tuple(Category(code, said(label), 1) for code, label in labels.items()))
    declared = samples.unprotected()[1].indicator
    cells = exactly(*zip(labels, counts, strict=True))
    found = headline_of(samples.made_up(cells, declared, checks), "rows")
    assert (found.figure, found.sentence) == said_of_it


def test_no_group_is_the_largest_beside_one_that_is_not_published():
    assert of_forms(Figure(50, 50), Figure(30, 30), HIDDEN, Figure(2, 2)) == "reports. Sexual: 30."
