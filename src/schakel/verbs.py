"""The verbs of Schakel, as functions: what the command line says, a program can call."""
