"""Is it genuine? Signatures verified offline, with keys from archives."""

from affidavit.authenticity.keys import KeyRecord, KeyStore, read_keys
from affidavit.authenticity.signatures import Signature, grade, verify_dkim

__all__ = ["KeyRecord", "KeyStore", "Signature", "grade", "read_keys", "verify_dkim"]
