"""The frame `position`: a person, a post, and where; anchored on the post."""

import re
from collections.abc import Iterator

from affidavit.findings.clause import Sentence
from affidavit.findings.fillers import sender_organisation
from affidavit.findings.frame import Frame
from affidavit.findings.saying import Saying, mention_role
from affidavit.model import Claim, Mention, MentionKind, Modality, Role, Span

_LINK = re.compile(
    r"^[\s,«»\"(—–-]*(?:(?:наш\w*|новый|новым|нынешний|бывший|теперь|сейчас|is|was|as|the|our|now|then|who|has been|had been|currently|also|new|an?|мой|the new|"
    r"назначен\w*|утвержд[её]н\w*|работа(?:ет|л|ла|ю)|явля(?:ется|лся|лась)|стал\w*|стан(?:ет|у)|оста[её]тся|был\w*|избран\w*|appointed|named|became|becomes|serves|served|works|worked|signs|takes over|at|of|on|у нас|у них|plant|завода|предприятия|company|нашего|bureau|firm|"
    r"фамилия|no longer|не|более|больше не|уже не|с этой даты|по|на|в|к|к нам|on behalf of|remains|г-н\w?|господин\w?|Mr|Mrs|Ms|Dr|Sir|to|only|just|числится|сидит|зовут|по-прежнему|пока|ещё|еще|уже|тоже|"
    r"не является|с первого числа|с \w+ (?:месяца|года|числа)|с \d{4} года|в прошлом|my name is|here|that|which|still|until last \w+|any more|"
    r"призначен\w*|є|був|була|наш\w*|працю(?:є|вав|вала)|рахується|тепер|зараз|вже|ще|нині|став|стала|більше не|у нас|колишній|новий|"
    r"прызначан\w*|з'яўляецца|працуе|працаваў|працавала|быў|была|будзе|цяпер|зараз|ужо|яшчэ|стаў|стала|больш не|былы|новы|лічыцца|завецца|такий собі|certain|такой|некий|нехта|нейкі|"
    r"должность|должности|занимает|займае|займає|посаду|пасаду|post|role|position)\.?[\s,—–-]*){0,7}$",
    re.IGNORECASE,
)
_ORG_LINK = re.compile(r"^[\s,(—–-]*(?:(?:of|at|in|for|with|the|на|в|во|у|из|от|our|нашего|нашей|завода|company|firm|plant)[\s]*){0,3}$", re.IGNORECASE)  # fmt: skip
_OVER = re.compile(r"\b(?:no longer|больше не|более не|уже не|не является|не работает|не был|is not|was not|never|not|вже не|ужо не|більше не|больш не|не є|не з'яўляецца|isn't|wasn't|any more|не працює|не працуе)\b", re.IGNORECASE)  # fmt: skip
_INTENT = re.compile(r"\b(?:planned|would like|хочет стать|кандидат\w*|ваканси\w*|candidate|vacan\w+|ищем|looking for|требуется|if|если)\b", re.IGNORECASE)  # fmt: skip

_HERE = re.compile(r"\b(?:наш\w*|our|у нас|здесь|here)\b", re.IGNORECASE)


def position_claims(frame: Frame, saying: Saying) -> Iterator[Claim]:
    """One claim for each post that stands beside a person."""
    sentence = saying.sentence
    if _is_signature(sentence):
        return
    people = [m for m in sentence.mentions if m.kind is MentionKind.PERSON]
    firms = [m for m in sentence.mentions if m.kind is MentionKind.ORGANISATION]
    used: set[str] = set()
    for post in (m for m in sentence.mentions if m.kind is MentionKind.ROLE):
        if _INTENT.search(sentence.text):
            continue
        pairs = [(link, person) for person in people if person.id not in used and (link := _near(sentence, post, person, firms))]  # fmt: skip
        if not pairs:
            yield from _held_by_pronoun(frame, saying, post, firms)
            continue
        weight, person = max(pairs, key=lambda pair: pair[0])
        used.add(person.id)
        roles = {"person": mention_role(person), "post": mention_role(post)}
        if firm := _firm(sentence, post, person, firms):
            roles["organisation"] = mention_role(firm)
        elif (house := sender_organisation(saying.document)) and _HERE.search(sentence.text):
            roles["organisation"] = Role(house, "organisation", house, None, "header")
        title = sentence.language == "en" and 0 <= person.span.start - post.span.end <= 1
        alone = _TITLE if title else 0.7
        parts = {"link": weight, "completeness": 1.0 if "organisation" in roles else alone}
        yield _claim(frame, saying, roles, parts, post, person)


_TITLE = 0.45
"""How far a title before a name goes that tells no organisation («President Bush»)."""


def _claim(
    frame: Frame,
    saying: Saying,
    roles: dict[str, Role],
    parts: dict[str, float],
    post: Mention,
    person: Mention | None,
) -> Claim:
    """A claim that is denied or planned as what stands around post and person says."""
    sentence = saying.sentence
    spans = [post.span, *([person.span] if person else [])]
    start = max(sentence.start, min(s.start for s in spans) - 30)
    near = sentence.layer.text[start : min(sentence.end, max(s.end for s in spans) + 40)]
    coming = Modality.PLANNED if _COMING.search(near) else Modality.ASSERTED
    modality = Modality.POSSIBLE if _PERHAPS.search(near) else coming
    return saying.at(post.span.start).claim(
        frame, roles, parts, negated=bool(_OVER.search(near)), modality=modality
    )


_COMING = re.compile(
    r"\b(?:will (?:be|become|head|take)|станет|будет|буду|стане|будзе|takes over|to become|is to be|планир\w+|плану\w+)\b",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?:might|may|could|возможно|может|прочат|по слухам|можливо|може|магчыма|можа|мабыць)\b",
    re.IGNORECASE,
)


def _is_signature(sentence: Sentence) -> bool:
    """Whether nothing but a post, a name and a firm stands there, and no word that ties them."""
    spans = [m.span for m in sentence.mentions]
    rest = [
        w for w in sentence.words
        if w.is_word and not any(s.start <= w.start < s.end for s in spans) and w.low not in _GREETINGS
    ]  # fmt: skip
    return not rest and not sentence.text.rstrip().endswith(".")


_GREETINGS = frozenset(
    "с уважением з повагою павагай best kind regards yours sincerely уважением повагою пашанай".split()
)
_PREDICATE = re.compile(
    r"^[\s,]*(?:(?:now|also|is|am|was|'m|the|a|an|our|new|only|then|not|no longer|still|тепер|цяпер|теперь|сейчас|уже|вже|ужо|був|была|был|быў|є|стал[аи]?|стаў|став|дарэчы|щоб ти знав|кстати|с первого числа|"
    r"з новага года|з \w+|с \w+|не|у нас|наш|наша|сам|by|до речі)[\s,]*){0,6}[—–-]?\s*$",
    re.IGNORECASE,
)


def _held_by_pronoun(
    frame: Frame, saying: Saying, post: Mention, firms: list[Mention]
) -> Iterator[Claim]:
    """«Он теперь ведущий инженер у …», "I am the quality director"."""
    sentence = saying.sentence
    subjects = _SUBJECTS[sentence.language]
    for word in sentence.words:
        if word.low not in subjects or not 0 <= post.span.start - word.end <= _NEAR_ENOUGH:
            continue
        between = sentence.layer.text[word.end : post.span.start]
        if not _PREDICATE.match(between):
            continue
        span = Span.over(sentence.layer, word.start, word.end)
        roles = {
            "person": Role(span.quote, "pronoun", word.low, span, "sentence"),
            "post": mention_role(post),
        }
        if firm := _firm(sentence, post, post, firms):
            roles["organisation"] = mention_role(firm)
        parts = {"link": 0.85, "completeness": 1.0 if "organisation" in roles else 0.7}
        yield _claim(frame, saying, roles, parts, post, None)
        return


_NEAR_ENOUGH = 45
_SUBJECTS = {
    "ru": frozenset({"я", "он", "она"}),
    "uk": frozenset({"я", "він", "вона"}),
    "be": frozenset({"я", "ён", "яна"}),
    "en": frozenset({"i", "he", "she"}),
}


def _near(sentence: Sentence, post: Mention, person: Mention, firms: list[Mention]) -> float:
    """How closely a post and a person are tied: 0 where what stands between them does not tie them."""
    first, last = sorted((post.span, person.span), key=lambda span: span.start)
    if first.end > last.start:
        return 0.0
    between = sentence.layer.text[first.end : last.start]
    for firm in firms:
        if first.end <= firm.span.start and firm.span.end <= last.start:
            start = firm.span.start - first.end
            between = between[:start] + " " + between[start + len(firm.span.quote) :]
    if len(between) > 70 or "\n\n" in between:
        return 0.0
    if _LINK.match(between):
        return 0.95 - 0.004 * len(between)
    return 0.0


def _firm(
    sentence: Sentence, post: Mention, person: Mention, firms: list[Mention]
) -> Mention | None:
    """The organisation right behind the post, else right behind or before the pair."""
    ends = (post.span.end, person.span.end)
    best: tuple[int, Mention] | None = None
    for firm in firms:
        for end in ends:
            gap = firm.span.start - end
            if 0 <= gap < 40 and _ORG_LINK.match(sentence.layer.text[end : firm.span.start]):
                rank = gap if end == post.span.end else gap + 10
                if best is None or rank < best[0]:
                    best = (rank, firm)
    if best is None:
        start = min(post.span.start, person.span.start)
        for firm in firms:
            gap = start - firm.span.end
            if 0 <= gap < 6:
                return firm
    return best[1] if best else None
