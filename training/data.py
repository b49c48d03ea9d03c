"""The graded pairs, and who they are for: fit, choose or report.

Two kinds of tables: statement_pairs_dev.tsv of the shared data, which holds
its texts, and internal/eval/labels/*.tsv, which hold the hashes of texts that
stand in the shared data: documents of employers are not copied into this
repository.
"""

import csv
import dataclasses
import functools
import json
import pathlib

from employers import CHOOSE, FIT, REPORT, employer, key, part

HERE = pathlib.Path(__file__).parent
LABELS = HERE.parent / "internal" / "eval" / "labels"
SHARED = HERE.parent.parent / "shared" / "data"

# Of the writers of paraphrases and traps, these ones' pairs are never fitted to.
CHOOSE_WRITER = "written 4"


@dataclasses.dataclass(frozen=True)
class Pair:
    requirement: str
    offered: str
    grade: float  # 0 to 3, the mean of its readers
    origin: str  # read, read-verbs, written, or the name of a table of labels
    part: str


def _rows(path: pathlib.Path):
    with open(path, encoding="utf-8", newline="") as f:
        yield from csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)


def _mean(grades: str) -> float:
    each = [float(g) for g in grades.split(",")]
    return sum(each) / len(each)


@functools.cache
def sources() -> dict[str, str]:
    """Every text of the shared data with the source that it stands in first."""
    import texts

    out: dict[str, str] = {}
    for r in _rows(SHARED / "statement_pairs_dev.tsv"):
        if r["origin"] != "written":
            out.setdefault(r["requirement"], r["requirement_source"])
            out.setdefault(r["offered"], r["offered_source"])
    for text, source in texts.labelled().items():
        out.setdefault(text, source)
    for text, source in texts.unread().items():
        out.setdefault(text, source)
    return out


def _labels(name: str, texts: dict[str, str]) -> list[Pair]:
    out = []
    for r in _rows(LABELS / f"{name}.tsv"):
        requirement, offered = texts.get(r["requirement"]), texts.get(r["offered"])
        if requirement is None or offered is None:
            raise ValueError(f"labels/{name}.tsv: no text has the key {r['requirement']} or {r['offered']}")
        out.append(Pair(requirement, offered, _mean(r["grades"]), name, name.split("_")[0]))
    return out


def _written(name: str, texts: dict[str, str], part: str) -> list[Pair]:
    """Paraphrases and traps written for this project: the offered side is ours."""
    return [Pair(texts[r["requirement"]], r["offered"], _mean(r["grades"]), name, part) for r in _rows(LABELS / f"{name}.tsv")]


def _short() -> list[Pair]:
    """Short minimal pairs, both sides ours: the last writer's choose."""
    return [Pair(r["requirement"], r["offered"], _mean(r["grades"]), "own", CHOOSE if r["writer"] == "short 5" else FIT) for r in _rows(LABELS / "short.tsv")]


def pairs() -> list[Pair]:
    """All graded pairs of one part each. A pair is of the part of its
    requirement's employer; it is left out where the offered text belongs to a
    part that it may not see, and where a text of it stands in a table that
    reports or chooses."""
    texts = {key(t): t for t in sources()}
    report, choose = _labels("report", texts), _labels("choose", texts) + _labels("choose_2", texts)
    reported = {t for p in report for t in (p.requirement, p.offered)}
    chosen = {t for p in choose for t in (p.requirement, p.offered)}
    out = report + choose + _written("own", texts, FIT) + _written("traps", texts, CHOOSE) + _short()
    for r in _rows(SHARED / "statement_pairs_dev.tsv"):
        mine, other = part(employer(r["requirement_source"])), part(employer(r["offered_source"]))
        if r["requirement_source"] == CHOOSE_WRITER:
            mine = other = CHOOSE
        if mine == REPORT or other == REPORT or mine == FIT and other == CHOOSE:
            continue
        both = {r["requirement"], r["offered"]}
        if both & reported or mine == FIT and both & chosen:
            continue
        out.append(Pair(r["requirement"], r["offered"], _mean(r["grades"]), r["origin"], mine))
    for path in sorted(LABELS.glob("fit_*.tsv")):
        for p in _labels(path.stem, texts):
            if not {p.requirement, p.offered} & (reported | chosen):
                out.append(p)
    return out


def read_teacher(path: pathlib.Path) -> tuple[dict[tuple[str, str], tuple[float, ...]], list[Pair]]:
    """What the large model says of pairs (teach.py), a cosine and three log-odds each, and those that nobody has read."""
    said, unread = {}, []
    with open(path, encoding="utf-8") as f:
        for line in f:
            r = json.loads(line)
            said[r["a"], r["b"]] = tuple(r["s"])
            if r.get("unread"):
                unread.append(Pair(r["a"], r["b"], 0.0, "teacher", FIT))
    return said, unread
