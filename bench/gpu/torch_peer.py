"""The same sums with PyTorch on CUDA, in chunks of rows so that no k x k array is stored, plain and with torch.compile.

    python torch_peer.py STRUCTURE,K,D,WITH_GRADIENT ...

Prints one line of JSON a task as soon as it is timed: the medians of up to five times in milliseconds for the best of several
chunks, f32, without TF32. Of more than 200,000 rows every eighth chunk is computed and the time multiplied, for all chunks cost the
same.
"""

import json
import math
import statistics
import sys
import time

try:
    import torch
except ImportError:
    raise SystemExit("PyTorch is not installed")
if not torch.cuda.is_available():
    raise SystemExit("PyTorch finds no CUDA device")
torch.backends.cuda.matmul.allow_tf32 = False
gpu = torch.device("cuda")


def kl_rows(c, mean, variance, mean_i, variance_i):
    # by a product of matrices: sum over a of (s_i + (m_i - m_j)^2) / s_j
    inverse = 1 / variance
    terms = (variance_i + mean_i**2) @ inverse.T - 2 * mean_i @ (mean * inverse).T
    terms = terms + (mean**2 * inverse + variance.log()).sum(1)[None, :]
    terms = terms - variance_i.log().sum(1)[:, None] - mean.shape[1]
    return torch.logsumexp(c.log()[None, :] - 0.5 * terms, 1)


def log_det(x):
    return 2 * torch.diagonal(x, dim1=-2, dim2=-1).log().sum(-1)


def bhattacharyya_rows(c, mean, matrix, mean_i, matrix_i):
    between = 0.5 * (matrix_i[:, None] + matrix[None])
    factor = torch.linalg.cholesky(between)
    delta = (mean_i[:, None] - mean[None])[..., None]
    solved = torch.linalg.solve_triangular(factor, delta, upper=False)[..., 0]
    own = log_det(torch.linalg.cholesky(matrix))
    own_i = log_det(torch.linalg.cholesky(matrix_i))
    distance = solved.square().sum(-1) / 8
    distance = distance + 0.5 * (log_det(factor) - 0.5 * (own_i[:, None] + own[None]))
    return torch.logsumexp(c.log()[None, :] - distance, 1)


def measure(structure, k, d, with_gradient):
    torch.manual_seed(0)
    # each task compiles for its own shapes: none may use up the recompilations of the others
    torch._dynamo.reset()
    weights = torch.rand(k, device=gpu) + 0.5
    weights = weights / weights.sum()
    means = 2 * torch.randn(k, d, device=gpu)
    if structure == "diagonal":
        spread = torch.rand(k, d, device=gpu) + 0.5
    else:
        a = torch.randn(k, d, d, device=gpu)
        spread = a @ a.mT / d + 0.5 * torch.eye(d, device=gpu)
    rows = kl_rows if structure == "diagonal" else bhattacharyya_rows

    def entropy(function, chunk, every):
        c, mean, s = weights, means, spread
        if with_gradient:
            c, mean, s = (x.detach().requires_grad_() for x in (weights, means, spread))
        if structure == "diagonal":
            own = 0.5 * (d * math.log(2 * math.pi * math.e) + s.log().sum(1))
        else:
            own = 0.5 * (d * math.log(2 * math.pi * math.e) + torch.logdet(s))
        total = (c * own).sum()
        if with_gradient:
            total.backward()
        value = total.detach()
        for first in range(0, k, chunk * every):
            part = slice(first, first + chunk)
            term = -(c[part] * function(c, mean, s, mean[part], s[part])).sum()
            if with_gradient:
                term.backward()
            value = value + term.detach()
        return value

    def median(function, chunk):
        every = 8 if k > 200_000 else 1
        entropy(function, chunk, every)
        times = []
        for _ in range(5):
            torch.cuda.synchronize()
            start = time.perf_counter()
            entropy(function, chunk, every)
            torch.cuda.synchronize()
            times.append(1000 * (time.perf_counter() - start))
            if sum(times) > 1500:
                break
        return every * statistics.median(times)

    def best(function, sizes):
        found = []
        for cells in sizes:
            scale = 1 if structure == "diagonal" else 4 * d * d
            chunk = max(1, min(k, cells // (k * scale)))
            try:
                found.append((median(function, chunk), chunk, cells))
            except torch.cuda.OutOfMemoryError:
                torch.cuda.empty_cache()
        return min(found)

    eager, chunk, cells = best(rows, (2**24, 2**26, 2**28))
    told = {"task": [structure, k, d, with_gradient], "eager": eager, "chunk": chunk}
    try:
        compiled, chunk, _ = best(torch.compile(rows, dynamic=False), (cells,) if k > 2e5 else (2**26, 2**28))
        told |= {"compiled": compiled, "compiledChunk": chunk}
    except Exception as error:  # noqa: BLE001 - a compiler that is not there is a result too
        told["notCompiled"] = f"{type(error).__name__}: {error}"[:200]
    print(json.dumps(told), flush=True)


print(json.dumps({"device": torch.cuda.get_device_name(), "torch": torch.__version__}), flush=True)
for task in sys.argv[1:]:
    structure, k, d, with_gradient = task.split(",")
    measure(structure, int(float(k)), int(d), with_gradient == "true")
