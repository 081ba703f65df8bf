"""Messages attached to messages in a PST: libpff can open them, its Python binding has no way to ask.

The binding's own library exports both libpff's function and its own constructor of items, so they
are called through it. Where a version of the binding does not export them, such a message is listed.
"""

import ctypes
from functools import cache
from typing import Any

import pypff

_ITEM_POINTER = 2 * ctypes.sizeof(ctypes.c_void_p)  # behind an object's reference count and type


@cache
def _calls() -> tuple[Any, Any] | None:
    library = ctypes.PyDLL(pypff.__file__)
    try:
        opener, maker = library.libpff_attachment_get_item, library.pypff_item_new
    except AttributeError:
        return None
    opener.restype = ctypes.c_int
    opener.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p]
    maker.restype = ctypes.py_object
    maker.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.py_object]
    return opener, maker


def attached_message(attachment: Any) -> Any | None:
    """The message that an attachment is; None where it cannot be reached."""
    calls = _calls()
    if calls is None:
        return None
    opener, maker = calls
    item = ctypes.c_void_p.from_address(id(attachment) + _ITEM_POINTER).value
    inner = ctypes.c_void_p()
    if not item or opener(item, ctypes.byref(inner), None) != 1 or not inner.value:
        return None
    return maker(pypff.message, inner, attachment)
