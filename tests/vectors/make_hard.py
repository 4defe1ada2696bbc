"""Reference numbers where double precision is hard: ill-conditioned covariances, a shared covariance of many components,
LogDet of collinear data with entries up to 1e18.

    pip install mpmath
    python make_hard.py          write hard.json beside this file

Values and gradients come from the formulas in make_extra.py (for LogDet from those below), with 120 digits; every
number of a case is a double and counts as that rational number. Nothing is shared with the library under test.
"""

import json

from mpmath import mp, mpf

from make_extra import HERE, Draws, Gaussian, exact, gradients, structured_gradients, values

mp.dps = 120
# what the tests look at
ESTIMATORS = ["kl", "bhattacharyya", "elk", "kde"]


def doubles(x):
    if isinstance(x, list):
        return [doubles(y) for y in x]
    return float(x)


def mixture(name, weights, means, covariances, components=None, **given):
    """The gradients of the first `components` components, or of all."""
    p = Gaussian(exact(weights), exact(means), exact(covariances))
    grads = {k: v for k, v in gradients(p).items() if k in ESTIMATORS}
    first = slice(0, components)
    out = {
        "name": name, "weights": weights, "means": means, **given,
        "expect": {k: float(v) for k, v in values(p).items() if k in ESTIMATORS},
        "grad": {k: {"weights": doubles(g["weights"][first]), "means": doubles(g["means"][first])} for k, g in grads.items()},
    }  # fmt: skip
    if "covariance" in given:
        shared = structured_gradients("shared-full", grads)["gradShared"]
        for k, G in shared.items():
            out["grad"][k]["covariance"] = doubles(G)
    else:
        out["covariances"] = covariances
        for k, g in grads.items():
            out["grad"][k]["covariances"] = doubles(g["covariances"][first])
    return out


def rotation(r, d, scale=None):
    """A product of rotations in all coordinate planes; near the unit matrix for a small scale."""
    Q = mp.eye(d)
    for a in range(d):
        for b in range(a + 1, d):
            t = mpf(r.uniform(0.3, 1.2) if scale is None else r.normal(scale))
            R = mp.eye(d)
            R[a, a] = R[b, b] = mp.cos(t)
            R[a, b], R[b, a] = -mp.sin(t), mp.sin(t)
            Q = Q * R
    return Q


def spd(Q, eigenvalues):
    d = len(eigenvalues)
    S = Q * mp.diag(eigenvalues) * Q.T
    return [[float(S[max(a, b), min(a, b)]) for b in range(d)] for a in range(d)]


def spectrum(condition, d):
    return [mpf(condition) ** (-mpf(a) / (d - 1)) for a in range(d)]


def ill_conditioned():
    out = []
    S = [
        [0.44538438659254953, -0.3025658736835705, 0.3942979411540927],
        [-0.3025658736835705, 0.20554538825630625, -0.2678611325719046],
        [0.3942979411540927, -0.2678611325719046, 0.34907122515214467],
    ]
    out.append(mixture("one-component-1e12", [1.0], [[1.0, 0.0, 0.0]], [S]))
    for k, d, condition, seed in ((3, 2, 1e6, 1), (4, 3, 1e9, 2), (5, 4, 1e12, 3), (6, 6, 1e12, 4)):
        # directions of their own: components meet only if they are one
        r = Draws(1000 + seed)
        matrices = [spd(rotation(r, d), spectrum(condition, d)) for _ in range(k)]
        means = [[r.normal(0.5) for _ in range(d)] for _ in range(k)]
        matrices[1], means[1] = matrices[0], means[0]
        out.append(mixture(f"own-directions-{condition:.0e}-k{k}-d{d}", r.weights(k), means, matrices))
    for k, d, condition, seed in ((4, 3, 1e9, 1), (5, 3, 1e12, 2), (4, 5, 1e12, 3)):
        # nearly common directions, by how much the smallest eigenvalue allows: components overlap
        r = Draws(1100 + seed)
        common = rotation(r, d)
        eigenvalues = spectrum(condition, d)
        matrices, means = [], []
        for _ in range(k):
            turn = common * rotation(r, d, 0.2 / float(mp.sqrt(condition)))
            matrices.append(spd(turn, [x * r.uniform(0.7, 1.4) for x in eigenvalues]))
            step = common * mp.matrix([mp.sqrt(x) * r.normal(0.6) for x in eigenvalues])
            means.append([float(x) for x in step])
        out.append(mixture(f"common-directions-{condition:.0e}-k{k}-d{d}", r.weights(k), means, matrices))
    return out


def shared():
    """Enough components that whitening them once pays; it may be done for the first two only."""
    out = []
    for name, condition, far, seed in (("plain", 1e2, 1, 1), ("offset", 1e4, 1, 2), ("ill-conditioned", 1e12, 1, 3), ("wide", 1e1, 1e5, 4)):
        r = Draws(1200 + seed)
        k, d = 150, 5
        Q = rotation(r, d)
        S = spd(Q, spectrum(condition, d))
        origin = [1e6 if name == "offset" else 0.0] * d
        means = []
        for i in range(k):
            step = Q * mp.matrix([mp.sqrt(x) * r.normal(1.2) for x in spectrum(condition, d)])
            # clusters that are far apart
            means.append([float(mpf(o) + x + (far if i % 2 else -far)) for o, x in zip(origin, step)])
        out.append(mixture(f"shared-{name}", [1 / k] * k, means, [S] * k, components=12, covariance=S))
    return out


def log_det(parts, beta):
    """The value ½ ln|I + (β/n) ZᵀZ| for the centred columns Z of all parts, and its gradient (β/n) Z (I + (β/n) ZᵀZ)⁻¹, centred."""
    n = len(parts[0])
    Z = [[] for _ in range(n)]
    for X in parts:
        for a in range(len(X[0])):
            mean = mp.fsum(mpf(row[a]) for row in X) / n
            for line, row in zip(Z, X):
                line.append(mpf(row[a]) - mean)
    D, c = len(Z[0]), mpf(beta) / n
    Zm = mp.matrix(Z)
    S = mp.eye(D) + c * (Zm.T * Zm)
    L = mp.cholesky(S)
    value = mp.fsum(mp.log(L[a, a]) for a in range(D))
    G = c * (Zm * mp.inverse(S))
    grad = [[G[i, a] - mp.fsum(G[t, a] for t in range(n)) / n for a in range(D)] for i in range(n)]
    return value, grad


def log_dets():
    out = []
    r = Draws(1300)
    for name, n, d, rank, scales in (
        ("collinear", 7, 3, 2, (1e5, 1e7, 1e9)),
        ("collinear-wide", 4, 6, 2, (1e5, 1e9)),
        ("few-rows", 3, 5, 2, (1e6, 1e9)),
        ("full-rank", 8, 3, 3, (1e3, 1e9, 1e75)),
    ):
        for scale in scales:
            factors = [[round(r.normal(), 3) for _ in range(rank)] for _ in range(n)]
            loads = [[float(round(r.normal(2))) for _ in range(d)] for _ in range(rank)]
            x = [[scale * sum(f * loads[t][a] for t, f in enumerate(row)) + (3 * scale if a == 0 else 0) for a in range(d)] for row in factors]
            if name == "full-rank":
                x = [[scale * round(r.normal(), 3) for _ in range(d)] for _ in range(n)]
            y = [[2 * row[0] + scale * round(r.normal(0.1), 3)] for row in x]
            beta = 0.5
            vx, gx = log_det([x], beta)
            vy, _ = log_det([y], beta)
            vxy, gxy = log_det([x, y], beta)
            out.append({
                "name": f"{name}-{scale:.0e}", "x": x, "y": y, "beta": beta,
                "entropy": float(vx), "joint": float(vxy), "mutualInformation": float(vx + vy - vxy),
                "gradEntropy": doubles(gx),
                "gradMutualInformation": [[float(a - b) for a, b in zip(r1, r2)] for r1, r2 in zip(gx, gxy)],
            })  # fmt: skip
    return out


if __name__ == "__main__":
    hard = {"notes": __doc__, "illConditioned": ill_conditioned(), "shared": shared(), "logdet": log_dets()}
    (HERE / "hard.json").write_text(json.dumps(hard) + "\n")
