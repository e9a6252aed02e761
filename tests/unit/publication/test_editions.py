"""A release is never changed: it is verified, kept by the one after it, and compared with it."""

from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.errors import ReleaseError, RequestError
from schakel.publication import publish
from schakel.publication.verification import verify

FIRST = "2022-02-06-0123abcd"
SECOND = "2022-03-06-4567cdef"


@pytest.fixture
def released(tmp_path):
    publish(samples.content(), tmp_path / "monitor", keep=True)
    return tmp_path / "monitor"


def correction(note="One report was counted twice.", step=32):
    """The next edition, in which one table has other figures."""
    first, *others = samples.content().tables
    counted = samples.counted(first.indicator, samples.PHASE, samples.FORM, step=step, undecided=("form",))
    corrected = samples._protected(counted, False)
    return replace(samples.content(), tables=(corrected, *others), edition=SECOND, note=note)


def faults(folder):
    with pytest.raises(ReleaseError) as raised:
        verify(folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in raised.value.faults]


def test_a_release_is_what_was_released(released):
    (found,) = verify(released)
    assert (found.edition, found.files) == (FIRST, sum(path.is_file() for path in released.rglob("*")) - 1)


def test_a_changed_byte_a_missing_file_and_one_too_many_are_named(released):
    page = released / "site/en/about.html"
    page.write_bytes(page.read_bytes().replace(b"Purpose", b"purpose", 1))
    (released / "data/chain.csv").unlink()
    (released / "data/more.csv").write_text("a\n1\n")
    assert faults(released) == [
        "data/chain.csv: This file was released, and is missing.",
        "site/en/about.html: This file is not the one that was released: its SHA-256 differs.",
        "data/more.csv: This file was not released.",
    ]


def test_a_folder_without_a_release_is_none(tmp_path, released):
    assert faults(tmp_path) == [f"{tmp_path}: This folder holds no release: it has no release.json."]
    (released / "release.json").write_text("[]")
    assert faults(released) == ["release.json: This is not the list of hashes that was released."]


def test_a_later_edition_keeps_the_earlier_one_and_says_what_changed(released):
    before = {path.relative_to(released): path.read_bytes() for path in released.rglob("*") if path.is_file()}
    publish(correction(), released, keep=True)
    kept = released / "editions" / FIRST
    assert {path.relative_to(kept): path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
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


def test_every_earlier_edition_is_kept(released):
    publish(correction(), released, keep=True)
    publish(replace(correction(""), edition="2022-04-06-89abef01"), released, keep=True)
    assert sorted(path.name for path in (released / "editions").iterdir()) == [FIRST, SECOND]
    page = (released / "site/en/editions.html").read_text("utf-8")
    assert page.index(SECOND) < page.index(FIRST)
    assert "No figure changed." in page


def test_an_edition_is_not_released_twice_and_another_product_goes_elsewhere(released):
    with pytest.raises(RequestError, match="was released here already; a release is never changed"):
        publish(samples.content(), released, keep=True)
    other = replace(correction(), product=replace(samples.content().product, name="other"))
    with pytest.raises(RequestError, match="holds a release of sample, monitor; choose another folder"):
        publish(other, released, keep=True)


def test_what_is_damaged_is_not_kept_as_if_it_were_whole(released):
    (released / "data/chain.csv").write_text("")
    with pytest.raises(ReleaseError):
        publish(correction(), released, keep=True)
    assert not (released / "editions").exists()


def test_every_figure_has_an_address_of_its_own(released):
    page = (released / "site/en/indicators/by-province.html").read_text("utf-8")
    table = next(one for one in samples.content().tables if one.indicator.name == "by-province")
    addresses = ["by-province." + ".".join(cell.coordinates) for cell in table.cells]
    assert all(page.count(f'id="{address}"') == 1 for address in addresses)
    assert f'href="#{addresses[0]}"' in page
