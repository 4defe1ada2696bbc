"""Reference numbers for covariances at the ends of the range of doubles: values and gradients with 50 digits.

    pip install mpmath
    python make_extreme_covariances.py          write extreme_covariances.json beside this file

The formulas are those of make_extra.py, which shares nothing with the library under test.
"""

import json
from pathlib import Path

from make_extra import finish, gaussian


def scaled(S, D):
    """D S D, rounded to doubles: what the test hands to the library is what is computed with here."""
    return [[S[a][b] * D[a] * D[b] for b in range(len(S))] for a in range(len(S))]


NARROW = [[1.0, 0.9999], [0.9999, 1.0]]
WIDE = [[2.0, -0.5], [-0.5, 3.0]]
OTHER = [[1.5, 1.4985], [1.4985, 1.5]]
HILBERT = [[1.0, 0.5, 1 / 3], [0.5, 1 / 3, 0.25], [1 / 3, 0.25, 0.2]]
SPREAD = [[1.0, 0.3, -0.2], [0.3, 2.0, 0.1], [-0.2, 0.1, 0.7]]

WEIGHTS = [0.5, 0.3, 0.2]
PLACES = [[0.0, 0.0], [0.7, -0.4], [-1.1, 0.3]]

CASES = [
    ("around 1e300", [1e150, 1e150]),
    ("around 1e307", [3e153, 3e153]),
    ("near the largest double", [7e153, 7e153]),
    ("around 1e-300", [1e-150, 1e-150]),
    ("1e300 beside 1e-300", [1e150, 1e-150]),
    ("1e-300 beside 1e300", [1e-150, 1e150]),
]


def cases():
    for name, D in CASES:
        means = [[x * s for x, s in zip(place, D)] for place in PLACES]
        yield gaussian(name, "full", WEIGHTS, means, [scaled(S, D) for S in (NARROW, WIDE, OTHER)])
    D = [1e150, 1.0, 1e-150]
    means = [[0.0, 0.0, 0.0], [0.5e150, 0.25, -1e-151]]
    yield gaussian("three scales", "full", [0.5, 0.5], means, [scaled(S, D) for S in (HILBERT, SPREAD)])


def main():
    path = Path(__file__).with_name("extreme_covariances.json")
    rows = [json.dumps(finish(case), separators=(",", ":"), allow_nan=False) for case in cases()]
    notes = json.dumps([__doc__.split("\n")[0], "The schema of the cases is that of extra.json."])
    path.write_text('{"notes":' + notes + ',\n"cases":[\n' + ",\n".join(rows) + "\n]}\n")


if __name__ == "__main__":
    main()
