"""A file under a passphrase as any age program may write it: https://age-encryption.org/v1.

Written here from the format's text, so that what the library reads is not only its own. The work
factor is so low that it takes no time; the library picks one that takes two seconds.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

LOG_N = 2
CHUNK = 64 * 1024


def encrypt(content: bytes, passphrase: str) -> bytes:
    """Return the content as an age file that opens with a passphrase."""
    file_key, salt, nonce = (os.urandom(16) for _ in range(3))
    salted = b"age-encryption.org/v1/scrypt" + salt
    wrap_key = hashlib.scrypt(passphrase.encode(), salt=salted, n=2**LOG_N, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, None)
    head = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_64(salt), LOG_N, _64(wrapped))
    mac = hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")
    cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    starts = range(0, len(content), CHUNK)
    chunks = (
        cipher.encrypt(
            number.to_bytes(11, "big") + bytes([start == starts[-1]]),
            content[start : start + CHUNK],
            None,
        )
        for number, start in enumerate(starts)
    )
    return b"".join((head, b" ", _64(mac), b"\n", nonce, *chunks))


def _derived(key: bytes, salt: bytes, use: bytes) -> bytes:
    """HKDF with SHA-256, one block of it."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(extracted, use + b"\x01", "sha256")


def _64(value: bytes) -> bytes:
    return b64encode(value).rstrip(b"=")
