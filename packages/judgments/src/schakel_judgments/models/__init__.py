"""Models of sentences: custody and length in two parts, effects in points and months, and the caveats they need."""
