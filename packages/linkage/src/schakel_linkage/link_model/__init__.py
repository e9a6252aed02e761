"""By what records are linked: attributes, levels, weights and thresholds, declared in one file."""
