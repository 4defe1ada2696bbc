"""
The KL bound in NumPy, written for speed: one matrix product gives the exponents of a block of rows (the squared distance
in its expanded form, so it needs data of moderate size), and everything after it works in place.

Reads {"d": …, "blocks": […], "repeats": …, "weights": […], "means": […], "variances": […]} on standard input, and
writes {"numpy": version, "value": …, "seconds": {block: median}} as JSON. To have NumPy, outside of the checkout:

    python3 -m venv numpy-venv && numpy-venv/bin/pip install numpy
"""

import json
import statistics
import sys
import time

try:
    import numpy as np
except ImportError:
    sys.exit("NumPy is not installed")


def kl_bound(weights, means, variances, block):
    """H(X|C) - sum_i c_i ln sum_j c_j exp(-KL_ij) for covariances v_i I."""
    k, d = means.shape
    norms = np.einsum("ia,ia->i", means, means)
    # exponent_ij = x_i . x_j / v_j - (|x_i|^2 + d v_i) / 2 v_j + (ln c_j - |x_j|^2 / 2 v_j - d/2 ln v_j) + d/2 (1 + ln v_i)
    left = np.column_stack([means, norms + d * variances, np.ones(k)])
    right = np.vstack([
        means.T / variances,
        -0.5 / variances,
        np.log(weights) - 0.5 * norms / variances - 0.5 * d * np.log(variances),
    ])
    log_likelihood = np.empty(k)
    buffer = np.empty((block, k))
    for start in range(0, k, block):
        stop = min(k, start + block)
        exponents = np.matmul(left[start:stop], right, out=buffer[: stop - start])
        greatest = exponents.max(axis=1)
        exponents -= greatest[:, None]
        np.exp(exponents, out=exponents)
        log_likelihood[start:stop] = greatest + np.log(exponents.sum(axis=1))
    log_likelihood += 0.5 * d * (1 + np.log(variances))
    own = 0.5 * d * (np.log(2 * np.pi * np.e) + np.log(variances))
    return float(np.dot(weights, own - log_likelihood))


def main():
    task = json.load(sys.stdin)
    weights = np.array(task["weights"])
    means = np.array(task["means"]).reshape(-1, task["d"])
    variances = np.array(task["variances"])
    seconds = {}
    for block in task["blocks"]:
        value = kl_bound(weights, means, variances, block)
        times = []
        for _ in range(task["repeats"]):
            start = time.perf_counter()
            kl_bound(weights, means, variances, block)
            times.append(time.perf_counter() - start)
        seconds[block] = statistics.median(times)
    json.dump({"numpy": np.__version__, "value": value, "seconds": seconds}, sys.stdout)


main()
