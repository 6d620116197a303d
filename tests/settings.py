"""The one settings module, in its test mode: own folder, quick passwords, jobs in place."""

import atexit
import os
import shutil
import tempfile

os.environ["JIANYAN_MODE"] = "test"
if "JIANYAN_VAR" not in os.environ:
    os.environ["JIANYAN_VAR"] = tempfile.mkdtemp(prefix="jianyan-test-")
    atexit.register(shutil.rmtree, os.environ["JIANYAN_VAR"], ignore_errors=True)
# Workers of one run are machines of their own: no test meets the files or locks of another's.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if WORKER and os.path.basename(os.environ["JIANYAN_VAR"]) != WORKER:
    os.environ["JIANYAN_VAR"] = os.path.join(os.environ["JIANYAN_VAR"], WORKER)
    os.makedirs(os.environ["JIANYAN_VAR"], mode=0o700, exist_ok=True)

from cms.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Tests move the clock by days; those of `staff/test_sessions.py` set the limits themselves.
SESSION_IDLE = SESSION_LONGEST = None

# A process that is killed loses nothing by it, and tests cut no power: a commit waits for no disk.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405

# Each test client would list every static file first; looked up when asked for, it costs nothing.
WHITENOISE_AUTOREFRESH = True
