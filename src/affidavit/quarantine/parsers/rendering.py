"""HTML as the text a reader would see. Nothing it refers to is ever loaded."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from affidavit.quarantine.parsers.charsets import decode

_SILENT = frozenset(
    {"script", "style", "head", "noscript", "template", "object", "svg", "iframe", "select"}
)
_BLOCK = frozenset(
    "p div table tr ul ol li dl dt dd h1 h2 h3 h4 h5 h6 pre hr blockquote section article header "
    "footer main aside nav form fieldset address figure figcaption title center".split()
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\f\v\xa0]*\n[ \t\r\f\v]*")
_DEPTH = 100_000
_AS_IT_STANDS = frozenset({"pre", "textarea", "xmp", "listing"})


def decoded(raw: bytes, declared: str) -> tuple[str, str]:
    """(markup, remark on the charset): as declared outside, else in the page itself."""
    meta = _META_CHARSET.search(raw[:4096])
    text, _, remark = decode(raw, declared or (meta.group(1).decode("ascii") if meta else ""))
    return text, remark


def rendered(markup: str) -> str:
    """The text a reader would see. Quotations (`blockquote`) get a `> ` before each line."""
    root = LexborHTMLParser(markup).body
    return _Renderer().run(root) if root is not None else ""


def render(raw: bytes, declared: str) -> tuple[str, str]:
    """(text, remark on the charset) of a page's bytes."""
    markup, remark = decoded(raw, declared)
    return rendered(markup), remark


class _Renderer:
    """Walks the tree without recursion and writes lines."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._line = ""
        self._quote = 0
        self._verbatim = 0

    def run(self, root: LexborNode) -> str:
        """The text below a node."""
        pending: list[tuple[LexborNode, str]] = [(root, "open")]
        depth = 0
        while pending:
            node, step = pending.pop()
            tag = node.tag or ""
            if step == "close":
                self._close(tag)
                depth -= 1
            elif tag == "-text":
                self._text(node.text_content or "")
            elif tag == "br":
                self._break()
            elif tag not in _SILENT and not tag.startswith("-") and depth < _DEPTH:
                self._open(tag)
                depth += 1
                pending.append((node, "close"))
                child = node.last_child
                while child is not None:
                    pending.append((child, "open"))
                    child = child.prev
        self._block()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._out)).strip("\n") + "\n"

    def _text(self, text: str) -> None:
        if self._verbatim:
            *whole, last = text.replace("\t", "    ").split("\n")
            for line in whole:
                self._line += line.replace("\r", "")
                self._out.append(("> " * self._quote + self._line).rstrip())
                self._line = ""
            self._line += last
            return
        words = re.sub(r"\s+", " ", text)
        if not self._line:
            words = words.lstrip()
        self._line += words

    def _open(self, tag: str) -> None:
        self._verbatim += tag in _AS_IT_STANDS
        if tag in _BLOCK:
            self._block()
        if (
            tag in ("p", "blockquote", "h1", "h2", "h3", "table", "ul", "ol")
            and self._out
            and self._out[-1].strip("> ")
        ):
            self._out.append("> " * self._quote)
        if tag == "blockquote":
            self._quote += 1
        if tag == "li":
            self._line = "- "

    def _close(self, tag: str) -> None:
        self._verbatim -= tag in _AS_IT_STANDS
        if tag in ("td", "th") and self._line:
            self._line = self._line.rstrip() + "\t"
        if tag in _BLOCK:
            self._block()
        if tag == "blockquote":
            self._quote -= 1
        if tag in ("p", "blockquote", "h1", "h2", "h3") and self._out and self._out[-1].strip("> "):
            self._out.append("> " * self._quote)

    def _break(self) -> None:
        self._out.append("> " * self._quote + self._line.strip())
        self._line = ""

    def _block(self) -> None:
        if self._line.strip():
            self._break()
        self._line = ""
