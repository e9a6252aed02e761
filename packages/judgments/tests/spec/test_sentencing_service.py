"""The search service for judgments

The tests use a server on this machine that replays stored answers.
"""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from replay import CUT_OFF, SHORT, SILENT, replayed

from schakel_base.errors import SchakelError
from schakel_judgments.sources import SOURCES, Client, RetryPolicy


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with replayed() as running:
        yield running


def service(server: ThreadingHTTPServer, page: int = 2, timeout: float = 30) -> Client:
    waited.clear()
    retry = RetryPolicy(pause=0, timeout=timeout, waits=(2, 10), sleep=waited.append)
    return Client(SOURCES["rechtspraak"], f"http://127.0.0.1:{server.server_port}", page, retry)


waited: list[float] = []
"""The seconds that the client wanted to wait; the tests do not."""


YEAR = (("date", "2021-01-01"), ("date", "2021-12-31"))


def test_all_pages_are_asked_for_one_at_a_time_by_from(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    found = service(server).fetch(YEAR, tmp_path, texts=False)
    assert (len(found.pages), len(found.identifiers), found.texts) == (3, 6, ())
    assert server.asked[1] == "/uitspraken/zoeken?date=2021-01-01&date=2021-12-31&max=2&from=2"
    assert server.most_at_once == 1


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    server.breaks_after = 2
    with pytest.raises(SchakelError, match=r"The service answered 500 to .*from=4; run again to go on"):
        service(server).search(YEAR, tmp_path)
    assert len(list(tmp_path.glob("*.atom"))) == 2
    server.breaks_after = 1000
    assert len(service(server).search(YEAR, tmp_path)) == 3
    assert [path.rpartition("=")[2] for path in server.asked] == [
        "0",
        "2",
        "4",
        "4",
        "4",
        "4",
    ]  # asked twice more


def test_texts_are_kept_under_their_identifier_and_not_asked_for_twice(
    server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    for _ in range(2):
        (file,) = service(server).judgments(["ECLI:NL:GHARL:2021:885"], tmp_path)
    assert file.name == "ECLI_NL_GHARL_2021_885.xml"
    assert server.asked == ["/uitspraken/content?id=ECLI%3ANL%3AGHARL%3A2021%3A885"]


def test_an_identifier_leads_to_no_other_folder(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    (file,) = service(server).judgments(["../ECLI:NL:HR:2021:1"], tmp_path / "judgments")
    assert file.resolve() == tmp_path / "judgments" / ".._ECLI_NL_HR_2021_1.xml"


def test_another_judgment_than_the_one_asked_for_is_refused(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    server.other = "ECLI:NL:HR:2021:1"
    with pytest.raises(SchakelError, match="a judgment other than ECLI:NL:GHARL:2021:885"):
        service(server).judgments(["ECLI:NL:GHARL:2021:885"], tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("file:///etc", "`file:///etc` is not the address"),
        ("http://127.0.0.1:1", "The service did not answer"),
    ],
)
def test_where_no_service_answers_a_sentence_says_so(address: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(SchakelError, match=sentence):
        Client(SOURCES["rechtspraak"], address, retry=RetryPolicy(0, waits=())).search(YEAR, tmp_path)


@pytest.mark.parametrize(
    ("failures", "waits"),
    [
        ([(429, {"Retry-After": "7"})], [7]),
        ([(503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})], [0]),
        ([(503, {"Retry-After": "soon"}), (502, {})], [2, 10]),
        ([(CUT_OFF, {})], [2]),
        ([(SHORT, {})], [2]),
        ([(SILENT, {})], [2]),
    ],
)
def test_what_fails_for_the_moment_is_asked_again(
    failures: list[object], waits: list[float], server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    server.failures = failures
    # After a silence the answer must come in time, also where the machine is busy.
    timeout = 2 if (SILENT, {}) in failures else 30
    assert len(service(server, 6, timeout).fetch(YEAR, tmp_path, texts=False).identifiers) == 6
    assert [wait for wait in waited if wait or waits == [0]][-len(waits) :] == waits


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ((429, {"Retry-After": "3600"}), "The service asks to wait 3600 seconds; run again after that to go on"),
        ((403, {}), "The service answered 403 to .*; run again to go on"),
        ((404, {}), "There is no search service at http"),
        ((CUT_OFF, {}), "This is not well-formed XML: no element found"),
        ((SHORT, {}), "The service did not answer .*more expected.*; run again to go on"),
        ((SILENT, {}), "The service did not answer .it took too long.; run again to go on"),
    ],
)
def test_what_goes_on_failing_is_said_and_leaves_nothing_behind(
    failure: object, sentence: str, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    server.failures = [failure] * 3
    with pytest.raises(SchakelError, match=sentence):
        service(server, timeout=0.2 if failure == (SILENT, {}) else 30).search(YEAR, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["search.json"]


def test_a_judgment_that_was_withdrawn_stops_nothing(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    server.failures = [(404, {})]
    identifiers = ["ECLI:NL:GHARL:2021:885", "ECLI:NL:GHARL:2021:886"]
    (file,) = service(server).judgments(identifiers, tmp_path)
    assert file.name == "ECLI_NL_GHARL_2021_886.xml"


def test_a_folder_belongs_to_one_search(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    service(server).search(YEAR, tmp_path)
    for other, page in ((YEAR[:1], 2), (YEAR, 3)):
        with pytest.raises(SchakelError, match=r"holds another search \(search.json\)"):
            service(server, page).search(other, tmp_path)


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        (("from", "0"), "`from` is set by the client"),
        (("max", "10"), "`max` is set by the client"),
        (("q", "mensenhandel"), "The search has no parameter `q`; it has creator, type, date"),
        (("date", "01-01-2021"), "`date=01-01-2021` is not a value of this parameter; write it as 2021-01-01"),
        (("type", "Vonnis"), "write it as Uitspraak or Conclusie"),
        (("return", "META"), "write it as DOC"),
    ],
)
def test_what_the_service_does_not_know_is_not_asked(
    parameter: tuple[str, str], sentence: str, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    with pytest.raises(SchakelError, match=sentence):
        service(server).search([parameter], tmp_path)
    assert server.asked == []
