"""`manage.py demo`: what `make demo` runs — migrate, load once, say what to look at, serve."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from gunicorn.app.base import BaseApplication
from wagtail.models import Site

from cms import gunicorn as config
from cms.demo import KEY, PASSWORD
from cms.demo.people import CLERKS, LOGINS
from cms.demo.yishi import LION
from cms.management.commands.load_demo import loaded
from suggestions.residents import receipts

# One answered and open for a rating, one that is being worked on.
RECEIPTS = (("s180", "已经答复，可以评价"), ("s002", "承办单位正在办理"))


class Server(BaseApplication):
    """gunicorn inside this process, with the application loaded before it forks."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def load_config(self) -> None:
        for name in self.cfg.settings:
            if hasattr(config, name):
                self.cfg.set(name, getattr(config, name))
        self.cfg.set("bind", self.address)

    def load(self):
        return get_wsgi_application()


class Command(BaseCommand):
    help = "准备并打开演示网站。地址由环境变量 HOST（默认 127.0.0.1）和 PORT（默认 8000）决定。"
    requires_system_checks: list[str] = []

    def handle(self, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError("正式环境不能运行演示：演示账号的密码是公开的。")
        host, port = os.environ.get("HOST") or "127.0.0.1", self.port()
        if not free(host, port):
            self.stderr.write(
                f"端口 {port} 已经被别的程序占用。请换一个端口，例如：PORT={port + 1} make demo"
            )
            sys.exit(2)
        self.prepare(port)
        self.welcome(host, port)
        # Workers open their own connections; one inherited from here would be shared.
        connections.close_all()
        with worker():
            Server(f"{host}:{port}").run()

    def port(self) -> int:
        text = os.environ.get("PORT") or "8000"
        if not text.isdecimal() or not 0 < int(text) < 65536:
            self.stderr.write(f"PORT 应当是 1 到 65535 之间的数字，现在是“{text}”。")
            sys.exit(2)
        return int(text)

    def prepare(self, port: int) -> None:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise looks for it
        if steps := unmigrated():
            self.stdout.write(f"正在建立数据库，共 {steps} 步（首次一两分钟）…")
            self.stdout.flush()
            call_command("migrate", verbosity=0)
        if not loaded():
            self.stdout.write("正在装入演示内容（首次约一分钟）…")
            self.stdout.flush()
            call_command("load_demo", stdout=self.stdout, stderr=self.stderr)
        site = Site.objects.filter(is_default_site=True).first()
        hostname = urlsplit(settings.SITE_URL).hostname or "localhost"
        if site and (site.hostname, site.port) != (hostname, port):
            site.hostname, site.port = hostname, port
            site.save()

    def welcome(self, host: str, port: int) -> None:
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
        address = f"http://{shown}:{port}"
        codes = [(receipts.grouped(receipts.issue(KEY + key)), what) for key, what in RECEIPTS]
        others = "，".join(
            f"{x.username} {x.department}" for x in LOGINS if x.department and not x.first
        )
        estates = [x.username for x in LOGINS if not (x.first or x.department)]
        lines = [
            "",
            f"  建言演示已经打开：{address}/        按 Ctrl-C 停止",
            "",
            f"  工作人员登录：{address}{reverse('wagtailadmin_home')}        密码都是 {PASSWORD}",
            *(
                f"    {login.username:<11}{who(login)}：{login.first}"
                for login in LOGINS
                if login.first
            ),
            f"    其他承办单位：{others}",
            f"    各小区的议事员：{estates[0]} 到 {estates[-1]}",
            "",
            f"  居民查进度：{address}{reverse('suggestions:track')}        试试这两个查询码",
            *(f"    {code}  {what}" for code, what in codes),
            "",
            f"  社区议事：{address}{reverse('deliberation:council', args=[LION])}        "
            "马上要开的会、邻居的提议、居民选项目",
            "",
            f"  发出的邮件和短信：{address}{reverse('cms:demo_outbox')}        里面的链接可以点",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


@contextmanager
def worker() -> Iterator[None]:
    """Sends messages and keeps the clocks, as the worker of a city does; gone with this process."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
    with (settings.VAR_DIR / "worker.log").open("ab") as out:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        yield
    finally:
        process.terminate()


def who(login) -> str:
    role = f"{login.role}（{login.department}）" if login.role == CLERKS else login.role
    return f"{role} {''.join(login.name)}"


def free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def unmigrated() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
