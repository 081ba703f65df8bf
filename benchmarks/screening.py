"""How fast and how well names are screened, side by side with nomenklatura.

    python benchmarks/screening.py LISTS... [--names 10000] [--entries 50000] [--nomenklatura]

The LISTS are read and filled up with invented people and firms to ENTRIES; of NAMES, some are planted variants of
entries (of each kind below as many), the rest invented people who are on no list. Printed: seconds from a cold
start and the most memory, how many planted names are found by kind of variant, and how many of the rest are taken
for listed. With --nomenklatura the same names are screened by its index with logic-v2, if it is installed.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from affidavit.language.fold import latin
from affidavit.screening import ListEntry, Matcher, ScreenedName, read_files
from affidavit.screening.matcher import STRONG

SEED, PLANTED = 7, 100
SURNAMES = (
    "Абрамов Авдеев Агапов Аксёнов Алфёров Ананьев Баженов Басов Белозёров Бирюков Бурцев Вагин Веселов Вишняков "
    "Волошин Воронов Гаврилов Голубев Горелов Грачёв Громов Дементьев Дорохов Евсеев Ермолов Жилин Завьялов Зверев "
    "Зимин Золотов Игнатов Калугин Капустин Кисляков Князев Колосов Копылов Коротков Краснов Круглов Кузьмин Лаптев "
    "Логинов Лыткин Макеев Мартынов Мещеряков Минаев Назаров Нефёдов Овсянников Окунев Панфилов Пестов Плотников "
    "Рогачёв Рябов Савельев Селезнёв Сизов Соболев Стрелков Сухов Тарасов Терентьев Трошин Туманов Уваров Фадеев "
    "Филатов Фокин Хохлов Царёв Чернышёв Шаповалов Шестаков Шилов Щеглов Юдин Яшин Коваленко Шевчук Бондарчук "
    "Лукашевич Кравцевич Мельниченко Петрусевич Гринюк"
).split()
GIVEN = (
    "Александр Алексей Андрей Антон Борис Валерий Виктор Виталий Владимир Геннадий Георгий Григорий Денис Дмитрий "
    "Евгений Иван Игорь Кирилл Константин Леонид Максим Михаил Николай Олег Павел Пётр Роман Сергей Степан Фёдор"
).split()
FATHERS = (
    "Александрович Алексеевич Андреевич Борисович Валерьевич Викторович Владимирович Геннадьевич Григорьевич Дмитриевич "
    "Евгеньевич Иванович Игоревич Константинович Леонидович Михайлович Николаевич Олегович Павлович Петрович Романович "
    "Сергеевич Степанович Фёдорович Юрьевич"
).split()
FIRMS = (
    "Альтаир Байкал Вектор Гранит Днепр Заря Импульс Кедр Лотос Магнит Нептун Орион Парус Радуга Салют Титан Факел Циклон "
    "Энергия Юпитер Агат Буран Вымпел Горизонт Дельта Искра Каскад Луч Меридиан Омега"
).split()
KINDS = (
    ("авиаремонтный завод", "aircraft repair plant"), ("приборостроительный завод", "instrument plant"),
    ("машиностроительный завод", "machine-building plant"), ("научно-исследовательский институт", "research institute"),
    ("судостроительный завод", "shipbuilding plant"), ("торговый дом", "trading house"),
)  # fmt: skip


def person(chance: random.Random) -> tuple[str, str, str]:
    """An invented surname, given name and patronymic."""
    surname = chance.choice(SURNAMES)
    if chance.random() < 0.7:
        surname = f"{chance.choice(('За', 'Под', 'Пере', 'Бело', 'Черно', 'Старо', 'Мало'))}{surname.lower()}"
    return surname, chance.choice(GIVEN), chance.choice(FATHERS)


def inflected(surname: str, given: str, father: str) -> str:
    """The genitive."""
    cut = given[:-1] if given[-1] in "йь" else given
    return f"{surname}а {cut}{'я' if given[-1] in 'йь' else 'а'} {father}а"


_UKRAINIAN = (
    ("Николай", "Микола"), ("Николае", "Миколайо"), ("Дмитрий", "Дмитро"), ("Михаил", "Михайло"), ("Павел", "Павло"),
    ("Пётр", "Петро"), ("Владимир", "Володимир"), ("Геннадий", "Геннадій"), ("Григорий", "Григорій"), ("Андрей", "Андрій"),
    ("Сергей", "Сергій"), ("Алексей", "Олексій"), ("Алексее", "Олексійо"), ("Андрее", "Андрійо"), ("Сергее", "Сергійо"),
    ("Александр", "Олександр"), ("Антон", "Антон"), ("Анатоли", "Анатолі"), ("Валерий", "Валерій"), ("Виталий", "Віталій"),
    ("Виктор", "Віктор"), ("Евгений", "Євген"), ("Иван", "Іван"), ("Игор", "Ігор"), ("Георгий", "Георгій"), ("Фёдор", "Федір"),
    ("Степан", "Степан"), ("Кирилл", "Кирило"), ("Леонид", "Леонід"), ("Константин", "Костянтин"), ("Максим", "Максим"),
)  # fmt: skip


def ukrainian(text: str) -> str:
    """As Ukrainian would spell it, with the national forms of the names."""
    words = []
    for word in text.split():
        for russian, own in _UKRAINIAN:
            word = own + word[len(russian) :] if word.startswith(russian) else word
        for a, b in (
            ("ё", "ьо"),
            ("ыч", "ич"),
            ("ы", "и"),
            ("э", "е"),
            ("йович", "йович"),
            ("ьевич", "ійович"),
        ):
            word = word.replace(a, b)
        words.append(word.removesuffix("ев") + "єв" if word.endswith("ьев") else word)
    return " ".join(words)


_BELARUSIAN = {
    "Александр": "Аляксандр", "Алексе": "Аляксе", "Андрей": "Андрэй", "Андрее": "Андрэе", "Дмитри": "Дзмітры", "Викт": "Віктар",
    "Владимир": "Уладзімір", "Николай": "Мікалай", "Николае": "Мікалае", "Сергей": "Сяргей", "Сергее": "Сяргее", "Олег": "Алег",
    "Михаил": "Міхаіл", "Михайл": "Міхайл", "Григори": "Рыгор", "Геннади": "Генадзь", "Константин": "Канстанцін", "Степан": "Сцяпан",
    "Роман": "Раман", "Борис": "Барыс", "Георги": "Георгі",
}  # fmt: skip


def belarusian(text: str) -> str:
    """As Belarusian would spell it, akanne and all."""
    words = []
    for word in text.split():
        for russian, own in _BELARUSIAN.items():
            if word.startswith(russian):
                rest = word[len(russian) :]
                word = own + rest.removeprefix("ор").removeprefix("й" if own[-1] in "рь" else "")
        for a, b in (
            ("ович", "авіч"),
            ("евич", "евіч"),
            ("и", "і"),
            ("щ", "шч"),
            ("ри", "ры"),
            ("рі", "ры"),
            ("ши", "шы"),
        ):
            word = word.replace(a, b)
        for a, b in (("ов", "аў"), ("ев", "еў"), ("ёв", "ёў")):
            word = word.removesuffix(a) + b if word.endswith(a) else word
        words.append(
            word[0] + word[1:].replace("о", "а") if not word.endswith("енко") else word[:-1] + "а"
        )
    return " ".join(words)


def slip(text: str, chance: random.Random) -> str:
    """Two letters of the longest word exchanged, as in haste."""
    word = max(text.split(), key=len)
    at = chance.randrange(1, len(word) - 2)
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :])


def _variants(chance: random.Random) -> dict[str, Callable[[str, str, str], str]]:
    return {
        "transliteration": lambda s, g, f: latin(f"{g} {f} {s}"),
        "inflection": inflected,
        "initials": lambda s, g, f: f"{s} {g[0]}. {f[0]}.",
        "patronymic left out": lambda s, g, _: f"{g} {s}",
        "ё as е": lambda s, g, f: f"{s} {g} {f}".replace("ё", "е"),
        "Ukrainian spelling": lambda s, g, f: ukrainian(f"{s} {g} {f}"),
        "Belarusian spelling": lambda s, g, f: belarusian(f"{s} {g} {f}"),
        "slip of the hand": lambda s, g, f: slip(f"{s} {g} {f}", chance),
        "word order": lambda s, g, f: f"{g} {f} {s}",
    }


def make(entries: int, names: int, real: int) -> tuple[list[ListEntry], list[tuple[str, str, str]]]:
    """(invented entries, [(kind of variant or "", the entry's id or "", name)])."""
    chance = random.Random(SEED)
    made: dict[str, ListEntry] = {}
    people: list[tuple[str, tuple[str, str, str]]] = []
    seen: set[tuple[str, str, str]] = set()
    while len(made) < max(2000, entries - real):
        number = f"INV-{len(made)}"
        if chance.random() < 0.2:
            word, (kind, english) = chance.choice(FIRMS), chance.choice(KINDS)
            word += chance.choice(("", "-М", "-Плюс", "сервис", "строй", "авиа", "пром"))
            name = f"{latin(word)} {english} No. {chance.randrange(3, 900)}"
            made[number] = ListEntry(number, "Company", name)
        elif (who := person(chance)) not in seen:
            seen.add(who)
            surname, given, father = map(latin, who)
            made[number] = ListEntry(number, "Person", f"{surname.upper()}, {given} {father}")
            people.append((number, who))
    asked: list[tuple[str, str, str]] = []
    for kind, write in _variants(chance).items():
        asked += [(kind, number, write(*who)) for number, who in chance.sample(people, PLANTED)]
    firms = [e for e in made.values() if e.schema == "Company"]
    for entry in chance.sample(firms, min(PLANTED, len(firms))):
        asked.append(("translated form", entry.id, translated(entry.name)))
    while len(asked) < names:
        who = person(chance)
        if who not in seen:
            asked.append(("", "", f"{who[0]} {who[1]} {who[2]}"))
    chance.shuffle(asked)
    return list(made.values()), asked


def translated(name: str) -> str:
    """An English name of a firm back in Russian: «Завод № 12 ...» as a letter would have it."""
    word, rest = name.split(" ", 1)
    english, _, number = rest.partition(" No. ")
    kind = next(russian for russian, known in KINDS if known == english)
    russian = next((w for w in _words() if latin(w) == word), word)
    return f"{kind} № {number} «{russian}»"


def _words() -> Iterator[str]:
    for word in FIRMS:
        for end in ("", "-М", "-Плюс", "сервис", "строй", "авиа", "пром"):
            yield word + end


def ours(lists: list[Path], entries: int, names: int) -> None:
    """Screen with affidavit and print."""
    started = time.perf_counter()
    read = read_files(lists)
    known = sum(len(found) for _, found in read)
    invented, asked = make(entries, names, known)
    matcher = Matcher([*read, ("invented", invented)])
    indexed = time.perf_counter()
    found: dict[str, Counter[str]] = {"strong": Counter(), "possible": Counter()}
    alarms: Counter[str] = Counter()
    for kind, wanted, name in asked:
        verdicts = matcher.screen(ScreenedName(name))
        if kind:
            best = max((v.score for v in verdicts if v.entry.id == wanted), default=0.0)
            found["strong"][kind] += best >= STRONG
            found["possible"][kind] += best > 0
        elif verdicts:
            alarms["strong"] += verdicts[0].score >= STRONG
            alarms["possible"] += 1
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"affidavit: {known + len(invented)} entries read and indexed in {indexed - started:.1f} s, {len(asked)} names in "
        f"{done - indexed:.1f} s, together {done - started:.1f} s; at most {memory} MB"
    )
    table(asked, found["strong"], found["possible"])
    plain = sum(not kind for kind, _, _ in asked)
    print(
        f"of {plain} names of nobody listed: strong {alarms['strong']}, possible {alarms['possible']}"
    )


def table(asked: list[tuple[str, str, str]], strong: Counter[str], possible: Counter[str]) -> None:
    """Found by kind of variant."""
    totals = Counter(kind for kind, _, _ in asked if kind)
    for kind, total in totals.items():
        print(
            f"  {kind:22} strong {strong[kind]:4}  strong or possible {possible[kind]:4}  of {total}"
        )
    print(
        f"  {'all':22} strong {strong.total():4}  strong or possible {possible.total():4}  of {totals.total()}"
    )


def theirs(lists: list[Path], entries: int, names: int) -> None:
    """The same with nomenklatura: its index finds candidates, logic-v2 scores them."""
    from followthemoney import StatementEntity
    from nomenklatura.blocker.index import Index
    from nomenklatura.matching import get_algorithm
    from nomenklatura.resolver import Linker
    from nomenklatura.store import load_entity_file_store

    started = time.perf_counter()
    read = read_files(lists)
    invented, asked = make(entries, names, sum(len(found) for _, found in read))
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    strong: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "entities.json"
        with file.open("w", encoding="utf-8") as stream:
            for entry in (*(e for _, found in read for e in found), *invented):
                stream.write(json.dumps(as_entity(entry)) + "\n")
        store = load_entity_file_store(file, Linker[StatementEntity]({}), cleaned=False)
        view = store.default_view(external=True)
        index = Index(view, Path(folder) / "index")
        index.build()
        indexed = time.perf_counter()
        queries = {f"query-{n}": one for n, one in enumerate(asked)}
        made = {name: query(name, one[2], store.dataset) for name, one in queries.items()}
        for found, candidates in index.match_entities(made.values()):
            kind, wanted, _ = queries[found.id]
            scores = {
                c.id: algorithm.compare(made[found.id], entity, config).score
                for c, _ in candidates
                if (entity := view.get_entity(c.id)) is not None
            }
            best = max(scores.values(), default=0.0)
            if kind:
                strong[kind] += scores.get(wanted, 0.0) >= STRONG
                possible[kind] += scores.get(wanted, 0.0) >= NOMENKLATURA_POSSIBLE
            else:
                alarms["strong"] += best >= STRONG
                alarms["possible"] += best >= NOMENKLATURA_POSSIBLE
        done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"nomenklatura: indexed in {indexed - started:.1f} s, together {done - started:.1f} s; at most {memory} MB"
    )
    table(asked, strong, possible)
    print(
        f"of the names of nobody listed: strong {alarms['strong']}, possible {alarms['possible']}"
    )


def as_entity(entry: ListEntry) -> dict[str, Any]:
    """An entry as FollowTheMoney has it."""
    schema = {"Airplane": "Airplane", "Vessel": "Vessel"}.get(entry.schema, entry.schema)
    names = [name.replace(",", "") for name in (entry.name, *entry.aliases)]
    return {"id": entry.id, "schema": schema, "datasets": ["lists"], "properties": {"name": names}}


def query(number: str, name: str, dataset: Any) -> Any:
    """A name that is asked, as an entity."""
    from followthemoney import StatementEntity

    schema = "Company" if "№" in name else "Person"
    data = {"id": number, "schema": schema, "properties": {"name": [name]}, "datasets": ["asked"]}
    return StatementEntity.from_data(dataset, data, cleaned=False)


NOMENKLATURA_POSSIBLE = 0.7
"""logic-v2's own threshold."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lists", nargs="*", type=Path)
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--nomenklatura", action="store_true")
    given = parser.parse_args()
    ours(given.lists, given.entries, given.names)
    if given.nomenklatura:
        theirs(given.lists, given.entries, given.names)


if __name__ == "__main__":
    main()
