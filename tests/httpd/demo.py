#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A demo site that answers with any 4xx or 5xx code.

    demo.py [PORT]    serve on 127.0.0.1:PORT (default 8080, else the next free one)
"""

import html
import pathlib
import signal
import socket
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import server  # noqa: E402
from checks import listing  # noqa: E402

# Without the command: what IANA registers.
CODES = [*range(400, 419), *range(421, 427), 428, 429, 431, 451, *range(500, 512)]

# What those with parameters get.
PARAMETERS = {"brand": "accent=#0a5c36 accent_dark=#8fdcb4 on_accent_dark=#06231a logo=/demo/logo.svg"}

SITE = """
AddType image/svg+xml .svg
Alias /demo/logo.svg "@ROOT@/demo/logo.svg"
Alias /demo/start "@ROOT@/demo/index.html"
RedirectMatch 302 "^/$" /demo/start
<Directory "@ROOT@/demo">
    Require all granted
    Options +ExecCGI
</Directory>
# Codes within 100-599 by mod_alias; others only a script can give.
%s
ScriptAliasMatch "^/demo/(?:[a-z]+/)*([0-9]{3})$" "@ROOT@/demo/status.cgi"
# /demo/404 has the default theme, /demo/NAME/404 another; with links to all
# languages it is /demo/NAME/links/404.
%s
<LocationMatch "^/demo/[a-z]+/links/">
StatusPagesLanguageLinks On
</LocationMatch>
# /demo/NAME/closed/503 is closed for maintenance until a certain time.
<LocationMatch "^/demo/[a-z]+/closed/">
StatusPagesMaintenance "@ROOT@/demo/closed.txt"
</LocationMatch>
# What each code means: /codes, /codes/404
<Location "/codes">
    SetHandler statuspages-reference
</Location>
# How each would look: /codes/preview
<Location "/codes/preview">
    SetHandler statuspages-preview
    Require local
</Location>
# /demo/until/SECONDS fails until that time (Unix) has come.
ScriptAliasMatch "^/demo/until/[0-9]+$" "@ROOT@/demo/until.cgi"
StatusPagesKeepTrying On
StatusPagesProblemBase /codes/
StatusPagesSite name "Example Library"
StatusPagesSite search /demo/start
StatusPagesSite contact /demo/start
StatusPagesSite status /demo/start
"""

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" fill="#0a5c36">
<circle cx="30" cy="30" r="26"/>
<path fill="none" stroke="#fff" stroke-width="6" d="M18 32l9 9 16-20"/>
<text x="66" y="40" font-family="sans-serif" font-weight="700" font-size="28">Library</text>
</svg>
"""

SCRIPT = """#!/bin/sh
code=${SCRIPT_NAME##*/}
printf 'Status: %s Demo\\nContent-Type: text/html\\n' "$code"
# What belongs to these answers, so that the pages can speak of it.
case $code in 429 | 503) printf 'Retry-After: 120\\n' ;; esac
echo
"""

# A Wednesday in September: both names are long.
CLOSED = "until 2098-09-24T18:00:00Z\nWe are moving to new machines.\n"

UNTIL = """#!/bin/sh
if [ "$(date +%s)" -lt "${SCRIPT_NAME##*/}" ]; then
    printf 'Status: 503\\nContent-Type: text/html\\n\\n'
else
    printf 'Content-Type: text/html\\n\\n<!DOCTYPE html><title>back</title><p>%s' "$REQUEST_URI"
fi
"""

INDEX = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>mod_statuspages: all codes</title>
<style>
body {{ font: 1rem/1.6 sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }}
ul {{ list-style: none; padding: 0; columns: 2 18rem }}
</style></head>
<body><h1>Every error this server can explain</h1>
<p>Each link answers with that status. Try <code>curl -i</code> too, or
<code>curl -H 'Accept: application/json'</code>.</p>
<p><a href="/codes">What each status code means</a>, and
<a href="/codes/preview">how each error would be answered</a></p>
<ul>
{}
</ul></body></html>
"""


def pick(wanted):
    """The wanted port, or the next one that is free."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            # As httpd does: a port that only waits to be forgotten is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise SystemExit(f"no free port from {wanted} on")


def site():
    """Configuration and files of the demo."""
    titles = {code: row.get("title") or row.get("phrase", "") for code, row in listing().items()}
    codes = sorted(code for code in titles if code >= 400) or CODES
    themes = [f'<Location "/demo/{name}/">\nStatusPagesTheme {name} {PARAMETERS.get(name, "")}\n</Location>'
              for name in server.THEMES]
    links = [f'<li><a href="/demo/{code}">{code} {html.escape(titles.get(code, ""))}</a></li>'
             for code in codes]
    redirects = [f'RedirectMatch {code} "^/demo/([a-z]+/)*{code}$"'
                 for code in codes if code < 600 and code not in (429, 503)]
    files = {"demo/index.html": INDEX.format("\n".join(links)), "demo/status.cgi": SCRIPT,
             "demo/until.cgi": UNTIL, "demo/logo.svg": LOGO,
             "demo/closed.txt": CLOSED}
    return SITE % ("\n".join(redirects), "\n".join(themes)), files


def main():
    if len(sys.argv) > 2 or (len(sys.argv) == 2 and not sys.argv[1].isdigit()):
        print(__doc__.strip())
        return 2
    if not server.MODULE.exists():
        print(f"{server.MODULE} is missing: build it first")
        return 1
    stop = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.append(True))
    conf, files = site()
    demo = server.Server(conf, files=files, port=pick(int(sys.argv[1]) if sys.argv[1:] else 8080))
    for name in ("status", "until"):
        (demo.root / f"demo/{name}.cgi").chmod(0o755)
    try:
        demo.start()
    except server.StartFailed as said:
        print(said)
        return 1
    print(f"http://127.0.0.1:{demo.port}/", flush=True)
    while not stop and demo.process.poll() is None:
        # Not pause(): a signal between the test and the call would be lost.
        signal.sigtimedwait([], 0.2)
    demo.stop()
    return 0 if stop else 1


if __name__ == "__main__":
    sys.exit(main())
