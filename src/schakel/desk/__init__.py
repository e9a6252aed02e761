"""The desk: where people of an alliance, each with rights of their own, work in a browser, and machines deliver.

It counts nothing itself: it calls the verbs.
"""

from schakel.desk.office import Office

__all__ = ["Office"]
