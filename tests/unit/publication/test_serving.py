"""A release is served to this machine alone."""

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import replace
from http.client import HTTPConnection

import publication_samples as samples
import pytest

from schakel.publication.release import publish
from schakel.publication.serving import server
from schakel.publication.verification import verify
from schakel_base.errors import RequestError


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A release, with links in it to a file of its own and to what is of somebody else."""
    folder = tmp_path_factory.mktemp("served")
    publish(samples.content(languages=("en",)), folder / "monitor")
    outside = folder / "outside"
    outside.mkdir()
    for name in ("x.txt", "index.html", "index.json"):
        (outside / name).write_text("of somebody else")
    (folder / "monitor" / "out").symlink_to(outside)
    (folder / "monitor" / "out.txt").symlink_to(outside / "x.txt")
    (folder / "monitor" / "in.txt").symlink_to(folder / "monitor" / "release.json")
    return folder / "monitor"


@pytest.fixture(scope="module")
def address(release):
    with server(release, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://{running.server_address[0]}:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_the_address_leads_to_the_site(address):
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{address}/") as answer:
        assert answer.url == f"{address}/site/index.html"
        assert b"Figures" in answer.read()


def test_data_are_served(address):
    with urllib.request.urlopen(f"{address}/data/by-form.csv") as answer:
        assert answer.read().startswith(b"form,form_level,form_en,lower,upper,mark")


def test_the_uri_of_a_concept_leads_to_its_definition(address):
    path = samples.SCHEME.concepts[0].uri.removeprefix("https://example.org")
    with urllib.request.urlopen(f"{address}{path}") as answer:
        assert answer.url == f"{address}/site/en/definitions/form.html#form.sexual"
        assert b'<div id="form.sexual">' in answer.read()


def test_who_asks_for_headers_alone_is_led_to_the_site_too(address):
    connection = HTTPConnection(address.removeprefix("http://"))
    connection.request("HEAD", "/")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"], answer.read()) == (303, "/site/index.html", b"")


def test_a_link_within_the_release_is_followed(address):
    with urllib.request.urlopen(f"{address}/in.txt") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/nothing", "/%00", "/out.txt", "/out/", "/out/x.txt", "/site/en/indicators/nothing.html"],
)
def test_nothing_else_is_and_a_page_says_so(address, path):
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(f"{address}{path}")
    said = refused.value.read().decode()
    assert "This page does not exist" in said and 'href="/site/en/index.html"' in said


LEADS = {
    "/data/": "site/en/open-data.html",
    "/data/excel/": "site/en/open-data.html",
    "/vocabulary/": "site/en/definitions.html",
    "/editions/": "site/en/editions.html",
    "/editions/2022-02-06-0123abcd/": "editions/2022-02-06-0123abcd/site/index.html",
    "/site/en/indicators/": "site/en/indicators.html",
    "/site/en/recommendations/": "site/en/recommendations.html",
    "/site/static/": "site/index.html",
}


@pytest.mark.parametrize("path", LEADS)
def test_every_folder_leads_to_a_page(address, path):
    with urllib.request.urlopen(f"{address}{path}") as answer:
        (way,) = re.findall(r'url=([^"]+)"', answer.read().decode())
        assert urllib.parse.urljoin(answer.url, way) == f"{address}/{LEADS[path]}"
    with urllib.request.urlopen(f"{address}/{LEADS[path]}") as page:
        assert page.status == 200


def test_every_folder_of_a_release_answers(tmp_path):
    folder = publish(samples.content(), tmp_path / "monitor").folder
    folders = {path.parent for path in folder.rglob("*") if path.parts.count("editions") < 2}
    assert [one for one in folders if not any((one / f"index.{end}").is_file() for end in ("html", "json"))] == []
    assert verify(folder)


def test_what_does_not_exist_is_said_in_every_language_from_any_address(tmp_path):
    hosted = replace(samples.content().product, address="https://example.org/figures/")
    content = replace(samples.content(), product=hosted, tables=samples.content().tables[:1])
    folder = publish(content, tmp_path / "monitor").folder
    said = (folder / "404.html").read_text("utf-8")
    assert re.findall(r'<section lang="(\w+)"', said) == ["es", "en"]
    assert {"/figures/site/es/index.html", "/figures/site/en/index.html"} <= set(re.findall(r'href="([^"]+)"', said))


def test_a_folder_without_a_release_is_refused(tmp_path):
    with pytest.raises(RequestError, match="holds no release"):
        server(tmp_path, 0)


def test_a_port_that_is_taken_is_refused(address, release):
    with pytest.raises(RequestError, match="cannot be used"):
        server(release, int(address.rsplit(":", 1)[1]))


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_cannot_be_is_refused(tmp_path, port):
    (tmp_path / "index.html").write_text("")
    with pytest.raises(RequestError, match=f"there is no port {port}"):
        server(tmp_path, port)


@pytest.mark.parametrize("gone", [BrokenPipeError, ConnectionResetError])
def test_a_browser_that_goes_away_halfway_is_not_told_of(release, capfd, gone):
    with server(release, 0) as running:
        try:
            raise gone
        except ConnectionError:
            running.handle_error(None, ("127.0.0.1", 1))
    assert capfd.readouterr().err == ""
