"""A page that opens with a passphrase, for e-mail. The only place that loads pypdf."""

from __future__ import annotations

import io


def locked(pdf: bytes, passphrase: str) -> bytes:
    """Return the PDF under a passphrase: AES with 256 bits, which every viewer reads.

    Args:
        pdf: a page from `render`.
        passphrase: at most 127 bytes of UTF-8; the rest would be cut.
    """
    from pypdf import PdfReader, PdfWriter

    writer, file = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))), io.BytesIO()
    writer.encrypt(passphrase, algorithm="AES-256")
    writer.write(file)
    return file.getvalue()
