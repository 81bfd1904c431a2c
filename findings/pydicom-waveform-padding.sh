#!/usr/bin/env bash
# Tried: a DICOM 12-lead style waveform in which a lead was off for two samples, marked by the padding value that
#   the file states.
# Package: pydicom 3.0.2 (PyPI), Dataset.waveform_array.
# Expected: DICOM PS3.3, waveform module: the padding value stands where a sample is absent or invalid; a function
#   that turns samples into their units should mark them as missing.
# Seen: the padding value 0x8000 is scaled like a measurement and comes back as -81,920 microvolts. No warning.
# Means: a lead that was off becomes a spike of 82 mV, which rules the scaling, every filter's ringing and every min
#   and max.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile pydicom==3.0.2 numpy==2.4.6 || { echo "the packages could not be installed"; exit 2; }
v/bin/python -W error - <<'PY'
import io, sys
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, TwelveLeadECGWaveformStorage, generate_uid

counts = np.array([[100, 200], [-32768, 210], [-32768, 220], [130, 230]], "<i2")
group = Dataset()
group.WaveformOriginality, group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = "ORIGINAL", 2, 4
group.SamplingFrequency, group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 500, 16, "SS"
channels = []
for _ in range(2):
    channel = Dataset()
    channel.ChannelSensitivity, channel.ChannelSensitivityCorrectionFactor, channel.ChannelBaseline = "2.5", "1", "0"
    channel.ChannelSampleSkew, channel.WaveformBitsStored = "0", 16
    unit = Dataset()
    unit.CodeValue, unit.CodingSchemeDesignator, unit.CodeMeaning = "uV", "UCUM", "microvolt"
    channel.ChannelSensitivityUnitsSequence = Sequence([unit])
    channels.append(channel)
group.ChannelDefinitionSequence = Sequence(channels)
group.add_new(0x5400100A, "OW", np.array([-32768], "<i2").tobytes())  # Waveform Padding Value
group.add_new(0x54001010, "OW", counts.tobytes())
meta = FileMetaDataset()
meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = ExplicitVRLittleEndian, TwelveLeadECGWaveformStorage, generate_uid()
ds = FileDataset("e.dcm", {}, file_meta=meta, preamble=bytes(128))
ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, "ECG"
ds.WaveformSequence = Sequence([group])
ds.save_as("e.dcm", enforce_file_format=True)
back = pydicom.dcmread("e.dcm")
padding = np.frombuffer(back.WaveformSequence[0][0x5400100A].value, "<i2")[0]
got = back.waveform_array(0)
own = np.where(counts == padding, np.nan, counts * 2.5)
print("padding value in the file: %d\nright\n%s\npydicom\n%s" % (padding, own, got))
ok = got[1, 0] == got[2, 0] == -81920 and np.array_equal(got[~np.isnan(own)], own[~np.isnan(own)])
print("as stated: padding is returned as a measurement" if ok else "changed: padding is handled")
sys.exit(0 if ok else 1)
PY
