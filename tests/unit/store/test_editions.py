"""An edition that is built again is never absent or half."""

import json

import pytest

from schakel.store.editions import draft_of, find_edition, put_in_place
from schakel.store.own_folder import own_folder
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

NAME = "2024-01-01-0123abcd"


def built(place):
    draft = draft_of(place)
    own_folder(draft.folder("bases").path)
    for file in ("edition.json", "key_map.parquet", "bases/reports.parquet"):
        (draft / file).write_text(json.dumps(file))
    return draft


def test_an_edition_that_is_built_again_stays_where_it_stands(tmp_path):
    sealed = Workspace(tmp_path).sealed(tmp_path / NAME)
    put_in_place(built(sealed), sealed)
    place = sealed.path
    (place / "key_map.parquet").write_text("half")
    (place / "left-over.parquet").write_text("of another build")
    before = place.stat().st_ino
    put_in_place(built(sealed), sealed)
    files = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    assert files == ["bases/reports.parquet", "edition.json", "key_map.parquet"]
    assert (sealed / "key_map.parquet").read_text() == '"key_map.parquet"'
    assert place.stat().st_ino == before and list(tmp_path.iterdir()) == [place]


def test_an_edition_that_is_not_finished_is_none_yet(tmp_path):
    editions = Workspace(tmp_path).sealed(tmp_path)
    built(editions.folder(NAME))
    with pytest.raises(RequestError, match="no edition was built yet; build one first"):
        find_edition(editions, "latest")
