"""Measures of a judge on graded pairs."""

import numpy as np
from sklearn.metrics import roc_auc_score

MET = 1.5  # a mean grade from here on is "met"


def auc(grades: np.ndarray, score: np.ndarray) -> float:
    met = grades >= MET
    return roc_auc_score(met, score) if met.any() and not met.all() else float("nan")


def ranking(pairs, score: np.ndarray) -> tuple[float, float, int]:
    """nDCG@10 and P@1 over requirements that something meets, and their number."""
    groups: dict[str, list[int]] = {}
    for i, p in enumerate(pairs):
        groups.setdefault(p.requirement, []).append(i)
    gains, firsts = [], []
    for at in groups.values():
        g = np.array([pairs[i].grade for i in at])
        if len(g) < 2 or g.max() < MET:
            continue
        order = np.argsort(-score[at], kind="stable")
        discount = 1 / np.log2(np.arange(2, 2 + min(10, len(g))))
        gain = 2**g - 1
        gains.append((gain[order][:10] * discount).sum() / (np.sort(gain)[::-1][:10] * discount).sum())
        firsts.append(g[order[0]] >= MET)
    return (float(np.mean(gains)), float(np.mean(firsts)), len(gains)) if gains else (float("nan"), float("nan"), 0)


def calibration_error(grades: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    met, at = grades >= MET, np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[at == b].mean() - met[at == b].mean()) * (at == b).sum() for b in range(bins) if (at == b).any()) / len(p))


def found_at(grades: np.ndarray, score: np.ndarray, precision: float = 0.85) -> float:
    """The largest share of the met that a threshold finds at a precision."""
    met = (grades >= MET)[np.argsort(-score)]
    hits = np.cumsum(met)
    good = hits / np.arange(1, len(met) + 1) >= precision
    return float(hits[good].max() / met.sum()) if good.any() else 0.0


def table(pairs, by: dict[str, np.ndarray]) -> str:
    """A line per origin and score."""
    lines = []
    for origin in dict.fromkeys(p.origin for p in pairs):
        at = np.array([i for i, p in enumerate(pairs) if p.origin == origin])
        some, g = [pairs[i] for i in at], np.array([pairs[i].grade for i in at])
        for name, score in by.items():
            s = score[at]
            n, first, k = ranking(some, s)
            lines.append(f"  {origin:10} {len(at):5} {name:7} AUC {auc(g, s):.3f}  nDCG {n:.3f}  P@1 {first:.3f} of {k}  found at .85 {found_at(g, s):.2f}")
    return "\n".join(lines)
