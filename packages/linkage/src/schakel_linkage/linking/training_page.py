"""The results of training as one page with charts, for people who decide whether to link by the model.

It holds levels, weights and counts of pairs, and nothing that is written of anybody. Charts are drawn as SVG into the
page, which loads nothing from elsewhere.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from schakel_base.drawing import DrawnText, Layout, Letters, Paint, Rectangle, Scale, Shape, StraightLine
from schakel_linkage.linking.training_report import TrainingReport
from schakel_linkage.linking.training_words import LANGUAGES, TrainingWords

_ONE, _TWO, _CASE, _LINE = "#01689b", "#b0b0b0", "#e17000", "#666666"
_WIDTH, _LABELS, _ROW = 760.0, 300.0, 22.0
_NARROW = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_STYLE = (
    "body{font-family:sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;line-height:1.5}"
    ".wide{overflow-x:auto}.wide svg{min-width:40rem}"
    "table{border-collapse:collapse}td,th{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ccc}"
    "td.n{text-align:right}svg{width:100%;height:auto}"
)


def training_page(report: TrainingReport, name: str, day: date, language: str = "en") -> str:
    """Return the page as HTML.

    Parameters
    ----------
    language
        One of `LANGUAGES`; in any other the page is English.
    """
    words = TrainingWords(language if language in LANGUAGES else "en")
    say, title = words.say, words.say("title", name=name)
    head = ("from", "precision", "recall")
    of_rules = ("rule", "matches", "alone", "of others")
    parts = [
        f"<h1>{escape(title)}</h1>",
        _said(" ".join([say("dated", day=day), *words.about(report), say("no names")])),
        _heading(say("agreement")),
        _said(say("colours")),
        _drawn(_levels(report, words), say("levels")),
        _heading(say("by weight")),
        _said(say("weights")),
        _drawn(_weights(report, words), say("by weight")),
        _heading(say("thresholds")),
        _said(say("independent")),
        _drawn(_curve(report, words), say("curve")),
        _table(say("table"), [*map(say, head)], _thresholds(report, words)),
        _heading(say("blocking")),
        _table(say("rules"), [*map(say, of_rules)], _rules(report, words)),
        _said(say("missed", share=words.number(report.missed, ".1%"))),
        *map(_said, map(str, report.cut)),
        *_example(report, words),
    ]
    top = f'<meta charset="utf-8">{_NARROW}<title>{escape(title)}</title><style>{_STYLE}</style>'
    body = f"<main>{''.join(parts)}</main>"
    return f'<!doctype html><html lang="{words.language}"><head>{top}</head><body>{body}</body></html>\n'


def _heading(words: str) -> str:
    return f"<h2>{escape(words)}</h2>"


def _said(sentence: str) -> str:
    return f"<p>{escape(sentence)}</p>"


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f"<tr><td>{escape(first)}</td>{''.join(f'<td class=n>{escape(one)}</td>' for one in numbers)}</tr>"
        for first, *numbers in rows
    )
    return _wide(title, f"<table><tr>{cells}</tr>{body}</table>")


def _drawn(layout: Layout, title: str) -> str:
    box = f'viewBox="0 0 {layout.width:g} {layout.height:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" {box}>{layout}</svg>'
    return _wide(title, svg)


def _wide(title: str, content: str) -> str:
    """What a narrow screen scrolls, by keyboard too: made smaller, nobody could read it."""
    return f'<div class="wide" role="group" tabindex="0" aria-label="{escape(title)}">{content}</div>'


def _levels(report: TrainingReport, words: TrainingWords) -> Layout:
    """A row for each level, with a bar for each kind of pair."""
    shapes, down = list[Shape](), 0.0
    share = Scale((0.0, 1.0), (_LABELS, _WIDTH - 90))
    for attribute, levels in report.attributes.items():
        for level, one in levels.items():
            kinds = [(one.m, _ONE), (one.u, _TWO), *([(one.g, _CASE)] if one.g is not None else [])]
            for place, (value, colour) in enumerate(kinds):
                top = down + 2 + place * 6
                said = f"{attribute}, {level}: {words.number(value, '.2%')}"
                shapes.append(Rectangle((_LABELS, share(value)), (top, top + 5), Paint(colour), said))
            shapes.append(_text(f"{attribute}: {level}", _LABELS - 8, down + 14, "end"))
            shapes.append(_text(_bits(one.weight, words), _WIDTH, down + 14, "end"))
            down += _ROW
    return Layout(_WIDTH, down, (tuple(shapes),))


def _weights(report: TrainingReport, words: TrainingWords) -> Layout:
    """A column for each bit, as high as the root of its pairs: there are far more light ones than heavy ones."""
    height, first, last = 200.0, report.weights[0].bits if report.weights else 0, 0
    last = report.weights[-1].bits + 1 if report.weights else 1
    across = Scale((first, last), (40.0, _WIDTH - 10))
    up = Scale((0.0, max((one.pairs for one in report.weights), default=1) ** 0.5), (height, 10.0))
    shapes = list[Shape]()
    for one in report.weights:
        sides = (across(one.bits) + 1, across(one.bits + 1) - 1)
        pairs, of_one = words.number(one.pairs), words.number(one.one_person, ",.0f")
        said = words.say("at a weight", bits=one.bits, pairs=pairs, one=of_one)
        shapes.append(Rectangle(sides, (up(one.pairs**0.5), height), Paint(_TWO), said))
        shapes.append(Rectangle(sides, (up(one.one_person**0.5), height), Paint(_ONE), said))
    return Layout(_WIDTH, height + 30, (tuple(shapes), _axis(across, first, last, height, report.join)))


def _curve(report: TrainingReport, words: TrainingWords) -> Layout:
    height, first, last = 200.0, -6.0, 20.0
    across, up = Scale((first, last), (40.0, _WIDTH - 10)), Scale((0.0, 1.0), (height, 10.0))
    shapes = list[Shape]()
    for before, one in zip(report.curve, report.curve[1:], strict=False):
        for of, colour in (("precision", _ONE), ("recall", _CASE)):
            start, end = ((across(at.threshold), up(getattr(at, of))) for at in (before, one))
            shapes.append(StraightLine(start, end, Paint("", colour, 2)))
    named = (_text(words.say("precision"), 44, 24, "start", _ONE), _text(words.say("recall"), 44, 40, "start", _CASE))
    return Layout(_WIDTH, height + 30, ((*shapes, *named), _axis(across, int(first), int(last), height, report.join)))


def _axis(across: Scale, first: int, last: int, height: float, join: float) -> tuple[Shape, ...]:
    ticks = [_text(f"{bits}", across(bits), height + 18, "middle") for bits in range(first, last + 1, 4)]
    line = StraightLine((across(first), height), (across(last), height), Paint("", _LINE, 1))
    mark = StraightLine((across(join), 0.0), (across(join), height), Paint("", _LINE, 1, (4, 3)))
    return (line, mark, *ticks)


def _thresholds(report: TrainingReport, words: TrainingWords) -> Iterable[tuple[str, ...]]:
    number = words.number
    return (
        (number(one.threshold, "g"), number(one.precision, ".3f"), number(one.recall, ".3f")) for one in report.curve
    )


def _rules(report: TrainingReport, words: TrainingWords) -> Iterable[tuple[str, ...]]:
    for one in report.rules:
        share = "" if one.share_of_others is None else words.number(one.share_of_others, ".1%")
        yield one.rule, words.number(one.matches), words.number(one.alone), share


def _example(report: TrainingReport, words: TrainingWords) -> Iterable[str]:
    """The pair that is least sure, as a waterfall from the prior to its weight."""
    if report.example is None:
        return
    found = report.example
    steps = [(words.say("prior"), found.prior)]
    steps += [(f"{name}: {one.level}", one.bits) for name, one in found.attributes.items()]
    steps += [(words.say("case"), found.case)] if found.case else []
    yield _heading(words.say("closest"))
    yield _said(words.say("from nothing", weight=words.number(found.weight, "+.1f")))
    yield _drawn(_waterfall(steps, words), words.say("one pair"))


def _waterfall(steps: Sequence[tuple[str, float]], words: TrainingWords) -> Layout:
    reached = [0.0]
    for _, bits in steps:
        reached.append(reached[-1] + bits)
    across = Scale((min(reached), max(max(reached), 0.1)), (_LABELS, _WIDTH - 90))
    shapes = list[Shape]()
    for row, (label, bits) in enumerate(steps):
        top, sides = row * _ROW + 3, (across(reached[row]), across(reached[row + 1]))
        shapes.append(
            Rectangle(sides, (top, top + 14), Paint(_ONE if bits >= 0 else _CASE), f"{label}: {_bits(bits, words)}")
        )
        shapes.append(_text(label, _LABELS - 8, top + 12, "end"))
        shapes.append(_text(_bits(bits, words), _WIDTH, top + 12, "end"))
    return Layout(_WIDTH, len(steps) * _ROW, (tuple(shapes),))


def _bits(number: float, words: TrainingWords) -> str:
    return words.say("bits", number=words.number(number, "+.1f"))


def _text(words: str, across: float, down: float, align: str, colour: str = "#222222") -> DrawnText:
    letters = {one: Letters(fill=colour, align=one) for one in ("start", "middle", "end")}
    return DrawnText((across, down), (words,), letters[align])
