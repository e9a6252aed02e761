"""Every number that decides about a figure or a warning; each cohort declares what an estimate needs.

No law or standard sets them: each says what it was chosen for. What only says how long a computation goes on is
beside it.
"""

JUMP_STANDARD_ERRORS = 3.0
JUMP_RATIO = 1.5
"""A jump between two cohorts is flagged if it is at least so many standard errors, so that chance flags one in 370, and
so many times the share before or after: from 9% to 17%, a change in recording that was told as a trend, is 1.9 times.
"""
SMALLEST_CELL = 5
"""A cell of fewer persons has no share of its own in direct standardisation; its weight is dropped, and said."""
MOST_WORDS = 50
"""A column with more different words than this is a name or a number of a case, and no covariate."""
MOST_NUMBERS_AMONG_WORDS = 10
"""Numbers can be codes beside words; more different ones measure something, and a word among them is a mistake."""
LARGEST_EFFECT = 10.0
"""A coefficient that makes a hazard, or a time, exp(10) times as large for one standard deviation has no maximum: the
likelihood rises for ever, since the covariate tells apart who has the event.
"""
