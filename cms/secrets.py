"""Where secrets come from: the environment in production, `var/` on a developer's machine."""

import contextlib
import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


def required(env: environ.Env, name: str, hint: str) -> str:
    """The environment's value of `name`; stops with a sentence that says what to set."""
    value = env.str(name, "").strip()
    if not value:
        raise ImproperlyConfigured(
            f"JIANYAN_MODE=production needs the environment variable {name}: {hint}."
        )
    return value


def demo_secret(env: environ.Env, folder: Path, name: str) -> str:
    """A value that survives restarts without standing in the tree: made once, kept in `folder`."""
    if value := env.str(name, ""):
        return value
    path = folder / f"{name.lower()}.secret"
    if not path.exists():
        draft = folder / f".{name.lower()}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        # A link appears whole or not at all: of two processes that start together, one wins
        # and both read the same value.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
