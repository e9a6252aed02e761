"""From the text of a judgment to facts: declared rules in a cascade; each reading keeps its place and its rule."""
