"""Frames: what a kind of claim looks like, read from `frames/*.yaml`."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from affidavit.extract.words import Word, query_forms
from affidavit.language.scripts import fold_case
from affidavit.language.stems import english_forms
from affidavit.model import stage_key
from affidavit.model.errors import FrameError
from affidavit.model.mentions import MentionKind

FOLDER = Path(__file__).parent / "frames"
LANGUAGES = ("ru", "en", "uk", "be")
_GAP = 8
_KINDS = frozenset(kind.value for kind in MentionKind) | {
    "phrase",
    "cause",
    "pronoun",
    "country_adjective",
}


_SHORTEST_BEGINNING = 3


@lru_cache(maxsize=100_000)
def beginnings(word: str) -> tuple[str, ...]:
    """What a word begins with, as triggers write it: `від*`, `відм*` …"""
    return tuple(f"{word[:n]}*" for n in range(_SHORTEST_BEGINNING, len(word) + 1))


def word_keys(word: Word, kind: str = "") -> frozenset[str]:
    """All that triggers and sets of words may call a word that begins a mention of this kind."""
    keys = word.keys.union(beginnings(word.low))
    return keys | {f"#{kind}"} if kind else keys


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a trigger: any of these index forms, at most `gap` words after the last one. A form
    such as `#share` stands for a mention of that kind, `відмов*` for all words that begin so."""

    forms: frozenset[str]
    gap: int

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a word with these keys (`word_keys`) will do."""
        return not self.forms.isdisjoint(keys)


_FIRM = 0.9
_NEGATIONS = frozenset(
    "не нет ни без not no never nowhere cannot unable without немає ні ніде няма ні нідзе t".split()
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A sequence of slots that announces the frame, and how sure it makes it. `turned`: its subject is
    what is acted upon («двигатели прошли ремонт»); `deniable`: a negation turns what it says even in
    a frame about what fails («трудностей с выпуском нет»)."""

    slots: tuple[Slot, ...]
    weight: float
    text: str
    turned: bool = False
    deniable: bool = False

    @property
    def firm(self) -> bool:
        """Whether it leaves little doubt by itself."""
        return self.weight >= _FIRM

    @property
    def denying(self) -> bool:
        """Whether a negation is part of it («не ~3 мочь»), so that none turns what it says."""
        return any(not slot.forms.isdisjoint(_NEGATIONS) for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Cues:
    """Where a role stands in one language: prepositions before it, cases, side of the trigger."""

    prepositions: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    side: str = ""
    pronouns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """What may fill a role. `sender`: «we» and a first person plural mean the sender's firm; `ties`: how
    it is tied to the trigger (`subject`, `object`, `genitive`, `dative`, `instrument`)."""

    name: str
    kinds: tuple[str, ...]
    required: bool
    sender: bool
    phrase: bool
    ties: frozenset[str]
    cues: Mapping[str, Cues]


@dataclass(frozen=True, slots=True)
class Frame:
    """A kind of claim."""

    name: str
    version: str
    meaning: str
    privacy: str
    roles: tuple[RoleSpec, ...]
    any_of: tuple[tuple[str, ...], ...]
    triggers: Mapping[str, tuple[Trigger, ...]]
    excluded: Mapping[str, frozenset[str]]
    modality: str
    present: str
    moods: frozenset[str]
    everyday: bool
    negatable: bool
    template: Mapping[str, str]
    anchor: str
    yields_to: frozenset[str]
    sets: Mapping[str, Mapping[str, frozenset[str]]]

    @property
    def extractor(self) -> str:
        """Name and version, as claims carry it."""
        return f"frame {self.name} {self.version}"


MORE = "AFFIDAVIT_FRAMES"
_IN_USE = "AFFIDAVIT_FRAMES_IN_USE"


def use_frames(places: Iterable[Path]) -> None:
    """Use frames of the user's own (files, or folders of them) beside those that ship and those that
    AFFIDAVIT_FRAMES names, in this process and those it starts. One of the same name takes the
    place of one before it."""
    named = os.pathsep.join(map(str, places))
    if named == os.environ.get(_IN_USE, ""):
        return
    os.environ[_IN_USE] = named
    for kept in (frames, frame_by_name, triggers_by_form):
        kept.cache_clear()


def frame_files() -> list[Path]:
    """The files of the frames in use, by name."""
    found = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
    named = (os.environ.get(variable, "").split(os.pathsep) for variable in (MORE, _IN_USE))
    for path in (Path(place) for places in named for place in places if place):
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        found |= {file.stem: file for file in files}
    return [found[name] for name in sorted(found)]


@cache
def frames() -> tuple[Frame, ...]:
    """The frames in use, in the order of their names."""
    return tuple(load_frame(path) for path in frame_files())


@cache
def frame_by_name(name: str) -> Frame | None:
    """The frame in use of a name; None where there is none."""
    return next((frame for frame in frames() if frame.name == name), None)


def personal_frames() -> frozenset[str]:
    """The names of the frames about private life, which nothing is published of without a reason."""
    return frozenset(frame.name for frame in frames() if frame.privacy == "personal")


def frames_digest() -> str:
    """Changes whenever a frame in use does."""
    return stage_key("frames", *(path.read_text("utf-8") for path in frame_files()))[:16]


@cache
def triggers_by_form(language: str) -> Mapping[str, tuple[tuple[int, Trigger], ...]]:
    """Form of a trigger's first word -> (number of its frame in `frames()`, trigger)."""
    found: dict[str, list[tuple[int, Trigger]]] = {}
    for number, frame in enumerate(frames()):
        for trigger in frame.triggers.get(language, ()):
            for form in trigger.slots[0].forms:
                found.setdefault(form, []).append((number, trigger))
    return {form: tuple(entries) for form, entries in found.items()}


def load_frame(path: Path) -> Frame:
    """Read one frame file; raises `FrameError` naming file, place and remedy."""
    data = read_yaml(path)
    for needed in ("frame", "version", "meaning", "roles", "template"):
        if needed not in data:
            raise FrameError(f"{path.name}: `{needed}:` is missing; add it (see docs/frames.md)")
    roles = tuple(_role(path, name, spec) for name, spec in data["roles"].items())
    words = data.get("words", {})
    return Frame(
        name=data["frame"],
        version=str(data["version"]),
        meaning=data["meaning"],
        privacy=data.get("privacy", "business"),
        roles=roles,
        any_of=tuple(tuple(group) for group in data.get("any_of", ())),
        triggers={
            language: tuple(
                _trigger(path, text, language, words.get(language, {})) for text in lines
            )
            for language, lines in data.get("triggers", {}).items()
        },
        excluded={
            language: frozenset(
                form
                for word in text.split()
                for form in ((word,) if language == "en" else query_forms(word, language))
            )
            for language, text in data.get("excluded", {}).items()
        },
        modality=data.get("modality", "asserted"),
        present=data.get("present", ""),
        moods=frozenset(data.get("moods", ())),
        everyday=bool(data.get("everyday")),
        negatable=bool(data.get("negatable", True)),
        template=data["template"],
        anchor=data.get("anchor", "words"),
        yields_to=frozenset(data.get("yields_to", ())),
        sets={language: _sets(language, named) for language, named in words.items()},
    )


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file as a mapping; raises `FrameError` with the line that cannot be read."""
    try:
        data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise FrameError(f"{path.name}{where}: not YAML ({error}); mend that line") from error
    if not isinstance(data, dict):
        raise FrameError(f"{path.name}: a mapping is expected; see docs/frames.md")
    return data


def _role(path: Path, name: str, spec: Mapping[str, Any]) -> RoleSpec:
    unknown = {kind for kind in spec.get("kinds", ()) if kind not in _KINDS and kind[0] != "@"}
    if unknown:
        raise FrameError(
            f"{path.name}, role {name}: unknown kind {', '.join(sorted(unknown))}; "
            f"choose from {', '.join(sorted(_KINDS))}"
        )
    return RoleSpec(
        name=name,
        kinds=tuple(spec.get("kinds", ())),
        required=bool(spec.get("required")),
        sender=bool(spec.get("sender")),
        phrase=bool(spec.get("phrase")),
        ties=frozenset(str(spec.get("is", "")).split()),
        cues={
            language: Cues(
                prepositions=frozenset(map(fold_case, cue.get("after", "").split(";"))) - {""},
                cases=frozenset(cue.get("cases", "").split()),
                side=cue.get("side", ""),
                pronouns=frozenset(cue.get("pronouns", "").split()),
            )
            for language, cue in spec.items()
            if language in LANGUAGES
        },
    )


def _sets(language: str, named: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Index forms of the words of each set of `words:`, for roles that one of them fills (`@kin`)."""
    return {
        name: frozenset(form for word in text.split() for form in _word_forms(word, language))
        for name, text in named.items()
    }


def _trigger(path: Path, text: str, language: str, sets: Mapping[str, str]) -> Trigger:
    """`не ~3 @buy` : words, `a|b` alternatives, `@set` of `words:`, `~n` words may lie between,
    `*0.7` the weight, `^` that its subject is what is acted upon, `+` that a
    negation turns it though the frame is not `negatable`."""
    slots: list[Slot] = []
    gap, weight, turned, deniable = 0, 1.0, False, False
    for piece in text.split():
        if piece.startswith("~"):
            gap = int(piece[1:])
        elif piece.startswith("*"):
            weight = float(piece[1:])
        elif piece == "^":
            turned = True
        elif piece == "+":
            deniable = True
        else:
            slots.append(Slot(frozenset(_forms(path, piece, language, sets)), gap))
            gap = 0
    if not slots:
        raise FrameError(f"{path.name}: the trigger {text!r} has no words; give it some")
    return Trigger(tuple(slots), weight, text, turned, deniable)


def _forms(path: Path, piece: str, language: str, sets: Mapping[str, str]) -> Iterable[str]:
    for word in piece.split("|"):
        if word.startswith("@"):
            if word[1:] not in sets:
                raise FrameError(
                    f"{path.name}: {word} is not among `words:` for {language}; add it there"
                )
            for member in sets[word[1:]].split():
                yield from _word_forms(member, language)
        elif word.startswith("="):
            yield fold_case(word[1:])
        elif word.startswith("#"):
            if word[1:] not in _KINDS:
                raise FrameError(f"{path.name}: {word} is no kind of mention; see docs/frames.md")
            yield word
        else:
            yield from _word_forms(word, language)


def _word_forms(word: str, language: str) -> Iterable[str]:
    if word.endswith("*"):
        yield fold_case(word[:-1]) + "*"
        return
    if language == "en":
        yield from english_forms(fold_case(word))
        return
    yield from query_forms(word, language)
    if language == "ru" and word.endswith("ть"):
        yield fold_case(f"{word}ся")
