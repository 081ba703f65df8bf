"""The stage that asks of every message whether it is genuine, and of the case whether it is whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from affidavit.app.keyring import keys_version
from affidavit.app.layout import Layout
from affidavit.app.missing import find_gaps
from affidavit.app.progress import Progress
from affidavit.app.signed import verify_signatures
from affidavit.authenticity import VERSION, Threads, grade, thread
from affidavit.authenticity.coherence import check_outside
from affidavit.authenticity.corroboration import Relations, owners_of
from affidavit.authenticity.gaps import is_ghost
from affidavit.authenticity.grades import CONTRADICTED
from affidavit.authenticity.habits import Habits
from affidavit.authenticity.letters import Letter, Paper, letter_of, paper_of
from affidavit.authenticity.origins import Origin, Texts, first_source, own_text
from affidavit.authenticity.seals import Seal
from affidavit.custody import Case
from affidavit.model import Message, stage_key
from affidavit.model.codec import to_plain

APPRAISAL = f"appraisal {VERSION}"
_LAYERS_KEPT = 512


def appraise_case(case: Case, progress: Progress) -> bool:
    """Appraise every message anew if what that stands on changed: documents, what is found in them, keys."""
    marks = case.rows.marks("extract")
    inputs = [part for d in case.rows.document_ids() for part in (d, marks.get(d, ""))]
    key = stage_key(APPRAISAL, keys_version(case), *inputs)
    if case.rows.marks("appraisal").get("case") == key:
        return False
    progress.stage("genuine or not, whole or not", 1)
    messages = [d for d in case.rows.documents() if isinstance(d, Message)]
    appraised = appraise(case, messages, Layout(case))
    with case.rows.transaction():
        case.rows.put_view("thread", thread_rows(appraised.threads))
        case.rows.put_view("authenticity", appraised.authenticity)
        case.rows.put_view("gap", appraised.gaps)
        case.rows.mark("appraisal", "case", key)
    progress.done()
    return True


@dataclass(frozen=True, slots=True)
class Appraised:
    """What the stage finds; rows are plain, ready to be kept as views."""

    threads: Threads
    authenticity: list[dict[str, Any]]
    gaps: list[dict[str, Any]]


def appraise(case: Case, messages: Sequence[Message], layout: Layout) -> Appraised:
    """Threads, the grade of every message with its reasons, and the gaps."""
    by_id = {m.id: m for m in messages}
    layers_of = lru_cache(_LAYERS_KEPT)(case.rows.layers)
    letters = dict(_letters(case, messages, layout))
    mailbox_of = {d: letter.mailbox for d, letter in letters.items()}
    threads = thread(messages, {}, mailbox_of)
    relations = Relations(letters)
    texts = Texts(by_id, layers_of)
    quoted: dict[str, str] = {}
    ghosts: dict[str, list[Origin]] = {}
    for document, origins in texts.origins(threads.answered):
        relations.quotes(document, origins)
        if source := first_source(origins, by_id):
            quoted[document] = source
        if unknown := [o for o in origins if is_ghost(o)]:
            ghosts[document] = unknown
    threads = thread(messages, quoted, mailbox_of)
    _relate(relations, threads, letters, layout, messages, layers_of)
    rows = list(_graded(case, by_id, letters, relations, layout))
    gaps = find_gaps(case, by_id, threads, ghosts, letters, layout.holding)
    return Appraised(threads, rows, [{"id": g.id, **to_plain(g)} for g in gaps])


def _letters(
    case: Case, messages: Iterable[Message], layout: Layout
) -> Iterator[tuple[str, Letter]]:
    papers: dict[str, list[Paper]] = defaultdict(list)
    known = {message.id for message in messages}
    for inner, outer in sorted(set(layout.inside)):
        if outer in known and inner not in known and (document := case.rows.document(inner)):
            name = layout.names.get(inner) or document.title
            papers[outer].append(paper_of(inner, name, document.metadata))
    for message in messages:
        first = layout.places[message.id][0]
        yield message.id, letter_of(message, first.path, first.mailbox, first.place, papers[message.id])  # fmt: skip


def _relate(
    relations: Relations, threads: Threads, letters: Mapping[str, Letter], layout: Layout,
    messages: Sequence[Message], layers_of: Any,
) -> None:  # fmt: skip
    boxes: dict[str, list[set[str]]] = defaultdict(list)
    for message in messages:
        people = {p.address.lower() for p in message.participants if p.address}
        for place in layout.places[message.id]:
            boxes[place.mailbox].append(people)
    owner = owners_of(boxes)
    held = {
        document: frozenset(owner[p.mailbox] for p in layout.places[document] if p.mailbox in owner)
        for document in letters
    }
    relations.finish()
    relations.copies(threads, held, lambda d: own_text(layers_of(d)))
    relations.order(threads)


def _graded(
    case: Case, messages: Mapping[str, Message], letters: Mapping[str, Letter],
    relations: Relations, layout: Layout,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """A row a message, most suspect first."""
    habits = Habits(letters.values())
    verified = verify_signatures(case, messages)
    inside: dict[str, list[str]] = defaultdict(list)
    for inner, outer in sorted(set(layout.inside)):
        inside[outer].append(inner)
    checks = {
        document: [
            *verified[document].checks,
            *check_outside(letter, habits),
            *relations.checks[document],
        ]
        for document, letter in letters.items()
    }
    doubted = frozenset(
        document
        for document, letter in letters.items()
        if grade(verified[document].signatures, letter.domain, checks[document], ()).grade
        == CONTRADICTED
    )
    rows: list[dict[str, Any]] = []
    for document, letter in letters.items():
        signed = verified[document]
        support = [s for s in relations.support[document] if not doubted.intersection(s.others)]
        graded = grade(signed.signatures, letter.domain, checks[document], support)
        rows.append(
            {
                "id": document,
                "message_id": letter.message_id,
                "path": letter.path,
                "paths": [place.path for place in layout.places[document]],
                "inside": inside.get(document, []),
                "grade": graded.grade,
                "why": graded.why,
                "suspicion": graded.suspicion,
                "dkim": [to_plain(s) for s in signed.signatures],
                "arc": to_plain(signed.arc) if signed.arc else None,
                "seals": [_told(seal) for seal in signed.seals],
                "checks": [to_plain(c) for c in checks[document]],
                "support": [to_plain(s) for s in support],
            }
        )
    return iter(sorted(rows, key=lambda r: (-r["suspicion"], r["path"])))


def _told(seal: Seal) -> dict[str, Any]:
    """A seal as it is told: without the bytes of its certificate."""
    return {name: value for name, value in to_plain(seal).items() if name != "certificate"}


def thread_rows(threads: Threads) -> list[dict[str, Any]]:
    """Threads as rows of a view: a row a message."""
    return [
        {
            "id": document,
            "thread": name,
            "conversation": threads.conversation_of[document],
            "answers": list(threads.parent_documents(document)),
            "reference": threads.parent_of.get(document, ("", ""))[0],
            "how": threads.parent_of.get(document, ("", ""))[1],
        }
        for document, name in sorted(threads.thread_of.items())
    ]
