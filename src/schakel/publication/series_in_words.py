"""How a series runs, in one sentence: from its first figure to its last, and by way of its turn if it has one."""

from collections.abc import Callable, Mapping

from schakel.publication.localisation import Localisation
from schakel.publication.series import Course, Run


def in_words(run: Run, language: Localisation) -> str:
    """Return the sentence of a series; it has a word of a trend only where its course has one."""
    return _SAID[run.course](run, language)


def _from_to(run: Run, language: Localisation, end: str = "") -> str:
    return language.say(
        "From {first} ({first_period}) to {last} ({last_period}){trend}.",
        first_period=language.label(run.first.category.label),
        first=language.figure(run.first.figure),
        last_period=language.label(run.last.category.label),
        last=language.figure(run.last.figure),
        trend=end,
    )


def _open(run: Run, language: Localisation) -> str:
    """A range leaves open which way it went; two numbers near each other need no word."""
    exact = run.first.figure.is_exact and run.last.figure.is_exact
    return _from_to(run, language, "" if exact else language.say(": not known whether more or fewer"))


def _with_turn(run: Run, language: Localisation, extreme: str, otherwise: str) -> str:
    """By way of a turn: the period with most or fewest, or that there is one where which it is cannot be told."""
    if run.turn is None:
        return _from_to(run, language, otherwise)
    period, figure = language.label(run.turn.category.label), language.figure(run.turn.figure)
    return f"{_from_to(run, language)} {extreme.format(period=period, figure=figure)}"


def _higher_between(run: Run, language: Localisation) -> str:
    most = language.say("In between, most in {period}: {figure}.")
    return _with_turn(run, language, most, language.say(", with more in between"))


def _lower_between(run: Run, language: Localisation) -> str:
    fewest = language.say("In between, fewest in {period}: {figure}.")
    return _with_turn(run, language, fewest, language.say(", with fewer in between"))


_SAID: Mapping[Course, Callable[[Run, Localisation], str]] = {
    Course.MORE: lambda run, language: _from_to(run, language, language.say(": more")),
    Course.FEWER: lambda run, language: _from_to(run, language, language.say(": fewer")),
    Course.STEADY: lambda run, language: _from_to(run, language, language.say(": about the same")),
    Course.HIGHER_BETWEEN: _higher_between,
    Course.LOWER_BETWEEN: _lower_between,
    Course.OPEN: _open,
}
