"""A file of which no row is accepted may have another layout than the one it was read in: this says which would fit."""

from collections.abc import Iterator
from dataclasses import replace

from schakel.intake.examining import Examined, examine
from schakel.intake.locked import Workbench
from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery, Note
from schakel.model.layouts import in_layout
from schakel.store.sealed import SealedFile
from schakel_base.errors import Fault, in_english, message
from schakel_base.progress import silent

_FITS = message(
    "It was read in the layout {version}, but fits {others}: deliver it with `schakel deliver --layout {first}`."
)
_NONE_FITS = message("It was read in the layout {version}; the other layouts do not fit either ({others}).")
KIND = "other-layouts"


def with_other_layouts(
    found: Examined, file: SealedFile, delivery: Delivery, partner: Partner, workbench: Workbench
) -> Examined:
    """Return what was found in a file; where no row was accepted, with the layouts of its partner that would fit."""
    others = {one.version: one for one in _others(partner.contract)}
    if found.accepted or not others or not (found.refusal or found.rows):
        return found
    fitting = [name for name, one in others.items() if _accepts(one, file, delivery, partner, workbench)]
    fields = {"version": partner.contract.version, "others": ", ".join(fitting or others)}
    said = Fault(_FITS, fields=fields | {"first": fitting[0]}) if fitting else Fault(_NONE_FITS, fields=fields)
    if found.refusal:
        return replace(found, refusal=f"{found.refusal} {in_english([said])}", said=(*found.said, said))
    note = Note(KIND, "", f"{delivery.file_name}: {in_english([said])}", 0, (), KIND, (said,))
    return replace(found, notes=(*found.notes, note))


def _others(contract: Contract) -> Iterator[Contract]:
    """The contracts by which other files of the partner are read."""
    today = contract.today or contract
    if contract.today:
        yield today
    yield from (in_layout(today, one) for one in today.layouts if one != contract.layout)


def _accepts(contract: Contract, file: SealedFile, delivery: Delivery, partner: Partner, workbench: Workbench) -> bool:
    alike = replace(partner, contract=contract, mapping=())
    with workbench.place() as place:
        return examine(file, delivery.file_name, alike, delivery.delivered, place, silent).accepted > 0
