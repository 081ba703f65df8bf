"""Where names were seen: in texts and in the headers of messages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from affidavit.extract.english import entry, is_mostly_small
from affidavit.extract.gazetteer import organisation_heads
from affidavit.extract.russian import naming
from affidavit.language.lexicon import given_group, legal_forms
from affidavit.language.names import organisation_name, person_name
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.model import Mention, MentionKind, Message

_MAX_WORDS = 9


@dataclass
class Sighting:
    """Where a name was seen: (document, layer, start, mention) of each mention."""

    mentions: list[tuple[str, str, int, str]] = field(default_factory=list)
    documents: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    gazetteer: Counter[str] = field(default_factory=Counter)


@dataclass
class Seen:
    """Sightings by kind and name, mail addresses by a person's name, documents by mail domain."""

    names: dict[MentionKind, dict[str, Sighting]]
    addresses: dict[str, set[str]]
    domains: dict[str, set[str]]

    def documents(self, kind: MentionKind) -> dict[str, set[str]]:
        """Where each name of a kind was seen."""
        return {name: set(s.documents) for name, s in self.names[kind].items()}


def tidy(name: str) -> str:
    """One blank between words, no marks at the edges but the full stop of an initial."""
    tidy = re.sub(r"\s+", " ", name).strip(" ,;:-")
    return tidy if re.search(r"\b\w\.$", tidy) else tidy.strip(".")


def gather(mentions: Iterable[tuple[str, Mention]], messages: Iterable[Message]) -> Seen:
    """All names that mentions and headers give."""
    kinds = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE)
    seen = Seen({kind: defaultdict(Sighting) for kind in kinds}, defaultdict(set), defaultdict(set))
    for document, mention in mentions:
        if mention.kind in seen.names and _is_name(mention):
            sighting = seen.names[mention.kind][tidy(mention.normal)]
            sighting.mentions.append((document, mention.span.layer, mention.span.start, mention.id))
            sighting.documents[document] += 1
            if mention.kind is MentionKind.PERSON and (mail := mention.attributes.get("email")):
                seen.addresses[tidy(mention.normal)].add(mail)
            if country := mention.attributes.get("country"):
                sighting.countries[country] += 1
            if entry := mention.attributes.get("gazetteer"):
                sighting.gazetteer[entry] += 1
    for message in messages:
        _from_header(message, seen)
    _as_firms(seen)
    return seen


_OFTEN = 2


def _as_firms(seen: Seen) -> None:
    """A place or person that no gazetteer or header knows and that is called as a firm
    of the case is that firm."""
    firms = seen.names[MentionKind.ORGANISATION]
    known: dict[str, str] = {}
    for name, sighting in sorted(firms.items()):
        if len(sighting.mentions) >= _OFTEN:
            brand = organisation_name(name).brand
            for called in {" ".join(brand[:1]), " ".join(brand)} - {""}:
                known.setdefault(called, name if fold_case(name) == called else "")
    for kind in (MentionKind.PLACE, MentionKind.PERSON):
        for name in sorted(seen.names[kind]):
            sighting = seen.names[kind][name]
            folded = fold_case(name)
            if folded in known and not sighting.gazetteer and name not in seen.addresses:
                moved = firms[known[folded] or name]
                moved.mentions += sighting.mentions
                moved.documents += sighting.documents
                del seen.names[kind][name]


def _is_name(mention: Mention) -> bool:
    words = mention.normal.split()
    return 0 < len(words) <= _MAX_WORDS and any(
        word[0].isupper() or not word[0].isalpha() for word in words
    )


def _from_header(message: Message, seen: Seen) -> None:
    for participant in message.participants:
        name = tidy(participant.name)
        address = participant.address.lower()
        if len(name.split()) >= 2 and "@" not in name and not _is_firm(name):
            if person_name(name).whole and is_human(name):
                seen.names[MentionKind.PERSON][name].documents[message.id] += 1
                if address:
                    seen.addresses[name].add(address)
        elif name and _is_firm(name):
            seen.names[MentionKind.ORGANISATION][name].documents[message.id] += 1
        if participant.role == "from" and "@" in address:
            seen.domains[address.rpartition("@")[2]].add(message.id)


def is_human(name: str) -> bool:
    """Whether a display name is a person's: a given name is in it, or no word is a common one
    («Заводскі клуб», "Backup Service")."""
    words = re.findall(r"[^\W\d_]{2,}", name)
    if any(given_group(word) for word in words):
        return True
    for word in words:
        low = word.lower()
        if CYRILLIC.search(low):
            languages = ("ru", "uk", "be")
            if any("word" in naming(low, language) for language in languages):
                return False
        else:
            known = entry(low)
            if known is not None and not known.signs and is_mostly_small(low):
                return False
            if low in organisation_heads():
                return False
    return True


def _is_firm(name: str) -> bool:
    return any(fold_case(word).strip(".") in legal_forms() for word in name.split()) or "«" in name
