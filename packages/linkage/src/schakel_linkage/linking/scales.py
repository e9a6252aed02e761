"""The levels of one comparison with their weights: what a pair at each level weighs, and what it could still weigh."""

from dataclasses import dataclass

import numpy as np

from schakel_linkage.arrays import Floats
from schakel_linkage.link_model.declared import AttributeComparison, LevelProbabilities, LinkAttribute, LinkModel
from schakel_linkage.link_model.levels import OTHERWISE, LevelCondition


def level_of(model: LinkModel, comparison: AttributeComparison, level: str) -> LevelProbabilities:
    """Return what training gave for a level."""
    return model.weights.levels[comparison.attribute][level]


@dataclass(frozen=True)
class WeightScale:
    """The levels of one comparison by their place: first those declared, then otherwise, then unknown.

    `most` is the most that a pair can weigh whose codes show a level: a look at the texts may find an earlier one.
    """

    comparison: AttributeComparison
    attribute: LinkAttribute
    weights: Floats
    most: Floats

    @classmethod
    def of(cls, model: LinkModel, comparison: AttributeComparison) -> "WeightScale":
        """Return the scale of a comparison of a trained model."""
        attribute = model.attribute(comparison.attribute)
        levels = (*comparison.levels, OTHERWISE)
        weights = np.array([*(level_of(model, comparison, level).weight for level in levels), 0.0])
        most = weights.copy()
        # Only levels that look at texts can still turn out better than what the codes show.
        best = -np.inf
        for place, level in enumerate(levels):
            most[place] = max(weights[place], best)
            if level != OTHERWISE and attribute.rules.levels[level].of_text:
                best = max(best, weights[place])
        return cls(comparison, attribute, weights, most)

    @property
    def conditions(self) -> list[LevelCondition]:
        """When each declared level holds."""
        return [self.attribute.rules.levels[level] for level in self.comparison.levels]

    @property
    def otherwise(self) -> int:
        """The place of the level of pairs at which no declared one holds."""
        return len(self.comparison.levels)

    @property
    def unknown(self) -> int:
        """The place of pairs in which one side says nothing."""
        return self.otherwise + 1

    @property
    def has_text(self) -> bool:
        """Whether a level looks at the written text."""
        return any(condition.of_text for condition in self.conditions)

    @property
    def first_of_text(self) -> int:
        """The place of the first level that does."""
        places = [place for place, condition in enumerate(self.conditions) if condition.of_text]
        return min(places, default=self.unknown)
