"""What claims say of one another: support, copies, later values, contradictions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.findings.agreement import Setting, relate, standing
from affidavit.findings.examples import claims_in
from affidavit.findings.sameness import concept_keys, proper_keys, type_keys


def said(text, language, document, frame, speaker="somebody"):
    (claim,) = claims_in(text, language, frame)[:1]
    chain = (replace(claim.attribution[0], speaker=speaker),)
    return replace(claim, document=f"doc-{document}", attribution=chain)


def related(*claims, days=None, origins=None):
    days = days or {c.document: f"2023-01-{n:02}" for n, c in enumerate(claims, 1)}
    setting = Setting(days, origins or {}, {})
    found = relate(claims, setting)
    return [relation.kind for relation in found], standing(claims, found, setting)


REPAIR_RU = "Завод «Маяк» ремонтирует вертолёты Ми-8МТВ-1 для ВВС Анголы."
REPAIR_EN = "The Mayak plant overhauls Mi-8MTV-1 helicopters for the Angolan Air Force."


def test_a_report_in_english_supports_a_leak_in_russian():
    leak = said(REPAIR_RU, "ru", "1", "repair", "Чехов")
    report = said(REPAIR_EN, "en", "2", "repair", "The Monitor")
    kinds, stand = related(leak, report, origins={"doc-2": "report"})
    assert kinds == ["supports"]
    assert set(stand.values()) == {"supported"}


def test_a_copy_and_the_same_speaker_are_no_second_source():
    one = said(REPAIR_RU, "ru", "1", "repair", "Чехов")
    copy = said(REPAIR_RU, "ru", "2", "repair", "Гоголь")
    again = said("Вертолёты Ми-8МТВ-1 ремонтирует завод «Маяк».", "ru", "3", "repair", "Чехов")
    assert related(one, copy)[0] == ["same"]
    assert related(one, again)[0] == ["same"]


def test_a_later_value_revises_an_earlier_one():
    one = said(
        "Завод «Маяк» оплачивает 30 % расходов по проекту «Стриж».", "ru", "1", "funding_share"
    )
    two = said(
        "Завод «Маяк» оплачивает 45 % расходов по проекту «Стриж».", "ru", "2", "funding_share"
    )
    assert related(one, two)[0] == ["revises"]


def test_a_denial_contradicts_and_a_narrower_denial_does_not():
    yes = said(REPAIR_RU, "ru", "1", "repair", "Чехов")
    no = said("Завод «Маяк» не ремонтирует вертолёты Ми-8МТВ-1.", "ru", "2", "repair", "Гоголь")
    narrow = said("Завод «Маяк» не ремонтирует боевые вертолёты.", "ru", "3", "repair", "Гоголь")
    assert related(yes, no)[0] == ["contradicts"]
    assert related(yes, narrow)[0] == []


def test_other_types_and_other_plants_have_nothing_to_do_with_one_another():
    one = said(REPAIR_RU, "ru", "1", "repair", "Чехов")
    other = said("Завод «Луч» ремонтирует вертолёты Ми-24.", "ru", "2", "repair", "Гоголь")
    kinds, stand = related(one, other, origins={"doc-2": "report"})
    assert kinds == []
    assert sorted(stand.values()) == ["only_leaked", "only_reported"]


REPORTED = {"doc-2": "report"}


@pytest.mark.parametrize(
    ("leaked", "language", "reported", "frame"),
    [
        ("В июне мы отправили в Хараре 120 комплектов тракторов через Клайпеду.", "ru",
         "The Belarusians dispatched 120 tractor kits to Harare by way of Klaipeda.", "shipment"),
        ("Фірма «Парсіян Оптык» пералічыла 180 тысяч еўра за дальнамеры.", "be",
         "Parsian Optik paid €180,000 for the rangefinders.", "payment"),
        ("Двинский авиаремонтный завод ремонтирует четыре вертолёта Ми-17 ВВС Лаоса.", "ru",
         "The Dvina Aircraft Repair Plant is overhauling four Mi-17s of the Lao air force.", "repair"),
    ],
)  # fmt: skip
def test_the_same_affair_in_other_words_is_recognised(leaked, language, reported, frame):
    leak = said(leaked, language, "1", frame, "Чехов")
    report = said(reported, "en", "2", frame, "The Monitor")
    assert related(leak, report, origins=REPORTED)[0] == ["supports"]


def test_another_value_in_a_report_contradicts_the_leak():
    leak = said("«Луоань» финансирует 70 % стоимости проекта «Стриж».", "ru", "1", "funding_share")
    report = said(
        "Luoan finances 50 per cent of the cost of the Strizh project.", "en", "2", "funding_share"
    )
    assert related(leak, report, origins=REPORTED)[0] == ["contradicts"]


def test_a_report_that_tells_one_of_the_leaks_changing_values_contradicts_nothing():
    thirty = said(
        "«Луоань» финансирует 30 % стоимости проекта «Стриж».", "ru", "1", "funding_share"
    )
    report = said(
        "Luoan finances 45 per cent of the cost of the Strizh project.", "en", "2", "funding_share"
    )
    half = said("«Луоань» финансирует 45 % стоимости проекта «Стриж».", "ru", "3", "funding_share")
    kinds, stand = related(thirty, report, half, origins=REPORTED)
    assert sorted(kinds) == ["revises", "supports"]
    assert stand[report.id] == stand[half.id] == "supported"


def test_two_sums_are_two_payments():
    leak = said("«Луоань» перечислила 300 тысяч долларов заводу «Маяк».", "ru", "1", "payment")
    report = said("Luoan paid $500,000 to the Mayak plant.", "en", "2", "payment")
    assert related(leak, report, origins=REPORTED)[0] == []


def test_another_person_in_the_same_post_is_no_support():
    leak = said("Директором завода «Маяк» назначен Пётр Кузьмин.", "ru", "1", "position")
    report = said("Ivan Gorelov is the director of the Mayak plant.", "en", "2", "position")
    assert related(leak, report, origins=REPORTED)[0] == []


@pytest.mark.parametrize(
    ("one", "other", "keys"),
    [
        ("Ми-8МТВ-1", "Mi-8MTV-1", type_keys),
        ("«Стриж-2»", "Strizh-2", type_keys),
        ("завода «Небосклон»", "Nebosklon", proper_keys),
    ],
)
def test_names_and_types_have_one_key_in_every_alphabet(one, other, keys):
    assert keys(one) & keys(other)


def test_goods_have_one_concept_in_four_languages():
    texts = [
        ("вертолётов", "ru"),
        ("гелікоптери", "uk"),
        ("верталёты", "be"),
        ("helicopters", "en"),
    ]
    assert {concept_keys(text, language) for text, language in texts} == {frozenset({"helicopter"})}


@given(st.text(max_size=40))
def test_keys_of_any_text(text):
    type_keys(text), proper_keys(text), concept_keys(text, "ru")
