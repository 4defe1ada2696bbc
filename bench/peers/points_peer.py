"""Log densities of a Gaussian mixture at points by scikit-learn and by SciPy: asked line by line, so that contenders take turns.

    python points_peer.py FOLDER      the arrays lie there as NPY

A line "NAME STRUCTURE" computes, writes NAME-STRUCTURE.npy to the folder and answers with milliseconds. SciPy, which takes longest, gets the
first tenth of the points.
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1])
weights, means, all_points, covariances, diagonals = (
    np.load(folder / f"{name}.npy") for name in ["weights", "means", "points", "covariances", "diagonals"]
)
k, d = means.shape
TYPES = {"variance": "spherical", "variances": "diag", "covariance": "tied", "covariances": "full"}


def fitted(structure):
    g = GaussianMixture(k, covariance_type=TYPES[structure])
    g.weights_, g.means_ = weights, means
    upper = lambda s: np.linalg.inv(np.linalg.cholesky(s)).T
    g.precisions_cholesky_ = {
        "variance": lambda: np.full(k, 1 / np.sqrt(diagonals[0, 0])),
        "variances": lambda: 1 / np.sqrt(diagonals),
        "covariance": lambda: upper(covariances[0]),
        "covariances": lambda: np.stack([upper(s) for s in covariances]),
    }[structure]()
    # all at once it takes several gigabytes
    return lambda: np.concatenate([g.score_samples(some) for some in np.split(all_points, 10)])


def by_scipy(structure):
    points = all_points[: len(all_points) // 10]
    spread = {
        "variance": lambda j: diagonals[0, 0],
        "variances": lambda j: diagonals[j],
        "covariance": lambda j: covariances[0],
        "covariances": lambda j: covariances[j],
    }[structure]
    return lambda: logsumexp(
        [multivariate_normal.logpdf(points, means[j], np.diag(spread(j)) if np.ndim(spread(j)) == 1 else spread(j)) for j in range(k)],
        axis=0, b=weights[:, None],
    )


WAYS = {"scikit-learn": fitted, "SciPy": by_scipy}
for line in sys.stdin:
    name, structure = line.split()
    run = WAYS[name](structure)
    start = time.perf_counter()
    values = run()
    taken = time.perf_counter() - start
    np.save(folder / f"{name}-{structure}.npy", values)
    print(1e3 * taken, flush=True)
