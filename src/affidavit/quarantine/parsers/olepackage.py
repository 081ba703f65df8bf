"""OLE wrappings around a file, as Office makes them of what is dragged into a document."""

from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.package import unwrapped


def read(source: Input, emit: Emit) -> Parsed:
    """The file inside is the one member."""
    raw = bytes(source.untrusted_bytes)
    name, data = unwrapped(source.name, raw)
    if data == raw:
        raise Unreadable("an embedded object that is no file of its own")
    emit(Child("content:1", name, "", len(data)), data)
    return Parsed("archive", source.media_type, "olepackage 1", title=name, expected=1)


PARSER = Parser(
    name="olepackage",
    media_types=("application/x-ole-package",),
    library="olefile",
    limits="512 MB",
    read=read,
    family="documents",
    reads="files packed into OLE objects",
    leaves_out="objects of programs other than Office",
)
