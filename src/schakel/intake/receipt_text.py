"""A receipt as a person reads it: first one sentence that says how it went, then the facts, line by line.

It quotes values of the file and is therefore meant for the sender of that file alone. It is in English, if nobody gives
it other words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from schakel.model.delivery import Delivery, ErasedRows, ErasureCause, Note, Receipt, RowRefusal
from schakel_base.errors import Fault, in_english, message

SHOWN_REFUSALS = 20
_LABEL = 11


class ReceiptSpeech(Protocol):
    """How a receipt speaks one language."""

    def say(self, what: Fault) -> str:
        """Return a sentence, or a word beside a fact."""

    def noted(self, one: Note) -> str:
        """Return what the checks saw, without the name of the file."""

    def refused(self, one: RowRefusal) -> str:
        """Return why a row was refused, without the name of the file."""


@dataclass(frozen=True)
class _English:
    """How a receipt speaks English: as it is kept."""

    delivery: Delivery

    def say(self, what: Fault) -> str:
        """Return a sentence, or a word beside a fact."""
        return str(what)

    def noted(self, one: Note | RowRefusal) -> str:
        """Return a sentence without the name of the file, which the first line of a receipt has."""
        return one.sentence.removeprefix(self.delivery.file_name).removeprefix(", ").removeprefix(": ")

    refused = noted


def receipt_text(receipt: Receipt, words: ReceiptSpeech | None = None) -> str:
    """Return the readable form of a receipt, in lines; characters that a terminal would obey are written out."""
    return "\n".join(_printable(line) for line in _lines(receipt, words or _English(receipt.delivery)))


def shown_refusals(receipt: Receipt) -> tuple[RowRefusal, ...]:
    """Return the refusals that are shown: the first ones, those of each reason in turn, so that none hides another."""
    found, seen = receipt.refusals, Counter[tuple[str, str]]()
    turns = []
    for place, one in enumerate(found):
        seen[one.column, one.rule] += 1
        turns.append((seen[one.column, one.rule], place))
    return tuple(found[place] for place in sorted(place for _, place in sorted(turns)[:SHOWN_REFUSALS]))


def headline(receipt: Receipt) -> str:
    """Return the one sentence that says how a delivery went, in English."""
    return in_english(outcome(receipt))


def outcome(receipt: Receipt) -> tuple[Fault, ...]:
    """Return how a delivery went, as sentences for any language."""
    return (
        _refused(receipt) if receipt.refusal else (_again(receipt) if receipt.same_as is not None else _went(receipt),)
    )


def _refused(receipt: Receipt) -> tuple[Fault, ...]:
    opening = Fault(message("Refused as a whole."))
    if not receipt.said:  # kept before it was kept in parts
        return opening, Fault(receipt.refusal)
    first, *others = receipt.said
    names = filter(None, (receipt.delivery.file_name, first.file))
    return opening, replace(first, file=": ".join(names)), *others


def _again(receipt: Receipt) -> Fault:
    said = message(
        "{file} was already delivered, as delivery {number}. The receipt of that delivery still applies. To have it "
        "checked under a corrected contract, raise the version of the contract and deliver it again; `schakel replay` "
        "with {number} checks only its refused rows."
    )
    return Fault(said, fields={"file": receipt.delivery.file_name, "number": str(receipt.same_as)})


def _went(receipt: Receipt) -> Fault:
    counts = {name: getattr(receipt, name) for name in ("rows", "accepted", "refused")}
    fields = {"file": receipt.delivery.file_name, "number": str(receipt.replay_of), **counts}
    if receipt.replay_of is not None:
        return Fault(_REPLAYED, fields=fields)
    return Fault(_ROWS[receipt.rows == 1], fields=fields)


_REPLAYED = message(
    "Refused rows of delivery {number} ({file}), {rows} checked again: {accepted} accepted, {refused} refused."
)
_ROWS = {
    True: message("{file}, {rows} row: {accepted} accepted, {refused} refused."),
    False: message("{file}, {rows} rows: {accepted} accepted, {refused} refused."),
}
"""By whether it is one row."""


def _lines(receipt: Receipt, words: ReceiptSpeech) -> Iterator[str]:
    yield " ".join(map(words.say, outcome(receipt)))
    yield ""
    facts = [
        *_facts(receipt.delivery),
        *_replaced(receipt),
        *_kept(receipt),
        *map(_erased, receipt.erased),
        *_set_aside(receipt),
    ]
    labels = [words.say(Fault(label)) for label, _ in facts]
    width = max(_LABEL, 2 + max(map(len, labels)))
    for label, (_, value) in zip(labels, facts, strict=True):
        yield f"{label:<{width}}{value if isinstance(value, str) else words.say(value)}"
    yield from _section(words.say(Fault(message("Notes from the checks"))), map(words.noted, receipt.notes))
    shown = shown_refusals(receipt)
    yield from _section(words.say(Fault(message("Why rows were refused"))), map(words.refused, shown))
    if len(receipt.refusals) > len(shown):
        more = message("… and more. The full list is next to the receipt, in {place}")
        yield f"  {words.say(Fault(more, fields={'place': f'refused/{receipt.delivery.number}.parquet'}))}"


Fact = tuple[str, str | Fault]
"""What a fact is called, and what it is."""


def _facts(delivery: Delivery) -> Iterator[Fact]:
    yield message("delivery"), str(delivery.number)
    yield message("partner"), delivery.partner
    yield message("file"), delivery.file_name
    yield message("contract"), Fault(message("version {version}"), fields={"version": delivery.contract_version})
    yield message("delivered"), delivery.delivered.isoformat()
    if delivery.known != delivery.delivered:
        yield message("known"), delivery.known.isoformat()
    if delivery.source:
        yield message("source"), delivery.source
    if delivery.synthetic:
        yield message("synthetic"), Fault(message("yes: the file holds invented data"))
    yield message("SHA-256"), delivery.sha256


def _replaced(receipt: Receipt) -> Iterator[Fact]:
    if not receipt.delivery.snapshot or receipt.same_as is not None or receipt.refusal:
        return
    if days := receipt.delivery.covers:
        fields = {"first": str(days.first_day), "last": str(days.last_day)}
        yield message("covers"), Fault(message("{first} to {last}"), fields=fields)
    # Of a register all of them, whichever days it covers.
    yield message("replaces"), Fault(_REPLACES[receipt.replaced == 1], fields={"rows": receipt.replaced})


_REPLACES = {
    True: message("{rows} row delivered earlier"),
    False: message("{rows} rows delivered earlier"),
}
"""What a snapshot took out of force: by whether that was one row."""


def _set_aside(receipt: Receipt) -> Iterator[Fact]:
    if receipt.set_aside:
        yield (
            message("set aside"),
            Fault(message("none of its rows counts: another invented world was simulated since")),
        )


def _kept(receipt: Receipt) -> Iterator[Fact]:
    if ends := receipt.runs_out:
        fields = {"last": str(ends.last), "first": str(ends.first)}
        if ends.first == ends.last:
            yield message("kept"), Fault(message("until {last}"), fields=fields)
        else:
            yield message("kept"), Fault(message("until {last}; the first rows run out on {first}"), fields=fields)


def _erased(one: ErasedRows) -> Fact:
    said = _ERASED[one.cause, one.rows == 1]
    return message("erased"), Fault(said, fields={"rows": one.rows, "day": str(one.on)})


_ERASED = {
    (ErasureCause.RAN_OUT, True): message("{rows} accepted row on {day} (ran out), and the file as it arrived"),
    (ErasureCause.RAN_OUT, False): message("{rows} accepted rows on {day} (ran out), and the file as it arrived"),
    (ErasureCause.WITHDRAWN, True): message("{rows} accepted row on {day} (withdrawn), and the file as it arrived"),
    (ErasureCause.WITHDRAWN, False): message("{rows} accepted rows on {day} (withdrawn), and the file as it arrived"),
}
"""What was erased: by why, and whether that was one row."""


def _section(title: str, sentences: Iterable[str]) -> Iterator[str]:
    lines = [f"  {sentence}" for sentence in sentences]
    if lines:
        yield from ("", title, *lines)


def _printable(line: str) -> str:
    """A value may hold line ends or codes that steer a terminal: they are shown, not obeyed."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in line)
