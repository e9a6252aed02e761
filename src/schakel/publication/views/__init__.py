"""Views: what templates get to show, one for each kind of thing on a page, in one language."""
