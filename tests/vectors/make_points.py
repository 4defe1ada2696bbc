"""Reference numbers for mixtures at points: log densities, responsibilities and scores with 50 digits.

    pip install mpmath
    python make_points.py          write points.json beside this file

From the definitions: p(x) = sum c_j N(x; mu_j, S_j), or c_j / |V_j| in closed boxes, r_j = c_j p_j(x) / p(x) and
grad ln p = sum r_j S_j^-1 (mu_j - x). Nothing is shared with the library under test. All numbers given are doubles, and taken
as exact.
"""

import json
import random
from pathlib import Path

from mpmath import det, inverse, log, matrix, mp, mpf, pi, exp

mp.dps = 50
draws = random.Random(20261127)


def normal(n, scale=1.0):
    return [draws.gauss(0, scale) for _ in range(n)]


def weights(k):
    raw = [0.1 + draws.random() for _ in range(k)]
    return [w / sum(raw) for w in raw]


def spd(d, ridge=0.3):
    a = [normal(d) for _ in range(d)]
    s = [[sum(a[i][t] * a[j][t] for t in range(d)) / d for j in range(d)] for i in range(d)]
    return [[s[max(i, j)][min(i, j)] + (ridge if i == j else 0) for j in range(d)] for i in range(d)]


def numbers(case, x):
    """ln p, the responsibilities and the score at x."""
    d, c = len(x), [mpf(w) for w in case["weights"]]
    x = matrix([mpf(v) for v in x])
    logs, slopes = [], []
    for j in range(len(c)):
        if "centers" in case:
            m, w = case["centers"][j], case["widths"][j]
            inside = all(abs(x[a] - mpf(m[a])) <= mpf(w[a]) / 2 for a in range(d))
            logs.append(-sum(log(mpf(v)) for v in w) if inside else mpf("-inf"))
            slopes.append(matrix(d, 1))
            continue
        delta, S = x - matrix([mpf(v) for v in case["means"][j]]), matrix(case["covariances"][j])
        P = inverse(S)
        logs.append(-(d * log(2 * pi) + log(det(S)) + (delta.T * P * delta)[0]) / 2)
        slopes.append(-(P * delta))
    most = max(logs)
    if most == mpf("-inf"):
        return {"logDensity": "-inf", "responsibilities": [0] * len(c), "score": [0] * d}
    terms = [w * exp(a - most) for w, a in zip(c, logs)]
    total = sum(terms)
    r = [t / total for t in terms]
    g = [sum(r[j] * slopes[j][a] for j in range(len(c))) for a in range(d)]
    return {
        "logDensity": float(most + log(total)),
        "responsibilities": [float(v) for v in r],
        "score": [float(v) for v in g],
    }


def case(name, points, **given):
    return {"name": name, **given, "at": [{"x": x, **numbers(given, x)} for x in points]}


def diagonal(v):
    return [[v[i] if i == j else 0 for j in range(len(v))] for i in range(len(v))]


def near(means, d, count=3):
    return [[draws.choice(means)[a] + draws.gauss(0, 1.5) for a in range(d)] for _ in range(count)]


cases = []
for k, d in [(2, 1), (3, 2), (5, 4)]:
    means = [normal(d, 2) for _ in range(k)]
    far = [[1e4] + [0.0] * (d - 1)]
    cases.append(case(f"full k={k} d={d}", near(means, d) + far, weights=weights(k), means=means, covariances=[spd(d) for _ in range(k)]))
    cases.append(case(f"diagonal k={k} d={d}", near(means, d) + far, weights=weights(k), means=means, covariances=[diagonal([0.2 + draws.random() for _ in range(d)]) for _ in range(k)]))
    shared = spd(d)
    cases.append(case(f"shared k={k} d={d}", near(means, d) + far, weights=weights(k), means=means, covariances=[shared] * k))
    v = 0.3 + draws.random()
    cases.append(case(f"one variance k={k} d={d}", near(means, d) + far, weights=weights(k), means=means, covariances=[diagonal([v] * d)] * k))
cases.append(case(
    "narrow and wide", [[0.0, 1e-7], [3e-6, 0.0], [0.3, -0.2], [300.0, 500.0]],
    weights=[0.25, 0.5, 0.25], means=[[0.0, 0.0], [1e-6, 0.0], [1.0, 1.0]],
    covariances=[diagonal([1e-12, 1e-12]), diagonal([1e-12, 1e-10]), diagonal([1.0, 1e4])],
))
cases.append(case(
    "boxes", [[0.25, 0.25], [0.75, 0.5], [1.0, 1.5], [0.5, 1.0], [9.0, 9.0], [-0.5, 0.25]],
    weights=[0.25, 0.125, 0.625], centers=[[0.0, 0.0], [1.0, 1.0], [0.5, 0.5]], widths=[[1.0, 2.0], [2.0, 1.5], [1.0, 1.0]],
))

if __name__ == "__main__":
    text = json.dumps({"precision": 50, "cases": cases}, indent=1)
    (Path(__file__).parent / "points.json").write_text(text + "\n")
