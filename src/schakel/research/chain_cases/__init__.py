"""The linked chain as the tables that the library of recidivism reads."""
