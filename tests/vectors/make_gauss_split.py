"""gauss_split.json: what the trapezoidal rule and the windows of a Gauss transform do to single pairs, to 50 digits (mpmath)."""

import json
from mpmath import mp, mpf, exp, floor, pi, sqrt

mp.dps = 50


def gaussian(variance, x):
    return exp(-x * x / (2 * variance)) / sqrt(2 * pi * variance)


def pair(share, step, column, row, half=None, reach=None):
    """The double sum over nodes beside exp(-(y - z)^2 / 2): relative error, or what windows leave out."""
    b, h, z, y = map(mpf, (share, step, column, row))
    first, last = int(floor(z / h)), int(floor(y / h))
    far = int(mpf(16) / h)
    near = lambda node, n: half is None or node - half < n <= node + half
    nodes = range(first - far, last + far)
    spread = {m: gaussian(b, h * m - z) for m in nodes if near(first, m)}
    total = mpf(0)
    for n in nodes:
        if not near(last, n):
            continue
        inner = sum(
            gaussian(1 - 2 * b, h * (n - m)) * value
            for m, value in spread.items()
            if reach is None or abs(n - m) <= reach
        )
        total += gaussian(b, y - h * n) * inner
    return total * h * h * sqrt(2 * pi)


pairs = [
    ("0.15", "0.6", "0.1", "0.3"),
    ("0.15", "0.8", "0", "0.4"),
    ("0.15", "0.8", "0.4", "0.4"),
    ("0.25", "0.9", "0.45", "2.5"),
    ("0.05", "0.45", "0.2", "6.1"),
    ("0.3", "0.9", "0", "0"),
    ("0.11", "0.3", "0.15", "0.15"),
    ("0.18", "0.35", "0", "1.75"),
]
errors = []
for share, step, column, row in pairs:
    kernel = exp(-((mpf(row) - mpf(column)) ** 2) / 2)
    error = pair(share, step, column, row) / kernel - 1
    errors.append({"share": float(share), "step": float(step), "column": float(column),
                   "row": float(row), "error": float(error)})
cuts = []
for share, step, half, reach in [("0.15", "0.3", 5, 9), ("0.09", "0.2", 8, 20), ("0.27", "0.4", 6, 8)]:
    for column, row in [("0.01", "0.02"), ("0.02", "1.6"), ("0.1", "3.3"), ("0.1", "-6.2")]:
        left = pair(share, step, column, row) - pair(share, step, column, row, half, reach)
        cuts.append({"share": float(share), "step": float(step), "half": half, "reach": reach,
                     "column": float(column), "row": float(row), "leftOut": float(left)})
print(json.dumps({"errors": errors, "cuts": cuts}, indent=1))
