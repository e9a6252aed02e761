"""All that somebody sees of an alliance, in parts; and what stands by itself: questions and the access log."""

from collections.abc import Mapping, Sequence
from typing import Any

from schakel.desk.ask import PutQuestion, find_questions
from schakel.desk.rights import Right
from schakel.desk.visible.deliveries import VisibleDeliveries
from schakel.desk.visible.forms import VisibleForms
from schakel.desk.visible.part import NotVisibleError, VisiblePart, visible_one
from schakel.desk.visible.research import VisibleResearch


class Visible(VisiblePart):
    """An alliance as one person, or one machine of a partner, sees it."""

    @property
    def deliveries(self) -> VisibleDeliveries:
        """What was delivered."""
        return VisibleDeliveries(self.office, self.asker)

    @property
    def forms(self) -> VisibleForms:
        """Forms, and what was answered to them."""
        return VisibleForms(self.office, self.asker)

    @property
    def research(self) -> VisibleResearch:
        """Extracts and outputs."""
        return VisibleResearch(self.office, self.asker)

    def questions(self) -> list[PutQuestion]:
        """Return all questions, the latest first: answers can be published, so all who ask may see them."""
        with self.office.reading() as connection:
            return find_questions(connection) if self.asker.may(Right.ASK) else []

    def question(self, name: str) -> PutQuestion:
        """Return one of these questions.

        Raises
        ------
        NotVisibleError
            If there is none with that name, or they may not ask.
        """
        return visible_one(self.questions(), lambda one: one.name == name)

    def accesses(self) -> Sequence[Mapping[str, Any]]:
        """Return the records of the access log, the latest first; reading it is recorded in it.

        Raises
        ------
        NotVisibleError
            If they may not read it.
        ChainError
            If a record was changed or is missing.
        """
        if not self.asker.may(Right.READ_LOG):
            raise NotVisibleError
        with self.reading("read the access log", "supervision of who reads what"):
            return [*reversed([*self.office.workspace.access_log.records()])]
