"""The definition of a cohort in words and as plain values: it is printed beside every figure."""

from typing import Any

from schakel_recidivism.cohort import Cohort, RecidivismKind, Start

Record = dict[str, Any]


def definition_record(cohort: Cohort) -> Record:
    """Return a cohort's definition for JSON."""
    return {
        "index": {
            "disposals": list(cohort.disposals),
            "from": cohort.first_day.isoformat(),
            "until": cohort.last_day.isoformat(),
            "one_per": "person and year" if cohort.by_year else "person",
        },
        "clock": {"starts": str(cohort.starts)},
        "observation": {"until": cohort.observed_until.isoformat(), "lag_days": cohort.lag_days, "years": cohort.years},
        "never_counts": list(cohort.never_counts),
        "earlier_cases": {"years": cohort.earlier_years, "from": list(cohort.earlier_from)},
        "pending": "counts" if cohort.pending_counts else "does not count",
    }


def years_long(years: int) -> str:
    """Return a span of whole years in words: `1 year`, `2 years`."""
    return "1 year" if years == 1 else f"{years} years"


def definition_words(cohort: Cohort) -> list[str]:
    """Return a cohort's definition as lines of text."""
    unit = "person and year" if cohort.by_year else "person"
    start = {
        Start.DISPOSAL: "the day of the disposal",
        Start.RELEASE: "the first release after the disposal",
        Start.OFFENCE: "the offence; a new one can count from the disposal on",
    }[cohort.starts]
    earlier = f"Earlier cases: those disposed of in the last {years_long(cohort.earlier_years)} before the index case."
    pending = "count" if cohort.pending_counts else "do not count"
    return [
        f"Index cases: the first per {unit} from {cohort.first_day} to {cohort.last_day} that ended in "
        f"{', '.join(cohort.disposals)}.",
        f"The clock starts at {start}. Observed until {cohort.observed_until}, less {cohort.lag_days} days in which "
        f"registrations still come in; each person until after {years_long(cohort.years)} at liberty.",
        f"Never recidivism: an offence before the index disposal; {', '.join(cohort.never_counts) or 'no disposal'}. "
        f"Cases without a disposal yet {pending}.",
        *([earlier] if cohort.earlier_years else []),
    ]


def kind_words(kind: RecidivismKind) -> str:
    """Return which new cases count as a kind of recidivism."""
    conditions = [f"{name} at least {least:g}" for name, least in kind.at_least.items()]
    conditions += [f"{name} one of {', '.join(values)}" for name, values in kind.among.items()]
    conditions += [f"{name} as in the index case" for name in kind.same]
    unverified = "" if kind.verified else " (definition not verified)"
    return f"{kind.name}: a new case{' with ' * bool(conditions)}{' and '.join(conditions)}{unverified}"
