"""Models of sentences

A model finds what was put into simulated sentences, and states the required caveats.
"""

import csv
import math
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from schakel_base.errors import SchakelError
from schakel_judgments import Sufficiency
from schakel_judgments.models import BOTH, CUSTODY, LENGTH, Effect, Model, fit_model, read_sentences, read_specification
from schakel_judgments.models.model_text import as_record, in_words
from schakel_judgments.models.random_intercept import logit_with_courts

SPECIFICATION = """months: prison
factors: [minor, concert]
interactions: [[minor, concert]]
court: court
investigation: group
offence: offence
regimes: [2013-04-01]
selection: published
per_year: 65
"""


def simulated(folder: Path, size: int = 900, courts: int = 4, between: float = 0.0, seed: int = 3) -> Path:
    """Write sentences in which a minor victim makes a term 1.5 times as long, and the odds of custody exp(0.8)."""
    random = np.random.default_rng(seed)
    minor, concert, regime = random.random(size) < 0.35, random.random(size) < 0.45, random.integers(0, 2, size)
    court, intercepts = random.integers(0, courts, size), random.normal(0, between, courts)
    odds = 0.4 + 0.8 * minor + 0.5 * concert + 0.3 * regime + intercepts[court]
    custody = random.random(size) < 1 / (1 + np.exp(-odds))
    length = 2.3 + math.log(1.5) * minor + 0.25 * concert + 0.3 * regime + intercepts[court]
    months = np.exp(length + random.normal(0, 0.7, size)) * custody
    file = folder / "sentences.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["prison", "minor", "concert", "court", "group", "offence"])
        for row in range(size):
            answers = ["yes" if one[row] else "no" for one in (minor, concert)]
            day = ("2010-01-01", "2015-01-01")[regime[row]]
            writer.writerow([f"{months[row]:.3f}", *answers, f"court {court[row]}", row // 2, day])
    return file


def of_five_offences(folder: Path, size: int) -> Path:
    """Write sentences for five offences, one of them of six sentences, longer by a tenth for each earlier one."""
    random = np.random.default_rng(11)
    offences = random.choice(["arson", "fraud", "robbery", "theft"], size)
    offences[:6] = "treason"
    priors = random.poisson(2, size)
    months = np.exp(2.5 + 0.1 * priors + random.normal(0, 0.7, size)) * (random.random(size) < 0.7)
    months[:6] = [0, 0, 3, 90, 4, 110]
    rows = [f"{month:.2f},{one},{prior}" for month, one, prior in zip(months, offences, priors, strict=True)]
    file = folder / "sentences.csv"
    file.write_text("\n".join(["prison,offence,priors", *rows]) + "\n", "utf-8")
    return file


def fitted(file: Path, specification: str = SPECIFICATION) -> Model:
    spec = file.with_name("spec.yaml")
    spec.write_text(specification, "utf-8")
    read = read_specification(spec)
    return fit_model(read_sentences(file, read), read)


def effect(found: Model, measure: str, name: str) -> Effect:
    return next(one for one in found.effects if one.measure == measure and name in one.levels)


def coefficients(found: Model, part: str) -> Mapping[str, float]:
    fitted_part = found.parts.length if part == "length" else found.parts.custody
    assert fitted_part is not None
    return dict(zip(fitted_part.names, fitted_part.coefficients, strict=True))


def test_what_was_put_in_comes_out_in_both_parts(tmp_path: Path) -> None:
    found = fitted(simulated(tmp_path, size=6000), SPECIFICATION.replace("interactions: [[minor, concert]]\n", ""))
    assert coefficients(found, "length")["C(f1)[T.yes]"] == pytest.approx(math.log(1.5), abs=0.06)
    assert coefficients(found, "length")["C(regime)[T.regime 1]"] == pytest.approx(0.3, abs=0.06)
    assert coefficients(found, "custody")["C(f1)[T.yes]"] == pytest.approx(0.8, abs=0.16)
    assert found.parts.median["C(f1)[T.yes]"] == pytest.approx(math.log(1.5), abs=0.08)


def test_effects_on_custody_are_those_of_the_margins_of_statsmodels(tmp_path: Path) -> None:
    file = simulated(tmp_path)
    found = fitted(file, "months: prison\nfactors: [minor, concert]\n")
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    design = np.array([[1.0, row["minor"] == "yes", row["concert"] == "yes"] for row in rows], dtype=float)
    referee = sm.Logit([float(row["prison"]) > 0 for row in rows], design).fit(disp=0, cov_type="HC1")
    margins = referee.get_margeff(dummy=True)
    for place, name in enumerate(("minor", "concert")):
        ours = effect(found, CUSTODY, name)
        assert ours.value == pytest.approx(margins.margeff[place], abs=1e-6)
        assert ours.error == pytest.approx(margins.margeff_se[place], rel=1e-3)


MARGINALEFFECTS = {
    (CUSTODY, "minor"): (0.08600895255686691, 0.02911075772610108),
    (CUSTODY, "concert"): (0.1495438819061352, 0.028446865958500094),
    (LENGTH, "minor"): (12.144216065986225, 1.5679195482311201),
    (LENGTH, "concert"): (4.2049466441688885, 1.3492679187042895),
}
"""What `avg_comparisons` of marginaleffects 0.6.0 (polars 1.44.2, statsmodels 0.15.0, HC1) gives for the data below."""


def test_effects_of_a_gamma_model_with_an_interaction_are_those_of_marginaleffects(tmp_path: Path) -> None:
    # custody ~ minor * concert + court by logit; prison ~ minor * concert + court by gamma, of those with custody.
    specification = "months: prison\nfactors: [minor, concert]\ninteractions: [[minor, concert]]\ncourt: court\n"
    found = fitted(simulated(tmp_path), specification + "length: gamma\n")
    for (measure, name), (value, error) in MARGINALEFFECTS.items():
        ours = effect(found, measure, name)
        assert ours.value == pytest.approx(value, rel=1e-6)
        assert ours.error == pytest.approx(error, rel=1e-4)


def test_the_effect_on_length_is_in_months_and_the_product_is_for_everybody(tmp_path: Path) -> None:
    found = fitted(simulated(tmp_path), "months: prison\nfactors: [minor]\n")
    rows = found.sentences.rows
    for measure, chosen in ((LENGTH, rows[rows.months > 0]), (BOTH, rows)):
        means = chosen.groupby("f1", observed=True).months.mean()
        assert effect(found, measure, "minor").value == pytest.approx(means["yes"] - means["no"], rel=0.08)


def test_pairs_of_factors_are_predicted_in_their_connection(tmp_path: Path) -> None:
    found = fitted(simulated(tmp_path))
    assert len(found.predictions) == 4 * 3
    assert all(one.interval[0] < one.value < one.interval[1] for one in found.predictions)
    assert [one.factors for one in found.adequacy] == [("minor yes",), ("concert yes",), ("minor yes", "concert yes")]
    assert found.adequacy[0].sufficiency is Sufficiency.ENOUGH


def test_under_ten_courts_each_has_an_effect_and_from_ten_on_they_are_drawn(tmp_path: Path) -> None:
    few = fitted(simulated(tmp_path, courts=4))
    assert "C(court)[T.court 1]" in coefficients(few, "length")
    assert few.parts.length.courts is None
    many = fitted(simulated(tmp_path, size=3000, courts=40, between=0.5))
    assert not any("court" in name for name in coefficients(many, "length"))
    assert many.parts.custody is not None
    length, custody = many.parts.length.courts, many.parts.custody.courts
    assert length is not None
    assert custody is not None
    assert length.intraclass_correlation == pytest.approx(0.25 / (0.25 + 0.49), abs=0.12)
    assert custody.intraclass_correlation == pytest.approx(0.25 / (0.25 + math.pi**2 / 3), abs=0.05)
    assert length.deviation == pytest.approx(0.5, abs=0.15)
    assert f"standard deviation between them {length.deviation:.3f} of the log length" in in_words(many)
    assert as_record(many)["parts"]["length"]["standard_deviation_between_courts"] == length.deviation


def test_a_random_intercept_without_differences_between_courts_is_an_ordinary_logit() -> None:
    random = np.random.default_rng(5)
    design = np.column_stack([np.ones(4000), random.random(4000) < 0.4]).astype(float)
    outcome = (random.random(4000) < 1 / (1 + np.exp(-design @ [0.2, 0.7]))).astype(float)
    found = logit_with_courts(design, outcome, random.integers(0, 20, 4000))
    ordinary = sm.Logit(outcome, design).fit(disp=0)
    assert found.coefficients == pytest.approx(ordinary.params, abs=0.01)
    assert found.intraclass_correlation < 0.02


def test_what_the_table_holds_is_declared_and_decides_what_is_said_of_it(tmp_path: Path) -> None:
    file, plain = simulated(tmp_path), SPECIFICATION.replace("selection: published\n", "")
    assert fitted(file).cautions[0].startswith("Published sentences are no sample")
    assert fitted(file, plain).cautions[0].startswith("The specification does not say which sentences the table holds")
    for selection in ("all", "sample"):
        assert fitted(file, f"{plain}selection: {selection}\n").cautions == ()
    bare = fitted(file, "months: prison\nfactors: [minor]\nselection: all\n")
    assert [one.split(":")[0] for one in bare.cautions] == [
        "The law of the day of the offence is not held fixed",
        "Sentences of one investigation are taken as independent",
    ]


def test_no_model_leaves_out_sentences_by_their_length(tmp_path: Path) -> None:
    """Without terms of 48 months and more every effect on length is too small: that is no check on the others."""
    with pytest.raises(SchakelError, match="compulsory"):
        fitted(simulated(tmp_path, size=100), SPECIFICATION + "compulsory: 48\n")


def test_a_covariate_has_one_coefficient_and_the_effect_of_one_more(tmp_path: Path) -> None:
    file = of_five_offences(tmp_path, size=3000)
    found = fitted(file, "months: prison\nfactors: [offence]\ncovariates: [priors]\n")
    assert coefficients(found, "length")["n1"] == pytest.approx(0.1, abs=0.02)
    rows, part = found.sentences.rows, found.parts.length
    more = part.respond(part.columns(rows.assign(n1=rows.n1 + 1)), part.coefficients)
    now = part.respond(part.columns(rows), part.coefficients)
    assert effect(found, LENGTH, "priors").value == pytest.approx((more - now)[rows.months > 0].mean())
    assert "length: priors one more: " in in_words(found)


def test_levels_are_compared_with_the_one_that_is_declared(tmp_path: Path) -> None:
    file = of_five_offences(tmp_path, size=600)
    plain = fitted(file, "months: prison\nfactors: [offence]\n")
    declared = fitted(file, "months: prison\nfactors: [offence]\nreference: {offence: theft}\n")
    assert {one.against for one in plain.effects} == {"arson"}
    assert {one.against for one in declared.effects} == {"theft"}
    (arson,) = (one.value for one in declared.effects if one.levels == {"offence": "arson"} and one.measure == LENGTH)
    (theft,) = (one.value for one in plain.effects if one.levels == {"offence": "theft"} and one.measure == LENGTH)
    assert arson == pytest.approx(-theft)


def test_each_level_of_a_factor_is_judged_and_its_length_says_so(tmp_path: Path) -> None:
    """Six sentences for treason give a length that is years off; nothing was said, since the factor has five levels."""
    found = fitted(of_five_offences(tmp_path, size=600), "months: prison\nfactors: [offence]\n")
    verdicts = {one.factors[0]: one.sufficiency for one in found.adequacy}
    assert list(verdicts) == ["offence fraud", "offence robbery", "offence theft", "offence treason"]
    assert verdicts["offence treason"] is not Sufficiency.ENOUGH
    lines = [line for line in in_words(found).splitlines() if line.startswith("  length: offence")]
    assert [line.split(" - ")[-1] for line in lines if "treason" in line] == ["not enough sentences"]
    assert "Fewer than 10 sentences, too few for any effect, on custody as well: offence treason." in found.cautions
    record = next(one for one in as_record(found)["effects"] if one["levels"] == {"offence": "treason"})
    assert record["measure"] == CUSTODY or record["sufficiency"] == "not enough"


def test_the_first_lines_say_what_it_comes_down_to_and_a_number_only_where_it_can_be_known(tmp_path: Path) -> None:
    first, second, *_ = in_words(fitted(simulated(tmp_path))).splitlines()
    assert re.fullmatch(r"minor yes against no: terms are \d+ months longer on average \(\d+ to \d+\)\.", first)
    assert second.startswith("concert yes against no: ")
    five = "months: prison\nfactors: [offence]\ncovariates: [priors]\nselection: all\n"
    lines = in_words(fitted(of_five_offences(tmp_path, 400), five)).splitlines()
    treason = next(line for line in lines if line.startswith("offence treason"))
    assert treason == "offence treason against arson: too few sentences to say whether terms differ."


def test_a_term_of_a_century_is_a_row_that_is_noted(tmp_path: Path) -> None:
    file = simulated(tmp_path, size=200)
    with file.open("a", encoding="utf-8") as lines:
        lines.write("1621,yes,no,court 1,1,2010-01-01\n")
    found = fitted(file)
    assert (len(found.sentences.rows), found.sentences.too_long) == (200, {202: 1621.0})
    assert "Left out: 1 with a term of 1200 months or more (row 202: 1621)" in in_words(found)
    assert len(fitted(file, SPECIFICATION + "longest: 2000\n").sentences.rows) == 201


def test_a_length_can_be_gamma(tmp_path: Path) -> None:
    plain = SPECIFICATION.replace("interactions: [[minor, concert]]\n", "")
    found = fitted(simulated(tmp_path, size=4000), plain + "length: gamma\n")
    assert found.parts.length.kind == "gamma"
    assert coefficients(found, "length")["C(f1)[T.yes]"] == pytest.approx(math.log(1.5), abs=0.1)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("prison", "long", "sentences.csv:3: `prison` is `long`, which is not a number of months."),
        ("offence", "lately", "sentences.csv:3: `offence` is `lately`, which is no date such as 2021-03-31."),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_row_and_column(
    tmp_path: Path, column: str, value: str, sentence: str
) -> None:
    file = simulated(tmp_path, size=50)
    lines = file.read_text("utf-8").splitlines()
    header, row = lines[0].split(","), lines[2].split(",")
    row[header.index(column)] = value
    file.write_text("\n".join([*lines[:2], ",".join(row), *lines[3:]]) + "\n", "utf-8")
    with pytest.raises(SchakelError) as error:
        fitted(file)
    assert str(error.value).endswith(sentence)


@pytest.mark.parametrize(
    ("specification", "sentence"),
    [
        ("months: prison\nfactors: [minors]\n", r"There is no column `minors`; did you mean `minor`\?"),
        ("months: prison\nfactors: [minor, group]\n", "sentences are too few for"),
        ("months: prison\nfactors: [minor]\nregimes: [2013-04-01]\n", "`regimes` need the column `offence`"),
        ("months: prison\nfactors: [minor]\ninteractions: [[minor, concert]]\n", "There is no factor `concert`"),
        ("months: prison\nfactors: [minor]\nreference: {concert: 'no'}\n", "There is no factor `concert`"),
        ("months: prison\nfactors: [minor]\nreference: {minor: never}\n", "No sentence has `minor` never"),
        ("months: prison\nfactors: [minor]\ncovariates: [minor]\n", "`minor` is a factor and a covariate"),
        (
            "months: prison\nfactors: [minor]\ncovariates: [court]\n",
            "`court` is `court .`, and a covariate is a number",
        ),
    ],
)
def test_a_specification_that_cannot_be_is_reported_in_one_sentence(
    tmp_path: Path, specification: str, sentence: str
) -> None:
    with pytest.raises(SchakelError, match=sentence):
        fitted(simulated(tmp_path, size=100), specification)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["0,yes", "12,yes", "9,yes"] * 20, "All sentences have `minor` yes, so there is nothing to compare it with"),
        (["12,yes", "12,no"] * 30, "All terms are equally long, so nothing can explain their length"),
        (["12,yes", "9,no,late"] * 30, r"sentences\.csv:3: The row has 3 cells for 2 columns"),
    ],
)
def test_what_would_give_no_answer_or_lose_a_value_is_refused(tmp_path: Path, rows: list[str], sentence: str) -> None:
    file = tmp_path / "sentences.csv"
    file.write_text("\n".join(["prison,minor", *rows]) + "\n", "utf-8")
    with pytest.raises(SchakelError, match=sentence):
        fitted(file, "months: prison\nfactors: [minor]\n")


def test_semicolons_may_separate_the_columns(tmp_path: Path) -> None:
    file = simulated(tmp_path, size=200)
    expected = in_words(fitted(file))
    file.write_text("\ufeff" + file.read_text("utf-8").replace(",", ";"), "utf-8")
    assert in_words(fitted(file)) == expected


def test_a_factor_that_decides_custody_by_itself_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sentences.csv"
    rows = [f"{(number % 2) * 12},{'yes' if number % 2 else 'no'}" for number in range(60)]
    file.write_text("\n".join(["prison,minor", *rows]) + "\n", "utf-8")
    with pytest.raises(SchakelError, match="Custody: no sentence with `minor` no has it"):
        fitted(file, "months: prison\nfactors: [minor]\n")


def test_rows_that_are_unclear_are_left_out_and_counted(tmp_path: Path) -> None:
    file = simulated(tmp_path, size=200)
    with file.open("a", encoding="utf-8") as lines:
        lines.write("unclear,yes,no,court 1,1,2010-01-01\n12,,no,court 1,1,2010-01-01\n")
    found = fitted(file)
    assert found.sentences.left_out == {"prison": 1, "minor": 1}
