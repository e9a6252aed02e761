"""The nouns: frozen values that can only say valid things, made of the standard library alone."""
