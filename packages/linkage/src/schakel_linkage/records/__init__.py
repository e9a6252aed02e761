"""Records of persons as numbers: what was written is brought to standard texts, dates and codes."""
