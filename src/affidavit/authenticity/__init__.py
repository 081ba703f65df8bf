"""Is it genuine, and is it whole? Signatures, coherence, corroboration, threads, gaps; all offline."""

from affidavit.authenticity.grades import Grade, grade
from affidavit.authenticity.keys import KeyRecord, KeyStore, read_keys
from affidavit.authenticity.signatures import Signature, verify_dkim
from affidavit.authenticity.threads import Threads, thread

VERSION = "3"

__all__ = [
    "VERSION",
    "Grade",
    "KeyRecord",
    "KeyStore",
    "Signature",
    "Threads",
    "grade",
    "read_keys",
    "thread",
    "verify_dkim",
]
