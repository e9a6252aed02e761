"""The catalogue meets DCAT-AP-NL 3.0, and the words of a release come out as they went in."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import publication_samples as samples
import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from schakel.alliance.vocabulary import read_scheme
from schakel.publication.release import publish
from schakel.publication.vocabulary_files import scheme_graph, vocabulary_files
from schakel_base.faults import Faults

ROOT = Path(__file__).parents[3]
SHAPES = ROOT / "tests/data/dcat_ap_nl"
NOT_THERE = {DCAT.accessService}  # recommended; but a release is files, and no service stands behind them


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalogue") / "monitor"
    publish(replace(samples.content(synthetic=True), reuse=samples.REUSE), folder)
    return folder


@cache
def shapes():
    graph = Graph()
    for file in sorted(SHAPES.glob("*.ttl")):
        graph.parse(file)
    return graph


def remarks(graph):
    """What the shapes say, violations and warnings alike."""
    _, report, _ = validate(graph, shacl_graph=shapes(), allow_warnings=False)
    path, message = (URIRef(f"http://www.w3.org/ns/shacl#{name}") for name in ("resultPath", "resultMessage"))
    return {(report.value(one, path), str(report.value(one, message))) for one in report.subjects(path)}


def test_the_catalogue_meets_the_profile(release):
    found = remarks(Graph().parse(release / "catalogue.ttl"))
    assert {path for path, _ in found} == NOT_THERE


@pytest.mark.parametrize("left_out", [DCTERMS.license, DCAT.contactPoint])
def test_the_shapes_see_what_is_left_out(release, left_out):
    graph = Graph().parse(release / "catalogue.ttl")
    graph.remove((None, left_out, None))
    assert left_out in {path for path, _ in remarks(graph)}


def test_no_prefix_is_made_up(release):
    """Those that rdflib makes up are numbered in the order of a set, which is another in every process."""
    files = [release / "catalogue.ttl", *(release / "vocabulary").glob("*.ttl")]
    assert len(files) > 1
    for file in files:
        assert "@prefix ns" not in file.read_text("utf-8")


def test_json_ld_says_the_same(release):
    base = (release / "catalogue.ttl").as_uri()
    turtle = Graph().parse(release / "catalogue.ttl", publicID=base)
    linked = Graph().parse(release / "catalogue.jsonld", publicID=base)
    assert set(turtle) == set(linked)


def test_every_distribution_is_a_file_of_the_release_and_every_table_has_them(release):
    graph = Graph().parse(release / "catalogue.ttl", publicID=(release / "catalogue.ttl").as_uri())
    files = {str(one).removeprefix(release.as_uri() + "/") for one in graph.objects(None, DCAT.downloadURL)}
    assert all((release / file).is_file() for file in files)
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(samples.content().all_tables)
    assert {"data/by-form.csv", "data/excel/es/by-form.xlsx", "data/odata/en/by-form/index.json"} <= files


def test_with_a_declared_address_every_address_is_whole(tmp_path):
    home, content = "https://figures.example.org/monitor/", replace(samples.content(), reuse=samples.REUSE)
    publish(replace(content, product=replace(content.product, address=home)), tmp_path / "monitor")
    graph = Graph().parse(tmp_path / "monitor/catalogue.ttl", publicID="nowhere:")
    assert not [node for triple in graph for node in triple if str(node).startswith("nowhere:")]
    files = [str(one) for one in graph.objects(None, DCAT.downloadURL)]
    assert f"{home}editions/{content.edition}/data/by-form.csv" in files
    assert all((tmp_path / "monitor" / file.removeprefix(home)).is_file() for file in files)
    assert {path for path, _ in remarks(graph)} == NOT_THERE


def test_synthetic_data_sets_say_so(release):
    graph = Graph().parse(release / "catalogue.ttl")
    made_up = set(graph.subjects(DCAT.keyword, Literal("Synthetic data", lang="en")))
    assert len(made_up) == len(samples.content().all_tables) - 1  # the one made by hand is not marked


def test_without_declared_terms_there_is_no_catalogue(tmp_path):
    publish(samples.content(), tmp_path / "monitor")
    assert not (tmp_path / "monitor/catalogue.ttl").exists()
    assert (tmp_path / "monitor/vocabulary/form.ttl").exists()


def test_words_come_out_as_they_went_in(tmp_path):
    for path, file in vocabulary_files(samples.content()).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(file)
    faults = Faults()
    found = read_scheme(tmp_path, "vocabulary/form.ttl", ("es", "en"), faults)
    assert found is not None, faults
    assert (found.uri, found.title, found.edition, found.valid_from) == (
        samples.SCHEME.uri, samples.SCHEME.title, samples.SCHEME.edition, samples.SCHEME.valid_from,
    )  # fmt: skip
    assert set(found.concepts) == set(samples.SCHEME.concepts)
    linked = Graph().parse(tmp_path / "vocabulary/form.jsonld")
    assert set(linked) == set(Graph().parse(tmp_path / "vocabulary/form.ttl"))


def test_the_tree_of_forms_comes_out_with_its_hierarchy():
    file = "vocabulary/exploitation-form.ttl"
    scheme = read_scheme(ROOT / "alliances/nl-mensenhandel", file, ("nl", "en"), Faults())
    assert scheme is not None
    graph = scheme_graph(scheme)
    assert {
        (str(graph.value(one, SKOS.notation)), str(graph.value(two, SKOS.notation)))
        for one, two in graph.subject_objects(SKOS.broader)
    } == {(one.notation, broader) for one in scheme.concepts for broader in one.broader}
