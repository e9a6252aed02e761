"""Guidelines for demands and points of orientation as data, and a demand computed from them step by step."""
