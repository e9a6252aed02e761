"""The numbers that decide who is taken for whom, each with where it comes from.

Another number here joins, or parts, other people. `docs/accuracy.md` says how well these do on records whose persons
are known.
"""

# What a model is that does not say otherwise

USUAL_JOIN, USUAL_REVIEW = 6.0, 0.0
USUAL_DRIFT = 1.0
HIGHEST_PRIOR = 0.5
GENERATION = 12
PERIOD = 62
LONGEST_NAME = 100

# How `u` is estimated

PAIRS_FOR_U = 5_000_000
PAIRS_BESIDE_KNOWN = 1_000_000
U_OF_UNIQUE = 1e-9
LEAST_U = 2e-7

# How `m` is estimated

USUALLY_SAME, USUALLY_OTHERWISE = 0.8, 0.05
FAINT = -12.0
USUAL_PAIRS = 5.0
LEAST_M = 0.001
LEAST_OTHERWISE = 0.005
START_MATCHES = 1.0
RUNAWAY = 2.0
FEWEST_KNOWN = 100
PAIRS_AT_EACH_LEVEL = 0.5

# What a rare value adds

USUAL_VARIANTS = 100
USUAL_PERSONS = 20
MOST_ORIGINS = 32

# Which pairs are compared

LARGEST_BLOCK = 2000
RUN = 50

# Where to join, and what is cut

ADVISABLE = (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0)
AS_GOOD = 0.0075
BRIDGE_MARGIN = 2.0
SMALLEST_WITH_BRIDGES = 4

# What is shown to people

FEWEST_FOR_DENSITY = 4
DENSE_ENOUGH = 0.6
MOST_FOR_DENSITY = 200
PAIRS_FOR_DRIFT = 25_000
FEWEST_PAIRS_FOR_DRIFT = 50
