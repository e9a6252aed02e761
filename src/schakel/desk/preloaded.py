"""What the parent of the job processes does once for all of them, before it loads what they need."""

from schakel.without_pandas import leave_pandas_out

leave_pandas_out()
