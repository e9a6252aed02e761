"""All tables of a release at once, protected and attacked together with everything that left before."""
