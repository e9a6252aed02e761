"""Reading summaries of judgments: how fast, beside one bare pattern over the same texts, and how well.

How well takes the summaries themselves, which are not part of the project: `python -m benchmarks.sentencing FILES...`,
tables, Atom answers or judgments in XML that hold the decisions of `packages/judgments/tests/data/held_out*.csv`. Of
these only the summary is read, since the labels are of that alone. Operative parts are compared where a file is
`uitspraken.csv` of GitHub `jorisheijkant/rechtspraak-labeler` @935fffc, whole judgments in a column `inhoud`.
"""

import csv
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from schakel_judgments import Coded, Judgment, TextPart, code, read_judgments, read_rules
from schakel_judgments.accuracy import Accuracy
from schakel_judgments.judgment import split_text

RULES = read_rules(Path("alliances/nl-mensenhandel/sentencing/reading-rules.yaml"))
SUMMARIES = Path("alliances/nl-mensenhandel/deliveries/uitspraken-mensenhandel-2021.csv")
OTHER_YEARS = Path("packages/judgments/tests/data/held_out_other_years.csv")
FRESH = Path("packages/judgments/tests/data/held_out_fresh_2021.csv")
SECOND = Path("packages/judgments/tests/data/held_out_second_2021.csv")
THIRD = Path("packages/judgments/tests/data/held_out_third_2021.csv")
FOURTH = Path("packages/judgments/tests/data/held_out_fourth_2021.csv")
FIFTH = Path("packages/judgments/tests/data/held_out_fifth_2021.csv")
LOOKED_FOR_ALL = (OTHER_YEARS, FRESH, SECOND, THIRD, FOURTH, FIFTH)
BY_HAND = {
    Path("packages/judgments/tests/data/held_out_2021.csv"): ("prison", "prison_suspended", "hours"),
    Path("packages/judgments/tests/data/held_out_persons_2021.csv"): ("co_accused", "prior_convictions"),
    Path("packages/judgments/tests/data/held_out_facts_2021.csv"): (
        "prison", "prison_suspended", "probation", "hours", "youth_detention", "hospital_order", "youth_order",
        "acquittal", "damages", "form", "victims", "minor_victim", "victim_age", "accused_age",
    ),
    OTHER_YEARS: (
        "prison", "prison_suspended", "probation", "hours", "hours_suspended", "hospital_order", "youth_order",
        "no_punishability", "acquittal", "damages", "fine", "driving_ban", "confiscation", "executed_hours",
        "exploitation", "form", "victims", "minor_victim", "victim_age", "accused_age", "in_concert", "co_accused",
        "prior_convictions", "reasonable_time_exceeded",
    ),
    FRESH: (
        "prison", "prison_suspended", "probation", "hours", "hours_suspended", "hours_subsidiary_days",
        "youth_detention", "youth_detention_suspended", "detention", "fine", "driving_ban", "hospital_order",
        "youth_order", "repeat_offender_order", "no_punishability", "acquittal", "damages", "confiscation",
        "executed_hours", "executed_term", "demanded_prison", "demanded_hours", "exploitation", "form", "victims",
        "minor_victim", "victim_age", "accused_age", "in_concert", "co_accused", "prior_convictions",
        "reasonable_time_exceeded",
    ),
}  # fmt: skip
BY_HAND[SECOND] = BY_HAND[THIRD] = BY_HAND[FOURTH] = BY_HAND[FIFTH] = BY_HAND[FRESH]
DECISIONS = Path("packages/judgments/tests/data/held_out_decisions.csv")
BARE = re.compile(
    r"(?i)(?:gevangenisstraf|celstraf|\bGS\b)[^.;]{0,70}?(\d+)\s*(?:jaar|jaren|maand|maanden|weken|dagen)"
)
WANTED = 10_000
UNITS = {"m": "months", "d": "days"}


def main() -> None:
    """Print the seconds for 10,000 summaries, and precision and recall where the summaries are given."""
    speed()
    files = [Path(file) for file in sys.argv[1:] if Path(file).is_file()]
    whole = [file for file in files if "inhoud" in _header(file)]
    for file in whole:
        accuracy_of_decisions(file)
    if summaries := [file for file in files if file not in whole]:
        accuracy(summaries)


def speed() -> None:
    """Read the summaries that come with the project as often as it takes."""
    with SUMMARIES.open(encoding="utf-8", newline="") as rows:
        some = [Judgment(row["ecli"], {TextPart.SUMMARY: row["inhoudsindicatie"]}) for row in csv.DictReader(rows)]
    many = (some * (WANTED // len(some) + 1))[:WANTED]
    started = time.process_time()
    for judgment in many:
        code(judgment, RULES)
    spent = time.process_time() - started
    started = time.process_time()
    for judgment in many:
        BARE.search(judgment.parts[TextPart.SUMMARY])
    bare = time.process_time() - started
    print(f"{WANTED:,} summaries, {len(RULES.rules)} rules: {spent:.2f} CPU s (goal: under 10)")
    print(f"one bare pattern: {bare:.2f} CPU s; ratio {spent / bare:.0f}")


def accuracy(files: Iterable[Path]) -> None:
    """Compare what is read with what was read by hand in summaries on which no rule was made."""
    texts = {
        one.identifier: Judgment(one.identifier, {TextPart.SUMMARY: one.parts[TextPart.SUMMARY]})
        for file in files
        for one in read_judgments(file, RULES.structure)
        if TextPart.SUMMARY in one.parts
    }
    for table, facts in BY_HAND.items():
        with table.open(encoding="utf-8", newline="") as rows:
            by_hand = [row for row in csv.DictReader(rows) if row["ecli"] in texts]
        for sample in dict.fromkeys(row["sample"] for row in by_hand):
            chosen = [row for row in by_hand if row["sample"] == sample]
            # In other samples a fact that is nowhere was not looked for.
            for fact in (name for name in facts if table in LOOKED_FOR_ALL or any(row[name] for row in chosen)):
                print(f"{sample:<11}{fact:<25}{_score(fact, chosen, texts)}")


def accuracy_of_decisions(file: Path) -> None:
    """Compare what is read in the operative parts of whole judgments with what was read in them by hand."""
    csv.field_size_limit(10**8)
    with file.open(encoding="utf-8", newline="") as rows:
        texts = {str(place): row["inhoud"] for place, row in enumerate(csv.DictReader(rows), 1)}
    with DECISIONS.open(encoding="utf-8", newline="") as rows:
        by_hand = [{**row, "ecli": row["row"]} for row in csv.DictReader(rows)]
    parts = {row["row"]: split_text(texts[row["row"]].splitlines(), RULES.structure) for row in by_hand}
    judgments = {row: Judgment(row, {TextPart.DECISION: part[TextPart.DECISION]}) for row, part in parts.items()}
    for fact in [name for name in by_hand[0] if name in RULES.facts]:
        print(f"{'decisions':<11}{fact:<28}{_score(fact, by_hand, judgments)}")


def _header(file: Path) -> str:
    with file.open("rb") as lines:
        return lines.readline().decode("utf-8", "replace")


def _score(fact: str, chosen: Iterable[dict[str, str]], texts: dict[str, Judgment]) -> str:
    counts = Counter(_outcome(row, fact, code(texts[row["ecli"]], RULES)) for row in chosen)
    right, wrong, missed, invented = (counts[name] for name in ("right", "wrong", "missed", "invented"))
    found = Accuracy(right, wrong + invented, wrong + missed)
    shares = (("precision", found.read, found.precision), ("recall", found.told, found.recall))
    return f"right {right}, wrong {wrong}, invented {invented}, missed {missed}: " + ", ".join(
        f"{name} {_interval(right, whole, limits)}" for name, whole, limits in shares
    )


def _outcome(row: dict[str, str], fact: str, coded: Coded) -> str:
    found = coded.facts.get(fact)
    # A sentence that is suspended as a whole is as long as that sentence.
    expected = row[RULES.facts[fact].whole] if row[fact] == "all" else row[fact]
    if found is None or found.is_unclear:
        return "rightly nothing" if expected in ("", "unclear") else "missed"
    if expected in ("", "unclear"):
        return "invented"
    read = {_alike(str(value)) for value in found.values}
    return "right" if read in ({_in_words(expected)}, set(map(_alike, expected.split()))) else "wrong"


def _alike(value: str) -> str:
    """Write an amount in one way: 300 is 300.00. A month and thirty days stay two sentences, as courts impose them."""
    try:
        return f"{Decimal(value):.2f}"
    except InvalidOperation:
        return value


def _in_words(short: str) -> str:
    return " and ".join(f"{number} {UNITS[unit]}" for number, unit in re.findall(r"(\d+)([md])", short)) or short


def _interval(part: int, whole: int, limits: tuple[float, float]) -> str:
    """Return a share with its interval."""
    return f"{part / whole:.3f} [{limits[0]:.3f}, {limits[1]:.3f}]" if whole else "of none"


if __name__ == "__main__":
    main()
