"""A code is a set of concepts

What one partner leaves open stays open; what another partner settles is settled.

The scheme of these examples has two forms of sexual exploitation, domestic and cross-border, and labour:

    sexual
        domestic
        cross-border
    labour
"""

from small import FORM


def names(concepts):
    return {concept.notation for concept in concepts}


def test_an_exact_code_is_one_concept():
    assert names(FORM.leaves_of("domestic")) == {"domestic"}


def test_a_broad_code_is_everything_under_its_concept():
    assert names(FORM.leaves_of("sexual")) == {"domestic", "cross-border"}


def test_a_code_that_cannot_be_mapped_may_be_anything():
    assert names(FORM.anything) == {"domestic", "cross-border", "labour"}


def test_several_partners_together_know_more_than_each():
    police, victim_support = FORM.leaves_of("sexual"), FORM.leaves_of("domestic", "labour")
    assert names(police & victim_support) == {"domestic"}


def test_partners_that_contradict_each_other_have_nothing_in_common():
    assert not names(FORM.leaves_of("domestic") & FORM.leaves_of("labour"))


def test_certainly_and_possibly():
    unclear, sexual, domestic, labour = (
        set(FORM.leaves_of(code)) for code in ("sexual", "sexual", "domestic", "labour")
    )
    assert unclear <= sexual  # certainly
    assert unclear & domestic and not unclear <= domestic  # possibly
    assert not unclear & labour
