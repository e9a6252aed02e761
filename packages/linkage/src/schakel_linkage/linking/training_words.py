"""The sentences and words of a training report, in the reader's language.

The names of attributes, levels and rules stay as the model writes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from schakel_base.text import Text
from schakel_linkage.linking.training_report import TrainingReport

LANGUAGES = ("en", "nl", "es")


@dataclass(frozen=True)
class TrainingWords:
    """What is said, in one language of `LANGUAGES`; in any other it is English."""

    language: str = "en"

    def say(self, key: str, /, **values: object) -> str:
        """Return a word or a sentence with values filled in."""
        return _words()[key].in_language(self.language).format(**values)

    def number(self, number: float, form: str = ",") -> str:
        """Return a number in a form of Python's, with the marks of the language."""
        said = f"{number:{form}}"
        return said if self.language not in ("nl", "es") else said.translate(str.maketrans(",.", ".,"))

    def about(self, report: TrainingReport) -> Iterator[str]:
        """Give the sentences that sum a training up."""
        records, variants = self.number(report.records), self.number(report.variants)
        yield self.say("learnt", records=records, variants=variants, matches=self.number(report.matches, ".2g"))
        if report.companions:
            yield self.say("companions", companions=self.number(report.companions, ".2g"))
        joined = self.say("joined", join=self.number(report.join, "g"))
        yield " ".join([joined, *self._promised(report)])

    def _promised(self, report: TrainingReport) -> Iterator[str]:
        """What the weights promise where pairs are joined; nothing where none weighs enough."""
        for one in report.curve:
            if one.threshold == report.join:
                precision, recall = (self.number(share, ".3f") for share in (one.precision, one.recall))
                yield self.say("promised", precision=precision, recall=recall)


@cache
def _words() -> dict[str, Text]:
    found = yaml.safe_load((files("schakel_linkage.linking") / "training_words.yaml").read_text("utf-8"))
    return {key: Text(texts) for key, texts in found.items()}
