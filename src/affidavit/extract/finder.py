"""Which model finds names: ours, or a stronger one that the user has.

`gliner` (the extra of that name) loads a GLiNER model from a local folder, or from the hub where the
user names one: AFFIDAVIT_GLINER says which. Rules, gazetteers and everything else stay.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from affidavit.extract.crf import Named
from affidavit.model import MentionKind
from affidavit.model.errors import UsageError

CHOICE = "AFFIDAVIT_NER"
_MODEL = "AFFIDAVIT_GLINER"
_LABELS = {
    "person": MentionKind.PERSON,
    "organization": MentionKind.ORGANISATION,
    "location": MentionKind.PLACE,
}
_THRESHOLD = 0.5


def choose(name: str) -> None:
    """Use a finder of names in this process and those it starts: empty for our own, or `gliner`.

    Raises `UsageError` where it is unknown or not installed.
    """
    if name not in ("", "gliner"):
        raise UsageError(f"there is no name finder {name!r}; use gliner, or leave --ner out")
    if name:
        _gliner()
        os.environ[CHOICE] = name
    else:
        os.environ.pop(CHOICE, None)


def chosen() -> str:
    """The finder in use: empty for our own."""
    return os.environ.get(CHOICE, "")


@cache
def _gliner() -> Any:
    try:
        from gliner import GLiNER
    except ImportError as error:
        raise UsageError(
            "GLiNER is not installed; `pip install 'affidavit[gliner]'`, then set "
            f"{_MODEL} to the folder of a model"
        ) from error
    where = os.environ.get(_MODEL, "")
    if not where:
        raise UsageError(f"set {_MODEL} to the folder of a GLiNER model, or to its name on the hub")
    return GLiNER.from_pretrained(where, local_files_only=Path(where).is_dir())


def gliner_names(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """The names GLiNER finds in the sentences at `spans` of a text."""
    model = _gliner()
    found = model.batch_predict_entities(
        [text[start:end] for start, end in spans], list(_LABELS), threshold=_THRESHOLD
    )
    for (start, _), entities in zip(spans, found, strict=True):
        for entity in entities:
            kind = _LABELS.get(entity["label"])
            if kind is not None:
                sure = round(float(entity["score"]), 3)
                yield Named(start + entity["start"], start + entity["end"], kind, sure, "gliner")
