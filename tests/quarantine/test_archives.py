"""Archives: every member an item, nothing written by its name, what is not taken out is listed."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import py7zr
import pytest
import pyzipper

from affidavit.model import Status
from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.unpack import available
from tests.made import office
from tests.quarantine.reading import read


def seen(children):
    return [(c.name, c.status, data) for c, data in children]


def test_a_tar_with_a_link_a_device_and_a_path_outside():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("../../письмо.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"hello"))
        for kind in (tarfile.SYMTYPE, tarfile.CHRTYPE):
            odd = tarfile.TarInfo(f"odd{kind.decode()}")
            odd.type, odd.linkname = kind, "/etc/passwd"
            archive.addfile(odd)
    parsed, children = read(buffer.getvalue(), "a.tar")
    assert seen(children)[0] == ("../../письмо.txt", Status.PENDING, b"hello")
    assert [c.status for c, _ in children[1:]] == [Status.REFUSED, Status.REFUSED]
    assert "/etc/passwd" in children[1][0].reason
    assert parsed.expected == 3


@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "a.txt.gz"), (bz2.compress, "a.txt.bz2"), (lzma.compress, "a.txt.xz")],
)
def test_packed_streams_also_several_in_one_file(pack, name):
    _, children = read(pack(b"one ") + pack(b"two"), name)
    assert seen(children) == [("a.txt", Status.PENDING, b"one two")]


def test_a_packed_stream_that_is_cut_gives_what_is_there():
    whole = gzip.compress(bytes(range(256)) * 4000)
    parsed, children = read(whole[: len(whole) // 2], "a.gz")
    assert parsed.status is Status.PARTIAL
    assert "damaged after" in parsed.reason
    assert len(children[0][1]) > 1000


def test_a_tar_inside_gzip_is_named_as_one():
    assert read(gzip.compress(b"x"), "архив.tgz")[1][0][0].name == "архив.tar"


@pytest.mark.parametrize("libarchive", [True, False])
def test_a_tar_and_a_seven_zip_are_read_without_libarchive_too(libarchive, monkeypatch):
    if not libarchive:
        monkeypatch.setattr("affidavit.quarantine.parsers.unpack._library", missing)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("письмо.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"hello"))
    assert seen(read(buffer.getvalue(), "a.tar")[1]) == [("письмо.txt", Status.PENDING, b"hello")]
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        archive.writestr(b"hello", "письмо.txt")
    assert seen(read(buffer.getvalue(), "a.7z")[1]) == [("письмо.txt", Status.PENDING, b"hello")]


def missing():
    raise Unreadable("not installed")


def test_a_seven_zip_with_and_without_its_password():
    for password in (None, "тайна"):
        buffer = io.BytesIO()
        with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
            archive.writestr(b"inside", "письмо.txt")
        raw = buffer.getvalue()
        opened = [] if password is None else ["no", password]
        assert seen(read(raw, "a.7z", passwords=opened)[1]) == [
            ("письмо.txt", Status.PENDING, b"inside")
        ]
    _, children = read(raw, "a.7z", passwords=["no"])
    assert [(c.name, c.status) for c, _ in children] == [("письмо.txt", Status.ENCRYPTED)]
    assert "none of the 1 given" in children[0][0].reason


@pytest.mark.parametrize("encryption", [pyzipper.WZ_AES])
def test_a_locked_zip(encryption):
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", encryption=encryption) as archive:
        archive.setpassword(b"hunter2")
        archive.writestr("a.txt", b"inside")
    assert read(buffer.getvalue(), "a.zip")[1][0][0].status is Status.ENCRYPTED
    assert seen(read(buffer.getvalue(), "a.zip", passwords=["hunter2"])[1])[0][2] == b"inside"


@pytest.mark.skipif(not available(), reason="libarchive is not installed")
def test_a_zip_without_its_table_gives_what_stands_before_the_break():
    raw = office.package({"a": b"first" * 100, "b": b"second" * 100})
    parsed, children = read(raw[: raw.index(b"PK\x01\x02")], "a.zip")
    assert parsed.status is Status.PARTIAL
    assert [data for _, data in children] == [b"first" * 100, b"second" * 100]


def test_bombs_are_refused_and_depth_is_bounded():
    _, children = read(office.package({"bomb": b"\0" * (64 << 20)}), "a.zip")
    assert children[0][0].status is Status.REFUSED
    assert "bomb" in children[0][0].reason
    with pytest.raises(Unreadable, match="inside one another") as failure:
        read(office.package({"a": b"x"}), "a.zip", path="leak" + "/member:1" * 8)
    assert failure.value.status is Status.REFUSED


def test_a_gzip_bomb_is_stopped_on_the_way():
    with pytest.raises(Unreadable, match="bomb") as failure:
        read(gzip.compress(b"\0" * (64 << 20)), "a.gz")
    assert failure.value.status is Status.REFUSED


def test_names_of_old_russian_archives():
    raw = office.package({"x": b"1"}).replace(b"x", "ё".encode("cp866"))
    info = zipfile.ZipFile(io.BytesIO(raw)).infolist()[0]
    assert info.filename != "ё"
    assert read(raw, "a.zip")[1][0][0].name == "ё"


def test_a_broken_archive_says_so():
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        archive.writestr(b"inside" * 100, "a.txt")
    with pytest.raises(Unreadable, match="not a readable archive"):
        read(buffer.getvalue()[:-20], "a.7z")
