"""The one settings module, in its test mode: own folder, quick passwords, jobs in place."""

import atexit
import os
import shutil
import tempfile

os.environ["JIANYAN_MODE"] = "test"
if "JIANYAN_VAR" not in os.environ:
    os.environ["JIANYAN_VAR"] = tempfile.mkdtemp(prefix="jianyan-test-")
    atexit.register(shutil.rmtree, os.environ["JIANYAN_VAR"], ignore_errors=True)

from cms.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Workers of one run are machines of their own: what one at a time may do, each may do.
LOCK_DIR = LOCK_DIR / os.environ.get("PYTEST_XDIST_WORKER", "alone")  # noqa: F405

# Each test client would list every static file first; looked up when asked for, it costs nothing.
WHITENOISE_AUTOREFRESH = True
