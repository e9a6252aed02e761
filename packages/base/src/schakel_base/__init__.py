"""What every library of Schakel is built on: errors with a sentence, texts, verdicts, progress, YAML with lines."""
