"""7z archives that are locked, by py7zr: libarchive has no way to give them a password."""

from typing import Any

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input
from affidavit.quarantine.parsers.members import clean_name, locked_reason, parsed, refusal

_AT_ONCE = 256 << 20


def is_locked(source: Input) -> bool:
    """Whether its table or its members need a password."""
    import py7zr

    try:
        with py7zr.SevenZipFile(source.stream()) as archive:
            return bool(archive.needs_password())
    except py7zr.PasswordRequired:
        return True
    except Exception:  # noqa: BLE001 (whatever is wrong with it, libarchive is asked next)
        return False


def read_locked(source: Input, emit: Emit) -> Parsed:
    """Members taken out with the first password that fits; else the names, where they can be seen."""
    for password in (None, *source.passwords):
        opened = _try(source, password)
        if opened is not None:
            for number, (name, data) in enumerate(opened, start=1):
                emit(Child(f"member:{number}", clean_name(name), "", len(data)), data)
            return parsed(source, len(opened), "", len(opened))
    names = _names(source)
    if not names:
        raise Unreadable(locked_reason(source), Status.ENCRYPTED)
    for number, name in enumerate(names, start=1):
        shut = Child(f"member:{number}", clean_name(name), "", 0, status=Status.ENCRYPTED, reason=locked_reason(source))  # fmt: skip
        emit(shut, None)
    return parsed(source, len(names), "", len(names))


def _try(source: Input, password: str | None) -> list[tuple[str, bytes]] | None:
    import py7zr
    from py7zr.io import BytesIOFactory

    try:
        with py7zr.SevenZipFile(source.stream(), password=password) as archive:
            size = sum(entry.uncompressed or 0 for entry in archive.list())
            if size > _AT_ONCE or refusal(size, source.length):
                raise Unreadable(
                    f"locked, and would unfold to {size >> 20} MB at once", Status.REFUSED
                )
            factory: Any = BytesIOFactory(_AT_ONCE)
            archive.extractall(factory=factory)
            return [(name, product.read()) for name, product in factory.products.items()]
    except (Unreadable, MemoryError):
        raise
    except Exception:  # noqa: BLE001 (a wrong password shows as any error of any packer)
        return None


def _names(source: Input) -> list[str]:
    import py7zr

    try:
        with py7zr.SevenZipFile(source.stream()) as archive:
            return [entry.filename for entry in archive.list() if not entry.is_directory]
    except (py7zr.exceptions.ArchiveError, py7zr.PasswordRequired, OSError, ValueError, EOFError):
        return []
