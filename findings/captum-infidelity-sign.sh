#!/usr/bin/env bash
# Tried: infidelity of a right attribution map of an ECG and of the same map with every sign turned, with the option
#   normalize.
# Package: captum 0.9.0 (PyPI) on PyTorch 1.13.1 for processors (Debian 12), function captum.metrics.infidelity.
# Expected: Yeh et al. 2019: the expected squared gap between the perturbation's product with the map and the change
#   of the output; 0 for a right map, large for one that calls all evidence counter-evidence. The option removes the
#   map's scale.
# Seen: without the option 0 and 4 times the variance of the output's change. With normalize=True both are 0: the
#   scale that is removed is fitted and may be negative, so a map of wrong sign is as perfect as the right one; a
#   random map is far worse than either. No warning.
# Means: a table of normalised infidelity cannot tell evidence for a diagnosis from evidence against it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir debs root
(cd debs && apt-get install -s --no-install-recommends python3-torch=1.13.1+dfsg-4 | awk '/^Inst/{print $2}' | xargs apt-get -qq download) >apt.log 2>&1 &&
  [ -n "$(ls debs/*torch*.deb)" ] || { echo "the packages could not be installed (Debian 12 without python3-torch is needed)"; exit 2; }
for deb in debs/*.deb; do dpkg -x "$deb" root; done
python3 -m venv v
ln -s "$work/root/usr/lib/python3/dist-packages/torch" "$(echo v/lib/python3*/site-packages)/torch"
v/bin/pip install -q --disable-pip-version-check --no-compile numpy==1.26.4 matplotlib==3.8.4 tqdm==4.67.1 packaging==25.0 typing-extensions==4.15.0 &&
  v/bin/pip install -q --disable-pip-version-check --no-compile --no-deps captum==0.9.0 || { echo "the packages could not be installed"; exit 2; }
lib=$work/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$lib:$lib/blas:$lib/lapack:$work/root/lib/x86_64-linux-gnu:$work/root/usr/lib
MPLBACKEND=Agg v/bin/python - <<'PY'
import sys, warnings
warnings.simplefilter("ignore")  # of imports
import torch
from captum.metrics import infidelity

torch.manual_seed(0)
weights = torch.randn(12, 500)
ecg = torch.randn(3, 12, 500)

def network(x):  # linear, so its gradient is the right map
    return (x * weights).sum(dim=(1, 2))

def noise(x):
    d = 0.1 * torch.randn_like(x)
    return d, x - d

def captum(attribution, normalize):
    torch.manual_seed(1)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        value = infidelity(network, noise, ecg, attribution, n_perturb_samples=200, normalize=normalize).mean().item()
    return value, [w for w in said if issubclass(w.category, UserWarning)]

torch.manual_seed(2)
d = 0.1 * torch.randn(20000, 12, 500)
change = (d * weights).sum(dim=(1, 2))
own = {"right": 0.0, "turned": (4 * change ** 2).mean().item()}  # (-a - a)^2
maps = {"right": weights.expand(3, 12, 500).clone(), "turned": -weights.expand(3, 12, 500).clone(), "random": torch.randn(3, 12, 500)}
got = {}
for name, m in maps.items():
    plain, s1 = captum(m, False)
    scaled, s2 = captum(m, True)
    got[name] = plain, scaled, s1 + s2
    print("%-7s plain %.4g%s, normalised %.4g" % (name, plain, " (own %.4g)" % own[name] if name in own else "", scaled))
ok = (got["right"][0] < 1e-3 and abs(got["turned"][0] / own["turned"] - 1) < 0.2 and max(got["right"][1], got["turned"][1]) < 1e-2
      and got["random"][1] > 100 * got["turned"][1] and not any(g[2] for g in got.values()))
print("as stated: a map of wrong sign is perfect once normalised" if ok else "changed: the values are other than stated")
sys.exit(0 if ok else 1)
PY
