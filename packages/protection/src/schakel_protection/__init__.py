"""Tables as equations: suppression, controlled rounding, the attack on both, and checks of output."""
