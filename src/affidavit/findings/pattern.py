"""Patterns: joins over claims, matches and time that make leads, read from `patterns/*.yaml`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from affidavit.findings.frame import read_yaml
from affidavit.language.fold import name_keys
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.language.stems import query_stems
from affidavit.model import Claim, Lead, Polarity, content_id
from affidavit.model.errors import FrameError

FOLDER = Path(__file__).parent / "patterns"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Two frames that make a lead together when one follows the other and something links them."""

    name: str
    version: str
    title: Mapping[str, str]
    caveat: Mapping[str, str]
    first: str
    then: str
    window_days: int
    early_days: int
    needs: tuple[str, ...]
    score: Mapping[str, float]
    threshold: float


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


def pattern_files() -> list[Path]:
    """The files of the patterns that ship."""
    return sorted(FOLDER.glob("*.yaml"))


@cache
def patterns() -> tuple[Pattern, ...]:
    """The patterns that ship, in the order of their names."""
    return tuple(load_pattern(path) for path in pattern_files())


def load_pattern(path: Path) -> Pattern:
    """Read one pattern file; raises `FrameError` naming file and remedy."""
    data = read_yaml(path)
    try:
        return Pattern(
            name=data["pattern"],
            version=str(data["version"]),
            title=data["title"],
            caveat=data["caveat"],
            first=data["first"],
            then=data["then"],
            window_days=int(data["window_days"]),
            early_days=int(data["early_days"]),
            needs=tuple(data["needs"]),
            score={key: float(value) for key, value in data["score"].items()},
            threshold=float(data["threshold"]),
        )
    except KeyError as error:
        raise FrameError(f"{path.name}: `{error.args[0]}:` is missing; add it") from error


def find_leads(claims: Iterable[Claim], context: Context) -> list[Lead]:
    """All leads above their pattern's threshold, best first.

    Of several pairs about the same substitute only the best stands; the others strengthen it.
    """
    pool = [c for c in claims if c.polarity is Polarity.AFFIRMED]
    found: list[Lead] = []
    for pattern in patterns():
        first = [c for c in pool if c.frame == pattern.first]
        then = [c for c in pool if c.frame == pattern.then]
        pairs = [
            (lead, offer)
            for offer in then
            for denied in first
            if (lead := _lead(pattern, denied, offer, context)) is not None
        ]
        found += _strongest(pairs, context)
    return sorted(found, key=lambda lead: (-lead.score, lead.first, lead.id))


def _strongest(pairs: list[tuple[Lead, Claim]], context: Context) -> Iterator[Lead]:
    """One lead for each substitute: the best pair, with the other claims of its kind beside it."""
    groups: list[tuple[frozenset[str], list[Lead]]] = []
    for lead, offer in sorted(pairs, key=lambda p: (-p[0].score, p[0].first, p[0].id)):
        subject = _words(offer, "goods") | _makes(offer)
        for known, leads in groups:
            if subject & known or set(lead.claims) & set(leads[0].claims):
                leads.append(lead)
                break
        else:
            groups.append((subject, [lead]))
    for _, leads in groups:
        best = leads[0]
        more = sorted({c for lead in leads for c in lead.claims} - set(best.claims))
        yield Lead(
            best.id, best.pattern, best.title, best.score, (*best.claims, *more), best.entities,
            best.why, best.caveats, min(lead.first for lead in leads),
            max(lead.last for lead in leads), best.parts,
        )  # fmt: skip


def _lead(pattern: Pattern, first: Claim, then: Claim, context: Context) -> Lead | None:
    days = [context.days.get(claim.document, "") for claim in (first, then)]
    gap = _gap(*days)
    if gap is not None and not -pattern.early_days <= gap <= pattern.window_days:
        return None
    parts, why = {"base": pattern.score["base"]}, []
    for name, reason in _links(first, then, gap, context):
        parts[name] = pattern.score.get(name, 0.0)
        why.append(reason)
    if not any(name in parts for name in pattern.needs):
        return None
    confidence = min(first.confidence, then.confidence)
    score = round(min(1.0, sum(parts.values())) * confidence, 3)
    if score < pattern.threshold:
        return None
    wording = {
        "goods": quoted(_text(first, "goods") or _text(then, "replaces")) or "a purchase",
        "substitute": quoted(_text(then, "goods") or _text(then, "supplier")) or "a substitute",
    }
    entities = {
        e for c in (first, then) for r in c.roles if (e := context.entity_of.get((c.id, r)))
    }
    return Lead(
        id=content_id("lead", pattern.name, first.id, then.id),
        pattern=pattern.name,
        title=pattern.title["en"].format(**wording),
        score=score,
        claims=(first.id, then.id),
        entities=tuple(sorted(entities)),
        why=tuple(why),
        caveats=(pattern.caveat["en"],),
        first=min(filter(None, days), default=""),
        last=max(filter(None, days), default=""),
        parts={**parts, "confidence": confidence},
    )


def _links(
    first: Claim, then: Claim, gap: int | None, context: Context
) -> Iterator[tuple[str, str]]:
    """(part of the score, reason in words) for everything that ties two claims."""
    wanted = _makes(first) | _makes(then, "replaces")
    replaced = _makes(then, "replaces") & _makes(first)
    if replaced:
        yield "make", "the substitute is proposed for the very make that was refused"
    same = _words(first, "goods") & (_words(then, "goods") | _words(then, "replaces"))
    if same:
        yield "goods", f"both are about the same kind of goods ({', '.join(sorted(same)[:3])})"
    thread = context.threads.get(first.document)
    if first.document == then.document or (thread and thread == context.threads.get(then.document)):
        yield "thread", "both stand in the same conversation"
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


def _gap(first: str, then: str) -> int | None:
    if not first or not then:
        return None
    return (date.fromisoformat(then) - date.fromisoformat(first)).days


def _text(claim: Claim, role: str) -> str:
    return claim.roles[role].text if role in claim.roles else ""


_COMMON = frozenset(
    "новый свой наш ваш другой этот тот один два три цена штука комплект the our your new used pcs".split()
)


def _words(claim: Claim, role: str) -> frozenset[str]:
    """The dictionary forms of the Cyrillic or English words in a role."""
    words = re.findall(r"[^\W\d_]{4,}", _text(claim, role))
    return frozenset(query_stems(fold_case(word))[0] for word in words) - _COMMON


def _makes(claim: Claim, *roles: str) -> frozenset[str]:
    """Keys of the capitalised words in the roles that can name a make."""
    names = roles or ("goods", "supplier", "replaces")
    words = [w for r in names for w in re.findall(r"\b[A-ZА-ЯЁІЇЄҐЎ][\w-]{3,}", _text(claim, r))]
    return frozenset(key for word in words for key in name_keys(re.sub(r"[\W\d_]+", "", word)))
