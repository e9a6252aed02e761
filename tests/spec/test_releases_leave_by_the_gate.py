"""Releases leave by the gate

Where an alliance declares `release: gate`, nothing is published by one hand: what would leave waits, with all that
those read who decide on it. What left and should not have is withdrawn, and says so where it stood.
"""

import shutil

import pytest
from broken import template
from command_line import schakel
from gates import SECOND, build_second, drafts_of, with_gate

from schakel.publication.retraction import Retraction, retract
from schakel.publication.verification import verify
from schakel.verbs import let_out
from schakel_base.errors import ReleaseError, RequestError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two editions of an alliance with a gate: of the first a release was let out, of the second there is a draft."""
    place = tmp_path_factory.mktemp("made")
    folder, public = with_gate(template(place)), place / "public"
    assert schakel("publish", folder, "monitor", "--out", public).exit_code == 0
    (first,) = drafts_of(folder)
    let_out(first, first.digest, public)
    build_second(folder)
    assert schakel("publish", folder, "monitor", "--out", public).exit_code == 0
    return folder, public


@pytest.fixture
def alliance(made, tmp_path):
    """A copy of the alliance and of its public folder, which a test may change."""
    shutil.copytree(made[0].parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made[0].name


def waiting(folder):
    return drafts_of(folder)[-1]


def test_publish_writes_a_draft_and_nothing_else(made):
    folder, public = made
    first, second = (one.edition for one in drafts_of(folder))
    assert [one.edition for one in verify(public)] == [first]
    assert waiting(folder).is_as_made()
    assert second in (waiting(folder).release / "release.json").read_text("utf-8")


def test_no_other_command_publishes(made, tmp_path):
    folder, _ = made
    for command in (
        ("run", folder, "--out", tmp_path / "site"),
        ("report", folder, "monitor", "--out", tmp_path / "r.pdf"),
    ):
        said = schakel(*command)
        assert said.exit_code == 1
        assert "releases through its gate" in said.stderr.replace("\n", " ")
    assert not list(tmp_path.iterdir())


def test_the_dossier_says_what_is_in_a_release_and_what_is_new(made):
    dossier = waiting(made[0]).dossier
    table = next(one for one in dossier["tables"] if one["changes"]["changed"])
    said = table["sentences"]["en"][0]
    assert said["cells"] and all(one["figure"].split("–")[0] in said["said"] for one in said["cells"])
    change = table["changes"]["figures"][0]
    assert change["at"]["en"] and change["before"] != change["now"]
    reach = table["profile"]["reach"]
    # Two figures that each lie up to `reach` from their counts: of the difference a reader knows twice as little.
    assert change["most"] - change["least"] >= 4 * reach > 0
    assert dossier["attack"]["figures"] > 0 and len(dossier["attack"]["beside"]) == 1


def test_what_was_approved_leaves_byte_by_byte(alliance, tmp_path):
    draft, public = waiting(alliance), tmp_path / "public"
    let_out(draft, draft.digest, public)
    let_out(draft, draft.digest, public)  # a worker that was killed does it again
    assert len(verify(public)) == 2


@pytest.mark.parametrize("name", ["release.json", "site/en/index.html", "editions/index.html"])
def test_a_byte_that_changed_stops_it(alliance, tmp_path, name):
    draft = waiting(alliance)
    with (draft.release / name).open("ab") as file:
        file.write(b" ")
    assert not draft.is_as_made()
    with pytest.raises(ReleaseError, match="not the files that were approved"):
        let_out(draft, draft.digest, tmp_path / "public")
    assert len(verify(tmp_path / "public")) == 1


def test_a_draft_is_of_the_releases_beside_it(alliance, tmp_path):
    """A draft holds the earlier releases: it must not bring back one that was withdrawn meanwhile."""
    draft, public = waiting(alliance), tmp_path / "public"
    retract(public, Retraction(verify(public)[0].edition, SECOND, "A partner delivered the wrong year."))
    with pytest.raises(ReleaseError, match="make the draft again"):
        let_out(draft, draft.digest, public)


def test_a_withdrawn_release_says_so_on_each_of_its_pages(alliance, tmp_path):
    public = tmp_path / "public"
    draft = waiting(alliance)
    let_out(draft, draft.digest, public)
    pages = sorted(path.relative_to(public) for path in (public / "site").rglob("*.html"))
    said = schakel("retract", public, draft.edition, "--because", "A partner delivered the wrong year.")
    assert said.exit_code == 0
    assert sorted(path.relative_to(public) for path in (public / "site").rglob("*.html")) == pages
    for path in (public, public / "editions" / draft.edition):
        assert all("the wrong year" in (path / page).read_text("utf-8") for page in pages)
        assert not list(path.glob("data/*.csv")) and not list(path.glob("*.zip"))
    # The earlier release stays as it was, and both are what their lists of hashes say.
    assert len(verify(public)) == 2
    assert list((public / "editions").glob("2025-02*/data/*.csv"))


def test_a_release_is_withdrawn_with_a_reason(made):
    _, public = made
    with pytest.raises(RequestError, match="say for readers why"):
        retract(public, Retraction(verify(public)[0].edition, SECOND, " "))
    with pytest.raises(RequestError, match="was not released"):
        retract(public, Retraction("2001-01-01-00000000", SECOND, "why"))
