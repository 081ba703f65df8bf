"""Matches of entities with lists: by name, and by who owns them."""

from affidavit.model import Entity
from affidavit.resolve.matches import BY_OWNER, Holding, owned_by_listed, screen_entities
from affidavit.screening import ListEntry, Matcher

LISTED = ListEntry("L-1", "Company", "Altair Holding JSC", listed_from="2022-04-06")
LISTS = [("list", [LISTED])]
DAYS = {"doc-1": "2022-01-01", "doc-2": "2023-01-01"}


def entity(number, name, *documents):
    return Entity(f"entity-{number}", "Company", name, (), (), documents)


HOLDING = entity(1, "АО «Альтаир Холдинг»", "doc-1")
DAUGHTER = entity(2, "ООО «Байт Трейд»", "doc-1", "doc-2")
GRANDCHILD = entity(3, "ООО «Веста Сервис»", "doc-2")
ALL = {e.id: e for e in (HOLDING, DAUGHTER, GRANDCHILD)}


def found(*holdings):
    matches = screen_entities(ALL.values(), Matcher(LISTS), DAYS)
    return owned_by_listed(matches, holdings, ALL, LISTS, DAYS)


def test_what_a_listed_one_holds_by_half_is_shown_with_the_chain():
    daughter, grandchild = found(
        Holding("entity-1", "entity-2", 60.0), Holding("entity-2", "entity-3", 50.0)
    )
    assert (daughter.name, daughter.tier, daughter.list_id) == (DAUGHTER.name, BY_OWNER, "L-1")
    assert daughter.why[0] == "owned 60 % by АО «Альтаир Холдинг»"
    assert [d.in_force for d in daughter.documents] == ["not_yet", "in_force"]
    assert grandchild.why[0] == (
        "owned 50 % by ООО «Байт Трейд», owned 60 % by АО «Альтаир Холдинг»"
    )


def test_less_than_half_and_circles_are_nothing_more():
    assert found(Holding("entity-1", "entity-2", 49.0)) == []
    circle = found(Holding("entity-1", "entity-2", 51.0), Holding("entity-2", "entity-1", 51.0))
    assert [m.entity for m in circle] == ["entity-2"]


def test_a_name_that_was_cleared_is_matched_no_more():
    cleared = {(HOLDING.name, "L-1")}
    assert screen_entities([HOLDING], Matcher(LISTS), DAYS, cleared) == []
