"""Makes the demo: a leak of two mailboxes, two published articles, a list, and the answer key."""

import csv
import json
import mailbox
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from affidavit.app.demo import files
from affidavit.app.demo.forged import forged_ids, poisoned
from affidavit.app.demo.mail import Letter, people, quote, received, write
from affidavit.model.errors import UsageError

_DATA = Path(__file__).parent / "data"
_SEED = 20240131
_MISLABELLED = frozenset({"m018", "m047"})
_BROKEN_AT = "n006"
_REPEATS = {"weekly": (4, 21), "monthly": (3, 61)}
_OWNER = ("Корсак Павел Игоревич", "p.korsak@zarz.example")
_CLIENTS = ("outlook", "thunderbird", "thebat", "mailru", "yandex")


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the parts of a demo are."""

    leak: Path
    reports: Path
    sanctions: Path
    answer_key: Path
    case: Path


def make_demo(folder: Path) -> Demo:
    """Write the demo below a folder; what an earlier run wrote there is written again, the same."""
    demo = Demo(
        folder / "leak", folder / "reports", folder / "lists" / "targets.simple.csv",
        folder / "answer-key.json", folder / "case",
    )  # fmt: skip
    if folder.exists() and any(folder.iterdir()) and not demo.answer_key.exists():
        raise UsageError(f"{folder} holds other files; name an empty or new folder for the demo")
    for part in (demo.leak, demo.reports, demo.sanctions.parent):
        part.mkdir(parents=True, exist_ok=True)
    scenario = yaml.safe_load((_DATA / "scenario.yaml").read_text("utf-8"))
    noise = yaml.safe_load((_DATA / "noise.yaml").read_text("utf-8"))["noise"]
    story = list(_story(scenario))
    second = {m["key"] for m in scenario["messages"] if m.get("also_in")}
    first = list(poisoned([*story, *_noise(noise[::2], scenario)], scenario))
    _write_mbox(demo.leak / "korsak.mbox", first)
    copies = [_delivered_again(letter) for letter in story if letter.key in second]
    _write_maildir(demo.leak / "zhuk", [*copies, *_noise(noise[1::2], scenario)])
    for article in scenario["articles"]:
        (demo.reports / article["file"]).write_text(article["text"], "utf-8")
    _write_list(demo.sanctions, scenario["sanctions"])
    ids = {letter.key: letter.message_id for letter in first}
    key = {**_answer_key(scenario, story), "forgeries": forged_ids(scenario, ids)}
    demo.answer_key.write_text(json.dumps(key, ensure_ascii=False, indent=1), "utf-8")
    return demo


def _story(scenario: Mapping[str, Any]) -> Iterator[Letter]:
    """The messages of the story in the order of their dates, with what they quote and carry."""
    known = {person["key"]: person for person in scenario["people"]}
    written: dict[str, Letter] = {}
    random = Random(_SEED)
    for entry in scenario["messages"]:
        sender = known[entry["from"]]
        language = entry["lang"]
        body = entry["body"].rstrip("\n") + "\n"
        if signature := sender.get("signature", {}).get(language):
            body += f"\n{'-- ' + chr(10) if sender['client'] == 'thunderbird' else ''}{signature}\n"
        parent = written.get(entry.get("reply_to") or entry.get("forward_of") or "")
        if parent is not None:
            body += "\n" + quote(sender["client"], language, parent, forward="forward_of" in entry)
        moment = datetime.fromisoformat(entry["date"])
        letter = Letter(
            key=entry["key"],
            moment=moment,
            sender=people([entry["from"]], known, language)[0],
            recipients=people(entry["to"], known, language),
            copies=people(entry.get("cc", []), known, language),
            language=language,
            subject=entry["subject"],
            body=body,
            client=sender["client"],
            charset=sender["charset"],
            html=bool(entry.get("html")),
            message_id=f"{moment:%Y%m%d%H%M}.{entry['key']}@{sender['mail'].partition('@')[2]}",
            in_reply_to=parent.message_id if parent else "",
            references=(*parent.references, parent.message_id) if parent else (),
            attachments=tuple(
                (a["name"], _content(a["kind"], a["name"], a["text"], random))
                for a in entry.get("attachments", ())
            ),
            headers=(received(sender["mail"], moment),),
            declared_charset="koi8-r" if entry["key"] in _MISLABELLED else "",
        )
        written[letter.key] = letter
        yield letter


def _content(kind: str, name: str, text: str, random: Random) -> bytes:
    if kind == "docx":
        return files.docx(text)
    if kind == "pdf":
        return files.pdf(text)
    if kind == "csv":
        return text.encode("windows-1251", "replace")
    return files.scan(text, random, name)


def _noise(entries: list[dict[str, Any]], scenario: Mapping[str, Any]) -> Iterator[Letter]:
    """Everyday mail spread over the time of the story."""
    random = Random(_SEED + len(entries))
    first = datetime.fromisoformat(scenario["messages"][0]["date"])
    last = datetime.fromisoformat(scenario["messages"][-1]["date"])
    for entry in entries:
        times, step = _REPEATS.get(entry.get("repeat") or "", (1, 0))
        start = first + timedelta(days=random.randrange(max(1, (last - first).days - times * step)))
        for number in range(times):
            moment = (start + timedelta(days=number * step)).replace(
                hour=random.randrange(8, 18), minute=random.randrange(60)
            )
            yield _noise_letter(entry, number, moment, random)


def _noise_letter(
    entry: Mapping[str, Any], number: int, moment: datetime, random: Random
) -> Letter:
    sender = (entry["from"]["name"], entry["from"]["mail"])
    date = moment.strftime("%d.%m.%Y")
    body = entry["body"].replace("{date}", date).rstrip("\n") + "\n"
    if entry.get("signature"):
        body += f"\n{entry['signature']}"
    headers = [received(sender[1], moment)]
    if entry.get("list"):
        headers.append(("Precedence", "bulk"))
    key = f"{entry['key']}.{number}"
    return Letter(
        key=key,
        moment=moment,
        sender=sender,
        recipients=(_OWNER,),
        copies=(),
        language=entry["lang"],
        subject=entry["subject"].replace("{date}", date),
        body=body,
        client=random.choice(_CLIENTS),
        charset=random.choice(("utf-8", "windows-1251", "koi8-r"))
        if entry["lang"] == "ru"
        else "utf-8",
        html=bool(entry.get("html")),
        message_id=f"{moment:%Y%m%d%H%M}.{key}@{sender[1].partition('@')[2]}",
        in_reply_to="",
        references=(),
        attachments=(("паспорт.pdf", files.broken_pdf()),) if entry["key"] == _BROKEN_AT else (),
        headers=tuple(headers),
        declared_charset="",
    )


def _delivered_again(letter: Letter) -> Letter:
    """The copy in the second mailbox has a delivery line of its own."""
    stamp = (letter.moment + timedelta(seconds=9)).strftime("%a, %d %b %Y %H:%M:%S %z")
    again = ("Received", f"from mail.zarz.example by store2.zarz.example with LMTP; {stamp}")
    return replace(letter, headers=(again, *letter.headers)) if letter.key.endswith("1") else letter


def _write_mbox(path: Path, letters: list[Letter]) -> None:
    """An mbox in the order of dates; «From » at the start of a line is escaped (mboxrd)."""
    with path.open("wb") as file:
        for letter in sorted(letters, key=lambda one: (one.moment, one.key)):
            stamp = letter.moment.strftime("%a %b %d %H:%M:%S %Y")
            file.write(f"From {letter.sender[1]} {stamp}\n".encode())
            for line in write(letter).splitlines(keepends=True):
                file.write(b">" + line if line.lstrip(b">").startswith(b"From ") else line)
            file.write(b"\n")


def _write_maildir(path: Path, letters: list[Letter]) -> None:
    """A Maildir whose file names are the same at every run."""
    box = mailbox.Maildir(str(path), create=True)
    box.close()
    for letter in letters:
        name = f"{int(letter.moment.timestamp())}.{letter.key}.zarz:2,S"
        (path / "cur" / name).write_bytes(write(letter))


def _write_list(path: Path, entries: list[dict[str, Any]]) -> None:
    """The sanctions list in the form of OpenSanctions' targets.simple.csv."""
    columns = ("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers",
               "sanctions", "phones", "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change")  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for entry in entries:
            writer.writerow(
                {
                    **dict.fromkeys(columns, ""),
                    "id": entry["id"],
                    "schema": entry["schema"],
                    "name": entry["name"],
                    "aliases": ";".join(entry["aliases"]),
                    "birth_date": entry["birth_date"] or "",
                    "countries": ";".join(entry["countries"]),
                    "sanctions": entry["program"],
                    "program_ids": entry["program"],
                    "dataset": "Demo list (fiction)",
                    "first_seen": f"{entry['listed']}T00:00:00",
                    "last_seen": "2024-02-01T00:00:00",
                    "last_change": f"{entry['listed']}T00:00:00",
                }
            )


def _answer_key(scenario: Mapping[str, Any], story: list[Letter]) -> dict[str, Any]:
    """What a reader of the leak would find: claims, entities, leads, gaps."""
    ids = {letter.key: letter.message_id for letter in story}
    claims: list[dict[str, Any]] = []
    for message in scenario["messages"]:
        where = {
            "message": message["key"],
            "message_id": ids[message["key"]],
            "language": message["lang"],
        }
        claims += [{**where, "in": "body", **claim} for claim in message.get("claims", ())]
        for attachment in message.get("attachments", ()):
            inside = {**where, "in": attachment["kind"], "file": attachment["name"]}
            claims += [{**inside, **claim} for claim in attachment.get("claims", ())]
    for article in scenario["articles"]:
        where = {"article": article["file"], "in": "article", "language": article["lang"]}
        claims += [{**where, **claim} for claim in article.get("claims", ())]
    gaps = [
        {"message_id": ids[m["key"]], "reference": m["refers_to_missing"]}
        for m in scenario["messages"]
        if m.get("refers_to_missing")
    ]
    people_known = [{k: p[k] for k in ("key", "names", "mail", "organisation", "post")} for p in scenario["people"]]  # fmt: skip
    return {
        "claims": claims,
        "people": people_known,
        "organisations": scenario["organisations"],
        "leads": [{**lead, **{f"{k}_id": ids[lead[k]] for k in ("denied", "offer") if k in lead}} for lead in scenario["leads"]],
        "gaps": gaps,
        "private": [ids[m["key"]] for m in scenario["messages"] if m.get("private")],
    }  # fmt: skip
