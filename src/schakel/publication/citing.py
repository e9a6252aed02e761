"""How to cite a table and read it from code: by its edition, so that the figures stay the same."""

import re
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_skeleton

from schakel.disclosure.protected import ProtectedTable
from schakel.publication.addresses import permanent
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation

_OF_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Citing:
    """A table, to be cited in one language."""

    table: ProtectedTable
    content: ReleaseContent
    language: Localisation

    @property
    def address(self) -> str:
        """The permanent address of the page of the table."""
        return permanent(f"site/{self.language.language}/indicators/{self._name}.html", self.content)

    @property
    def data(self) -> str:
        """The permanent address of its cells as CSV."""
        return permanent(f"data/{self._name}.csv", self.content)

    @property
    def apa(self) -> tuple[str, str, str]:
        """The reference in the style of the APA: what comes before the title, the title in italics, what follows.

        The address comes after it. Source: Publication Manual of the American Psychological Association, 7th edition,
        10.9 (data sets).
        """
        day = self.content.as_of
        # As APA writes it in English, with the month first.
        own = Locale.parse(self.language.language, sep="-")
        said = f"{day.year}, {format_skeleton('MMMMd', day, locale=own)}"
        edition = self.language.say("Edition {edition}", edition=self.content.edition)
        whole = self.language.say("In: {title}.", title=self.language.text(self.content.product.title))
        return f"{self._author} ({said}). ", self._title, f" ({edition}) [{self._kind}]. {whole}"

    @property
    def bibtex(self) -> str:
        """The reference as an entry of BibTeX."""
        fields = {
            "author": f"{{{_latex(self._author)}}}",
            "title": f"{{{_latex(self._title)}}}",
            "publisher": _latex(self._author),
            "howpublished": _latex(self._kind),
            "edition": self.content.edition,
            "year": str(self.content.as_of.year),
            "month": self.content.as_of.strftime("%m"),
            "day": self.content.as_of.strftime("%d"),
            "note": _latex(self.language.text(self.content.product.title)),
            **({"url": self.address} if self.content.product.address else {}),
        }
        key = "-".join((self.content.alliance, self.content.product.name, self._name, self.content.edition))
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{key},\n{lines}\n}}"

    @property
    def pandas(self) -> str:
        """Lines of Python that read the cells."""
        comment = self.language.say("lower and upper are the bounds of a count; level 0 is a total")
        return f'import pandas as pd\n\n# {comment}\ncells = pd.read_csv("{self.data}")'

    @property
    def r(self) -> str:
        """A line of R that reads the cells."""
        return f'cells <- read.csv("{self.data}", check.names = FALSE, encoding = "UTF-8")'

    @property
    def _name(self) -> str:
        return self.table.indicator.name

    @property
    def _title(self) -> str:
        return self.language.text(self.table.indicator.title)

    @property
    def _author(self) -> str:
        terms = self.content.reuse
        return self.language.text(terms.publisher if terms else self.content.title)

    @property
    def _kind(self) -> str:
        say = self.language.say
        return say("Synthetic data set") if self.table.synthetic else say("Data set")


def _latex(text: str) -> str:
    """What means something to LaTeX, escaped."""
    return re.sub(r"[\\~^&%$#_{}]", lambda found: _OF_LATEX.get(found[0], f"\\{found[0]}"), text)
