"""The SHA-256 of bytes."""

from __future__ import annotations

from engross.importing import import_lightly


def sha256(data: bytes) -> str:
    """The SHA-256 of `data`, in hexadecimal figures."""
    import_lightly("hashlib")
    from hashlib import sha256

    return sha256(data).hexdigest()
