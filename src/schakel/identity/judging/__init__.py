"""Human decisions: which records are of one person, which units are one, and whether to link everything again."""
