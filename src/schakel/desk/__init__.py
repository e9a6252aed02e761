"""The desk: where people of an alliance, each with rights of their own, work in a browser, and machines deliver.

It counts nothing itself: it calls the verbs.
"""

from schakel.without_pandas import leave_pandas_out

leave_pandas_out()

from schakel.desk.office import Office  # noqa: E402 - it loads Arrow, by then without pandas

__all__ = ["Office"]
