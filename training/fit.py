"""Fits a sentence encoder and the head of the pair judge to readers' grades.

Requirement and offered text are encoded apart, so that a text's vector is made
once. The head reads two vectors: each side goes through a narrow map of its
own, since "a meets b" has a direction, and what the two have in common and
apart goes through one hidden layer to three log-odds: P(grade >= 1), >= 2 and
>= 3. The cosine is fitted to the grade beside it, for ranking and search.
"""

import argparse
import math
import pathlib
import random
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from transformers import AutoModel, AutoTokenizer

import data
import measure

MOST = 128  # tokens of a text
NARROW, INNER = 64, 32  # of the head


class Head(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.required, self.offered = nn.Linear(width, NARROW), nn.Linear(width, NARROW)
        self.hidden, self.out = nn.Linear(4 * NARROW, INNER), nn.Linear(INNER, 3)
        self.cosine = nn.Parameter(torch.tensor([6.0, 8.0, 8.0]))
        self.bias = nn.Parameter(torch.tensor([-2.0, -4.5, -6.0]))

    def forward(self, u, v):
        a, b = torch.tanh(4 * self.required(u)), torch.tanh(4 * self.offered(v))
        h = F.relu(self.hidden(torch.cat([a, b, (a - b).abs(), a * b], 1)))
        return self.out(h) + self.cosine * (u * v).sum(1, keepdim=True) + self.bias


class Encoder(nn.Module):
    def __init__(self, path: str, width: int | None = None):
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(path)
        self.base = AutoModel.from_pretrained(path, dtype=torch.float32)
        hidden = self.base.config.hidden_size
        self.projection = nn.Linear(hidden, width, bias=False) if width and width != hidden else None
        self.head = Head(width or hidden)
        for p in self.base.embeddings.parameters():
            p.requires_grad = False

    def some(self, texts: list[str]) -> torch.Tensor:
        b = self.tokenizer(texts, padding=True, truncation=True, max_length=MOST, return_tensors="pt")
        state = self.base(input_ids=b["input_ids"], attention_mask=b["attention_mask"]).last_hidden_state.float()
        mask = b["attention_mask"][..., None]
        mean = (state * mask).sum(1) / mask.sum(1)
        if self.projection is not None:
            with torch.autocast("cpu", enabled=False):
                mean = self.projection(mean)
        return F.normalize(mean, dim=1)

    def encode(self, texts: list[str], at_once: int = 64) -> torch.Tensor:
        """Vectors of texts, in order; texts of one length are taken together."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = [self.some([texts[i] for i in order[k : k + at_once]]) for k in range(0, len(order), at_once)]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]


@torch.inference_mode()
def vectors(m: Encoder, texts: list[str]) -> np.ndarray:
    m.eval()
    with torch.autocast("cpu", torch.bfloat16):
        return m.encode(texts, 128).float().numpy()


@torch.inference_mode()
def scores(m: Encoder, pairs) -> tuple[np.ndarray, np.ndarray]:
    """Cosines [n] and log-odds [n][3]."""
    texts = list(dict.fromkeys(t for p in pairs for t in (p.requirement, p.offered)))
    at = {t: i for i, t in enumerate(texts)}
    v = torch.from_numpy(vectors(m, texts))
    u, w = v[[at[p.requirement] for p in pairs]], v[[at[p.offered] for p in pairs]]
    return (u * w).sum(1).numpy(), m.head(u, w).numpy()


def measured(m: Encoder, pairs) -> str:
    cosine, odds = scores(m, pairs)
    return measure.table(pairs, {"cosine": cosine, "head": odds[:, 1]})


def batches(pairs, offers: int, rng: random.Random):
    """Whole requirements with their candidates, some offers at a time."""
    groups: dict[str, list] = {}
    for p in pairs:
        groups.setdefault(p.requirement, []).append(p)
    keys = list(groups)
    rng.shuffle(keys)
    batch = []
    for k in keys:
        batch.append(groups[k])
        if sum(map(len, batch)) >= offers:
            yield batch
            batch = []
    if batch:
        yield batch


WRITTEN = {"written", "own", "traps"}


def loss_of(m: Encoder, batch, written: float, teacher: dict | None):
    pairs = [p for g in batch for p in g]
    texts = list(dict.fromkeys(t for p in pairs for t in (p.requirement, p.offered)))
    at = {t: i for i, t in enumerate(texts)}
    with torch.autocast("cpu", torch.bfloat16):
        v = m.encode(texts)
    v = v.float()
    u, w = v[[at[p.requirement] for p in pairs]], v[[at[p.offered] for p in pairs]]
    cosine, odds = (u * w).sum(1), m.head(u, w)
    grade = torch.tensor([p.grade for p in pairs])
    weight = torch.tensor([written if p.origin in WRITTEN else 1.0 for p in pairs])
    goal = torch.stack([(grade - k).clamp(0, 1) for k in range(3)], 1)
    if teacher is not None:  # what the teacher says beside what the reader says
        known = torch.tensor([(p.requirement, p.offered) in teacher for p in pairs])
        said = torch.tensor([teacher.get((p.requirement, p.offered), (0.0, 0.0, 0.0, 0.0)) for p in pairs])
        unread = torch.tensor([p.origin == "teacher" for p in pairs])
        share = torch.where(unread, 1.0, torch.where(known, 0.3, 0.0))[:, None]
        goal = goal * (1 - share) + torch.sigmoid(said[:, 1:]) * share
        aim = torch.where(unread, said[:, 0], 0.1 + 0.28 * grade)
    else:
        aim = 0.1 + 0.28 * grade
    loss = (F.binary_cross_entropy_with_logits(odds, goal, reduction="none").sum(1) * weight).mean()
    loss = loss + 2 * ((cosine - aim).square() * weight).mean()
    start, ranking = 0, 0.0
    for g in batch:  # the order of a requirement's candidates
        end = start + len(g)
        if len(g) > 1:
            wish = F.softmax(1.5 * goal[start:end].sum(1), 0)
            ranking = ranking - (wish * F.log_softmax(odds[start:end].sum(1), 0)).sum() * weight[start]
        start = end
    return loss + 0.3 * ranking / len(batch)


def fit(m: Encoder, pairs, choose, epochs: float, rate: float, offers: int, written: float, teacher=None, seed=1, save=None, log=print):
    rng = random.Random(seed)
    torch.manual_seed(seed)
    per_epoch = len(list(batches(pairs, offers, random.Random(0))))
    steps = max(1, int(per_epoch * epochs))
    base = [p for p in m.base.parameters() if p.requires_grad]
    rest = [p for n, p in m.named_parameters() if not n.startswith("base.") and p.requires_grad]
    optimiser = torch.optim.AdamW(fused=True, params=[{"params": base, "lr": rate, "weight_decay": 0.01}, {"params": rest, "lr": 1e-3, "weight_decay": 0.01}])
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(1.0, (s + 1) / (0.06 * steps + 1)) * max(0.02, 1 - s / steps))
    step, begun, total = 0, time.time(), 0.0
    while step < steps:
        m.train()
        for batch in batches(pairs, offers, rng):
            loss = loss_of(m, batch, written, teacher)
            loss.backward()
            nn.utils.clip_grad_norm_(m.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            step += 1
            total += loss.item()
            if step % 20 == 0:
                log(f"step {step} of {steps}, loss {total / 20:.3f}, {time.time() - begun:.0f} s", flush=True)
                total = 0.0
            if step % per_epoch == 0 or step == steps:
                log(measured(m, choose), flush=True)
                m.train()
                if save:
                    torch.save(m.state_dict(), save)
            if step == steps:
                break


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--base", required=True, help="folder of the open encoder to start from")
    a.add_argument("--width", type=int, default=384, help="length of a vector")
    a.add_argument("--start", help="weights to go on from")
    a.add_argument("--epochs", type=float, default=3)
    a.add_argument("--rate", type=float, default=3e-5)
    a.add_argument("--offers", type=int, default=256)
    a.add_argument("--written", type=float, default=0.5)
    a.add_argument("--teacher", help="teacher's cosines and log-odds of pairs (teach.py)")
    a.add_argument("--principal", help="npy of base vectors, whose main directions start the projection")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--out", required=True)
    a = a.parse_args()
    pairs = data.pairs()
    fitted, choose = [p for p in pairs if p.part == data.FIT], [p for p in pairs if p.part == data.CHOOSE]
    m = Encoder(a.base, a.width)
    if a.principal and m.projection is not None:
        x = np.load(a.principal)
        _, directions = np.linalg.eigh(x.T @ x)
        m.projection.weight.data = torch.from_numpy(directions[:, ::-1][:, : a.width].T.copy()).float()
    if a.start:
        m.load_state_dict(torch.load(a.start))
    teacher = None
    if a.teacher:
        teacher, unread = data.read_teacher(a.teacher)
        fitted += unread
    print(len(fitted), "pairs to fit,", len(choose), "to choose by", flush=True)
    print(measured(m, choose), flush=True)
    fit(m, fitted, choose, a.epochs, a.rate, a.offers, a.written, teacher, a.seed, a.out)


if __name__ == "__main__":
    main()
