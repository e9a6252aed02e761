"""The search service for published judgments: pages of an answer, and judgments one by one, kept as files.

As the service asks, there is one request at a time. An answer has at most 1,000 judgments; what lies beyond is asked
with `from`. Every answer is checked, then put in place whole, so that a run that was interrupted goes on where it
stopped; a folder belongs to one search. (Rechtspraak Open Data, technical documentation 1.14: `/uitspraken/zoeken` and
`/uitspraken/content`.)
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from schakel_base.errors import DeliveryError, Fault, RequestError
from schakel_base.progress import Progress, silent
from schakel_judgments.sources.requests import Asking
from schakel_judgments.sources.search_answer import SearchAnswer, read_search_answer
from schakel_judgments.sources.xml_file import read_xml

MOST_PER_PAGE = 1000
_SEARCH, _CONTENT = "uitspraken/zoeken", "uitspraken/content"
_DAY, _MOMENT = r"\d{4}-\d{2}-\d{2}", r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?"
PARAMETERS = {
    "creator": r"https?://\S+",
    "type": "Uitspraak|Conclusie",
    "date": _DAY,
    "subject": r"https?://\S+",
    "modified": _MOMENT,
    "return": "DOC",
    "replaces": r"\S+",
    "sort": "ASC|DESC",
}
"""What a search can ask, and how it is written; `max` and `from` are set by the client."""

Parameters = Sequence[tuple[str, str]]
"""Parameters of a search: one name several times means any of them, different names all of them."""


@dataclass(frozen=True)
class Service:
    """Where the service stands, how many judgments a page has, and how it is asked."""

    address: str
    page: int = MOST_PER_PAGE
    asking: Asking = field(default_factory=Asking)

    def __post_init__(self) -> None:
        if not self.address.startswith(("http://", "https://")):
            raise DeliveryError(Fault(f"`{self.address}` is no address of a service."))

    def search(self, parameters: Parameters, folder: Path, progress: Progress = silent) -> tuple[Path, ...]:
        """Ask for all judgments that a search finds; pages that stand in the folder are not asked for again.

        Raises
        ------
        RequestError
            If the service knows no such parameter, or the folder holds another search.
        DeliveryError
            If the service does not answer, or its answer cannot be read.
        """
        for name, value in parameters:
            _check(name, value)
        folder.mkdir(parents=True, exist_ok=True)
        self._claim(parameters, folder)
        return tuple(self._pages(parameters, folder, progress))

    def _claim(self, parameters: Parameters, folder: Path) -> None:
        """Note which search a folder holds: pages of two searches must never be taken for one."""
        asked = json.dumps({"ask": list(map(list, parameters)), "page": self.page}, indent=1) + "\n"
        note = folder / "search.json"
        if note.is_file() and note.read_text("utf-8") != asked:
            raise RequestError(f"{folder} holds another search (search.json); give this one a folder of its own.")
        _put(asked.encode(), note)

    def _pages(self, parameters: Parameters, folder: Path, progress: Progress) -> Iterator[Path]:
        start, total = 0, 1
        while start < total:
            file = folder / f"from-{start:06d}.atom"
            answer = self._page(parameters, start, file)
            total = answer.total
            yield file
            if not answer.judgments:
                return
            start += len(answer.judgments)
            progress(f"judgments {start} of {total}", min(1.0, start / max(total, 1)))

    def _page(self, parameters: Parameters, start: int, file: Path) -> SearchAnswer:
        def read(content: bytes) -> SearchAnswer:
            return read_search_answer(read_xml(content, str(file)), str(file))

        def read_and_keep(content: bytes) -> SearchAnswer:
            answer = read(content)
            _put(content, file)
            return answer

        if file.is_file():
            return read(file.read_bytes())
        address = self._address(_SEARCH, [*parameters, ("max", str(self.page)), ("from", str(start))])
        answer = self.asking.ask(address, read_and_keep)
        if answer is None:
            raise DeliveryError(Fault(f"There is no search service at {self.address}."))
        return answer

    def judgments(self, identifiers: Sequence[str], folder: Path, progress: Progress = silent) -> tuple[Path, ...]:
        """Ask for the text of judgments, one by one; those that stand in the folder are not asked for again.

        Returns
        -------
        The files of those that the service has; one that was withdrawn since the search has none.

        Raises
        ------
        DeliveryError
            If the service does not answer, or answers with another judgment.
        """
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for number, identifier in enumerate(identifiers):
            file = folder / f"{identifier.replace(':', '_')}.xml"
            if file.is_file() or self._judgment(identifier, file):
                files.append(file)
            progress(f"judgment {number + 1} of {len(identifiers)}", (number + 1) / len(identifiers))
        return tuple(files)

    def _judgment(self, identifier: str, file: Path) -> bool:
        def keep(content: bytes) -> bool:
            said = (element.text or "" for element in read_xml(content, str(file)).iter() if _is_name(element.tag))
            if identifier not in map(str.strip, said):
                raise DeliveryError(Fault(f"The service answered with another judgment than {identifier}."))
            _put(content, file)
            return True

        return bool(self.asking.ask(self._address(_CONTENT, [("id", identifier)]), keep))

    def _address(self, what: str, parameters: Parameters) -> str:
        return f"{self.address.rstrip('/')}/{what}?{urlencode(parameters)}"


def _is_name(tag: str) -> bool:
    return tag.rpartition("}")[2] == "identifier"


def _check(name: str, value: str) -> None:
    if name in ("max", "from"):
        raise RequestError(f"`{name}` is set by the client, page after page; leave it out.")
    if name not in PARAMETERS:
        raise RequestError(f"The search has no parameter `{name}`; it has {', '.join(PARAMETERS)}.")
    if not re.fullmatch(PARAMETERS[name], value):
        raise RequestError(f"`{name}={value}` is no value of this parameter; it is written as {_EXAMPLES[name]}.")


_EXAMPLES = {
    "creator": "http://standaarden.overheid.nl/owms/terms/Rechtbank_Amsterdam",
    "type": "Uitspraak or Conclusie",
    "date": "2021-01-01",
    "subject": "http://psi.rechtspraak.nl/rechtsgebied#strafrecht",
    "modified": "2021-01-01 or 2021-01-01T12:00:00",
    "return": "DOC",
    "replaces": "an LJN, such as BQ0376",
    "sort": "ASC or DESC",
}


def _put(content: bytes, file: Path) -> None:
    """Write a file whole or not at all."""
    draft = file.with_suffix(".part")
    draft.write_bytes(content)
    draft.replace(file)
