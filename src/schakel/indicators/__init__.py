"""Declared counts become tables of cells with exact bounds."""
