"""Who is who, whatever the order of the input."""

import random

import pytest

from affidavit.extract.mentions import find_mentions
from affidavit.model import (
    Document,
    Event,
    Mention,
    MentionKind,
    Message,
    Participant,
    Span,
    TextLayer,
)
from affidavit.resolve import resolve
from affidavit.resolve.decisions import read_decisions

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


def decided(kind, names, others, number=1, keeps=None):
    return Event(
        number, kind, "tester", "2026-01-01T00:00:00Z", "test",
        {"kind": "person", "names": names, "others": others}, {"keeps": keeps or {}}, "", "",
    )  # fmt: skip


def test_a_decision_is_obeyed_and_an_undone_one_is_not():
    names = ["Соколов Андрей Петрович", "Соколов А.П."]
    mentions = named(names, MentionKind.PERSON)
    apart = decided("decision.different", names[:1], names[1:])
    undone = Event(2, "decision.undone", "t", "", "", {"event": 1}, {}, "", "")
    assert len(groups(resolve(mentions, [], read_decisions([apart])), ("Person",))) == 2
    assert len(groups(resolve(mentions, [], read_decisions([apart, undone])), ("Person",))) == 1


def test_a_decision_joins_what_no_rule_would_and_keeps_the_id():
    names = ["Соколов Андрей Петрович", "Дед Мазай"]
    together = decided(
        "decision.same", names[:1], names[1:], keeps=dict.fromkeys(names, "entity-kept")
    )
    resolution = resolve(named(names, MentionKind.PERSON), [], read_decisions([together]))
    assert [e.id for e in resolution.entities] == ["entity-kept"]


@pytest.mark.parametrize(
    "names",
    [
        ["Марченко Олег Васильевич", "Марченко Олег Викторович"],
        ["Петров Иван Ильич", "Петренко Иван Ильич"],
        ["Савицкий Евгений", "Савицкая Евгения"],
    ],
)
def test_people_who_contradict_each_other_stay_apart(names):
    assert len(groups(resolve(named(names, MentionKind.PERSON), []), ("Person",))) == 2


@pytest.mark.parametrize(
    "names",
    [["421 АРЗ", "421А АРЗ"], ["завод «Орион»", "банк «Орион»"], ["НПО «Луч-М»", "НПО «Луч-С»"],
     ["ОАО «Станкоимпэкс»", "Минский филиал ОАО «Станкоимпэкс»"]],
)  # fmt: skip
def test_firms_that_contradict_each_other_stay_apart(names):
    assert len(resolve(named(names, MentionKind.ORGANISATION), []).entities) == 2


def test_a_bare_surname_belongs_to_the_one_who_is_in_the_document():
    mentions = named(["Соколов Виктор Ильич", "Соколов Андрей Петрович"], MentionKind.PERSON)
    span = Span("layer-x", 0, 7, "Соколов")
    here = mentions[1][0]
    mentions.append((here, Mention(span, MentionKind.PERSON, "Соколов", 0.9, "test")))
    resolution = resolve(mentions, [])
    andrei = next(e for e in resolution.entities if e.name == "Соколов Андрей Петрович")
    assert resolution.by_mention[mentions[-1][1].id] == andrei.id
    assert resolution.entity_of("person", "Соколов", here) == andrei.id
    assert resolution.entity_of("person", "Соколов", "doc-elsewhere") == ""


def test_places_resolve_to_the_gazetteer():
    names = ["Минске", "Мінску", "Minsk", "Минск"]
    mentions = []
    for n, (name, language) in enumerate(zip(names, ("ru", "be", "en", "ru"), strict=True)):
        layer = TextLayer.make(f"doc-{n}", "body", "", f"Склад в {name}.", language)
        document = Document(id=f"doc-{n}", kind="text", sha256="")
        mentions += [(document.id, m) for m in find_mentions(document, [layer])]
    places = [e for e in resolve(mentions, []).entities if e.schema == "Address"]
    assert [(e.gazetteer, e.countries, len(e.mentions)) for e in places] == [
        ("geonames 625144", ("by",), 4)
    ]
