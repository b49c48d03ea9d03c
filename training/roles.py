"""Fits the weights that give units of documents their roles.

    go run ./internal/ingest/fitroles > FILE
    python training/roles.py FILE internal/ingest/roles.tsv

A linear-chain conditional random field (CRFsuite), fitted to documents of
employers that hash to fit; those that hash to choose set its penalties.
Negligible weights are left out. The report part is never read here.
"""

import collections
import json
import sys
import tempfile

import pycrfsuite

from employers import CHOOSE, FIT, REPORT, part

CORRECTED = "corrected"  # employer of documents that people corrected: they always fit
RARE = 3  # features seen in fewer units are left out
SMALL = 0.03  # smaller weights are dropped
L1, L2 = 1.0, 0.2  # penalties; chosen from 0.2, 0.3, 0.5 and 1 on the choose employers


def read(path: str):
    out = {FIT: [], CHOOSE: []}
    for line in open(path, encoding="utf-8"):
        e = json.loads(line)
        where = FIT if e["employer"] == CORRECTED else part(e["employer"])
        if where != REPORT:
            out[where].append(e)
    return out


def fit(examples, l1: float, l2: float, file: str):
    seen = collections.Counter(f for e in examples for unit in e["features"] for f in set(unit))
    t = pycrfsuite.Trainer(verbose=False)
    for e in examples:
        t.append([[f for f in unit if seen[f] >= RARE] for unit in e["features"]], e["roles"])
    t.set_params({"c1": l1, "c2": l2, "max_iterations": 100, "feature.possible_transitions": True})
    t.train(file)


def score(file: str, examples) -> str:
    t = pycrfsuite.Tagger()
    t.open(file)
    right = total = 0
    found, said, gold = collections.Counter(), collections.Counter(), collections.Counter()
    for e in examples:
        for a, b in zip(t.tag(e["features"]), e["roles"]):
            right += a == b
            total += 1
            said[a] += 1
            gold[b] += 1
            found[a] += a == b
    roles = " ".join(f"{r} {2 * found[r] / (said[r] + gold[r]):.2f}" for r, n in gold.most_common() if n > 20)
    return f"{right / max(1, total):.3f} of {total} units; F1 {roles}"


def main():
    parts = read(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/roles.crf"
        fit(parts[FIT], L1, L2, file)
        print("choose:", score(file, parts[CHOOSE]))
        t = pycrfsuite.Tagger()
        t.open(file)
        info = t.info()
    labels = sorted(info.labels)
    lines = [f"transition\t{a}\t{b}\t{info.transitions.get((a, b), 0.0):.3f}" for a in labels for b in labels]
    lines += [f"feature\t{f}\t{r}\t{w:.3f}" for (f, r), w in sorted(info.state_features.items()) if abs(w) >= SMALL]
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    print(len(lines), "weights")


if __name__ == "__main__":
    main()
