"""How sure a claim is, what lowers it, and a claim for each share that a sentence tells."""

import json
from math import exp

import pytest

from affidavit.extract.mentions import find_mentions
from affidavit.extract.russian import MODELS
from affidavit.findings.claims import BRIEFING_THRESHOLD, consider, find_claims
from affidavit.findings.confidence import FILE
from affidavit.findings.examples import claims_in
from affidavit.model import Document, TextLayer

REPAIR = "Наш завод отремонтировал четыре вертолёта Ми-24 для Министерства обороны Анголы."


def layer_of(text, kind="body"):
    document = Document("doc-" + "0" * 24, "text", "0" * 64)
    return document, TextLayer.make(document.id, kind, "", text, "ru")


def test_the_reading_is_recomputed_by_hand_from_its_grounds_and_the_weights_that_ship():
    weights = json.loads((MODELS / FILE).read_text("utf-8"))
    document, layer = layer_of(REPAIR)
    (found, doubts), *_ = consider(document, [layer], find_mentions(document, [layer]))
    assert doubts == {}
    weighed = [one for one in found if one.grounds]
    assert weighed
    for one in weighed:
        score = sum(weights.get(name, 0.0) * value for name, value in one.grounds.items())
        assert one.claim.parts["reading"] == round(1 / (1 + exp(-score)), 3)


def test_a_subject_line_is_a_hint_of_what_the_body_would_claim():
    document, body = layer_of(REPAIR)
    _, subject = layer_of(REPAIR, "subject")
    said = {
        layer.kind: next(c for c in find_claims(document, [layer], find_mentions(document, [layer]))
                         if c.frame == "repair")
        for layer in (body, subject)
    }  # fmt: skip
    assert said["body"].confidence >= BRIEFING_THRESHOLD
    assert said["subject"].parts["title"] == 0.6
    assert said["subject"].confidence < said["body"].confidence


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Если наш завод отремонтирует вертолёты Ми-24 для Анголы, подпишем акт."),
        ("ru", "Подпишем акт, если наш завод отремонтирует вертолёты Ми-24 для Анголы."),
        ("en", "We will sign if the plant overhauls the Mi-24 helicopters for Angola."),
        ("en", "If two Mi-24 helicopters are overhauled by the plant for Angola, we will sign."),
        ("en", "We will sign if Mi-24 helicopters are overhauled by the plant for Angola."),
        ("ru", "Подпишем акт, если вертолёты Ми-24 для Анголы отремонтирует завод."),
        ("ru", "Если Ми-24 для Анголы отремонтирует завод, подпишем акт."),
        ("uk", "Якщо завод відремонтує гелікоптери Мі-24 для Анголи, підпишемо акт."),
        ("be", "Калі завод адрамантуе верталёты Мі-24 для Анголы, падпішам акт."),
    ],
)
def test_what_is_only_assumed_is_not_even_a_hint(language, text):
    document = Document("doc-" + "0" * 24, "text", "0" * 64)
    layer = TextLayer.make(document.id, "body", "", text, language)
    found = find_claims(document, [layer], find_mentions(document, [layer]))
    assert [c for c in found if c.frame == "repair"] == []


def test_a_belarusian_please_is_no_condition():
    text = "Калі ласка, адрамантуйце верталёты Мі-24 для Анголы да чэрвеня."
    assert "repair" in {c.frame for c in claims_in(text, "be")}


def test_what_is_said_and_the_post_of_who_says_it_are_two_claims():
    text = "The plant overhauls Mi-24 helicopters for Krylo Ltd, said Oleg Marchenko, deputy director of the plant."
    assert {c.frame for c in claims_in(text, "en")} >= {"repair", "position"}


@pytest.mark.parametrize(
    ("language", "text", "shares"),
    [
        (
            "ru",
            "Китайская сторона вносит 45 %, мы 35 %, остальные 20 % даёт банк «Северный».",
            {"45 %": "Китайская сторона", "35 %": "мы", "20 %": "банк «Северный»"},
        ),
        (
            "en",
            "The plant pays 40% of the development costs, Krylo Ltd 35% and Northern Bank 25%.",
            {"40%": "plant", "35%": "Krylo Ltd", "25%": "Northern Bank"},
        ),
    ],
)
def test_every_share_of_a_sentence_is_a_claim_with_its_own_payer(language, text, shares):
    found = claims_in(text, language, "funding_share")
    assert {c.roles["share"].text: c.roles["payer"].text for c in found} == shares


@pytest.mark.parametrize(
    ("language", "text", "share"),
    [
        ("ru", "Доля завода в расходах на Р-12 выросла с 30 % до 45 %.", "45 %"),
        ("en", "Our share of the development cost of the R-12 rose from 30% to 45%.", "45%"),
    ],
)
def test_a_share_that_grew_is_the_later_one(language, text, share):
    found = claims_in(text, language, "funding_share")
    assert [c.roles["share"].text for c in found] == [share]
