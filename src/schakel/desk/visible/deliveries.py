"""What somebody sees of deliveries: receipts and refused rows of their own partners, and counts of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from schakel.desk.jobs import Job, open_jobs
from schakel.desk.mending import Known, RefusedRows, RowToMend, agreed, refused_rows, rows_to_mend
from schakel.desk.rights import Right
from schakel.desk.trials import opened_receipt
from schakel.desk.visible.part import NotVisibleError, VisiblePart, visible_one
from schakel.intake import mended_since
from schakel.model.delivery import Coverage, Receipt, RowRefusal
from schakel.store.archive import archived
from schakel.store.bundle import refused_of
from schakel.store.catalogue import Catalogue
from schakel.store.receipt_record import read_refusal

if TYPE_CHECKING:
    from schakel.desk.overview import ComparedEdition
    from schakel.desk.proposals import UnmappedValue
    from schakel.desk.quality import QualityFigure


@dataclass(frozen=True)
class DeliveredRows:
    """How many rows a partner delivered, without anything that it delivered."""

    number: int
    partner: str
    delivered: date
    rows: int
    accepted: int
    refused: int
    is_refused: bool
    synthetic: bool
    covers: Coverage | None = None


class VisibleDeliveries(VisiblePart):
    """What was delivered, as one person or machine sees it."""

    def receipts(self) -> list[Receipt]:
        """Return the receipts of their own partners, the latest first."""
        own = self.partners(Right.READ_RECEIPTS)
        if not own:
            return []
        with self.reading("read receipts", "the receipts of a supplier", partner=", ".join(own)):
            receipts = Catalogue(self.office.workspace).receipts()
        return [one for one in reversed(receipts) if one.delivery.partner in own]

    def receipt(self, number: int) -> Receipt:
        """Return one of their own receipts.

        Raises
        ------
        NotVisibleError
            If there is none with that number, or it is of another partner.
        """
        return _numbered(number, self.receipts())

    def receipt_and_refused(self, number: int) -> tuple[Receipt, RefusedRows | None]:
        """Return one of their own receipts, and what can be done about its refused rows (None where it has none).

        Raises
        ------
        NotVisibleError
            As `receipt` does.
        """
        with self.office.reading() as connection:
            # Before the receipts are read, as `known_of` says why; for which partner they will tell.
            jobs = [job for one in self.partners(Right.READ_RECEIPTS) for job in open_jobs(connection, one)]
        receipts = [*reversed(self.receipts())]
        receipt = _numbered(number, receipts)
        partner = receipt.delivery.partner
        known = self._known(receipt, receipts, [job for job in jobs if job.partner == partner])
        return receipt, refused_rows(receipt, self.office.alliance.partners.get(partner), known)

    def trial(self, job: Job) -> Receipt | None:
        """Return the receipt that a file would get that was tried; None once it is dropped.

        Raises
        ------
        NotVisibleError
            If it is of another partner.
        """
        partner = self.require_partner(Right.READ_RECEIPTS, job.partner)
        if not job.sealed or job.is_open:
            return None
        with self.reading("read a trial", "the receipts of a supplier", partner=partner, job=str(job.number)):
            return opened_receipt(job.sealed, self.office.cipher)

    def refused_rows(self, number: int) -> list[RowRefusal]:
        """Return why rows of one of their own deliveries were refused.

        Raises
        ------
        NotVisibleError
            As `receipt` does.
        """
        receipt = self.receipt(number)
        with self.reading("read refused rows", "the refused rows of a supplier", delivery=str(number)):
            refused = refused_of(self.office.workspace, receipt.same_as or number)
        return [] if refused is None else [*map(read_refusal, refused.to_pylist())]

    def mended_of(self, number: int) -> Mapping[int, Receipt]:
        """Return the refused rows of one of their own deliveries that were mended since, each with the receipt of the
        delivery that has it.

        Raises
        ------
        NotVisibleError
            As `receipt` does.
        """
        receipts = [*reversed(self.receipts())]
        return mended_since(receipts, _numbered(_numbered(number, receipts).same_as or number, receipts))

    def refused_of(self, receipt: Receipt) -> RefusedRows | None:
        """Return what can be done about the refused rows of one of their own deliveries; None where it has none.

        Raises
        ------
        NotVisibleError
            If they may not read its receipt.
        """
        partner = self.require_partner(Right.READ_RECEIPTS, receipt.delivery.partner)
        return refused_rows(receipt, self.office.alliance.partners.get(partner), self.known_of(receipt))

    def known_of(self, receipt: Receipt) -> Known:
        """Return what is known of one of their own deliveries by now: what is being taken in before what was, since a
        job ends after its receipt is there."""
        jobs = self.office.read(open_jobs, receipt.delivery.partner)
        return self._known(receipt, [*reversed(self.receipts())], jobs)

    def _known(self, receipt: Receipt, receipts: Sequence[Receipt], jobs: Sequence[Job]) -> Known:
        file = archived(self.office.workspace, receipt.delivery.sha256)
        return Known(receipts, jobs, file.size if file.path.exists() else 0)

    def rows_to_mend(self, receipt: Receipt, sent: bool = False) -> list[RowToMend]:
        """Return the refused rows of one of their own deliveries that are left, whole, to be mended.

        Parameters
        ----------
        sent
            Whether what should be in them was typed already: then a file that another one replaced is read too.

        Raises
        ------
        NotVisibleError
            If they may not deliver for its partner, or rows of it cannot be mended by themselves.
        """
        partner = self.office.alliance.partners[self.require_partner(Right.DELIVER, receipt.delivery.partner)]
        known = self.known_of(receipt)
        found = refused_rows(receipt, partner, known)
        if found is None or (found.obstacle and not (sent and found.is_replaced)):
            raise NotVisibleError
        with self.reading("mend refused rows", "the refused rows of a supplier", delivery=str(receipt.delivery.number)):
            return rows_to_mend(self.office, agreed(partner, receipt), receipt, known)

    def delivered_rows(self) -> Sequence[DeliveredRows]:
        """Return how many rows partners delivered, the latest first: counts, and nothing that was delivered.

        Raises
        ------
        NotVisibleError
            If they may see that of no partner.
        """
        own = {*self.partners(Right.SEE_DELIVERIES), *self.partners(Right.FOLLOW_FEED)}
        if not own:
            raise NotVisibleError
        with self.reading("see deliveries", "how many rows each partner delivered", partner=", ".join(sorted(own))):
            receipts = Catalogue(self.office.workspace).receipts()
        everything = self.asker.may(Right.SEE_DELIVERIES)
        return [counts(one) for one in reversed(receipts) if everything or one.delivery.partner in own]

    def quality(self, partner: str) -> "list[QualityFigure]":
        """Return which share of the rows of a partner each check noted, delivery by delivery: counts alone.

        Raises
        ------
        NotVisibleError
            If they may not see that.
        """
        from schakel.desk.quality import quality

        self.require_partner(Right.SEE_DELIVERIES, partner)
        with self.reading("see quality figures", "the quality of what a partner delivered", partner=partner):
            return quality(self._receipts_of(partner))

    def unmapped(self, partner: str) -> "list[UnmappedValue]":
        """Return the frequent values of a partner that no line of its mapping covers.

        Raises
        ------
        NotVisibleError
            If they may not propose lines.
        """
        from schakel.desk.proposals import unmapped_values

        self.require_partner(Right.PROPOSE_MAPPINGS, partner)
        with self.reading("see values without a mapping", "proposing lines of a mapping", partner=partner):
            declared = self.office.alliance.partners[partner]
            return unmapped_values(self.office.workspace, declared, self._receipts_of(partner))

    def editions(self) -> "list[ComparedEdition]":
        """Return the editions that are here, each beside the one before it.

        Raises
        ------
        NotVisibleError
            If they may not see deliveries.
        """
        from schakel.desk.overview import compared
        from schakel.store.editions import editions_in, read_manifest

        if not self.asker.may(Right.SEE_DELIVERIES):
            raise NotVisibleError
        with self.reading("see editions", "how editions differ"):
            found = [read_manifest(one) for one in editions_in(self.office.workspace.analysis_editions)]
            receipts = Catalogue(self.office.workspace).receipts()
        return compared(found, {one.delivery.number: one.delivery.partner for one in receipts})

    def _receipts_of(self, partner: str) -> list[Receipt]:
        return [one for one in reversed(Catalogue(self.office.workspace).receipts()) if one.delivery.partner == partner]


def _numbered(number: int, receipts: Sequence[Receipt]) -> Receipt:
    """The receipt with a number, among those that somebody sees."""
    return visible_one(receipts, lambda one: one.delivery.number == number)


def counts(receipt: Receipt) -> DeliveredRows:
    """Return the numbers of rows on a receipt, without anything that was delivered."""
    about, rows = receipt.delivery, (receipt.rows, receipt.accepted, receipt.refused, bool(receipt.refusal))
    return DeliveredRows(about.number, about.partner, about.delivered, *rows, about.synthetic, about.covers)
