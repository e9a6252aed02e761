"""Which records are of one person: blocked, weighed against each other, and grouped."""
