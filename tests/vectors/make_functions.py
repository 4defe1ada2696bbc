"""50-digit values of exp, ln and the normal quantile, for the tests of the generated vector code.

    pip install mpmath
    python make_functions.py        write functions.json beside this file

Each list has the numbers x, value, rest, x, value, rest, …: `value` is the double nearest to f(x), `rest` is what
f(x) has beyond it, rounded to three digits (0 where that underflows), so that errors far below one unit in the last
place can be measured.
Where f(x) lies beyond the largest double, `value` is Infinity and `rest` is 0.

Points are drawn from random.Random(seed).random(), which Python promises to keep.
"""

import json
import math
import pathlib
import random

from mpmath import mp, mpf

mp.dps = 50
HERE = pathlib.Path(__file__).resolve().parent
LN2 = mp.log(2)


def neighbours(x, count=2):
    """x and the `count` doubles on either side of it."""
    points, low, high = [x], x, x
    for _ in range(count):
        low, high = math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
        points += [low, high]
    return points


def exp_points(rng):
    points = [0.0, 5e-324, -5e-324, 1.0, -1.0]
    # near 0, at every scale
    for _ in range(250):
        points.append((rng.random() - 0.5) * 2.0 ** -(60 * rng.random()))
    # where n changes: odd multiples of ln 2 / 2; and where r is tiny: even ones
    for m in [*range(-40, 41), *(rng.randrange(-2140, 2048) for _ in range(120))]:
        points += neighbours(float(m * LN2 / 2), 1)
    # overflow, the least normal number, the least subnormal one and half of it
    for edge in (1024 * LN2, -1022 * LN2, -1074 * LN2, -1075 * LN2, mpf(700), mpf(-708)):
        points += neighbours(float(edge), 4)
    points += [-708 - 38 * rng.random() for _ in range(200)]
    points += [-746 + 1456 * rng.random() for _ in range(600)]
    points += [-40 * rng.random() for _ in range(400)]
    return points


def log_points(rng):
    points = [5e-324, 1e-323, 2.0**-1022, math.nextafter(2.0**-1022, 0), 1.7976931348623157e308]
    # near 1, at every scale
    for _ in range(400):
        points.append(1 + (rng.random() - 0.5) * 2.0 ** -(52 * rng.random()))
    points += neighbours(1.0, 20)
    # where k changes, and powers of two
    for m in [*range(-20, 20), *(rng.randrange(-1060, 1020) for _ in range(60))]:
        points += neighbours(math.ldexp(math.sqrt(0.5), m), 1) + neighbours(math.ldexp(1.0, m), 1)
    points += [math.ldexp(rng.random(), -1022) for _ in range(200)]
    points += [math.ldexp(0.5 + rng.random() / 2, rng.randrange(-1021, 1025)) for _ in range(500)]
    points += [0.5 + 1.5 * rng.random() for _ in range(500)]
    return [x for x in points if x > 0]


def quantile_points(rng):
    points = [0.5, 0.075, 0.925, 5e-324, 2.0**-1022, math.nextafter(1.0, 0)]
    points += [rng.random() for _ in range(300)]
    points += [2.0 ** -(1070 * rng.random()) for _ in range(150)]
    points += [2.0 ** -(60 * rng.random()) for _ in range(150)]
    points += [1 - 2.0 ** -(52 * rng.random()) for _ in range(100)]
    points += [0.5 + (rng.random() - 0.5) * 2.0 ** -(50 * rng.random()) for _ in range(100)]
    # where the three formulas meet: |u − ½| = 0.425 and √(−ln u) = 5
    points += neighbours(0.075) + neighbours(0.925) + neighbours(math.exp(-25))
    return [u for u in points if 0 < u < 1]


def quantile(u):
    """x with erfc(−x/√2)/2 = u, by Newton's method on ln Φ in the lower tail."""
    u = mpf(u)
    if u == 0.5:
        return mpf(0)
    if u > 0.5:
        return -quantile_below(1 - u)
    return quantile_below(u)


def quantile_below(u):
    goal = mp.log(u)
    x = -mp.sqrt(-2 * goal) if u < 0.02 else -(mpf(0.5) - u) * 2.5
    for _ in range(60):
        below = mp.erfc(-x / mp.sqrt(2)) / 2
        step = (mp.log(below) - goal) * below * mp.sqrt(2 * mp.pi) * mp.exp(x * x / 2)
        x -= step
        if abs(step) <= abs(x) * mpf(10) ** -40:
            return x
    raise ArithmeticError(f"no convergence at {u}")


def table(f, points):
    numbers = []
    for x in sorted(set(points)):
        exact = f(mpf(x))
        # by way of text, since mpmath rounds subnormal numbers twice
        value = float(mp.nstr(exact, 40))
        if math.isinf(value):
            numbers += [x, "Infinity", 0]
        else:
            numbers += [x, value, float(mp.nstr(exact - mpf(value), 3))]
    return numbers


if __name__ == "__main__":
    rng = random.Random(20240611)
    tables = {
        "exp": table(mp.exp, exp_points(rng)),
        "log": table(mp.log, log_points(rng)),
        "normalQuantile": table(quantile, quantile_points(rng)),
    }
    text = json.dumps(tables, separators=(",", ":"), allow_nan=False)
    (HERE / "functions.json").write_text(text.replace("],", "],\n") + "\n")
