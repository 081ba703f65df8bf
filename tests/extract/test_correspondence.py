"""Mail of the common clients in four languages, its parts annotated before the code was tuned."""

import re
from collections import Counter

import pytest
import yaml

from affidavit.extract.candidates import Candidate
from affidavit.extract.correspondence import quotation, signature
from affidavit.extract.mentions import find_mentions
from affidavit.extract.segments import segment
from affidavit.model import Document, TextLayer
from tests.conftest import GOLD

MAILS = yaml.safe_load((GOLD / "mail_structure.yaml").read_text("utf-8"))


def filled(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("mail", MAILS, ids=lambda m: m["name"])
def test_parts(mail):
    parts = [(kind, filled(mail["text"][a:b])) for kind, a, b in segment(mail["text"])]
    found = [(kind, lines[0], lines[-1]) for kind, lines in parts if lines]
    assert found == [(p["kind"], p["first"].strip(), p["last"].strip()) for p in mail["parts"]]


def told():
    """(field, right or not) over all quoted parts and signatures."""
    for mail in MAILS:
        parts = [(k, mail["text"][a:b]) for k, a, b in segment(mail["text"])]
        parts = [(k, text) for k, text in parts if text.strip()]
        signatures = iter(mail["signatures"])
        for (kind, text), wanted in zip(parts, mail["parts"], strict=True):
            if kind == "quoted":
                found = quotation(text)
                fields = {f: (getattr(found, f), str(wanted.get(f) or "")) for f in ("author", "address", "date")}  # fmt: skip
            elif kind == "signature":
                said = signed(text, mail["language"])
                wants = next(signatures)
                fields = {f: (getattr(said, f), wants.get(f) or "") for f in ("person", "role", "organisation")}  # fmt: skip
                phones = (said.phones, tuple(wants.get("phones") or ()))
                fields["phones"] = tuple(" ".join(sorted(re.sub(r"\D", "", n) for n in side)) for side in phones)  # fmt: skip
                fields["emails"] = (" ".join(said.emails), " ".join(wants.get("emails") or ()))
            else:
                continue
            for field, (got, want) in fields.items():
                if got or want:
                    yield field, got.lower() == want.lower()


def signed(text, language):
    document = Document(id="doc", kind="message", sha256="")
    layer = TextLayer.make("doc", "signature", "", text, language)
    found = [
        Candidate(m.span.start, m.span.end, m.kind, m.normal, m.confidence, m.extractor)
        for m in find_mentions(document, [layer])
    ]
    return signature(text, found)


def test_who_wrote_what_is_quoted_and_who_signs(capsys):
    counts = Counter(told())
    fields = sorted({field for field, _ in counts})
    with capsys.disabled():
        shown = (f"{f} {counts[f, True]}/{counts[f, True] + counts[f, False]}" for f in fields)
        print("\nmail:", ", ".join(shown))
    for field in fields:
        assert counts[field, True] / (counts[field, True] + counts[field, False]) >= 0.8, field
