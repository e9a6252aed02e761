"""Methods that answer with an estimate or with a refusal, each with its reasons."""
