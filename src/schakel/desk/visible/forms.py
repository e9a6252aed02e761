"""What somebody sees of forms: those that they fill in, what they answered, and what arrived for them to follow up."""

from collections.abc import Mapping, Sequence
from datetime import date

from schakel.desk.beside_others import BesideOthers, beside_others
from schakel.desk.follow_up import follow_ups, shown_status, status_of
from schakel.desk.forms import forms_of
from schakel.desk.inbox import AlikeItems, InboxItem, alike, inbox_items, item_name
from schakel.desk.published_picture import PublishedPicture, published_pictures
from schakel.desk.responses import FormResponse, KeptAnswer, find_response, find_responses, kept_answers, kept_until
from schakel.desk.rights import Right
from schakel.desk.visible.part import NotVisibleError, VisiblePart
from schakel.intake import known_deliveries
from schakel.model.form import EntryForm, FormAnswer
from schakel.store.catalogue import Catalogue
from schakel_base import clock


class VisibleForms(VisiblePart):
    """Forms and what was answered to them, as one person sees it."""

    def of_partners(self) -> tuple[str, ...]:
        """Return the partners whose form they fill in; many a partner has none."""
        declared = self.office.alliance.partners
        return tuple(name for name in self.partners(Right.FILL_IN) if declared[name].form)

    def offered(self) -> Mapping[str, tuple[EntryForm, tuple[str, ...]]]:
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

    def require(self, name: str, subject: str = "") -> EntryForm:
        """Return a form that they may fill in for a subject.

        Raises
        ------
        NotVisibleError
            If there is none with that name, or it is not theirs.
        """
        form, subjects = self.offered().get(name, (None, ()))
        if form is None or subject not in subjects:
            raise NotVisibleError
        return form

    def responses(self) -> list[FormResponse]:
        """Return the responses to the forms that they may fill in, the latest first; none of their answers."""
        return self.office.read(find_responses, {name: subjects for name, (_, subjects) in self.offered().items()})

    def kept_until(self, responses: Sequence[FormResponse]) -> Mapping[str, date]:
        """Return, by name, the last day on which each of these unsent responses is kept if nobody continues it."""
        return self.office.read(kept_until, self.office.alliance, responses)

    def response(self, name: str) -> tuple[EntryForm, FormResponse]:
        """Return a response, and the form that it is to.

        Raises
        ------
        NotVisibleError
            If there is none with that name, or they may not fill in its form.
        """
        found = self.office.read(find_response, name)
        if found is None:
            raise NotVisibleError
        return self.require(found.form, found.subject), found

    def answers(self, response: FormResponse) -> Mapping[str, KeptAnswer]:
        """Return the answers of one of their own responses, by question."""
        about = {"form": response.form, "response": response.name}
        with self.reading("read a form", "filling in a form", **about), self.office.reading() as connection:
            return kept_answers(connection, self.office.cipher, response.name)

    def inbox(self, action: str = "read an inbox") -> list[InboxItem]:
        """Return what arrived for the partners whose signals they record, the latest first."""
        own, forms = self.partners(Right.RECORD_SIGNALS), forms_of(self.office.alliance)
        found: list[InboxItem] = []
        for form in forms.values():
            if form.inbox and form.partner in own:
                with self.reading(action, "following up what arrived", partner=form.partner):
                    found += inbox_items(self.office, form)
        return found

    def pictures(self) -> list[PublishedPicture]:
        """Return what was last published of the kinds of units that they follow up: everybody may read it."""
        forms, own = forms_of(self.office.alliance).values(), self.partners(Right.RECORD_SIGNALS)
        units = {form.inbox.unit for form in forms if form.inbox and form.partner in own}
        return [one for unit in sorted(units) for one in published_pictures(self.office, unit)]

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
        with self.reading("list alike", "which is which", partner=form.partner):
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
        with self.reading("read an assessment", "the profile of a municipality", subject=code):
            receipts = Catalogue(self.office.workspace).receipts()
            return beside_others(self.office.alliance, code, known_deliveries(receipts, clock.today()))
