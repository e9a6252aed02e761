"""A release is never changed: it is verified, kept by the one after it, and compared with it."""

import json
import re
from dataclasses import replace
from datetime import date

import publication_samples as samples
import pytest

from schakel.publication.release import publish
from schakel.publication.retraction import Retraction, retract
from schakel.publication.verification import verify
from schakel_base.errors import ReleaseError, RequestError

FIRST = "2022-02-06-0123abcd"
SECOND = "2022-03-06-4567cdef"
THIRD = "2022-04-06-89abef01"
NO_LIST = "release.json: This is not the list of hashes that was released."


TABLES = [one for one in samples.content().tables if one.indicator.name in ("chain", "by-province")]
CONTENT = replace(samples.content(), tables=tuple(TABLES))
"""Two tables of the sample, of which a correction changes the first."""


@pytest.fixture
def released(tmp_path):
    publish(CONTENT, tmp_path / "monitor")
    return tmp_path / "monitor"


def correction(note="One report was counted twice.", step=32):
    """The next edition, in which one table has other figures."""
    first, *others = CONTENT.tables
    counted = samples.counted(first.indicator, samples.PHASE, samples.FORM, step=step, undecided=("form",))
    corrected = samples._protected(counted, False)
    return replace(CONTENT, tables=(corrected, *others), edition=SECOND, note=note)


def files(folder):
    """What was released, by path: without the other releases below it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if name.parts[0] != "editions"}


def faults(folder):
    with pytest.raises(ReleaseError) as raised:
        verify(folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in raised.value.faults]


def test_a_release_is_what_was_released(released):
    (found,) = verify(released)
    assert (found.edition, found.files) == (FIRST, len(files(released)) - 1)


def test_a_changed_byte_a_missing_file_and_one_too_many_are_named(released):
    page = released / "site/en/about.html"
    page.write_bytes(page.read_bytes().replace(b"Purpose", b"purpose", 1))
    (released / "data/chain.csv").unlink()
    (released / "data/more.csv").write_text("a\n1\n")
    assert faults(released) == [
        "data/chain.csv: This file was released, and is missing.",
        "site/en/about.html: This file is not the one that was released: its SHA-256 differs.",
        "data/more.csv: This file was not released.",
        f"editions/{FIRST}/site/en/about.html: This file is not the one that was released: its SHA-256 differs.",
    ]


def test_a_folder_without_a_release_is_none(tmp_path, released):
    assert faults(tmp_path) == [f"{tmp_path}: This folder holds no release: it has no release.json."]
    (released / "release.json").write_text("[]")
    assert faults(released) == [NO_LIST]


@pytest.mark.parametrize(
    "said",
    [
        {"title": {}},
        {"title": {"nl": 1}},
        {"alliance": "half a character: \ud800"},
        {"as_of": "yesterday"},
        {"files": {"data/chain.csv": "a hash"}},
        {"files": {"../chain.csv": {"sha256": "a"}}},
        {"files": {"/etc/chain.csv": {"sha256": "a"}}},
    ],
)
def test_a_list_of_hashes_that_cannot_be_relied_on_is_refused_and_nothing_is_removed(released, said):
    path = released / "release.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | said))
    before = files(released)
    assert faults(released) == [NO_LIST]
    with pytest.raises(ReleaseError):
        retract(released, Retraction(FIRST, date(2021, 1, 1), "It was wrong."))
    assert files(released) == before


def test_a_later_edition_keeps_the_earlier_one_and_says_what_changed(released):
    before = files(released)
    publish(correction(), released)
    kept = released / "editions" / FIRST
    assert files(kept) == before
    assert [one.edition for one in verify(released)] == [SECOND, FIRST]
    page = (released / "site/en/editions.html").read_text("utf-8")
    assert "One report was counted twice." in page
    assert f'href="../../editions/{FIRST}/site/en/index.html"' in page
    assert page.count("indicators/chain.html") == 1
    assert "indicators/by-form.html" not in page  # nothing changed in it


def test_what_changed_is_counted_in_cells(released):
    from schakel.publication.editions import changes

    (chain, *others) = changes(correction(), released)
    assert (chain.table, chain.cells, chain.added, chain.removed) == ("chain", 9, 0, 0)
    assert 0 < chain.changed <= chain.cells
    assert not any(change.is_any for change in others)
    (same, *_) = changes(correction(step=31), released)
    assert not same.is_any


def test_corrections_of_data_and_changed_declarations_are_two_lists(tmp_path):
    """Both tables have other figures; of one of them the mapping of a partner changed as well."""
    before = {"alliance.yaml": "1", "partners/helpline/mapping.csv": "2"}
    first = replace(CONTENT, declared={"chain": before, "by-province": {"alliance.yaml": "1"}})
    publish(first, tmp_path / "monitor")
    assert _lists(tmp_path, replace(correction(), declared=first.declared, code=CONTENT.code)) == ["chain"]
    after = before | {"partners/helpline/mapping.csv": "3"}
    later = replace(correction(step=31), declared=first.declared | {"chain": after}, edition=THIRD)
    page = (publish(later, tmp_path / "monitor").folder / "site/en/editions.html").read_text("utf-8")
    data, declarations = page.split('id="declarations"')
    assert 'id="corrections"' not in data
    assert "partners/helpline/mapping.csv" in declarations and "indicators/chain.html" in declarations
    assert "alliance.yaml" not in declarations


def _lists(folder, content):
    """Publish, and return which tables stand among the corrections of data, where no declaration changed."""
    page = (publish(content, folder / "monitor").folder / "site/en/editions.html").read_text("utf-8")
    assert 'id="declarations"' not in page
    return re.findall(r"indicators/([\w-]+)\.html", page[page.index('id="corrections"') :])


def test_figures_that_another_version_of_schakel_may_have_rounded_otherwise_say_so(released):
    said = "another version of Schakel"
    publish(correction(), released)
    assert said not in (released / "site/en/editions.html").read_text("utf-8")
    publish(replace(correction("", step=31), edition=THIRD, code="0.3.0"), released)
    assert said in (released / "site/en/editions.html").read_text("utf-8")


def test_every_earlier_edition_is_kept(released):
    publish(correction(), released)
    publish(replace(correction(""), edition=THIRD), released)
    assert sorted(path.name for path in (released / "editions").iterdir() if path.is_dir()) == [FIRST, SECOND, THIRD]
    page = (released / "site/en/editions.html").read_text("utf-8")
    assert page.index(SECOND) < page.index(FIRST)
    assert "No figure changed." in page


def test_a_release_has_its_own_address_from_the_first_day_and_takes_no_room_twice(released):
    assert files(released / "editions" / FIRST) == files(released)
    page = released / "site/en/indicators/chain.html"
    assert page.samefile(released / "editions" / FIRST / "site/en/indicators/chain.html")


def test_what_is_released_again_is_the_same_and_leaves_the_others_as_they_are(released):
    publish(correction(), released)
    publish(replace(correction(""), edition=THIRD), released)
    before = {edition: files(released / "editions" / edition) for edition in (FIRST, SECOND, THIRD)}
    for content in (correction(), replace(correction(""), edition=THIRD), CONTENT):
        publish(content, released)
        assert files(released) == before[content.edition]
        assert {edition: files(released / "editions" / edition) for edition in before} == before
        assert {one.edition for one in verify(released)} == set(before)


def test_links_between_editions_lead_there_from_everywhere(released):
    publish(correction(), released)
    linked = re.compile(r'href="(\.\./\.\./editions/[^"]+)"|url=([^"]+)"')
    for site in (released, released / "editions" / SECOND):
        page = site / "site/en/editions.html"
        addresses = [one or other for one, other in linked.findall(page.read_text("utf-8"))]
        assert len(addresses) == 2
        for address in addresses:
            target = page.parent / address
            for _, again in linked.findall(target.read_text("utf-8")) if "refresh" in target.read_text("utf-8") else ():
                target = target.parent / again
            assert (target.parent / "editions.html").is_file()


def test_another_product_goes_elsewhere(released):
    other = replace(correction(), product=replace(CONTENT.product, name="other"))
    with pytest.raises(RequestError, match="holds a release of sample, monitor; choose another folder"):
        publish(other, released)


def test_what_is_damaged_is_not_kept_as_if_it_were_whole(released):
    (released / "data/chain.csv").write_text("")
    with pytest.raises(ReleaseError):
        publish(correction(), released)
    assert not (released / "editions" / SECOND).exists()


def test_every_figure_has_an_address_of_its_own(released):
    page = (released / "site/en/indicators/by-province.html").read_text("utf-8")
    table = next(one for one in CONTENT.tables if one.indicator.name == "by-province")
    addresses = ["by-province." + ".".join(cell.coordinates) for cell in table.cells]
    assert all(page.count(f'id="{address}"') == 1 for address in addresses)
    assert f'href="#{addresses[0]}"' in page
