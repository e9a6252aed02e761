"""The shared base of Schakel's libraries: errors as sentences, texts, verdicts, progress, YAML with lines."""
