"""Tables as equations: cells, and the sums between them that every reader knows."""
