"""Names of people taken apart, and compared with reasons a person reads.

Nothing here decides who is who; it says how well two names agree and why.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from affidavit.language.lexicon import given_group
from affidavit.language.phonetics import skeleton, sounds, stems, unlikeness
from affidavit.language.scripts import CYRILLIC, fold_case

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*\.?")
_PATRONYMIC = re.compile(
    r"(?:(?P<m>(?:[оеёаыи]{1,2}в[иіы]ч|йович|ьич|ьіч|ыч|(?<=[льнмзк])[иі]ч)(?:а|у|ем|ам|ом|ові|еві|е)?|(?:[oaie]?ev|ov|av|yov|iev|jev|ow|ew|jew)[iy](?:ch|tsch|č)|[iy]ch)"
    r"|(?P<f>(?:[оеёа]вн|івн|ївн|[аеё]ўн|[иі]чн|инишн)(?:а|ы|е|у|ой|ою|и|і|ай|аю|ої|о)|(?:ov|ev|iv|yiv|yev|iev|jev|ow|ew|jew)na|[ae]una|ichna))$"
)
_TITLES = frozenset(
    "mr mrs ms dr prof miss г-н г-жа господин госпожа пан пані тов товарищ sir спадар спадарыня".split()
)
_FEMALE = re.compile(
    r"(?:ская|цкая|ської|ської|ская|ской|скай|цкой|цкай|цька|ська|скую|ською|skaya|skaia|skaja|ska)$"
)
_FEMALE_OBLIQUE = re.compile(r"(?:ов|ев|ёв|ин|ын|їн|ін|аў|еў)(?:ой|ою|ої|ій|ай|аю)$")
_MALE = re.compile(
    r"(?:ский|цкий|ський|цький|скі|цкі|ского|цкого|скому|ським|ским|скага|скаму|ов|ев|ёв|аў|еў|ин|ін|ык|ук|юк|ак|ik|uk|ov|ev|in|sky|skyi|ski|skiy|skii)$"
)
_FEMALE_A = re.compile(r"(?:ов|ев|ёв|ин|ын|ін|їн|ав|яв)а$")
_CONSONANT = re.compile(r"[бвгґджзйклмнпрстфхцчшщ]$")
_SAME, _TYPED = 0.13, 0.18
"""How unlike two writings of one name may be; and with a slip of the hand."""
_LONG = 7


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name, folded; empty where unknown. A given name or patronymic of one
    letter is an initial. `sex` is m, f or empty, as far as the forms tell."""

    surname: str
    given: str
    patronymic: str
    sex: str
    loose: bool = False
    """Whether surname and given name might be the other way round."""
    more: tuple[str, ...] = ()
    """Further names, of which nothing is known."""

    @property
    def whole(self) -> bool:
        """Whether surname and given name are known."""
        return bool(self.surname and self.given)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the name is looked up under: its surname or, without one, given name and patronymic."""
        if not self.surname:
            return self.forename_keys
        parts = (self.surname, *self.surname.split("-"), *((self.given,) if self.loose else ()))
        return tuple(dict.fromkeys(f"s:{key}" for part in parts for key in skeleton(part)))

    @property
    def forename_keys(self) -> tuple[str, ...]:
        """What given name and patronymic together are found under; empty without both."""
        if len(self.given) < 2 or len(self.patronymic) < 2:
            return ()
        group = given_group(self.given)
        given = str(group.number) if group else skeleton(self.given)[-1]
        father = _father(self.patronymic) or self.patronymic
        return tuple(f"g:{given}:{key}" for key in skeleton(father))

    @property
    def alone(self) -> bool:
        """Whether this is a given name and nothing else."""
        if not self.surname or self.given or self.patronymic:
            return not self.surname and not (self.given and self.patronymic)
        group = given_group(self.surname)
        return group is not None

    @property
    def given_keys(self) -> tuple[str, ...]:
        """What the given name alone is looked up under."""
        given = self.surname if self.alone else self.given
        if len(given) < 2:
            return ()
        group = given_group(given)
        return (f"n:{group.number}",) if group else ()


@lru_cache(maxsize=100_000)
def person_name(text: str) -> PersonName:
    """Take a person's name apart, whatever the order and alphabet."""
    words = _WORD.findall(text.replace("\u00a0", " "))
    words = [w for w in words if fold_case(w).strip(".") not in _TITLES]
    plain: list[str] = []
    initials: list[str] = []
    patronymic = ""
    sexes: set[str] = set()
    for n, word in enumerate(words):
        low = word.lower().rstrip(".")
        found = _PATRONYMIC.search(low) if len(words) > 1 and n else None
        if len(low) == 1 or (word.endswith(".") and len(low) < 4 and not given_group(low)):
            initials.append(sounds(low)[:1] or low)
        elif found and not patronymic and _follows_given(words, n):
            patronymic = low
            sexes.add("m" if found.group("m") else "f")
        else:
            plain.append(low)
    surname, given, loose = _parted(text, plain, initials, patronymic)
    if initials and not (given and len(initials) > 1 and patronymic):
        if not given:
            given, initials = initials[0], initials[1:]
        elif len(plain) > 1 and initials[:1] == [sounds(given)[:1]]:
            initials = initials[1:]
        if initials and not patronymic:
            patronymic = initials[-1]
    sexes |= _sex_of(surname, given)
    more = tuple(word for word in plain if word not in (surname, given))
    sex = sexes.pop() if len(sexes) == 1 else ""
    return PersonName(surname, given, patronymic, sex, loose, more)


def _follows_given(words: list[str], n: int) -> bool:
    """Whether a word in -ович stands where a patronymic does: behind a given name or initial, and not
    as the surname («Марк Рабинович»)."""
    before = words[n - 1].lower().rstrip(".")
    if len(words) > 2 and (n < len(words) - 1 or n == 2):
        return True
    if len(before) > 1 and given_group(before) is None:
        return False
    low = words[n].lower()
    found = _PATRONYMIC.search(low)
    if len(words) > 2 or (found and found.group("f")):
        return True
    bare = _father(low)
    fathers = (
        bare,
        f"{bare}й",
        f"{bare}ь",
        f"{bare}я",
        f"{bare[:-1]}ий",
        f"{bare}а",
        f"{bare}о",
        f"{bare}i",
    )
    return any(given_group(name) for name in fathers) or not _SURNAMES_IN_ICH.search(low)


_SURNAMES_IN_ICH = re.compile(r"(?:[кцнлсртз][еоа][вў][иі]ч|[ktnlsrz][eoa]vich)\w{0,2}$")


def _parted(
    text: str, plain: list[str], initials: list[str], patronymic: str
) -> tuple[str, str, bool]:
    """(surname, given name, whether they might be the other way round)."""
    if not plain:
        return "", "", False
    if len(plain) == 1:
        alone = plain[0]
        if patronymic and not initials and given_group(alone):
            return "", alone, False
        return alone, "", False
    if text.find(",") > 0:
        return plain[0], plain[1], False
    known = [w for w in plain if given_group(w)]
    if len(known) == 1 or (known and known[0] != known[-1] and len(plain) == 2 and not initials):
        given = known[0]
        if len(known) == 2 and _MALE.search(known[0]):
            given = known[1]
        rest = [w for w in plain if w is not given]
        return (rest[0] if plain[-1] is given or patronymic else rest[-1]), given, len(known) > 1
    if initials:
        return plain[-1], "", False
    return plain[-1], plain[0], True


def _sex_of(surname: str, given: str) -> set[str]:
    if _FEMALE.search(surname) or _FEMALE_OBLIQUE.search(surname):
        return {"f"}
    group = given_group(given) if len(given) > 1 else None
    if group is not None and group.sure:
        women = group.sex == "f"
        if not CYRILLIC.search(given):
            return {group.sex}
        if women and re.search(r"[ая]$", given):
            # «Евгения» is a woman, or the genitive of Евгений: beside an undeclined surname a woman
            inflected = re.search(r"[аяуюие]$|ым$|ом$|ого$|ому$|ага$|аму$", surname)
            return {"f"} if not inflected or not group.other else set()
        return {group.sex}
    if _MALE.search(surname) and not _FEMALE_A.search(surname):
        return (
            {"m"}
            if re.search(r"(?:ский|ський|цький|скі|цкі|ov|ev|ин|ов|ев|ёв|аў|еў)$", surname)
            else set()
        )
    return set()


def compare_people(one: PersonName, other: PersonName) -> tuple[float, tuple[str, ...]]:
    """(0..1, reasons): 0 where something contradicts, the more the more parts agree."""
    score, why = _compare(one, other)
    if not score:
        for mine in _readings(one):
            for theirs in _readings(other):
                again = _compare(mine, theirs)
                if again[0] > score:
                    score, why = again
    return score, why


def _readings(name: PersonName) -> tuple[PersonName, ...]:
    if not name.loose:
        return (name,)
    return name, replace(name, surname=name.given, given=name.surname, loose=False)


def _compare(one: PersonName, other: PersonName) -> tuple[float, tuple[str, ...]]:
    if one.sex and other.sex and one.sex != other.sex:
        return 0.0, ("a man and a woman",)
    why: list[str] = []
    score, slips = 0.0, 0
    if one.surname and other.surname:
        likeness = _same_surname(one.surname, other.surname)
        if not likeness:
            return 0.0, ("other surname",)
        slips += likeness == "typed"
        score, why = (
            0.5,
            ["same surname" if likeness == "same" else "surname with a slip of the hand"],
        )
    for part, weight, name in (("given", 0.3, "given name"), ("patronymic", 0.2, "patronymic")):
        mine, theirs = getattr(one, part), getattr(other, part)
        if not mine or not theirs:
            continue
        agreement = _agree(mine, theirs, part)
        if not agreement:
            return 0.0, (f"other {name}",)
        slips += agreement == "typed"
        score += weight * {"same": 1.0, "typed": 0.8, "short": 0.8, "initial": 0.6}[agreement]
        why.append(
            {
                "same": f"same {name}",
                "short": f"short form of the {name}",
                "typed": f"{name} with a slip of the hand",
                "initial": f"initial of the {name} agrees",
            }[agreement]
        )
    if one.more and other.more and not _shared(one.more, other.more):
        return 0.0, ("other further names",)
    if slips > 1 or (slips and not (one.whole and other.whole)):
        return 0.0, ("too unlike",)
    if slips:
        score = min(score, 0.7)
    if not one.surname or not other.surname:
        score *= 0.8
    return round(score, 3), tuple(why)


def _shared(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether each of the fewer further names is like one of the others."""
    fewer, others = sorted((mine, theirs), key=len)
    return all(any(unlikeness(a, b) <= _TYPED for b in others) for a in fewer)


@lru_cache(maxsize=200_000)
def _same_surname(one: str, other: str) -> str:
    """same, typed (with a slip of the hand) or empty."""
    mine, theirs = one.split("-"), other.split("-")
    if len(mine) == len(theirs) > 1:
        parts = {_same_surname(a, b) for a, b in zip(mine, theirs, strict=True)}
        return "same" if parts == {"same"} else ""
    unlike = unlikeness(one, other)
    if unlike <= _SAME and not _other_suffix(one, other):
        return "same"
    slipped = unlike <= _TYPED or exchanged(one, other)
    long = min(len(one), len(other)) >= _LONG
    return "typed" if slipped and long and not _other_suffix(one, other) else ""


def exchanged(one: str, other: str) -> bool:
    """Whether two neighbouring letters change places, and that is all."""
    return OSA.distance(sounds(one), sounds(other), score_cutoff=1) == 1 and (
        Levenshtein.distance(sounds(one), sounds(other)) > 1
    )


_SUFFIX = re.compile("(?:enk|Cuk|juk|uk|iC|sk|ov|ev|in|ak|ik|ec|an|av)$")


def _other_suffix(one: str, other: str) -> bool:
    """Петров is not Петренко, however short the words."""
    mine, theirs = (_SUFFIX.search(stems(word)[-1].rstrip("oa")) for word in (one, other))
    if not mine or not theirs or mine.group() == theirs.group():
        return False
    alike = {
        frozenset(("ov", "av")),
        frozenset(("ev", "av")),
        frozenset(("ov", "ev")),
        frozenset(("uk", "juk")),
        frozenset(("uk", "Cuk")),
    }
    return frozenset((mine.group(), theirs.group())) not in alike


@lru_cache(maxsize=200_000)
def _agree(one: str, other: str, part: str) -> str:
    """same, typed, short, initial, or empty where they contradict."""
    if len(one) == 1 or len(other) == 1:
        letters = [_initials(word, part) for word in (one, other)]
        return "initial" if letters[0] & letters[1] else ""
    if part == "given":
        mine, theirs = given_group(one), given_group(other)
        if mine and theirs:
            if mine.number == theirs.number:
                return "same" if mine.sure and theirs.sure else "short"
            return "same" if mine.other == theirs.number or theirs.other == mine.number else ""
    unlike = unlikeness(one, other)
    if part == "patronymic":
        unlike = min(unlike, unlikeness(_father(one), _father(other)) + 0.01)
    if unlike <= _SAME:
        return "same"
    slipped = unlike <= _TYPED + 0.02 or exchanged(one, other)
    return "typed" if slipped and min(len(one), len(other)) >= _LONG else ""


def _father(patronymic: str) -> str:
    """A patronymic without its ending: Пятровіч and Петрович are пятр and петр."""
    return re.sub(
        r"(?:[оеёаиыі]?в[иіы]ч|йович|ьич|ыч|[оеёаі]вн|[аеё]ўн|[оеа]v[iy]ch|ov[iy]ch|ev[iy]ch|av[iy]ch|ovna|evna|ivna|auna|euna|ichna|ична|ічна)\w{0,2}$",
        "",
        patronymic,
    )


@lru_cache(maxsize=100_000)
def _initials(word: str, part: str) -> frozenset[str]:
    """The sounds a name may begin with, in any of its national forms."""
    found = {sounds(word)[:1]}
    group = given_group(word) if part == "given" and len(word) > 1 else None
    if group is not None:
        found |= {sounds(form)[:1] for form in group.forms}
    if part == "patronymic" and len(word) > 1 and (father := given_group(_father(word))):
        found |= {sounds(form)[:1] for form in father.forms}
    merged = {"h": "g", "j": "e", "i": "e", "o": "a"}
    return frozenset(merged.get(sound, sound) for sound in found)
