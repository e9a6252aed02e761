"""The room by itself: a table of your own and its specification, on the command line."""
