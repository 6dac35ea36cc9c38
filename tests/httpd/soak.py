#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mixed requests on many connections, while flag files come and go and httpd restarts gracefully.

    soak.py [COUNT]    so many requests, 100000 unless it is said

With SP_WRAP=tsan and a build with -fsanitize=thread, whatever ThreadSanitizer reports of the module is
a failure.  httpd itself is not built so: reports without a frame of the module are only counted.

Environment: MPM=event|worker, SP_WRAP=tsan, BUILD=folder of the products
"""

import json
import pathlib
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import server  # noqa: E402
from client import build, parse  # noqa: E402

CLIENTS, BATCH = 16, 20
RESTARTS = 12
# A machine that answers less than this each second is not worth waiting for.
SLOWEST = 40

CONF = """
ServerLimit 4
StartServers 2
ThreadsPerChild 32
MaxRequestWorkers 128
Protocols h2c http/1.1
LogLevel warn
LimitRequestLine 2000
LimitRequestFieldSize 3000
StatusPagesReplace html
StatusPagesSet visitor "%{HTTP:X-User}"
StatusPagesDetails "req('X-Show') == 'yes'"
StatusPagesRetryAfter 5xx 60
<Location /closed>
    StatusPagesMaintenance run/flag
    StatusPagesMaintenance except "req('X-Show') == 'yes'"
</Location>
StatusPagesNotice run/notice always
<Location /back>
    StatusPages Off
</Location>
<Location /only>
    AllowMethods GET
</Location>
<Location /small>
    LimitRequestBody 10
</Location>
<Location /in>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    Require user somebody
</Location>
<Directory "@ROOT@/htdocs">
    AllowOverride FileInfo
</Directory>
RedirectMatch 404 "^/back/404"
RedirectMatch 502 "^/back/502"
Redirect 451 /legal
Redirect 429 /often
ErrorDocument 410 /file.txt
Redirect 410 /own
# The backend is this very server.
ProxyPass /app/ http://127.0.0.1:@PORT@/back/
ProxyPass /over/ http://127.0.0.1:@PORT@/back/
ProxyPass /dead/ http://127.0.0.1:@DEAD@/
<Location /over>
    ProxyErrorOverride On
</Location>
"""
CONF += "".join(f"<Location /{name}>\nStatusPagesTheme {name}\n</Location>\n" for name in server.THEMES)

HTACCESS = 'StatusPagesText 404 de title "Nicht hier"\nStatusPagesText 4xx * do1 "Ask us."\n' \
    'StatusPagesSet place "%{REQUEST_URI}"\nStatusPagesSite name "Inside"\nStatusPagesTheme night\n' \
    'StatusPagesLanguages de fr en\n'

KINDS = ("text/html,*/*;q=0.8", "application/json", "application/xml", "text/plain", "text/markdown", "*/*")
LANGUAGES = ("en", "de", "fr", "ja", "ar", "he", "zh-TW", "sr-Latn", "pt-BR", "ru,en;q=0.5", "tlh", "")
LONG = "x" * 4000

# Method, path, more fields, body, statuses that are right.  A backend that restarts may have closed the
# connection that the proxy kept: 502.
ROWS = [
    ("GET", "/nope", {}, None, {404}),
    ("HEAD", "/nope", {}, None, {404}),
    ("POST", "/nope", {}, b"a=1", {404}),
    ("GET", "/nope", {"Referer": "http://localhost/x", "X-User": "Ann", "X-Show": "yes"}, None, {404}),
    ("GET", "/ht/nope", {"X-User": "Bob"}, None, {404}),
    ("GET", "/index.html", {}, None, {200}),
    ("GET", "/index.html", {"Range": "bytes=9999-"}, None, {416}),
    ("GET", "/index.html", {"If-Match": '"x"'}, None, {412}),
    ("PUT", "/only/x", {}, b"x", {405}),
    ("GET", "/in/x", {}, None, {401}),
    ("GET", "/legal", {}, None, {451}),
    ("GET", "/often", {}, None, {429}),
    ("GET", "/own", {}, None, {410}),
    ("GET", "/app/404", {}, None, {404, 502}),
    ("GET", "/app/502", {}, None, {502}),
    ("GET", "/over/404", {}, None, {404, 502}),
    ("GET", "/over/502", {}, None, {502}),
    ("GET", "/closed/x", {"X-Show": "yes"}, None, {404}),
    *(("GET", f"/{name}/nope", {}, None, {404}) for name in server.THEMES),
]
# After these httpd closes the connection; each batch ends with one of them.
LAST = [
    ("GET", "/nope", {"Connection": "close"}, None, {404}),
    ("GET", "/dead/x", {}, None, {503}),
    ("GET", "/" + LONG, {}, None, {414}),
    ("GET", "/closed/x", {"Connection": "close"}, None, {404, 503}),
    ("GET", "/closed/x", {"Connection": "close"}, None, {404, 503}),
    ("GET", "/nope", {"X-Long": LONG}, None, {400, 431}),
    ("POST", "/small/x", {}, b"x" * 11, {413}),
    ("GET", "/nope", {"Host": "a b"}, None, {400}),
    ("G@T", "/nope\x01", {}, None, {400}),
]


class Count:
    """What the clients share."""

    def __init__(self, wanted):
        self.wanted, self.answers, self.lost, self.restarts, self.wrong = wanted, 0, 0, 0, []
        self.kinds = {}
        self.lock = threading.Lock()

    def left(self):
        return (self.answers < self.wanted or self.restarts < RESTARTS) and len(self.wrong) < 20

    def add(self, rows, answers):
        with self.lock:
            self.answers += len(answers)
            self.lost += len(rows) - len(answers)
            for row, answer in zip(rows, answers):
                self.kinds[answer.status] = self.kinds.get(answer.status, 0) + 1
                wrong = mistake(row, answer)
                if wrong:
                    self.wrong.append(f"{row[0]} {row[1][:60]}: {wrong}")


def mistake(row, answer):
    """What is wrong with an answer, or None."""
    if answer.status not in row[4]:
        return f"{answer.status}, not {sorted(row[4])}"
    if not answer.complete:
        return "it is cut"
    kind = answer.get("Content-Type") or ""
    if row[0] != "HEAD" and kind == "application/problem+json" \
            and json.loads(answer.body)["status"] != answer.status:
        return "the problem is of another status"
    return None


def request(dice, row):
    method, path, more, body, _ = row
    fields = {"Accept": dice.choice(KINDS), "Accept-Language": dice.choice(LANGUAGES) or None, **more}
    return build(method, path, fields, body, close=False)


def exchange(port, data, methods):
    """As many answers as came before the connection was closed; a restart closes it early."""
    received = b""
    try:
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            connection.settimeout(60)
            connection.sendall(data)
            while piece := connection.recv(65536):
                received += piece
    except (ConnectionError, TimeoutError):
        pass
    answers = [answer for answer in parse(received, methods) if answer.status >= 200]
    return answers[:-1] if answers and not answers[-1].complete else answers


def client(port, count, seed):
    dice = random.Random(seed)
    while count.left():
        rows = [dice.choice(ROWS) for _ in range(BATCH - 1)] + [dice.choice(LAST)]
        data = b"".join(request(dice, row) for row in rows)
        try:
            answers = exchange(port, data, [row[0] for row in rows])
        except AssertionError as error:
            count.wrong.append(f"no HTTP: {error}"[:300])
            continue
        count.add(rows, answers)


def flags(root, count):
    """The files that close a part of the site and that hold a notice come, change and go."""
    both, dice = (root / "run/flag", root / "run/notice"), random.Random(1)
    while count.left():
        flag, choice = dice.choice(both), dice.randrange(3)
        if choice:
            flag.write_text("until 2038-01-01T00:00Z\nWe know.\n" if choice == 1 else "link /why\nWe move.\n")
        else:
            flag.unlink(missing_ok=True)
        time.sleep(dice.uniform(0.05, 1.5))


def h2(one, count, told):
    """h2load asks beside the others; its last line but some has the codes."""
    addresses = one.root / "addresses"
    addresses.write_text("".join(f"http://127.0.0.1:{one.port}{path}\n"
                                 for _, path, _, body, _ in ROWS if not body and "/in" not in path))
    while count.left():
        run = subprocess.run(["h2load", "-n", "400", "-c", "4", "-m", "10", "-i", str(addresses),
                              "-H", "accept: text/html", "-H", "accept-language: de"],
                             capture_output=True, text=True, timeout=300)
        codes = re.search(r"status codes: (\d+) 2xx, \d+ 3xx, (\d+) 4xx, (\d+) 5xx", run.stdout)
        if codes:
            told.append(sum(map(int, codes.groups())))


def reports(root):
    """ThreadSanitizer's reports: those with a frame of the module, and how many others."""
    text = "".join(path.read_text(errors="replace") for path in (root / "logs").glob("tsan.*"))
    found = re.findall(r"WARNING: ThreadSanitizer:.*?(?=\n=====|\Z)", text, re.S)
    ours = [report for report in found if server.MODULE.name in report]
    return ours, len(found) - len(ours)


def soak(one, count, streams):
    """Returns when the requests are answered, or something is wrong."""
    deadline = time.monotonic() + 120 + count.wanted / SLOWEST
    threads = [threading.Thread(target=client, args=(one.port, count, seed), daemon=True)
               for seed in range(CLIENTS)]
    threads.append(threading.Thread(target=flags, args=(one.root, count), daemon=True))
    if shutil.which("h2load") and server.available("http2"):
        threads.append(threading.Thread(target=h2, args=(one, count, streams), daemon=True))
    for thread in threads:
        thread.start()
    while count.left() and one.process.poll() is None:
        if time.monotonic() > deadline:
            count.wrong.append(f"only {count.answers} answers until the deadline")
        elif count.answers >= count.wanted * (count.restarts + 1) / (RESTARTS + 1):
            count.restarts += bool(re.search("AH00489|resuming normal", one.graceful()))
        time.sleep(0.05)
    for thread in threads:
        thread.join(90)


def main():
    if sys.argv[1:2] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if not server.MODULE.exists() or (server.WRAP == "tsan"
                                      and b"__tsan_func_entry" not in server.MODULE.read_bytes()):
        print(f"{server.MODULE} is missing, or not for ThreadSanitizer: make -f apxs.mk tsan")
        return 1
    count, streams = Count(int((sys.argv[1:2] or ["100000"])[0])), []
    one = server.Server(CONF, files={"htdocs/ht/.htaccess": HTACCESS, "users": ""}).start()
    (one.root / "run/flag").touch()
    soak(one, count, streams)
    alive = one.process.poll() is None
    one.process.terminate()
    one.process.wait(60)
    ours, others = reports(one.root)
    one.stop()
    server.Server.sick += server.Server.late[2:]
    checks = [
        ("each of the requests has its answer", [] if count.answers >= count.wanted and not count.wrong
         else [f"{count.answers} answers"] + count.wrong[:20]),
        ("httpd has restarted ten times and is alive", [] if alive and count.restarts >= 10
         else [f"alive: {alive}, restarts: {count.restarts}"]),
        ("no child has crashed", server.Server.sick),
    ]
    if server.WRAP == "tsan":
        checks.append(("ThreadSanitizer reports nothing of the module", ours[:5]))
    for sentence, wrong in checks:
        print(f"{'FAILED' if wrong else 'ok'} {sentence}")
        for text in wrong:
            print("    " + "\n    ".join(text.splitlines()[:60]))
    codes = ", ".join(f"{times} of {status}" for status, times in sorted(count.kinds.items()))
    print(f"{server.MPM}: {count.answers} answers ({codes}), {count.lost} not begun because of restarts, "
          f"{sum(streams)} over HTTP/2, {count.restarts} restarts, {others} reports outside the module")
    failed = sum(bool(wrong) for _, wrong in checks)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
