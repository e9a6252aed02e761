"""Answers on recidivism are kept beside the tables of their edition, as JSON that is the same for the same answer."""

import json
from dataclasses import asdict

from schakel.model.recidivism import RecidivismPart, YearShare
from schakel.research.stored import Record, verdict_of, verdict_record
from schakel_recidivism.cohort import Clock, LinkageRange


def to_json(parts: tuple[RecidivismPart, ...]) -> str:
    """Return answers as JSON."""
    return json.dumps([_record(part) for part in parts], ensure_ascii=False, indent=1) + "\n"


def from_json(content: str) -> tuple[RecidivismPart, ...]:
    """Return the answers in a JSON file that `to_json` wrote."""
    return tuple(_part(record) for record in json.loads(content))


def _record(part: RecidivismPart) -> Record:
    return {**asdict(part), "verdict": verdict_record(part.verdict)}


def _part(record: Record) -> RecidivismPart:
    shares = tuple(YearShare(**{**one, "clock": Clock(one["clock"])}) for one in record["shares"])
    linkage = LinkageRange(**record["linkage"]) if record["linkage"] else None
    verdict = verdict_of(record["verdict"])
    return RecidivismPart(**{**record, "shares": shares, "verdict": verdict, "linkage": linkage})
