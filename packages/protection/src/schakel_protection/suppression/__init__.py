"""Suppression: which cells to leave out, so that none that needs protection can be computed."""
