"""Texts have codes, and what is known about names is worked out once and added up."""

import numpy as np
import pyarrow as pa

from schakel_linkage.records.lexicon import Lexicon


def heard(lexicon: Lexicon, written: list[str | None]) -> tuple[Lexicon, list[tuple[str | None, str | None, bool]]]:
    """Take names in, and give for each its sound, its first letter, and whether that is all of it."""
    lexicon, (codes,) = lexicon.with_texts([pa.array(written, pa.string())])
    lexicon = lexicon.with_names(codes)
    sounds, parts = [*lexicon.sounds.to_pylist(), None], lexicon.parts(codes)
    letters = [chr(letter) if letter >= 0 else None for letter in parts["initial"].tolist()]
    return lexicon, list(
        zip([sounds[code] for code in parts["sound"].tolist()], letters, parts["short"].tolist(), strict=True)
    )


def test_a_name_is_heard_and_an_unknown_one_is_not() -> None:
    _, found = heard(Lexicon.empty(), ["mohammed", "muhamad", "m", None])
    assert found == [("mmt", "m", False), ("mmt", "m", False), ("m", "m", True), (None, None, False)]


def test_a_text_that_was_a_code_first_is_heard_once_it_is_a_name() -> None:
    lexicon, (codes,) = Lexicon.empty().with_texts([pa.array(["nl", "ma"])])
    assert lexicon.parts(codes)["sound"].tolist() == [-1, -1]
    _, found = heard(lexicon, ["ma", "nl"])
    assert found == [("m", "m", False), ("nl", "n", False)]


def test_what_is_added_makes_up_the_whole_again() -> None:
    first, _ = heard(Lexicon.empty(), ["kovacs", "j", "haddaoui"])
    whole, expected = heard(first, ["hadaoui", "kovacs", "t"])
    again, found = heard(Lexicon.of([first, whole.since(first)]), ["hadaoui", "kovacs", "t"])
    assert found == expected
    assert again.texts.equals(whole.texts)
    assert again.sounds.equals(whole.sounds)
    assert len(np.unique(again.named)) == len(again.named) == 5
