"""Lists of words that names are made of, read once per process from `data/`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from affidavit.language.fold import name_key
from affidavit.language.scripts import fold_case

_DATA = Path(__file__).parent / "data"


def _read(name: str) -> Any:
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text("utf-8"))


@cache
def given_names() -> frozenset[str]:
    """Given names of the four languages, folded."""
    return frozenset(fold_case(n) for names in _read("given_names").values() for n in names.split())


@cache
def given_name_keys() -> frozenset[str]:
    """Name keys of the given names."""
    return frozenset(name_key(name) for name in given_names() if len(name) > 3)


@cache
def legal_forms() -> frozenset[str]:
    """Legal forms, folded and without full stops."""
    forms = _read("legal_forms")
    return frozenset(
        fold_case(form).replace(".", "") for part in forms.values() for form in part.split()
    )


@cache
def legal_form_words(position: str) -> tuple[str, ...]:
    """Legal forms as written that stand `before` or `after` a name, longest first."""
    return tuple(sorted(_read("legal_forms")[position].split(), key=lambda f: (-len(f), f)))


@cache
def organisation_words() -> dict[str, str]:
    """Name key of a word common in names of organisations -> what it means (завод = plant)."""
    return {
        name_key(fold_case(word)): meaning
        for meaning, words in _read("organisation_words").items()
        for word in words.split()
    }
