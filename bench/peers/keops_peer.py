"""KDE and KL with one shared variance by KeOps, which writes and compiles C++ for the formula: the row log-sum-exp of ln c_j - D_ij."""

import sys

try:
    import numpy as np
    import pykeops

    pykeops.set_verbose(False)
    from pykeops.numpy import Vi, Vj
except Exception as error:  # noqa: BLE001 - it compiles while it is imported
    sys.exit(f"{type(error).__name__}: {error}")

from serve import data, limit_threads, serve


def prepare(request):
    k, d = request["k"], request["d"]
    if request["mixture"] != "shared" or request["estimator"] not in ("kde", "kl") or request["gradients"]:
        raise ValueError("not written for this work")
    real = np.float32 if request["precision"] == "f32" else np.float64
    weights = data(request, "weights", k)
    means = data(request, "means", k, d).astype(real)
    logs = np.log(weights).astype(real)[:, None]
    variance = data(request, "spread", k)[0]
    constant = 0.5 * d * np.log(2 * np.pi * variance) + (0.5 * d if request["estimator"] == "kl" else 0.0)
    x, y, c = Vi(means), Vj(means), Vj(logs)
    exponent = c - (0.5 / float(variance)) * ((x - y) ** 2).sum(-1)

    def run():
        return constant - np.dot(weights, exponent.logsumexp(dim=1).ravel())

    run()  # compiles and loads its code, and OpenMP with it
    limit_threads(request["threads"])
    return run


serve(prepare, {"KeOps": pykeops.__version__})
