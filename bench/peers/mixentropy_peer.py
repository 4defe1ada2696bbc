"""
MixEntroPY with NumPy or, given the argument "torch", with PyTorch on the CPU. Its convention: weights c [k], means mu [k, d]
and matrices sigma [k, d, d] (uniform: diagonal matrices of full widths); PyTorch's version has a leading batch axis.

Where its values differ from the library's, both were compared with the formulas:
- uniform KL has its arguments the wrong way round (D_ij is finite where box i contains box j, and should be where j contains i);
- Chernoff pairs alpha with the wrong determinants, which does not show at alpha = 1/2, the Bhattacharyya distance used here;
- PyTorch's version fails for a batch of one; what it means to squeeze is put in its place below;
- it takes exponentials before logarithms, so distances above 745 give infinities; the data here stay far below.
"""

import sys
from importlib.metadata import version

torch_wanted = sys.argv[1:] == ["torch"]
try:
    import numpy as np

    if torch_wanted:
        import torch

        torch.set_default_dtype(torch.float64)  # before the import, which keeps a tensor of pi, and for its helper matrices
        from mixentropy.pth import elk_estimator, kde_estimator, logdet_estimator, monte_carlo_estimator
        from mixentropy.pth import pairwise_dist_estimator
    else:
        from mixentropy.np import elk_estimator, kde_estimator, logdet_estimator, monte_carlo_estimator
        from mixentropy.np import pairwise_dist_estimator
except ImportError as error:
    sys.exit(str(error))

from serve import data, limit_threads, serve

ESTIMATORS = {
    "kl": lambda *p: pairwise_dist_estimator.estimate(*p, dist="kl"),
    "bhattacharyya": lambda *p: pairwise_dist_estimator.estimate(*p, dist="chernoff", alpha=0.5),
    "elk": lambda *p: elk_estimator.estimate(*p),
    "kde": lambda *p: kde_estimator.estimate(*p),
}


def parameters(request):
    k, d = request["k"], request["d"]
    c, mu = data(request, "weights", k), data(request, "means", k, d)
    if request["mixture"] == "uniform":
        return c, mu, data(request, "spread", k, d)[:, :, None] * np.eye(d), "uniform"
    return c, mu, data(request, "spread", k, d, d), "gauss"


def formula(request):
    """The arrays of the work, and the function of them."""
    if request["estimator"] == "logdet":
        return [data(request, "x", request["m"], request["n"], request["d"])], (
            lambda x: logdet_estimator.logdet_joint_entropy(x, 1.0)
        )
    *arrays, family = parameters(request)
    if request["estimator"] == "monte carlo":
        samples = request["samples"]
        return arrays, lambda c, mu, sigma: monte_carlo_estimator.estimate(c, mu, sigma, samples, family)
    return arrays, lambda c, mu, sigma: ESTIMATORS[request["estimator"]](c, mu, sigma, family)


def prepare(request):
    arrays, f = formula(request)
    limit_threads(request["threads"])
    if not torch_wanted:
        if request["gradients"]:
            raise ValueError("no gradients in NumPy")

        def run():
            with np.errstate(divide="ignore", invalid="ignore"):
                return f(*arrays)

        return run
    torch.set_num_threads(request["threads"])
    tensors = [torch.tensor(a)[None] for a in arrays]
    if not request["gradients"]:

        def value():
            with torch.no_grad():
                return f(*tensors).item()

        return value
    for tensor in tensors:
        tensor.requires_grad_()

    def value_and_gradients():
        for tensor in tensors:
            tensor.grad = None
        result = f(*tensors).sum()
        result.backward()
        return result.item(), tensors[1].grad

    return value_and_gradients


if torch_wanted:
    # its squeeze drops a batch axis of one, too, and then it fails; meant are the two last axes, [b, n, n, 1, 1]
    for module in (kde_estimator, elk_estimator, monte_carlo_estimator, pairwise_dist_estimator):
        module.squeeze = lambda values: values.squeeze(-1).squeeze(-1)
versions = {"MixEntroPY": version("mixentropy")}
serve(prepare, {**versions, **({"PyTorch": torch.__version__} if torch_wanted else {})})
