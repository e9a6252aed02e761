"""Paragraphs and items of an article as courts write them: `paragraph 1 items 1 and 9`, `.1.3`, `first paragraph`.

Which words mean a paragraph or an item is declared; how they are strung together is the same in all of them.
"""

import re
from collections.abc import Iterator, Mapping

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
PARAGRAPH, ITEM = -1, -2
"""What a declared word stands for that is no number."""


def provisions(text: str, words: Mapping[str, int]) -> tuple[str, ...]:
    """Return `paragraph.item`, or `paragraph` where no item is named, in the order of the text, each once.

    Parameters
    ----------
    text
        What follows the number of the article.
    words
        What a word means: `PARAGRAPH`, `ITEM`, or the number of an ordinal.
    """
    return tuple(dict.fromkeys(_read(text, words)))


def _read(text: str, words: Mapping[str, int]) -> Iterator[str]:
    paragraph, item, ordinal, named = 0, False, 0, False
    for token in _TOKEN.findall(text.lower()):
        meaning = int(token) if token.isdigit() else words.get(token, 0)
        if meaning == PARAGRAPH:
            # A paragraph that was named without items ends where the next one begins.
            if paragraph and not named and not ordinal:
                yield str(paragraph)
            paragraph, item, ordinal, named = ordinal, False, 0, False
        elif meaning == ITEM:
            item = True
        elif meaning and not token.isdigit():
            ordinal = meaning
        elif meaning and item:
            named = True
            yield f"{paragraph or 1}.{meaning}"  # an item alone is one of the first paragraph
        elif meaning and not paragraph:
            paragraph = meaning
            item = text.strip().startswith(".")
        elif meaning:
            named = True
            yield f"{paragraph}.{meaning}"
    if paragraph and not named:
        yield str(paragraph)
