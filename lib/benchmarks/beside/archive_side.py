"""The other side of ArchiveBenchmark: wfdb, NumPy and PyWavelets under multiprocessing, the same in a pandas UDF of PySpark, and PyTorch with a
DataLoader.

Usage: archive_side.py numpy|pyspark|torch FOLDER CORES [MODEL]; then a line each on standard input: `value TASK FILE` writes what the task
computes, a row a recording in the order of names; `time TASK` computes it once and answers the seconds that it took.
"""

import os
import sys
import time
from multiprocessing import Pool

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, sys.argv[3] if sys.argv[1] == "torch" else "1")
HERE = os.path.dirname(os.path.abspath(__file__))

import numpy as np
import wfdb

RATE, SAMPLES, BATCH, CLASSES = 100, 1000, 32, 9


def read(path):
    return wfdb.rdrecord(path).p_signal.T


def row(path):
    from numpy_features import features

    return features(read(path))


def length(path):
    return read(path).shape[1]


def multiprocessing(paths, cores):
    pool = Pool(cores)
    each = lambda work: np.array(list(pool.imap(work, paths, chunksize=16)))
    return {"features": lambda: each(row), "reading": lambda: each(length)}


def pyspark(paths, cores):
    os.environ.update(PYSPARK_PYTHON=sys.executable, PYTHONPATH=os.pathsep.join((HERE, os.environ["PYTHONPATH"])))
    import pandas
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import pandas_udf

    spark = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    listed = spark.createDataFrame([(path,) for path in paths], "path string").repartition(8 * cores).cache()
    listed.count()

    @pandas_udf("array<double>")
    def features(column: pandas.Series) -> pandas.Series:
        return column.map(row)

    found = listed.select("path", features("path").alias("features"))
    # Timed is the work alone: rows go nowhere.
    return {
        "features": lambda: np.array([r.features for r in found.orderBy("path").collect()]),
        "features, timed": lambda: found.write.format("noop").mode("overwrite").save(),
    }


def torch(paths, cores, model):
    sys.path.insert(0, os.path.join(HERE, "..", "..", "interop"))
    import ecg_network
    import torch
    from scipy.signal import resample_poly

    torch.set_num_threads(cores)

    class Windows(torch.utils.data.Dataset):
        def __len__(self):
            return len(paths)

        def __getitem__(self, i):
            record = wfdb.rdrecord(paths[i])
            signal = resample_poly(record.p_signal.T, RATE, int(record.fs), axis=1, padtype="edge")[:, -SAMPLES:].astype("f4")
            return torch.from_numpy(np.pad(signal, ((0, 0), (SAMPLES - signal.shape[1], 0))))

    net = ecg_network.network(os.path.join(model, "model.safetensors"))

    def scores(workers):
        loader = torch.utils.data.DataLoader(Windows(), batch_size=BATCH, num_workers=workers, persistent_workers=True)

        def run():
            with torch.inference_mode():
                return torch.cat([torch.sigmoid(net(batch)) for batch in loader]).numpy()

        return run

    return {f"scores, {workers} workers": scores(workers) for workers in range(1, cores + 1)}


def main():
    kind, folder, cores, *model = sys.argv[1:]
    paths = sorted(os.path.join(folder, name[:-4]) for name in os.listdir(folder) if name.endswith(".hea"))
    tasks = {"numpy": multiprocessing, "pyspark": pyspark, "torch": torch}[kind](paths, int(cores), *model)
    print("ready", flush=True)
    for line in sys.stdin:
        what, name, *file = line.rstrip("\n").split("\t")
        if what == "value":
            np.ascontiguousarray(tasks[name](), dtype="<f8").tofile(file[0])
            print("written", flush=True)
            continue
        start = time.perf_counter()
        tasks.get(name + ", timed", tasks[name])()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
