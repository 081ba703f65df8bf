"""The frame `position`: a person, a post, and where; anchored on the post."""

import re
from collections.abc import Iterator

from affidavit.findings.clause import Sentence
from affidavit.findings.fillers import sender_organisation
from affidavit.findings.frame import Frame
from affidavit.findings.saying import Saying
from affidavit.model import Claim, Mention, MentionKind, Role, Span

_LINK = re.compile(
    r"^[\s,«»\"(—–-]*(?:(?:наш\w*|новый|новым|нынешний|бывший|теперь|сейчас|is|was|as|the|our|now|then|who|has been|had been|currently|also|new|an?|мой|the new|"
    r"назначен\w*|утвержд[её]н\w*|работает|является|стал\w*|остается|был\w*|избран\w*|appointed|named|became|becomes|serves|works|at|of|on|у нас|plant|завода|предприятия|company|нашего|bureau|firm|"
    r"фамилия|no longer|больше не|уже не|с этой даты|по|на|в|к|к нам|on behalf of|remains|г-н\w?|господин\w?|Mr|Mrs|Ms|Dr|to|"
    r"призначен\w*|є|наш|прызначан\w*|з'яўляецца|должность|должности|занимает|post)\.?[\s,—–-]*){0,6}$",
    re.IGNORECASE,
)
_ORG_LINK = re.compile(r"^[\s,(—–-]*(?:(?:of|at|in|for|with|the|на|в|во|у|из|от|our|нашего|нашей|завода|company|firm|plant)[\s]*){0,3}$", re.IGNORECASE)  # fmt: skip
_OVER = re.compile(r"\b(?:no longer|больше не|уже не|не является|не работает|is not|was not|вже не|ужо не|isn't|wasn't)\b", re.IGNORECASE)  # fmt: skip
_INTENT = re.compile(r"\b(?:planned|would like|хочет стать|кандидат\w*|ваканси\w*|candidate|vacan\w+|ищем|looking for|требуется|if|если)\b", re.IGNORECASE)  # fmt: skip

_HERE = re.compile(r"\b(?:наш\w*|our|у нас|здесь|here)\b", re.IGNORECASE)


def position_claims(frame: Frame, saying: Saying) -> Iterator[Claim]:
    """One claim for each post that stands beside a person."""
    sentence = saying.sentence
    people = [m for m in sentence.mentions if m.kind is MentionKind.PERSON]
    firms = [m for m in sentence.mentions if m.kind is MentionKind.ORGANISATION]
    used: set[str] = set()
    for post in (m for m in sentence.mentions if m.kind is MentionKind.ROLE):
        if _INTENT.search(sentence.text):
            continue
        pairs = [(link, person) for person in people if person.id not in used and (link := _near(sentence, post, person, firms))]  # fmt: skip
        if not pairs:
            continue
        weight, person = max(pairs, key=lambda pair: pair[0])
        used.add(person.id)
        roles = {"person": _role(person), "post": _role(post)}
        if firm := _firm(sentence, post, person, firms):
            roles["organisation"] = _role(firm)
        elif (house := sender_organisation(saying.document)) and _HERE.search(sentence.text):
            roles["organisation"] = Role(house, "organisation", house, None, "header")
        parts = {"link": weight, "completeness": 1.0 if "organisation" in roles else 0.7}
        yield saying.claim(frame, roles, parts, negated=bool(_OVER.search(sentence.text)))


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
    if len(between) > 60 or "\n\n" in between:
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


def _role(mention: Mention) -> Role:
    span = Span(mention.span.layer, mention.span.start, mention.span.end, mention.span.quote)
    return Role(mention.span.quote, mention.kind.value, mention.normal, span, "sentence")
