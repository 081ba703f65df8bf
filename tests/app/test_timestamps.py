"""Timestamps over the ledger's head, from the command line; nothing is sent unless that is asked."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization

from tests.authenticity.test_existence import authority, reply
from tests.conftest import affidavit, rows_of

NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=30)
ACCUSED = b"From: a@x.example\nSubject: x\nDate: Tue, 04 Apr 2023 10:00:00 +0300\nMessage-ID: <1@x.example>\n\nbody\n"


@pytest.fixture
def case(tmp_path):
    (tmp_path / "leak").mkdir()
    (tmp_path / "leak" / "a.eml").write_bytes(ACCUSED)
    affidavit("ingest", tmp_path / "leak", "-C", tmp_path / "case", check=0)
    return tmp_path


def test_made_answered_by_other_means_and_verified_offline(case):
    key, own = authority()
    folder = case / "case"
    affidavit("timestamp", "request", case / "head.tsq", "-C", folder, check=0)
    asked = tsp.TimeStampReq.load((case / "head.tsq").read_bytes()).native
    digest = asked["message_imprint"]["hashed_message"]
    (case / "head.tsr").write_bytes(reply(key, own, digest, when=NOW))
    _, out, _ = affidavit("timestamp", "add", case / "head.tsr", "-C", folder, check=0)
    assert "untrusted" in out
    assert rows_of("timestamp", "show", "-C", folder)[0]["result"] == "untrusted"
    (case / "tsa.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    affidavit("authenticate", "--keys", case / "tsa.pem", "-C", folder, check=0)
    (row,) = rows_of("timestamp", "show", "-C", folder)
    assert (row["result"], row["existed_by"]) == ("holds", NOW.isoformat())
    assert row["event"] > 0
    affidavit("verify", folder, check=0)


def test_a_reply_over_another_hash_is_not_kept(case):
    key, own = authority()
    (case / "other.tsr").write_bytes(reply(key, own))
    code, _, errors = affidavit("timestamp", "add", case / "other.tsr", "-C", case / "case")
    assert code == 2
    assert "another hash" in errors
    code, _, errors = affidavit("timestamp", "add", case / "leak" / "a.eml", "-C", case / "case")
    assert code == 2
    assert "no timestamp" in errors


def test_sending_tells_the_address_first_and_sends_a_hash_only(case):
    key, own = authority()
    bodies = []

    class Authority(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(body)
            digest = tsp.TimeStampReq.load(body).native["message_imprint"]["hashed_message"]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply(key, own, digest, when=NOW))

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/tsr"
    _, out, errors = affidavit("timestamp", "send", address, "-C", case / "case", check=0)
    server.shutdown()
    server.server_close()
    assert f"to {address}, and nothing else" in errors
    assert f"existed by {NOW}" in out
    assert len(bodies) == 1
    assert len(bodies[0]) < 80
    assert rows_of("timestamp", "show", "-C", case / "case")[0]["result"] == "untrusted"


def test_an_authority_that_does_not_answer_is_said(case):
    code, _, errors = affidavit("timestamp", "send", "http://127.0.0.1:9/tsr", "-C", case / "case")
    assert code == 2
    assert "does not answer" in errors
