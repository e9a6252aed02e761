"""What of an alliance somebody sees: the one place where rows are held against rights.

Pages and the API ask here and nowhere else, so none of them can show too much. What is not somebody's own is not there
for them: whoever guesses a number learns nothing from the answer. Each look is recorded before it is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from schakel.desk.ask import PutQuestion, find_questions
from schakel.desk.beside_others import BesideOthers, beside_others
from schakel.desk.extract_requests import ExtractRequest, extract_requests, use_download, zipped_folder
from schakel.desk.follow_up import follow_ups, shown_status, status_of
from schakel.desk.forms import forms_of
from schakel.desk.inbox import AlikeItems, InboxItem, alike, inbox_items, item_name
from schakel.desk.jobs import Job
from schakel.desk.office import Office
from schakel.desk.research_outputs import BroughtOutput, CheckedOutput, bring, outputs
from schakel.desk.responses import FormResponse, KeptAnswer, find_response, find_responses, kept_answers
from schakel.desk.rights import Asker, Right
from schakel.desk.trials import opened_receipt
from schakel.intake import known_deliveries
from schakel.model.delivery import Coverage, Receipt
from schakel.model.form import EntryForm, FormAnswer
from schakel.store.access_log import asked_by, reading
from schakel.store.catalogue import Catalogue
from schakel_base import clock
from schakel_base.errors import RequestError

if TYPE_CHECKING:
    from schakel.desk.overview import ComparedEdition
    from schakel.desk.proposals import UnmappedValue
    from schakel.desk.quality import QualityFigure


class NotVisibleError(RequestError):
    """There is no such thing for whoever asks: it does not exist, or it is not theirs."""

    def __init__(self) -> None:
        super().__init__("there is no such page for you")


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


@dataclass(frozen=True)
class Visible:
    """An alliance as one person, or one machine of a partner, sees it."""

    office: Office
    asker: Asker

    def partners(self, right: Right) -> tuple[str, ...]:
        """Return the partners for which whoever asks has a right."""
        return tuple(one for one in self.office.alliance.partners if self.asker.may(right, one))

    def municipalities(self, right: Right) -> tuple[str, ...]:
        """Return the municipalities for which whoever asks has a right, by their codes."""
        return tuple(one for one in self.office.held_for["municipality"] if self.asker.may(right, municipality=one))

    def products(self, right: Right) -> tuple[str, ...]:
        """Return the products for which whoever asks has a right."""
        return tuple(one for one in self.office.alliance.products if self.asker.may(right, product=one))

    def require_partner(self, right: Right, partner: str) -> str:
        """Return a partner for which whoever asks has a right.

        Raises
        ------
        NotVisibleError
            If they do not, or there is no such partner.
        """
        if partner not in self.partners(right):
            raise NotVisibleError
        return partner

    def forms(self) -> Mapping[str, tuple[EntryForm, tuple[str, ...]]]:
        """Return the forms that they may fill in, by name, each with its subjects: `""` for one of a partner."""
        partners, alliance = self.partners(Right.FILL_IN), self.office.alliance
        municipalities = set(self.municipalities(Right.ASSESS))
        of_bodies = {one.name: one.profiles.subjects for one in alliance.assessments if one.profiles}
        found = {}
        for name, form in forms_of(alliance).items():
            own = tuple(one.code for one in of_bodies.get(name, ()) if one.code in municipalities)
            if subjects := own if name in of_bodies else ("",) if form.partner in partners else ():
                found[name] = (form, subjects)
        return found

    def require_form(self, name: str, subject: str = "") -> EntryForm:
        """Return a form that they may fill in for a subject.

        Raises
        ------
        NotVisibleError
            If there is none with that name, or it is not theirs.
        """
        form, subjects = self.forms().get(name, (None, ()))
        if form is None or subject not in subjects:
            raise NotVisibleError
        return form

    def responses(self) -> list[FormResponse]:
        """Return the responses to the forms that they may fill in, the latest first; none of their answers."""
        with self.office.reading() as connection:
            return find_responses(connection, {name: subjects for name, (_, subjects) in self.forms().items()})

    def response(self, name: str) -> tuple[EntryForm, FormResponse]:
        """Return a response, and the form that it is to.

        Raises
        ------
        NotVisibleError
            If there is none with that name, or they may not fill in its form.
        """
        with self.office.reading() as connection:
            found = find_response(connection, name)
        if found is None:
            raise NotVisibleError
        return self.require_form(found.form, found.subject), found

    def answers(self, response: FormResponse) -> Mapping[str, KeptAnswer]:
        """Return the answers of one of their own responses, by question."""
        about = {"form": response.form, "response": response.name}
        with self._reading("read a form", "filling in a form", **about), self.office.reading() as connection:
            return kept_answers(connection, self.office.cipher, response.name)

    def inbox(self, action: str = "read an inbox") -> list[InboxItem]:
        """Return what arrived for the partners whose signals they record, the latest first."""
        own, forms = self.partners(Right.RECORD_SIGNALS), forms_of(self.office.alliance)
        found: list[InboxItem] = []
        for form in forms.values():
            if form.inbox and form.partner in own:
                with self._reading(action, "following up what arrived", partner=form.partner):
                    found += inbox_items(self.office, form)
        return found

    def item_status(self, form: EntryForm, answers: Mapping[str, FormAnswer], number: str) -> str:
        """Return how far what they filled in is, as their role sees it; nothing where nobody follows it up."""
        name = item_name(self.office, form, answers, number)
        if not name:
            return ""
        with self.office.reading() as connection:
            events = [one.event for one in follow_ups(connection, self.office.cipher, [name])]
        seen = [shown_status(status_of(events), one.role) for one in self.asker.grants if one.of == form.partner]
        return next((one for one in seen if one), "")

    def alike(self, item: InboxItem, items: Sequence[InboxItem]) -> list[AlikeItems]:
        """Return the items of an inbox of theirs that may be the same as one of them."""
        form = forms_of(self.office.alliance)[item.form]
        with self._reading("list alike", "which is which", partner=form.partner):
            return alike(self.office, form, item, items)

    def municipality(self, code: str) -> list[BesideOthers]:
        """Return what a municipality answered about itself, to each questionnaire, beside those of its size.

        Raises
        ------
        NotVisibleError
            If they may not answer for it.
        """
        if code not in self.municipalities(Right.ASSESS):
            raise NotVisibleError
        with self._reading("read an assessment", "the profile of a municipality", subject=code):
            receipts = Catalogue(self.office.workspace).receipts()
            return beside_others(self.office.alliance, code, known_deliveries(receipts, clock.today()))

    def questions(self) -> list[PutQuestion]:
        """Return the questions that were put, the latest first: an answer can leave, so whoever asks may see all."""
        with self.office.reading() as connection:
            return find_questions(connection) if self.asker.may(Right.ASK) else []

    def question(self, name: str) -> PutQuestion:
        """Return one of these questions.

        Raises
        ------
        NotVisibleError
            If there is none with that name, or they may not ask.
        """
        for one in self.questions():
            if one.name == name:
                return one
        raise NotVisibleError

    def receipts(self) -> list[Receipt]:
        """Return the receipts of their own partners, the latest first."""
        own = self.partners(Right.READ_RECEIPTS)
        if not own:
            return []
        with self._reading("read receipts", "the receipts of a supplier", partner=", ".join(own)):
            receipts = Catalogue(self.office.workspace).receipts()
        return [one for one in reversed(receipts) if one.delivery.partner in own]

    def receipt(self, number: int) -> Receipt:
        """Return one of their own receipts.

        Raises
        ------
        NotVisibleError
            If there is none with that number, or it is of another partner.
        """
        for one in self.receipts():
            if one.delivery.number == number:
                return one
        raise NotVisibleError

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
        with self._reading("read a trial", "the receipts of a supplier", partner=partner, job=str(job.number)):
            return opened_receipt(job.sealed, self.office.cipher)

    def refused_rows(self, number: int) -> list[Mapping[str, Any]]:
        """Return why rows of one of their own deliveries were refused: row, line, column, rule, value, sentence.

        Raises
        ------
        NotVisibleError
            As `receipt` does.
        """
        receipt = self.receipt(number)
        file = self.office.workspace.refused_rows(receipt.same_as or number)
        if not file.path.exists():
            return []
        with self._reading("read refused rows", "the refused rows of a supplier", delivery=str(number)):
            rows: list[Mapping[str, Any]] = pq.read_table(file.read_buffer()).to_pylist()
        return rows

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
        with self._reading("see deliveries", "how many rows each partner delivered", partner=", ".join(sorted(own))):
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
        with self._reading("see quality figures", "the quality of what a partner delivered", partner=partner):
            return quality(self._receipts_of(partner))

    def unmapped(self, partner: str) -> "list[UnmappedValue]":
        """Return the frequent values of a partner that no line of its mapping covers.

        Raises
        ------
        NotVisibleError
            If they may not propose lines.
        """
        from schakel.desk.proposals import unmapped_values

        self.require_partner(Right.BUILD, partner)
        with self._reading("see values without a mapping", "proposing lines of a mapping", partner=partner):
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
        with self._reading("see editions", "how editions differ"):
            found = [read_manifest(one) for one in editions_in(self.office.workspace.analysis_editions)]
            receipts = Catalogue(self.office.workspace).receipts()
        return compared(found, {one.delivery.number: one.delivery.partner for one in receipts})

    def _receipts_of(self, partner: str) -> list[Receipt]:
        return [one for one in reversed(Catalogue(self.office.workspace).receipts()) if one.delivery.partner == partner]

    def accesses(self, words: str = "") -> list[Mapping[str, Any]]:
        """Return the records of the access log, the latest first; reading it is recorded in it.

        Parameters
        ----------
        words
            Only records in which all of these words stand, in capitals or not.

        Raises
        ------
        NotVisibleError
            If they may not read it.
        ChainError
            If a record was changed or is missing.
        """
        if not self.asker.may(Right.READ_LOG):
            raise NotVisibleError
        with self._reading("read the access log", "supervision of who reads what"):
            records = list(self.office.workspace.access_log.records())
        wanted = words.lower().split()

        def holds(record: Mapping[str, Any]) -> bool:
            text = " ".join(map(str, record.values())).lower()
            return all(word in text for word in wanted)

        return [one for one in reversed(records) if holds(one)]

    def extract_requests(self) -> list[ExtractRequest]:
        """Return the extracts that they asked for; all of them for whoever approves."""
        with self.office.reading() as connection:
            found = extract_requests(connection)
        return [one for one in found if self._of_research(one.asked_by, one.product)]

    def use_extract(self, number: int) -> tuple[str, bytes]:
        """Return an extract of their own as a file with its name, once.

        Raises
        ------
        RequestError
            If it is not ready, or was downloaded; as if it did not exist, if it is not theirs.
        """
        asked = next((one for one in self.extract_requests() if one.number == number), None)
        if asked is None or asked.asked_by != self.asker.name:
            raise NotVisibleError
        what = {"extract": str(number), "edition": str(asked.job.result.get("edition", "")) if asked.job else ""}
        with asked_by(self.asker.name), self._recording("download an extract", asked.purpose, asked.product, **what):
            with self.office.database.begin() as connection:
                use_download(connection, number, self.asker.name)
            content = zipped_folder(self.office.workspace.extract(what["edition"], asked.product))
        return f"{asked.product}-{number}.zip", content

    def outputs(self) -> list[CheckedOutput]:
        """Return the outputs that they brought; all of them for whoever judges."""
        with self.office.reading() as connection:
            found = outputs(connection)
        return [one for one in found if self._of_research(one.made_by, one.product)]

    def output(self, number: int) -> CheckedOutput:
        """Return one of these outputs.

        Raises
        ------
        NotVisibleError
            If it is not theirs, or there is none.
        """
        for one in self.outputs():
            if one.number == number:
                return one
        raise NotVisibleError

    def bring_output(self, brought: BroughtOutput) -> int:
        """Take in an output of theirs, and return its number."""
        folder = self.office.workspace.output_checks
        with (
            asked_by(self.asker.name),
            self._recording("bring an output", brought.purpose, brought.product, output=brought.file_name),
            self.office.database.begin() as connection,
        ):
            return bring(connection, folder, brought, self.asker.name)

    def _of_research(self, maker: str, product: str) -> bool:
        own = maker == self.asker.name and self.asker.may(Right.USE_EXTRACTS, product=product)
        return own or self.asker.may(Right.RELEASE)

    def _recording(self, action: str, purpose: str, product: str, **what: str) -> AbstractContextManager[None]:
        return reading(self.office.workspace, action, purpose, product, **what)

    @contextmanager
    def _reading(self, action: str, purpose: str, **what: str) -> Iterator[None]:
        products = ", ".join(self.office.alliance.products)
        with asked_by(self.asker.name), reading(self.office.workspace, action, purpose, products, **what):
            yield


def counts(receipt: Receipt) -> DeliveredRows:
    """Return how many rows a receipt tells of, without anything that was delivered."""
    about = receipt.delivery
    return DeliveredRows(
        about.number,
        about.partner,
        about.delivered,
        receipt.rows,
        receipt.accepted,
        receipt.refused,
        bool(receipt.refusal),
        about.synthetic,
        about.covers,
    )
