# SPDX-License-Identifier: Apache-2.0
"""One id everywhere: on the page, in every format, in the logs, in Server-Timing; and the command that finds it."""

import gzip
import json
import re
import subprocess

from checks import PROBLEM, case, equal, is_page, one_line, page, plain, problem, problem_xml
from client import PAGE, ask, build, h2, one, parse, talk
from server import COMMAND, MPM, Server, Skip, httpd, need

SHOWN = re.compile(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}")
LOGS = """
LogFormat "%L %{statuspages-reference}n %>s %U" references
CustomLog "@ROOT@/logs/references.log" references
"""
PROXY = "ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\n"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"
BY_HEADER = 'StatusPagesReference "%{HTTP:X-Request-Id}"\n'
ONE_CHILD = "StartServers 1\nMinSpareServers 1\nMaxSpareServers 1\nMaxRequestWorkers 1\n" if MPM == "prefork" else \
    "StartServers 1\nServerLimit 1\nThreadsPerChild 8\nMinSpareThreads 1\nMaxRequestWorkers 8\n"
# Where each format has it.
FORMATS = {
    "text/html": lambda answer: re.search(r"Reference <bdi>([^<]*)</bdi>", answer.text)[1],
    "application/json": lambda answer: of_json(json.loads(answer.text)),
    "application/xml": lambda answer: problem_xml(answer, answer.status).findtext(PROBLEM + "reference"),
    "text/plain": lambda answer: re.search(r"Reference (\S+)$", answer.text, re.M)[1],
    "text/markdown": lambda answer: re.search(r"^- reference: (.+)$", answer.text, re.M)[1].replace("\\", ""),
}


def speakable(log_id):
    """The four steps of the manual, from httpd's log id."""
    mask, number = 2 ** 64 - 1, 0xcbf29ce484222325
    for byte in log_id.encode():
        number = ((number ^ byte) * 0x100000001b3) & mask
    for factor in (0xff51afd7ed558ccd, 0xc4ceb9fe1a85ec53):
        number = (number ^ number >> 33) * factor & mask
    number = (number ^ number >> 33) >> 24
    letters = "".join("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[number >> 5 * i & 31] for i in range(7, -1, -1))
    return f"{letters[:4]}-{letters[4:]}"


def of_json(document):
    equal(document["instance"], "#" + document["reference"], "instance")
    return document["reference"]


def site(conf="", **more):
    return httpd(LOGS + PROXY + conf, **more)


def logged(server, path, times=1):
    """Log id and note of a request, from the access log."""
    log_id, note, _status, _path = server.wait_log(f" {path}", "references.log", times=times).split(" ", 3)
    return log_id, note


def agree(server, answer, path, accept="application/json"):
    """The reference of this answer is that of both logs, and made of the log id."""
    found = FORMATS[accept](answer)
    log_id, note = logged(server, path)
    equal(note, found, f"note of {path}")
    line = server.wait_log(f"reference={found} ")
    assert f"[{log_id}] SP00001: status={answer.status} " in line, line
    assert SHOWN.fullmatch(found), found
    equal(found, speakable(log_id), f"reference of {log_id}")
    return found


def errors(conf):
    """What httpd says of a configuration that it refuses."""
    code, said = Server(conf).check()
    assert code, said
    return said


# ---- the same everywhere ---------------------------------------------------


@case("each code of a backend, 400 to 599, has one reference: page, access log, error log")
def _():
    server = site()
    accepts = list(FORMATS)
    for code in range(400, 600):
        accept = accepts[code % len(accepts)]
        answer = ask(server, f"/o/code{code}/bare?{code}", {"Accept": accept})
        equal(answer.status, code, "status")
        agree(server, answer, f"/o/code{code}/bare", accept)


@case("each code of httpd's own has one reference: page, access log, error log")
def _():
    server = site("".join(f"Redirect {code} /r/{code}\n" for code in range(400, 600)))
    for code in range(400, 600):
        answer = ask(server, f"/r/{code}", {"Accept": "application/json"})
        equal(answer.status, code, "status")
        agree(server, answer, f"/r/{code}")


@case("early errors too: request lines and fields that httpd refuses")
def _():
    server = site("LimitRequestFieldSize 2000\nLimitRequestLine 2000\n")
    accept = b"Accept: application/json\r\n"
    for number, (status, data) in enumerate((
            (400, b"\x01\x02%s\r\n\r\n"),
            (400, b"GET %s HTTP/1.1\r\nHost: x\r\n" + accept + b"no field\r\n\r\n"),
            (400, b"GET %s HTTP/1.1\r\n" + accept + b"\r\n"),
            (400, b"GET %s HTTP/1.1\r\nHost: x\r\n" + accept + b"X: " + b"a" * 3000 + b"\r\n\r\n"),
            (414, b"GET %s" + b"a" * 3000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
            (417, b"GET %s HTTP/1.1\r\nHost: x\r\n" + accept + b"Expect: what\r\n\r\n"))):
        before = server.log("references.log").count("\n")
        answer = one(server.port, data.replace(b"%s", b"/early%d" % number))
        equal(answer.status, status, "status")
        found = SHOWN.search(answer.text)[0]
        server.wait_log("", "references.log", times=before + 1)
        log_id, note = server.log("references.log").splitlines()[-1].split(" ")[:2]
        equal((note, speakable(log_id)), (found, found), f"reference of {data[:40]}")
        assert f"[{log_id}] SP00001: status={status} " in server.wait_log(f"reference={found} ")


@case("over HTTP/2 as well, early errors included")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    server = site("Protocols h2c http/1.1\nLimitRequestFieldSize 2000\n"
                  + "".join(f"Redirect {code} /r/{code}\n" for code in range(400, 600, 25)))
    json_ = ("-H", "Accept: application/json")
    for code in range(400, 600, 25):
        agree(server, h2(server, f"/r/{code}", *json_, page=False), f"/r/{code}")
    for path, status, *options in (("/h2big", 431, "-H", "X-Big: " + "a" * 2500),
                                   ("/h2expect", 417, "-H", "Expect: what"),
                                   ("/o/h2/bare?503", 503)):
        answer = h2(server, path, *json_, *options, page=False)
        equal(answer.status, status, "status")
        found = SHOWN.search(answer.text)[0]
        assert f"status={status} " in server.wait_log(f"reference={found} ")
        assert f" {found} {status} " in server.wait_log(f" {found} ", "references.log")


@case("after an internal redirect it is made of the id that the access log has, mod_unique_id or not")
def _():
    for load in ((), ("unique_id",)):
        if load:
            need("mod_unique_id")
        server = site("ErrorDocument 404 /gone/page\nRewriteEngine On\nRewriteRule ^/inner /other/inner [PT]\n"
                      "<Location /other>\nErrorDocument 404 default\n</Location>\n"
                      "<Directory @ROOT@/htdocs>\nRewriteEngine On\n"
                      "RewriteRule ^perdir /other/perdir\n</Directory>\n", load=load)
        for path, in_log in (("/lost", "/lost"), ("/inner", "/other/inner"), ("/perdir", "/perdir")):
            answer = ask(server, path, {"Accept": "application/json"})
            found = problem(answer, 404)["reference"]
            log_id, note = logged(server, in_log)
            equal((found, note), (speakable(log_id), found), f"reference of {path}")


@case("the note is for what is explained only, and nothing else says it")
def _():
    server = site("ErrorDocument 410 \"gone\"\nRedirect 410 /gone\n")
    for path, status in (("/ok.html", 200), ("/o/html404", 404), ("/gone", 410)):
        equal(ask(server, path).status, status, "status")
        equal(logged(server, path)[1], "-", f"note of {path}")
    assert not re.search("SP00001: status=(200|410)", server.log())


@case("the references of requests differ, and hold neither time nor address")
def _():
    seen = [problem(ask(site(), "/nope", {"Accept": "application/json"}), 404)["reference"] for _ in range(50)]
    equal(len(set(seen)), 50, "references")
    for found in seen:
        assert SHOWN.fullmatch(found), found


# ---- StatusPagesReference ----------------------------------------------------


def shows(server, headers, wanted=None, path="/nope", port=0):
    """All formats show `wanted`, or the speakable reference, and so do the logs."""
    for number, (accept, read) in enumerate(FORMATS.items()):
        own = f"{path}/{number}"
        before = server.log("references.log").count(f" {own}\n")
        answer = ask(server, own, {**headers, "Accept": accept})
        log_id, note = logged(server, own, times=before + 1)
        expected = wanted or speakable(log_id)
        equal((read(answer), note), (expected, expected), f"reference in {accept} for {headers}")
        server.wait_log(f"[{log_id}] SP00001: status=404 reference={expected} ")


@case("another id takes its place on the page, in every format and in the logs")
def _():
    server = site(BY_HEADER)
    for good in ("0191f0aa-5f1e-7c3a-9f0e-2b6f5a1c4d7e", "a", "A.b_c~d:e-9", "5" * 64):
        shows(server, {"X-Request-Id": good}, good)
    shows(server, {})


@case("what is not fit to be shown is not: markup, controls, spaces, 5 kB, two values")
def _():
    server = site(BY_HEADER)
    for bad in ("<script>alert(1)</script>", "&lt;b&gt;", "\"'", "a b", "a,b", "[a](//evil.test)", "//evil.test",
                "a\\nb", "a\tb", "x" * 65, "x" * 5000, "\u00e9", "\u202eevil", "%0aevil", "evil@evil.test", "$(evil)"):
        shows(server, {"X-Request-Id": bad})
        assert "evil" not in ask(server, "/nope", {"X-Request-Id": bad}).text
    data = build("GET", "/two", {"Accept": "application/json"})
    for fields in (b"X-Request-Id: zqmark\r\nX-Request-Id: zqmark\r\n", b"X-Request-Id: zqmark\r\n zqmark\r\n",
                   b"X-Request-Id: zqmark\x01\r\n", b"X-Request-Id: zqmark\x7f\r\n", b"X-Request-Id: zqmark\x1b[2J\r\n",
                   b"X-Request-Id: zqmark\x00\r\n", b"X-Request-Id: zqmark" + b"x" * 10000 + b"\r\n"):
        answer = one(server.port, data.replace(b"\r\n\r\n", b"\r\n" + fields + b"\r\n"))
        assert answer.status in (400, 404) and "zqmark" not in answer.text, str(answer)
        assert SHOWN.search(answer.text), str(answer)
    assert "zqmark" not in server.log("references.log")


@case("UNIQUE_ID, the variable of a rule, and the log id again further in")
def _():
    need("mod_unique_id")
    server = site('StatusPagesReference "%{reqenv:UNIQUE_ID}"\n<Location /in>\nStatusPagesReference log-id\n'
                  '</Location>\n<Location /off>\nStatusPagesReference "%{reqenv:NOTHING}"\n</Location>\n'
                  'SetEnvIf Request_URI ^/mine MINE=zq-\\$1\n<Location /mine>\n'
                  'StatusPagesReference "%{reqenv:MINE}"\n</Location>\n', load=("unique_id",))
    for path in ("/nope", "/o/bare"):
        answer = ask(server, path + "?404", {"Accept": "application/json"})
        log_id, note = logged(server, path)
        equal((problem(answer, 404)["reference"], note), (log_id, log_id), "UNIQUE_ID is the log id")
    for path in ("/in/nope", "/off/nope", "/mine/nope"):
        agree(server, ask(server, path, {"Accept": "application/json"}), path)


@case("traceparent: its trace id, if it is valid; W3C Trace Context")
def _():
    server = site("StatusPagesReference TraceParent\n")
    for good in (TRACEPARENT, f"00-{TRACE}-{PARENT}-00", f"cc-{TRACE}-{PARENT}-01-more"):
        shows(server, {"traceparent": good}, TRACE)
    for bad in ("", "00", TRACEPARENT.upper(), TRACEPARENT + "x", f"ff-{TRACE}-{PARENT}-01",
                f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{'0' * 16}-01", f"00-<b>{TRACE[3:]}-{PARENT}-01",
                f"{TRACEPARENT}, {TRACEPARENT}", "x" * 5000):
        shows(server, {"traceparent": bad})
    answer = ask(server, "/nope", {"traceparent": TRACEPARENT})
    equal(answer.get("Server-Timing"), None, "Server-Timing")


@case("Server-Timing has the traceparent where the administrator wants it, behind what is there")
def _():
    server = site("StatusPagesReference traceparent server-timing\n")
    wanted = f'traceparent;desc="{TRACEPARENT}"'
    for path, before in (("/nope", None), ("/o/bare?404", None),
                         ("/o/bare?404&Server-Timing:%20db;dur=3", "db;dur=3")):
        answer = ask(server, path, {"traceparent": TRACEPARENT})
        equal(answer.get("Server-Timing"), f"{before}, {wanted}" if before else wanted, path)
    # a later version, in the terms of 00
    answer = ask(server, "/nope", {"traceparent": f"cc-{TRACE}-{PARENT}-00-x"})
    equal(answer.get("Server-Timing"), f'traceparent;desc="00-{TRACE}-{PARENT}-00"', "of version cc")
    theirs = f'traceparent;desc="00-{TRACE}-{"1" * 16}-01"'
    answer = ask(server, f"/o/bare?404&Server-Timing:%20{theirs}", {"traceparent": TRACEPARENT})
    equal(answer.get("Server-Timing"), theirs, "the backend's own")
    for path, fields in (("/ok.html", {"traceparent": TRACEPARENT}), ("/o/html404", {"traceparent": TRACEPARENT}),
                         ("/nope", {}), ("/nope", {"traceparent": TRACEPARENT + '", evil'}),
                         ("/nope", {"traceparent": TRACEPARENT.replace("4b", '"b')})):
        equal(ask(server, path, fields).get("Server-Timing"), None, f"{path} {fields}")


@case("pages and lines that a cache may give to others have neither an id nor Server-Timing")
def _():
    server = site("StatusPagesReference traceparent server-timing\nStatusPagesCache 404 120\n"
                  "<Location /id>\n" + BY_HEADER + "</Location>\n")
    fields = {"traceparent": TRACEPARENT, "X-Request-Id": "zq-request"}
    for path in ("/nope", "/id/nope", "/o/bare?404", "/o/bare?503&Cache-Control:%20max-age=60"):
        for accept in FORMATS:
            answer = ask(server, path, {**fields, "Accept": accept})
            text = answer.text + str(answer.headers)
            assert "max-age" in answer.get("Cache-Control"), str(answer)
            for part in (TRACE, "zq-", "eference"):
                assert part not in text, f"{part} in {path} as {accept}"
    answer = one_line(ask(server, "/nope.png", {**fields, "Accept": "image/*", "Sec-Fetch-Dest": "image"}),
                      404, "Not Found")
    assert TRACE not in str(answer.headers)
    # the line of the error log has it all the same
    server.wait_log(f"status=503 reference={TRACE} source=backend")


@case(".htaccess may choose the id, but its expression reads no file")
def _():
    server = site("<Directory @ROOT@/htdocs>\nAllowOverride FileInfo\n</Directory>\n", files={
        "htdocs/good/.htaccess": BY_HEADER, "htdocs/secret": "zqsecret",
        "htdocs/trace/.htaccess": "StatusPagesReference traceparent server-timing\n",
        "htdocs/bad/.htaccess": "StatusPagesReference \"%{file:@ROOT@/htdocs/secret}\"\n"})
    shows(server, {"X-Request-Id": "zq-request"}, "zq-request", path="/good/nope")
    shows(server, {"traceparent": TRACEPARENT}, TRACE, path="/trace/nope")
    answer = page(ask(server, "/bad/nope"), 500)
    assert "zqsecret" not in answer.text


@case("a line that cannot be right is refused with its place and the way out")
def _():
    for words, wanted in (
            ("tracparent", '"tracparent" is not log-id, traceparent or an expression'),
            ("X-Request-Id", "all requests would have the same id"),
            ('"%{HTTP:X-Request-Id"', "is not a valid expression"),
            ("traceparent on", 'unexpected "on"; the only second word is server-timing'),
            ("log-id server-timing", "after traceparent"),
            ('"%{HTTP:X-Request-Id}" server-timing', "after traceparent")):
        said = errors(f"StatusPagesReference {words}\n")
        assert "StatusPagesReference" in said and wanted in said, f"{words}: {said}"
        assert "httpd.conf" in said, said


# ---- the line of the error log -----------------------------------------------


def said_of(server, status, *wanted):
    line = server.wait_log(f"SP00001: status={status} ")
    assert re.search(rf"SP00001: status={status} reference=\S+( [a-z]+=[a-z_0-9]+)+$", line), line
    for part in wanted:
        assert f" {part}" in line, line
    return line


@case("it says whose error it was, and the cause that mod_proxy noted, in words of RFC 9209")
def _():
    for conf, path, status, level, *wanted in (
            ("Redirect 503 /r\n", "/r", 503, "warn", "source=server"),
            ("", "/nope", 404, "info", "source=server"),
            ("", "/cgi/status.cgi?500", 500, "warn", "source=application"),
            ("", "/o/empty500", 500, "warn", "source=backend"),
            ("ProxyErrorOverride On\n", "/o/html503", 503, "warn", "source=backend"),
            ("ProxyPass /dead http://127.0.0.1:@DEAD@/\n", "/dead", 503, "warn", "source=proxy"),
            ("", "/o/close", 502, "warn", "source=proxy", "cause=connection_terminated"),
            ("ProxyTimeout 1\n", "/o/hang", 502, "warn", "source=proxy", "cause=connection_read_timeout")):
        server = Server(LOGS + PROXY + conf, origin=site().origin).start()
        try:
            equal(ask(server, path).status, status, f"status of {path}")
            line = said_of(server, status, *wanted)
            assert f"[statuspages:{level}]" in line, line
            assert "cause=" in line or "cause=" not in "".join(wanted), line
        finally:
            server.stop()


@case("a closed site has not failed: level info, and the cause is maintenance")
def _():
    server = site("StatusPagesMaintenance @ROOT@/closed\n", files={"closed": "We move.\n"})
    page(ask(server, "/"), 503, language=None)
    assert "[statuspages:info]" in said_of(server, 503, "source=server", "cause=maintenance")


@case("nothing that a client or a backend sent is in it")
def _():
    server = site()
    for path in ("/o/garbage", "/o/badheader", "/o/reason"):
        ask(server, path + "?zqclient", {"X-Mark": "zqclient", "User-Agent": "zqclient", "Referer": "http://zqclient/"})
    lines = [line for line in server.log().splitlines() if "SP00001" in line]
    assert lines, server.log()
    for line in lines:
        # httpd itself appends the Referer where ErrorLogFormat does not say otherwise; ours does.
        assert "zqclient" not in line and "zqmark" not in line, line


@case("at most ten lines a second for each child at level warn; the next line tells how many were left out")
def _():
    server = Server(ONE_CHILD + "LogLevel warn\nRedirect 502 /r\nKeepAliveTimeout 1\n").start()
    try:
        count = 0
        data = b"".join(build("GET", "/r", PAGE, close=n == 49) for n in range(50))
        for _ in range(8):
            count += len(parse(talk(server.port, data), ["GET"] * 50))

        def lines():
            return [line for line in server.log().splitlines() if "SP00001" in line]

        def told():
            return sum(int(number) for line in lines() for number in re.findall(r"suppressed=(\d+)", line))
        # The last second's are told by the next line, which comes in another second.
        while len(lines()) + told() < count:
            ask(server, "/r")
            count += 1
            assert count < 20000, f"{len(lines())} lines, {told()} told of {count}"
        equal(len(lines()) + told(), count, "lines and what they tell of the others")
        seconds = {}
        for line in lines():
            second = re.search(r":(\d\d:\d\d)\.", line)[1]
            seconds[second] = seconds.get(second, 0) + 1
        assert max(seconds.values()) <= 10 and told() > 0, f"{seconds}, {told()} left out"
    finally:
        server.stop()


@case("at level info each error has its line")
def _():
    server = Server(ONE_CHILD + "LogLevel statuspages:info\nRedirect 503 /r\n").start()
    try:
        for _ in range(50):
            ask(server, "/r")
        lines = [line for line in server.log().splitlines() if "SP00001: status=503" in line]
        equal(len([line for line in lines if "[statuspages:warn]" in line]), 50, "lines")
        assert not any("suppressed" in line for line in lines), lines
    finally:
        server.stop()


# ---- statuspages why -----------------------------------------------------------


def why(*arguments, data=None):
    run = subprocess.run([COMMAND, "why", *map(str, arguments)], input=data, capture_output=True, timeout=60)
    return run.returncode, run.stdout.decode().splitlines(), run.stderr.decode()


@case("statuspages why finds the lines of both logs by %L alone, plain, packed and from standard input")
def _():
    # without a line of ours in the error log, and no note in the access log
    server = httpd("LogLevel info statuspages:error\n" + PROXY)
    paths = ("/why-a", "/why-b", "/o/close")
    found = {path: problem(ask(server, path, {"Accept": "application/json"}), 502 if "close" in path else 404)
             ["reference"] for path in paths}
    for path in paths:
        server.wait_log(f" {path} ", "access.log")
        logs = server.root / "logs"
        for typed in (found[path], found[path].lower().replace("-", "")):
            code, lines, _ = why(typed, logs / "error.log", logs / "access.log")
            equal(code, 0, "exit code")
            equal({line.split(":")[0] for line in lines}, {f"{logs}/error.log", f"{logs}/access.log"}, "files")
            log_id = re.match(r"\[(.*?)\]", server.wait_log(f" {path} ", "access.log"))[1]
            equal({f"[{log_id}]" in line for line in lines}, {True}, f"lines of {path}")
        for name in ("access.log", "error.log"):
            text = (logs / name).read_bytes()
            packed = logs / f"{name}.2.gz"
            packed.write_bytes(gzip.compress(text))
            equal([line.split(": ", 1)[1] for line in why(found[path], packed)[1]],
                  [line.split(": ", 1)[1] for line in why(found[path], "-", data=text)[1]], name)
            packed.unlink()
    code, lines, said = why(speakable("no such id"), server.root / "logs")
    equal((code, lines), (1, []), "a reference of no request")
    assert "no line has" in said, said


@case("and by the reference where the formats have no %L")
def _():
    server = Server('ErrorLogFormat "[%-m:%l] %M"\nRedirect 503 /r\n').start()
    try:
        found = problem(ask(server, "/r", {"Accept": "application/json"}), 503)["reference"]
        server.wait_log("SP00001")
        code, lines, _ = why(found, server.root / "logs/error.log")
        equal((code, len(lines)), (0, 1), "exit code and lines")
        assert "SP00001: status=503" in lines[0], lines
    finally:
        server.stop()


@case("and another id where StatusPagesReference shows that")
def _():
    server = site(BY_HEADER)
    plain(ask(server, "/nope", {"X-Request-Id": "zq-0191f0aa", "Accept": "text/plain"}), 404)
    server.wait_log(" zq-0191f0aa ", "references.log")
    code, lines, _ = why("zq-0191f0aa", server.root / "logs/references.log")
    equal((code, len(lines)), (0, 1), "exit code and lines")
    assert is_page(ask(server, "/nope"))
