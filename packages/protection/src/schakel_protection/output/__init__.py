"""Outputs of research on their way out: named checks, a judgement, and a record of both."""
