"""What somebody sees of research: the extracts that they asked for and the outputs that they brought, or judge."""

from collections.abc import Iterator

from schakel.desk.extract_requests import ExtractRequest, extract_requests, use_download, zip_in_pieces
from schakel.desk.research_outputs import BroughtOutput, CheckedOutput, bring, outputs
from schakel.desk.rights import Right
from schakel.desk.visible.part import NotVisibleError, VisiblePart, visible_one


class VisibleResearch(VisiblePart):
    """Extracts and outputs, as one person sees them."""

    def extract_requests(self) -> list[ExtractRequest]:
        """Return the extracts that a person asked for, or all of them for an approver."""
        found = self.office.read(extract_requests)
        return [one for one in found if self._of_research(one.asked_by, one.product)]

    def use_extract(self, number: int) -> tuple[str, Iterator[bytes]]:
        """Return the name of an extract of their own, and its zip in pieces, once.

        Raises
        ------
        RequestError
            If it is not ready, or was downloaded; as if it did not exist, if it is not theirs.
        """
        asked = next((one for one in self.extract_requests() if one.number == number), None)
        if asked is None or asked.asked_by != self.asker.name:
            raise NotVisibleError
        what = {"extract": str(number), "edition": str(asked.job.result.get("edition", "")) if asked.job else ""}
        with self.reading("download an extract", asked.purpose, asked.product, **what):
            self.office.write(use_download, number, self.asker.name)
            pieces = zip_in_pieces(self.office.workspace.extract(what["edition"], asked.product))
        return f"{asked.product}-{number}.zip", pieces

    def outputs(self) -> list[CheckedOutput]:
        """Return the outputs that a person submitted, or all of them for a judge."""
        found = self.office.read(outputs)
        return [one for one in found if self._of_research(one.made_by, one.product)]

    def output(self, number: int) -> CheckedOutput:
        """Return one of these outputs.

        Raises
        ------
        NotVisibleError
            If it is not theirs, or there is none.
        """
        return visible_one(self.outputs(), lambda one: one.number == number)

    def bring_output(self, brought: BroughtOutput) -> int:
        """Take in an output of theirs, and return its number."""
        folder = self.office.workspace.output_checks
        with (
            self.reading("bring an output", brought.purpose, brought.product, output=brought.file_name),
            self.office.database.begin() as connection,
        ):
            return bring(connection, folder, brought, self.asker.name)

    def _of_research(self, maker: str, product: str) -> bool:
        own = maker == self.asker.name and self.asker.may(Right.USE_EXTRACTS, product=product)
        return own or self.asker.may(Right.RELEASE)
