"""Decisions from the shell: who is one, who is not, and taking a decision back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from affidavit.app.analyse import compute_views
from affidavit.app.output import DONE, Out
from affidavit.custody import Case
from affidavit.model.errors import UsageError
from affidavit.resolve.decisions import CLEARED, DECIDED, JOINED, PARTED, UNDONE

_KIND = {"Person": "person", "Address": "place"}


def same(folder: Path, one: str, other: str, reason: str, out: Out) -> int:
    """Two entities are one: the first keeps its id."""
    with Case.open(folder).writing() as case:
        first, second = _found(case, one), _found(case, other)
        kind = _one_kind(first, second)
        names = [*_names(first), *_names(second)]
        inputs = {"kind": kind, "names": _names(first), "others": _names(second)}
        outputs = {"keeps": dict.fromkeys(names, first["id"])}
        number = case.ledger.append(JOINED, inputs, outputs, reason).number
        _again(case, out)
    out.say(
        f"Decision {number}: {first['name']} and {second['name']} are one. `review undo {number}` takes it back."
    )
    return DONE


def different(folder: Path, entity: str, names: Sequence[str], reason: str, out: Out) -> int:
    """Names do not belong to an entity; or two entities are not one, whatever is suggested."""
    with Case.open(folder).writing() as case:
        first = _found(case, entity)
        gone = [name for name in names if name in _names(first)]
        if gone:
            stay = [name for name in _names(first) if name not in gone]
            if not stay:
                raise UsageError(
                    f"{first['name']} has no name but those; leave at least one with the entity"
                )
            kind = _KIND.get(first["schema"], "organisation")
        else:
            others = [_found(case, name) for name in names]
            kind = _one_kind(first, *others)
            stay, gone = _names(first), [n for other in others for n in _names(other)]
        inputs = {"kind": kind, "names": stay, "others": gone}
        outputs = {"keeps": dict.fromkeys(stay, first["id"])}
        number = case.ledger.append(PARTED, inputs, outputs, reason).number
        _again(case, out)
    out.say(
        f"Decision {number}: {', '.join(gone)} not {first['name']}. `review undo {number}` takes it back."
    )
    return DONE


def rejected(folder: Path, one: str, other: str, reason: str, out: Out) -> int:
    """`one` is not `other`: another entity, or the entry of a list (by its `list_id`) that it is taken for."""
    with Case.open(folder).writing() as case:
        matches = case.derived().rows.view("match")
        listed = [m for m in matches if m["list_id"] == other]
        entity = _found(case, one) if listed else None
        if entity is not None:
            if entity["id"] not in {m["entity"] for m in listed}:
                raise UsageError(
                    f"{entity['name']} is not taken for {other}; `affidavit matches` lists who is"
                )
            inputs = {"kind": _KIND.get(entity["schema"], "organisation"), "names": _names(entity), "others": [other]}  # fmt: skip
            number = case.ledger.append(CLEARED, inputs, {}, reason).number
            _again(case, out)
    if entity is None:
        return different(folder, one, (other,), reason, out)
    out.say(
        f"Decision {number}: {entity['name']} is not {other}. `review undo {number}` takes it back."
    )
    return DONE


def undo(folder: Path, number: int, reason: str, out: Out) -> int:
    """A decision no longer counts; it stays in the ledger."""
    with Case.open(folder).writing() as case:
        known = {e.number: e for e in case.ledger.events() if e.kind in DECIDED}
        if number not in known:
            raise UsageError(
                f"there is no decision {number}; `affidavit review list -C {folder}` lists them"
            )
        case.ledger.append(UNDONE, {"event": number}, {}, reason)
        _again(case, out)
    out.say(f"Decision {number} is taken back.")
    return DONE


def listing(folder: Path, out: Out) -> int:
    """All decisions, and whether they still count."""
    case = Case.open(folder)
    events = [e for e in case.ledger.events() if e.kind in (*DECIDED, UNDONE)]
    undone = {int(e.inputs["event"]) for e in events if e.kind == UNDONE}
    rows = (
        {
            "number": e.number,
            "time": e.time,
            "actor": e.actor,
            "decision": e.kind.partition(".")[2],
            "kind": e.inputs["kind"],
            "names": list(e.inputs["names"]),
            "others": list(e.inputs["others"]),
            "reason": e.reason,
            "undone": e.number in undone,
        }
        for e in events
        if e.kind != UNDONE
    )
    out.rows(rows, ("number", "decision", "kind", "names", "others", "reason", "undone"))
    case.close()
    return DONE


def _again(case: Case, out: Out) -> None:
    """Compute the views anew with the decision."""
    with out.progress() as progress:
        compute_views(case, progress)
    case.close()


def _found(case: Case, wanted: str) -> dict[str, Any]:
    """The entity of an id, the start of one, or a name or alias."""
    entities = case.derived().rows.view("entity")
    fitting = [e for e in entities if e["id"] == wanted or wanted in _names(e)]
    fitting = fitting or [e for e in entities if len(wanted) > 8 and e["id"].startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    what = "no entity is" if not fitting else f"{len(fitting)} entities are"
    raise UsageError(f"{what} called {wanted!r}; `affidavit entities` lists ids and names")


def _names(entity: dict[str, Any]) -> list[str]:
    return [entity["name"], *entity["aliases"]]


def _one_kind(*entities: dict[str, Any]) -> str:
    kinds = {_KIND.get(e["schema"], "organisation") for e in entities}
    if len(kinds) > 1:
        named = ", ".join(f"{e['name']} ({e['schema']})" for e in entities)
        raise UsageError(f"these are of different kinds and cannot be one: {named}")
    return kinds.pop()
