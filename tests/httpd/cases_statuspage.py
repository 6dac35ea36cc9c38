# SPDX-License-Identifier: Apache-2.0
"""statuspages-notice: what status pages say becomes the notice.

The documents have the shape that their makers document or test: Statuspage
(https://confluence.status.atlassian.com/api, and a page of it as published), Gatus
(api/endpoint_status_test.go of github.com/TwiN/gatus), Uptime Kuma (getStatusPageData() of
server/model/status_page.js and toPublicJSON() of incident.js and maintenance.js in
github.com/louislam/uptime-kuma).
"""

import contextlib
import http.server
import json
import socket
import subprocess
import sys
import threading
import time

from cases_recipes import recipe
from checks import case, equal, page, problem
from client import ask
from server import REPOSITORY, httpd

SCRIPT = REPOSITORY / "mod_statuspages/packaging/notice/statuspages-notice"

INCIDENT = {
    "name": "Checkout is slow", "status": "identified", "created_at": "2019-02-20T12:00:19.418-06:00",
    "updated_at": "2019-02-20T12:40:58.586-06:00", "monitoring_at": None, "resolved_at": None,
    "impact": "major", "shortlink": "https://stspg.io/7a0d3a4d2", "id": "x0ljvc9m1wxj",
    "page_id": "4lzycl8t1x0c",
    "incident_updates": [
        {"status": "identified", "body": "The cause is known.", "affected_components": None,
         "created_at": "2019-02-20T12:32:43.413-06:00", "id": "8twsqkq2gnmd"},
        {"status": "investigating", "body": "We are looking into it.", "affected_components": None,
         "created_at": "2019-02-20T12:00:43.413-06:00", "id": "6q2p24rld62t"}]}
UPKEEP = {"name": "New machines", "status": "in_progress", "impact": "maintenance",
          "scheduled_for": "2038-01-01T10:00:00.000-06:00", "scheduled_until": "2038-01-01T12:00:00.000-06:00",
          "shortlink": "https://stspg.io/p2", "incident_updates": []}


def statuspage(*incidents, upkeep=()):
    return {"page": {"id": "4lzycl8t1x0c", "name": "Example", "url": "https://status.example",
                     "time_zone": "Etc/UTC", "updated_at": "2025-12-23T17:11:03.425Z"},
            "components": [{"id": "b13yz5g2cw10", "name": "API", "status": "partial_outage"}],
            "incidents": list(incidents), "scheduled_maintenances": list(upkeep),
            "status": {"indicator": "major", "description": "Partial System Outage"}}


def result(success):
    return {"status": 200, "hostname": "example.org", "duration": 150000000,
            "conditionResults": [{"condition": "[STATUS] == 200", "success": success}],
            "success": success, "timestamp": "2026-11-27T18:00:00Z"}


def gatus(**endpoints):
    return [{"name": name, "group": "core", "key": f"core_{name}", "results": [result(one) for one in results]}
            for name, results in endpoints.items()]


def kuma(incident=None, upkeep=()):
    return {"config": {"slug": "shop", "title": "Shop", "description": None, "icon": "/icon.svg",
                       "theme": "auto", "published": True, "showTags": False},
            "incident": incident, "publicGroupList": [], "maintenanceList": list(upkeep)}


PINNED = {"id": 1, "style": "danger", "title": "Payments do not work", "content": "We are **on** it.",
          "pin": True, "createdDate": "2026-11-27 17:00:00", "lastUpdatedDate": None}
MAINTENANCE = {"id": 1, "title": "Upkeep", "description": "Back soon", "strategy": "manual", "active": True,
               "dateRange": [], "timeRange": [], "timeslotList": [], "status": "under-maintenance"}


@contextlib.contextmanager
def serving(body, status=200):
    """The address of a server that answers with this body."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def run(path, body, *link, status=200):
    with serving(body, status) as address:
        return subprocess.run([sys.executable, str(SCRIPT), address, str(path), *link], capture_output=True,
                              text=True, timeout=60)


def filled(body, *link):
    """What the script writes; None: no file."""
    path = httpd().root / "run" / "filled"
    path.write_text("old\n")
    done = run(path, body, *link)
    equal((done.returncode, done.stderr), (0, ""), "the script")
    equal([one.name for one in path.parent.glob(".notice-*")], [], "left behind")
    return path.read_text() if path.exists() else None


def say(listener, said):
    """Answers one connection with these bytes, whatever is asked."""
    try:
        with listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(said)
    except OSError:
        pass


@case("the script writes what each kind of status page says, and removes the file when there is nothing")
def _():
    link = "link https://status.example/\n"
    equal(filled(statuspage(INCIDENT)), "Checkout is slow: The cause is known.\nlink https://stspg.io/7a0d3a4d2\n")
    equal(filled(statuspage(INCIDENT, upkeep=[UPKEEP]), "https://status.example/"),
          "Checkout is slow: The cause is known.\n" + link)
    equal(filled(statuspage(upkeep=[UPKEEP])),
          "New machines\nuntil 2038-01-01T18:00:00Z\nlink https://stspg.io/p2\n")
    equal(filled(statuspage(upkeep=[{**UPKEEP, "status": "scheduled"}])), None)
    equal(filled(statuspage()), None)
    equal(filled(gatus(web=[True, False], api=[False, True], mail=[False], new=[])),
          "Not available at the moment: web, mail\n")
    equal(filled(gatus(web=[False, True]), "https://status.example/"), None)
    equal(filled(kuma(PINNED), "https://status.example/"), "Payments do not work: We are **on** it.\n" + link)
    equal(filled(kuma(upkeep=[MAINTENANCE])), "Upkeep: Back soon\n")
    equal(filled(kuma()), None)


@case("hostile documents: no line of theirs is a time or a link, and what cannot be read changes nothing")
def _():
    hostile = {**INCIDENT, "name": "x\nuntil 2038-01-01T00:00Z\rlink javascript:alert(1)\u2028<script>\0\u202e",
               "shortlink": "https://a.example/\nuntil 2038-01-01T00:00Z", "incident_updates": {"a": 1}}
    equal(filled(statuspage(hostile)), "X until 2038-01-01T00:00Z link javascript:alert(1) <script>\n")
    equal(filled(statuspage({**hostile, "name": "until 2038-01-01T00:00Z"})), "Until 2038-01-01T00:00Z\n")
    equal(filled(statuspage({**hostile, "name": "\t\u200elink /x", "shortlink": "javascript:x"})), "Link /x\n")
    equal(filled(kuma({"title": "\ud800 y", "content": ["z"]})), "Y\n")
    equal(len(filled(kuma({"title": "z" * 900000}))), 501, "characters")
    for name in (None, 7, [], {}):
        equal(filled(statuspage({**INCIDENT, "name": name, "incident_updates": None})), None)
    path = httpd().root / "run" / "kept"
    path.write_text("as it was\n")
    for body, status in ((b"x" * 10_000_000, 200), (b"[" * 900_000, 200), (b"{}", 200), (b"not JSON", 200),
                         (b"\xff\xfe", 200), (statuspage(INCIDENT), 500), (b'"text"', 200), (b"", 200)):
        done = run(path, body, status=status)
        equal(done.returncode, 1, f"exit code for {str(body)[:40]}")
        assert done.stderr.startswith("statuspages-notice: http://") and done.stderr.count("\n") == 1, done.stderr
        equal(path.read_text(), "as it was\n", "file")
    done = subprocess.run([sys.executable, str(SCRIPT), "file:///etc/hostname", str(path)], capture_output=True,
                          text=True, timeout=60)
    equal((done.returncode, path.read_text()), (1, "as it was\n"), "a file")
    # what is no answer of HTTP: another protocol, one that breaks off, an address with a blank
    chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"
    for said, end in ((b"220 mail.example ESMTP\r\n", ""), (chunk, ""), (b"", ""), (b"", "/a b")):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=say, args=(listener, said), daemon=True).start()
            address = f"http://127.0.0.1:{listener.getsockname()[1]}{end}"
            done = subprocess.run([sys.executable, str(SCRIPT), address, str(path)], capture_output=True,
                                  text=True, timeout=60)
        equal((done.returncode, path.read_text()), (1, "as it was\n"), f"exit code and file for {said}{end}")
        assert done.stderr.startswith("statuspages-notice: http://") and done.stderr.count("\n") == 1, done.stderr


@case("a file that says the same is left alone")
def _():
    path = httpd().root / "run" / "same"
    run(path, kuma(PINNED))
    before = path.stat()
    run(path, kuma(PINNED))
    equal((path.stat().st_ino, path.stat().st_mode & 0o777), (before.st_ino, 0o644), "file")


@case("the recipe of the manual: a page of 5xx says what the status page says")
def _():
    lines = recipe("notice")
    server = httpd(lines.replace("/var/lib/statuspages/", "run/") + "Redirect 503 /busy\n")
    equal(run(server.root / "run/notice", statuspage(upkeep=[UPKEEP])).returncode, 0, "exit code")
    time.sleep(1.1)
    text = page(ask(server, "/busy"), 503).text
    for part in ("<strong>New machines</strong>", "Expected end: Friday 1\xa0January 2038, 18:00\xa0UTC",
                 '<a href="https://stspg.io/p2">More information</a>'):
        assert part in text, text
    run(server.root / "run/notice", statuspage())
    time.sleep(1.1)
    assert "notice" not in problem(ask(server, "/busy", {"Accept": "application/json"}), 503)
