"""Encrypts what is kept but must not be read from a copy of the database."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Seals with a key derived from the application's for this purpose."""

    def __init__(self, secret_key: str, purpose: bytes) -> None:
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
        self._fernet = Fernet(urlsafe_b64encode(kdf.derive(secret_key.encode())))

    def seal(self, text: str, now: datetime) -> str:
        return self._fernet.encrypt_at_time(text.encode(), int(now.timestamp())).decode()

    def open(self, sealed: str) -> str | None:
        """What was sealed; None where it was not by this key, or has been changed since."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def open_within(self, sealed: str, lasts: timedelta, now: datetime) -> str | None:
        """The same, and None also where it was sealed longer ago than this."""
        try:
            return self._fernet.decrypt_at_time(sealed, int(lasts.total_seconds()), int(now.timestamp())).decode()
        except InvalidToken:
            return None


open_vault = lru_cache(maxsize=4)(Vault)
