"""
KL between two mixtures in PyTorch on the CPU as one writes it for speed: Hershey & Olsen's variational approximation, the log-sum-exps of
-KL over p x p and p x q, matrix products giving the exponents of a block of rows. The fastest of some block sizes counts.
"""

import sys
import time

try:
    import torch
except ImportError as error:
    sys.exit(str(error))

from serve import data, serve


def factors(means, variances, weights):
    """The right side of the product that gives ln w_b - KL(a||b), but for a number for each row a."""
    right = torch.cat([(means / variances).T, (-0.5 / variances).T])
    constant = torch.log(weights) - 0.5 * (means**2 / variances + torch.log(variances)).sum(1)
    return right.contiguous(), constant


def prepare(request):
    k, d = request["k"], request["d"]
    if request["mixture"] != "diagonal" or request["estimator"] != "kl between":
        raise ValueError("not written for this work")
    torch.set_num_threads(request["threads"])
    real = torch.float32 if request["precision"] == "f32" else torch.float64

    def tensors(*names):
        weights, means, spread = names
        shapes = (data(request, weights, k), data(request, means, k, d), data(request, spread, k, d))
        return [torch.tensor(array).to(real) for array in shapes]

    weights, means, variances = tensors("weights", "means", "spread")
    other = tensors("otherWeights", "otherMeans", "otherSpread")
    left = torch.cat([means, means**2 + variances], 1).contiguous()
    own_right, own_constant = factors(means, variances, weights)
    other_right, other_constant = factors(other[1], other[2], other[0])

    def log_sums(first, last, right, constant):
        return torch.logsumexp(torch.addmm(constant, left[first:last], right), 1)

    def run(block):
        total = 0.0
        with torch.no_grad():
            for first in range(0, k, block):
                last = min(k, first + block)
                ratio = log_sums(first, last, own_right, own_constant) - log_sums(first, last, other_right, other_constant)
                total += torch.dot(weights[first:last], ratio).item()
        return total

    times = {}
    for block in (64, 256, 1024):
        start = time.perf_counter()
        run(block)
        times[block] = time.perf_counter() - start
    best = min(times, key=times.get)
    print(f"PyTorch's best way: blocks of {best} rows", file=sys.stderr, flush=True)
    return lambda: run(best)


serve(prepare, {"PyTorch": torch.__version__})
