"""How tests of parsers read bytes: in this process, for the parsers themselves are under test."""

from affidavit.quarantine.parsers import identify, parse


def read(data, name="", media_type="", path="leak/x", **options):
    """(parsed, children as (child, bytes)) of some bytes."""
    children = []

    def emit(child, content):
        whole = content if content is None or isinstance(content, bytes) else b"".join(content)
        children.append((child, whole))

    request = {"name": name, "path": path, "media_type": media_type, **options}
    return parse(identify(memoryview(data), request), emit), children


def texts(parsed, kind):
    """The texts of a kind of layer, by name."""
    return {text.name: text.text for text in parsed.texts if text.kind == kind}


def at(text, words):
    """The anchor that stands exactly over some words."""
    start = text.text.index(words)
    return next(a for a in text.anchors if (a.start, a.end) == (start, start + len(words)))
