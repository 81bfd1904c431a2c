"""How often 95 % intervals of the difference of two sets of leads cover the truth, which is 0: with the uncertainty of the records alone,
and with that of the training as LeadStudy adds it (a normal deviate of the seeds' pooled SD over the root of their number).

    python3 lead_study_coverage.py

A study has 90 test records, 17 sets of leads and 2 or 3 seeds. A record's contribution to a network's metric is the sum of a part of the
record, one of record and leads, one of record and network, and the network's own (the spread of trainings that no test set shows alone).
"""

import numpy

RECORDS, SETS, RESAMPLES, STUDIES = 90, 17, 1000, 600


def covered(random, seeds, spread):
    record = random.normal(0, 0.4, RECORDS)
    leads = random.normal(0, 0.2, (SETS, RECORDS))
    network = random.normal(0, 0.2, (SETS, seeds, RECORDS))
    training = random.normal(0, spread, (SETS, seeds, 1))
    values = 0.6 + record + leads[:, None] + network + training
    mean = values.mean(1)
    pooled_sd = numpy.sqrt(values.mean(2).var(1, ddof=1).mean())
    drawn = random.randint(0, RECORDS, (RESAMPLES, RECORDS))
    weights = numpy.stack([numpy.bincount(i, minlength=RECORDS) for i in drawn]) / RECORDS
    records_only = mean @ weights.T
    both = records_only + random.normal(0, pooled_sd / numpy.sqrt(seeds), records_only.shape)
    answers = []
    for resampled in (records_only, both):
        low, high = numpy.quantile(resampled[0] - resampled[1], [0.025, 0.975])
        answers.append(low <= 0 <= high)
    return answers


def main():
    random = numpy.random.RandomState(1)
    for seeds in (2, 3):
        for spread in (0.02, 0.04):
            shares = numpy.mean([covered(random, seeds, spread) for _ in range(STUDIES)], axis=0)
            print(f"{seeds} seeds, spread {spread}: records alone {shares[0]:.3f}, records and training {shares[1]:.3f}")


if __name__ == "__main__":
    main()
