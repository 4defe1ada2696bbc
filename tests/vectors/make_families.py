"""Pairs of one-dimensional distributions and entropies by mpmath's quadrature, 30 digits: families.json."""
import json, random, sys
from mpmath import mp, mpf, quad, log, exp, pi, sqrt, beta, cosh, inf, nstr
mp.dps = 30
random.seed(20260)

def log_density(c):
    f, m = c["family"], mpf(c["place"])
    if f == "gaussian":
        s = mpf(c["scale"]); return lambda x: -log(2 * pi * s * s) / 2 - ((x - m) / s) ** 2 / 2
    if f == "laplace":
        s = mpf(c["scale"]); return lambda x: -log(2 * s) - abs(x - m) / s
    if f == "logistic":
        s = mpf(c["scale"]); return lambda x: -log(4 * s) - 2 * log(cosh((x - m) / (2 * s)))
    if f == "studentT":
        s, n = mpf(c["scale"]), mpf(c["nu"])
        k = log(sqrt(n) * beta(n / 2, mpf(1) / 2) * s)
        return lambda x: -k - (n + 1) / 2 * log(1 + ((x - m) / s) ** 2 / n)
    if f == "uniform":
        w = mpf(c["scale"]); return lambda x: -log(w)

def ends(cs):
    lo, hi = -inf, inf
    marks = set()
    for c in cs:
        m, s = mpf(c["place"]), mpf(c["scale"])
        if c["family"] == "uniform":
            lo, hi = max(lo, m - s / 2), min(hi, m + s / 2)
        else:
            for t in (0, 1, 3, 8, 20, 60, 200, 1000): marks |= {m - t * s, m + t * s}
    if not lo < hi: return None
    inner = sorted(x for x in marks if lo < x < hi)
    return [lo] + inner + [hi]

def power(p, q, a, b):
    e = ends([p, q])
    if e is None: return None
    f, g = log_density(p), log_density(q)
    return log(quad(lambda x: exp(a * f(x) + b * g(x)), e))

def cross(p, q):
    if q["family"] == "uniform": return None
    e = ends([p]) if p["family"] == "uniform" else ends([p, q])
    if p["family"] == "uniform":
        e = sorted(set(e) | {x for x in ends([q])[1:-1] if e[0] < x < e[-1]})
    f, g = log_density(p), log_density(q)
    if p["family"] == "studentT" and q["family"] == "gaussian" and p["nu"] <= 2: return None
    return quad(lambda x: -exp(f(x)) * g(x), e)

def text(x): return None if x is None else float(nstr(x, 20))

families = ["gaussian", "laplace", "logistic", "studentT", "uniform"]
def draw(f, far):
    c = {"family": f, "place": round(random.uniform(-3, 3), 3) + (far if random.random() < .5 else 0), "scale": round(random.choice([.25, .5, 1, 2, 5]) * random.uniform(.7, 1.3), 3)}
    if f == "studentT": c["nu"] = random.choice([1, 1.5, 2.5, 4, 9])
    return c

pairs = []
for i, f in enumerate(families):
    for g in families[i:]:
        if f == g and f in ("gaussian", "uniform"): continue
        for far in (0, 0, 12):
            p, q = draw(f, far), draw(g, 0)
            if f == g and far == 0 and f in ("logistic", "studentT"):
                q["scale"] = p["scale"]
                if f == "studentT": p["nu"] = q["nu"] = 1
            row = {"p": p, "q": q}
            row["affinity"] = {str(a): text(power(p, q, mpf(a), 1 - mpf(a))) for a in ("0.5", "0.25", "0.75")}
            row["overlap"] = text(power(p, q, 1, 1))
            row["cross"], row["crossBack"] = text(cross(p, q)), text(cross(q, p))
            pairs.append(row)
            print(f, g, far, row["overlap"], file=sys.stderr)
entropies = []
for f in families:
    for t in range(3):
        c = draw(f, 0)
        if f == "studentT": c["nu"] = [0.7, 2.5, 40][t]
        entropies.append({"p": c, "entropy": text(cross(c, c) if f != "uniform" else log(mpf(c["scale"]))), "logSquare": text(power(c, c, 1, 1))})
json.dump({"about": "make_families.py", "pairs": pairs, "entropies": entropies}, open(sys.argv[1], "w"), indent=1)
