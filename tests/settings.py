"""The one settings module, in its test mode: own folder, quick passwords, jobs in place."""

import os
import tempfile

os.environ["JIANYAN_MODE"] = "test"
os.environ.setdefault("JIANYAN_VAR", tempfile.mkdtemp(prefix="jianyan-test-"))

from cms.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
