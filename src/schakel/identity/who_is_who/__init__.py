"""Persons that stay: who is who as it was judged, kept in a ledger, and what is laid ready for the next delivery."""
