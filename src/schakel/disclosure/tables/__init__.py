"""Tables as equations: cells, and the sums between them that whoever reads a table knows."""
