"""Persons are linked by what is written of them: declared comparisons, weighed, grouped, and kept under stable ids."""
