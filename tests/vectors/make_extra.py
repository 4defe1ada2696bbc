"""Independent reference numbers for the tests: mixtures, gradients, true entropies, LogDet, Philox.

    pip install mpmath          (gmpy2 as well makes it several times faster)
    python make_extra.py                        write extra.json beside this file
    python make_extra.py --check reference.json recompute every number of a file, print the worst error
    python make_extra.py --selftest             differentiate everything numerically, test the identities

Nothing here is shared with the library under test: other language, other number type, other derivation of
the gradients. The formulas are those of MATH.md (the section is named above each); every parameter is drawn
as a double and then treated as that exact rational number. Each number is computed twice, with 60 and with
90 digits, and must agree to 30 digits before it is rounded, once, to the nearest double. What agrees to no
digit is the rounding residue of an exact zero and is written as 0.

Draws come from random.Random(seed).random(), which Python promises to keep, turned into normals by
Box-Muller in multiprecision, so the file does not depend on a platform's libm.
"""

import argparse
import json
import math
import pathlib
import random

from mpmath import mp, mpf

HERE = pathlib.Path(__file__).resolve().parent
LOW_DIGITS, HIGH_DIGITS = 60, 90
INFINITY = mpf("inf")
# The alpha of a Chernoff distance is the double that a user would pass.
CHERNOFF = {"bhattacharyya": 0.5, "chernoff0.3": 0.3, "chernoff0.7": 0.7}
PAIRWISE = ["kl", "bhattacharyya", "chernoff0.3", "chernoff0.7", "elkDistance"]
ESTIMATORS = ["conditional", "joint", *PAIRWISE, "elk", "kde"]


# ---------------------------------------------------------------------------------------------------------
# Symmetric positive definite matrices. A matrix is a list of rows; a diagonal one may be Diagonal(entries),
# which serves d = 400 in linear time.


class Diagonal(list):
    """The diagonal of a diagonal matrix."""


def combine(a, A, b, B):
    """a A + b B."""
    if isinstance(A, Diagonal):
        return Diagonal(a * x + b * y for x, y in zip(A, B))
    return [[a * x + b * y for x, y in zip(r, s)] for r, s in zip(A, B)]


def cholesky(S):
    """L with S = L L^T; the square roots of the entries for a Diagonal."""
    if isinstance(S, Diagonal):
        return Diagonal(mp.sqrt(x) for x in S)
    d = len(S)
    L = [[mpf(0)] * d for _ in range(d)]
    for a in range(d):
        for b in range(a + 1):
            rest = S[a][b] - mp.fdot(L[a][:b], L[b][:b])
            if a == b:
                if rest <= 0:
                    raise ValueError("matrix is not positive definite")
                L[a][a] = mp.sqrt(rest)
            else:
                L[a][b] = rest / L[b][b]
    return L


def log_determinant(L):
    """ln|L L^T|."""
    entries = L if isinstance(L, Diagonal) else [L[a][a] for a in range(len(L))]
    return 2 * sum((mp.log(x) for x in entries), mpf(0))


def forward_solve(L, v):
    """L^-1 v."""
    if isinstance(L, Diagonal):
        return [x / s for x, s in zip(v, L)]
    out = []
    for a, row in enumerate(L):
        out.append((v[a] - mp.fdot(row[:a], out)) / row[a])
    return out


def square(v):
    return mp.fdot(v, v)


def inverse(L):
    """(L L^T)^-1 = K^T K with K = L^-1, always as a full matrix."""
    d = len(L)
    if isinstance(L, Diagonal):
        return [[1 / L[a] ** 2 if a == b else mpf(0) for b in range(d)] for a in range(d)]
    columns = [forward_solve(L, [mpf(a == b) for a in range(d)]) for b in range(d)]
    out = [[mpf(0)] * d for _ in range(d)]
    for a in range(d):
        for b in range(a + 1):
            out[a][b] = out[b][a] = mp.fdot(columns[a], columns[b])
    return out


def times(A, v):
    return [mp.fdot(row, v) for row in A]


def trace_of_quotient(L, S):
    """tr((L L^T)^-1 S)."""
    if isinstance(L, Diagonal):
        return mp.fsum(s / x**2 for s, x in zip(S, L))
    A = inverse(L)
    return mp.fsum(mp.fdot(r, s) for r, s in zip(A, S))


def outer(u):
    return [[x * y for y in u] for x in u]


# ---------------------------------------------------------------------------------------------------------
# Gaussian mixtures


class Gaussian:
    """MATH.md, "Component families": means [k][d], covariances k matrices (or Diagonal)."""

    blocks = ("means", "covariances")

    def __init__(self, weights, means, covariances):
        self.weights, self.means, self.covariances = weights, means, covariances
        self.k, self.d = len(weights), len(means[0])
        self.factors = [cholesky(S) for S in covariances]
        self.logdets = [log_determinant(L) for L in self.factors]
        self._inverses = None

    @property
    def inverses(self):
        if self._inverses is None:
            self._inverses = [inverse(L) for L in self.factors]
        return self._inverses

    def entropies(self):
        """h_j = (d ln 2 pi e + ln|S_j|) / 2."""
        return [(self.d * mp.log(2 * mp.pi * mp.e) + x) / 2 for x in self.logdets]

    def distances(self):
        """name -> D[i][j]; for elk and kde the "distance" is -ln of the kernel value."""
        k, d = self.k, self.d
        table = {name: [[None] * k for _ in range(k)] for name in [*PAIRWISE, "elk", "kde"]}
        log2pi = mp.log(2 * mp.pi)
        for i in range(k):
            for j in range(k):
                delta = [x - y for x, y in zip(self.means[i], self.means[j])]
                mahalanobis = square(forward_solve(self.factors[j], delta))
                ldi, ldj = self.logdets[i], self.logdets[j]
                # KL = (tr(Sj^-1 Si) - d + |Lj^-1 delta|^2 + ln|Sj| - ln|Si|) / 2
                trace = mpf(d) if i == j else trace_of_quotient(self.factors[j], self.covariances[i])
                table["kl"][i][j] = (trace - d + mahalanobis + ldj - ldi) / 2
                # KDE: -ln p_j(mu_i)
                table["kde"][i][j] = (d * log2pi + ldj + mahalanobis) / 2
                for name, alpha in CHERNOFF.items():
                    # W = (1-a) Si + a Sj; C = a(1-a)/2 delta^T W^-1 delta + (ln|W| - (1-a) ln|Si| - a ln|Sj|)/2
                    a = mpf(alpha)
                    L = cholesky(combine(1 - a, self.covariances[i], a, self.covariances[j]))
                    quadratic, ldw = square(forward_solve(L, delta)), log_determinant(L)
                    table[name][i][j] = (a * (1 - a) * quadratic + ldw - (1 - a) * ldi - a * ldj) / 2
                L = cholesky(combine(1, self.covariances[i], 1, self.covariances[j]))
                quadratic, lds = square(forward_solve(L, delta)), log_determinant(L)
                # ELK: -ln N(mu_i; mu_j, Si + Sj)
                table["elk"][i][j] = (d * log2pi + lds + quadratic) / 2
        # ELK distance: -ln( z_ij / sqrt(z_ii z_jj) )
        z = table["elk"]
        for i in range(k):
            for j in range(k):
                table["elkDistance"][i][j] = z[i][j] - (z[i][i] + z[j][j]) / 2
        return table

    def zeros(self):
        d = self.d
        return {
            "means": [[mpf(0)] * d for _ in range(self.k)],
            "covariances": [[[mpf(0)] * d for _ in range(d)] for _ in range(self.k)],
        }

    def add_entropy_gradient(self, grad, i, scale):
        """dh_i = tr(Si^-1 dSi) / 2."""
        add_matrix(grad["covariances"][i], scale / 2, self.inverses[i])

    def add_distance_gradients(self, grads, i, j, scales):
        """For each estimator of `scales`, add scale * dD_ij. Derived by hand from the formulas in `distances`."""
        delta = [x - y for x, y in zip(self.means[i], self.means[j])]
        Ai, Aj = self.inverses[i], self.inverses[j]
        u = times(Aj, delta)
        uu = outer(u)
        if "kl" in scales:
            s, g = scales["kl"], grads["kl"]
            add_vector(g["means"][i], s, u)
            add_vector(g["means"][j], -s, u)
            add_matrix(g["covariances"][i], s / 2, Aj)
            add_matrix(g["covariances"][i], -s / 2, Ai)
            # d/dSj: (Sj^-1 - Sj^-1 (Si + delta delta^T) Sj^-1) / 2
            middle = [[mp.fdot(row, column) for column in zip(*self.full(i))] for row in Aj]
            sandwich = [[mp.fdot(row, column) for column in Aj] for row in middle]
            add_matrix(g["covariances"][j], s / 2, Aj)
            add_matrix(g["covariances"][j], -s / 2, sandwich)
            add_matrix(g["covariances"][j], -s / 2, uu)
        if "kde" in scales:
            s, g = scales["kde"], grads["kde"]
            add_vector(g["means"][i], s, u)
            add_vector(g["means"][j], -s, u)
            add_matrix(g["covariances"][j], s / 2, Aj)
            add_matrix(g["covariances"][j], -s / 2, uu)
        for name, alpha in CHERNOFF.items():
            if name not in scales:
                continue
            s, g, a = scales[name], grads[name], mpf(alpha)
            B = inverse(cholesky(combine(1 - a, self.full(i), a, self.full(j))))
            v = times(B, delta)
            add_vector(g["means"][i], s * a * (1 - a), v)
            add_vector(g["means"][j], -s * a * (1 - a), v)
            # d/dW = (W^-1 - a(1-a) v v^T) / 2, and W = (1-a) Si + a Sj
            vv = outer(v)
            for index, share, A in ((i, 1 - a, Ai), (j, a, Aj)):
                add_matrix(g["covariances"][index], s * share / 2, B)
                add_matrix(g["covariances"][index], -s * share / 2 * a * (1 - a), vv)
                add_matrix(g["covariances"][index], -s * share / 2, A)
        if "elk" in scales or "elkDistance" in scales:
            B = inverse(cholesky(combine(1, self.full(i), 1, self.full(j))))
            v = times(B, delta)
            vv = outer(v)
            for name in ("elk", "elkDistance"):
                if name not in scales:
                    continue
                s, g = scales[name], grads[name]
                add_vector(g["means"][i], s, v)
                add_vector(g["means"][j], -s, v)
                for index, A in ((i, Ai), (j, Aj)):
                    add_matrix(g["covariances"][index], s / 2, B)
                    add_matrix(g["covariances"][index], -s / 2, vv)
                    if name == "elkDistance":
                        # -ln z_ii = (d ln 4 pi + ln|Si|) / 2, half of it subtracted
                        add_matrix(g["covariances"][index], -s / 4, A)

    def full(self, i):
        S = self.covariances[i]
        if isinstance(S, Diagonal):
            return [[S[a] if a == b else mpf(0) for b in range(self.d)] for a in range(self.d)]
        return S

    def kinks(self, name):
        """Gaussian estimators are smooth everywhere, coincident components included."""
        return False


def add_vector(target, scale, v):
    for a, x in enumerate(v):
        target[a] += scale * x


def add_matrix(target, scale, M):
    for row, source in zip(target, M):
        add_vector(row, scale, source)


# ---------------------------------------------------------------------------------------------------------
# Mixtures of uniform densities on boxes


class Uniform:
    """MATH.md, "Component families": closed boxes [m - w/2, m + w/2], exact edges."""

    blocks = ("centers", "widths")

    def __init__(self, weights, centers, widths):
        self.weights, self.centers, self.widths = weights, centers, widths
        self.k, self.d = len(weights), len(centers[0])
        self.low = [[m - w / 2 for m, w in zip(*row)] for row in zip(centers, widths)]
        self.high = [[m + w / 2 for m, w in zip(*row)] for row in zip(centers, widths)]

    def entropies(self):
        """h_j = sum ln w_j."""
        return [mp.fsum(mp.log(w) for w in row) for row in self.widths]

    def edges(self, i):
        return list(zip(self.low[i], self.high[i]))

    def overlap(self, i, j):
        """The side lengths of the common box, negative where the boxes are apart."""
        return [min(b, q) - max(a, p) for (a, b), (p, q) in zip(self.edges(i), self.edges(j))]

    def inside(self, i, j):
        return all(a >= p and b <= q for (a, b), (p, q) in zip(self.edges(i), self.edges(j)))

    def holds_center(self, i, j):
        """Does the closed box j hold the centre of box i?"""
        return all(p <= m <= q for m, (p, q) in zip(self.centers[i], self.edges(j)))

    def distances(self):
        k = self.k
        table = {name: [[INFINITY] * k for _ in range(k)] for name in [*PAIRWISE, "elk", "kde"]}
        volume = self.entropies()
        for i in range(k):
            for j in range(k):
                if self.inside(i, j):
                    table["kl"][i][j] = volume[j] - volume[i]
                if self.holds_center(i, j):
                    table["kde"][i][j] = volume[j]
                sides = self.overlap(i, j)
                if min(sides) <= 0:
                    continue
                common = mp.fsum(mp.log(side) for side in sides)
                for name, alpha in CHERNOFF.items():
                    a = mpf(alpha)
                    table[name][i][j] = a * volume[i] + (1 - a) * volume[j] - common
                table["elk"][i][j] = volume[i] + volume[j] - common
        z = table["elk"]
        for i in range(k):
            for j in range(k):
                if z[i][j] != INFINITY:
                    table["elkDistance"][i][j] = z[i][j] - (z[i][i] + z[j][j]) / 2
        return table

    def zeros(self):
        return {block: [[mpf(0)] * self.d for _ in range(self.k)] for block in self.blocks}

    def add_entropy_gradient(self, grad, i, scale):
        for a, w in enumerate(self.widths[i]):
            grad["widths"][i][a] += scale / w

    def add_distance_gradients(self, grads, i, j, scales):
        for name, s in scales.items():
            g = grads[name]
            if name == "kl":
                self.add_entropy_gradient(g, j, s)
                self.add_entropy_gradient(g, i, -s)
            elif name == "kde":
                self.add_entropy_gradient(g, j, s)
            else:
                a = {"elk": mpf(1), "elkDistance": mpf(1) / 2}.get(name)
                first, second = (a, a) if a is not None else (mpf(CHERNOFF[name]), 1 - mpf(CHERNOFF[name]))
                self.add_entropy_gradient(g, i, s * first)
                self.add_entropy_gradient(g, j, s * second)
                if i == j:
                    self.add_entropy_gradient(g, i, -s)
                    continue
                for axis, side in enumerate(self.overlap(i, j)):
                    # side = min of the upper edges - max of the lower edges; an edge is m + w/2 or m - w/2
                    upper = i if self.high[i][axis] < self.high[j][axis] else j
                    lower = i if self.low[i][axis] > self.low[j][axis] else j
                    g["centers"][upper][axis] -= s / side
                    g["widths"][upper][axis] -= s / side / 2
                    g["centers"][lower][axis] += s / side
                    g["widths"][lower][axis] -= s / side / 2

    def kinks(self, name):
        """Is the estimator not differentiable in centres or widths here? Pairs of positive weight count.

        Overlap distances: equal edges of overlapping boxes, or boxes that touch along exactly one axis (along two
        or more the common volume vanishes to second order). KL: a box inside another that shares an edge of it.
        KDE: a centre on an edge of a box that holds it.
        """
        live = [i for i in range(self.k) if self.weights[i] > 0]
        for i in live:
            for j in live:
                if i == j or name in ("conditional", "joint"):
                    continue
                tie = any(a == p or b == q for (a, b), (p, q) in zip(self.edges(i), self.edges(j)))
                if name == "kl":
                    if self.inside(i, j) and tie:
                        return True
                elif name == "kde":
                    if self.holds_center(i, j) and any(
                        m in edge for m, edge in zip(self.centers[i], self.edges(j))
                    ):
                        return True
                else:
                    sides = self.overlap(i, j)
                    if min(sides) > 0 and tie:
                        return True
                    if min(sides) == 0 and sides.count(0) == 1:
                        return True
        return False


# ---------------------------------------------------------------------------------------------------------
# Estimators: MATH.md, "Estimators" and "Gradients of a pairwise log-sum-exp"


def log_sum_exp_rows(weights, D):
    """f_i = ln sum_j c_j exp(-D_ij), for rows of zero weight too. Multiprecision neither under- nor overflows."""
    return [mp.log(mp.fsum(c * mp.exp(-x) for c, x in zip(weights, row) if c != 0 and x != INFINITY)) for row in D]


def values(p):
    c, h = p.weights, p.entropies()
    out = {"conditional": mp.fdot(c, h)}
    out["joint"] = out["conditional"] - mp.fsum(x * mp.log(x) for x in c if x > 0)
    for name, D in p.distances().items():
        f = log_sum_exp_rows(c, D)
        base = out["conditional"] if name in PAIRWISE else mpf(0)
        out[name] = base - mp.fsum(x * y for x, y in zip(c, f) if x > 0)
    return {name: out[name] for name in ESTIMATORS}


def gradients(p):
    """estimator -> {weights, and the blocks of the family}; None where there is no finite derivative.

    H = sum c_i b_i - sum c_i f_i with f_i = LSE_j(ln c_j - D_ij) and b_i = h_i or 0, so
    dH/dc_m = b_m - f_m - sum_i c_i exp(-D_im - f_i): r_im / c_m without the division, hence right at c_m = 0.
    dH/dD_ij = c_i r_ij = c_i c_j exp(-D_ij - f_i).
    """
    c, h, k = p.weights, p.entropies(), p.k
    grads = {name: {"weights": [None] * k, **p.zeros()} for name in ESTIMATORS}
    grads["conditional"]["weights"] = h
    grads["joint"]["weights"] = [x - mp.log(y) - 1 if y > 0 else None for x, y in zip(h, c)]
    for name in ["conditional", "joint", *PAIRWISE]:
        for i in range(k):
            p.add_entropy_gradient(grads[name], i, c[i])
    scales = [[{} for _ in range(k)] for _ in range(k)]
    for name, D in p.distances().items():
        f = log_sum_exp_rows(c, D)
        live = [i for i in range(k) if c[i] > 0]
        q = {(i, j): mpf(0) if D[i][j] == INFINITY else mp.exp(-D[i][j] - f[i]) for i in live for j in range(k)}
        for m in range(k):
            if f[m] != -INFINITY:
                base = h[m] if name in PAIRWISE else mpf(0)
                grads[name]["weights"][m] = base - f[m] - mp.fsum(c[i] * q[i, m] for i in live)
        for i in live:
            for j in live:
                if q[i, j] != 0:
                    scales[i][j][name] = c[i] * c[j] * q[i, j]
    for i in range(k):
        for j in range(k):
            if scales[i][j]:
                p.add_distance_gradients(grads, i, j, scales[i][j])
    for name in ESTIMATORS:
        if p.kinks(name):
            for block in p.blocks:
                grads[name][block] = None
    return grads


def structured_gradients(structure, grads):
    """The gradients with respect to a covariance that was given in fewer numbers (chain rule)."""
    blocks = {name: g["covariances"] for name, g in grads.items()}
    trace = lambda G: mp.fsum(G[a][a] for a in range(len(G)))
    if structure == "shared-full":
        total = lambda Gs: [[mp.fsum(G[a][b] for G in Gs) for b in range(len(Gs[0]))] for a in range(len(Gs[0]))]
        return {"gradShared": {name: total(Gs) for name, Gs in blocks.items()}}
    if structure == "diagonal":
        return {"gradVariances": {n: [[G[a][a] for a in range(len(G))] for G in Gs] for n, Gs in blocks.items()}}
    if structure == "spherical":
        return {"gradVariances": {name: [trace(G) for G in Gs] for name, Gs in blocks.items()}}
    if structure == "shared-number":
        return {"gradVariance": {name: mp.fsum(trace(G) for G in Gs) for name, Gs in blocks.items()}}
    return {}


# ---------------------------------------------------------------------------------------------------------
# Cases in and out


def exact(x):
    """Nested lists of doubles as the same numbers in multiprecision."""
    return [exact(y) for y in x] if isinstance(x, list) else mpf(x)


def build(case):
    """The mixture of a case, whichever way its covariances are given."""
    weights = exact(case["weights"])
    if case.get("family", "gaussian") == "uniform":
        return Uniform(weights, exact(case["centers"]), exact(case["widths"]))
    means = exact(case["means"])
    k, d = len(means), len(means[0])
    if "covariances" in case:
        matrices = [exact(S) for S in case["covariances"]]
        if d > 1 and all(S[a][b] == 0 for S in matrices for a in range(d) for b in range(d) if a != b):
            matrices = [Diagonal(S[a][a] for a in range(d)) for S in matrices]
    else:
        matrices = [Diagonal([mpf(case["variance"])] * d) for _ in range(k)]
    for S in matrices:
        if not isinstance(S, Diagonal) and any(S[a][b] != S[b][a] for a in range(d) for b in range(a)):
            raise ValueError(f"{case['name']}: a covariance is not symmetric")
    return Gaussian(weights, means, matrices)


def twice(compute):
    """Run with 60 and with 90 digits, demand agreement, round to doubles."""
    with mp.workdps(LOW_DIGITS):
        low = compute()
    with mp.workdps(HIGH_DIGITS):
        high = compute()
        return settle(low, high, largest(high))


def largest(x):
    if isinstance(x, dict):
        x = list(x.values())
    if isinstance(x, list):
        return max([largest(y) for y in x], default=mpf(0))
    return mpf(0) if x is None else abs(x)


def settle(low, high, scale):
    if isinstance(high, dict):
        return {key: settle(low[key], high[key], largest(high[key])) for key in high}
    if isinstance(high, list):
        return [settle(x, y, scale) for x, y in zip(low, high)]
    if high is None:
        return None
    if high == 0 or abs(low - high) <= mpf(10) ** -30 * abs(high):
        return float(high) + 0.0
    if abs(high) < mpf(10) ** -45 * max(1, scale) and abs(low - high) < mpf(10) ** -45 * max(1, scale):
        return 0.0
    raise ArithmeticError(f"60 digits give {mp.nstr(low, 20)}, 90 digits give {mp.nstr(high, 20)}")


def finish(case, with_gradients=True):
    case["expect"] = twice(lambda: values(build(case)))
    case["grad"] = {}
    if with_gradients:
        case["grad"] = twice(lambda: gradients(build(case)))
        if case["family"] == "gaussian":
            case.update(twice(lambda: structured_gradients(case["structure"], gradients(build(case)))))
    return case


# ---------------------------------------------------------------------------------------------------------
# Draws


class Draws:
    def __init__(self, seed):
        self.source = random.Random(seed)

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * self.source.random()

    def normal(self, scale=1.0):
        with mp.workdps(30):
            radius = mp.sqrt(-2 * mp.log(1 - mpf(self.source.random())))
            return float(scale * radius * mp.cos(2 * mp.pi * mpf(self.source.random())))

    def normals(self, rows, columns, scale=1.0):
        return [[self.normal(scale) for _ in range(columns)] for _ in range(rows)]

    def weights(self, k, zeros=()):
        with mp.workdps(30):
            raw = [mpf(0) if i in zeros else -mp.log(1 - mpf(self.source.random())) + mpf("0.05") for i in range(k)]
            return [float(x / sum(raw)) for x in raw]

    def lognormal(self, spread=0.5):
        with mp.workdps(30):
            return float(mp.exp(mpf(self.normal(spread))))

    def spd(self, d, columns=None, scale=1.0):
        """A A^T / columns + I/10, times a lognormal factor: well conditioned, exactly symmetric doubles."""
        columns = columns or d + 2
        A = self.normals(d, columns)
        factor = self.lognormal(0.4)
        with mp.workdps(30):
            S = [[mp.fdot(r, s) / columns for s in A] for r in A]
            return [
                [float(scale * factor * (S[max(a, b)][min(a, b)] + (mpf("0.1") if a == b else 0))) for b in range(d)]
                for a in range(d)
            ]


def scaled_identity(d, diagonal):
    entries = diagonal if isinstance(diagonal, list) else [diagonal] * d
    return [[entries[a] if a == b else 0.0 for b in range(d)] for a in range(d)]


def gaussian(name, structure, weights, means, covariances, **given):
    return {
        "name": name, "family": "gaussian", "structure": structure,
        "weights": weights, "means": means, "covariances": covariances, **given,
    }  # fmt: skip


def uniform(name, weights, centers, widths):
    return {"name": name, "family": "uniform", "weights": weights, "centers": centers, "widths": widths}


def gaussian_cases():
    out = []
    r = Draws(101)
    out.append(finish(gaussian("full-k5-d2", "full", r.weights(5), r.normals(5, 2, 1.2), [r.spd(2) for _ in range(5)])))

    r = Draws(102)
    matrices = [r.spd(12, columns=60) for _ in range(3)]
    out.append(finish(gaussian("full-k3-d12", "full", r.weights(3), r.normals(3, 12, 0.5), matrices)))

    r = Draws(103)
    shared = r.spd(4)
    out.append(
        finish(
            gaussian(
                "shared-full-k6-d4", "shared-full", r.weights(6), r.normals(6, 4, 0.9), [shared] * 6, covariance=shared
            )
        )
    )

    r = Draws(104)
    variances = [[r.lognormal(0.8) for _ in range(3)] for _ in range(8)]
    matrices = [scaled_identity(3, v) for v in variances]
    out.append(
        finish(
            gaussian("diagonal-k8-d3", "diagonal", r.weights(8), r.normals(8, 3), matrices, variances=variances)
        )
    )

    r = Draws(105)
    variances = [r.lognormal(0.8) for _ in range(6)]
    matrices = [scaled_identity(2, v) for v in variances]
    out.append(
        finish(
            gaussian("spherical-k6-d2", "spherical", r.weights(6), r.normals(6, 2), matrices, variances=variances)
        )
    )

    r = Draws(106)
    variance = 0.37
    out.append(
        finish(
            gaussian(
                "shared-number-k7-d3", "shared-number", r.weights(7), r.normals(7, 3),
                [scaled_identity(3, variance)] * 7, variance=variance,
            )  # fmt: skip
        )
    )

    r = Draws(107)
    matrices = [r.spd(2) for _ in range(4)]
    out.append(finish(gaussian("one-zero-weight-k4-d2", "full", r.weights(4, {1}), r.normals(4, 2), matrices)))
    r = Draws(108)
    matrices = [r.spd(3) for _ in range(5)]
    out.append(finish(gaussian("two-zero-weights-k5-d3", "full", r.weights(5, {0, 3}), r.normals(5, 3), matrices)))
    # A component of weight zero far from all others: its weight's gradient is finite and large. The limit is reached
    # at weights below exp(-D) only, D being its distance from the others, so differences cannot confirm it.
    r = Draws(109)
    far = [*r.normals(2, 2), [300.0, -200.0]]
    matrices = [r.spd(2) for _ in range(3)]
    out.append(finish(gaussian("far-zero-weight-k3-d2", "full", r.weights(3, {2}), far, matrices)))

    r = Draws(110)
    out.append(finish(gaussian("one-component-d3", "full", [1.0], r.normals(1, 3), [r.spd(3)])))

    # MATH.md, "Facts": k = 4, d = 400, unit covariance, equal weights, far apart: 568.9617076.
    r = Draws(111)
    case = gaussian("far-apart-k4-d400", "shared-number", [0.25] * 4, r.normals(4, 400, 20.0), None, variance=1.0)
    del case["covariances"]
    out.append(finish(case, with_gradients=False))

    for name, scale, seed in (("tiny-variances-1e-12", 1e-12, 112), ("huge-variances-1e12", 1e12, 113)):
        r = Draws(seed)
        matrices = [r.spd(5, columns=15, scale=scale) for _ in range(4)]
        means = r.normals(4, 5, 0.8 * math.sqrt(scale))
        out.append(finish(gaussian(f"{name}-k4-d5", "full", r.weights(4), means, matrices)))

    out.append(ill_conditioned())

    r = Draws(115)
    means, matrices = r.normals(4, 2), [r.spd(2) for _ in range(4)]
    means[2], matrices[2] = means[0], matrices[0]
    out.append(finish(gaussian("two-identical-of-k4-d2", "full", r.weights(4), means, matrices)))
    r = Draws(116)
    out.append(finish(gaussian("three-identical-k3-d3", "full", r.weights(3), r.normals(1, 3) * 3, [r.spd(3)] * 3)))
    r = Draws(117)
    means, matrices = r.normals(5, 2), [r.spd(2) for _ in range(5)]
    for i in (2, 4):
        means[i], matrices[i] = means[1], matrices[1]
    out.append(finish(gaussian("three-identical-of-k5-d2", "full", r.weights(5), means, matrices)))

    r = Draws(118)
    means = [[x + 1e6 for x in row] for row in r.normals(4, 3, 0.9e-3)]
    matrices = [r.spd(3, columns=8, scale=1e-6) for _ in range(4)]
    out.append(finish(gaussian("means-1e6-variances-1e-6-k4-d3", "full", r.weights(4), means, matrices)))
    return out


def ill_conditioned():
    """Eigenvalues near 1, 1e-6 and 1e-12 along nearly common axes; differences of the means to scale.

    The directions differ by rotations of 3e-7 and so, so the distances are moderate, yet they depend on the
    smallest eigenvalue, which a double keeps to four digits only. `inputNoise` says how far the values move when the
    entries of the covariances move by half a unit in the last place: no program working in doubles can promise more.
    """
    r = Draws(114)
    with mp.workdps(60):
        def rotation(angles):
            Q = mp.eye(3)
            for (a, b), t in zip(((0, 1), (0, 2), (1, 2)), angles):
                R = mp.eye(3)
                R[a, a] = R[b, b] = mp.cos(t)
                R[a, b], R[b, a] = -mp.sin(t), mp.sin(t)
                Q = Q * R
            return Q

        common = rotation([r.uniform(0.3, 1.2) for _ in range(3)])
        means, matrices = [], []
        for _ in range(3):
            Q = common * rotation([r.normal(3e-4), r.normal(3e-7), r.normal(3e-4)])
            eigenvalues = mp.diag([mpf(s) * r.uniform(0.6, 1.6) for s in (1.0, 1e-6, 1e-12)])
            S = Q * eigenvalues * Q.T
            matrices.append([[float(S[max(a, b), min(a, b)]) for b in range(3)] for a in range(3)])
            shift = common * mp.matrix([r.normal(s) for s in (0.8, 0.8e-3, 0.8e-6)])
            means.append([float(x) for x in shift])
    case = finish(gaussian("ill-conditioned-1e12-k3-d3", "full", r.weights(3), means, matrices), with_gradients=False)
    with mp.workdps(HIGH_DIGITS):
        spectra = [[float(x) for x in sorted(mp.eigsy(mp.matrix(exact(S)), eigvals_only=True))] for S in matrices]
        noise = {name: mpf(0) for name in ESTIMATORS}
        base = values(build(case))
        for _ in range(16):
            moved = json.loads(json.dumps(case))
            p = build(moved)
            for S in p.covariances:
                for a in range(3):
                    for b in range(a + 1):
                        S[a][b] = S[b][a] = S[a][b] * (1 + r.uniform(-1, 1) * mpf(2) ** -53)
            other = values(Gaussian(p.weights, p.means, p.covariances))
            noise = {name: max(noise[name], abs(other[name] - base[name])) for name in ESTIMATORS}
    case["eigenvalues"] = spectra
    case["condition"] = max(s[-1] / s[0] for s in spectra)
    case["inputNoise"] = {name: float(mp.mpf(mp.nstr(x, 3))) for name, x in noise.items()}
    return case


def uniform_cases():
    out = []
    r = Draws(201)
    boxes = lambda k, d, spread, low, high: (
        r.normals(k, d, spread), [[r.uniform(low, high) for _ in range(d)] for _ in range(k)]
    )  # fmt: skip
    out.append(finish(uniform("uniform-overlapping-k6-d2", r.weights(6), *boxes(6, 2, 0.5, 0.7, 3.0))))
    r = Draws(202)
    out.append(finish(uniform("uniform-k10-d1", r.weights(10), *boxes(10, 1, 1.5, 0.4, 4.0))))
    # MATH.md, "Facts": a transposed KL shows with unequal weights only.
    nested = ([[0.5], [0.5]], [[1.0], [0.2]])
    out.append(finish(uniform("uniform-nested-equal-weights-k2-d1", [0.5, 0.5], *nested)))
    out.append(finish(uniform("uniform-nested-unequal-weights-k2-d1", [0.8, 0.2], *nested)))
    r = Draws(203)
    centers = [[0.1, -0.2, 0.3], [0.6, 0.1, 0.1], [7.0, 7.5, -7.0], [7.4, 7.1, -6.6], [0.3, 0.2, 9.0], [0.2, 0.1, 0.2]]
    centers = [[x + r.normal(0.05) for x in row] for row in centers]
    widths = [[r.uniform(1.2, 2.6) for _ in range(3)] for _ in range(5)] + [[0.4, 0.5, 0.3]]
    out.append(finish(uniform("uniform-mixed-zero-weight-k6-d3", r.weights(6, {5}), centers, widths)))
    # The zero-weight box meets no other: the gradient of every overlap estimator in its weight is infinite.
    weights = Draws(204).weights(6, {4})
    out.append(finish(uniform("uniform-apart-zero-weight-k6-d3", weights, centers, widths)))
    # Unit squares that touch along sides and at a corner, all edges exact in binary.
    touching = [[0.5, 0.5], [1.5, 0.5], [0.5, 1.5], [2.5, 1.5]]
    out.append(finish(uniform("uniform-touching-k4-d2", [0.4, 0.3, 0.2, 0.1], touching, [[1.0, 1.0]] * 4)))
    # Touching at one corner only: the common area vanishes to second order, so there is a gradient.
    corner = [[0.5, 0.5], [1.5, 1.5]]
    out.append(finish(uniform("uniform-touching-corner-k2-d2", [0.7, 0.3], corner, [[1.0, 1.0]] * 2)))
    identical = [[0.25, -1.5]] * 3
    out.append(finish(uniform("uniform-identical-k3-d2", Draws(205).weights(3), identical, [[2.0, 0.375]] * 3)))
    # A box inside another that shares its left edge, exactly: KL is finite.
    out.append(finish(uniform("uniform-shared-edge-k2-d1", [0.6, 0.4], [[1.0], [0.5]], [[2.0], [1.0]])))
    # A centre on the edge of the closed box: it counts as inside.
    out.append(finish(uniform("uniform-center-on-edge-k2-d1", [0.6, 0.4], [[0.5], [1.0]], [[1.0], [0.5]])))
    for name, scale, seed in (("uniform-tiny-1e-9-k4-d2", 1e-9, 206), ("uniform-huge-1e9-k4-d2", 1e9, 207)):
        r = Draws(seed)
        out.append(finish(uniform(name, r.weights(4), *boxes(4, 2, 0.4 * scale, 0.8 * scale, 2.5 * scale))))
    return out


# ---------------------------------------------------------------------------------------------------------
# True entropies. MATH.md, "Facts": dh/dmu_i = -c_i E_i[grad ln p], dh/dS_i = -c_i E_i[hess ln p] / 2,
# dh/dc_i = -E_i[ln p] - 1.


def legendre(n):
    """Nodes and weights of Gauss-Legendre on [-1, 1], by Newton from the Chebyshev guess."""
    out = []
    for m in range(1, n + 1):
        x = mp.cos(mp.pi * (mpf(m) - mpf(1) / 4) / (n + mpf(1) / 2))
        for _ in range(100):
            previous, current = mpf(1), x
            for j in range(2, n + 1):
                previous, current = current, ((2 * j - 1) * x * current - (j - 1) * previous) / j
            slope = n * (x * current - previous) / (x * x - 1)
            step = current / slope
            x -= step
            if abs(step) < mpf(10) ** (-mp.dps + 5):
                break
        out.append((x, 2 / ((1 - x * x) * slope**2)))
    return out


def quadrature(integrand, points, rule, tolerance):
    """Adaptive Gauss-Legendre of a list of functions: bisect a panel until both halves together agree with it."""
    def panel(a, b):
        half, middle = (b - a) / 2, (a + b) / 2
        columns = [[w * y for y in integrand(middle + half * x)] for x, w in rule]
        return [half * mp.fsum(column) for column in zip(*columns)]

    total = None
    stack = [(a, b, panel(a, b)) for a, b in zip(points, points[1:]) if b > a]
    while stack:
        a, b, whole = stack.pop()
        middle = (a + b) / 2
        left, right = panel(a, middle), panel(middle, b)
        both = [x + y for x, y in zip(left, right)]
        if max(abs(x - y) for x, y in zip(both, whole)) <= tolerance:
            total = both if total is None else [x + y for x, y in zip(total, both)]
        else:
            stack += [(a, middle, left), (middle, b, right)]
    return total


def gaussian_truth(weights, means, variances, reach=18, step=2):
    """h and its gradients for a 1-D Gaussian mixture, 30 digits."""
    with mp.workdps(50):
        c, m, v = exact(weights), exact(means), exact(variances)
        s = [mp.sqrt(x) for x in v]
        norm = [1 / mp.sqrt(2 * mp.pi * x) for x in v]
        points = sorted({a + b * t for a, b in zip(m, s) for t in range(-reach, reach + 1, step)})

        def integrand(x):
            t = [(x - a) / b for a, b in zip(m, s)]
            component = [n * mp.exp(-y * y / 2) for n, y in zip(norm, t)]
            part = [a * b for a, b in zip(c, component)]
            p = mp.fsum(part)
            log = mp.log(p)
            slope = -mp.fsum(a * y / b for a, y, b in zip(part, t, s)) / p
            # (ln p)'' = p''/p - ((ln p)')^2
            bend = mp.fsum(a * (y * y - 1) / z for a, y, z in zip(part, t, v)) / p - slope**2
            out = [-p * log]
            for q, b, z in zip(component, s, v):
                out += [-q * log, -q * slope * b, -q * bend * z / 2]  # scaled to be of order 1
            return out

        total = quadrature(integrand, points, RULE(), mpf(10) ** -33)
        h = total[0]
        grad = {
            "weights": [total[1 + 3 * i] - 1 for i in range(len(c))],
            "means": [c[i] * total[2 + 3 * i] / s[i] for i in range(len(c))],
            "variances": [c[i] * total[3 + 3 * i] / v[i] for i in range(len(c))],
        }
        # The identities of MATH.md, to 25 digits.
        demand(mp.fsum(grad["means"]) * max(s), 0)
        scale_law = mp.fdot(m, grad["means"]) + 2 * mp.fdot(v, grad["variances"])
        demand(scale_law, mp.fsum(c))
        demand(mp.fsum(a * (b + 1) for a, b in zip(c, grad["weights"])), h)
        return h, grad


_RULE = []


def RULE():
    if not _RULE:
        with mp.workdps(55):
            _RULE.extend(legendre(40))
    return _RULE


def demand(x, y, digits=25):
    if abs(x - y) > mpf(10) ** -digits * max(1, abs(y)):
        raise ArithmeticError(f"expected {mp.nstr(y, 20)}, got {mp.nstr(x, 20)}")


def uniform_truth(weights, centers, widths):
    """h and its gradients for a 1-D uniform mixture: the line cut at the box ends, p constant between the cuts.

    An upper edge that moves right by de turns de of "outside" into "inside": dh = -(f(inside) - f(outside)) de with
    f(p) = p ln p; a lower edge the other way round. The height c_i / w_i adds (c_i / w_i)(E_i[ln p] + 1) to dh/dw_i.
    """
    c, m, w = exact(weights), exact(centers), exact(widths)
    k = len(c)
    low, high = [a - b / 2 for a, b in zip(m, w)], [a + b / 2 for a, b in zip(m, w)]
    cuts = sorted(set(low + high))
    pieces = []
    for a, b in zip(cuts, cuts[1:]):
        cover = [i for i in range(k) if low[i] <= a and b <= high[i]]
        pieces.append((a, b, mp.fsum(c[i] / w[i] for i in cover)))
    f = lambda p: p * mp.log(p) if p > 0 else mpf(0)
    h = -mp.fsum((b - a) * f(p) for a, b, p in pieces)
    generic = len(cuts) == 2 * k
    before = {b: p for a, b, p in pieces}
    after = {a: p for a, b, p in pieces}
    grad = {"weights": [], "centers": [], "widths": []}
    for i in range(k):
        mean_log = mp.fsum((b - a) / w[i] * mp.log(p) for a, b, p in pieces if low[i] <= a and b <= high[i])
        upper = -(f(before[high[i]]) - f(after.get(high[i], mpf(0))))
        lower = f(after[low[i]]) - f(before.get(low[i], mpf(0)))
        grad["weights"].append(-mean_log - 1)
        grad["centers"].append(upper + lower)
        grad["widths"].append((upper - lower) / 2 + c[i] / w[i] * (mean_log + 1))
    return h, grad if generic else None


def plane_truth(weights, means, covariances, per_sigma):
    """h and its gradients for a 2-D Gaussian mixture, in doubles: trapezoidal rule on the whole plane, exact sums.

    The rule converges exponentially for an analytic, decaying integrand; the step is the smallest standard deviation
    (along any direction) over `per_sigma`.
    """
    k = len(weights)
    precision, norm, narrowest, edges = [], [], math.inf, []
    for (x, y), ((a, b), (_, e)) in zip(means, covariances):
        det = a * e - b * b
        precision.append((e / det, -b / det, a / det))
        norm.append(1 / (2 * math.pi * math.sqrt(det)))
        narrowest = min(narrowest, det / ((a + e) / 2 + math.hypot((a - e) / 2, b)))
        edges.append((x - 9.5 * a**0.5, x + 9.5 * a**0.5, y - 9.5 * e**0.5, y + 9.5 * e**0.5))
    step = math.sqrt(narrowest) / per_sigma
    x0, x1 = min(e[0] for e in edges), max(e[1] for e in edges)
    y0, y1 = min(e[2] for e in edges), max(e[3] for e in edges)
    entropy, rows = [], [[[] for _ in range(6)] for _ in range(k)]
    for ix in range(math.ceil((x1 - x0) / step) + 1):
        x = x0 + step * ix
        for iy in range(math.ceil((y1 - y0) / step) + 1):
            y = y0 + step * iy
            p = gx = gy = hxx = hxy = hyy = 0.0
            component = []
            for c, (mx, my), (a, b, e), n in zip(weights, means, precision, norm):
                dx, dy = x - mx, y - my
                ux, uy = a * dx + b * dy, b * dx + e * dy
                q = n * math.exp(-0.5 * (dx * ux + dy * uy))
                component.append(q)
                part = c * q
                p += part
                gx -= part * ux
                gy -= part * uy
                hxx += part * (ux * ux - a)
                hxy += part * (ux * uy - b)
                hyy += part * (uy * uy - e)
            if p < 1e-280:
                continue
            log, gx, gy = math.log(p), gx / p, gy / p
            entropy.append(-p * log)
            hessian = hxx / p - gx * gx, hxy / p - gx * gy, hyy / p - gy * gy
            for row, q in zip(rows, component):
                if q > 1e-40:
                    for column, value in zip(row, (log, gx, gy, *hessian)):
                        column.append(-q * value)
    area = step * step
    grad = {"weights": [], "means": [], "covariances": []}
    for c, row in zip(weights, rows):
        log, gx, gy, hxx, hxy, hyy = (area * math.fsum(column) for column in row)
        grad["weights"].append(log - 1)
        grad["means"].append([c * gx, c * gy])
        grad["covariances"].append([[c * hxx / 2, c * hxy / 2], [c * hxy / 2, c * hyy / 2]])
    return area * math.fsum(entropy), grad


GAUSSIAN_TRUTH = [
    # name, weights or seed, means, variances, with gradient
    ("two-units-at-distance-3-k2", [0.5, 0.5], [0.0, 3.0], [1.0, 1.0], True),
    ("overlapping-k3", 301, [-0.9, 0.2, 1.4], [0.49, 1.21, 0.36], True),
    ("varied-k5", 302, [-2.7, -1.1, 0.3, 0.8, 3.9], [0.3, 1.7, 0.05, 2.2, 0.6], True),
    ("widely-different-widths-k3", 303, [0.1, 0.0, -40.0], [1e-6, 0.25, 1e4], True),
    ("far-apart-k4", 304, [-100.0, -20.0, 35.0, 150.0], [1.0, 0.5, 2.0, 4.0], False),
    ("same-mean-k3", [0.5, 0.3, 0.2], [0.0, 0.0, 0.0], [0.04, 1.0, 25.0], False),
    ("k6", 305, None, None, False),
    ("small-weight-k2", [0.999, 0.001], [0.0, 6.0], [1.0, 0.01], False),
]

UNIFORM_TRUTH = [
    ("nested-equal-weights-k2", [0.5, 0.5], [0.5, 0.5], [1.0, 0.2], True),
    ("generic-k4", 311, [0.13, 0.71, 1.37, 2.93], [1.03, 1.71, 0.37, 1.19], True),
    ("generic-k7", 312, None, None, True),
    ("nested-unequal-weights-k2", [0.8, 0.2], [0.5, 0.5], [1.0, 0.2], False),
    ("disjoint-k3", [0.2, 0.3, 0.5], [0.0, 10.0, 20.0], [1.0, 2.0, 0.5], False),
    ("touching-and-identical-k4", [0.125, 0.25, 0.5, 0.125], [0.0, 1.0, 1.0, 4.0], [1.0, 1.0, 1.0, 2.0], False),
]


def truths():
    out = []
    for name, weights, means, variances, with_gradient in GAUSSIAN_TRUTH:
        if isinstance(weights, int):
            r = Draws(weights)
            if means is None:
                means, variances = [r.normal(2.0) for _ in range(6)], [r.lognormal(0.9) for _ in range(6)]
            weights = r.weights(len(means))
        h, grad = gaussian_truth(weights, means, variances)
        entry = {
            "name": f"gaussian-{name}-d1", "family": "gaussian", "weights": weights,
            "means": [[x] for x in means], "covariances": [[[x]] for x in variances],
            "entropy": float(h), "digits": 16,
        }  # fmt: skip
        if with_gradient:
            # Exact zeros (by symmetry) come out as residues of the quadrature.
            number = lambda x, unit: 0.0 if abs(x) * unit < mpf(10) ** -28 else float(x)
            units = [mp.sqrt(mpf(x)) for x in variances]
            entry["grad"] = {
                "weights": [float(x) for x in grad["weights"]],
                "means": [[number(x, s)] for x, s in zip(grad["means"], units)],
                "covariances": [[[number(x, s * s)]] for x, s in zip(grad["variances"], units)],
                "variances": [number(x, s * s) for x, s in zip(grad["variances"], units)],
            }
        out.append(entry)
    for name, weights, centers, widths, with_gradient in UNIFORM_TRUTH:
        if isinstance(weights, int):
            r = Draws(weights)
            if centers is None:
                centers, widths = [r.normal(1.2) for _ in range(7)], [r.uniform(0.3, 3.0) for _ in range(7)]
            weights = r.weights(len(centers))
        h, grad = twice(lambda: list(uniform_truth(weights, centers, widths)))
        entry = {
            "name": f"uniform-{name}-d1", "family": "uniform", "weights": weights,
            "centers": [[x] for x in centers], "widths": [[x] for x in widths], "entropy": h, "digits": 16,
        }  # fmt: skip
        if with_gradient:
            entry["grad"] = {
                "weights": grad["weights"],
                "centers": [[x] for x in grad["centers"]],
                "widths": [[x] for x in grad["widths"]],
            }
        out.append(entry)
    for name, k, seed in (("k2", 2, 321), ("k4", 4, 322)):
        r = Draws(seed)
        weights, means, covariances = r.weights(k), r.normals(k, 2, 1.3), [r.spd(2, columns=6) for _ in range(k)]
        coarse = plane_truth(weights, means, covariances, 4)
        fine = plane_truth(weights, means, covariances, 5.3)
        worst = max(abs(x - y) for x, y in zip(leaves(coarse), leaves(fine)))
        if worst > 1e-11:
            raise ArithmeticError(f"2-D quadrature of {name}: two steps differ by {worst}")
        out.append(
            {
                "name": f"gaussian-{name}-d2", "family": "gaussian", "weights": weights, "means": means,
                "covariances": covariances, "entropy": fine[0], "digits": 11, "grad": fine[1],
            }  # fmt: skip
        )
    return out


def leaves(x):
    if isinstance(x, dict):
        x = list(x.values())
    if isinstance(x, (list, tuple)):
        return [z for y in x for z in leaves(y)]
    return [] if x is None else [x]


def blanks(x):
    """The nested list with None where it has None, and 0 for every number."""
    return [blanks(y) for y in x] if isinstance(x, list) else None if x is None else 0


# ---------------------------------------------------------------------------------------------------------
# LogDet: MATH.md, "LogDet"


def centred(X):
    n = len(X)
    means = [mp.fsum(column) / n for column in zip(*X)]
    return [[x - m for x, m in zip(row, means)] for row in X]


def log_det(arrays, beta):
    """ln|I_D + (b/n) Z^T Z| / 2 with Z the centred arrays side by side, and its gradient for every array.

    dH = (b/n) tr(M^-1 Z^T dZ), so the gradient is (b/n) Z M^-1; its columns sum to zero, so centring it again
    changes nothing. Always the D side here, whichever is smaller, and the n side as a check.
    """
    n = len(arrays[0])
    Z = [sum((list(row) for row in rows), []) for rows in zip(*map(centred, arrays))]
    D, t = len(Z[0]), mpf(beta) / n
    columns = list(zip(*Z))
    M = [[t * mp.fdot(x, y) + (a == b) for b, y in enumerate(columns)] for a, x in enumerate(columns)]
    N = [[t * mp.fdot(x, y) + (a == b) for b, y in enumerate(Z)] for a, x in enumerate(Z)]
    L = cholesky(M)
    value = log_determinant(L) / 2
    demand(log_determinant(cholesky(N)) / 2, value, 40)
    A = inverse(L)
    G = [[t * mp.fdot(row, A[b]) for b in range(D)] for row in Z]
    grads, start = [], 0
    for X in arrays:
        grads.append([row[start : start + len(X[0])] for row in G])
        start += len(X[0])
    return value, grads


def log_det_entry(name, arrays, beta):
    def compute():
        X = [exact(x) for x in arrays]
        single = [log_det([x], beta) for x in X]
        out = {"entropy": [s[0] for s in single], "gradEntropy": [s[1][0] for s in single]}
        if len(X) > 1:
            out["joint"], out["gradJoint"] = log_det(X, beta)
            pair, pair_grads = log_det(X[:2], beta)
            # I(X, Y) = H(X) + H(Y) - H(X, Y) for the first two arrays
            out["mutualInformation"] = single[0][0] + single[1][0] - pair
            out["gradMutualInformation"] = [
                [[a - b for a, b in zip(r, s)] for r, s in zip(single[l][1][0], pair_grads[l])] for l in (0, 1)
            ]
        return out

    return {"name": name, "x": arrays, "beta": beta, **twice(compute)}


def log_det_entries():
    r = Draws(401)
    wide, tall = r.normals(6, 9, 1.3), r.normals(20, 3, 1.7)
    short = [[[x + 5.0 * l for x in row] for row in r.normals(5, d)] for l, d in enumerate((2, 3, 4))]
    # A common part, so that there is information between the arrays.
    common = r.normals(12, 2)
    long = [
        [[x + common[s][a % 2] for a, x in enumerate(row)] for s, row in enumerate(r.normals(12, d, 0.6))]
        for d in (1, 4, 2)
    ]
    out = []
    for beta in (1.0, 0.25):
        out.append(log_det_entry(f"wide-n6-d9-beta{beta:g}", [wide], beta))
        out.append(log_det_entry(f"tall-n20-d3-beta{beta:g}", [tall], beta))
        out.append(log_det_entry(f"one-row-d4-beta{beta:g}", [[[1.5, -2.0, 0.25, 3.0]]], beta))
        out.append(log_det_entry(f"joint-n5-D9-beta{beta:g}", short, beta))
        out.append(log_det_entry(f"joint-n12-D7-beta{beta:g}", long, beta))
    return out


# ---------------------------------------------------------------------------------------------------------
# Random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3")

MASK = 0xFFFFFFFF
KNOWN_ANSWERS = [  # the Random123 distribution's known-answer file
    ([0, 0, 0, 0], [0, 0], [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([MASK] * 4, [MASK] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


def philox(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        first, second = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (second >> 32) ^ c1 ^ k0, second & MASK, (first >> 32) ^ c3 ^ k1, first & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return [c0, c1, c2, c3]


def philox_entries():
    out = []
    for counter, key, output in KNOWN_ANSWERS:
        if philox(counter, key) != output:
            raise ArithmeticError("Philox differs from the published known answers")
        out.append({"counter": counter, "key": key, "output": output, "source": "Random123 known answers"})
    source = random.Random(501)
    for _ in range(10):
        counter, key = ([source.getrandbits(32) for _ in range(n)] for n in (4, 2))
        out.append({"counter": counter, "key": key, "output": philox(counter, key), "source": "make_extra.py"})
    return out


def normal_quantile(u):
    """x with erfc(-x / sqrt 2) / 2 = u, by Newton on ln of the smaller tail (concave, so it converges)."""
    if u == mpf(1) / 2:
        return mpf(0)
    tail, sign = (u, -1) if u < mpf(1) / 2 else (1 - u, 1)
    x = mp.sqrt(-2 * mp.log(tail)) if tail < mpf("0.1") else mpf(1)  # the tail's own x is positive
    for _ in range(200):
        upper = mp.erfc(x / mp.sqrt(2)) / 2
        density = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
        step = (mp.log(upper) - mp.log(tail)) * upper / density
        x += step
        if abs(step) < mpf(10) ** (-mp.dps + 8):
            return sign * x
    raise ArithmeticError("no convergence")


def quantile_entries():
    source = random.Random(601)
    fixed = [1.2e-16, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 0.001, 0.01, 0.02425, 0.075, 0.1, 0.25, 0.425, 0.499999, 0.5]
    fixed += [0.50000001, 0.575, 0.75, 0.9, 0.925, 0.97575, 0.99, 0.9999, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1 - 2.0**-53]
    points = fixed + [source.random() for _ in range(3)]
    return [{"u": u, "x": twice(lambda: [normal_quantile(mpf(u))])[0]} for u in points]


# ---------------------------------------------------------------------------------------------------------
# Check: recompute a file's numbers


class Worst:
    """The largest error seen, relative to the number itself and relative to the largest of its array."""

    def __init__(self):
        self.entry, self.array, self.count = (0, ""), (0, ""), 0

    def compare(self, label, expected, got):
        if blanks(expected) != blanks(got):
            raise ValueError(f"{label}: null in different places")
        expected, got = leaves([expected]), leaves([got])
        if len(expected) != len(got):
            raise ValueError(f"{label}: {len(expected)} numbers expected, {len(got)} computed")
        scale = max((abs(mpf(x)) for x in expected), default=mpf(0))
        for x, y in zip(expected, got):
            error = abs(y - mpf(x))
            self.count += 1
            # An expected 0 has no relative error of its own; it is measured against its array, or 1.
            self.entry = max(self.entry, (float(error / (abs(mpf(x)) or scale or 1)), f"{label}: {x!r}"))
            self.array = max(self.array, (float(error / (scale or 1)), f"{label}: {x!r}"))


def check(path, tolerance):
    data = json.loads(pathlib.Path(path).read_text())
    seen = {kind: Worst() for kind in ("expect", "grad", "logdet", "truth")}
    with mp.workdps(LOW_DIGITS):
        for case in data["cases"]:
            p = build(case)
            got = values(p)
            for name, x in case["expect"].items():
                seen["expect"].compare(f"{case['name']} {name}", x, got[name])
            if case.get("grad"):
                grads = gradients(p)
                for name, blocks in case["grad"].items():
                    for block, x in blocks.items():
                        seen["grad"].compare(f"{case['name']} {name} {block}", x, grads[name][block])
        sets = data["logdet"] if isinstance(data["logdet"], list) else [data["logdet"]]
        for entry in sets:
            X = [exact(x) for x in entry["x"]]
            for l, x in enumerate(entry["entropy"]):
                seen["logdet"].compare(f"logdet entropy {l}", x, log_det([X[l]], entry["beta"])[0])
            if "joint" in entry:
                seen["logdet"].compare("logdet joint", entry["joint"], log_det(X, entry["beta"])[0])
        for number, entry in enumerate(data["truth"]):
            if entry.get("family") == "uniform":
                flat = [[x[0] for x in entry[key]] for key in ("centers", "widths")]
                got, _ = uniform_truth(entry["weights"], *flat)
            elif len(entry["means"][0]) == 1:
                flat = [x[0] for x in entry["means"]], [x[0][0] for x in entry["covariances"]]
                got, _ = gaussian_truth(entry["weights"], *flat)
            else:
                got, _ = plane_truth(entry["weights"], entry["means"], entry["covariances"], 4)
            seen["truth"].compare(f"truth {number}", entry["entropy"], mpf(got))
    passed = True
    for kind, worst in seen.items():
        good = worst.array[0] <= tolerance and (kind == "grad" or worst.entry[0] <= tolerance)
        passed &= good
        print(f"{kind}: {worst.count} numbers")
        print(f"  worst relative error of one number   {worst.entry[0]:.3g}  ({worst.entry[1]})")
        print(f"  worst error over its array's largest {worst.array[0]:.3g}  ({worst.array[1]})")
    print("passed" if passed else "FAILED", f"at {tolerance:g}")
    return passed


# ---------------------------------------------------------------------------------------------------------
# Self-test: every gradient against a difference quotient in 90 digits; the identities of MATH.md


def moved(p, block, direction, step):
    """p with one block of parameters moved by step * direction."""
    parts = {name: getattr(p, name) for name in ("weights", *p.blocks)}
    if block == "covariances":
        parts[block] = [p.full(i) for i in range(p.k)]
    shift = lambda x, y: [shift(a, b) for a, b in zip(x, y)] if isinstance(x, list) else x + step * y
    parts[block] = shift(parts[block], direction)
    return type(p)(*parts.values())


def selftest():
    source = random.Random(701)
    worst = (0, "")
    step = mpf(10) ** -28
    with mp.workdps(HIGH_DIGITS):
        for case in [*gaussian_cases(), *uniform_cases()]:
            if case["name"] == "far-apart-k4-d400":
                demand(mpf(case["expect"]["kl"]), 200 * mp.log(2 * mp.pi * mp.e) + mp.log(4), 15)
                continue
            p = build(case)
            grads = gradients(p)
            for block in ("weights", *p.blocks):
                shape = p.weights if block == "weights" else p.zeros()[block]
                draw = lambda x: [draw(y) for y in x] if isinstance(x, list) else mpf(source.uniform(0.1, 1))
                direction = draw(shape)
                unit = mpf(1)
                if block == "covariances":
                    direction = [
                        [[G[max(a, b)][min(a, b)] for b in range(len(G))] for a in range(len(G))] for G in direction
                    ]
                    unit = min(L[a] ** 2 if isinstance(L, Diagonal) else L[a][a] ** 2 for L in p.factors for a in range(p.d))
                elif block == "means":
                    unit = min(abs(L[a] if isinstance(L, Diagonal) else L[a][a]) for L in p.factors for a in range(p.d))
                elif block in ("centers", "widths"):
                    unit = min(w for row in p.widths for w in row)
                if case["name"] == "far-zero-weight-k3-d2" and block == "weights":
                    continue  # linear only for weights far below exp(-10000): no step of 90 digits sees it
                # A weight of zero can only grow: forward differences, the error is of the order of the step.
                forward = block == "weights" and 0 in p.weights
                high = values(moved(p, block, direction, step * unit))
                low = values(p if forward else moved(p, block, direction, -step * unit))
                for name in ESTIMATORS:
                    if grads[name][block] is None or None in grads[name][block]:
                        continue
                    difference = (high[name] - low[name]) / (step * (1 if forward else 2))
                    product = unit * mp.fdot(leaves(grads[name][block]), leaves(direction))
                    error = abs(difference - product) / max(mpf(1) / 1000, abs(product))
                    worst = max(worst, (float(error), f"{case['name']} {name} {block}"))
            v = values(p)
            chain = [v["conditional"], v["bhattacharyya"], v["elkDistance"], v["kl"], v["joint"]]
            slack = mpf(10) ** -50 * max(1, abs(chain[0]))
            if any(a > b + slack for a, b in zip(chain, chain[1:])):
                raise ArithmeticError(f"{case['name']}: the bounds are out of order")
            for name in ESTIMATORS:
                centre = grads[name][p.blocks[0]]
                if centre is not None:
                    sums = [abs(mp.fsum(column)) for column in zip(*centre)]
                    if max(sums) > mpf(10) ** -50 * max(1, largest(centre)):
                        raise ArithmeticError(f"{case['name']} {name}: gradients of the means do not sum to zero")
        print(f"mixture gradients: worst relative difference {worst[0]:.3g} ({worst[1]})")
        if worst[0] > 1e-20:
            raise ArithmeticError("a gradient disagrees with its difference quotient")

        for entry in truths():
            if entry["family"] == "uniform" and "grad" in entry:
                flat = entry["weights"], [x[0] for x in entry["centers"]], [x[0] for x in entry["widths"]]
                test_truth(uniform_truth, *flat, "centers", "widths", step, 20)
            if entry["family"] == "gaussian" and len(entry["means"][0]) == 1:
                flat = entry["weights"], [x[0] for x in entry["means"]], [x[0][0] for x in entry["covariances"]]
                if len(flat[0]) <= 3 and "grad" in entry:
                    test_truth(gaussian_truth, *flat, "means", "variances", mpf(10) ** -9, 12)
                # Other panels, same number.
                demand(gaussian_truth(*flat, reach=21, step=3)[0], gaussian_truth(*flat)[0], 30)
        for distance, entropy in ((1, 1.53036), (2, 1.75577), (3, 1.94572), (4, 2.05166), (10, 2.11208)):
            demand(gaussian_truth([0.5, 0.5], [0.0, float(distance)], [1.0, 1.0])[0], mpf(entropy), 5)
        demand(uniform_truth([0.5, 0.5], [0.5, 0.5], [1.0, 0.2])[0], mpf(-0.38190850097688767), 15)
        print("true entropies and their gradients: agree with difference quotients, other panels and MATH.md")

        for entry in log_det_entries():
            X = [exact(x) for x in entry["x"]]
            noise = [[[mpf(source.uniform(-1, 1)) for _ in row] for row in x] for x in X]
            shift = lambda s: [[[a + s * b for a, b in zip(*r)] for r in zip(x, y)] for x, y in zip(X, noise)]
            difference = (log_det(shift(step), entry["beta"])[0] - log_det(shift(-step), entry["beta"])[0]) / (2 * step)
            grads = entry["gradJoint"] if len(X) > 1 else entry["gradEntropy"]
            demand(mp.fdot(leaves(exact(grads)), leaves(noise)), difference, 13)
        print("LogDet gradients: agree with difference quotients")
        for entry in quantile_entries():
            with mp.workdps(40):
                demand(mp.ncdf(mpf(entry["x"])) / mpf(entry["u"]), 1, 12)
    print("passed")


def test_truth(truth, weights, places, sizes, place_name, size_name, step, digits):
    grad = truth(weights, places, sizes)[1]
    parameters = {"weights": weights, place_name: places, size_name: sizes}
    for name, block in parameters.items():
        for i in range(len(block)):
            ends = []
            for sign in (1, -1):
                changed = {key: exact(list(value)) for key, value in parameters.items()}
                # Steps in units of the component's own size.
                length = mp.sqrt(sizes[i]) if size_name == "variances" else mpf(sizes[i])
                unit = {"weights": mpf(1), place_name: length, size_name: mpf(sizes[i])}[name]
                changed[name][i] += sign * step * unit
                ends.append(truth(*changed.values())[0])
            demand((ends[0] - ends[1]) / (2 * step), grad[name][i] * unit, digits)


# ---------------------------------------------------------------------------------------------------------

NOTES = [
    "Written by make_extra.py; do not edit. Natural logarithms, nats. Parameters are exact doubles; every number is the "
    "nearest double to the exact value unless 'digits' says otherwise.",
    "null: there is no finite derivative. In grad.*.weights it stands at a weight of zero whose one-sided derivative is "
    "infinite (joint always; uniform estimators where the box meets no box of positive weight in the sense of that "
    "estimator). In place of a whole centers or widths array it says that the estimator has a kink or a jump there. "
    "Other weights of zero carry the one-sided limit. No number in this file is infinite.",
    "cases: as in reference.json, plus expect['chernoff0.7'], expect.elkDistance (the pairwise form with the ELK "
    "distance), and grad for every estimator. Weights are free (no constraint, no normalisation); they sum to 1 up to "
    "rounding and are used as they are. Covariance gradients are the symmetric G with dH = sum_ab G_ab dS_ab for "
    "symmetric dS, full [d,d] whatever the structure.",
    "structure: full; shared-full (also covariance [d,d] and gradShared[estimator] [d,d]); diagonal (also variances "
    "[k,d] and gradVariances[estimator] [k,d]); spherical (also variances [k] and gradVariances[estimator] [k]); "
    "shared-number (also variance and gradVariance[estimator]; far-apart-k4-d400 has no covariances).",
    "ill-conditioned-1e12-k3-d3: eigenvalues, condition, and inputNoise[estimator] = the largest change of the value over "
    "16 random relative changes of at most 2^-53 in the entries of the covariances: what doubles can promise at best.",
    "truth: the differential entropy. digits 16: correct as a double. digits 11: 2-D trapezoidal rule in doubles. grad: of "
    "the true entropy (variances repeats the 1-D covariances).",
    "logdet: entropy and gradEntropy for every array of x; joint and gradJoint of all arrays; mutualInformation and "
    "gradMutualInformation of the first two.",
    "philox: Philox4x32-10, words as unsigned 32-bit integers, counter[0] first. normalQuantile: x with Phi(x) = u.",
]


def write(path):
    data = {
        "notes": NOTES,
        "cases": [*gaussian_cases(), *uniform_cases()],
        "logdet": log_det_entries(),
        "truth": truths(),
        "philox": philox_entries(),
        "normalQuantile": quantile_entries(),
    }
    compact = lambda x: json.dumps(x, separators=(",", ":"), allow_nan=False)
    rows = [f'"{key}": [\n' + ",\n".join(compact(x) for x in part) + "\n]" for key, part in data.items()]
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    print(f"wrote {path.name}: {path.stat().st_size} bytes, {len(data['cases'])} cases")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", metavar="FILE", help="recompute the numbers of FILE and print the worst error")
    parser.add_argument("--tolerance", type=float, default=1e-12)
    parser.add_argument("--selftest", action="store_true")
    options = parser.parse_args()
    if options.check:
        path = pathlib.Path(options.check)
        raise SystemExit(0 if check(path if path.exists() else HERE / path, options.tolerance) else 1)
    if options.selftest:
        selftest()
    else:
        write(HERE / "extra.json")


if __name__ == "__main__":
    main()
