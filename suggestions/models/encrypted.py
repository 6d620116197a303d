"""Contact data encrypted at rest: a text field whose column holds only ciphertext."""

import base64
import hashlib
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

UNREADABLE = "（密钥已更换，无法读取）"


@cache
def _cipher(keys: str) -> MultiFernet:
    """The first key encrypts, all decrypt: rotating is putting a new key in front."""
    digests = (hashlib.sha256(key.strip().encode()).digest() for key in keys.split(","))
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    return _cipher(settings.FIELD_KEYS).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    if not token:
        return ""
    try:
        return _cipher(settings.FIELD_KEYS).decrypt(token.encode()).decode()
    except InvalidToken:
        return UNREADABLE


class EncryptedTextField(models.TextField):
    """Reads and writes plain text; stores a Fernet token. Cannot be searched, by design."""

    def get_prep_value(self, value):
        return encrypt(super().get_prep_value(value) or "")

    def from_db_value(self, value, expression, connection):
        return decrypt(value)


class EncryptedJSONField(EncryptedTextField):
    """The same for what a list or an upload held, cell by cell: any value that JSON can say."""

    # For the types: what is set and got is no text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str:
        return super().get_prep_value(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value, expression, connection):
        plain = super().from_db_value(value, expression, connection)
        return json.loads(plain) if plain not in ("", UNREADABLE) else None
