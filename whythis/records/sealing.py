"""Keeps shared secrets unreadable in the database: who has only the database cannot sign as a site."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from whythis.errors import ShopError


class Seal:
    """Encrypts and authenticates texts (Fernet) under a key that is made from the service's secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._fernet = Fernet(base64.urlsafe_b64encode(self.key("seal")))

    def key(self, purpose: str) -> bytes:
        """32 bytes for one purpose; keys of different purposes tell nothing of each other."""
        return hmac.digest(self._secret, b"whythis:" + purpose.encode(), hashlib.sha256)

    def sealed(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def opened(self, token: str) -> str:
        """Raises ShopError when it was sealed under another secret."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise ShopError(
                "A site's signing key cannot be read.",
                expected="the secret that it was saved under",
                got="another secret",
                fix="Restore session.key, or make a new key: whythis site rotate NAME --shop DIR",
            ) from error

    def mark(self, text: str) -> str:
        """A name for `text` that only who has the secret can make: 32 hexadecimal digits."""
        return hmac.new(self.key("mark"), text.encode(), hashlib.sha256).hexdigest()[:32]
