"""Files that whoever makes them cannot read: sealed with a public key, opened with its secret.

X25519 agrees on a key with a pair made for this one file, HKDF-SHA256 draws it, and
ChaCha20-Poly1305 seals piece after piece. A piece's number and whether it is the last are part of
its nonce (the STREAM construction, as `age` has it): pieces that are changed, missing, swapped or
cut off do not open.
"""

import base64
import io
import os
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cms.backup import BackupError

MAGIC = b"jianyan-sealed-1\n"
PIECE, TAG = 1 << 20, 16
PUBLIC, SECRET = "jianyan-public-", "jianyan-secret-"


def new_pair(path: Path) -> str:
    """Write a new secret key to `path`, for its owner alone; gives the public key."""
    secret = X25519PrivateKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(
            f"写不了密钥文件 {path}：{error.strerror}。请换一个还没有的文件名。"
        ) from error
    with os.fdopen(handle, "w") as file:
        file.write(_text(SECRET, secret.private_bytes_raw()) + "\n")
    return _text(PUBLIC, secret.public_key().public_bytes_raw())


def public_key(text: str) -> X25519PublicKey:
    if not text:
        raise BackupError(
            "还没有设置备份公钥。请在保管密钥的电脑上运行 manage.py backup --new-key 文件名，"
            "把显示的公钥设为环境变量 BACKUP_TO，密钥文件不要放在这台服务器上。"
        )
    raw = _raw(PUBLIC, text, "BACKUP_TO 不是备份公钥，应以 jianyan-public- 开头。")
    return X25519PublicKey.from_public_bytes(raw)


def secret_key(path: Path) -> X25519PrivateKey:
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"读不了密钥文件 {path}。请检查路径和权限。") from error
    return X25519PrivateKey.from_private_bytes(_raw(SECRET, text, f"{path} 不是备份密钥文件。"))


class Sealer(io.RawIOBase):
    """Takes bytes and writes them sealed. Only `finish` makes the file whole."""

    def __init__(self, out: IO[bytes], recipient: X25519PublicKey) -> None:
        once = X25519PrivateKey.generate()
        mine = once.public_key().public_bytes_raw()
        self.out, self.waiting, self.number = out, bytearray(), 0
        self.cipher = _cipher(once.exchange(recipient), mine, recipient.public_bytes_raw())
        out.write(MAGIC + mine)

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.waiting += data
        while len(self.waiting) > PIECE:  # the last piece is never written here
            self._piece(self.waiting[:PIECE], last=False)
            del self.waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        self._piece(self.waiting, last=True)

    def _piece(self, data: bytes | bytearray, *, last: bool) -> None:
        self.out.write(self.cipher.encrypt(_nonce(self.number, last=last), bytes(data), None))
        self.number += 1


class Opener(io.RawIOBase):
    """Reads what a `Sealer` wrote; a piece that was touched raises `BackupError`."""

    def __init__(self, file: IO[bytes], secret: X25519PrivateKey) -> None:
        head = file.read(len(MAGIC) + 32)
        if not head.startswith(MAGIC) or len(head) != len(MAGIC) + 32:
            raise BackupError("这不是备份文件，或者文件头坏了。")
        theirs = head[len(MAGIC) :]
        shared = secret.exchange(X25519PublicKey.from_public_bytes(theirs))
        mine = secret.public_key().public_bytes_raw()
        self.file, self.number, self.plain = file, 0, memoryview(b"")
        self.cipher = _cipher(shared, theirs, mine)
        self.ahead = file.read(PIECE + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self.plain and (self.ahead or not self.number):  # one piece at least
            self.plain = memoryview(self._next())
        count = min(len(buffer), len(self.plain))
        buffer[:count] = self.plain[:count]
        self.plain = self.plain[count:]
        return count

    def _next(self) -> bytes:
        piece, self.ahead = self.ahead, self.file.read(PIECE + TAG)
        nonce = _nonce(self.number, last=not self.ahead)
        self.number += 1
        try:
            return self.cipher.decrypt(nonce, piece, None)
        except InvalidTag as error:
            raise BackupError(
                f"备份打不开（第 {self.number} 段）：密钥不对，或者文件被改过、没有传完整。"
                "请核对密钥，重新取一次文件，或者换另一天的备份。"
            ) from error


def _cipher(shared: bytes, once: bytes, recipient: bytes) -> ChaCha20Poly1305:
    drawn = HKDF(algorithm=SHA256(), length=32, salt=once + recipient, info=MAGIC).derive(shared)
    return ChaCha20Poly1305(drawn)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _text(kind: str, raw: bytes) -> str:
    return kind + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(kind: str, text: str, wrong: str) -> bytes:
    text = text.strip()
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(kind) + "=")
    except ValueError as error:
        raise BackupError(wrong) from error
    if not text.startswith(kind) or len(raw) != 32:
        raise BackupError(wrong)
    return raw
