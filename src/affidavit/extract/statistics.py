"""Names by statistics: what the sequence models find, as candidates."""

from collections.abc import Iterator

from affidavit.extract import crf
from affidavit.extract.candidates import Candidate
from affidavit.extract.finder import chosen, gliner_names

_TRUST = 0.88
_LEAST = 0.3
"""What the models' own certainty is worth beside that of rules, and what it is at least."""


def find_names(
    text: str, spans: list[tuple[int, int]], language: str, *, plain: bool
) -> Iterator[Candidate]:
    """People, organisations and places in the sentences at `spans` of a text; `plain` text has its
    capitals from `truecase`."""
    ours = chosen() == ""
    names = crf.names(text, spans, language, plain=plain) if ours else gliner_names(text, spans)
    for name in names:
        normal = " ".join(text[name.start : name.end].split())
        sure = max(_LEAST, _TRUST * name.sure)
        finder = f"{name.model} 2"
        yield Candidate(name.start, name.end, name.kind, normal, sure, finder)
