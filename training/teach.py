"""What a fitted large model says of pairs that nobody has read.

Candidates are drawn as the product draws them: for a statement of one source,
the nearest statements of others by the large model's own vectors, and some from
further down. The answers train the small model; they are never reported on.
"""

import argparse
import json
import random

import numpy as np
import torch

import data
import texts
from employers import FIT, employer, part
from fit import Encoder, vectors


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--base", required=True)
    a.add_argument("--width", type=int, default=384)
    a.add_argument("--weights", required=True)
    a.add_argument("--texts", type=int, default=40000)
    a.add_argument("--requirements", type=int, default=9000)
    a.add_argument("--candidates", type=int, default=10)
    a.add_argument("--out", required=True)
    a = a.parse_args()
    rng = random.Random(7)
    pairs = data.pairs()
    kept_out = {t for p in pairs if p.part != FIT for t in (p.requirement, p.offered)}
    sources = {t: s for t, s in texts.unread().items() if part(employer(s)) == FIT and t not in kept_out}
    graded = [p for p in pairs if p.part == FIT]
    read = dict.fromkeys(t for p in graded for t in (p.requirement, p.offered))
    pool = rng.sample(sorted(sources), min(a.texts, len(sources)))
    every = list(dict.fromkeys(list(read) + pool))
    m = Encoder(a.base, a.width)
    m.load_state_dict(torch.load(a.weights))
    v = vectors(m, every)
    at = {t: i for i, t in enumerate(every)}
    block = v[[at[t] for t in pool]]
    head = m.head.eval()

    def say(f, requirement: str, offered: list[str], unread: bool):
        u = torch.from_numpy(v[at[requirement]]).expand(len(offered), -1)
        w = torch.from_numpy(v[[at[t] for t in offered]])
        with torch.inference_mode():
            odds = head(u, w)
        for t, c, o in zip(offered, (u * w).sum(1).tolist(), odds.tolist()):
            r = {"a": requirement, "b": t, "s": [round(x, 3) for x in [c, *o]]}
            if unread:
                r["unread"] = True
            f.write(json.dumps(r, ensure_ascii=False) + "\n")

    with open(a.out, "w", encoding="utf-8") as f:
        groups: dict[str, list[str]] = {}
        for p in graded:
            groups.setdefault(p.requirement, []).append(p.offered)
        for requirement, offered in groups.items():
            say(f, requirement, offered, False)
        for requirement in rng.sample(pool, a.requirements):
            near = np.argsort(-(block @ v[at[requirement]]))[: 4 * a.candidates]
            others = [pool[i] for i in near if sources[pool[i]] != sources[requirement]]
            first, rest = others[: a.candidates // 2], others[a.candidates // 2 :]
            say(f, requirement, first + rng.sample(rest, min(len(rest), a.candidates - len(first))), True)


if __name__ == "__main__":
    main()
