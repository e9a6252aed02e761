"""A receipt as a person reads it: first one sentence that says how it went, then the facts, line by line.

It is in English, quotes values of the file and is therefore meant for the sender of that file alone.
"""

from collections.abc import Iterable, Iterator

from schakel.model.delivery import Delivery, Receipt

SHOWN_REFUSALS = 20
_LABEL = 11


def receipt_text(receipt: Receipt) -> str:
    """Return the readable form of a receipt.

    Parameters
    ----------
    receipt
        Of one delivery.

    Returns
    -------
    str
        In lines. Characters that a terminal would obey are written out.
    """
    return "\n".join(_printable(line) for line in _lines(receipt))


def headline(receipt: Receipt) -> str:
    """Return the one sentence that says how a delivery went."""
    name = receipt.delivery.file_name
    if receipt.refusal:
        return f"Refused as a whole. {receipt.refusal}"
    if receipt.same_as is not None:
        return (
            f"{name} was already delivered, as delivery {receipt.same_as}. The receipt of that delivery still applies. "
            "To have it checked under a mended contract, raise the version of the contract and deliver it again; "
            f"`schakel replay` with {receipt.same_as} checks its refused rows alone."
        )
    outcome = f"{receipt.accepted:,} accepted, {receipt.refused:,} refused."
    if receipt.replay_of is not None:
        return f"Refused rows of delivery {receipt.replay_of} ({name}), {receipt.rows:,} checked again: {outcome}"
    return f"{name}, {receipt.rows:,} {'row' if receipt.rows == 1 else 'rows'}: {outcome}"


def _lines(receipt: Receipt) -> Iterator[str]:
    yield headline(receipt)
    yield ""
    for label, value in (*_facts(receipt.delivery), *_replaced(receipt), *_kept(receipt), *_erased(receipt)):
        yield f"{label:<{_LABEL}}{value}"
    notes = [_without_file(note.sentence, receipt.delivery) for note in receipt.notes]
    yield from _section("Notes from the checks", notes)
    if receipt.refusals:
        shown = receipt.refusals[:SHOWN_REFUSALS]
        sentences = [_without_file(refusal.sentence, receipt.delivery) for refusal in shown]
        yield from _section("Why rows were refused", sentences)
        if len(receipt.refusals) > len(shown):
            yield f"  … and more. The full list is next to the receipt, in refused/{receipt.delivery.number}.parquet"


def _facts(delivery: Delivery) -> Iterator[tuple[str, str]]:
    yield "delivery", str(delivery.number)
    yield "partner", delivery.partner
    yield "file", delivery.file_name
    yield "contract", f"version {delivery.contract_version}"
    yield "delivered", delivery.delivered.isoformat()
    if delivery.known != delivery.delivered:
        yield "known", delivery.known.isoformat()
    if delivery.source:
        yield "source", delivery.source
    if delivery.synthetic:
        yield "synthetic", "yes: the file holds invented data"
    yield "SHA-256", delivery.sha256


def _replaced(receipt: Receipt) -> Iterator[tuple[str, str]]:
    if receipt.delivery.snapshot and receipt.same_as is None and not receipt.refusal:
        rows = f"{receipt.replaced:,} {'row' if receipt.replaced == 1 else 'rows'}"
        yield "replaces", f"{rows} that were delivered before of {receipt.delivery.covers or 'the register'}"


def _kept(receipt: Receipt) -> Iterator[tuple[str, str]]:
    if ends := receipt.runs_out:
        first = "" if ends.first == ends.last else f"; the first rows run out on {ends.first}"
        yield "kept", f"until {ends.last}{first}"


def _erased(receipt: Receipt) -> Iterator[tuple[str, str]]:
    for one in receipt.erased:
        rows = f"{one.rows:,} accepted {'row' if one.rows == 1 else 'rows'}"
        yield "erased", f"{rows} on {one.on} ({one.cause}), and the file as it arrived"


def _without_file(sentence: str, delivery: Delivery) -> str:
    """Every sentence names the file; on a receipt, where all are about one file, the first line names it."""
    return sentence.removeprefix(delivery.file_name).removeprefix(", ").removeprefix(": ")


def _section(title: str, sentences: Iterable[str]) -> Iterator[str]:
    lines = [f"  {sentence}" for sentence in sentences]
    if lines:
        yield from ("", title, *lines)


def _printable(line: str) -> str:
    """A value may hold line ends or codes that steer a terminal: they are shown, not obeyed."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in line)
