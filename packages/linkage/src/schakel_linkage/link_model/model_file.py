"""The weights of a trained model, written at the end of its file; what people declared above stays as it is."""

import re
from pathlib import Path

import yaml

from schakel_linkage.link_model.declared import LevelProbabilities, LinkModel, Rule

_WEIGHTS = re.compile(r"^weights:.*\Z", re.MULTILINE | re.DOTALL)
_HEADING = "weights:  # made by training; pinned until that is done again\n"


def write_weights(file: Path, model: LinkModel) -> None:
    """Write the weights of a trained model to its file, in place of those that it has.

    What people declared in the file stays as it is, comments included.
    """
    # Cut and appended as text: writing the document again would lose the comments of its authors.
    declared = _WEIGHTS.sub("", file.read_text(encoding="utf-8")).rstrip()
    file.write_text(f"{declared}\n\n{_HEADING}{weights_text(model)}", encoding="utf-8")


def weights_text(model: LinkModel) -> str:
    """Return the weights as YAML, one level a line."""
    trained = model.weights
    frequent = [
        one.attribute for one in model.comparisons if one.frequency and one.attribute in model.advised.frequency
    ]
    lines = [
        f"  dated: {trained.on}",
        f"  by: {trained.by}",
        f"  records: {trained.records}",
        f"  matches: {trained.matches:.4g}",
        *([] if trained.join is None else [f"  join: {trained.join:g}"]),
        *([f"  companions: {trained.companions:.4g}"] if trained.companions else []),
        *([f"  blocking: [{', '.join(map(_rule, model.blocking))}]"] if model.advised.blocking else []),
        *([f"  frequent: [{', '.join(map(_key, frequent))}]"] if frequent else []),
        "  levels:",
    ]
    for attribute, levels in trained.levels.items():
        lines.append(f"    {_key(attribute)}:")
        lines += [f"      {_key(level)}: {{{_shares(one)}}}" for level, one in levels.items()]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> str:
    return f"[{', '.join(_key(f'{name}.{part}') for name, part in rule)}]"


def _shares(level: LevelProbabilities) -> str:
    return f"m: {level.m:.5g}, u: {level.u:.5g}" + ("" if level.g is None else f", g: {level.g:.5g}")


def _key(name: str) -> str:
    return yaml.safe_dump(name, allow_unicode=True).splitlines()[0]
