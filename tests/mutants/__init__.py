"""Would the tests notice a fault? Changes one thing in the code at a time and runs its tests.

    uv run --group test python -m tests.mutants --room charts --count 100 [--seed 1] [--file NAME]
    uv run --group test python -m tests.mutants --room all --count 600 --write

Samples mutants of tracker/ROOM (a comparison turned, a sum made a difference, a number moved, a
condition, a return or a call left out). For each it runs those of the room's tests that run the
changed line, the quickest first, until one fails: the mutant is noticed. For a line that runs
when its file is imported it runs all tests, first those that run anything else in the file. Which
test runs which line is recorded once and kept until the room or its tests change. Tests beyond
`--budget` seconds are left out; a mutant that only they would notice counts as not noticed.
`--write` writes the table, one row a room, into tests/README.md.

A mutant may change nothing that can be seen (a line that only saves time, a number that only
leaves room for rounding). Once somebody has read it, it is listed in equivalent_mutants.txt and
not counted.
"""
