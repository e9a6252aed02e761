"""`schakel train ALLIANCE`: learn the weights by which persons are linked, inside the intake zone."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from schakel.cli.answering import answering, beside, progress
from schakel.cli.parameters import AllianceFolder, Json, Wait
from schakel.cli.writing import writing
from schakel.identity.training import train_persons
from schakel.identity.who_is_who.kept import reading_linkage
from schakel_linkage.training import TrainingReport


def train(folder: AllianceFolder, wait: Wait = False, as_json: Json = False) -> None:
    """Learn from the rows in force how persons are linked, and write the weights to linking/persons.yaml.

    Nobody changes person by it: `schakel judge relink` previews what the new weights would change.
    """
    with (
        answering(as_json) as answer,
        progress(as_json) as tell,
        writing("train", wait, folder),
        reading_linkage(folder, "train"),
    ):
        found = train_persons(folder, date.today(), tell)
        for cut in found.report.cut:
            beside(str(cut))
        answer("\n".join([*_sentences(found.report), f"More is on {found.page}."]), _record(found.report, found.page))


def _sentences(report: TrainingReport) -> Iterator[str]:
    yield (
        f"The weights are learnt from {report.records:,} records, {report.variants:,} of them different; a record has "
        f"{report.matches:.2g} others of its person on average."
    )
    if report.companions:
        yield (
            f"Names differed in most matches, so pairs of one case have weights of their own: a record has "
            f"{report.companions:.2g} companions on average."
        )
    for one in report.curve:
        if one.threshold == report.join:
            yield (
                f"Pairs of {report.join:g} bits or more are joined. The weights promise a precision of "
                f"{one.precision:.3f} and a recall of {one.recall:.3f}; a clerical sample measures them."
            )
    yield "Nobody has another person yet; `schakel judge relink` previews what these weights change."


def _record(report: TrainingReport, page: object) -> dict[str, object]:
    return {**asdict(report), "cut": list(map(str, report.cut)), "page": str(page)}
