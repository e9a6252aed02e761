"""Beside a phase that is to be reached within years stands until when units are followed."""

from dataclasses import replace
from datetime import date

import publication_samples as samples
import pytest
from publication_samples import said

from schakel.model import Coverage, Figure, Phase
from schakel.publication.localisation import localise
from schakel.publication.views.tables import TableView

PHASES = (Phase("reported", said("reported"), "report"), Phase("referred", said("referred"), "referral"))
IN_TIME = (PHASES[0], replace(PHASES[1], within=2, of="report"))


def note(phases, upper, complete):
    rule = replace(samples.rule("phase", "phase", said("phase")), phases=phases)
    declared = replace(samples.unprotected()[1].indicator, dimensions=(rule,), statistics=())
    counts = {("reported",): (Figure(9, 9), {}), ("referred",): (Figure(3, upper), {}), ("court",): (Figure(0, 0), {})}
    made = samples.made_up(counts, declared, samples.PHASE, complete=complete)
    return TableView(made, samples.content(), localise("en")).followed


@pytest.mark.parametrize(
    ("complete", "words"),
    [
        (None, "do not say up to which day they are complete"),
        (Coverage(date(2020, 1, 1), date(2022, 3, 31)), "complete up to 31 March 2022"),
    ],
)
def test_readers_are_told_why_units_may_still_reach_a_phase(complete, words):
    assert words in note(IN_TIME, 9, complete)


def test_nothing_is_said_where_no_bound_is_open_or_no_phase_has_years():
    assert note(IN_TIME, 3, None) == ""
    assert note(PHASES, 9, None) == ""
