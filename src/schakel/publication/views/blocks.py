"""The blocks of an answer as a page shows them: each kind of block by one macro of `blocks.html`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from schakel.model.answer_pages import AnswerCard
from schakel.model.blocks import Block, ChartBlock, LegendSample, SectionBlock, StepsBlock
from schakel.model.page_blocks import MapBlock, Signs
from schakel.publication.charts.drawing import draw, shell
from schakel.publication.charts.maps import Area, draw_areas
from schakel.publication.charts.of_answers import LAYOUTS, SMALL_LAYOUTS
from schakel.publication.rendering import macro
from schakel.publication.speech import ValueSpeaker

SCRIPTS: dict[type[Block], str] = {StepsBlock: "orders.js"}
"""The script that a page needs for a kind of block."""

_STEP = 19  # from one sign to the next
_RECTANGLE = '<rect class="{}" x="0.5" y="0.5" width="27" height="13"/>'
_ACROSS, _DOWN = '<path class="{}" d="M0 7H28"/>', '<path class="{}" d="M14 0V14"/>'
SAMPLES = {
    LegendSample.LINE: Markup(_ACROSS.format("is-curve")),
    LegendSample.DASHED_LINE: Markup(_ACROSS.format("is-liberty")),
    LegendSample.BAR: Markup(_RECTANGLE.format("is-certain")),
    LegendSample.RANGE: Markup(_RECTANGLE.format("is-possible")),
    LegendSample.OUTLINE: Markup(_RECTANGLE.format("is-provisional")),
    LegendSample.TICK: Markup(_DOWN.format("is-norm")),
    LegendSample.HELD: Markup(_DOWN.format("is-break")),
}
"""What is in a legend for each kind of sign."""


@dataclass(frozen=True, eq=False)
class BlockDrawer:
    """Shows blocks on a page, from which `root` is the way to the folder of the language.

    Remarks on real answers among invented figures are shown only if the page `has_remarks`; what `is_synthetic` is
    marked. Where charts have files to be used elsewhere (`has_files`), links lead to these.
    """

    speak: ValueSpeaker
    has_remarks: bool = False
    is_synthetic: bool = False
    root: str = ""
    has_files: bool = False

    def __call__(self, blocks: Iterable[Block]) -> Markup:
        """Return blocks below each other."""
        return Markup().join(macro("blocks.html", macro_of(type(block)))(block, self) for block in blocks)

    def card(self, card: AnswerCard, is_synthetic: bool) -> Markup:
        """Return an answer in short, for the page of its collection."""
        return macro("blocks.html", "card")(card, self, is_synthetic)

    def scripts(self, sections: Iterable[SectionBlock]) -> list[str]:
        """Return the scripts that the blocks of sections need."""
        kinds = {type(block) for section in sections for block in section.blocks}
        return [script for kind, script in SCRIPTS.items() if kind in kinds]

    def drawing(self, chart: ChartBlock, is_small: bool = False) -> Markup:
        """Return the drawing of a chart as one image with a title and a description."""
        layouts = SMALL_LAYOUTS if is_small else LAYOUTS
        layout = layouts[type(chart.drawing)](chart.drawing, self.speak)
        return draw(layout, self.speak(chart.title), self.speak(chart.described), chart.name)

    def legend(self, chart: ChartBlock) -> Markup:
        """Return what the signs in a chart mean."""
        return macro("blocks.html", "legend")(chart, self)

    def map(self, block: MapBlock) -> Markup:
        """Return a map of kinds as one image with a title and a description."""
        speak = self.speak
        stamp = speak.language.say("Synthetic data") if self.is_synthetic else ""
        areas = {code: Area(kind, speak(said)) for code, (kind, said) in block.areas.items()}
        box, inside = draw_areas(areas, block.boundaries, stamp)
        described = "; ".join(f"{speak(kind.said)}: {speak(kind.number)}" for kind in block.kinds)
        return shell(box, inside, speak(block.title), described, block.name)

    def signs(self, signs: Signs) -> Markup:
        """Return signs beside each other as one image; nothing where there are none."""
        return _drawn_signs(signs.names, self.speak(signs.said))

    def sample(self, sample: LegendSample) -> Markup:
        """Return the sign of a line of a legend."""
        return SAMPLES[sample]


@cache  # hundreds of bodies answer alike
def _drawn_signs(names: tuple[str, ...], said: str) -> Markup:
    if not names:
        return Markup()
    drawn = (
        Markup('<use href="#{}"{}/>').format(name, Markup(f' x="{_STEP * place}"') if place else "")
        for place, name in enumerate(names)
    )
    image = Markup('<svg class="replies" width="{}" height="16" role="img" aria-label="{}">{}</svg>')
    return image.format(_STEP * len(names), said, Markup().join(drawn))


def macro_of(kind: type) -> str:
    """Return the macro that shows a kind of block: `grouped_table` of `GroupedTableBlock`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__.removesuffix("Block")).lower()
