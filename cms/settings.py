"""All settings, driven by the environment.

`JIANYAN_MODE=demo` (the default) needs nothing: SQLite, and secrets generated once into
`var/`. `JIANYAN_MODE=production` reads every secret from the environment and stops with a
sentence that says what to set when one is missing. `DATABASE_URL` chooses PostgreSQL.
"""

import datetime as dt
import os
import shlex
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

from cms import journal
from cms.secrets import demo_secret, required

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("JIANYAN_MODE", "demo")
PRODUCTION = MODE == "production"
TESTING = MODE == "test"
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env.str("JIANYAN_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def secret(name: str, hint: str) -> str:
    """A secret from the environment; generated and kept in `var/` outside production."""
    return required(env, name, hint) if PRODUCTION else demo_secret(env, VAR_DIR, name)


SECRET_KEY = secret("SECRET_KEY", "a long random text; it signs cookies and links")
# Comma-separated; the first encrypts, all decrypt: put a new one in front to rotate.
FIELD_KEYS = secret("FIELD_KEYS", "random texts, comma-separated; they encrypt contact data")
# Receipt codes are derived and hashed with it: changing it makes every receipt code unknown.
RECEIPT_KEY = secret("RECEIPT_KEY", "a long random text that never changes; it hashes receipts")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
if PRODUCTION and not ALLOWED_HOSTS:
    required(env, "ALLOWED_HOSTS", "the site's host names, comma-separated")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}")
SITE_NAME = env.str("SITE_NAME", "建言")
SITE_TAGLINE = env.str("SITE_TAGLINE", "人民建议征集")
# On every page, that nothing here is real; empty shows nothing.
DEMO_NOTICE = env.str(
    "DEMO_NOTICE",
    "这是一个演示站点。小区、店铺、人物、电话、建议和答复都是虚构的，"
    "部门名称只作示意，请不要据此办事。"
    if MODE == "demo"
    else "",
)
# What stands at the foot of every page: whose site it is, its numbers, whom to call.
SITE_ORGAN = env.str("SITE_ORGAN", "" if PRODUCTION else "人民建议征集办公室（演示）")
# 发文机关代字: the first letters of every paper's number.
PAPER_MARK = env.str("PAPER_MARK", "征")
SITE_ID = env.str("SITE_ID", "")  # 网站标识码
SITE_RECORD = env.str("SITE_RECORD", "")  # 备案号
HOTLINE = env.str("HOTLINE", "12345")
# Number of reverse proxies in front: the client address is read that many places from the
# right of X-Forwarded-For. 0 trusts the header not at all.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "cms",
    "deliberation",
    "suggestions",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "suggestions.desk.apps.StaffUsersConfig",  # wagtail.users with our user form
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "cms.access.RequestMiddleware",
    "cms.metrics.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.CompressPagesMiddleware",
    "cms.middleware.SharedPagesMiddleware",
    "cms.middleware.HostCookiesMiddleware",
    "cms.middleware.ContentSecurityMiddleware",
    "cms.middleware.GoingBackMiddleware",
    "cms.middleware.WithinReachMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "suggestions.staff.kept_words.KeeperOfWords",
    "suggestions.staff.second_step.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
CSRF_FAILURE_VIEW = "cms.views.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.site",
            ],
        },
    },
]

# --- databases ------------------------------------------------------------------------------

# Who waits longer for a lock is told to come back (503) and keeps the words.
LOCK_SECONDS = env.int("LOCK_SECONDS", 20)
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = journal.options(LOCK_SECONDS)
    DATABASES["default"]["CONN_MAX_AGE"] = None
    # A file and not memory: race tests start processes that must see the same database.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    # One connection a thread, kept: gunicorn's threads live as long as their worker.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that no longer answers is noticed in half a minute, whatever became of the network.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "options": f"-c lock_timeout={LOCK_SECONDS}s",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "cms.cache.OptionalRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- background work ------------------------------------------------------------------------
# Wagtail's own small tasks run in place ("default"). The product's long work goes to "jobs":
# rows in the database, drained by `manage.py work`, which the embedded default starts itself.
EMBEDDED_WORKER = env.bool("EMBEDDED_WORKER", MODE == "demo")
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "suggestions.work.jobs.JobsBackend",
        "QUEUES": [],
    },
}

# What the worker does when its minute has come: `f(*, at)`, each harmless to repeat.
CLOCKS = [
    "cms.reminding.keep_clocks",
    "suggestions.actions.keeping.keep_clocks",
    "suggestions.work.tasks.pull_waiting",
    "suggestions.telling.reckoning.keep",
    "suggestions.actions.tallying.count_in_steps",
    "deliberation.tasks.keep_clocks",
]

# --- people ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "suggestions.User"
AUTHENTICATION_BACKENDS = ["suggestions.staff.logins.BrakedBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": "suggestions.staff.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": "suggestions.staff.passwords.NoHabits"},
    {"NAME": "suggestions.staff.sessions.EndsSessions"},
]
# Whether roles that hold one of these rights log in with a second step (docs/operations.md). The
# demo's accounts are public and do without; a real site does not start without.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", PRODUCTION)
if PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise ImproperlyConfigured("SECOND_FACTOR_REQUIRED can be switched off in the demo only.")
SECOND_FACTOR_FOR = [
    "suggestions.reveal_contact",
    "suggestions.change_user",
    "deliberation.run_council",
]
# Roles with one of these rights are given by one person and confirmed by another; who supervises
# is among those who confirm.
TWO_PERSONS_FOR = [*SECOND_FACTOR_FOR, "suggestions.supervise"]
WAGTAILUSERS_PASSWORD_ENABLED = False  # nobody sets the password of somebody else
LOGIN_URL = "wagtailadmin_login"
SESSION_ENGINE = "suggestions.staff.sessions"
# Without a hand on the page, and in all (`suggestions/staff/sessions.py`).
SESSION_IDLE: dt.timedelta | None = dt.timedelta(minutes=env.int("SESSION_IDLE_MINUTES", 30))
SESSION_LONGEST: dt.timedelta | None = dt.timedelta(hours=env.int("SESSION_HOURS", 12))
# --- what browsers are told (cms/middleware.py) -------------------------------------------------

HTTPS = env.bool("HTTPS", PRODUCTION)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HOST_COOKIES = HTTPS
SECURE_SSL_REDIRECT = env.bool("HTTPS_REDIRECT", False)
# A day at first: a mistake is over by tomorrow. docs/operations.md says when to go on.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 86_400 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows pages in a frame of the same site
# The place is asked for by one button (the nearest council); nothing else of a device.
PERMISSIONS_POLICY = ", ".join(
    ["geolocation=(self)"]
    + [f"{name}=()" for name in ("camera", "microphone", "payment", "usb", "browsing-topics")]
)

# Public pages and the login: nothing inline, nothing from elsewhere, and of what is not named
# nothing at all. The Wagtail admin still carries inline scripts, so it gets its own policy.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
}

# --- language and time ----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
FORMAT_MODULE_PATH = ["cms.formats"]

# --- files ----------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
# Below it each source of lists has a folder of its own, filled by another system.
INTAKE_ROOT = Path(env.str("INTAKE_ROOT", str(VAR_DIR / "incoming")))
# Photos and uploaded lists are not public files: views hand them out after asking who asks.
PRIVATE_ROOT = VAR_DIR / "private"
# Days for which uploaded lists are kept, with the rows of them that were faulty.
IMPORTS_KEPT_DAYS = env.int("IMPORTS_KEPT_DAYS", 30)
# With less room than this on a disk that is written to, /readyz says so.
DISK_FREE_MB = env.int("DISK_FREE_MB", 1024)
# What the processes count for /metrics. Named before the library is loaded, which reads it then.
METRICS_DIR = VAR_DIR / "metrics"
METRICS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
os.environ.update(PROMETHEUS_MULTIPROC_DIR=str(METRICS_DIR))
METRICS_NETWORKS = env.list("METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"])

# Files that only stand for a lock between the processes of this machine.
LOCK_DIR = VAR_DIR / "locks"
# Drawn pictures of pages (suggestions.opening.drawing): may be deleted at any time.
SHARE_DIR = VAR_DIR / "share"
# Printed papers (suggestions.documents.keeping): may be deleted at any time.
PAPER_DIR = VAR_DIR / "papers"
SHARE_FONT = env.str("SHARE_FONT", "")  # of Chinese letters; empty looks in the usual places
# Where backups go, for whom they are sealed, and how many days, weeks and months back one stays.
BACKUP_DIR = Path(env.str("BACKUP_DIR", str(VAR_DIR / "backups")))
BACKUP_TO = env.str("BACKUP_TO", "")
BACKUP_DAILY = env.int("BACKUP_DAILY", 7)
BACKUP_WEEKLY = env.int("BACKUP_WEEKLY", 4)
BACKUP_MONTHLY = env.int("BACKUP_MONTHLY", 6)
# What no restored backup may undo: erasures and closed votes; better on another disk.
ERASURE_LOG = Path(env.str("ERASURE_LOG", str(VAR_DIR / "erasures.log")))
STORAGES = {
    "default": {"BACKEND": "cms.storages.WholeFileStorage"},
    "private": {
        "BACKEND": "cms.storages.WholeFileStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Wagtail --------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILADMIN_USER_LOGIN_FORM = "suggestions.desk.settings.login.StaffLoginForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "suggestions.desk.settings.login.StaffResetForm"  # noqa: S105
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "suggestions.text.page_search", "SEARCH_CONFIG": "simple"}
}
# Nothing leaves the building: no update check, no avatars from elsewhere, no embeds.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai", "Asia/Urumqi"]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "heic"]
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": ["h2", "h3", "bold", "ol", "ul", "hr", "link", "document-link", "image"]
        },
    }
}
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "suggestions.models.tags.tags_from_string"
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# Of a hundred suggestions that were screened, how many a second officer reads, told nothing.
SECOND_READING_PERCENT = env.int("SECOND_READING_PERCENT", 0 if TESTING else 5)

# --- news ------------------------------------------------------------------------------------
# Each channel is a class with `send(message)`; see `suggestions/work/channels.py`.
OUTBOX_CHANNELS = {
    "email": env.str("OUTBOX_EMAIL", "suggestions.work.channels.FileChannel"),
    "sms": env.str("OUTBOX_SMS", "suggestions.work.channels.FileChannel"),
    "robot": "suggestions.work.robots.RobotChannel",
}
OUTBOX_DIR = VAR_DIR / "outbox"
NEWS_LINK_DAYS = env.int("NEWS_LINK_DAYS", 60)
NEWS_QUIET_FROM = env.int("NEWS_QUIET_FROM", 22)
NEWS_QUIET_UNTIL = env.int("NEWS_QUIET_UNTIL", 8)
NEWS_DIGEST_HOUR = env.int("NEWS_DIGEST_HOUR", 9)
FOLLOWS_PER_HOUR = env.int("FOLLOWS_PER_HOUR", 20)
# What can be followed: each names a list of kinds (suggestions/news/followable.py).
FOLLOWABLE = [
    "suggestions.news.followable.KINDS",
    "deliberation.telling.following.KINDS",
    "cms.registrants.KINDS",
]
SMS_SIGN = env.str("SMS_SIGN", SITE_NAME)
SMS_PRICE_FEN = env.int("SMS_PRICE_FEN", 5)  # of one part of a text message
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", "")
SMS_GATEWAY_ID = env.str("SMS_GATEWAY_ID", "")
SMS_GATEWAY_SECRET = env.str("SMS_GATEWAY_SECRET", "")
ALIYUN_SMS_URL = env.str("ALIYUN_SMS_URL", "https://dysmsapi.aliyuncs.com/")
ALIYUN_SMS_REGION = env.str("ALIYUN_SMS_REGION", "cn-hangzhou")
ALIYUN_SMS_KEY_ID = env.str("ALIYUN_SMS_KEY_ID", "")
ALIYUN_SMS_KEY_SECRET = env.str("ALIYUN_SMS_KEY_SECRET", "")
ALIYUN_SMS_TEMPLATE = env.str("ALIYUN_SMS_TEMPLATE", "")
WECOM_ROBOT_URL = env.str("WECOM_ROBOT_URL", "")
DINGTALK_ROBOT_URL = env.str("DINGTALK_ROBOT_URL", "")
DINGTALK_ROBOT_SECRET = env.str("DINGTALK_ROBOT_SECRET", "")
EMAIL_CONFIG = env.email("EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "jianyan@localhost")

# Who else gives out receipt codes: `f(request, digest)` gives the way to what a code opens.
RECEIPT_DOORS = [
    "deliberation.views.proposals.follow",
    "deliberation.views.objections.follow",
    "deliberation.views.commenting.follow",
    "deliberation.views.projects.follow",
]
# Who else tells the way of a topic: `f(topics)` gives `{topic: [Journey]}`
# (suggestions.telling.continuation).
TOPIC_JOURNEYS = ["deliberation.telling.journey.for_topics"]
# Lists of sets of open data (suggestions.opening.dataset), in the order of their page.
OPEN_DATASETS = [
    "suggestions.opening.datasets.DATASETS",
    "suggestions.opening.counting.DATASETS",
    "deliberation.opening.datasets.DATASETS",
]
# What else the page of figures tells, apart from suggestions: `f(at=…)` gives sections.
FIGURES_BESIDE = ["cms.told_visits.figures"]
# Sites whose streams and recordings a live event shows in a frame: host names, comma-separated.
LIVE_EMBED_HOSTS = env.list("LIVE_EMBED_HOSTS", default=[])
# What looks for viruses in attachments: a command that reads the file from stdin and ends with 0
# where it found nothing, with 1 where it did. None: nothing is looked for.
FILE_SCANNER = shlex.split(env.str("FILE_SCANNER", ""))
# What is said of public pages to machines (suggestions.opening.pages).
OPEN_PAGES = ["suggestions.opening.pages", "deliberation.opening.pages", "cms.opening"]
# What others may do with them.
DATA_LICENCE = env.str(
    "DATA_LICENCE", "可以免费使用、转载和改编，请注明来源和下载日期，不要据此推断写信的人是谁。"
)

# --- limits of the residents' door ----------------------------------------------------------
SUBMISSIONS_PER_HOUR = env.int("SUBMISSIONS_PER_HOUR", 60)  # per address; a community shares one
LOOKUPS_PER_HOUR = env.int("LOOKUPS_PER_HOUR", 120)
CODES_PER_HOUR = env.int("CODES_PER_HOUR", 3000)  # codes by message, of all networks together
PUSH_PER_HOUR = env.int("PUSH_PER_HOUR", 3600)  # signed requests of one department's key
OPEN_DATA_PER_HOUR = env.int("OPEN_DATA_PER_HOUR", 600)  # questions of programs; a file costs ten

LOG_FORMAT = env.str("LOG_FORMAT", "json" if PRODUCTION else "plain")
LOG_ACCESS = env.bool("LOG_ACCESS", PRODUCTION)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}{request_id}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "place"},
            "json_ensure_ascii": False,
            # Django hands the request along; its words are the address, keys and all.
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        },
    },
    "filters": {
        "secrets": {"()": "cms.logs.WithoutSecrets"},
        "number": {"()": "cms.logs.WithRequestNumber"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["secrets", "number"],
        }
    },
    "loggers": {"cms.access": {"level": "INFO" if LOG_ACCESS else "WARNING"}},
    "root": {"handlers": ["console"], "level": "INFO" if "runserver" in sys.argv else "WARNING"},
}
