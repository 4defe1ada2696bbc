"""The same sums with PyTorch on CUDA, in chunks of rows so that no k x k array is stored, plain and with torch.compile.

    python torch_peer.py STRUCTURE K D WITH_GRADIENT

Prints one line: the median of five times in milliseconds for the best of several chunks, f32, without TF32.
"""

import math
import statistics
import sys
import time


def main() -> None:
    structure, k, d, with_gradient = (
        sys.argv[1],
        int(float(sys.argv[2])),
        int(sys.argv[3]),
        sys.argv[4] == "true",
    )
    try:
        import torch
    except ImportError:
        raise SystemExit("PyTorch is not installed")
    if not torch.cuda.is_available():
        raise SystemExit("PyTorch finds no CUDA device")
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = False
    gpu = torch.device("cuda")
    weights = torch.rand(k, device=gpu) + 0.5
    weights = weights / weights.sum()
    means = 2 * torch.randn(k, d, device=gpu)
    if structure == "diagonal":
        spread = torch.rand(k, d, device=gpu) + 0.5
    else:
        a = torch.randn(k, d, d, device=gpu)
        spread = a @ a.mT / d + 0.5 * torch.eye(d, device=gpu)

    def kl_rows(c, mean, variance, mean_i, variance_i):
        # by a product of matrices: sum over a of (s_i + (m_i - m_j)^2) / s_j
        inverse = 1 / variance
        terms = (variance_i + mean_i**2) @ inverse.T - 2 * mean_i @ (mean * inverse).T
        terms = terms + (mean**2 * inverse + variance.log()).sum(1)[None, :]
        terms = terms - variance_i.log().sum(1)[:, None] - mean.shape[1]
        return torch.logsumexp(c.log()[None, :] - 0.5 * terms, 1)

    def bhattacharyya_rows(c, mean, matrix, mean_i, matrix_i):
        between = 0.5 * (matrix_i[:, None] + matrix[None])
        factor = torch.linalg.cholesky(between)
        delta = (mean_i[:, None] - mean[None])[..., None]
        solved = torch.linalg.solve_triangular(factor, delta, upper=False)[..., 0]
        def logdet(x):
            return 2 * torch.diagonal(x, dim1=-2, dim2=-1).log().sum(-1)
        own = logdet(torch.linalg.cholesky(matrix))
        own_i = logdet(torch.linalg.cholesky(matrix_i))
        distance = solved.square().sum(-1) / 8
        distance = distance + 0.5 * (logdet(factor) - 0.5 * (own_i[:, None] + own[None]))
        return torch.logsumexp(c.log()[None, :] - distance, 1)

    rows = kl_rows if structure == "diagonal" else bhattacharyya_rows

    def entropy(function, chunk):
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
        for first in range(0, k, chunk):
            part = slice(first, first + chunk)
            term = -(c[part] * function(c, mean, s, mean[part], s[part])).sum()
            if with_gradient:
                term.backward()
            value = value + term.detach()
        return value

    def median(function, chunk):
        entropy(function, chunk)
        times = []
        for _ in range(5):
            torch.cuda.synchronize()
            start = time.perf_counter()
            entropy(function, chunk)
            torch.cuda.synchronize()
            times.append(1000 * (time.perf_counter() - start))
            if sum(times) > 20_000:
                break
        return statistics.median(times)

    def best(function):
        found = []
        for cells in (2**22, 2**24, 2**26, 2**28):
            scale = 1 if structure == "diagonal" else 4 * d * d
            chunk = max(1, min(k, cells // (k * scale)))
            try:
                found.append((median(function, chunk), chunk))
            except torch.cuda.OutOfMemoryError:
                torch.cuda.empty_cache()
        return min(found)

    eager, chunk = best(rows)
    text = f"{torch.cuda.get_device_name()}, torch {torch.__version__}: {eager:.1f} ms (chunks of {chunk})"
    try:
        compiled, chunk = best(torch.compile(rows))
        text += f", compiled {compiled:.1f} ms (chunks of {chunk})"
    except Exception as error:  # noqa: BLE001 - a compiler that is not there is a result too
        text += f", not compiled: {type(error).__name__}"
    print(text)


main()
