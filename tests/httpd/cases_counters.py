# SPDX-License-Identifier: Apache-2.0
"""Counters: exact, each response once; as Prometheus, OpenMetrics and mod_status show them.

SOAK=100000 sends so many requests in place of 10,000, with ten graceful restarts in place of three.
"""

import collections
import contextlib
import html.parser
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

from checks import case, equal, page
from client import PAGE, ask, build, h2, one, parse, talk
from server import MPM, PATIENCE, REPOSITORY, VERSION, WRAP, Server, Skip, available, httpd, need, origin_port

METRICS = """
LogFormat "%>s|%{Content-Type}o|%{Content-Language}o|%U|%m" answers
CustomLog "@ROOT@/logs/answers.log" answers
<Location /metrics>
    SetHandler statuspages-metrics
    Require local
</Location>
"""
TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8"
SAMPLE = re.compile(r'(\w+)\{([^}]*)\} (\d+)')


def exposed(text):
    """{(name, value of each label): number}, from either format."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, f"not a sample: {line!r}"
            key = (match[1], *re.findall(r'\w+="([^"]*)"', match[2]))
            assert key not in found, f"twice: {line!r}"
            found[key] = int(match[3])
    return found


def scrape(server, **fields):
    answer = ask(server, "/metrics", fields, page=False)
    equal(answer.status, 200, "status of the metrics")
    return exposed(answer.text)


def family(samples, name):
    return {key[1:] if len(key) > 2 else key[1]: number for key, number in samples.items()
            if key[0] == name and number}


def counted(samples):
    """The three families, without what is 0."""
    return tuple(family(samples, f"statuspages_{name}_total")
                 for name in ("responses", "language", "bodies"))


def settled(server, wanted, read=counted):
    """httpd counts after it has answered: as long as it is not yet so, look again."""
    for _ in range(int(150 * PATIENCE)):
        got = read(scrape(server))
        if got == wanted:
            return
        time.sleep(0.02)
    equal(got, wanted, "counters")


def fresh(conf="", **more):
    """A server that has counted nothing but the requests that found out whether it runs."""
    server = Server(METRICS + conf, origin=origin_port(), **more).start()
    server.wait_log("/is-it-ours", "access.log")
    probes = sum("/is-it-ours" in line for line in server.log("access.log").splitlines())
    return server, probes


class Expected:
    """What the counters of a server must say, from what each request is said to come to."""

    def __init__(self, probes):
        self.responses, self.languages, self.bodies = (collections.Counter() for _ in range(3))
        self.add(404, "text", "server", "filled", "en", probes)

    def add(self, code, form, source, action, language="en", times=1):
        self.responses[str(code), form, source] += times
        self.bodies[action] += times
        if form not in ("line", "_OTHER"):
            self.languages[language] += times

    def all(self):
        return dict(self.responses), dict(self.languages), dict(self.bodies)


SITE = """
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
ProxyPass /over/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
ProxyPass /dead/ http://127.0.0.1:@DEAD@/
<Location /over>
    ProxyErrorOverride On
</Location>
<Location /html>
    StatusPagesReplace html
</Location>
ProxyPass /html/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
<Location /off>
    StatusPages Off
</Location>
<Location /only>
    StatusPagesCodes 403
</Location>
<Location /doc>
    ErrorDocument 404 /ok.html
    ErrorDocument 503 "closed by the administrator"
</Location>
Redirect 503 /doc/text
<Location /missing-doc>
    ErrorDocument 404 /nothing-there
</Location>
<Location /elsewhere>
    ErrorDocument 404 http://other.test/
</Location>
Redirect 432 /rare
Redirect 403 /only/here
SetEnvIf X-Leave yes no-statuspages
<Directory "@ROOT@/htdocs">
    Options +Includes
    AddOutputFilter INCLUDES .shtml
    AddType text/html .shtml
</Directory>
ProxyPass /doc-o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
<Location /doc-o>
    ErrorDocument 404 /ok.html
    ErrorDocument 503 "closed by the administrator"
</Location>
"""
JSON = {"Accept": "application/json"}
# Path, more fields, what it counts as; None: not at all.
ROWS = [
    ("/nope", {}, (404, "html", "server", "filled")),
    ("/nope", {"Accept-Language": "de"}, (404, "html", "server", "filled", "de")),
    ("/nope", JSON, (404, "json", "server", "filled")),
    ("/nope", {"Accept": "application/xml"}, (404, "xml", "server", "filled")),
    ("/nope", {"Accept": "text/plain"}, (404, "text", "server", "filled")),
    ("/nope", {"Accept": "text/markdown"}, (404, "markdown", "server", "filled")),
    ("/nope", {"Accept": "image/*", "Sec-Fetch-Dest": "image"}, (404, "line", "server", "filled")),
    ("/rare", {}, (432, "html", "server", "filled")),
    ("/cgi/empty404.cgi", {}, (404, "html", "application", "filled")),
    ("/cgi/empty404.cgi", {"Accept-Language": "fr"}, (404, "html", "application", "filled", "fr")),
    ("/cgi/empty404.cgi", {**JSON, "Accept-Language": "fr"}, (404, "json", "application", "filled")),
    ("/cgi/json404.cgi", {}, (404, "_OTHER", "application", "kept")),
    ("/cgi/malformed.cgi", {}, (500, "html", "server", "filled")),
    ("/o/empty503", {}, (503, "html", "backend", "filled")),
    ("/o/empty520", {}, (520, "html", "backend", "filled")),
    ("/o/empty999", {}, ("_OTHER", "html", "backend", "filled")),
    ("/o/html404", {}, (404, "_OTHER", "backend", "kept")),
    ("/o/json422", {}, (422, "_OTHER", "backend", "kept")),
    ("/o/grpc", {}, (404, "_OTHER", "backend", "kept")),
    ("/o/close", {}, (502, "html", "proxy", "filled")),
    ("/dead/x", {}, (503, "html", "proxy", "filled")),
    ("/over/html404", {}, (404, "html", "backend", "filled")),
    ("/html/html503", {}, (503, "html", "backend", "replaced")),
    ("/html/json422", {}, (422, "_OTHER", "backend", "kept")),
    ("/doc/nope", {}, (404, "_OTHER", "server", "kept")),
    ("/doc/text", {}, (503, "_OTHER", "server", "kept")),
    ("/doc-o/empty404", {}, (404, "_OTHER", "backend", "kept")),
    ("/doc-o/empty503", {}, (503, "_OTHER", "backend", "kept")),
    ("/missing-doc/x", {}, (404, "html", "server", "filled")),
    ("/only/here", {}, (403, "html", "server", "filled")),
    ("/only/nope", {}, None),
    ("/off/nope", {}, None),
    ("/nope", {"X-Leave": "yes"}, None),
    ("/elsewhere/x", {}, None),
    ("/file.txt", {}, None),
    ("/parts.shtml", {}, None),  # a subrequest for what is not there
    ("/metrics", {}, None),
]
PARTS = {"htdocs/parts.shtml": '<!--#include virtual="/nope" -->\n'}


@case("each response counts once, by code, format, source, language and what became of its body")
def _():
    server, probes = fresh(SITE, files=PARTS)
    expected = Expected(probes)
    for path, fields, labels in ROWS:
        ask(server, path, fields)
        if labels:
            expected.add(*labels)
        settled(server, expected.all())
    for method, path, labels in (("HEAD", "/nope", (404, "html", "server", "filled")),
                                 ("HEAD", "/cgi/empty404.cgi", (404, "_OTHER", "application", "kept")),
                                 ("POST", "/metrics", (405, "html", "server", "filled")),
                                 ("HEAD", "/metrics", None)):
        ask(server, path, method=method)
        if labels:
            expected.add(*labels)
        settled(server, expected.all())
    server.stop()


@case("early errors count, and so do those over HTTP/2")
def _():
    server, probes = fresh("Protocols h2c http/1.1\nLimitRequestLine 2000\n")
    expected = Expected(probes)
    for data in (b"\x01\x02garbage\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nzq mark: 1\r\n\r\n"):
        equal(one(server.port, data).status, 400, "status")
        expected.add(400, "text", "server", "filled")
    equal(one(server.port, build("GET", "/" + "a" * 3000)).status, 414, "status")
    expected.add(414, "text", "server", "filled")
    settled(server, expected.all())
    if MPM != "prefork" and available("http2") and shutil.which("curl"):
        for _ in range(5):
            page(h2(server, "/nope"), 404)
        h2(server, "/cgi/json404.cgi")
        expected.add(404, "html", "server", "filled", times=5)
        expected.add(404, "_OTHER", "application", "kept")
        settled(server, expected.all())
    server.stop()


@case("a page that mod_security discards does not count; what goes out in its place does")
def _():
    need("mod_security2")
    server, probes = fresh("""
SecRuleEngine On
SecDataDir "@ROOT@/run"
SecRule RESPONSE_STATUS "@streq 404" "id:1,phase:3,deny,status:403,chain"
SecRule ARGS:p "@streq 1" "t:none"
SecRule RESPONSE_STATUS "@streq 404" "id:2,phase:3,redirect:http://other.test/,chain"
SecRule ARGS:p "@streq 2" "t:none"
""", load=("unique_id", "security2"))
    expected = Expected(probes)
    page(ask(server, "/cgi/empty404.cgi?p=1"), 403)
    expected.add(403, "html", "server", "filled")
    settled(server, expected.all())
    equal(ask(server, "/cgi/empty404.cgi?p=2").status, 302, "status")
    equal(ask(server, "/cgi/json404.cgi?p=2").status, 302, "status")
    ask(server, "/cgi/empty404.cgi")
    expected.add(404, "html", "application", "filled")
    settled(server, expected.all())
    server.stop()


@case("a response that httpd gives up, for a header that is none or a backend that breaks off, counts as its 50x")
def _():
    server, probes = fresh("""
<LocationMatch "^/cgi/(json|empty)404">
    Header set X-Broken "expr=%{unescape:%01}"
    ErrorDocument 500 /ok.html
</LocationMatch>
<Location /o>
    ErrorDocument 502 /ok.html
</Location>
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
""")
    expected = Expected(probes)
    for path, code, source in (("/cgi/json404.cgi", 500, "server"), ("/cgi/empty404.cgi", 500, "server"),
                               ("/o/nobody404", 502, "proxy")):
        page(ask(server, path), code)
        expected.add(code, "html", source, "filled")
        settled(server, expected.all())
    server.stop()


@case("a handler that fails after its body has been replaced counts once")
def _():
    need("mod_lua")
    server, probes = fresh("""
StatusPagesReplace all
LuaMapHandler /late "@ROOT@/h.lua" late
""", files={"h.lua": """
require 'apache2'
function late(r) r.status = 404 r.content_type = 'text/plain' r:puts('begun') r:flush() return 500 end
"""})
    expected = Expected(probes)
    page(ask(server, "/late"), 404)
    expected.add(404, "html", "application", "replaced")
    settled(server, expected.all())
    server.stop()


# ---- many -------------------------------------------------------------------------------------------

CLIENTS, BATCH = 16, 20
SOAK = int(os.environ.get("SOAK") or 0)
LOAD = SOAK or (10000 if not WRAP else 1000)
RESTARTS = 10 if SOAK else 3
MANY = """
LogLevel notice statuspages:error
MaxRequestWorkers 64
ServerLimit 64
<IfModule !prefork.c>
    ServerLimit 4
    ThreadsPerChild 16
</IfModule>
<Location /html>
    StatusPagesReplace html
</Location>
LuaMapHandler /html/app "@ROOT@/h.lua" html
LuaMapHandler /app "@ROOT@/h.lua" html
LuaMapHandler /empty "@ROOT@/h.lua" empty
Redirect 403 /no
Redirect 504 /slow
Redirect 429 /often
"""
HANDLERS = """
require 'apache2'
function html(r) r.status = 422 r.content_type = 'text/html' r:puts('<p>mine</p>') return apache2.OK end
function empty(r) r.status = 409 return apache2.OK end
"""
KINDS = {"html": "text/html,*/*;q=0.8", "json": "application/json", "xml": "application/xml", "text": "text/plain",
         "markdown": "text/markdown", "line": "image/*"}
MEDIA = {"text/html": "html", "application/problem+json": "json", "application/problem+xml": "xml",
         "text/plain": "text", "text/markdown": "markdown"}
PATHS = ("/nope", "/no", "/slow", "/often", "/html/app", "/app", "/empty", "/file.txt")


def by_log(server):
    """What the access log says that the counters must say: {(code, format): number}, {language: number}."""
    answers, languages = collections.Counter(), collections.Counter()
    for line in server.log("answers.log").splitlines():
        code, kind, language, path, _ = line.split("|")
        if int(code) < 400:
            continue
        form = MEDIA[kind.split(";")[0]]
        if path == "/app":
            form = "_OTHER"
        elif language == "-":
            form = "line"
        else:
            languages[language] += 1
        answers[code, form] += 1
    return dict(answers), dict(languages)


def by_counters(samples):
    """The same of the counters; their families must agree, too."""
    responses, languages, bodies = counted(samples)
    equal(sum(responses.values()), sum(bodies.values()), "sum of all responses, and of all bodies")
    answers = collections.Counter()
    for (code, form, _), number in responses.items():
        answers[code, form] += number
    return dict(answers), dict(languages)


def batch(seed):
    kinds, languages = list(KINDS.items()), ("en", "de", "fr", "ja")
    data = b""
    for i in range(BATCH):
        number = seed * BATCH + i
        name, accept = kinds[number % len(kinds)]
        data += build("GET", PATHS[number // len(kinds) % len(PATHS)],
                      {"Accept": accept, "Accept-Language": languages[number % 4],
                       "Sec-Fetch-Dest": "image" if name == "line" else None}, close=i == BATCH - 1)
    return data


def flood(server, left):
    """Batches until there is none left; one that a restart has cut off is sent again."""
    while True:
        try:
            seed = left.pop()
        except IndexError:
            return
        said = b""
        with contextlib.suppress(ConnectionError, TimeoutError), \
                socket.create_connection(("127.0.0.1", server.port), 30) as connection:
            connection.settimeout(30)
            connection.sendall(batch(seed))
            while part := connection.recv(65536):
                said += part
        if said.count(b"HTTP/1.1 ") < BATCH:
            left.append(seed)
            time.sleep(0.01)


@case("many requests on 16 connections with graceful restarts: the counters are what the access log says")
def _():
    need("mod_lua")
    if WRAP == "valgrind":
        raise Skip("httpd -X does not restart")
    server, _ = fresh(MANY, files={"h.lua": HANDLERS})
    left = list(range(LOAD // BATCH))
    clients = [threading.Thread(target=flood, args=(server, left), daemon=True) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for i in range(RESTARTS):
        while len(left) > LOAD // BATCH * (RESTARTS - i) // (RESTARTS + 1):
            time.sleep(0.01)
        server.graceful()
        server.wait_log("resuming normal operations", seconds=20, times=i + 2)
    for client in clients:
        client.join(120)
    # Until the last one has been logged and counted.
    for _ in range(int(250 * PATIENCE)):
        wanted, got = by_log(server), by_counters(scrape(server))
        if wanted == got:
            break
        time.sleep(0.02)
    equal(got, wanted, "counters")
    total = sum(wanted[0].values())
    assert total > LOAD * 0.6, f"only {total} errors of {LOAD} requests"
    if SOAK:
        print(f"{MPM}: {total} errors in {len(wanted[0])} kinds, {RESTARTS} graceful restarts", flush=True)
    server.stop()


@case("a child of before a graceful restart counts in the same place, and a restart keeps what there is")
def _():
    server, probes = fresh()
    expected = Expected(probes)
    answers = []
    slow = threading.Thread(target=lambda: answers.append(ask(server, "/cgi/slow404.cgi")), daemon=True)
    slow.start()
    time.sleep(0.3 * PATIENCE)
    server.graceful()
    ask(server, "/nope", JSON)
    expected.add(404, "json", "server", "filled")
    slow.join(20)
    equal([one.status for one in answers], [404], "status of the slow one")
    expected.add(404, "_OTHER", "application", "kept")
    settled(server, expected.all())
    server.process.send_signal(signal.SIGHUP)
    server.wait_log("resuming normal operations", seconds=15, times=3)
    settled(server, expected.all())
    ask(server, "/nope", JSON)
    expected.add(404, "json", "server", "filled")
    settled(server, expected.all())
    server.stop()


# ---- the formats --------------------------------------------------------------------------------------

READER = """
import json, sys
if sys.argv[1] == "open":
    from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
else:
    from prometheus_client.parser import text_string_to_metric_families as parse
print(json.dumps([[one.name, one.type, one.documentation,
                   [[sample.name, sample.labels, sample.value] for sample in one.samples]]
                  for one in parse(sys.stdin.read())]))
"""


def independent(text, form):
    """What Prometheus' own library for Python reads in it; Debian's, or this Python's."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import prometheus_client"], capture_output=True).returncode == 0:
            run = subprocess.run([python, "-c", READER, form], input=text, capture_output=True, text=True, timeout=30)
            assert run.returncode == 0, f"{form}: {run.stderr}\n{text}"
            return json.loads(run.stdout)
    raise Skip("Python's prometheus_client is not installed")


def busy():
    server = httpd(METRICS + SITE, load=("status",), files=PARTS)
    if "/over/html404" not in server.log("access.log"):
        for path, fields, _ in ROWS:
            ask(server, path, {"User-Agent": "zqmark agent", **fields})
        ask(server, "/zqmark?zqquery", {"Host": "zqhost.test"})
        server.wait_log("/zqmark", "access.log")
    return server


OPEN_ACCEPT = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"


@case("Prometheus' parser reads both formats, and finds the same in them")
def _():
    server = busy()
    texts = {"text": ask(server, "/metrics", page=False).text,
             "open": ask(server, "/metrics", {"Accept": OPEN_ACCEPT}, page=False).text}
    found = {}
    for form, text in texts.items():
        families = independent(text, form)
        equal({name: kind for name, kind, _, _ in families},
              {"statuspages": "info", "statuspages_responses": "counter", "statuspages_language": "counter",
               "statuspages_bodies": "counter"} if form == "open" else
              {"statuspages_info": "gauge", "statuspages_responses": "counter", "statuspages_language": "counter",
               "statuspages_bodies": "counter"}, f"families of {form}")
        assert all(words.endswith(".") for _, _, words, _ in families), families
        found[form] = {(name, *labels.values()): value for _, _, _, samples in families
                       for name, labels, value in samples}
        assert found[form]["statuspages_info", VERSION] == 1, found[form]
        names = {name: tuple(labels) for _, _, _, samples in families for name, labels, _ in samples}
        equal(names["statuspages_responses_total"], ("code", "format", "source"), "labels")
        equal(names["statuspages_language_total"], ("language",), "label")
        equal(names["statuspages_bodies_total"], ("action",), "label")
    equal(found["text"], found["open"], "samples")
    equal(exposed(texts["text"]), found["text"], "samples, as these tests read them")
    assert len(found["text"]) > 20, found["text"]


@case("promtool finds nothing to complain about")
def _():
    need("promtool")
    text = ask(busy(), "/metrics", page=False).text
    run = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
    equal((run.returncode, run.stdout + run.stderr), (0, ""), "promtool")


@case("the metrics name no address, host, path or agent, and their lines are what the formats say")
def _():
    for accept in (None, OPEN_ACCEPT):
        text = ask(busy(), "/metrics", {"Accept": accept}, page=False).text
        assert "zq" not in text and "127.0.0.1" not in text and "localhost" not in text, text
        assert "/" not in text and "\r" not in text and text.endswith("\n"), text
        equal(text.endswith("# EOF\n"), accept is not None, "# EOF at the end")
        equal(text.count("# EOF"), int(accept is not None), "# EOF")


@case("text format 0.0.4, and OpenMetrics 1.0 for whoever likes it as much")
def _():
    server = busy()
    prometheus3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5," \
        "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3," \
        "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
    for accept, kind in ((None, TEXT), ("*/*", TEXT), ("text/html", TEXT), ("text/plain", TEXT), (OPEN_ACCEPT, OPEN),
                         (prometheus3, OPEN), ("application/openmetrics-text", OPEN),
                         ("Application/OpenMetrics-Text; version=\"1.0.0\"; charset=utf-8", OPEN),
                         ("application/openmetrics-text;version=0.0.1", TEXT),
                         ("application/openmetrics-text;version=1.0.01,text/plain;q=0.1", TEXT),
                         ("application/openmetrics-text;q=0,text/plain", TEXT),
                         ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4", TEXT),
                         ("application/openmetrics-text;version=1.0.0,*/*", OPEN)):
        answer = ask(server, "/metrics", {"Accept": accept}, page=False)
        equal((answer.status, answer.get("Content-Type")), (200, kind), f"answer to {accept}")
        equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
        assert "accept" in answer.tokens("Vary"), answer.all("Vary")


@case("HEAD has no body; other methods get 405 with Allow")
def _():
    server = busy()
    answer = ask(server, "/metrics", method="HEAD", page=False)
    equal((answer.status, answer.get("Content-Type"), answer.body), (200, TEXT, b""), "answer to HEAD")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = page(ask(server, "/metrics", method=method, body=b"" if method[0] == "P" else None), 405)
        assert {"get", "head"} <= answer.tokens("Allow") <= {"get", "head", "trace"}, answer.all("Allow")
    received = talk(server.port, build("POST", "/metrics", PAGE, b"x" * 100, close=False)
                    + build("GET", "/file.txt", PAGE))
    equal([one.status for one in parse(received)], [405, 200], "statuses on one connection")


@case("whom Require keeps out gets a page, and no number")
def _():
    server = httpd(METRICS.replace("Require local", "Require all denied"))
    answer = page(ask(server, "/metrics"), 403)
    assert "statuspages_" not in answer.text.replace("statuspages-", ""), answer.text


MANUAL = (REPOSITORY / "mod_statuspages/module/README.md").read_text().split("\n## Counters and metrics\n")[1]


def example(kind, number=0):
    """An example of the manual's chapter."""
    return re.findall(rf"```{kind}\n(.*?)```", MANUAL, re.S)[number]


@case("the manual's example answers")
def _():
    equal(ask(httpd(example("apache")), "/metrics", page=False).get("Content-Type"), TEXT, "Content-Type")


@case("promtool accepts the manual's scrape configuration and alert rules")
def _():
    need("promtool")
    for number, words in ((0, ("config", "--syntax-only")), (1, ("rules",))):
        run = subprocess.run(["promtool", "check", *words, "/dev/stdin"], input=example("yaml", number),
                             capture_output=True, text=True, timeout=60)
        equal(run.returncode, 0, run.stdout + run.stderr)
    assert "SUCCESS: 2 rules found" in run.stdout, run.stdout


@case("there are no more series of responses than the manual says")
def _():
    most = int(re.search(r"no more than ([\d,]+) series of responses", MANUAL)[1].replace(",", ""))
    codes, formats, sources = 201, len(KINDS) + 1, 5
    equal(most, codes * formats * sources, "series")


# ---- mod_status ---------------------------------------------------------------------------------------

STATUS = "<Location /status>\nSetHandler server-status\n</Location>\n"


class Balance(html.parser.HTMLParser):
    """Elements that are opened and closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("hr", "br", "img", "meta"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@case("mod_status has the counters, in ?auto and in HTML")
def _():
    need("mod_status")
    server, probes = fresh(SITE + STATUS, load=("status",), files=PARTS)
    expected = Expected(probes)
    for path, fields, labels in ROWS:
        ask(server, path, fields)
        if labels:
            expected.add(*labels)
    settled(server, expected.all())
    codes, formats, sources = (collections.Counter() for _ in range(3))
    for (code, form, source), number in expected.responses.items():
        codes[code] += number
        formats[form] += number
        sources[source] += number
    total = sum(codes.values())
    wanted = {"StatusPagesResponses": total}
    for name, numbers in (("Code", codes), ("Format", formats), ("Source", sources), ("Bodies", expected.bodies),
                          ("Language", expected.languages)):
        wanted.update({f"StatusPages{name}[{value}]": number for value, number in numbers.items()})
    lines = re.findall(r"^(StatusPages\S*): (.*)$", ask(server, "/status?auto").text, re.M)
    equal({name: int(number) for name, number in lines}, wanted, "?auto")
    equal(len(lines), len(wanted), "lines")
    for query in ("", "?notable"):
        text = ask(server, "/status" + query).text
        section = re.search(r"<h2>Error responses \(mod_statuspages\)</h2>.*?</dl>", text, re.S)
        assert section, text
        balance = Balance()
        balance.feed(section[0])
        equal((balance.open, balance.wrong), ([], []), "elements")
        rows = dict(re.findall(r"<dt>(\w+): (.*?)</dt>", section[0]))
        equal(rows["Responses"], str(total), "responses")
        for title, numbers in (("Codes", codes), ("Formats", formats), ("Sources", sources),
                               ("Bodies", expected.bodies), ("Languages", expected.languages)):
            values = dict(value.split(" ") for value in rows[title].split(", "))
            equal({value: int(number) for value, number in values.items()}, dict(numbers), title)
    server.stop()


# ---- while it starts ----------------------------------------------------------------------------------

@case("a misspelt handler is an error of the configuration, with its line")
def _():
    for line, words in (("SetHandler statuspages-metrix", "did you mean statuspages-metrics?"),
                        ('SetHandler "statuspages-metric"', "did you mean statuspages-metrics?"),
                        ("AddHandler statuspages-nonsense .prom", "there is no handler statuspages-nonsense")):
        server = Server(f"<Location /m>\n{line}\n</Location>\n")
        code, said = server.check()
        assert code != 0 and words in said, said
        assert f"{server.place(line)}: " in said, said
    code, said = Server(METRICS + 'Alias /statuspages-metrix "/nowhere"\n').check()
    equal(code, 0, said)


@case("a handler that only an .htaccess file names is none")
def _():
    overrides = '<Directory "@ROOT@/htdocs">\nAllowOverride FileInfo\n</Directory>\n'
    files = {"htdocs/ht/.htaccess": "SetHandler statuspages-metrics\n", "htdocs/ht/a.txt": "the file\n"}
    for conf in ("", METRICS):
        server = httpd(conf + overrides, files=files)
        equal(ask(server, "/ht/a.txt").text, "the file\n", f"body with {conf!r}")


@case("no request is asked for a handler of ours unless a line sets one: the note in LogFormat does not")
def _():
    need("mod_info")
    info = '<Location "/info">\nSetHandler server-info\n</Location>\n'
    for conf, wanted in (('LogFormat "%{statuspages-reference}n" with_note\n', False),
                         ('<Location "/m">\nSetHandler statuspages-metrics\n</Location>\n', True)):
        page = ask(httpd(info + conf, load=("info",)), "/info?hooks", page=False).text
        hooks = re.search(r"Content Handlers:.*?(?=<dt>|$)", page, re.S)[0]
        equal("mod_statuspages.c" in hooks, wanted, f"a hook with {conf}")


@case("httpd does not start where the metrics have no address")
def _():
    server = Server("SetHandler statuspages-metrics\n")
    code, said = server.check()
    assert code and server.place("SetHandler statuspages-metrics") in said, said


# In front of APR's: no memory for the module.
NO_MEMORY = """
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <apr_shm.h>
#include <dlfcn.h>
#include <string.h>
apr_status_t apr_shm_create(apr_shm_t **m, apr_size_t n, const char *name, apr_pool_t *pool)
{
    apr_status_t (*real)(apr_shm_t **, apr_size_t, const char *, apr_pool_t *) = dlsym(RTLD_NEXT, "apr_shm_create");
    Dl_info caller;

    dladdr(__builtin_return_address(0), &caller);
    return strstr(caller.dli_fname, "mod_statuspages") ? APR_ENOMEM : real(m, n, name, pool);
}
"""


@case("without shared memory nothing is counted: the log says so, the metrics are 503, pages stay")
def _():
    need("gcc")
    if WRAP:
        raise Skip("the sanitizer is preloaded")

    class Poor(Server):
        def _environment(self):
            (self.root / "no.c").write_text(NO_MEMORY)
            flags = subprocess.run("$(command -v apr-1-config || command -v apr-config) --cppflags --includes",
                                   shell=True, capture_output=True, text=True, check=True).stdout.split()
            subprocess.run(["gcc", "-shared", "-fPIC", *flags, "-o", self.root / "no.so", self.root / "no.c", "-ldl"],
                           check=True)
            return {**super()._environment(), "LD_PRELOAD": str(self.root / "no.so")}

    server = Poor(METRICS).start()
    server.wait_log("statuspages: there is no shared memory for the counters, so that nothing is counted")
    page(ask(server, "/nope"), 404)
    page(ask(server, "/metrics"), 503)
    equal(ask(server, "/cgi/json404.cgi").status, 404, "status")
    server.stop()
