"""Persons and cases are linked and given pseudonyms; the only room that ever sees a name."""
