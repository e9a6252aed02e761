"""A client of a search service for judgments: pages of an answer, and judgments one by one, kept as files.

There is one request at a time, as services ask. Every answer is checked, then put in place whole, so that a run that
was interrupted goes on where it stopped; a folder belongs to one search.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from schakel_base.errors import DeliveryError, Fault, RequestError
from schakel_base.progress import Progress, silent
from schakel_judgments.sources.retry import RetryPolicy
from schakel_judgments.sources.source import SearchAnswer, Source
from schakel_judgments.sources.xml_file import read_xml, read_xml_file

Parameters = Sequence[tuple[str, str]]
"""Parameters of a search: one name several times means any of them, different names all of them."""


@dataclass(frozen=True)
class Fetched:
    """What a search found: identifiers, each once, the files of the pages, and those of the texts that were asked for.

    `withdrawn` counts the judgments that were found and whose text is not published any more.
    """

    identifiers: tuple[str, ...]
    pages: tuple[Path, ...]
    texts: tuple[Path, ...] = ()
    withdrawn: int = 0


@dataclass(frozen=True)
class Client:
    """Which source is asked, at which address, how many judgments a page has (None: the most), and how patiently."""

    source: Source
    address: str
    page: int | None = None
    retry: RetryPolicy = field(default_factory=RetryPolicy)

    def __post_init__(self) -> None:
        if not self.address.startswith(("http://", "https://")):
            raise RequestError(f"`{self.address}` is not the address of a service.")
        if not 1 <= self.size <= self.source.most_per_page:
            raise RequestError(f"A page has 1 to {self.source.most_per_page} judgments, not {self.size}.")

    @property
    def size(self) -> int:
        """How many judgments a page has."""
        return self.source.most_per_page if self.page is None else self.page

    def fetch(self, parameters: Parameters, folder: Path, texts: bool, progress: Progress = silent) -> Fetched:
        """Ask for all judgments that a search finds, and for their `texts` if these are wanted.

        What is in the folder is not asked for again.

        Parameters
        ----------
        parameters
            Names with values, as the `parameters` of the source say.
        folder
            Where pages and texts are kept; it belongs to this search alone.
        texts
            Whether the text of each judgment is asked for too, with one request each.
        progress
            Called with what was done and the share of 1 that it is of this step.

        Raises
        ------
        RequestError
            If the service knows no such parameter, or the folder holds another search.
        DeliveryError
            If the service does not answer, or with what cannot be read or was not asked for.
        """
        pages = self.search(parameters, folder, progress)
        # A judgment that was changed during the search can be on two pages.
        judged = (one for file in pages for one in self.source.read_answer(read_xml_file(file), str(file)).judgments)
        found = tuple(dict.fromkeys(one.identifier for one in judged))
        if not texts:
            return Fetched(found, pages)
        files = self.judgments(found, folder / "judgments", progress)
        return Fetched(found, pages, files, len(found) - len(files))

    def search(self, parameters: Parameters, folder: Path, progress: Progress = silent) -> tuple[Path, ...]:
        """Ask for the pages of a search; see `fetch`.

        Parameters
        ----------
        parameters
            As in `fetch`.
        folder
            It belongs to this search alone.

        Returns
        -------
        The files of the pages, in their order.
        """
        for name, value in parameters:
            self._check(name, value)
        folder.mkdir(parents=True, exist_ok=True)
        self._claim(parameters, folder)
        return tuple(self._pages(parameters, folder, progress))

    def judgments(self, identifiers: Sequence[str], folder: Path, progress: Progress = silent) -> tuple[Path, ...]:
        """Ask for the text of judgments, one by one; those in the folder are not asked for again.

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
            file = folder / f"{_as_file_name(identifier)}.xml"
            if file.is_file() or self._judgment(identifier, file):
                files.append(file)
            progress(f"judgment {number + 1} of {len(identifiers)}", (number + 1) / len(identifiers))
        return tuple(files)

    def _check(self, name: str, value: str) -> None:
        known = self.source.parameters
        if name in (self.source.size, self.source.start):
            raise RequestError(f"`{name}` is set by the client, page after page; leave it out.")
        if name not in known:
            raise RequestError(f"The search has no parameter `{name}`; it has {', '.join(known)}.")
        if not re.fullmatch(known[name].pattern, value):
            raise RequestError(f"`{name}={value}` is not a value of this parameter; write it as {known[name].example}.")

    def _claim(self, parameters: Parameters, folder: Path) -> None:
        """Note which search a folder holds: pages of two searches must never be taken for one."""
        asked = json.dumps({"ask": list(map(list, parameters)), "page": self.size}, indent=1) + "\n"
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
            # The total can shrink while pages are asked for; an empty page then ends the search, else it would never
            # end.
            if not answer.judgments:
                return
            start += len(answer.judgments)
            progress(f"judgments {start} of {total}", min(1.0, start / max(total, 1)))

    def _page(self, parameters: Parameters, start: int, file: Path) -> SearchAnswer:
        def read(content: bytes) -> SearchAnswer:
            return self.source.read_answer(read_xml(content, str(file)), str(file))

        def read_and_keep(content: bytes) -> SearchAnswer:
            answer = read(content)
            _put(content, file)
            return answer

        if file.is_file():
            return read(file.read_bytes())
        place = [(self.source.size, str(self.size)), (self.source.start, str(start))]
        answer = self.retry.ask(self._address(self.source.search, [*parameters, *place]), read_and_keep)
        # A search that finds nothing is an empty page; none at all means that the address is wrong.
        if answer is None:
            raise DeliveryError(Fault(f"There is no search service at {self.address}."))
        return answer

    def _judgment(self, identifier: str, file: Path) -> bool:
        def keep(content: bytes) -> bool:
            if identifier not in self.source.identifiers(read_xml(content, str(file))):
                raise DeliveryError(Fault(f"The service returned a judgment other than {identifier}."))
            _put(content, file)
            return True

        return bool(self.retry.ask(self._address(self.source.content, [("id", identifier)]), keep))

    def _address(self, path: str, parameters: Parameters) -> str:
        return f"{self.address.rstrip('/')}/{path}?{urlencode(parameters)}"


def _as_file_name(identifier: str) -> str:
    """Return an identifier as the name of a file, which leads to no other folder whatever the service sends."""
    return re.sub(r"[^\w.-]", "_", identifier)


def _put(content: bytes, file: Path) -> None:
    """Write a file whole or not at all."""
    draft = file.with_suffix(".part")
    draft.write_bytes(content)
    # Within one folder this is one step of the file system: a reader sees the old file or the new one, never half of
    # it.
    draft.replace(file)
