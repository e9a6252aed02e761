"""What the templates are given: one look at each thing that a page shows, in one language."""
