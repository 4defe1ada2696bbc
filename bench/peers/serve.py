"""
The line protocol of the peers in Python: one JSON request a line, one JSON answer a line.

A request names the work ("estimator", "mixture", "gradients", …), the folder with the data as raw 64-bit numbers, k, d,
"threads" and "least", the seconds that a turn fills at least. The answer is {"seconds": …, "value": …}, the time of one
run, or {"error": reason}; with gradients also "slope", the sum of squares of the gradient in the means.
"""

import json
import os
import sys
import time


def data(request, name, *shape):
    import numpy as np

    return np.fromfile(os.path.join(request["folder"], name + ".f64")).reshape(shape)


def limit_threads(threads):
    """Of every BLAS and OpenMP loaded so far, for good: to look for them takes a millisecond, too long to do in every run."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=threads)


def serve(prepare, versions):
    """
    `prepare(request)` returns a function without arguments that computes the value, or the value and the gradient in the
    means; it is kept for the next turns.
    """
    print(json.dumps({"versions": versions}), flush=True)
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        least = request.pop("least")
        key = json.dumps(request, sort_keys=True)
        try:
            if key not in prepared:
                prepared.clear()  # the memory of one work at a time, so that none is measured beside another's
                prepared[key] = prepare(request)
                prepared[key]()  # the first run pays for what is compiled or started
            run = prepared[key]
            runs, start = 0, time.perf_counter()
            while runs == 0 or time.perf_counter() - start < least:
                value = run()
                runs += 1
            seconds = (time.perf_counter() - start) / runs
            value, *gradient = value if isinstance(value, tuple) else (value,)
            answer = {"seconds": seconds, "value": float(value)}
            if gradient:
                answer["slope"] = float((gradient[0] ** 2).sum())
        except Exception as error:  # noqa: BLE001 - whatever a peer throws is its answer
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
