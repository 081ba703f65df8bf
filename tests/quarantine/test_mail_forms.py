"""Mail in the forms that programs keep it in, and the odd parts that mail has."""

import base64
import binascii

import pysequoia
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from affidavit.model import Status
from affidavit.quarantine.parsed import Unreadable
from tests.quarantine.reading import read, texts

HEAD = b"From: a@b.example\nSubject: s\nMIME-Version: 1.0\n"
ENVELOPE = b"From a@b.example Mon Jan  1 10:00:00 2024\n"


def split(box):
    return [box[c.offset : c.offset + c.length] for c, _ in read(box, "box")[1]]


def mixed(*parts):
    body = b"".join(b"--q\n" + part + b"\n" for part in parts)
    return HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n" + body + b"--q--\n"


class TestMailboxes:
    lines = st.lists(
        st.sampled_from([b"", b">From the start", b"From here", b"text", b"-- ", b"Subject: no", b"> From x"]), max_size=6
    )  # fmt: skip

    @settings(max_examples=200)
    @given(st.lists(lines, min_size=1, max_size=5), st.sampled_from([b"\n", b"\r\n"]))
    def test_messages_written_as_mboxrd_come_back_byte_for_byte(self, bodies, newline):
        messages = []
        for number, body in enumerate(bodies):
            quoted = [
                b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in body
            ]
            messages.append(
                newline.join([b"From: a@b.example", b"Subject: %d" % number, b"", *quoted, b""])
            )
        box = b"".join(ENVELOPE.replace(b"\n", newline) + m + newline for m in messages)
        assert split(box) == messages

    def test_without_empty_lines_a_dated_envelope_line_divides(self):
        one, two = b"Subject: 1\nFrom: x\n\na\n", b"Subject: 2\nFrom: x\n\nb\n"
        assert split(ENVELOPE + one + ENVELOPE + two) == [one, two]

    def test_a_content_length_is_believed_where_a_message_ends_there(self):
        inner = b"text\n\n" + ENVELOPE + b"Subject: quoted\n\nnot a message\n"
        one = b"Subject: 1\nContent-Length: %d\n\n" % len(inner) + inner
        two = b"Subject: 2\nContent-Length: 9999\n\nb\n"
        assert split(ENVELOPE + one + b"\n" + ENVELOPE + two) == [one, two]

    def test_a_mailbox_larger_than_the_window_it_is_read_through(self, monkeypatch):
        monkeypatch.setattr("affidavit.quarantine.parsers.mailbox._WINDOW", 100)
        messages = [b"Subject: %d\nFrom: x\n\n%s\n" % (n, b"word " * n) for n in range(40)]
        assert split(b"".join(ENVELOPE + m + b"\n" for m in messages)) == messages

    def test_what_a_mailbox_announces_is_what_came_out(self):
        parsed, children = read(ENVELOPE + b"Subject: 1\n\na\n", "box")
        assert parsed.expected == len(children) == 1

    def test_the_mark_before_from_is_taken_off_in_the_text(self):
        parsed, _ = read(HEAD + b"\n>From the plant\n> From a reply\n", "m.eml")
        assert texts(parsed, "body")[""] == "From the plant\n> From a reply\n"

    def test_apple_mail(self):
        message = b"From: a@b.example\nSubject: s\n\nbody\n"
        plist = b'<?xml version="1.0"?><plist version="1.0"><dict><key>flags</key><integer>1</integer></dict></plist>'
        raw = b"%d\n" % len(message) + message + plist
        parsed, children = read(raw, "1.emlx")
        child = children[0][0]
        assert raw[child.offset : child.offset + child.length] == message
        assert parsed.metadata == {"Apple Mail: flags": "1"}


class TestOddParts:
    def test_address_fields_are_kept_raw_beside_decoded(self):
        raw = b"From: =?utf-8?B?0KHQvtC60L7Qu9C+0LI=?= <s@x.example>\nTo: a@b.example\nSubject: s\n\nx"
        parsed, _ = read(raw, "m.eml")
        assert parsed.people[0] == ("from", "Соколов", "s@x.example")
        assert parsed.raw_addresses == (("From", "=?utf-8?B?0KHQvtC60L7Qu9C+0LI=?= <s@x.example>"),)

    def test_a_part_of_a_message_says_which(self):
        raw = (
            b'From: a@b.example\nContent-Type: message/partial; id="x@y"; number=2; total=3\n\ntext'
        )
        parsed, _ = read(raw, "m.eml")
        assert parsed.status is Status.PARTIAL
        assert parsed.reason == "part 2 of 3 of message x@y, sent in pieces"

    def test_what_lies_elsewhere_is_listed_and_not_fetched(self):
        part = b'Content-Type: message/external-body; access-type=URL; URL="http://192.0.2.1/x"\n\nContent-Type: text/plain\n'
        _, children = read(mixed(part), "m.eml")
        assert children[0][0].status is Status.REFUSED
        assert "http://192.0.2.1/x" in children[0][0].reason

    @given(st.binary(min_size=1, max_size=500))
    def test_a_file_written_into_the_text_is_an_attachment(self, data):
        lines = [binascii.b2a_uu(data[n : n + 45]) for n in range(0, len(data), 45)]
        raw = (
            HEAD + b"\nsee below\n\nbegin 644 plan.bin\n" + b"".join(lines) + b"`\nend\n\nregards\n"
        )
        parsed, children = read(raw, "m.eml")
        assert [(c.name, found) for c, found in children] == [("plan.bin", data)]
        assert texts(parsed, "body")[""].split() == ["see", "below", "regards"]

    @pytest.mark.parametrize("encoding", [b"base64", b"base64 ", b"BASE64", b"Base64\t"])
    def test_an_encoding_written_oddly_is_undone(self, encoding):
        part = (
            b"Content-Type: application/x-y; name=a.bin\nContent-Transfer-Encoding: "
            + encoding
            + b"\n\n"
            + base64.b64encode(b"inside")
        )
        assert read(mixed(part), "m.eml")[1][0][1] == b"inside"

    def test_text_beside_the_first_is_body_unless_it_has_a_name(self):
        _, children = read(
            mixed(
                b"Content-Type: text/plain\n\none", b"Content-Type: text/plain; name=a.txt\n\ntwo"
            ),
            "m.eml",
        )
        assert [(c.name, data) for c, data in children] == [("a.txt", b"two")]
        parsed, children = read(
            mixed(b"Content-Type: text/plain\n\none", b"Content-Type: text/plain\n\ntwo"), "m.eml"
        )
        assert [t.text for t in parsed.texts if t.kind == "body"] == ["one", "two"]
        assert not children

    def test_a_name_keeps_its_folders(self):
        part = b'Content-Type: application/x-y; name="C:\\\\work\\\\plan.bin"\n\nx'
        assert read(mixed(part), "m.eml")[1][0][0].name == "C:\\work\\plan.bin"


class TestCalendarsAndCards:
    def test_an_event_with_its_people(self):
        raw = (
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART:20220314T061200Z\r\nSUMMARY:Совещание о\r\n  станках\r\n"
            'ORGANIZER;CN="Соколов Виктор":mailto:sokolov@zarz.example\r\nATTENDEE;CN=Корсак:mailto:korsak@zarz.example\r\n'
            "DESCRIPTION:Первый вопрос\\nВторой\\, третий\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ).encode()
        parsed, _ = read(raw, "a.ics")
        assert parsed.kind == "event"
        assert parsed.title == "Совещание о станках"
        assert parsed.date == "2022-03-14T06:12:00+00:00"
        assert parsed.people == (
            ("from", "Соколов Виктор", "sokolov@zarz.example"),
            ("to", "Корсак", "korsak@zarz.example"),
        )
        assert "Второй, третий" in texts(parsed, "body")["event 1"]

    def test_a_card_in_quoted_printable(self):
        raw = b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=96=D1=83=\n=D0=BA\nTEL:+375 29 000-00-00\nEND:VCARD\n"
        parsed, _ = read(raw, "a.vcf")
        assert parsed.kind == "contact"
        assert texts(parsed, "body")["contact 1"] == "Name: Жук\nPhone: +375 29 000-00-00\n"

    @given(st.text(max_size=200))
    def test_no_text_breaks_it(self, noise):
        try:
            read(f"BEGIN:VCARD\n{noise}".encode("utf-8", "replace"), "a.vcf")
        except Unreadable as failure:
            assert failure.reason


class TestSealed:
    def test_an_encrypted_message_is_listed_with_the_key_it_is_for(self):
        packet = bytes([0x84, 12, 3]) + bytes.fromhex("1D71CFF38F6B48AF") + b"\1\0\0"
        armour = (
            b"-----BEGIN PGP MESSAGE-----\n\n"
            + base64.b64encode(packet)
            + b"\n-----END PGP MESSAGE-----\n"
        )
        with pytest.raises(Unreadable, match="1D71CFF38F6B48AF") as failure:
            read(armour, "a.asc")
        assert failure.value.status is Status.ENCRYPTED

    def test_openpgp_is_opened_with_a_key_that_is_given(self):
        key = pysequoia.Tsk.generate("Zarya Test <a@b.example>")
        sealed = pysequoia.encrypt(
            recipients=[key.extract_certificate()], bytes=b"Subject: secret\n\nhello\n"
        )
        with pytest.raises(Unreadable, match="give the key with --keys"):
            read(sealed, "a.asc")
        _, children = read(sealed, "a.asc", keys=[str(key)])
        assert children[0][1] == b"Subject: secret\n\nhello\n"

    def test_smime_is_described_and_opened_with_a_key_that_is_given(self):
        key_and_certificate, sealed, signed = smime()
        with pytest.raises(Unreadable, match="give the key with --keys") as failure:
            read(sealed, "smime.p7m")
        assert failure.value.status is Status.ENCRYPTED
        _, children = read(sealed, "smime.p7m", keys=[key_and_certificate])
        assert b"Subject: secret" in children[0][1]
        parsed, children = read(signed, "smime.p7m")
        assert "Zarya Test" in texts(parsed, "note")[""]
        assert b"Subject: secret" in children[0][1]


def smime():
    """(key with certificate, encrypted, signed) around one message."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs7

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Zarya Test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    message = b"From: a@b.example\r\nSubject: secret\r\n\r\nhello\r\n"
    sealed = (
        pkcs7.PKCS7EnvelopeBuilder().set_data(message).add_recipient(certificate)
        .encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )  # fmt: skip
    signed = (
        pkcs7.PKCS7SignatureBuilder().set_data(message).add_signer(certificate, key, hashes.SHA256())
        .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )  # fmt: skip
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    return pem.decode(), sealed, signed
