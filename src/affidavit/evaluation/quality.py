"""`affidavit-eval`: how good names, mentions and entities are on texts that somebody has annotated."""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import click

from affidavit.evaluation.annotated import AnnotatedText, read_annotated
from affidavit.evaluation.scores import Score, b_cubed, exact, overlapping, pairwise, worst_mistakes
from affidavit.evaluation.statements import Tally, Told, read_told, score_claims
from affidavit.extract.mentions import find_mentions
from affidavit.extract.places import place_entry
from affidavit.model import Document, Mention, MentionKind, Span, TextLayer
from affidavit.model.errors import AffidavitError
from affidavit.resolve import resolve

_TOGETHER = 25
"""Sentences that stand alone in a corpus are read as texts of so many."""
_CASES: dict[str, Callable[[str], str]] = {
    "as-is": str,
    "lower": str.lower,
    "upper": str.upper,
}


def together(texts: Iterable[AnnotatedText]) -> Iterator[AnnotatedText]:
    """Texts as they are; sentences put together, as they would stand in a document."""
    batch: list[AnnotatedText] = []
    for text in texts:
        if ":" not in text.name:
            yield text
            continue
        if batch and (len(batch) == _TOGETHER or batch[0].language != text.language):
            yield _joined(batch)
            batch = []
        batch.append(text)
    if batch:
        yield _joined(batch)


def _joined(batch: Sequence[AnnotatedText]) -> AnnotatedText:
    text, golds = "", []
    for part in batch:
        golds += [replace(g, start=g.start + len(text), end=g.end + len(text)) for g in part.golds]
        text += part.text + "\n\n"
    return AnnotatedText(batch[0].name, batch[0].language, text, tuple(golds))


def mentions_of(text: AnnotatedText, case: str = "as-is") -> list[Mention]:
    """What is found in a text; every span is checked against it."""
    written = _CASES[case](text.text)
    if len(written) != len(text.text):
        written = "".join(c if len(_CASES[case](c)) != 1 else _CASES[case](c) for c in text.text)
    document = Document(id="doc-eval", kind="text", sha256="0" * 64)
    layer = TextLayer.make(document.id, "body", text.name, written, text.language or "en")
    found = find_mentions(document, [layer])
    for mention in found:
        mention.span.check({layer.id: layer})
    return found


def score_mentions(
    texts: Iterable[AnnotatedText], case: str = "as-is"
) -> dict[tuple[str, MentionKind], tuple[Score, Score]]:
    """(language, kind) -> (exact, overlap) scores over all kinds that are annotated."""
    exactly: dict[tuple[str, MentionKind], Score] = defaultdict(Score)
    roughly: dict[tuple[str, MentionKind], Score] = defaultdict(Score)
    kinds: set[tuple[str, MentionKind]] = set()
    for text in together(texts):
        found = mentions_of(text, case)
        for kind in MentionKind:
            mine = [(m.span.start, m.span.end) for m in found if m.kind is kind]
            theirs = [(g.start, g.end) for g in text.golds if g.kind is kind]
            key = (text.language, kind)
            exactly[key] += exact(mine, theirs)
            roughly[key] += overlapping(mine, theirs)
            if theirs:
                kinds.add(key)
    return {key: (exactly[key], roughly[key]) for key in sorted(kinds)}


def score_entities(texts: Iterable[AnnotatedText]) -> Iterator[dict[str, Any]]:
    """For each kind: B-cubed and pairwise scores of the entities that the annotated mentions are
    joined to, with the ten worst mistakes."""
    mentions, wanted, quotes = [], {}, {}
    for text in texts:
        for gold in (g for g in text.golds if g.entity):
            quote = text.text[gold.start : gold.end]
            attributes = {}
            if gold.kind is MentionKind.PLACE:
                attributes = {"gazetteer": place_entry(quote, text.language)}
            span = Span(f"layer {text.language} {text.name}", gold.start, gold.end, quote)
            normal = " ".join(quote.split())
            mention = Mention(span, gold.kind, normal, 1.0, "gold", attributes)
            mentions.append((f"doc {text.language} {text.name}", mention))
            wanted[mention.id] = (gold.kind, gold.entity)
            quotes[mention.id] = quote
    resolution = resolve(mentions, [])
    names = {entity.id: entity.name for entity in resolution.entities}
    for kind in (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE):
        golds = {m: entity for m, (k, entity) in wanted.items() if k is kind}
        found = {m: resolution.by_mention[m] for m in golds if m in resolution.by_mention}
        precision, recall, f1 = b_cubed(found, golds)
        pairs = pairwise(found, golds)
        mistakes = [
            {"mentions": size, "how": how, "what": names.get(str(key), str(key)),
             "parts": [[names.get(str(part), quotes.get(str(part[1]) if isinstance(part, tuple) else "", str(part))), n] for part, n in parts]}
            for size, how, key, parts in worst_mistakes(found, golds)
        ]  # fmt: skip
        yield {
            "kind": kind.value, "mentions": len(golds), "precision": precision, "recall": recall, "f1": f1,
            "pairs": {"precision": pairs.precision, "recall": pairs.recall, "f1": pairs.f1}, "worst": mistakes,
        }  # fmt: skip


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--language", default="", help="ru, uk, be or en, where the corpus does not say.")
@click.option(
    "--case",
    type=click.Choice(list(_CASES)),
    default="as-is",
    show_default=True,
    help="Score a copy in lower case or in capitals.",
)
@click.option("--entities", is_flag=True, help="Score who is who instead, on corpora with ids.")
@click.option(
    "--claims",
    is_flag=True,
    help="Score claims instead, on YAML texts that are annotated with them.",
)
@click.option("--ner", default="", help="gliner: use this finder (an extra) beside the rules.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
def main(
    paths: tuple[Path, ...],
    language: str,
    case: str,
    entities: bool,
    claims: bool,
    ner: str,
    as_json: bool,
) -> None:
    """Score names on annotated PATHS (brat, IOB, CoNLL, SlavicNER, factRuEval, inline YAML)."""
    from affidavit.extract.finder import choose

    try:
        choose(ner)
        if claims:
            _print_claims([told for path in paths for told in read_told(path)], as_json)
            return
        texts = [text for path in paths for text in read_annotated(path, language)]
    except AffidavitError as error:
        click.echo(f"affidavit-eval: {error}", err=True)
        sys.exit(2)
    if entities:
        for row in score_entities(texts):
            click.echo(json.dumps(row, ensure_ascii=False) if as_json else _entity_line(row))
        return
    for (lang, kind), (sharp, rough) in score_mentions(texts, case).items():
        row = {
            "language": lang, "kind": kind.value, "precision": sharp.precision, "recall": sharp.recall,
            "f1": sharp.f1, "overlap_f1": rough.f1, "annotated": int(sharp.wanted), "found": int(sharp.found),
        }  # fmt: skip
        click.echo(
            json.dumps(row)
            if as_json
            else f"{lang or '?':<3} {kind.value:<16} P {sharp.precision:.3f}  R {sharp.recall:.3f}  F1 {sharp.f1:.3f}"
            f"  overlap {rough.f1:.3f}  ({int(sharp.wanted)} annotated)"
        )


def _print_claims(texts: list[Told], as_json: bool) -> None:
    totals: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for (frame, language), tally in score_claims(texts).items():
        for group in product((frame, "all"), (language, "all")):
            totals[group] += tally
    for (frame, language), tally in sorted(totals.items()):
        row = {
            "precision": tally.claims.precision, "recall": tally.claims.recall, "stated": int(tally.claims.wanted),
            "found": int(tally.claims.found), "polarity": tally.polarity.precision, "modality": tally.modality.precision,
            "role_precision": tally.roles.precision, "role_recall": tally.roles.recall,
        }  # fmt: skip
        click.echo(
            json.dumps({"frame": frame, "language": language, **row})
            if as_json
            else f"{frame:<22} {language}  P {row['precision']:.3f}  R {row['recall']:.3f}  polarity {row['polarity']:.3f}  modality {row['modality']:.3f}"
            f"  roles P {row['role_precision']:.3f} R {row['role_recall']:.3f}  ({row['stated']} stated, {row['found']} found)"
        )


def _entity_line(row: dict[str, Any]) -> str:
    lines = [
        f"{row['kind']:<13} B-cubed P {row['precision']:.3f}  R {row['recall']:.3f}  F1 {row['f1']:.3f}"
        f"  pairs F1 {row['pairs']['f1']:.3f}  ({row['mentions']} mentions)"
    ]
    for worst in row["worst"]:
        parts = "; ".join(f"{name} × {count}" for name, count in worst["parts"])
        lines.append(f"    {worst['mentions']:>4} {worst['how']}: {worst['what']}: {parts}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
