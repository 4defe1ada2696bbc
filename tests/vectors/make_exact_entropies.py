"""Entropies of extreme Gaussian mixtures, from their definition, to be compared with `exactEntropy`.

On a line: -∫ p ln p with mpmath at 40 digits, by Gauss-Legendre over intervals of one σ around every component.
`rank`: components with one covariance, whose means span three dimensions of six: the trapezoidal rule in these three, in double
precision with numpy, with steps of 0.25 and 0.2 standard deviations, which agree to 1e-13.

    python3 make_exact_entropies.py > exact_entropies.json      (mpmath 1.3, numpy)
"""

import json

import mpmath as mp
import numpy as np

mp.mp.dps = 40


def line(weights, means, sigmas):
    c = [mp.mpf(x) for x in weights]
    m = [mp.mpf(x) for x in means]
    s = [mp.mpf(x) for x in sigmas]
    root = mp.sqrt(2 * mp.pi)

    def f(x):
        p = sum(cj / (sj * root) * mp.exp(-(((x - mj) / sj) ** 2) / 2) for cj, mj, sj in zip(c, m, s))
        return -p * mp.log(p) if p > 0 else mp.mpf(0)

    cuts = sorted({mj + sj * t for mj, sj in zip(m, s) for t in range(-12, 13)})
    return mp.quad(f, cuts, maxdegree=7)


def rank_three(weights, means, covariance):
    c, m, s = np.array(weights), np.array(means), np.array(covariance)
    l = np.linalg.cholesky(s)
    white = np.linalg.solve(l, (m - m[0]).T)
    basis, _ = np.linalg.qr(white[:, 1:4])
    y = (basis.T @ white).T
    values = []
    for h in (0.25, 0.2):
        axes = [np.arange(y[:, a].min() - 9, y[:, a].max() + 9, h) for a in range(3)]
        total = 0.0
        for x0 in axes[0]:
            x1, x2 = np.meshgrid(axes[1], axes[2], indexing="ij")
            p = sum(
                cj * np.exp(-((x0 - u[0]) ** 2 + (x1 - u[1]) ** 2 + (x2 - u[2]) ** 2) / 2)
                for cj, u in zip(c, y)
            ) / (2 * np.pi) ** 1.5
            total += -(p * np.log(np.where(p > 0, p, 1))).sum() * h**3
        values.append(total)
    assert abs(values[0] - values[1]) < 1e-12, values
    flat = np.log(np.diag(l)).sum() + 1.5 * np.log(2 * np.pi * np.e)
    return values[1] + flat


LINES = {
    "narrow ones at 1e4 beside a wide one": ([0.5, 0.25, 0.25], [0, 1e4, 1e4 + 4e-6], [1e3, 2.0**-20, 2.0**-19]),
    "narrow within narrow within wide": ([0.5, 0.25, 0.125, 0.125], [0, 0.5, 0.50001, 0.5], [1, 1e-2, 1e-5, 1e-9]),
    "modes 1e4 apart, in pairs": ([0.25, 0.25, 0.25, 0.25], [-1e4, -1e4 + 1, 1e4, 1e4 + 3], [1, 1, 1, 0.5]),
    "a weight of 1e-12": ([0.5, 0.5 - 1e-12, 1e-12], [0, 6, 3], [1, 1, 1e-3]),
    "seven sigma apart": ([0.4, 0.2, 0.4], [0, 7, 14], [1, 1, 1]),
    "far from zero": ([0.5, 0.25, 0.25], [2.0**40, 2.0**40 + 1, 2.0**40 + 3], [1, 0.5, 1]),
    "small units": ([0.5, 0.25, 0.25], [0, 1e-150, 3e-150], [1e-150, 5e-151, 1e-150]),
}

RANK = {
    "weights": [0.3, 0.3, 0.2, 0.2],
    "means": [[0, 0, 0, 0, 0, 0], [1, 2, 0, 1, 0, -1], [3, 0, 1, 0, 1, 0], [0, -2, 1, 2, 0, 1]],
    "covariance": [
        [2, 0.5, 0, 0.25, 0, 0],
        [0.5, 1, 0.25, 0, 0, 0.125],
        [0, 0.25, 1.5, 0, 0.5, 0],
        [0.25, 0, 0, 1, 0, 0],
        [0, 0, 0.5, 0, 2, 0.25],
        [0, 0.125, 0, 0, 0.25, 1],
    ],
}

print(
    json.dumps(
        {
            "lines": [
                {"name": name, "weights": w, "means": m, "sigmas": s, "entropy": mp.nstr(line(w, m, s), 25)}
                for name, (w, m, s) in LINES.items()
            ],
            "rank": {**RANK, "entropy": float(rank_three(**RANK))},
        },
        indent=1,
    )
)
