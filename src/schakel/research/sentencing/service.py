"""The search service for published judgments: pages of an answer, and judgments one by one, kept as files.

As the service asks, there is one request at a time. An answer has at most 1,000 judgments; what lies beyond is asked
with `from`. Every answer is checked, then put in place whole, so that a run that was interrupted goes on where it
stopped. (Rechtspraak Open Data, technical documentation 1.14: `/uitspraken/zoeken` and `/uitspraken/content`.)
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from schakel.model.errors import DeliveryError, Fault
from schakel.model.progress import Progress, silent
from schakel.research.sentencing.search_answer import SearchAnswer, read_search_answer
from schakel.research.sentencing.xml_file import read_xml

MOST_PER_PAGE = 1000
_SEARCH, _CONTENT = "uitspraken/zoeken", "uitspraken/content"
_SECONDS = 60.0

Parameters = Sequence[tuple[str, str]]
"""Parameters of a search: one name several times means any of them, different names all of them."""


@dataclass(frozen=True)
class Service:
    """Where the service stands, how many judgments a page has, and how many seconds pass between two requests."""

    address: str
    page: int = MOST_PER_PAGE
    pause: float = 0.5

    def search(self, parameters: Parameters, folder: Path, progress: Progress = silent) -> tuple[Path, ...]:
        """Ask for all judgments that a search finds; pages that stand in the folder are not asked for again.

        Raises
        ------
        DeliveryError
            If the service does not answer, or its answer cannot be read.
        """
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(self._pages(parameters, folder, progress))

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
        if file.is_file():
            return read_search_answer(read_xml(file.read_bytes(), str(file)), str(file))
        query = [*parameters, ("max", str(self.page)), ("from", str(start))]
        content = self._ask(f"{self.address.rstrip('/')}/{_SEARCH}?{urlencode(query)}")
        answer = read_search_answer(read_xml(content, str(file)), str(file))
        _put(content, file)
        return answer

    def judgments(self, identifiers: Sequence[str], folder: Path, progress: Progress = silent) -> tuple[Path, ...]:
        """Ask for the text of judgments, one by one; those that stand in the folder are not asked for again.

        Raises
        ------
        DeliveryError
            If the service does not answer, or answers with another judgment.
        """
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for number, identifier in enumerate(identifiers):
            file = folder / f"{identifier.replace(':', '_')}.xml"
            if not file.is_file():
                content = self._ask(f"{self.address.rstrip('/')}/{_CONTENT}?{urlencode({'id': identifier})}")
                if identifier not in "".join(read_xml(content, str(file)).itertext()):
                    raise DeliveryError(Fault(f"The service answered with another judgment than {identifier}."))
                _put(content, file)
            files.append(file)
            progress(f"judgment {number + 1} of {len(identifiers)}", (number + 1) / len(identifiers))
        return tuple(files)

    def _ask(self, address: str) -> bytes:
        if not address.startswith(("http://", "https://")):
            raise DeliveryError(Fault(f"`{self.address}` is no address of a service."))
        time.sleep(self.pause)
        try:
            with urlopen(address, timeout=_SECONDS) as answer:
                content: bytes = answer.read()
                return content
        except HTTPError as error:
            raise DeliveryError(Fault(f"The service answered {error.code} to {address}; run again to go on.")) from None
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise DeliveryError(Fault(f"The service did not answer ({reason}); run again to go on.")) from None


def _put(content: bytes, file: Path) -> None:
    """Write a file whole or not at all."""
    draft = file.with_suffix(".part")
    draft.write_bytes(content)
    draft.replace(file)
