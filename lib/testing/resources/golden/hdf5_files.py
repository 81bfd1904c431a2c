# Writes hdf5_files.txt: one small file a line, its name, then its bytes in gzip and base64.
# Made with h5py 3.16.0 (HDF5 2.0.0), hdf5plugin 7.1.0 and numpy 2.4.6; bytes differ with other versions.
import base64
import gzip
import io
import os
import tempfile

import h5py
import hdf5plugin
import numpy as np

ECG = (np.arange(12)[:, None] + np.arange(40)[None, :] / 64).astype("<f4")
OLD, NEW = "earliest", "v110"


def write(name, libver=OLD, data=ECG, gap=None, **options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with h5py.File(path, "w", libver=libver, userblock_size=512 if name == "userblock" else 0) as f:
            if name == "external":
                f["ecg"] = h5py.ExternalLink("/tmp/other.h5", "/ecg")
            elif gap is None:
                f.create_dataset("ecg", data=data, **options)
            else:
                d = f.create_dataset("ecg", shape=(12, 40), dtype="<f4", fillvalue=np.nan, **options)
                if gap >= 0:
                    d[:, :gap] = data[:, :gap]
                    d[:, gap + 10:] = data[:, gap + 10:]
            if name != "external":
                f["ecg"].attrs["fs"] = 250.0
        with open(path, "rb") as f:
            packed = gzip.compress(f.read(), 9, mtime=0)
    print(name, base64.b64encode(packed).decode())


write("plain")
write("float16", data=ECG.astype("<f2"))
write("bigendian", data=ECG.astype(">f8"))
write("gzip", chunks=(5, 11), compression="gzip", shuffle=True)
write("fletcher", chunks=(5, 11), fletcher32=True)
write("lzf", chunks=(12, 40), compression="lzf", shuffle=True)
# Long runs of the same bytes.
write("lzfrun", data=ECG.astype("<f8"), chunks=(12, 40), compression="lzf", shuffle=True)
# Too short for LZF to gain: stored as it is.
write("lzfstored", chunks=(1, 3), compression="lzf")
write("lz4", chunks=(12, 40), **hdf5plugin.LZ4(nbytes=1000))
write("v108", "v108", chunks=(5, 11), compression="gzip")
write("v110", NEW, chunks=(5, 11), compression="gzip")
write("btree2", NEW, chunks=(5, 11), maxshape=(None, None), compression="gzip")
write("growing", NEW, chunks=(12, 10), maxshape=(12, None), compression="gzip")
write("userblock", chunks=(5, 11), compression="gzip")
write("gap", gap=10, chunks=(12, 10))
write("gap110", NEW, gap=10, chunks=(12, 10))
write("never", gap=-1, chunks=(12, 10))
write("growinggap", NEW, gap=10, chunks=(12, 10), maxshape=(12, None))
write("growingwide", NEW, chunks=(5, 10), maxshape=(12, None))
write("growable", NEW, chunks=(5, 10), maxshape=(12, 80))
write("zstd", chunks=(12, 40), **hdf5plugin.Zstd())
write("bitshuffle", chunks=(12, 40), **hdf5plugin.Bitshuffle(cname="lz4"))
write("latest", "latest", chunks=(12, 10), compression="gzip")
write("external")
