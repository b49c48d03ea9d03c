"""Statements without grades: what the teacher scores, so that the encoder may
learn from more than readers have read.

The split into statements is rough on purpose: a headline or half a sentence
among a hundred thousand texts does no harm here.
"""

import json
import re
import zipfile

from data import SHARED
from employers import employer

JUNK = re.compile(
    r"https?:|www\.|@|\$|\bapply\b|applicant|application|salary|benefit|insurance|equal opportunity|resume|cover letter|"
    r"candidate|examination|class code|open date|deadline|vacation|holiday|job description|semester|quarter units|click|"
    r"\b(?:19|20)\d\d\b|years? of|degree",
    re.I,
)
STEM = re.compile(r"^(knowledge|skill|ability|abilities|skills|understanding)\b[^:;.]{0,40}?(of|in|to)\s*:\s*", re.I)


def _clean(text: str) -> str:
    text = text.replace("\ufffd", " ")
    text = re.sub(r"^[\s•●▪◦·*\-–—>#|o]*(?:\(?\d{1,2}[.)]|\(?[a-z][.)])?\s+(?=\S)", "", " " + text)
    return re.sub(r"\s+", " ", text).strip(" .;:,")


def _keep(text: str) -> bool:
    return 18 <= len(text) <= 280 and 3 <= len(text.split()) <= 45 and not JUNK.search(text) and text[0].isalpha()


def statements(text: str) -> list[str]:
    """The statements of a document, roughly."""
    out = []
    for line in re.split(r"\n+", re.sub(r"(?<=[a-z,])\n\s*(?=[a-z])", " ", text)):
        stem = ""
        if m := STEM.match(line.strip()):
            stem, line = f"{m[1].capitalize()} {m[2].lower()} ", line.strip()[m.end():]
        for piece in re.split(r";|(?<=[a-z)])\.\s+(?=[A-Z])", line):
            piece = re.sub(r"^\s*and\s+", "", _clean(piece))
            if piece and _keep(stem + piece):
                out.append(stem + piece[0].lower() + piece[1:] if stem else piece)
    return out


def labelled() -> dict[str, str]:
    """The statements of the documents that a reader has labelled."""
    employers = {}
    for name in ("election", "library"):
        with zipfile.ZipFile(SHARED / f"{name}_postings_dev.zip") as z:
            index = next(n for n in z.namelist() if n.endswith("index.jsonl"))
            for r in map(json.loads, z.read(index).decode().splitlines()):
                employers[f"{name}_postings/{r['file']}"] = f"{name} posting: {r['employer']}"
    out: dict[str, str] = {}
    for document in map(json.loads, (SHARED / "reading_labels_dev.jsonl").read_text(encoding="utf-8").splitlines()):
        source = employers.get(document["doc"], "Los Angeles: " + document["doc"].split("/")[-1])
        for s in document["statements"]:
            text = re.sub(r"\s+", " ", s["text"]).strip().rstrip(".")
            if s["kind"] not in ("qualification", "substitution"):
                out.setdefault(text, source)
    return out


def unread() -> dict[str, str]:
    """Every text with the source that it stands in first."""
    out: dict[str, str] = {}

    def documents(name: str, kind: str):
        with zipfile.ZipFile(SHARED / f"{name}.zip") as z:
            index = {}
            for member in z.namelist():
                if member.endswith("index.jsonl"):
                    index = {r.get("file"): r for r in map(json.loads, z.read(member).decode().splitlines())}
            for member in sorted(z.namelist()):
                file = member.rsplit("/", 1)[-1]
                if file.endswith((".txt", ".md")):
                    source = kind + ": " + index.get(file, {}).get("employer", file)
                    for s in statements(z.read(member).decode("utf-8", "replace")):
                        out.setdefault(s, source)

    documents("ca_class_specs_dev", "California")
    documents("la_bulletins_dev", "Los Angeles")
    documents("election_postings_dev", "election posting")
    documents("library_postings_dev", "library posting")
    with zipfile.ZipFile(SHARED / "db_30_1_text.zip") as z:
        for member, column, kind in (("Task Statements.txt", 2, "O*NET task"), ("DWA Reference.txt", 3, "O*NET DWA")):
            name = next((n for n in z.namelist() if n.endswith(member)), None)
            for line in z.read(name).decode().splitlines()[1:] if name else []:
                fields = line.split("\t")
                out.setdefault(fields[column].strip().rstrip("."), f"{kind}: {fields[0]}")
    return out
