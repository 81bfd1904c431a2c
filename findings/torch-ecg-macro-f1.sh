#!/usr/bin/env bash
# Tried: macro F1 of three rhythm classes, the rarest of which the network never predicts.
# Package: torch-ecg 0.0.33 (PyPI) on PyTorch 1.13.1 for processors (Debian 12), function
#   metrics_from_confusion_matrix.
# Expected: F1 = 2 TP / (2 TP + FP + FN), which is 0 for a class of which all members are missed; macro F1 is the
#   mean over classes, 0.653 here.
# Seen: the list of F1 says 0.96, 1, 0 and macro_f1 says 0.98: precision 0/0 is NaN, so is F1, the mean leaves NaN
#   out, and only then is it written as 0. macro_prec and macro_phi likewise; macro_sens counts the class. Nothing
#   says that a class was left out; NumPy's notices of divisions name no class.
# Means: the worse a network treats a rare class, the better its macro F1; a network that never says the class beats
#   one that finds two fifths of it.
# Here: Confusion.f1 counts such a class as 0 and says so.
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
v/bin/pip install -q --disable-pip-version-check --no-compile numpy==1.26.4 scipy==1.13.1 pandas==2.3.3 scikit-learn==1.5.2 wfdb==4.3.1 biosppy==2.2.4 peakutils==1.3.5 einops==0.8.2 easydict==1.14 \
  deprecate-kwargs==0.1.1 deprecated==1.3.1 bib-lookup==0.1.4 pywavelets==1.8.0 tqdm==4.70.1 requests==2.34.2 safetensors==0.8.0 tensorboardx==2.6.5 \
  xmltodict==1.0.4 pyarrow==26.0.1 edfio==0.4.18 typing-extensions==4.16.0 &&
  v/bin/pip install -q --disable-pip-version-check --no-compile --no-deps torch-ecg==0.0.33 torch-optimizer==0.3.0 torchsummary==1.5.1 pytorch-ranger==0.1.1 \
    boto3==1.44.8 botocore==1.44.8 jmespath==1.1.0 s3transfer==0.19.3 ||
  { echo "the packages could not be installed"; exit 2; }
lib=$work/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$lib:$lib/blas:$lib/lapack:$work/root/lib/x86_64-linux-gnu:$work/root/usr/lib
MPLBACKEND=Agg v/bin/python - <<'PY'
import sys, warnings
warnings.simplefilter("ignore")  # of imports
import numpy as np
from torch_ecg.utils.utils_metrics import metrics_from_confusion_matrix

np.seterr(all="ignore")  # notices of divisions by 0
labels = np.zeros((100, 3), int)
labels[:60, 0] = labels[60:95, 1] = labels[95:, 2] = 1
never = np.zeros((100, 3))
never[:60, 0], never[60:95, 1], never[95:, 0] = 0.9, 0.8, 0.7
never[:, 2] = np.linspace(0.01, 0.1, 100)
some = never.copy()
some[95:97] = (0.1, 0.1, 0.9)  # two of five found

def f1(scores):
    p = scores >= 0.5
    return [2 * (p[:, k] & (labels[:, k] == 1)).sum() / (p[:, k].sum() + labels[:, k].sum()) for k in range(3)]

a, b = metrics_from_confusion_matrix(labels, never), metrics_from_confusion_matrix(labels, some)
for name, scores, m in (("never", never, a), ("some", some, b)):
    print("%-6s own F1 %s, macro %.3f; torch_ecg F1 %s, macro %.3f" % (name, np.round(f1(scores), 3), np.mean(f1(scores)), m["f1"].round(3), m["macro_f1"]))
ok = (np.allclose(a["f1"], f1(never)) and abs(a["macro_f1"] - np.mean(f1(never)[:2])) < 1e-9 and abs(b["macro_f1"] - np.mean(f1(some))) < 1e-9
      and a["macro_f1"] > b["macro_f1"] and a["macro_sens"] < 0.7)
print("as stated: a class that is never predicted leaves the mean" if ok else "changed: macro F1 is other than stated")
sys.exit(0 if ok else 1)
PY
