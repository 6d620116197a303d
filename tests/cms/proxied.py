"""The nginx that we ship, run as it is but for folders, ports and the certificate."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.outages import free_port

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy/nginx/nginx.conf"


def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def written(folder: Path, *, site: int, plain: int, tls: int) -> Path:
    """The shipped file with its places moved into `folder`."""
    for name in ("var/static", "var/media", "log", "tls", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    key, chain = folder / "tls/privkey.pem", folder / "tls/fullchain.pem"
    subprocess.run(
        [*make, "-days", "2", "-keyout", key, "-out", chain], check=True, capture_output=True
    )
    text = SHIPPED.read_text(encoding="utf-8")
    for shipped, here in {
        "/srv/jianyan/var": f"{folder}/var",
        "/etc/jianyan/tls": f"{folder}/tls",
        "/var/log/nginx": f"{folder}/log",
        "/var/cache/jianyan": f"{folder}/tmp/pages",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "127.0.0.1:8000": f"127.0.0.1:{site}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{tls} ssl;",
    }.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/tmp/{kind};" for kind in kinds)
    text = text.replace("http {", f"http {{ {places}", 1)
    if os.geteuid() == 0:  # nginx would give its children to an account that cannot read `folder`
        text = "user root;\n" + text
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


@contextlib.contextmanager
def proxy(folder: Path, site: int) -> Iterator[int]:
    """In front of the site on that port; gives its own port, on which it speaks TLS."""
    tls = free_port()
    config = written(folder, site=site, plain=free_port(), tls=tls)
    process = subprocess.Popen(
        [nginx() or "nginx", "-c", config, "-e", folder / "log/error.log", "-g", "daemon off;"],
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + 20
        while not (folder / "nginx.pid").exists():
            assert process.poll() is None and time.monotonic() < ends, (
                folder / "log/error.log"
            ).read_text()
            time.sleep(0.05)
        yield tls
    finally:
        process.terminate()
        process.wait(20)
