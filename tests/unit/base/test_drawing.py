"""Drawings: each shape is one element of SVG at its place; what is said is escaped; the same shapes, the same bytes."""

from xml.etree import ElementTree

import pytest

from schakel_base.drawing import (
    Band,
    Dot,
    DrawnText,
    Layout,
    Letters,
    Paint,
    Rectangle,
    Scale,
    StraightLine,
    ticks_up_to,
)

BLUE = Paint("blue")


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [
        (Rectangle((10, 4), (1, 3.25), BLUE), '<path d="M4,1h6v2.2h-6Z" fill="blue"/>'),
        (
            Rectangle((0, 1), (0, 1), BLUE, "A & B: 3"),
            '<path d="M0,0h1v1h-1Z" fill="blue"><title>A &amp; B: 3</title></path>',
        ),
        (Band([(0, 0), (0, 9)], [(5, 0), (2, 9)], BLUE), '<path d="M0,0L0,9L2,9L5,0Z" fill="blue"/>'),
        (
            StraightLine((1, 2), (4, 2), Paint(stroke="red", width=1.5, dashes=(4, 3))),
            '<line transform="translate(1,2)" x2="3" y2="0" stroke="red" stroke-width="1.5" stroke-dasharray="4,3"/>',
        ),
        (Dot((1, 2), 4.5, BLUE), '<circle cx="1" cy="2" r="4.5" fill="blue"/>'),
        (
            DrawnText((1, 2), ("a < b",), Letters(12, "blue", "end", 600, down=4)),
            '<text text-anchor="end" transform="translate(1,6)" font-size="12px"'
            ' font-weight="600" fill="blue">a &lt; b</text>',
        ),
        (
            DrawnText((0, 0), ("one", "two"), Letters(13, "blue")),
            '<text text-anchor="start" transform="translate(0,0)" font-size="13px" fill="blue">'
            '<tspan>one</tspan><tspan x="0" dy="16">two</tspan></text>',
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_a_shape_is_one_element_at_its_place(shape, drawn):
    assert str(shape) == drawn


def test_layers_are_groups_and_later_ones_lie_on_earlier_ones():
    inside = str(Layout(10, 20, ((Dot((1, 1), 1, BLUE),), (Dot((2, 2), 1, Paint("red")), Dot((3, 3), 1, BLUE)))))
    groups = [group for group in ElementTree.fromstring(inside).iter("g") if group.find("circle") is not None]
    assert [[dot.get("cx") for dot in group] for group in groups] == [["1"], ["2", "3"]]


def test_a_scale_puts_its_ends_at_its_places_and_can_run_upwards():
    up = Scale((0.0, 100.0), (180, 20))
    assert [up(value) for value in (0, 25, 100)] == [180, 140, 20]


@pytest.mark.parametrize("maximum", [0, 1, 3, 7, 95, 100, 1234, 98765])
def test_ticks_are_few_and_reach_the_maximum(maximum):
    ticks = ticks_up_to(maximum)
    assert 2 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-1] >= maximum
