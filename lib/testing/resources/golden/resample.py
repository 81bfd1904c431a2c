"""Makes resample.json: python3 resample.py > resample.json (SciPy 1.10.1, NumPy 1.24.2)."""
import json
from fractions import Fraction

import numpy as np
from scipy.signal import firwin, resample_poly


def taps(up, down):
    m = max(up, down)
    h = firwin(20 * m + 1, 1 / m, window=("kaiser", 5.0))
    for first in range(up):
        h[first::up] /= h[first::up].sum() * up
    return h


cases = []
for fr, to, n in [(500, 100, 1203), (1000, 500, 400), (250, 500, 300), (257, 500, 200), (500, 400, 333), (500, 100, 7), (100, 500, 1),
                  (1e6 / 1667, 500, 240), (128.5, 500, 60), (300.3, 250, 120)]:
    i = np.arange(n)
    x = ((i * 7919) % 4001 - 2000) / 1000 + 0.5
    # The rates as written: 1667 us a sample, 257/2 and 3003/10 Hz.
    ratio = to / Fraction(fr).limit_denominator(1667)
    up, down = ratio.numerator, ratio.denominator
    # Without upsampling the taps are SciPy's own; with it, each phase is scaled to sum to one.
    window = ("kaiser", 5.0) if up == 1 else taps(up, down)
    y = resample_poly(x, up, down, window=window, padtype="edge")
    cases.append({"fromHz": fr, "toHz": to, "n": n, "expected": [float(v) for v in y]})
print(json.dumps({"formula": "x[i] = ((7919 i) mod 4001 - 2000)/1000 + 0.5", "cases": cases}))
