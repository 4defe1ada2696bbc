"""Reference numbers where double precision is hard: ill-conditioned covariances, a shared covariance of many components,
LogDet of collinear data with entries up to 1e18.

    pip install mpmath
    python make_hard.py          write hard.json beside this file

Values and gradients come from the formulas in make_extra.py (for LogDet from those below), with 100 digits; every
number of a case is a double and counts as that rational number. Nothing is shared with the library under test.
"""

import json

from mpmath import mp, mpf

from make_extra import HERE, Draws, Gaussian, exact, gradients, structured_gradients, values

mp.dps = 100
# what the tests look at
ESTIMATORS = ["kl", "bhattacharyya", "elk", "kde"]


def doubles(x):
    if isinstance(x, list):
        return [doubles(y) for y in x]
    return float(x)


def mixture(name, weights, means, covariances):
    p = Gaussian(exact(weights), exact(means), exact(covariances))
    grads = {k: v for k, v in gradients(p).items() if k in ESTIMATORS}
    return {
        "name": name, "weights": weights, "means": means, "covariances": covariances,
        "expect": {k: float(v) for k, v in values(p).items() if k in ESTIMATORS},
        "grad": {k: {part: doubles(G) for part, G in g.items()} for k, g in grads.items()},
    }  # fmt: skip


# exponents of a pair are -scale * q, with q = (m_i - m_j)' S^-1 (m_i - m_j), plus a constant for those that are densities
SCALES = {"kl": mpf(1) / 2, "bhattacharyya": mpf(1) / 8, "elk": mpf(1) / 4, "kde": mpf(1) / 2}


def shared_gradients(weights, means, covariance):
    """Values and gradients with one covariance for all components, by the sums over pairs written out for that case."""
    w, mu, S = exact(weights), exact(means), mp.matrix(exact(covariance))
    k, d = len(w), len(mu[0])
    inverse = S**-1
    log_det = mp.log(mp.det(S))
    entropy = d * mp.log(2 * mp.pi * mp.e) / 2 + log_det / 2
    lines = [[inverse[a, b] for b in range(d)] for a in range(d)]
    delta = lambda i, j: [x - y for x, y in zip(mu[i], mu[j])]
    solved = [[None if j > i else [mp.fdot(line, delta(i, j)) for line in lines] for j in range(k)] for i in range(k)]
    q = [[mp.fdot(solved[max(i, j)][min(i, j)], delta(max(i, j), min(i, j))) for j in range(k)] for i in range(k)]
    out = {}
    for name, scale in SCALES.items():
        is_density = name in ("elk", "kde")
        flat = -(d * mp.log((4 if name == "elk" else 2) * mp.pi) + log_det) / 2 if is_density else mpf(0)
        e = [[mp.exp(flat - scale * q[i][j]) for j in range(k)] for i in range(k)]
        Z = [mp.fdot(w, line) for line in e]
        h = mpf(0) if is_density else entropy
        value = mp.fsum(w[i] * (h - mp.log(Z[i])) for i in range(k))
        # the slope of the value in each exponent
        s = [[-w[i] * w[j] * e[i][j] / Z[i] for j in range(k)] for i in range(k)]
        G = mp.matrix(d, d)
        m = [[mpf(0)] * d for _ in range(k)]
        for i in range(k):
            for j in range(i):
                both, y = s[i][j] + s[j][i], solved[i][j]
                for a in range(d):
                    step = -2 * scale * both * y[a]
                    m[i][a] += step
                    m[j][a] -= step
                    for b in range(d):
                        G[a, b] += scale * both * y[a] * y[b]
        # ln |S| is in the entropy of a component, or in the constant of every exponent with the opposite sign
        G += inverse * mp.fsum(w) / 2
        out[name] = value, {
            "weights": [h - mp.log(Z[i]) - mp.fsum(w[j] * e[j][i] / Z[j] for j in range(k)) for i in range(k)],
            "means": m,
            "covariance": [[G[a, b] for b in range(d)] for a in range(d)],
        }
    return out


def check_shared():
    """The sums above agree with the formulas for any covariances."""
    r = Draws(1299)
    weights, S = r.weights(5), r.spd(3)
    means = r.normals(5, 3)
    p = Gaussian(exact(weights), exact(means), exact([S] * 5))
    ref, grads = values(p), gradients(p)
    blocks = structured_gradients("shared-full", {k: grads[k] for k in ESTIMATORS})["gradShared"]
    flatten = lambda x: [z for y in x for z in flatten(y)] if isinstance(x, list) else [x]
    for name, (value, g) in shared_gradients(weights, means, S).items():
        known = [ref[name], grads[name]["weights"], grads[name]["means"], blocks[name]]
        for x, y in zip(flatten([value, g["weights"], g["means"], g["covariance"]]), flatten(known)):
            assert abs(x - y) < mpf(10) ** -80, (name, x, y)


def shared_mixture(name, weights, means, covariance, components):
    """The gradients with respect to the first `components` weights and means, and to the covariance."""
    found = shared_gradients(weights, means, covariance)
    grads = {k: {"weights": doubles(g["weights"][:components]), "means": doubles(g["means"][:components]),
                 "covariance": doubles(g["covariance"])} for k, (_, g) in found.items()}  # fmt: skip
    return {
        "name": name, "weights": weights, "means": means, "covariance": covariance,
        "expect": {k: float(v) for k, (v, _) in found.items()}, "grad": grads,
    }  # fmt: skip


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
        out.append(shared_mixture(f"shared-{name}", [1 / k] * k, means, S, 12))
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
    check_shared()
    hard = {"notes": __doc__, "illConditioned": ill_conditioned(), "shared": shared(), "logdet": log_dets()}
    (HERE / "hard.json").write_text(json.dumps(hard) + "\n")
