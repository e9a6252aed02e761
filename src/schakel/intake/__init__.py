"""A file arrives: archived whole, checked against its contract, answered with a receipt."""
