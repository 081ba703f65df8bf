"""How unlike two names sound, whatever alphabet and transliteration they are written in.

A word becomes a list of sounds; the distance is the cheapest way to turn one list into the other
(Wagner and Fischer, 1974), where what transliterations and the four orthographies confuse costs
little: г and h, в and ў and w, ч and tsch, akanne, я for е.
"""

import re
from functools import lru_cache
from itertools import accumulate

from affidavit.language.scripts import CYRILLIC, fold_case

_CYRILLIC = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуўфхцчшщъыьэюяё",
        "a b v g g d e e Z z i i i j k l m n o p r s t u v f h c C S Q _ i _ e ju ja e".split(),
        strict=True,
    )
)
_LATIN = (
    ("schtsch", "Q"), ("chtch", "Q"), ("chtsch", "Q"), ("stsch", "Q"), ("shch", "Q"), ("szcz", "Q"), ("šč", "Q"), ("tsch", "C"), ("dsch", "Z"), ("dzh", "Z"), ("jou", "Zu"),
    ("tch", "C"), ("sch", "S"), ("chr", "h r"), ("kh", "h"), ("zh", "Z"), ("ch", "C"), ("cz", "C"), ("sh", "S"), ("sz", "S"),
    ("ts", "c"), ("tz", "c"), ("dz", "d"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("ou", "u"), ("oo", "u"), ("yu", "ju"), ("iu", "ju"),
    ("ya", "ja"), ("ia", "ja"), ("yo", "e"), ("jo", "e"), ("ye", "e"), ("ie", "e"), ("je", "e"), ("ju", "ju"),
    ("ja", "ja"), ("ey", "e j"), ("ay", "a j"), ("oy", "o j"), ("iy", "i"), ("yi", "i"), ("yj", "i"), ("ij", "i"), ("ii", "i"), ("qu", "k v"), ("x", "k s"),
    ("a", "a"), ("b", "b"), ("c", "c"), ("d", "d"), ("e", "e"), ("f", "f"), ("g", "g"), ("h", "g"), ("i", "i"), ("j", "j"), ("k", "k"),
    ("l", "l"), ("m", "m"), ("n", "n"), ("o", "o"), ("p", "p"), ("q", "k"), ("r", "r"), ("s", "s"), ("t", "t"), ("u", "u"),
    ("v", "v"), ("w", "v"), ("y", "i"), ("z", "z"), ("'", "_"), ("’", "_"),
)  # fmt: skip
_LATIN_SOUNDS = dict(_LATIN)
_PIECES = re.compile("|".join(re.escape(piece) for piece, _ in _LATIN))
_VOWELS = frozenset("aoeiu")
_GLIDES = frozenset("j_")
_GROUPS = (
    ("gh", 0.1), ("CSQ", 0.25), ("cC", 0.4), ("ZS", 0.45), ("Zj", 0.3), ("zZ", 0.45), ("sS", 0.45), ("hC", 0.4), ("cs", 0.5), ("ck", 0.5), ("hk", 0.4),
    ("vf", 0.3), ("vu", 0.25), ("ct", 0.4), ("sz", 0.3), ("CZ", 0.5), ("hS", 0.5), ("cz", 0.4), ("ji", 0.1), ("je", 0.3), ("ei", 0.2), ("ao", 0.15), ("ae", 0.35),
    ("oe", 0.5), ("oi", 0.9), ("au", 0.8), ("ou", 0.7),
)  # fmt: skip
_SWAPS: dict[str, dict[str, float]] = {}
"""Sound -> what it may be taken for -> what that costs."""
for _letters, _price in _GROUPS:
    for _one in _letters:
        for _other in _letters:
            if _one != _other:
                _costs = _SWAPS.setdefault(_one, {})
                _costs[_other] = min(_price, _costs.get(_other, 1.0))
_NO_SWAPS: dict[str, float] = {}
_GLIDE = 0.15
_SOFT_VOWEL = 0.5
"""What it costs to leave out a glide, and a vowel."""


@lru_cache(maxsize=200_000)
def sounds(word: str) -> str:
    """The sounds of a word, a character each."""
    low = fold_case(word)
    if CYRILLIC.search(low):
        low = re.sub("дз(?=[іеяёюь])", "д", low)
        found = "".join(_CYRILLIC.get(letter, letter) for letter in low)
    else:
        low = re.sub("(?<=[aeo])u(?![aeiou])", "v", low.replace("ou", "0")).replace("0", "ou")
        found = "".join(_LATIN_SOUNDS[piece] for piece in _PIECES.findall(low)).replace(" ", "")
    return re.sub(r"(.)\1+", r"\1", found.replace("_", ""))


@lru_cache(maxsize=400_000)
def distance(one: str, other: str) -> float:
    """What it costs to turn one string of `sounds` into the other; 0 for the same."""
    if one == other:
        return 0.0
    dropped = [_dropped(sound) for sound in other]
    row = [0.0, *accumulate(dropped)]
    for mine in one:
        costs = _SWAPS.get(mine, _NO_SWAPS)
        gone = _dropped(mine)
        left = row[0] + gone
        new = [left]
        for n, theirs in enumerate(other):
            swap = row[n] + (0.0 if mine == theirs else costs.get(theirs, 1.0))
            left += dropped[n]
            if swap < left:
                left = swap
            up = row[n + 1] + gone
            if up < left:
                left = up
            new.append(left)
        row = new
    return row[-1]


def _dropped(sound: str) -> float:
    if sound in _GLIDES:
        return _GLIDE
    return _SOFT_VOWEL if sound in _VOWELS else 1.0


_ENDINGS = (
    (re.compile("(?:ий|ій|ый|ой|и|ы|і|ого|его|ага|яга|ому|ему|аму|им|ым|ім|ом|ем|ая|яя|ої|ой|ою|ай|ую|а|я|у|е|ою|их|ых|іх)$"), "к"),
    (re.compile("(?:а|о|у|ом|ым|им|ім|е|ой|ою|ай|ы|и|і|ові|еві|ам|ем|ей|єм|ём|ью|ию|ия|ии|я|ю|ьом|ою|єю|ією|ях|ыі)$"), ""),
)  # fmt: skip
_ADJECTIVAL = re.compile(
    "(?<=[сцш])(?:ь?к)(?:ий|ій|ый|ой|и|ы|і|ого|ага|ому|аму|им|ым|ім|ом|ая|ої|ой|ою|ай|ую|а|у|ие|iй|ія|их|іх)$"
)
_ADJECTIVAL_LATIN = re.compile("(?<=[sz])k(?:i|y|ii|iy|yi|yj|ij|ij|aya|aia|aja|a|oi|oy|oj|ei|ey)$")
_FULL = re.compile("(?:ый|ий|ій|ой|ая|яя|ого|его|ому|ему|ую|ым|им|ої|ага|аму|ай|ыя)$")
_LATIN_FEMALE = re.compile("(?<=ov|ev|in|yn)a$|(?<=off|eff)$|(?<=au|eu|iu)na$")
_SHORTEST = 3


@lru_cache(maxsize=200_000)
def stems(word: str) -> tuple[str, ...]:
    """The sounds of a name as it stands and without the endings that case and sex may give it."""
    low = fold_case(word)
    found = [low]
    if CYRILLIC.search(low):
        if "ів" in low[2:]:
            found.append(low[:2] + low[2:].replace("ів", "ов"))
        if _ADJECTIVAL.search(low):
            found = [_ADJECTIVAL.sub("к", form) for form in found]
        elif _FULL.search(low) and len(low) > 5:
            found.append(_FULL.sub("", low))
        for ending, _ in _ENDINGS[1:]:
            bare = ending.sub("", found[-1])
            if len(bare) >= min(_SHORTEST, len(low) - 2):
                found.append(bare)
    else:
        if _ADJECTIVAL_LATIN.search(low):
            found = [_ADJECTIVAL_LATIN.sub("k", low)]
        if _LATIN_FEMALE.search(low):
            found.append(_LATIN_FEMALE.sub("", low))
        elif low.endswith("a") and len(low) > _SHORTEST + 1:
            found.append(low[:-1])
    return tuple(dict.fromkeys(sounds(form) for form in found))


@lru_cache(maxsize=400_000)
def unlikeness(one: str, other: str) -> float:
    """The smallest distance between any stems of two words, per sound of the shorter; 0 for one
    name in two cases or alphabets, around 0.1 for two transliterations, 1 for two names."""
    if not sounds(one) or not sounds(other):
        return float(fold_case(one) != fold_case(other))  # another script than these two
    best = 1.0
    for mine in stems(one):
        for theirs in stems(other):
            size = max(min(len(mine), len(theirs)), 2)
            best = min(best, distance(mine, theirs) / size)
            if not best:
                return 0.0
    return best


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> tuple[str, ...]:
    """Keys under which a name is looked up: what is left of its stems when everything that writers
    confuse is made one."""
    keys = []
    forms = [*stems(word)]
    if "ch" in word.lower():
        forms += [form.replace("C", "h", 1) for form in forms]  # German: Chworostow
    for stem in forms:
        key = re.sub("[aoeiuj]", "", stem[:1].translate(_FIRST) + stem[1:]).translate(_COARSE)
        key = re.sub(r"(.)\1+", r"\1", key)
        keys.append(
            word.lower()
            if not stem
            else key
            if len(key) > 1
            else re.sub("[ao]", "a", re.sub("[ej]", "i", stem))
        )
    return tuple(dict.fromkeys(keys))


_COARSE = str.maketrans("hCSQcZzf", "gssssssv")
_FIRST = str.maketrans({"a": "A", "o": "A", "e": "E", "i": "E", "j": "E", "u": "U"})
