"""What a mailing list told all its readers is a hint; what a house wrote to itself is not."""

import shutil

import pytest

from affidavit.extract.layers import build_document
from affidavit.extract.mentions import find_mentions
from affidavit.findings.claims import BRIEFING_THRESHOLD, find_claims
from affidavit.quarantine.parsed import Parsed, RawText
from tests.conftest import affidavit, rows_of

SENTENCE = "Завод «Ремавиа» ремонтирует вертолёты Ми-24 для Министерства обороны Анголы.\n"


def found(headers, people, text=SENTENCE):
    parsed = Parsed(
        "message", "message/rfc822", "x", texts=(RawText("body", "", text),), people=people,
        headers=headers,
    )  # fmt: skip
    built = build_document("0" * 64, parsed)
    return find_claims(built.document, built.layers, find_mentions(built.document, built.layers))


LETTER = (("from", "", "orlova@plant.example.org"), ("to", "", "klim@trader.example.net"))
HOUSE = (("from", "", "orlova@plant.example.org"), ("to", "", "all@lists.plant.example.org"))
DIGEST = (("from", "", "news@digest.example.net"), ("to", "", "orlova@plant.example.org"))


@pytest.mark.parametrize(
    "header",
    [
        ("List-Id", "Aviation digest <digest.example.net>"),
        ("List-Unsubscribe", "<https://digest.example.net/off>"),
        ("Precedence", "bulk"),
        ("precedence", " List"),
        ("Mailing-List", "list aviation@groups.example.com; contact owner"),
    ],
)
def test_what_a_list_or_digest_brought_is_a_hint_that_says_why(header):
    claims = [c for c in found((header,), DIGEST) if c.frame == "repair"]
    assert claims
    assert all(c.confidence < BRIEFING_THRESHOLD for c in claims)
    assert all(c.parts["circulation"] == 0.5 for c in claims)


@pytest.mark.parametrize(
    ("headers", "people"),
    [
        ((), LETTER),
        ((("Precedence", "first-class"),), LETTER),
        ((("List-Id", "<all.plant.example.org>"), ("Precedence", "bulk")), HOUSE),
    ],
)
def test_a_letter_and_a_list_of_the_senders_own_house_are_correspondence(headers, people):
    claims = [c for c in found(headers, people) if c.frame == "repair"]
    assert claims
    assert all("circulation" not in c.parts for c in claims)
    assert max(c.confidence for c in claims) >= BRIEFING_THRESHOLD


@pytest.mark.slow
def test_three_hundred_messages_about_no_such_affairs(corpora, tmp_path):
    """Everyday mail of public lists (SpamAssassin's easy-ham-1) states nothing for a briefing."""
    folder = tmp_path / "mail"
    folder.mkdir()
    for file in sorted((corpora / "mail/spamassassin/easy-ham-1/cur").iterdir())[:300]:
        shutil.copy(file, folder)
    affidavit("investigate", folder, "-C", tmp_path / "case", check=None)
    claims = rows_of("claims", "-C", tmp_path / "case")
    told = [c for c in claims if c["confidence"] >= BRIEFING_THRESHOLD]
    assert claims
    assert len(told) <= 5, [c["quote"] for c in told]
