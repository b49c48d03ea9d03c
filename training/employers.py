"""Who a statement belongs to, and which employers fit, choose and report.

Every figure that is claimed for users is measured on employers that nothing
was fitted to. The split is by the hash of the employer's name, so that it
needs no list and a new employer falls where it falls.
"""

import hashlib
import re

FIT, CHOOSE, REPORT = "fit", "choose", "report"

# The State of California and the City of Los Angeles have a third of all
# pairs, and O*NET is no employer: they are always fitted to.
LARGE = {"state of california", "city of los angeles", "o*net"}


def employer(source: str) -> str:
    """The employer of a source as the tables of pairs name it.

    "election posting: Butte County" -> "butte county". Libraries post under
    several spellings, with or without their city: the name ends at the first
    comma, dash or bracket.
    """
    kind, _, name = source.partition(": ")
    if kind == "California":
        return "state of california"
    if kind == "Los Angeles":
        return "city of los angeles"
    if kind.startswith("O*NET"):
        return "o*net"
    if kind.startswith("written"):
        return source
    name = re.sub(r"^the\s+", "", name.lower())
    name = re.split(r",|--| - |\(", name)[0]
    return re.sub(r"[^a-z0-9]+", " ", name).strip()


def part(name: str) -> str:
    """FIT, CHOOSE or REPORT of an employer: about 60, 15 and 25 of a hundred."""
    if name in LARGE:
        return FIT
    h = int.from_bytes(hashlib.sha256(b"employer|" + name.encode()).digest()[:4], "big") % 100
    return FIT if h < 60 else CHOOSE if h < 75 else REPORT


def key(text: str) -> str:
    """The name of a text in tables that may not hold the text itself."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
