"""Fits the cross-encoder, which reads a requirement and an offered text together.

It begins from the weights of the built-in encoder and shares its table of words,
which stays as it is, so that the program holds that table once. What it sees of the
two texts goes through one hidden layer to three log-odds, as in fit.py.
"""

import argparse
import pathlib
import random
import time

import torch
from torch import nn
from torch.nn import functional as F
from transformers import AutoModel, AutoTokenizer

import data
import measure
from fit import WRITTEN, batches

POSITIONS = 160  # tokens of both texts and their marks
INNER = 64  # width of the head
PRODUCT = 20  # what the product of the two means is multiplied by: its numbers are small


class CrossEncoder(nn.Module):
    def __init__(self, path: str):
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(path)
        self.base = AutoModel.from_pretrained(path, dtype=torch.float32)
        for p in self.base.embeddings.word_embeddings.parameters():
            p.requires_grad = False
        for module in self.base.modules():  # the head alone has some
            if isinstance(module, nn.Dropout):
                module.p = 0.0
            if hasattr(module, "dropout_prob"):
                module.dropout_prob = 0.0
        width = self.base.config.hidden_size
        self.hidden, self.out = nn.Linear(4 * width, INNER), nn.Linear(INNER, 3)
        self.drop = nn.Dropout(0.1)
        self.bias = nn.Parameter(torch.tensor([-0.5, -1.5, -2.5]))

    def begin_from(self, encoder: dict) -> None:
        """Takes the layers of a fitted encoder (fit.py)."""
        layers = {k.removeprefix("base."): v for k, v in encoder.items() if k.startswith("base.")}
        self.base.load_state_dict(layers, strict=False)

    def some(self, pairs) -> torch.Tensor:
        b = self.tokenizer([p.requirement for p in pairs], [p.offered for p in pairs], padding=True,
                           truncation="longest_first", max_length=POSITIONS, return_tensors="pt")
        ids, mask = b["input_ids"], b["attention_mask"]
        mark = ids == self.tokenizer.sep_token_id
        # The second text begins with the mark behind the first.
        second = (mark.int().cumsum(1) >= 1) & (mask == 1)
        state = self.base(input_ids=ids, attention_mask=mask, token_type_ids=second.long()).last_hidden_state.float()
        first = ~second & (mask == 1)
        first[:, 0] = False
        u, v = _mean(state, first), _mean(state, second & ~mark)
        with torch.autocast("cpu", enabled=False):
            seen = torch.cat([state[:, 0], u, v, F.normalize(u, dim=1) * F.normalize(v, dim=1) * PRODUCT], 1)
            return self.out(torch.tanh(self.hidden(self.drop(seen)))) + self.bias

    def odds(self, pairs, at_once: int = 48) -> torch.Tensor:
        """Log-odds [n][3]; pairs of one length are taken together."""
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].requirement) + len(pairs[i].offered))
        parts = [self.some([pairs[i] for i in order[k : k + at_once]]) for k in range(0, len(order), at_once)]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]


def _mean(state: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    w = where.float()[..., None]
    return (state * w).sum(1) / w.sum(1).clamp(min=1)


@torch.inference_mode()
def scores(m: CrossEncoder, pairs):
    m.eval()
    with torch.autocast("cpu", torch.bfloat16):
        return m.odds(pairs, 96).float().numpy()


def loss_of(m: CrossEncoder, batch, written: float) -> torch.Tensor:
    pairs = [p for g in batch for p in g]
    grade = torch.tensor([p.grade for p in pairs])
    counts = torch.tensor([written if p.origin in WRITTEN else 1.0 for p in pairs])
    goal = torch.stack([(grade - k).clamp(0, 1) for k in range(3)], 1)
    with torch.autocast("cpu", torch.bfloat16):
        odds = m.odds(pairs)
    loss = (F.binary_cross_entropy_with_logits(odds.float(), goal, reduction="none").sum(1) * counts).mean()
    # The order of a requirement's offers counts as well.
    order, start = 0.0, 0
    for g in batch:
        end = start + len(g)
        if len(g) > 1:
            wish = F.softmax(1.5 * goal[start:end].sum(1), 0)
            order = order - (wish * F.log_softmax(odds[start:end].float().sum(1), 0)).sum() * counts[start]
        start = end
    return loss + 0.3 * order / len(batch)


def fit(m: CrossEncoder, pairs, choose, a) -> None:
    rng = random.Random(a.seed)
    steps = int(a.epochs * sum(1 for _ in batches(pairs, a.offers, random.Random(0))))
    layers = [p for p in m.base.parameters() if p.requires_grad]
    head = [p for name, p in m.named_parameters() if not name.startswith("base.")]
    optimiser = torch.optim.AdamW([{"params": layers, "lr": a.rate}, {"params": head, "lr": 1e-3}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(1.0, (s + 1) / (0.06 * steps + 1)) * max(0.02, 1 - s / steps))
    step, begun = 0, time.time()
    while step < steps:
        m.train()
        for batch in batches(pairs, a.offers, rng):
            loss = loss_of(m, batch, a.written)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(m.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 50 == 0:
                print(f"step {step} of {steps}, loss {loss.item():.3f}, {time.time() - begun:.0f} s", flush=True)
            if step == steps:
                break
    print(measure.table(choose, {"both": scores(m, choose)[:, 1]}), flush=True)


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--base", required=True, help="folder of the open encoder")
    a.add_argument("--start", type=pathlib.Path, required=True, help="weights of the encoder whose words it shares")
    a.add_argument("--epochs", type=float, default=2)
    a.add_argument("--rate", type=float, default=5e-5)
    a.add_argument("--offers", type=int, default=96)
    a.add_argument("--written", type=float, default=0.6, help="what a written pair counts")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--out", type=pathlib.Path, required=True)
    a = a.parse_args()
    torch.manual_seed(a.seed)
    pairs = data.pairs()
    fitted, choose = ([p for p in pairs if p.part == part] for part in (data.FIT, data.CHOOSE))
    m = CrossEncoder(a.base)
    m.begin_from(torch.load(a.start))
    fit(m, fitted, choose, a)
    torch.save(m.state_dict(), a.out)


if __name__ == "__main__":
    main()
