"""`schakel train ALLIANCE`: learn the weights by which persons are linked, inside the intake zone."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from schakel.cli.answering import answering, beside, progress
from schakel.cli.parameters import AllianceFolder, Json, SpokenLanguage, Wait
from schakel.cli.writing import writing
from schakel.identity.training import Training, train_persons
from schakel.identity.who_is_who.kept import reading_linkage
from schakel_base.text import Text
from schakel_linkage.training import TrainingWords

NOBODY_MOVED = Text(
    {
        "en": "Nobody has another person yet; `schakel judge relink` previews what these weights change.",
        "nl": "Niemand heeft nog een andere persoon; `schakel judge relink` laat vooraf zien wat deze gewichten "
        "veranderen.",
        "es": "Todavía nadie tiene otra persona; `schakel judge relink` muestra de antemano qué cambian estos pesos.",
    }
)
NOBODY_LINKED = Text(
    {
        "en": "Nobody is linked yet; the next `schakel build` links persons by these weights.",
        "nl": "Nog niemand is gekoppeld; de volgende `schakel build` koppelt personen met deze gewichten.",
        "es": "Todavía no se ha vinculado a nadie; el próximo `schakel build` vincula a las personas con estos pesos.",
    }
)
MORE = Text({"en": "More is on {page}.", "nl": "Meer staat op {page}.", "es": "Más detalles en {page}."})


In = Annotated[SpokenLanguage, typer.Option(help="The language of the answer and its page.")]


def train(
    folder: AllianceFolder, language: In = SpokenLanguage.ENGLISH, wait: Wait = False, as_json: Json = False
) -> None:
    """Learn the weights for linking persons from the rows in force, and write them to linking/persons.yaml.

    No record changes person: `schakel judge relink` previews what the new weights would change.
    """
    with (
        answering(as_json) as answer,
        progress(as_json) as tell,
        writing("train", wait, folder),
        reading_linkage(folder, "train"),
    ):
        found = train_persons(folder, date.today(), tell, language)
        for cut in found.report.cut:
            beside(str(cut))
        record = {**asdict(found.report), "cut": list(map(str, found.report.cut)), "page": str(found.page)}
        answer("\n".join(_sentences(found, TrainingWords(language))), record)


def _sentences(training: Training, words: TrainingWords) -> Iterator[str]:
    yield from words.about(training.report)
    yield (NOBODY_MOVED if training.are_linked else NOBODY_LINKED).in_language(words.language)
    yield MORE.in_language(words.language).format(page=training.page)
