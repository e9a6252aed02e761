"""Whatever a hotline may deliver, and indicators that ask all kinds of things of it."""

import itertools
from datetime import date

import small
from hypothesis import strategies as st

from schakel.model.indicator import Condition, DimensionRule, Phase

PHASES = (
    Phase("reported", small.text("reported"), "report"),
    Phase("referred", small.text("referred"), "referral"),
    Phase("court", small.text("court"), "referral", "court", "yes"),
)
INDICATORS = tuple(
    small.indicator(*dimensions, name="-".join(dimension.kind for dimension in dimensions))
    for dimensions in (
        (small.BY_FORM, DimensionRule("period", "quarter", small.text("quarter"), event="report", by="quarter")),
        (DimensionRule("period", "quarter", small.text("quarter"), event="referral", by="quarter"),),
        (DimensionRule("phase", "phase", small.text("phase"), phases=PHASES), small.BY_FORM),
        (DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(0, 1, 3)),),
        (DimensionRule("decided", "what-is-known", small.text("known"), attributes=("form",)),),
        (DimensionRule("conflict", "conflict", small.text("conflict"), attributes=("form",)),),
    )
)
POPULATIONS = (
    (Condition(event="referral"),),
    (Condition(event="referral", attribute="court", concept="no", excluded=True), Condition("", "form", "sexual")),
)
INDICATORS += tuple(
    small.indicator(small.BY_FORM, name=f"population-{number}", population=population)
    for number, population in enumerate(POPULATIONS)
)
ALLIANCE = small.alliance(*INDICATORS)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 12, 31)).map(str)
KINDS = ("dom", "sex", "lab", "?", "unknown to the mapping", "")
COURTS = ("J", "N", "maybe", "")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.sampled_from("1234567"),
            "received": DAYS,
            "kind": st.sampled_from(KINDS),
            "referred": st.one_of(st.just(""), DAYS),
            "court": st.sampled_from(COURTS),
        }
    ),
    min_size=1,
    max_size=12,
)
EVERY_VALUE = [
    {"number": str(number % 20), "received": received, "kind": kind, "referred": referred, "court": court}
    for number, (kind, court, (received, referred)) in enumerate(
        itertools.product(KINDS, COURTS, [("2020-01-31", ""), ("2020-03-31", "2020-04-01")])
    )
]
"""Each kind with each court, referred or not; units that say two things among them."""
