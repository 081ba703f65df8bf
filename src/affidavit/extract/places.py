"""Places by the gazetteer: countries in any case, and what a statistical name is called there."""

import re
from collections.abc import Iterator
from functools import cache

from affidavit.extract.candidates import Candidate
from affidavit.extract.gazetteer import countries, places, towns
from affidavit.extract.russian import as_russian, naming
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.language.stems import stems
from affidavit.model import MentionKind

_FINDER = "gazetteer 1"
_CAPITALISED = re.compile(r"(?<![\w-])[A-ZА-ЯЁІЇЄҐЎ][\w'’-]*(?:\s+[A-ZА-ЯЁІЇЄҐЎ][\w'’-]*)?")


@cache
def _by_form() -> dict[str, str]:
    """Index form of each word of a country's name -> code."""
    forms: dict[str, str] = {}
    for name, code in countries().items():
        for language in ("ru", "uk", "be") if CYRILLIC.search(name) else ("en",):
            key = " ".join(stems(word, language)[0] for word in name.split())
            forms.setdefault(f"{language}:{key}", code)
    return forms


def find_countries(text: str, language: str) -> Iterator[Candidate]:
    """Countries, in any inflection."""
    for match in _CAPITALISED.finditer(text):
        whole = match.group().split()
        for size in (len(whole), 1):
            quote = " ".join(whole[:size])
            code = country_of(quote, language)
            if code and (len(quote) > 2 or quote.isupper()):
                end = match.start() + (len(match.group()) if size == len(whole) else len(whole[0]))
                yield Candidate(
                    match.start(), end, MentionKind.PLACE, quote, 0.88, _FINDER, {"country": code}
                )  # fmt: skip
                break


_ADJECTIVE = r"[А-ЯЁІЇЄҐЎ][\w-]+(?:ск|ськ|цк|цьк|[оеё]в|[иі]н)(?:ий|ій|ого|ому|ой|им|ом|ая|ую|а|ої|у|ою|і|ай|аг[ао]|ага|аму|ый|ы|ым)"
_UNITS = r"(?:район(?:а|у|ом|е|і)?|раён(?:а|у|ам|е)?|област(?:ь|и|ью|і)|вобласц(?:ь|і|ю)|кра(?:й|я|ю|ем|е|єм|ї)|округ(?:а|у|ом|е)?|акруг(?:а|у|ам|е)?)"
_UNIT = re.compile(
    rf"(?<![\w-])(?:{_ADJECTIVE} (?:(?:автономн|административн|автаномн|адміністративн)\w+ )?{_UNITS}|"
    r"[Рр][еэ]сп[уў]бл[иі][кц]\w{1,2} (?P<name>[А-ЯЁІЇЄҐЎ][\w-]+))(?!\w)"
)


def find_units(text: str, language: str) -> Iterator[Candidate]:
    """Regions and districts by the noun beside their name: «Советского района», «Республики Алтай»."""
    for match in _UNIT.finditer(text):
        if match["name"] and "place" not in naming(match["name"].lower(), language):
            continue
        yield Candidate(match.start(), match.end(), MentionKind.PLACE, match.group(), 0.89, _FINDER)


def country_of(name: str, language: str) -> str:
    """The code of a country by its name in any case; empty when it is none."""
    used = "en" if not CYRILLIC.search(name) else (language if language in ("uk", "be") else "ru")
    if name.isascii() and len(name) <= 3 and not name.isupper():
        return ""
    words = fold_case(name).split()
    keys = {" ".join(stems(word, used)[0] for word in words)}
    if len(words) == 1:
        keys |= set(stems(words[0], used))
    return next((code for key in sorted(keys) if (code := _by_form().get(f"{used}:{key}"))), "")


def place_entry(name: str, language: str) -> str:
    """The gazetteer's entry of a place in any case: `country by` or `geonames 625144`; empty where it
    does not know it."""
    if code := country_of(name, language):
        return f"country {code}"
    folded = fold_case(name)
    used = language if language in ("ru", "uk", "be") else "ru"
    forms = [folded]
    if CYRILLIC.search(folded):
        forms += [form for word in (folded, as_russian(folded, used)) for form in stems(word, "ru")]
        forms += stems(folded, used)
    for form in forms:
        if form in towns():
            return f"geonames {towns()[form][0]}"
    return ""


def place_country(name: str, language: str) -> str:
    """The country a place lies in by the gazetteer; empty where that does not know it."""
    folded = fold_case(name)
    code = places().get(folded) or country_of(name, language)
    if code or not CYRILLIC.search(folded):
        return code or ""
    used = language if language in ("uk", "be") else "ru"
    return next((c for form in stems(folded, used) if (c := places().get(form))), "")
