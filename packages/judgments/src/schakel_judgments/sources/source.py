"""What a source of judgments declares: how its documents and answers are read, and what its service can be asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from schakel_judgments.judgment import Judgment, Structure


@dataclass(frozen=True)
class SearchAnswer:
    """The judgments on one page of an answer, and how many the whole answer has."""

    judgments: tuple[Judgment, ...]
    total: int


@dataclass(frozen=True)
class SearchParameter:
    """One parameter of a search: the regular expression that its value matches, and an example for people."""

    pattern: str
    example: str


@dataclass(frozen=True)
class Source:
    """One publisher of judgments.

    Attributes
    ----------
    documents
        For the name of a root element, the reader of its judgments: from the element, the structure of texts without
        sections, and the name of the file.
    read_answer
        The reader of one page of an answer of the search service.
    identifiers
        The identifiers by which a document is known, to check that it is the one that was asked for.
    search, content
        Paths below the address of the service: of the search, and of one judgment by `id`.
    parameters
        What a search can ask, besides the two below.
    size, start
        The names of the parameters by which pages are asked for: how many judgments, and after how many.
    most_per_page
        The most judgments that the service puts in one answer.
    """

    documents: Mapping[str, Callable[[Element, Structure, str], Iterator[Judgment]]]
    read_answer: Callable[[Element, str], SearchAnswer]
    identifiers: Callable[[Element], Iterator[str]]
    search: str
    content: str
    parameters: Mapping[str, SearchParameter]
    size: str
    start: str
    most_per_page: int
