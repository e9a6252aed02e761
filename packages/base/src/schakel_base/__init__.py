"""What every library of Schakel stands on: errors with a sentence, texts, verdicts, progress, YAML with lines."""
