"""The request, the output and the judgement on it are kept; nobody judges their own output."""

import hashlib
import shutil
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from schakel_base.chained_file import ChainedFile
from schakel_base.errors import DeclarationError, DisclosureError, Fault
from schakel_protection.output.checks import OutputJudgement, OutputRequest, OutputVerdict, judge_output
from schakel_protection.output.facts import facts_in
from schakel_protection.output.makers import may_be_one_person

_KNOWN = ("kind", "researcher", "made_by", "purpose", "output", "facts", "columns")
_NEEDED = ("kind", "researcher", "purpose", "output")


def read_request(file: Path) -> tuple[OutputRequest, Path]:
    """Read a request from YAML; return it with the file of the output that it is about.

    Facts that can be read from the output are read there, not believed: see `facts_in`.

    Parameters
    ----------
    file
        The request. The output that it names is looked up from the folder of this file.

    Returns
    -------
    tuple of OutputRequest and Path
        With the facts of the request and those read from the output.

    Raises
    ------
    SchakelError
        With a sentence for what is wrong.
    """
    given = _read(file)
    output = file.parent / str(given["output"])
    if not output.is_file():
        raise DeclarationError(Fault(f"there is no output {given['output']}", str(file)))
    facts = {str(name): value for name, value in (given.get("facts") or {}).items()}
    for name, value in facts.items():
        if not isinstance(value, int | float):
            raise DeclarationError(Fault(f"the fact {name} is not a number, nor true or false: {value}", str(file)))
    found = facts_in(output, given.get("columns") or {})
    # What the output says of itself goes before what is said of it, and a difference is told: it may be another file.
    for name, value in found.items():
        if name in facts and facts[name] != value:
            raise DeclarationError(
                Fault(f"the request says {name}: {facts[name]:g}, and the output holds {value:g}", str(file))
            )
    request = OutputRequest(
        str(given["kind"]), {**facts, **found}, str(given["researcher"]), str(given["purpose"]), _made_by(given, file)
    )
    return request, output


def _made_by(given: Mapping[str, Any], file: Path) -> tuple[str, ...]:
    names = given.get("made_by", ())
    listed = names if isinstance(names, list | tuple) else [names]
    if not all(isinstance(name, str) and name.strip() for name in listed):
        raise DeclarationError(Fault("made_by is a name, or a list of names, of who ran the analysis", str(file)))
    return tuple(listed)


def _read(file: Path) -> Mapping[str, Any]:
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeclarationError(Fault("there is no such file", str(file))) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise DeclarationError(Fault("this is no YAML", str(file))) from None
    if not isinstance(given, Mapping):
        raise DeclarationError(Fault(f"a request says {', '.join(_NEEDED)}", str(file)))
    for name in given:
        if name not in _KNOWN:
            raise DeclarationError(Fault(f"a request has no {name}; it has {', '.join(_KNOWN)}", str(file)))
    for name in _NEEDED:
        if not str(given.get(name) or "").strip():
            raise DeclarationError(Fault(f"the request does not say its {name}", str(file)))
    return given


def settle(
    verdict: OutputVerdict,
    makers: Collection[str],
    decided: OutputJudgement | None = None,
    by: str = "",
    because: str = "",
) -> OutputJudgement:
    """Return what becomes of an output: what the checks say, or a person where they say nothing.

    Parameters
    ----------
    verdict
        What the checks say.
    makers
        Who asked for the output and who ran the analysis, by name or e-mail address.
    decided, by, because
        What a person decided, if one did; who, and why.

    Raises
    ------
    DisclosureError
        If no maker is named, or if a person decides what the checks have decided or what he or she may have made, or
        is not named, or gives no reason. The same rule holds in OpenSAFELY's airlock: authors do not review their own
        requests.
    """
    if not any(name.strip() for name in makers):
        raise DisclosureError("the record of this output names nobody who made it; name the researcher who asks for it")
    if decided is None:
        return verdict.judgement
    # A person adds to the rules and never overrules them: who could would be asked to.
    if verdict.judgement is not OutputJudgement.NEEDS_A_PERSON:
        raise DisclosureError(
            "the checks say {judgement}; a person decides only where they cannot", judgement=verdict.judgement.value
        )
    if not by.strip() or not because.strip():
        raise DisclosureError("a decision must name who took it, and why")
    for maker in makers:
        if may_be_one_person(by, maker):
            raise DisclosureError(
                "{name} may be {maker}, who made this output: somebody else must decide; if they are two persons, "
                "write both names in full",
                name=by,
                maker=maker,
            )
    return decided


def keep(
    folder: Path,
    request: OutputRequest,
    output: Path,
    at: datetime,
    decided: OutputJudgement | None = None,
    by: str = "",
    because: str = "",
) -> OutputVerdict:
    """Judge an output, and keep it with the request and the verdict in a folder of the secured zone.

    Whoever asked for the same output before is among its makers: asking again under another name changes nothing.

    Parameters
    ----------
    folder
        A folder of the secured zone; it is made if need be.
    request
        What was asked, by whom.
    output
        The file that would leave; it is copied.
    at
        When.
    decided, by, because
        What a person decided, if one did; who, and why.

    Returns
    -------
    OutputVerdict
        What becomes of the output, with a reason for each check that it did not pass.

    Raises
    ------
    DisclosureError
        If the output has no maker, or a person decides what is not for that person to decide.
    """
    verdict, checksum = judge_output(request), hashlib.sha256(output.read_bytes()).hexdigest()
    judgement = settle(verdict, [*request.makers, *_earlier_makers(folder, checksum)], decided, by, because)
    # Under its checksum: the same output is kept once, and another one under the same name replaces nothing.
    kept = folder / "outputs" / checksum
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(output, kept)
    ChainedFile(folder / "judgements.jsonl").append(
        {
            "at": at.isoformat(),
            "request": {**asdict(request), "facts": dict(request.facts)},
            "output": output.name,
            "output_sha256": checksum,
            "judgement": judgement.value,
            "reasons": list(verdict.reasons),
            "decided_by": by if decided else "",
            "because": because if decided else "",
        },
    )
    return replace(verdict, judgement=judgement)


def _earlier_makers(folder: Path, checksum: str) -> list[str]:
    asked = [record["request"] for record in judgements(folder) if record["output_sha256"] == checksum]
    return [name for request in asked for name in (request["researcher"], *request.get("made_by", ()))]


def judgements(folder: Path) -> list[dict[str, Any]]:
    """Return all that was judged, the earliest first.

    Parameters
    ----------
    folder
        Where `judgements.jsonl` is kept.

    Returns
    -------
    list of dict
        One for each judgement, as it was written; empty where nothing was judged yet.
    """
    return list(ChainedFile(folder / "judgements.jsonl").records())
