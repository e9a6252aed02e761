"""A release is served to this machine alone."""

import threading
import urllib.error
import urllib.request

import publication_samples as samples
import pytest

from schakel.publication import publish
from schakel.publication.serving import server
from schakel_base.errors import RequestError


@pytest.fixture
def address(tmp_path):
    publish(samples.content(languages=("en",)), tmp_path / "monitor")
    with server(tmp_path / "monitor", 0) as running:
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


@pytest.mark.parametrize("path", ["/data/", "/site/static/", "/../../etc/passwd", "/nothing"])
def test_nothing_else_is(address, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}{path}")


def test_a_folder_without_a_release_is_refused(tmp_path):
    with pytest.raises(RequestError, match="holds no release"):
        server(tmp_path, 0)


def test_a_port_that_is_taken_is_refused(address, tmp_path):
    with pytest.raises(RequestError, match="cannot be used"):
        server(tmp_path / "monitor", int(address.rsplit(":", 1)[1]))
