"""The forgeries of the demo: what somebody who wants to poison a leak would plant in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from affidavit.app.demo.mail import Letter, people, quote, received


def poisoned(letters: Sequence[Letter], scenario: Mapping[str, Any]) -> Iterator[Letter]:
    """The letters of a mailbox with the forgeries among them; copies elsewhere and quotations stay as they were."""
    altered = {f["alters"]: f for f in scenario["forgeries"] if "alters" in f}
    known = {letter.key: letter for letter in letters}
    for letter in letters:
        forgery = altered.get(letter.key)
        if forgery is None:
            yield letter
        else:
            yield replace(letter, body=letter.body.replace(forgery["words"], forgery["becomes"]))
    for entry in scenario["forgeries"]:
        if "key" in entry:
            yield _made_up(entry, scenario, known.get(entry.get("reply_to", "")))


def _made_up(
    entry: Mapping[str, Any], scenario: Mapping[str, Any], parent: Letter | None
) -> Letter:
    persons = {person["key"]: person for person in scenario["people"]}
    sender, language = persons[entry["from"]], entry["lang"]
    client = entry.get("client", sender["client"])
    moment = datetime.fromisoformat(entry["date"])
    body = entry["body"]
    if parent is not None:
        body += "\n" + quote(client, language, parent, forward=False)
    domain = sender["mail"].partition("@")[2]
    return Letter(
        key=entry["key"],
        moment=moment,
        sender=people([entry["from"]], persons, language)[0],
        recipients=people(entry["to"], persons, language),
        copies=people(entry.get("cc", []), persons, language),
        language=language,
        subject=entry["subject"],
        body=body,
        client=client,
        charset=entry.get("charset", sender["charset"]),
        html=False,
        message_id=entry.get("message_id", f"{moment:%Y%m%d%H%M}.{entry['key']}@{domain}"),
        in_reply_to=parent.message_id if parent else "",
        references=(*parent.references, parent.message_id) if parent else (),
        attachments=(),
        headers=(
            received(sender["mail"], datetime.fromisoformat(entry.get("received", entry["date"]))),
        ),
        declared_charset="",
    )


def forged_ids(scenario: Mapping[str, Any], ids: Mapping[str, str]) -> list[dict[str, str]]:
    """(message id, manner) of every forgery, for the answer key. `ids` are key -> message id of the letters."""
    return [
        {"message_id": ids[f.get("alters") or f["key"]], "manner": f["manner"]}
        for f in scenario["forgeries"]
    ]
