"""Which records are of one person: a declared model, records as numbers, training, linking."""
