"""The web application of a desk: doors, the guard before them, and what answers behind them."""
