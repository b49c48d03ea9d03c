"""Fits the trees by which the coder ranks codes, and their confidence.

    go run ./internal/eval/fitcoding --onet PATH --classes FOLDER > FILE
    python training/coding.py FILE internal/coding/model.json

Boosted trees are fitted to orderings (LambdaMART, Burges 2010) of the candidates of
jobs that readers or the State of California have coded. The confidence is fitted to
rankings by trees that saw neither the employer nor, of California, the specification.
"""

import hashlib
import json
import sys

import lightgbm
import numpy as np

GIVEN = ["title_and_text", "title", "text"]
ROUNDS = 300
SETTINGS = {
    "objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 8, "min_data_in_leaf": 40, "feature_fraction": 0.5,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "lambdarank_truncation_level": 10,
    "seed": 1, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1,
}
FOLDS = 4
EXCERPT = 0.4  # what a job cut to its first statements counts beside the whole


def fold(group: str) -> int:
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % FOLDS


def fit(examples) -> lightgbm.Booster:
    some = [e for e in examples if e["grade"].any()]
    counts = np.concatenate([np.full(len(e["grade"]), EXCERPT if e["excerpt"] else 1.0) for e in some])
    data = lightgbm.Dataset(np.concatenate([e["x"] for e in some]), np.concatenate([e["grade"] for e in some]), weight=counts, group=[len(e["grade"]) for e in some])
    return lightgbm.train(SETTINGS, data, num_boost_round=ROUNDS)


def ranked(e, score: np.ndarray) -> list[int]:
    """The best candidate of each six-digit code, the best code first."""
    out, seen = [], set()
    for i in np.argsort(-score, kind="stable"):
        if e["socs"][i] not in seen:
            seen.add(e["socs"][i])
            out.append(int(i))
    return out[:50]


def table(name: str, examples, scores) -> None:
    first = best = five = 0
    for e, s in zip(examples, scores):
        at = ranked(e, s)
        first += e["grade"][at[0]] > 0
        best += e["grade"][at[0]] == 3
        five += (e["grade"][at[:5]] > 0).any()
    n = max(1, len(examples))
    print(f"  {name}: {n} jobs, first acceptable {first / n:.3f}, best {best / n:.3f}, among five {five / n:.3f}", flush=True)


def logit(p):
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.log(p / (1 - p))


def calibrated(examples, scores) -> dict:
    """Intercept and slope of the logistic function of each of the first ten codes' share of all (Platt 1999)."""
    x, y = [], []
    for e, s in zip(examples, scores):
        at = ranked(e, s)
        share = np.exp(s[at] - s[at].max())
        x += logit(share / share.sum())[:10].tolist()
        y += (e["grade"][at] > 0)[:10].tolist()
    x, y, w = np.array(x), np.array(y, float), np.array([0.0, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(w[0] + w[1] * x)))
        z = np.stack([np.ones_like(x), x], 1)
        hessian = (z * (p * (1 - p))[:, None]).T @ z + 0.1 * np.eye(2)
        w -= np.linalg.solve(hessian, z.T @ (p - y) + 0.1 * (w - [0, 1]))
    return {"intercept": round(float(w[0]), 4), "slope": round(float(w[1]), 4)}


def suggested(examples, scores, c: dict) -> None:
    """What share is suggested from a confidence on, and how much of that is acceptable."""
    first, right = [], []
    for e, s in zip(examples, scores):
        at = ranked(e, s)
        share = np.exp(s[at] - s[at].max())
        first.append(1 / (1 + np.exp(-(c["intercept"] + c["slope"] * logit(share[0] / share.sum())))))
        right.append(e["grade"][at[0]] > 0)
    first, right = np.array(first), np.array(right)
    print("  suggested from:", *(f"{t:.2f}: {(first >= t).mean():.3f} right {right[first >= t].mean():.3f};" for t in np.arange(0.5, 0.96, 0.05)))


def walk(node, tree) -> int:
    """Adds a node and those below it to the lists of a tree, and returns its number there."""
    if "leaf_index" in node or "split_index" not in node:
        tree["leaf"].append(round(node["leaf_value"], 5))
        return -len(tree["leaf"])
    at = len(tree["feature"])
    tree["feature"].append(node["split_feature"])
    tree["threshold"].append(float(f"{node['threshold']:.7g}"))
    tree["inner"].append(round(node["internal_value"], 5))
    tree["left"].append(0)
    tree["right"].append(0)
    tree["left"][at] = walk(node["left_child"], tree)
    tree["right"][at] = walk(node["right_child"], tree)
    return at


def trees(booster: lightgbm.Booster) -> list[dict]:
    out = []
    for t in booster.dump_model()["tree_info"]:
        if "split_index" not in t["tree_structure"]:
            continue  # a leaf alone orders nothing
        tree = {"feature": [], "threshold": [], "left": [], "right": [], "inner": [], "leaf": []}
        walk(t["tree_structure"], tree)
        out.append(tree)
    return out


def held_out(examples) -> tuple[list, list]:
    """Examples with the scores of trees that saw neither their employer nor their specification."""
    seen, scores = [], []
    parts = [lambda e: e["set"] == "la"] + [lambda e, k=k: e["set"] != "la" and fold(e["group"]) == k for k in range(FOLDS)]
    for out in parts:
        rest, some = [e for e in examples if not out(e)], [e for e in examples if out(e)]
        booster = fit(rest)
        seen += some
        scores += [booster.predict(e["x"]) for e in some]
    return seen, scores


def main() -> None:
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as f:
        header = json.loads(f.readline())
        examples = [json.loads(line) for line in f]
    for e in examples:
        e["x"], e["grade"] = np.array(e.pop("rows"), np.float32), np.array(e["grade"])
    model = {
        "data": f"jobs of Los Angeles, election offices and libraries coded by readers, classes of the State of California with the state's codes, O*NET {header['release']}",
        "split": "by SHA-256 of the employer's name, as for pairs; of California the specifications that do not report; confidence: without California, each job by trees that saw neither its employer",
        "command": "make coding-model",
        "encoder": header["encoder"],
        "features": header["features"],
        "rankers": {},
    }
    for given in GIVEN:
        some = [e for e in examples if e["given"] == given]
        fitted, choose = [e for e in some if e["part"] == "fit"], [e for e in some if e["part"] == "choose" and not e["excerpt"]]
        print(given)
        seen, scores = held_out(fitted)
        for name in ("california", "la", "election", "library"):
            at = [i for i, e in enumerate(seen) if e["set"] == name]
            for cut in (False, True):
                some_of = [i for i in at if seen[i]["excerpt"] == cut]
                if some_of:
                    table(f"{name}, held out{', cut' if cut else ''}", [seen[i] for i in some_of], [scores[i] for i in some_of])
        booster = fit(fitted)
        table("choose", choose, [booster.predict(e["x"]) for e in choose])
        others = [i for i, e in enumerate(seen) if e["set"] != "california"]
        of, by = [seen[i] for i in others], [scores[i] for i in others]
        confidence = calibrated(of, by)
        suggested(of, by, confidence)
        model["rankers"][given] = {"confidence": confidence, "trees": trees(booster)}
    with open(target, "w", encoding="utf-8") as f:
        f.write(written(model))


def written(model: dict) -> str:
    """The file, a tree a line."""
    rankers = model.pop("rankers")
    head = json.dumps(model, indent=1)[:-2]
    parts = []
    for given, ranker in rankers.items():
        lines = ",\n".join(json.dumps(t, separators=(",", ":")) for t in ranker["trees"])
        parts.append(f'  "{given}": {{"confidence": {json.dumps(ranker["confidence"])}, "trees": [\n{lines}\n ]}}')
    return head + ',\n "rankers": {\n' + ",\n".join(parts) + "\n }\n}\n"


if __name__ == "__main__":
    main()
