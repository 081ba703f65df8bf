"""Mentions against sentences written and annotated before the finders were tuned."""

import pytest

from affidavit.evaluation.annotated import read_annotated
from affidavit.evaluation.quality import score_mentions
from affidavit.model import MentionKind
from tests.conftest import GOLD

FLOORS = {
    MentionKind.EQUIPMENT: 0.85,
    MentionKind.DOCUMENT_NUMBER: 0.9,
    MentionKind.MONEY: 0.9,
    MentionKind.SHARE: 0.9,
    MentionKind.ROLE: 0.88,
    MentionKind.DATE: 0.9,
    MentionKind.QUANTITY: 0.85,
    MentionKind.REGISTRATION: 0.9,
    MentionKind.PERSON: 0.75,
    MentionKind.ORGANISATION: 0.68,
    MentionKind.PLACE: 0.78,
    MentionKind.GOODS: 0.7,
}


@pytest.mark.parametrize("language", ["ru", "uk", "be", "en"])
def test_the_missions_matters_are_found(language, capsys):
    texts = list(read_annotated(GOLD / f"mentions_{language}.yaml"))
    assert len(texts) >= 60
    scores = score_mentions(texts)
    with capsys.disabled():
        shown = "  ".join(f"{kind.value} {e.f1:.2f}" for (_, kind), (e, _) in scores.items())
        print(f"\n{language}: {shown}")
    for kind, floor in FLOORS.items():
        assert scores[language, kind][0].f1 >= floor, kind
