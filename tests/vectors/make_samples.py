"""What samples say, by mpmath with 50 digits, SciPy and scikit-learn: covariances beside large offsets, bandwidths, and the
leave-one-out and nearest-neighbour estimates of entropy. Rows are made of whole numbers, the same in every language:
x[r][a] = offset + scale * (((r + 1) * (7919 + 104729 * a)) % 1009 - 504), in doubles; w[r] = 1 + (r * 31) % 7.

    pip install mpmath numpy scipy scikit-learn; python make_samples.py > samples.json
"""
import json
import numpy as np
from mpmath import mp, mpf
from scipy.optimize import brentq
from scipy.special import digamma, gammaln
from scipy.stats import gaussian_kde
from sklearn.neighbors import NearestNeighbors

mp.dps = 50


def rows(n, columns):
    return np.array([[offset + scale * (((r + 1) * (7919 + 104729 * a)) % 1009 - 504)
                      for a, (offset, scale) in enumerate(columns)] for r in range(n)])


def weights(n):
    return np.array([1.0 + (r * 31) % 7 for r in range(n)])


def covariance(x, w):
    """sum w (x - mean)(x - mean)' / (1 - sum w^2) with weights that sum to 1, two passes, 50 digits."""
    n, d = x.shape
    w = [mpf(v) for v in w]
    total = mp.fsum(w)
    columns = [[mpf(v) for v in x[:, a]] for a in range(d)]
    means = [mp.fdot(w, c) / total for c in columns]
    degrees = total - mp.fsum([v * v for v in w]) / total
    return [[float(mp.fsum([v * (p - means[a]) * (q - means[b])
                            for v, p, q in zip(w, columns[a], columns[b])]) / degrees)
             for b in range(d)] for a in range(d)]


def kernel_log(x, h2s):
    """ln N(x_i; x_j, S) for all pairs."""
    d = x.shape[1]
    apart = x[:, None, :] - x[None, :, :]
    quadratic = np.einsum("ija,ab,ijb->ij", apart, np.linalg.inv(h2s), apart)
    return -0.5 * (quadratic + d * np.log(2 * np.pi) + np.linalg.slogdet(h2s)[1])


def leave_one_out(x, w, s):
    """-sum c_i ln sum_{j != i} c_j N(x_i; x_j, S) / (1 - c_i)."""
    c = w / w.sum()
    p = np.exp(kernel_log(x, s)) * c[None, :]
    np.fill_diagonal(p, 0)
    return float(-(c * (np.log(p.sum(1)) - np.log1p(-c))).sum())


def likelihood_factor(x, w):
    """Where the derivative of the leave-one-out entropy in the factor is 0."""
    s, c, d = np.cov(x.T, aweights=w).reshape(x.shape[1], -1), w / w.sum(), x.shape[1]
    squared = -2 * (kernel_log(x, s) + 0.5 * (d * np.log(2 * np.pi) + np.linalg.slogdet(s)[1]))

    def slope(h):
        p = np.exp(-0.5 * squared / h ** 2) * c[None, :]
        np.fill_diagonal(p, 0)
        return (c * (d / h - (p * squared).sum(1) / p.sum(1) / h ** 3)).sum()

    return float(brentq(slope, 0.05, 2, xtol=1e-14))


def nearest(x, k):
    n, d = x.shape
    distances = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(x).kneighbors(x)[0][:, k]
    ball = d / 2 * np.log(np.pi) - gammaln(d / 2 + 1)
    return float(digamma(n) - digamma(k) + ball + d * np.log(distances).mean())


CASES = [
    ("plain", 200, [(0.0, 0.01), (1.0, 0.002)]),
    ("line", 150, [(2.0, 0.125)]),
    ("three columns, far apart in size", 120, [(0.0, 1e-9), (5.0, 1.0), (-3e8, 1e6)]),
    ("seconds since 1970, tens of microseconds apart", 3000, [(1.7e9, 2.0 ** -22)]),
    ("1e15 spreads away", 3000, [(1e15, 0.25), (-1e15, 0.125)]),
    ("offsets of every size", 1000, [(1e150, 1e135), (1e-3, 1e-17), (1e15, 0.5)]),
]
out = []
for name, n, columns in CASES:
    x, w = rows(n, columns), weights(n)
    case = {"name": name, "n": n, "columns": columns,
            "covariance": covariance(x, np.ones(n)), "weighted": covariance(x, w)}
    if n <= 200:
        ones = np.ones(n)
        scott, silverman = gaussian_kde(x.T), gaussian_kde(x.T, "silverman", w)
        case |= {
            "scott": float(scott.factor), "weightedSilverman": float(silverman.factor),
            "weightedKernel": np.atleast_2d(silverman.covariance).tolist(),
            "leaveOneOut": leave_one_out(x, ones, np.atleast_2d(scott.covariance)),
            "weightedLeaveOneOut": leave_one_out(x, w, np.atleast_2d(silverman.covariance)),
            "likelihoodFactor": likelihood_factor(x, ones),
            "weightedLikelihoodFactor": likelihood_factor(x, w),
            "nearest": {str(k): nearest(x, k) for k in (1, 3, 20)},
        }
    out.append(case)
print(json.dumps(out, indent=1))
