"""Set aside: an alliance holds one simulated world, and the deliveries of another count no more.

They stay, and count again once that world is simulated again. The ledger of persons forgets all invented records: a
number in one world is of somebody else in another, who would be linked as the first was.
"""

from collections.abc import Collection, Sequence

from schakel import simulation
from schakel.identity.judging.left_over import LeftOver
from schakel.identity.who_is_who.forgetting import forget
from schakel.intake.running_out import has_rows
from schakel.model.alliance import Alliance
from schakel.model.delivery import Delivery, Receipt
from schakel.store.catalogue import Catalogue
from schakel.store.erasing import ErasedDelivery
from schakel.store.workspace import Workspace


def set_other_worlds_aside(alliance: Alliance, workspace: Workspace, simulated: Collection[int]) -> int:
    """Let what an earlier simulation delivered count no more, and what this one did count; return how many are new.

    `simulated` are the numbers of the deliveries of the world that is simulated now.
    """
    catalogue = Catalogue(workspace)
    invented = [one for one in catalogue.receipts() if one.delivery.synthetic and not one.refusal]
    known = [one for one in invented if _is_simulated(one.delivery)]
    before = {one.delivery.number for one in known if one.set_aside}
    others = {one.delivery.number for one in known} - {*simulated}
    if others != before:
        # First, so that a command that is killed in between leaves nothing that nobody forgets.
        forget(workspace.sealed(workspace.persons), _records(alliance, workspace, invented))
        catalogue.set_aside(others)
    return len(others - before)


def other_worlds_sentence(count: int) -> str:
    """Say how many deliveries were set aside, and why."""
    count_no_more = "1 delivery counts" if count == 1 else f"{count} deliveries count"
    return f"{count_no_more} no more, since another world was simulated then than now."


def _is_simulated(delivery: Delivery) -> bool:
    return delivery.file_name.startswith(f"{simulation.MARK}-{delivery.partner}-")


def _records(alliance: Alliance, workspace: Workspace, receipts: Sequence[Receipt]) -> tuple[str, ...]:
    """The keyed hashes of all records of persons in some deliveries."""
    having = [one for one in receipts if has_rows(one)]
    by_partner = {name: [one.delivery for one in having if one.delivery.partner == name] for name in alliance.partners}
    going = [ErasedDelivery(one.delivery.number, one.delivery.partner, one.remaining, one.accepted) for one in having]
    return LeftOver(alliance, workspace, by_partner, going).records()
