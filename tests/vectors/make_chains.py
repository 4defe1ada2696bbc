"""Reference numbers for covariances whose pivots lose digits along a chain: values and gradients with 50 digits.

    pip install mpmath
    python make_chains.py          write chains.json beside this file

Every pivot of a chain but the first is 1/961 of its diagonal entry, so none of them alone has lost much; the
determinant of the correlations is 961^(1-d), and so is about their least eigenvalue. The formulas are those of
make_extra.py, which shares nothing with the library under test.
"""

import json
import math
from pathlib import Path

from make_extra import Draws, finish, gaussian, log_det_entry

# the reciprocal of the root of a pivot's share
LOSS = 31


def chain(d, sign=-1.0):
    """L L^T for rows (.., +-sqrt(1 - 1/961), 1/31) of L, in doubles."""
    near = 1 / LOSS
    far = math.sqrt(1 - near * near)
    S = [[0.0] * d for _ in range(d)]
    for i in range(d):
        S[i][i] = 1.0
    for i in range(1, d):
        step = far * sign**i
        S[i][i - 1] = S[i - 1][i] = step if i == 1 else step * near
    return S


def permuted(S, order):
    return [[S[a][b] for b in order] for a in order]


def scaled(S, D):
    """D S D, rounded to doubles: what the test hands to the library is what is computed with here."""
    return [[S[a][b] * D[a] * D[b] for b in range(len(S))] for a in range(len(S))]


def embedded(S, d, places):
    """A matrix with S at some places and correlations of 1/2, 1/4, .. between the others."""
    others = [a for a in range(d) if a not in places]
    T = [[0.0] * d for _ in range(d)]
    for i, a in enumerate(others):
        for j, b in enumerate(others):
            T[a][b] = 0.5 ** abs(i - j)
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            T[a][b] = S[i][j]
    return T


def along(S, z):
    """L z for the factor of S, rounded."""
    d = len(S)
    L = [[0.0] * d for _ in range(d)]
    for a in range(d):
        L[a][a] = 1.0 if a == 0 else 1 / LOSS
        if a > 0:
            L[a][a - 1] = S[a][a - 1] / L[a - 1][a - 1]
    return [sum(L[a][b] * z[b] for b in range(a + 1)) for a in range(d)]


def wide(d):
    return [[2.0 if a == b else 0.5 ** abs(a - b) for b in range(d)] for a in range(d)]


def mean(d, t):
    return [0.25 * ((3 * a + 5 * t) % 7 - 3) for a in range(d)]


def cases():
    for d in range(2, 7):
        S, U = chain(d), chain(d, 1.0)
        one = [mean(d, 0)], [S]
        yield gaussian(f"chain of {d}", "full", [1.0], *one), True
        # near each other beside the narrow directions, so that both count
        near = [[0.0] * d, [2.0**-10] * d]
        yield gaussian(f"two chains of {d}", "full", [0.5, 0.5], near, [S, U]), True
        yield gaussian(f"chain of {d} beside a wide one", "full", [0.25, 0.75], near, [S, wide(d)]), True
        if d < 5:
            # within a few widths of each other, so that KL and all else is near 1; in longer chains the last digit of an
            # entry of a factor moves these by more than the test allows
            alike = [[0.0] * d, along(S, mean(d, 1))]
            larger = [[1.5 * x if a == b else 1.375 * x for b, x in enumerate(row)] for a, row in enumerate(S)]
            both = [S, scaled(S, [1.25] * d)]
            yield gaussian(f"chains of {d} that overlap", "full", [0.5, 0.5], alike, both), True
            yield gaussian(f"chain of {d} within a wider", "full", [0.5, 0.5], alike, [S, larger]), True
        yield gaussian(f"chain of {d} from its end", "full", [1.0], [mean(d, 0)], [permuted(S, range(d)[::-1])]), True
        order = sorted(range(d), key=lambda a: (a % 2, a))
        yield gaussian(f"chain of {d} by every other link", "full", [0.5, 0.5], near, [permuted(S, order), S]), True
    for d in (3, 5):
        for unit in (1e100, 1e-100):
            for D, name in (([unit] * d, ""), ([unit if a % 2 else 1 / unit for a in range(d)], " beside its inverse")):
                means = [[0.0] * d, [x * 2.0**-10 for x in D]]
                both = [scaled(chain(d), D), scaled(chain(d, 1.0), D)]
                yield gaussian(f"chains of {d}, unit {unit}{name}", "full", [0.5, 0.5], means, both), True
    for places in ([3, 11, 24, 39], [34, 35, 36, 37, 38, 39], [0, 1, 2]):
        n = len(places)
        both = [embedded(chain(n, sign), 40, places) for sign in (-1.0, 1.0)]
        means = [[0.0] * 40, [2.0**-10] * 40]
        name = f"chain of {n} within 40 rows, from row {places[0]}"
        yield gaussian(name, "full", [1.0], means[:1], both[:1]), False
        yield gaussian(f"{name}, two", "full", [0.5, 0.5], means, both), False


def log_dets():
    """Data whose covariance is a chain, but for the draws: rows L z, so large that the identity beside them hardly counts."""
    for d in range(2, 7):
        rows = Draws(700 + d).normals(16, d, 1e9)
        for row in rows:
            for a in range(d - 1, 0, -1):
                row[a] = row[a] / LOSS + row[a - 1] * math.sqrt(1 - 1 / LOSS**2) * (-1) ** a
        entry = log_det_entry(f"chain of {d} columns", [rows], 1.0)
        yield {key: entry[key] for key in ("name", "x", "beta", "entropy")}


def main():
    path = Path(__file__).with_name("chains.json")
    rows = [json.dumps(finish(case, slopes), separators=(",", ":"), allow_nan=False) for case, slopes in cases()]
    notes = json.dumps([__doc__.split("\n")[0], "The schema of the cases is that of extra.json."])
    logs = [json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in log_dets()]
    lists = [",\n".join(rows), ",\n".join(logs)]
    path.write_text('{"notes":' + notes + ',\n"cases":[\n' + lists[0] + '\n],\n"logdet":[\n' + lists[1] + "\n]}\n")


if __name__ == "__main__":
    main()
