"""Points of Sobol's sequence without scrambling, by SciPy (tried with 1.17.1): the first ones, and some far out, times 2^32. They
come in the order of Gray codes.

    pip install scipy; python make_sobol.py > sobol.json
"""
import json
import numpy as np
from scipy.stats import qmc

dimensions = [1, 2, 3, 4, 5, 8, 10, 19, 37, 53, 101, 161, 162, 337, 338, 480, 481]


def points(first, count):
    sequence = qmc.Sobol(d=max(dimensions), scramble=False, bits=32)
    if first > 0:
        sequence.fast_forward(first)
    numbers = np.rint(sequence.random(count) * 2.0**32).astype(np.uint64)
    return {"first": first, "points": [[int(row[d - 1]) for d in dimensions] for row in numbers]}


print(json.dumps({"dimensions": dimensions, "parts": [points(0, 64), points(2**20 + 12345, 8)]}))
