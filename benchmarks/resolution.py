"""How long who-is-who takes: made-up people and firms, each written in several ways.

    python benchmarks/resolution.py [MENTIONS]

Prints the mentions, the different names, seconds, mentions a second and the entities found.
"""

import random
import sys
import time

from affidavit.language.fold import latin
from affidavit.model import Mention, MentionKind, Span
from affidavit.resolve import resolve

_SYLLABLES = "бе ва ге ди же за кле ли мо ни ор пе ру са ти у фе хо ча шу яр бро гру дро кра пла сто тру".split()
_GIVEN = "Александр Алексей Андрей Антон Борис Виктор Владимир Григорий Дмитрий Евгений Иван Игорь Михаил Николай Олег Павел Пётр Роман Сергей Юрий".split()
_FATHERS = "Александрович Алексеевич Андреевич Антонович Борисович Викторович Иванович Михайлович Николаевич Олегович Павлович Петрович Сергеевич Юрьевич".split()
_FORMS = ("ОАО", "ООО", "ЗАО", "ТОВ", "ААТ")
_HEADS = ("завод", "бюро", "институт", "")


def made(count: int) -> list[tuple[str, Mention]]:
    """Mentions of about a tenth as many people and firms, from a fixed seed."""
    pick = random.Random(11)
    out = []
    for number in range(count // 10):
        stem = "".join(pick.choices(_SYLLABLES, k=3)).capitalize()
        if number % 3:
            given, father = pick.choice(_GIVEN), pick.choice(_FATHERS)
            surname = stem + pick.choice(("ов", "ский", "енко", "ук"))
            kind = MentionKind.PERSON
            names = [
                f"{surname} {given} {father}", f"{surname} {given[0]}.{father[0]}.",
                f"{given} {surname}", f"{latin(given)} {latin(surname)}", surname,
            ]  # fmt: skip
        else:
            kind = MentionKind.ORGANISATION
            form, head = pick.choice(_FORMS), pick.choice(_HEADS)
            names = [
                f"{form} «{stem}»", f"{head} «{stem}»".strip(), stem, f"{latin(stem)} LLC",
                f"{pick.randint(1, 900)} АРЗ",
            ]  # fmt: skip
        for n in range(10):
            name = pick.choice(names)
            span = Span(f"layer {number} {n}", 0, len(name), name)
            out.append(
                (f"doc {pick.randrange(count // 20)}", Mention(span, kind, name, 0.9, "made"))
            )
    return out


def main() -> None:
    """Print the figures."""
    mentions = made(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    start = time.perf_counter()
    resolution = resolve(mentions, [])
    seconds = time.perf_counter() - start
    names = len({m.normal for _, m in mentions})
    print(
        f"{len(mentions)} mentions, {names} names: {seconds:.1f} s, "
        f"{len(mentions) / seconds:.0f} a second, {len(resolution.entities)} entities"
    )


if __name__ == "__main__":
    main()
