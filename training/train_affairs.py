"""Train the model that tells English sentences about trade, industry and arms from all others.

    python training/train_affairs.py GOLD MAIL... src/affidavit/extract/models

GOLD is `tests/gold`; of it only what is no unseen set is read. MAIL are folders of everyday mail, one
message a file (SpamAssassin's `easy-ham-2` and `hard-ham-1`, CC0): the sentences in it that the frames
take for claims are the counter-examples.
"""

import email
import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from email import policy
from pathlib import Path

import numpy as np

from affidavit.evaluation.statements import read_told
from affidavit.extract.layers import build_document
from affidavit.extract.mentions import find_mentions
from affidavit.findings.affairs import BIAS, FILE, signs
from affidavit.findings.claims import find_claims
from affidavit.findings.frame import frames, personal_frames
from affidavit.model import Document, TextLayer
from affidavit.quarantine.parsed import Parsed, RawText

_LEAST = 0.3
_MESSAGES = 1500
_LONGEST = 20_000
_ROUNDS, _RATE, _PENALTY = 600, 4.0, 3e-4


def _business() -> set[str]:
    """The frames that a gate is for: of affairs, but for posts, which stand in any mail."""
    return {frame.name for frame in frames()} - personal_frames() - {"position"}


def stated(gold: Path) -> Iterator[str]:
    """English sentences that somebody annotated a claim of business in."""
    business = _business()
    files = [*sorted(gold.glob("*.yaml")), *sorted((gold / "claims").glob("*.yaml"))]
    for file in files:
        if "claims:" in (text := file.read_text("utf-8")) and "lang: en" in text:
            for told in read_told(file):
                if told.language == "en":
                    yield from sorted({s.quote for s in told.statements if s.frame in business})


def mistaken(folders: list[Path]) -> Iterator[str]:
    """Sentences of everyday mail that the frames take for claims."""
    business = _business()
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    seen: set[str] = set()
    for file in files[:: max(1, len(files) // _MESSAGES)]:
        for document, layers in _read(file):
            for claim in find_claims(document, layers, find_mentions(document, layers)):
                quote = " ".join(claim.evidence[0].quote.split())
                confidence = claim.confidence / claim.parts.get("affair", 1.0)
                if claim.frame in business and confidence >= _LEAST and quote not in seen:
                    seen.add(quote)
                    yield claim.evidence[0].quote


def _read(file: Path) -> Iterator[tuple[Document, list[TextLayer]]]:
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    try:
        text = str(body.get_content()) if body is not None else ""
    except (LookupError, UnicodeError, ValueError):
        return
    if 0 < len(text) < _LONGEST:
        texts = (RawText("body", "", text),)
        built = build_document("0" * 64, Parsed("message", "message/rfc822", "mail", texts=texts))
        layers = [
            TextLayer.make(built.document.id, layer.kind, f"{layer.name} {n}", layer.text, "en")
            for n, layer in enumerate(built.layers)
        ]
        yield built.document, layers


def seen_of(text: str) -> frozenset[str]:
    """The signs of a sentence that stands alone."""
    document = Document("doc-" + "0" * 24, "text", "0" * 64)
    layer = TextLayer.make(document.id, "body", "", text, "en")
    return signs(text, find_mentions(document, [layer]))


def train(positive: list[str], negative: list[str]) -> dict[str, float]:
    """Weights of the signs that occur twice at least."""
    rows = [seen_of(text) for text in (*positive, *negative)]
    counts = Counter(sign for row in rows for sign in row)
    known = {sign: n for n, sign in enumerate(sorted(s for s, c in counts.items() if c > 1))}
    x = np.zeros((len(rows), len(known) + 1), dtype=np.float32)
    for n, row in enumerate(rows):
        places = [known[sign] for sign in row if sign in known]
        x[n, places] = 1 / max(1.0, len(places) ** 0.5)
        x[n, -1] = 1
    y = np.array([1.0] * len(positive) + [0.0] * len(negative), dtype=np.float32)
    even = np.where(y == 1, len(y) / (2 * y.sum()), len(y) / (2 * (len(y) - y.sum())))
    w = np.zeros(x.shape[1], dtype=np.float64)
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-(x @ w)))
        w -= _RATE * (x.T @ (even * (chance - y)) / len(y) + _PENALTY * w)
    print(len(positive), "sentences about affairs,", len(negative), "others,", len(known), "signs")
    return {**{sign: float(w[n]) for sign, n in known.items()}, BIAS: float(w[-1])}


if __name__ == "__main__":
    weights = train(
        sorted(set(stated(Path(sys.argv[1])))),
        sorted(set(mistaken([Path(p) for p in sys.argv[2:-1]]))),
    )
    lines = "".join(f"{sign}\t{weight:.4f}\n" for sign, weight in sorted(weights.items()))
    (Path(sys.argv[-1]) / FILE).write_bytes(gzip.compress(lines.encode("utf-8"), mtime=0))
