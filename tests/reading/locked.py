"""PDFs behind a password, in the oldest way there is (RC4 with 40 bits), which every reader opens."""

from hashlib import md5

from tests.reading.made import PAGES, WORDS, pdf_of

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID, _PERMISSIONS = b"0123456789abcdef", -44


def pdf(user: str, owner: str, catalogue: bytes = b"") -> bytes:
    """Opens with the password `user`, even where that is empty; `catalogue` goes into its first object."""
    owned = _rc4(md5(_padded(owner)).digest()[:5], _padded(user))
    key = md5(_padded(user) + owned + _PERMISSIONS.to_bytes(4, "little", signed=True) + _ID).digest()[:5]
    text = _rc4(md5(key + bytes([4, 0, 0, 0, 0])).digest()[:10], b"BT /F 12 Tf 20 100 Td (%s) Tj ET" % WORDS.encode())
    font = b"<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        PAGES,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R/Resources<</Font%s>>>>" % font,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
        b"<</Filter/Standard/V 1/R 2/P %d/O<%s>/U<%s>>>"
        % (_PERMISSIONS, owned.hex().encode(), _rc4(key, _PAD).hex().encode()),
    ]
    return pdf_of(objects, b"/Encrypt 5 0 R/ID[<%s><%s>]" % (_ID.hex().encode(), _ID.hex().encode()))


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + _PAD)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, made = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    j = 0
    for number, byte in enumerate(data, 1):
        i = number % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        made.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(made)
