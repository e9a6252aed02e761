"""Persons with permanent ids: a ledger of judgements, and a pool prepared for the next delivery."""
