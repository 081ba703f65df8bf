"""What ties claims of a pattern to one another, and what a claim has of its own: each a part of the
score with its reason in words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from affidavit.language.fold import name_keys
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.language.stems import query_stems
from affidavit.model import Claim, Modality


@dataclass(frozen=True, slots=True)
class Context:
    """What a pattern may look at beside the claims themselves."""

    days: Mapping[str, str]
    """Document id -> ISO day."""
    threads: Mapping[str, str]
    """Document id -> conversation id."""
    entity_of: Mapping[tuple[str, str], str]
    """(claim id, role) -> entity id."""
    listed: Mapping[str, str]
    """Entity id -> why it is on a list, for strong matches."""
    in_force: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(entity id, document id) -> why it was on a list on the document's day."""


_MILITARY = re.compile(
    r"воен|войск|боев|оборон|арми|ввс|вмф|вкс|минобор|ракет|танк|гвард|штурм|військ|бойов|збро|оружи|зброя|вайск|узброен|арме|пагран|прикорд|погран|спецпризнач|спецназ|"
    r"milit|army|navy|air force|armed|defen[cs]e|missile|combat|warship|artiller|frigate|drone",
    re.IGNORECASE,
)


def flags(claim: Claim, context: Context) -> Iterator[tuple[str, str]]:
    """(part of the score, reason) for what a claim has of its own: a party on a list on its day, a way
    through a third place, a military use, a request, a sum."""
    parties = sorted({e for role in claim.roles if (e := context.entity_of.get((claim.id, role)))})
    for entity in parties:
        if why := context.in_force.get((entity, claim.document)):
            yield "listed", f"a party was on a list on that day: {why}"
            break
    else:
        for entity in parties:
            if entity in context.listed:
                yield (
                    "listed_once",
                    f"a party is on a list, not on that day: {context.listed[entity]}",
                )
                break
    if "via" in claim.roles:
        yield "via", f"it goes by way of {quoted(claim.roles['via'].text)}"
    words = " ".join(role.text for name, role in sorted(claim.roles.items()) if name in _USERS)
    if _MILITARY.search(words):
        yield "military", f"the user or the use is military ({quoted(words)})"
    if claim.modality in (Modality.REQUESTED, Modality.PLANNED):
        yield "requested", "it is asked for or intended"
    if any(name in claim.roles for name in ("amount", "share", "quantity")):
        yield "value", "a sum, share or number is given"


_USERS = frozenset({"user", "use", "customer", "recipient", "buyer", "equipment", "goods"})


def thread_key(claim: Claim, context: Context) -> str:
    """The conversation of a claim, or its document where it is in none."""
    return context.threads.get(claim.document) or claim.document


def party_entities(claim: Claim, context: Context) -> frozenset[str]:
    """The entities in a claim's roles."""
    found = (context.entity_of.get((claim.id, role)) for role in claim.roles)
    return frozenset(entity for entity in found if entity)


def links(
    first: Claim, then: Claim, gap: int | None, context: Context
) -> Iterator[tuple[str, str]]:
    """(part of the score, reason in words) for everything that ties two claims."""
    wanted = makes(first) | makes(then, "replaces")
    replaced = makes(then, "replaces") & makes(first)
    if replaced:
        yield "make", "the substitute is proposed for the very make that was refused"
    same = goods_words(first, "goods") & (
        goods_words(then, "goods") | goods_words(then, "replaces")
    )
    if same:
        yield "goods", f"both are about the same kind of goods ({', '.join(sorted(same)[:3])})"
    if thread_key(first, context) == thread_key(then, context):
        yield "thread", "both stand in the same conversation"
    shared = party_entities(first, context) & party_entities(then, context)
    if shared:
        yield "same_party", "both name the same party"
    if gap is not None and abs(gap) <= 120:
        yield "near_in_time", f"{abs(gap)} days lie between them"
    parties = {e for c in (first, then) for r in ("proposer", "supplier") if (e := context.entity_of.get((c.id, r)))}  # fmt: skip
    for entity in sorted(parties & context.listed.keys()):
        yield "listed", f"a party is on a list: {context.listed[entity]}"
        break
    buyers = {context.entity_of.get((c.id, r)) for c in (first, then) for r in ("buyer",)}
    if wanted and buyers - {None}:
        yield "party", "the buyer is named"


def quoted(text: str) -> str:
    """Words of the leak as they stand in an English sentence: in quotation marks if Cyrillic."""
    flat = " ".join(text.split())
    return f"“{flat}”" if CYRILLIC.search(flat) else flat


def days_between(first: str, then: str) -> int | None:
    """Days from one ISO day to another; None where one is unknown."""
    if not first or not then:
        return None
    return (date.fromisoformat(then) - date.fromisoformat(first)).days


def role_text(claim: Claim, role: str) -> str:
    """The words of a role; empty where it is not filled."""
    return claim.roles[role].text if role in claim.roles else ""


_COMMON = frozenset(
    "новый свой наш ваш другой этот тот один два три цена штука комплект the our your new used pcs".split()
)


def goods_words(claim: Claim, role: str) -> frozenset[str]:
    """The dictionary forms of the Cyrillic or English words in a role."""
    words = re.findall(r"[^\W\d_]{4,}", role_text(claim, role))
    return frozenset(query_stems(fold_case(word))[0] for word in words) - _COMMON


def makes(claim: Claim, *roles: str) -> frozenset[str]:
    """Keys of the capitalised words in the roles that can name a make."""
    names = roles or ("goods", "supplier", "replaces")
    words = [
        w for r in names for w in re.findall(r"\b[A-ZА-ЯЁІЇЄҐЎ][\w-]{3,}", role_text(claim, r))
    ]
    return frozenset(key for word in words for key in name_keys(re.sub(r"[\W\d_]+", "", word)))
