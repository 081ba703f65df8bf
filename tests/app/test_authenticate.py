"""Whether messages of a case are genuine."""

import socketserver
import threading
from datetime import UTC, datetime

import pytest

from tests.authenticity.test_signatures import MESSAGE, rsa_key, signed
from tests.conftest import affidavit, rows_of


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("auth")
    private, public = rsa_key(2048)
    leak = folder / "leak"
    leak.mkdir()
    good = signed(private)
    (leak / "good.eml").write_bytes(good)
    (leak / "forged.eml").write_bytes(good.replace(b"Friday", b"Monday"))
    (leak / "plain.eml").write_bytes(MESSAGE.replace(b"<1@", b"<2@"))
    box = b"".join(
        b"From x Tue Apr  4 10:00:00 2023\n"
        + good.replace(b"\r\n", b"\n").replace(b"\nFrom then", b"\n>From then")
        + b"\n"
        for _ in range(2)
    )
    (leak / "box.mbox").write_bytes(box)
    (folder / "keys.txt").write_text(f"s1._domainkey.zavod.example 2020-01-01 {public}\n", "utf-8")
    affidavit("ingest", leak, "-C", folder / "case", check=0)
    return folder


def test_without_keys_nothing_fails(case):
    rows = rows_of("authenticate", "-C", case / "case")
    assert "cryptographically authentic" not in {row["grade"] for row in rows}
    assert all(s["result"] == "key_unavailable" for row in rows for s in row["dkim"])


def test_keys_are_kept_and_grade_every_message_by_itself(case):
    rows = rows_of("authenticate", "--keys", case / "keys.txt", "-C", case / "case")
    grades = {row["path"]: row["grade"] for row in rows}
    assert grades["leak/good.eml"] == "cryptographically authentic"
    assert "cryptographically authentic" not in (
        grades["leak/forged.eml"],
        grades["leak/plain.eml"],
    )
    boxed = [row for row in rows if "box.mbox" in row["path"]]
    assert len(boxed) == 2
    assert {s["restored"] for row in boxed for s in row["dkim"]} == {
        "the mailbox's “>From” in the body"
    }
    (again,) = rows_of("authenticate", "leak/good.eml", "-C", case / "case")
    (signature,) = again["dkim"]
    assert (signature["result"], signature["key_seen_from"]) == ("pass", "2020-01-01")
    assert again["arc"]["result"] == "none"


def test_a_file_without_keys_is_said(case, tmp_path):
    (tmp_path / "bad.txt").write_text("s1._domainkey.zavod.example\n")
    code, _, errors = affidavit("authenticate", "--keys", tmp_path / "bad.txt", "-C", case / "case")
    assert code == 3
    assert "holds no key" in errors


@pytest.fixture
def resolver(case):
    """A DNS server on this machine that knows the one key."""
    import dns.message
    import dns.rrset

    text = (case / "keys.txt").read_text("utf-8").split(" ", 2)[2].strip()
    asked = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            data, channel = self.request
            query = dns.message.from_wire(data)
            name = query.question[0].name
            asked.append(str(name))
            answer = dns.message.make_response(query)
            chunks = " ".join(f'"{text[n : n + 200]}"' for n in range(0, len(text), 200))
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", chunks))
            channel.sendto(answer.to_wire(), self.client_address)

    with socketserver.UDPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def test_the_dns_is_asked_only_where_that_is_wanted_and_told(case, resolver, tmp_path):
    address, asked = resolver
    affidavit("ingest", case / "leak", "-C", tmp_path / "c", check=0)
    affidavit("authenticate", "-C", tmp_path / "c", check=0)
    assert asked == []
    _, out, errors = affidavit("authenticate", "--dns", "--resolver", address, "-C", tmp_path / "c", check=0)  # fmt: skip
    assert asked == ["s1._domainkey.zavod.example."]
    assert "s1._domainkey.zavod.example" in errors
    assert "cryptographically authentic" in out
    today = datetime.now(UTC).date().isoformat()
    (good,) = rows_of("authenticate", "leak/good.eml", "-C", tmp_path / "c")
    assert good["dkim"][0]["key_seen_from"] == today
    affidavit("authenticate", "--dns", "--resolver", address, "-C", tmp_path / "c", check=0)
    assert len(asked) == 1


def test_a_resolver_that_does_not_answer_is_said(case, tmp_path):
    affidavit("ingest", case / "leak", "-C", tmp_path / "c", check=0)
    _, _, errors = affidavit("authenticate", "--dns", "--resolver", "nowhere", "-C", tmp_path / "c")
    assert "cannot be asked" in errors
