"""A partner's code becomes a set of concepts, by an edition of a mapping."""
