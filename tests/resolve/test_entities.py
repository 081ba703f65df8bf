"""Who is who, whatever the order of the input."""

import random

from affidavit.model import Mention, MentionKind, Message, Participant, Span
from affidavit.resolve import resolve

PEOPLE = ["Соколов Андрей Петрович", "Соколов А.П.", "Андрея Петровича", "Andrei Sokolov", "Сакалоў Андрэй Пятровіч",
          "Соколов Виктор Ильич", "Марченко"]  # fmt: skip
FIRMS = [
    "ОАО «Заречинский авиаремонтный завод»",
    "ЗАРЗ",
    "Zarechinsk Aircraft Repair Plant",
    "421 АРЗ",
    "412 АРЗ",
]


def named(names, kind):
    out = []
    for n, name in enumerate(names):
        span = Span(f"layer-{n:024x}", 0, len(name), name)
        out.append((f"doc-{n:024x}", Mention(span, kind, name, 0.9, "test")))
    return out


def groups(resolution, schema):
    return sorted(sorted({e.name, *e.aliases}) for e in resolution.entities if e.schema in schema)


def test_one_person_one_plant_however_written():
    mentions = named(PEOPLE, MentionKind.PERSON) + named(FIRMS, MentionKind.ORGANISATION)
    resolution = resolve(mentions, [])
    people = groups(resolution, ("Person",))
    assert ["Соколов Виктор Ильич"] in people
    assert any(
        {"Соколов А.П.", "Andrei Sokolov", "Андрея Петровича", "Сакалоў Андрэй Пятровіч"} <= set(g)
        for g in people
    )
    firms = groups(resolution, ("Company", "Organization"))
    assert ["412 АРЗ"] in firms
    assert ["421 АРЗ"] in firms
    assert any({"ЗАРЗ", "Zarechinsk Aircraft Repair Plant"} <= set(g) for g in firms)


def test_the_order_of_the_input_does_not_matter():
    mentions = named(PEOPLE, MentionKind.PERSON) + named(FIRMS, MentionKind.ORGANISATION)
    expected = resolve(mentions, [])
    for seed in range(5):
        shuffled = mentions[:]
        random.Random(seed).shuffle(shuffled)
        assert resolve(shuffled, []).entities == expected.entities


def test_every_join_has_a_reason_and_a_mail_domain_its_firm():
    message = Message(
        "doc-" + "f" * 24, "message", "0" * 64,
        participants=(Participant("from", "Андрей Соколов", "a.sokolov@zarz.example"),),
    )  # fmt: skip
    resolution = resolve(
        named(PEOPLE[:3], MentionKind.PERSON) + named(FIRMS[:2], MentionKind.ORGANISATION),
        [message],
    )
    person = next(e for e in resolution.entities if e.schema == "Person")
    assert person.addresses == ("a.sokolov@zarz.example",)
    assert len(person.reasons) >= len(person.aliases)
    firm = next(e for e in resolution.entities if e.schema == "Company")
    assert resolution.by_domain == {"@zarz.example": firm.id}
