"""The numbers that decide which records become one person, each with its source.

Another number here joins, or parts, other people. Some are definitions, some are guards for sizes that no test set has,
the others were chosen on four sets of records whose persons are known, each trained on itself: fake_1000, FEBRL 1, a
sample of historical_50k, and 30,000 invented records of five partners. `python -m benchmarks.linking_calibration`
changes one number at a time and prints the F1 of each set. *No effect* says that none moves by more than 0.001 at half
and double the number, or at what is tried there (30 November 2026).
"""

# What a model is that does not say otherwise.

USUAL_JOIN, USUAL_REVIEW = 6.0, 0.0
"""In bits. At 6 bits a pair is one person 64 times as likely as two, by a model whose attributes were independent."""
USUAL_DRIFT = 1.0
"""In bits: strangers agree twice as often as the model says. A choice, since nothing is joined by it."""
HIGHEST_PRIOR = 0.5
"""By definition: knowing nothing of two records is no reason to take them for one person."""
GENERATION = 12
"""Years between two births from which they are a parent and a child, sooner than an error. At 8 years the invented
records lose 0.003 of F1; at 18 nothing changes."""
PERIOD = 62
"""Days are blocked in periods of so many, and again half a period later, so that two days a month apart (31 days, the
largest month) share one of the two."""
LONGEST_NAME = 100
"""Characters: a name of more is no name. It is left out and noted."""

# How a linkage is measured.

FEWEST_CHECKED = 100
"""Pairs that a number can check: fewer leave a share of one half with a standard error above 5 percentage points, and
no range is drawn from them."""

# How `u` is estimated: how often records of two persons agree.

PAIRS_FOR_U = 1_000_000
"""A share of one in a million is then seen once. No effect at five times it and at half of it."""
VARIANTS_TAUGHT = 50_000
"""Of more different records so many are drawn, and the pairs that one of them is in teach: they are several hundred
thousand, and the others would teach the same. The four sets have fewer."""
PAIRS_BESIDE_KNOWN = 1_000_000
"""Far more than there are known pairs, so that `m` is the less sure of the two."""
U_OF_UNIQUE = 1e-9
"""Two persons share a unique number by error alone, which no sample shows: one pair in a thousand million."""
LEAST_U = 2e-7
"""One pair in five million: what none of those shows that are looked at may still be so. No effect at a tenth
and ten times of it."""

# How `m` is estimated: how often records of one person agree.

USUALLY_SAME, USUALLY_OTHERWISE = 0.8, 0.05
"""Where training starts: how often records of one person say the same, and something else; the levels between share the
rest. Training moves away from it: no effect from 0.7 to 0.9 and from 0.02 to 0.1."""
FAINT = -12.0
"""In bits: pairs that weigh less by what is usual teach nothing, since one in 4,000 of them at most is one person. No
effect at -20; from -8 on the sets move by up to 0.002."""
USUAL_PAIRS = 5.0
"""So many pairs of one person, which agree as is usual, are added: what hardly any pair says proves little. No effect
from 1 to 20; they are there so that ten records teach something as well."""
LEAST_M = 0.001
"""No level is impossible for one person. No effect from 0.0001 to 0.01."""
LEAST_OTHERWISE = 0.005
"""Anything may be wrong in a record, even what never was in those that trained. No effect from 0.001 to 0.02."""
START_MATCHES = 1.0
"""Training starts as if each record had one other of its person. No effect from 0.3 to 3."""
RUNAWAY = 2.0
"""Where rounds promise so many times the matches of the first, they find people of one name or country. No effect on
the four sets; it was chosen on 900 strangers of four names, whom more rounds take
for few persons (`tests/spec/test_linking_records_never_seen.py`)."""
SELDOM = 0.45
"""Where a name differs in more of the matches, they are no persons: households and cases were found. Of registers that
training took for cases a name differed in 58% and 96%; of all other sets in 35% at most."""
SELDOM_AMONG_DIFFERENT = 0.3
"""The same, of matches whose records say different things, where a name differs and something else does too: 41% to 83%
of three registers of households, at most 13% of all other sets. No effect from 0.2 to 0.4 (1 December 2026)."""
STRANGE = -6.0
"""In bits: pairs that weigh more by what is usual, and do not share a name, are where pairs of one case begin."""
FEWEST_KNOWN = 100
"""Fewer known pairs leave a share of one half with a standard error above 5 percentage points."""
PAIRS_AT_EACH_LEVEL = 0.5
"""So many pairs are added to each level of known pairs, so that none is impossible (Jeffreys, 1946)."""

# What a rare value adds.

USUAL_VARIANTS = 100
"""So many different records with usual frequencies are added, or a handful of records would make every name a frequent
one. At 30 and 300 the sets of 2,000 records or fewer move by 0.003 at most, in both directions."""
USUAL_PERSONS = 20
"""So many people with the frequencies of everybody are added to those of each origin. No effect from 7 to 60."""
FREQUENT_DATES = 1.0
"""Other records of two persons with one date of birth, on average: from so many on dates count by how frequent they
are, where nothing is declared. In a smaller file a date that two records share is a person's more often than a frequent
one."""
MOST_ORIGINS = 32
"""The 31 most frequent origins count apart and the others together: of few people no frequencies can be told. No effect
from 8 to 128."""

# Which pairs are compared.

MOST_PAIRS_A_RECORD = 250
"""Where a model declares no blocking, a rule of more pairs makes room for rules of two values. No rule of the four sets
gives as many; it keeps a register of a hundred thousand records with frequent names within a minute of CPU."""
LARGEST_BLOCK = 2000
"""Different records: a block of more would be two million pairs. It is cut, and that is reported. A guard for millions
of records; no effect on the four sets."""
RUN = 50
"""What is cut is compared with so many neighbours in the order of what else it says."""

# Where to join, and what is cut.

ADVISABLE = (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0)
"""In bits. At 2 bits a pair is one person in four of five cases, where nothing that it agrees in goes together; below
it, strangers of one country are joined, and a wrong person costs more than a missed one."""
AS_GOOD = 0.0075
"""Of thresholds that promise nearly the same F1 the lowest is taken: what a chain joins is right more often than a pair
of it alone would promise. At 0 the historical set loses 0.034 of F1 and fake_1000 0.006; at 0.02 the historical set
gains 0.008, which one set alone does not decide."""
BRIDGE_MARGIN = 2.0
"""In bits: a pair that weighs this much more than the threshold needs no third record that supports it. At 0 the sets
gain up to 0.004 and at 4 fake_1000 loses 0.008. It stays at 2: chains of millions of records are longer than theirs."""
SMALLEST_WITH_BRIDGES = 4
"""Different records: in a group of three, two pairs without a third are no chain yet. At 3 and 8 the sets move by 0.002
at most."""

# What is shown to people; nothing is joined or parted by it.

FEWEST_FOR_DENSITY = 4
"""Different records: of fewer the density says little, since three in a row have two of three pairs."""
DENSE_ENOUGH = 0.6
"""Of persons with a lower density 74% hold two people in a million invented records, of all persons 0.5% (docs)."""
MOST_FOR_DENSITY = 200
"""Of so many different records of a person the pairs are looked at: 19,900 pairs."""
PAIRS_FOR_DRIFT = 25_000
"""Random pairs that are compared with the model at every delivery: a share of 1% has a standard error of 0.06%."""
FEWEST_PAIRS_FOR_DRIFT = 50
"""Levels of fewer pairs, found and expected, differ from any model by chance: by one part in seven."""
