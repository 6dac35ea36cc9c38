# SPDX-License-Identifier: Apache-2.0
"""Directives: what they do, who wins, and how wrong ones are refused."""

import os
import re
import subprocess
import threading
import time

from checks import STOCK, case, equal, is_page, not_page, page, plain, problem
from client import ask
from server import PATIENCE, PROGRAM, THEMES, VERSION, WRAP, Server, Skip, httpd, need, origin_port


@case("StatusPages Off brings httpd's own text back, On in a folder the page")
def _():
    server = httpd("StatusPages Off\n<Location /on>\nStatusPages On\n</Location>\n")
    answer = ask(server, "/nope")
    equal(answer.status, 404, "status")
    assert STOCK in answer.text, str(answer)
    page(ask(server, "/on/nope"), 404)


@case("mod_info shows the version, no header field does")
def _():
    need("mod_info")
    server = httpd('ServerTokens Full\n<Location "/info">\nSetHandler server-info\n</Location>\n', load=("info",))
    answer = ask(server, "/info?mod_statuspages.c", page=False)
    assert f"mod_statuspages {VERSION}" in answer.text, answer.text[:3000]
    assert "statuspages" not in str(answer.headers).lower(), answer.headers


@case("SetEnv no-statuspages switches requests off, for both kinds of answers")
def _():
    server = httpd("SetEnvIf Request_URI ^/raw no-statuspages\nAlias /raw \"@ROOT@/htdocs\"\n"
                   "<Location /cgi/busy503.cgi>\nSetEnv no-statuspages 1\n</Location>\n")
    assert STOCK in ask(server, "/raw/nope").text
    page(ask(server, "/nope"), 404)
    answer = ask(server, "/raw/cgi/empty404.cgi")
    equal((answer.status, answer.body), (404, b""), "answer")
    equal(ask(server, "/cgi/busy503.cgi").body, b"", "body")


@case("virtual hosts have their own settings")
def _():
    server = httpd("""
<VirtualHost *:@PORT@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName off.test
    StatusPages Off
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName name.test
    StatusPagesSite name "The Named Site"
</VirtualHost>
""")
    page(ask(server, "/nope"), 404)
    assert STOCK in ask(server, "/nope", {"Host": "off.test"}).text
    assert "The Named Site" in page(ask(server, "/nope", {"Host": "name.test"}), 404).text


@case("an ErrorDocument text, also with a space and an expression, wins, also for HEAD")
def _():
    server = httpd("""
ErrorDocument 404 "the administrator wrote this"
ErrorDocument 403 " with a space"
<Location /denied>
    Require all denied
</Location>
<Location /expr>
    ErrorDocument 404 "code %{REQUEST_STATUS} here"
</Location>
""")
    answer = ask(server, "/nope")
    equal((answer.status, answer.body), (404, b"the administrator wrote this"), "answer")
    head = ask(server, "/nope", method="HEAD")
    equal(head.get("Content-Type"), answer.get("Content-Type"), "Content-Type of HEAD")
    equal(ask(server, "/denied").body, b" with a space", "text")
    equal(ask(server, "/expr/nope").body, b"code 404 here", "expression")


@case("an ErrorDocument file wins, also for POST")
def _():
    server = httpd("ErrorDocument 404 /ok.html\n")
    for method, body in (("GET", None), ("POST", b"a=1")):
        answer = ask(server, "/nope", method=method, body=body)
        equal((answer.status, answer.body), (404, b"<p>the administrator wrote this</p>\n"), method)


@case("an ErrorDocument that is missing, loops, is denied or broken gives the first status' page")
def _():
    server = httpd("""
<Location /a>
    ErrorDocument 404 /missing.html
</Location>
<Location /b>
    ErrorDocument 404 /b/again
</Location>
<Location /c>
    ErrorDocument 404 /denied/x
</Location>
<Location /d>
    ErrorDocument 404 /cgi/malformed.cgi
</Location>
<Location /e>
    ErrorDocument 404 /cgi/empty404.cgi
</Location>
<Location /denied>
    Require all denied
</Location>
""")
    for folder in "abcde":
        answer = page(ask(server, f"/{folder}/nope"), 404)
        assert "Additionally" not in answer.text


@case("an ErrorDocument with a full address stays a redirection")
def _():
    server = httpd("ErrorDocument 404 http://other.test/error\n")
    answer = ask(server, "/nope")
    equal((answer.status, answer.get("Location")), (302, "http://other.test/error"), "answer")
    not_page(answer)


@case("an ErrorDocument wins over our page for empty answers of scripts and backends too")
def _():
    need("mod_proxy_http")
    server = httpd("""
ErrorDocument 404 /ok.html
ErrorDocument 503 "closed by the administrator"
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
""")
    for path in ("/cgi/empty404.cgi", "/o/empty404"):
        answer = ask(server, path)
        equal((answer.status, answer.body), (404, b"<p>the administrator wrote this</p>\n"), path)
    for path, wait in (("/cgi/busy503.cgi", "33"), ("/o/empty503", "77")):
        answer = ask(server, path)
        equal((answer.status, answer.body), (503, b"closed by the administrator"), path)
        equal(answer.get("Retry-After"), wait, "Retry-After " + path)


@case("ErrorDocument default brings a page again below an ErrorDocument")
def _():
    server = httpd('ErrorDocument 404 "text"\n<Location /deep>\nErrorDocument 404 default\n'
                   "</Location>\n")
    answer = ask(server, "/deep/nope")
    equal(answer.status, 404, "status")
    assert is_page(answer) or STOCK in answer.text, str(answer)


@case("StatusPagesReplace canned, empty, bare, html and all each include the ones before")
def _():
    conf = "".join(f'Alias /{level}/ "@ROOT@/htdocs/"\n<Location /{level}/>\n'
                   f"StatusPagesReplace {level}\n</Location>\n"
                   for level in ("canned", "empty", "bare", "html", "all"))
    bare = "#!/bin/sh\nprintf 'Status: 404 x\\nContent-Type: text/plain\\n\\n404 page not found\\n'\n"
    server = httpd(conf, files={"htdocs/cgi/bare404.cgi": bare})
    ours = {"canned": "10000", "empty": "11000", "bare": "11100", "html": "11110", "all": "11111"}
    for level, wanted in ours.items():
        got = "".join(str(int(is_page(ask(server, f"/{level}/{path}"))))
                      for path in ("nope", "cgi/empty404.cgi", "cgi/bare404.cgi", "cgi/html404.cgi",
                                   "cgi/json404.cgi"))
        equal(got, wanted, f"pages for nope, empty, bare, HTML, JSON with {level}")


@case("StatusPagesReplace canned leaves the empty 412 of a file and ErrorDocument out as well")
def _():
    conf = "StatusPagesReplace canned\nErrorDocument 404 /ok.html\n"
    server = httpd(conf)
    answer = ask(server, "/file.txt", {"If-Match": '"other"'})
    equal((answer.status, answer.body), (412, b""), "412")
    answer = ask(server, "/cgi/empty404.cgi")
    equal((answer.status, answer.body), (404, b""), "404")


@case("StatusPagesCodes takes codes, ranges, classes and exceptions")
def _():
    server = httpd("""
StatusPagesCodes 5xx 404 410-412
Redirect 410 /gone
Redirect 451 /legal
Redirect 503 /closed
<Location /not>
    StatusPagesCodes 4xx 5xx -404 -503
</Location>
Redirect 410 /not/gone
Redirect 503 /not/closed
""")
    for path, ours in (("/nope", 1), ("/gone", 1), ("/closed", 1), ("/legal", 0),
                       ("/not/nope", 0), ("/not/gone", 1), ("/not/closed", 0)):
        answer = ask(server, path)
        equal(int(is_page(answer)), ours, f"page for {path} ({answer.status})")


@case("StatusPagesFormats leaves only the named formats, text or the first for who wants none of them")
def _():
    server = httpd("StatusPagesFormats html text\n<Location /json>\nStatusPagesFormats json\n"
                   "</Location>\n")
    page(ask(server, "/nope"), 404)
    answer = ask(server, "/nope", {"Accept": "application/json"}, page=False)
    equal(answer.status, 404, "status")
    plain(answer, 404, "Not Found")
    problem(ask(server, "/json/nope", {"Accept": "application/json"}, page=False), 404)
    problem(ask(server, "/json/nope", {"Accept": "text/html, application/json;q=0.1"}), 404)
    problem(ask(server, "/json/nope"), 404)


@case("StatusPagesHeaders Off leaves out the security headers and keeps what HTTP needs")
def _():
    answer = ask(httpd("StatusPagesHeaders Off\n"), "/nope")
    for name in ("Content-Security-Policy", "Referrer-Policy", "X-Robots-Tag"):
        assert answer.get(name) is None, f"{name}: {answer.get(name)}"
    equal(answer.get("Content-Type"), "text/html; charset=utf-8", "Content-Type")
    equal(answer.get("Content-Language"), "en", "Content-Language")
    assert {"accept", "accept-language"} <= answer.tokens("Vary"), answer.all("Vary")
    assert is_page(answer)


@case("StatusPagesSite puts name and addresses on the page, escaped")
def _():
    server = httpd("""
StatusPagesSite name "Fish & <Chips>"
StatusPagesSite home /start/
StatusPagesSite contact mailto:help@fish.test
StatusPagesSite status https://status.fish.test/
StatusPagesSite search /find?a=1&b=2
""")
    text = page(ask(server, "/nope"), 404).text
    assert "Fish &amp; &lt;Chips&gt;" in text and "<Chips>" not in text, "name"
    for url in ('href="/start/"', "mailto:help@fish.test", "https://status.fish.test/"):
        assert url in text, url
    assert 'href="/find?a=1&amp;b=2"' in text, "search"


@case("without StatusPagesSite the name is ServerName and home is /")
def _():
    text = page(ask(httpd(), "/nope"), 404).text
    assert "localhost" in text and 'href="/"' in text


@case(".htaccess with AllowOverride FileInfo sets what is light")
def _():
    server = httpd("""
<Directory "@ROOT@/htdocs/ht">
    AllowOverride FileInfo
</Directory>
<Directory "@ROOT@/htdocs/none">
    AllowOverride AuthConfig
</Directory>
""", files={
        "htdocs/ht/off/.htaccess": "StatusPages Off\n",
        "htdocs/ht/html/.htaccess": "StatusPagesReplace html\n",
        "htdocs/ht/html/x.cgi": "#!/bin/sh\nprintf 'Status: 404 No\\nContent-Type: text/html\\n\\n"
                                "<p>mine'\n",
        "htdocs/ht/theme/.htaccess": 'StatusPagesTheme "themes/mine"\n',
        "htdocs/none/.htaccess": "StatusPages Off\n"})
    assert STOCK in ask(server, "/ht/off/nope").text
    page(ask(server, "/ht/html/x.cgi"), 404)
    # A folder would be read and compiled per request: refused, so a 500 page.
    page(ask(server, "/ht/theme/nope"), 500)
    server.wait_log("StatusPagesTheme")
    page(ask(server, "/none/nope"), 500)


WRONG = {
    "StatusPages maybe": "maybe",
    "StatusPagesReplace everything": "everything",
    "StatusPagesCodes 4xx 20x": "20x",
    "StatusPagesCodes 700": "700",
    "StatusPagesCodes 500-700": "500-700",
    "StatusPagesCodes 1000": "1000",
    "StatusPagesCodes 3xx": "3xx",
    "StatusPagesCodes 200": "200",
    "StatusPagesCodes 504-502": "504-502",
    "StatusPagesCodes": "StatusPagesCodes",
    "StatusPagesFormats html pdf": "pdf",
    "StatusPagesHeaders perhaps": "perhaps",
    "StatusPagesCompression perhaps": "perhaps",
    "StatusPagesSite colour red": "colour",
    "StatusPagesSite home javascript:alert(1)": "javascript",
    "StatusPagesTheme /nowhere/at/all": "/nowhere/at/all",
    "StatusPagesTheme nosuchtheme": "nosuchtheme",
    "StatusPagesTheme /etc/hostname": "/etc/hostname",
    "StatusPagesTheme": "StatusPagesTheme",
    "StatusPagesSite name": "StatusPagesSite",
    "StatusPagesColour red": "StatusPagesColour",
}


@case("httpd -t refuses wrong values and names directive, file and line")
def _():
    bad = []
    for line, word in WRONG.items():
        server = Server("# a line before\n" + line)
        code, said = server.check()
        place = server.place(line)
        name = line.split()[0]
        if code == 0:
            bad.append(f"{line}: accepted")
        elif word not in said or name not in said or place not in said:
            bad.append(f"{line}: {said.strip()} (expected {word!r}, {name} and {place!r})")
    assert not bad, "\n".join(bad)


@case("httpd -t accepts right values, and the module alone")
def _():
    for conf in ("", "StatusPages On\nStatusPagesReplace all\nStatusPagesCodes 4xx 5xx -401 "
                 "502-504 520 783 999\nStatusPagesFormats html json xml text markdown\n"
                 "StatusPagesTheme default\nStatusPagesHeaders On\n"
                 'StatusPagesSite name "x"\n'):
        code, said = Server(conf).check()
        equal(code, 0, f"exit status ({said.strip()})")


FIVE = """<!DOCTYPE html>
<html lang="{{lang}}">
<title>{{tilte}}</title>
<script>var a = "{{title}}";</script>
<h1>{{{title}}}</h1>
<p class={{title}}>text</p>
<div>{{>_missing}}</div>
</html>
"""
# Where each mistake begins: line and column of its tag.
PLACES = [(3, 8), (4, 18), (5, 5), (6, 10), (7, 6)]


@case("a template with five mistakes gives five messages with file, line and column")
def _():
    server = Server('StatusPagesTheme "@ROOT@/theme"', files={"theme/page.html": FIVE})
    code, said = server.check()
    path = server.root / "theme/page.html"
    found = [(int(line), int(column)) for line, column in
             re.findall(re.escape(str(path)) + r":(\d+):(\d+): ", said)]
    assert code != 0, "accepted"
    equal(sorted(found), PLACES, f"places in\n{said}\n")
    assert "title" in said.split(":3:8:")[1].split("\n")[0], "no suggestion for tilte"
    assert server.place("StatusPagesTheme") in said and "StatusPagesTheme" in said, said


THEME = """<!DOCTYPE html>
<html lang="{{lang}}"><head><meta charset="utf-8"><title>{{title}}</title></head>
<body><main><h1>{{title}}</h1><p>own theme one</p><p>{{what}}</p></main></body>
</html>
"""


@case("a theme folder is used, and formats it lacks come from the default theme")
def _():
    server = httpd('StatusPagesTheme "@ROOT@/theme"', files={"theme/page.html": THEME})
    assert "own theme one" in page(ask(server, "/nope"), 404).text
    plain(ask(server, "/nope", {"Accept": "text/plain"}, page=False), 404, "Not Found")
    problem(ask(server, "/nope", {"Accept": "application/json"}), 404)


@case("a theme's 404.html wins over 4xx.html, and that over page.html")
def _():
    files = {f"theme/{name}.html": THEME.replace("own theme one", f"this is {name}")
             for name in ("page", "4xx", "404")}
    server = httpd('StatusPagesTheme "@ROOT@/theme"\nRedirect 410 /gone\nRedirect 503 /closed',
                   files=files)
    for path, code, name in (("/nope", 404, "404"), ("/gone", 410, "4xx"),
                             ("/closed", 503, "page")):
        assert f"this is {name}" in page(ask(server, path), code).text, path


def cost_of_start(server):
    """Instructions of a process from its start to its first answer, and bytes that it has had."""
    profile = server.root / "profile/callgrind.out"
    profile.parent.mkdir()
    profile.parent.chmod(0o777)
    server.start(["valgrind", "--tool=callgrind", "--vgdb=no", "--log-file=/dev/null",
                  f"--callgrind-out-file={profile}"])
    # The process is no longer the user that made it.
    profile.unlink()
    server.process.terminate()
    server.process.wait(60)
    counted = int(re.search(r"^totals: (\d+)", profile.read_text(), re.M)[1])

    server.start()
    memory = open(f"/proc/{server.process.pid}/status").read()
    return counted, int(re.search(r"VmHWM:\s*(\d+) kB", memory)[1]) * 1024


# 0.3 s of the machine on which the bound was set.
START_MAX = 3_200_000_000


@case("whatever themes and colours are in use, httpd starts within 0.3 s of CPU and 16 MB more")
def _():
    if WRAP:
        raise Skip("what a wrapper costs is not httpd's")
    need("valgrind")
    lines = [f"StatusPagesTheme {name}" for name in THEMES]
    lines += [f"StatusPagesTheme brand accent=#0a{i:04x}" for i in range(20)]
    conf = "".join(f"<Location /{i}>\n{line}\n</Location>\n" for i, line in enumerate(lines))
    bare, full = Server(module=False), Server(conf)
    try:
        costs = cost_of_start(full), cost_of_start(bare)
    finally:
        for server in (bare, full):
            server.stop()
    counted, memory = (a - b for a, b in zip(*costs))
    assert counted < START_MAX, f"{counted:,} instructions"
    assert memory < 16 << 20, f"{memory / (1 << 20):.1f} MB"


def restartable():
    if WRAP == "valgrind":
        raise Skip("the one process that valgrind watches ends instead of restarting")


def control(server, *words):
    """httpd -k, as apachectl, systemctl and the service scripts use it."""
    return subprocess.run([PROGRAM, "-d", server.root, "-f", server.root / "httpd.conf", "-k",
                           *words], capture_output=True, text=True, timeout=60,
                          env=server._environment())


def asked_again(server):
    """The page while httpd restarts: a connection may be closed without an answer."""
    try:
        return ask(server, "/nope").text
    except (AssertionError, OSError):
        return ""


@case("a graceful restart takes a new theme; a broken one is refused and the old pages go on")
def _():
    restartable()
    server = Server('StatusPagesTheme "@ROOT@/theme"', origin=origin_port(),
                    files={"theme/page.html": THEME}).start()
    try:
        assert "own theme one" in page(ask(server, "/nope"), 404).text
        (server.root / "theme/page.html").write_text(THEME.replace("theme one", "theme two"))
        run = control(server, "graceful")
        equal(run.returncode, 0, f"exit status ({run.stderr})")
        end = time.monotonic() + 5 * PATIENCE
        while "theme two" not in asked_again(server) and time.monotonic() < end:
            time.sleep(0.1)
        assert "own theme two" in page(ask(server, "/nope"), 404).text
        (server.root / "theme/page.html").write_text(FIVE)
        for words in (["graceful"], ["restart"]):
            run = control(server, *words)
            assert run.returncode != 0, "httpd takes the broken theme"
            for line, column in PLACES:
                assert f"{server.root}/theme/page.html:{line}:{column}: " in run.stderr, run.stderr
            time.sleep(0.3)
            assert server.process.poll() is None, "httpd is gone"
            assert "own theme two" in page(ask(server, "/nope"), 404).text
    finally:
        server.stop()


@case("graceful restarts under load lose no request")
def _():
    restartable()
    server = Server("", origin=origin_port()).start()
    errors, good, stop = [], [], threading.Event()

    def load():
        while not stop.is_set():
            try:
                page(ask(server, "/nope"), 404)
                good.append(time.monotonic())
            except Exception as error:
                # A connection closed by a dying child is httpd's own business.
                if "Connection" not in type(error).__name__ and "0 responses" not in str(error):
                    errors.append(repr(error))
    threads = [threading.Thread(target=load) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for _ in range(3):
            server.graceful()
            time.sleep(0.4)
        last = time.monotonic()
        # A busy machine needs longer than a fixed pause to start the new children.
        while sum(one > last for one in good) <= 10 and time.monotonic() < last + 10 * PATIENCE:
            time.sleep(0.05)
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
        server.stop()
    assert not errors, errors[:3]
    assert sum(one > last for one in good) > 10, "no answers after the last restart"
