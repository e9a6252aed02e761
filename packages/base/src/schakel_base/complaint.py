"""Errors of a JSON Schema in plain words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import ValidationError

from schakel_base.faults import did_you_mean
from schakel_base.yaml_file import Place, YamlFile

TYPES = {
    "object": "keys with values",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
PYTHON_TYPES: Mapping[type, str] = {dict: "keys with values", list: "a list"}

Sentence = tuple[str, Place]


@dataclass(frozen=True)
class Complaint:
    """A keyword of a schema that a value does not satisfy: what the keyword asks, and the schema around it."""

    keyword: str
    asked: Any
    value: Any
    place: Place
    schema: Mapping[str, Any]
    of_key: bool
    message: str

    @property
    def of_text(self) -> bool:
        """Whether it is about a text in several languages."""
        return self.schema.get("title") == "text"

    @property
    def wanted(self) -> str:
        """What the value must be, in words: the description in the schema, or the type."""
        description = str(self.schema.get("description", ""))
        return description if description[:1].islower() else TYPES.get(str(self.asked), "something else")


def complaint_of(error: ValidationError) -> Complaint:
    """Return what a validator says, as values of our own.

    Parameters
    ----------
    error
        What `jsonschema` found. Its own message is kept only for names of keys; readers never see it.
    """
    return Complaint(
        keyword=str(error.validator),
        asked=error.validator_value,
        value=error.instance,
        place=tuple(error.absolute_path),
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        of_key="propertyNames" in error.absolute_schema_path,
        message=error.message,
    )


def sentences(document: YamlFile, complaint: Complaint, known_keys: Iterable[str]) -> Iterator[Sentence]:
    """Return the sentences that one complaint makes, each with its place.

    Parameters
    ----------
    known_keys
        Names that a misspelt key is compared with, where the schema itself lists none.

    Yields
    ------
    tuple of str and place
        A sentence that ends in a full stop, and the keys and positions that lead to what it is about.
    """
    if complaint.of_key:
        sentence = f"The key `{complaint.value}`{_of(document, complaint.place)} must be {complaint.wanted}."
        yield sentence, (*complaint.place, complaint.value)
    elif complaint.keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from _surplus_keys(document, complaint, known_keys)
    elif complaint.keyword == "required":
        yield from _missing_keys(document, complaint)
    elif complaint.keyword == "dependentRequired":
        yield from _missing_companions(document, complaint)
    else:
        write = _WRITERS.get(complaint.keyword, _wrong_kind)
        yield write(_subject(document, complaint.place), complaint), complaint.place


def _subject(document: YamlFile, place: Place) -> str:
    return f"`{document.path(place)}`" if place else "This file"


def _of(document: YamlFile, place: Place) -> str:
    return f" in `{document.path(place)}`" if place else ""


def _missing_keys(document: YamlFile, complaint: Complaint) -> Iterator[Sentence]:
    place = complaint.place
    for key in complaint.asked:
        if key not in complaint.value and complaint.of_text:
            yield f"{_subject(document, place)} has no text in the language `{key}`.", place
        elif key not in complaint.value:
            yield f"`{key}` is missing{_of(document, place)}.", place


def _missing_companions(document: YamlFile, complaint: Complaint) -> Iterator[Sentence]:
    for key, companions in complaint.asked.items():
        for companion in companions if key in complaint.value else ():
            if companion not in complaint.value:
                where = _of(document, complaint.place)
                yield f"`{key}` needs `{companion}` beside it{where}.", (*complaint.place, key)


def _surplus_keys(document: YamlFile, complaint: Complaint, known_keys: Iterable[str]) -> Iterator[Sentence]:
    allowed: Iterable[str] = complaint.schema.get("properties", {})
    surplus = [key for key in complaint.value if key not in allowed]
    if complaint.keyword == "unevaluatedProperties":  # such a schema does not list its keys; its message names surplus
        surplus = [key for key in surplus if f"'{key}'" in complaint.message]
        allowed = known_keys
    for key in surplus:
        place = (*complaint.place, key)
        if complaint.of_text:
            subject = _subject(document, complaint.place)
            hint = "; a text with a comma in it needs quotes" if " " in key else ""
            yield f"{subject} has a text in `{key}`, which is not a language of the alliance{hint}.", place
        else:
            yield f"The key `{key}` does not exist{_of(document, complaint.place)}{did_you_mean(key, allowed)}", place


def _wrong_kind(subject: str, complaint: Complaint) -> str:
    if complaint.value is None:
        return f"{subject} is empty; it must be {complaint.wanted}."
    if type(complaint.value) in PYTHON_TYPES:
        return f"{subject} is {PYTHON_TYPES[type(complaint.value)]}; it must be {complaint.wanted}."
    needs_quotes = complaint.keyword == "type" and complaint.asked == "string" and "quotes" not in complaint.wanted
    quoted = ", in quotes" if needs_quotes else ""
    return f"{subject} is `{_written(complaint.value)}`; it must be {complaint.wanted}{quoted}."


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _not_listed(subject: str, complaint: Complaint) -> str:
    listed = [str(value) for value in complaint.asked]
    if len(listed) == 1:
        return f"{subject} is `{_written(complaint.value)}`; it must be `{listed[0]}`."
    end = did_you_mean(str(complaint.value), listed)
    return f"{subject} is `{_written(complaint.value)}`; it must be one of {', '.join(listed)}{end}"


def _constant(subject: str, complaint: Complaint) -> str:
    return f"{subject} is `{_written(complaint.value)}`; it must be `{_written(complaint.asked)}`."


def _too_few(subject: str, complaint: Complaint) -> str:
    return (
        f"{subject} is empty." if complaint.asked == 1 else f"{subject} must have at least {complaint.asked} entries."
    )


def _too_many(subject: str, complaint: Complaint) -> str:
    return f"{subject} must be {complaint.wanted}; it has {len(complaint.value)} entries."


def _repeated(subject: str, complaint: Complaint) -> str:
    repeated = next((str(entry) for entry in complaint.value if complaint.value.count(entry) > 1), "")
    return f"{subject} names `{repeated}` twice."


_WRITERS: Mapping[str, Callable[[str, Complaint], str]] = {
    "enum": _not_listed,
    "const": _constant,
    "minItems": _too_few,
    "minProperties": _too_few,
    "minLength": _too_few,
    "maxItems": _too_many,
    "uniqueItems": _repeated,
}
