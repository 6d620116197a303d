"""Our own reckoning by the published rules of Mozilla's HTTP Observatory (scoring table of
`mdn-http-observatory`, 2026). The scanner itself asks a site from outside; here the headers of a
page are read. What it sees of certificates and of plain HTTP, it takes as good.
"""

from http.cookies import SimpleCookie

BASE, FROM_HERE_EXTRA_COUNTS = 100, 90
HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def policy(text: str) -> dict[str, list[str]]:
    parts = (part.split() for part in text.split(";") if part.strip())
    return {name.lower(): [value.lower() for value in values] for name, *values in parts}


def of_policy(csp: dict[str, list[str]]) -> int:
    if not csp:
        return -25
    everywhere = csp.get("default-src", ["*"])
    scripts, styles = csp.get("script-src", everywhere), csp.get("style-src", everywhere)
    objects = csp.get("object-src", everywhere)
    broad = {"*", "http:", "https:", "data:"}
    if "'unsafe-inline'" in scripts or broad & set(scripts) or broad & set(objects):
        return -20
    if any(value.startswith("http:") for values in csp.values() for value in values):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles or broad & set(styles):
        return 0
    closed = everywhere == ["'none'"] and csp.get("form-action") in (["'self'"], ["'none'"])
    return 10 if closed else 5


def of_cookies(lines: list[str], hsts: bool) -> int:
    if not lines:
        return 0
    jar = SimpleCookie()
    for line in lines:
        jar.load(line)
    worst = 5
    for name, cookie in jar.items():
        session = "sess" in name.lower() or "csrf" in name.lower()
        if cookie["samesite"] not in ("Lax", "Strict"):
            worst = min(worst, -20 if "csrf" in name.lower() else 0)
        if not cookie["secure"]:
            worst = min(worst, (-10 if session else -5) if hsts else (-40 if session else -20))
        if "sess" in name.lower() and not cookie["httponly"]:
            worst = min(worst, -30)
    return worst


def score(headers: dict[str, str], cookies: list[str], html: str) -> int:
    """`headers` by lower-case name."""
    csp = policy(headers.get("content-security-policy", ""))
    hsts = headers.get("strict-transport-security", "")
    age = int(hsts.partition("max-age=")[2].partition(";")[0] or 0)
    framed = headers.get("x-frame-options", "").upper() in ("SAMEORIGIN", "DENY")
    corp = headers.get("cross-origin-resource-policy", "")
    marks = [
        of_policy(csp),
        of_cookies(cookies, bool(hsts)),
        -50 if headers.get("access-control-allow-credentials") == "true" else 0,
        5
        if headers.get("referrer-policy", "") in PRIVATE
        else -5
        if "referrer-policy" in headers
        else 0,
        0 if age >= HALF_A_YEAR else -10 if age else -20,
        -50 if 'src="http:' in html or 'src="//' in html else 0,
        0 if headers.get("x-content-type-options") == "nosniff" else -5,
        5 if "frame-ancestors" in csp else 0 if framed else -20,
        10 if corp in ("same-origin", "same-site") else 0,
    ]
    base = BASE + sum(mark for mark in marks if mark < 0)
    extra = sum(mark for mark in marks if mark > 0)
    return max(base + extra if base >= FROM_HERE_EXTRA_COUNTS else base, 0)
