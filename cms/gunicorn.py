"""How gunicorn serves the site: `gunicorn --config python:cms.gunicorn cms.wsgi`.

SQLite has one writer: further threads would only poll for its lock and push each other back
(20 clients submitting, 2 workers: p95 116 ms with one thread, 309 ms with four). PostgreSQL
gains from threads that wait for it.
"""

import gc
import os

from cms import journal

_sqlite = "postgres" not in os.environ.get("DATABASE_URL", "")

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "1" if _sqlite else "4"))
preload_app = True
keepalive = 5
timeout = 60
graceful_timeout = 20
loglevel = "warning"


def on_starting(server) -> None:
    """What the processes of an earlier start have counted is over."""
    from cms.settings import METRICS_DIR

    for file in METRICS_DIR.glob("*.db"):
        file.unlink(missing_ok=True)


def child_exit(server, worker) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def when_ready(server) -> None:
    """Before the workers are forked: load what all of them need. What stands then stands for
    ever: keep the collector from walking it."""
    from cms import warming

    if _sqlite:
        server.log.warning(journal.told())
    warming.warm()
    gc.collect()
    gc.freeze()


def post_fork(server, worker) -> None:
    # A young generation of 700 is collected several times a request; this many, rarely.
    gc.set_threshold(20_000, 20, 20)
