# SPDX-License-Identifier: Apache-2.0
"""StatusPagesMaintenance: closed while a file exists, for whom, and what it costs."""

import base64
import contextlib
import datetime
import json
import os
import re
import subprocess
import threading
import time

from cases_recipes import recipe
from checks import (PROBLEM, STOCK, by_clock, case, equal, heading, in_words, is_page, plain, problem, problem_xml,
                    visible)
from client import PAGE, ask, build, h2, one, parse, talk
from server import MPM, REPOSITORY, WRAP, Server, Skip, httpd, need

# Within a second, a child that has found no file does not look again; a little more, because both
# clocks tick.
SOON = 1.1
CLOSED = "This website is closed for now"


def german(key):
    """From the translators' own file."""
    path = REPOSITORY / "mod_statuspages/catalog/po/de.po"
    return re.search(rf'^msgctxt "{key}"\nmsgid ".*"\nmsgstr "(.*)"$', path.read_text("utf-8"), re.M)[1]


def flag(server, text="", name="closed"):
    """Put the file there, whole at once as `mv` does, and wait as long as it may take if there was none."""
    path = server.root / "run" / name
    is_new = not path.exists()
    fresh = path.with_suffix(".new")
    fresh.write_bytes(text if isinstance(text, bytes) else text.encode())
    fresh.chmod(0o644)
    os.replace(fresh, path)
    if is_new:
        time.sleep(SOON)


class closed:
    """with closed(server, text): ... - whatever happens, the file is gone afterwards."""

    def __init__(self, server, text="", name="closed"):
        self.server, self.text, self.name = server, text, name

    def __enter__(self):
        flag(self.server, self.text, self.name)

    def __exit__(self, *_):
        (self.server.root / "run" / self.name).unlink()


def later(**wait):
    """That time, as the file tells it."""
    return f"{datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**wait):%Y-%m-%dT%H:%M:%SZ}"


def shut(answer, language="en", **more):
    """The page of a site that is down for maintenance."""
    equal(answer.status, 503, "status")
    assert is_page(answer), f"not our page:\n{answer}"
    if language == "en":
        assert heading(answer).startswith("This website is closed"), heading(answer)
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
    return answer


SITE = """
StatusPagesMaintenance run/closed
ProxyPass /backend http://127.0.0.1:@ORIGIN@/
Redirect 301 /moved /file.txt
Redirect 404 /never
RewriteEngine On
RewriteRule ^/gone$ - [G]
TraceEnable On
<Location /in>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Location>
<Location /open>
    StatusPagesMaintenance Off
</Location>
<Location /stock>
    StatusPages Off
</Location>
"""


def site():
    need("mod_proxy_http")
    return httpd(SITE, files={"users": "anna:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n",
                              "htdocs/open/x.txt": "open\n"})


@case("the file closes the site within a second and opens it at once, for every kind of request")
def _():
    server = site()
    asked = [("GET", path) for path in ("/", "/file.txt", "/nope", "/cgi/hello.cgi", "/backend/x",
                                        "/moved", "/never", "/gone", "/in/x")]
    asked += [("HEAD", "/"), ("PUT", "/file.txt"), ("DELETE", "/"), ("OPTIONS", "/"),
              ("OPTIONS", "*"), ("TRACE", "/"), ("FOO", "/")]
    before = [ask(server, path, method=method).status for method, path in asked]
    assert 503 not in before, before
    with closed(server):
        for method, path in asked:
            answer = ask(server, path, method=method)
            equal(answer.status, 503, f"{method} {path}")
            if method != "HEAD":
                equal(heading(shut(answer)), CLOSED, f"heading of {method} {path}")
            equal(answer.get("Retry-After"), None, "Retry-After")
        equal(ask(server, "/open/x.txt").text, "open\n", "Off in a Location")
        # what httpd cannot read has no scope
        equal(one(server.port, b"GET / HTTP/1.1\r\n\r\n").status, 400, "an early error")
    equal([ask(server, path, method=method).status for method, path in asked], before, "open again")


@case("503 comes before 401, also with credentials, and a backend is not asked")
def _():
    server = site()
    anna = {"Authorization": "Basic " + base64.b64encode(b"anna:secret").decode()}
    equal(ask(server, "/in/x").status, 401, "status")
    with closed(server):
        for fields in ({}, anna):
            answer = shut(ask(server, "/in/x", fields))
            equal(answer.get("WWW-Authenticate"), None, "WWW-Authenticate")
        for path in ("/backend/x", "/backend/status/404"):
            shut(ask(server, path))


@case("a closed site does not lead to its home page, which is closed too, unless somebody names one")
def _():
    for line, link in (("", None), ('StatusPagesSite home "/start"', "/start")):
        server = httpd(f'StatusPagesMaintenance "@ROOT@/run/closed"\n{line}')
        with closed(server):
            equal(re.findall('href="(/[^"]*)"', shut(ask(server, "/nope")).text), [link] if link else [], "links")
        equal(ask(server, "/nope").status, 404, "open again")
        assert f'href="{link or "/"}"' in ask(server, "/nope").text, "link of an open site"


@case("a time with the place of its clock is told by that clock, and to programs in UTC")
def _():
    server = site()
    when = later(hours=30)
    for offset, place in (("+01:00", "Europe/Berlin"), ("-03:30", "America/St_Johns"), ("+13:45", "Pacific/Chatham")):
        line, words = by_clock(when, offset, place)
        with closed(server, f"until {line}\n"):
            answer = shut(ask(server, "/x"))
            equal(heading(answer), f"This website is closed until {words}", "heading")
            assert f'<time datetime="{when}">{words}</time>' in answer.text, answer.text
            equal(problem(ask(server, "/x", {"Accept": "application/json"}), 503)["until"], when, "JSON")
            wait = int(answer.get("Retry-After"))
            assert 30 * 3600 - 60 <= wait <= 30 * 3600, wait


@case("a time becomes Retry-After, and words in every language")
def _():
    server = site()
    when = later(hours=1)
    words = {"en": "This website is closed until {}", "de": "Diese Website ist bis {} nicht verfügbar",
             "ar": "هذا الموقع الإلكتروني مغلق حتى \u2068{}\u2069", "ja": "このウェブサイトは {} まで休止しています"}
    with closed(server, f"until {when}\n"):
        for language, title in words.items():
            text = in_words(when, language)
            answer = shut(ask(server, "/x", {"Accept-Language": language}), language)
            equal(answer.get("Content-Language"), language, "Content-Language")
            equal(heading(answer), title.format(text), "heading")
            # once as the heading, and once as the title of the window
            equal(answer.text.count(text), 2, "how often the time is told")
            assert f"<title>503 · {title.format(text)}" in answer.text, answer.text
            wait = int(answer.get("Retry-After"))
            assert 3600 - 60 <= wait <= 3600, wait
        answer = ask(server, "/x")
        assert "This website opens again in about 60 minutes." in visible(answer.text), \
            answer.text
        assert "<p>We are doing planned work on this website.</p>" in answer.text, answer.text
        # never "very busy", never a vaguer time, and nobody is to try before
        for vague in ("very busy", "Sorry", "often over", "in a few minutes", "ry again"):
            assert vague not in answer.text, answer.text
    with closed(server):
        text = shut(ask(server, "/x")).text
        assert "Try again</a>" in text, "nobody knows the end"
        for vague in ("often over", "in a few minutes", "Sorry"):
            assert vague not in text, text


@case("message and time stand in every format, as text")
def _():
    server = site()
    message = "Umzug <b>&amp; \"Café\" 工事"
    when = later(hours=1)
    with closed(server, f"until {when}\n{message}\n"):
        text = shut(ask(server, "/x")).text
        assert ('<p lang="" dir="auto">Umzug &lt;b&gt;&amp;amp; &quot;Café&quot; 工事</p>' in text), text
        document = problem_of(ask(server, "/x", {"Accept": "application/json"}))
        equal(document["message"], message, "message")
        equal(document["until"], when, "until")
        assert document["detail"].startswith("The site is down for planned maintenance until 20"), document
        assert 3500 < document["retry_after"] <= 3600, document
        root = problem_xml(ask(server, "/x", {"Accept": "application/xml"}), 503)
        equal(root.findtext(PROBLEM + "message"), message, "message")
        equal(root.findtext(PROBLEM + "until"), when, "until")
        lines = plain(ask(server, "/x", {"Accept": "text/plain"}), 503).text.splitlines()
        assert message in lines, lines
        assert lines[2].startswith("This website is closed until"), lines
        text = ask(server, "/x", {"Accept": "text/markdown"}).text
        assert "Umzug &lt;b&gt;&amp;amp; \"Café\" 工事" in text, text
        assert text.startswith("# 503 Service Unavailable\n\nThe site is down for planned maintenance until 20"), text
        assert f"\n- until: {when}\n" in text, text
        equal(ask(server, "/x.png", {"Accept": "image/png", "Sec-Fetch-Dest": "image"}).text,
              "Error 503: Service Unavailable\n", "one line")


def problem_of(answer):
    equal((answer.status, answer.get("Content-Type")), (503, "application/problem+json"), "answer")
    return json.loads(answer.body)


@case("a file that changes changes the page, without a restart")
def _():
    server = site()
    with closed(server, "first"):
        equal(problem_of(ask(server, "/", {"Accept": "application/json"}))["message"], "first", "message")
        for text in ("other", "a much longer one " * 20, "", "last"):
            flag(server, text)
            for _ in range(8):  # each child
                document = problem_of(ask(server, "/", {"Accept": "application/json"}))
                equal(document.get("message", ""), text.strip(), "message")


@case("a time that is over tells none, and the site stays closed")
def _():
    server = httpd("StatusPagesMaintenance run/closed\n<Location /wait>\n"
                   "StatusPagesRetryAfter 503 120\n</Location>\n")
    with closed(server, "until 2020-01-01T00:00Z\nstill"):
        answer = shut(ask(server, "/"))
        equal(heading(answer), CLOSED, "heading")
        equal(answer.get("Retry-After"), None, "Retry-After")
        assert "2020" not in answer.text, answer.text
        equal(ask(server, "/wait").get("Retry-After"), "120", "Retry-After")
        flag(server, f"until {later(hours=1)}")
        assert int(ask(server, "/wait").get("Retry-After")) > 3500


@case("a time of weeks says no wait of days")
def _():
    server = site()
    when = later(days=30)
    with closed(server, f"until {when}"):
        answer = shut(ask(server, "/"))
        assert int(answer.get("Retry-After")) > 29 * 86400
        assert in_words(when) in heading(answer)
        assert "7 days" not in answer.text, answer.text


@case("a wrong time is told once for each change, not for each request, and the rest holds")
def _():
    server = httpd("StatusPagesMaintenance run/wrong\n")
    before = len(server.log())
    with closed(server, b"until tomorrow\nback \xff\x00soon\n", "wrong"):
        for _ in range(30):
            document = problem_of(ask(server, "/", {"Accept": "application/json"}))
            equal(document["message"], "back \ufffdsoon", "message")
        for _ in range(30):
            shut(ask(server, "/"))
    said = [line for line in server.log()[before:].splitlines() if "run/wrong:1:" in line]
    children = {re.search(r"pid (\d+)", line)[1] for line in said}
    assert said and len(said) == len(children), said
    assert "until 2026-12-24T18:00:00Z" in said[0] and ":warn]" in said[0], said
    # maintenance does not fill the log with warnings
    warnings = [line for line in server.log()[before:].splitlines() if "SP00001: status=503 " in line]
    assert warnings and not [line for line in warnings if ":warn]" in line], warnings[0]


@case("what is no file closes too: a folder, a file that httpd may not read, a link")
def _():
    server = httpd("StatusPagesMaintenance run/odd\n")
    path = server.root / "run" / "odd"
    path.mkdir()
    try:
        time.sleep(SOON)
        equal(heading(shut(ask(server, "/"))), CLOSED, "heading")
    finally:
        path.rmdir()
    path.write_text("secret")
    path.chmod(0)
    try:
        answer = shut(ask(server, "/"))
        assert "secret" not in answer.text, answer.text
        server.wait_log("cannot read")
    finally:
        path.unlink()
    os.mkfifo(path, 0o644)
    try:
        equal(heading(shut(ask(server, "/"))), CLOSED, "heading")
    finally:
        path.unlink()
    path.symlink_to(server.root / "run" / "target")
    try:
        equal(ask(server, "/").status, 200, "a link to nothing")
        flag(server, "linked", "target")
        assert "linked" in shut(ask(server, "/")).text
    finally:
        path.unlink()
    equal(ask(server, "/").status, 200, "open")


EXCEPT = """
StatusPagesMaintenance run/closed
StatusPagesMaintenance except "-R '10.0.0.0/8'"
StatusPagesMaintenance except "req('Cookie') -strmatch '*team=yes*'"
StatusPagesMaintenance except "%{REQUEST_URI} =~ m#^/(health|front/)#"
Alias /health "@ROOT@/htdocs/file.txt"
<Location /office>
    StatusPagesMaintenance except "-R '127.0.0.0/8'"
</Location>
<Directory "@ROOT@/htdocs/front">
    RewriteEngine On
    RewriteRule !^index - [E=x:1]
    RewriteRule ^page$ /file.txt [L]
</Directory>
Alias /office "@ROOT@/htdocs"
Alias /error.css "@ROOT@/htdocs/file.txt"
"""


@case("except lets in by address, cookie and path, and also where that leads")
def _():
    server = httpd(EXCEPT, files={"htdocs/front/index.html": "front\n"})
    text = (server.root / "htdocs/file.txt").read_text()
    with closed(server):
        shut(ask(server, "/file.txt"))
        shut(ask(server, "/file.txt", {"Cookie": "team=no"}))
        equal(ask(server, "/file.txt", {"Cookie": "a=b; team=yes"}).text, text, "cookie")
        equal(ask(server, "/health").text, text, "path")
        equal(ask(server, "/front/page").text, text, "a path that leads elsewhere")
        equal(ask(server, "/office/file.txt").text, text, "address, in an inner level")
        equal(ask(server, "/office/nope").status, 404, "an error within")
        # who is exempt by a header gets an answer that only such requests share
        assert "cookie" in ask(server, "/file.txt", {"Cookie": "team=yes"}).tokens("Vary")
    equal(ask(server, "/file.txt").text, text, "open")


@case("the recipe of the manual does what it says")
def _():
    lines = recipe("maintenance")
    assert lines.count("StatusPagesMaintenance") == 4, lines
    server = httpd(lines.replace("/etc/apache2/", "@ROOT@/run/"),
                   files={"htdocs/robots.txt": "robots", "htdocs/robots.txt.html": "x",
                          "htdocs/.well-known/acme-challenge/token": "token"})
    with closed(server, "We are moving."):
        answer = shut(ask(server, "/"))
        assert "We are moving." in answer.text
        equal(answer.get("Retry-After"), "3600", "Retry-After")
        equal(ask(server, "/robots.txt").text, "robots", "robots.txt")
        equal(ask(server, "/.well-known/acme-challenge/token").text, "token", "token")
        shut(ask(server, "/robots.txt.html"))
        equal(ask(server, "/", {"Cookie": "a=1; preview=yes"}).status, 200, "cookie")
    equal(ask(server, "/").status, 200, "open")


SCOPES = """
<VirtualHost *:@PORT@>
    ServerName localhost
    StatusPagesMaintenance run/first
    <Location /shop>
        StatusPagesMaintenance run/shop
    </Location>
    <Location /shop/open>
        StatusPagesMaintenance Off
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName other.test
    StatusPagesMaintenance except "true"
</VirtualHost>
"""


@case("virtual hosts and locations are closed by their own files, inner ones first, and by outer ones")
def _():
    server = httpd(SCOPES, files={"htdocs/shop/x.txt": "x", "htdocs/shop/open/x.txt": "x"})
    other = {"Host": "other.test"}
    with closed(server, "from the shop", "shop"):
        assert "from the shop" in shut(ask(server, "/shop/x.txt")).text
        equal(ask(server, "/file.txt").status, 200, "outside")
        equal(ask(server, "/shop/open/x.txt").status, 200, "Off")
        with closed(server, "from all", "first"):
            assert "from the shop" in shut(ask(server, "/shop/x.txt")).text
            assert "from all" in shut(ask(server, "/file.txt")).text
            equal(ask(server, "/file.txt", other).status, 200, "other host")
            equal(ask(server, "/shop/open/x.txt").status, 200, "Off")
    with closed(server, "from all", "first"):
        assert "from all" in shut(ask(server, "/shop/x.txt")).text


@case("a folder and files may be closed, or left open, by themselves")
def _():
    server = httpd("""
StatusPagesMaintenance run/all
<Directory "@ROOT@/htdocs/shop">
    StatusPagesMaintenance run/shop
    StatusPagesSite name "The Shop"
</Directory>
<Files "robots.txt">
    StatusPagesMaintenance Off
</Files>
<If "%{REQUEST_URI} == '/if.txt'">
    StatusPagesMaintenance Off
</If>
Redirect 404 /never
""", files={"htdocs/shop/index.html": "x", "htdocs/robots.txt": "robots", "htdocs/if.txt": "if"})
    with closed(server, "", "shop"):
        for path in ("/shop/", "/shop/index.html", "/shop/nope"):
            assert "The Shop" in shut(ask(server, path)).text
        equal(ask(server, "/file.txt").status, 200, "outside")
    with closed(server, "", "all"):
        shut(ask(server, "/shop/"))
        shut(ask(server, "/file.txt"))
        equal(ask(server, "/robots.txt").text, "robots", "Files")
        equal(ask(server, "/if.txt").text, "if", "If")


@case("an exception that looks for a file is told when the address has been mapped")
def _():
    server = httpd("StatusPagesMaintenance run/closed\n"
                   "StatusPagesMaintenance except \"-F '%{DOCUMENT_ROOT}/robots.txt' && "
                   "%{REQUEST_URI} == '/robots.txt'\"\n"
                   "StatusPagesMaintenance except \"-U '/secret' || -A '/secret'\"\n"
                   "<Location /secret>\nRequire all denied\n</Location>\n"
                   "<Location /o/>\nProxyPass http://127.0.0.1:@ORIGIN@/\n</Location>\n",
                   files={"htdocs/robots.txt": "robots"})
    with closed(server):
        equal(ask(server, "/robots.txt").text, "robots", "robots.txt")
        for path in ("/file.txt", "/o/200", "/nope"):
            shut(ask(server, path))
        equal(one(server.port, b"zq\x01 / HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 400,
              "a malformed request")
    equal(server.log().count("exit signal"), 0, "crashes")


@case("while it is closed no ErrorDocument of another error reaches the site")
def _():
    heard = "ErrorDocument 400 /o/200\nErrorDocument 414 /ok.html\n"
    server = httpd("StatusPagesMaintenance run/closed\nLimitRequestLine 300\n"
                   "ErrorDocument 503 /closed.html\n"
                   "ProxyPass /o/ http://127.0.0.1:@ORIGIN@/\n" + heard,
                   files={"htdocs/closed.html": "<p>the administrator's own</p>\n"})
    malformed = build("GET", "/", {**PAGE, "Host": "a b"})
    long = build("GET", "/" + "a" * 400, PAGE)
    equal(one(server.port, malformed).body, b"from the backend\n", "open: the backend's document")
    equal(one(server.port, long).body, b"<p>the administrator wrote this</p>\n", "open: a file")
    with closed(server):
        for data, code in ((malformed, 400), (long, 414)):
            answer = one(server.port, data)
            equal(answer.status, code, "status")
            assert STOCK not in answer.text and "administrator" not in answer.text, str(answer)
            equal(answer.get("Content-Language"), "en", "our page")
            equal(answer.get("Retry-After"), None, "Retry-After")
        answer = ask(server, "/file.txt")
        equal((answer.status, answer.body), (503, b"<p>the administrator's own</p>\n"), "its own")


@case("an exception within a folder counts as well")
def _():
    server = httpd("StatusPagesMaintenance run/closed\n<Directory \"@ROOT@/htdocs/shop\">\n"
                   "StatusPagesMaintenance except \"req('X-Team') == 'yes'\"\n</Directory>\n",
                   files={"htdocs/shop/index.html": "shop"})
    with closed(server):
        shut(ask(server, "/shop/"))
        equal(ask(server, "/shop/", {"X-Team": "yes"}).text, "shop", "folder")
        shut(ask(server, "/", {"X-Team": "yes"}))


@case("a broken .htaccess does not matter while the site is closed")
def _():
    # the address tells as much in a host and in a Location as outside
    for before, after in (("", ""), ("<Location /broken/>\n", "</Location>\n"),
                          ("<VirtualHost *:@PORT@>\n", "</VirtualHost>\n")):
        server = httpd(before + "StatusPagesMaintenance run/closed\n" + after
                       + "<Directory \"@ROOT@/htdocs/broken\">\nAllowOverride All\n</Directory>\n",
                       files={"htdocs/broken/.htaccess": "Nonsense\n"})
        equal(ask(server, "/broken/").status, 500, "status")
        with closed(server):
            shut(ask(server, "/broken/"))


@case("POST with a body, several requests on a connection, and HTTP/2 are refused like others")
def _():
    server = httpd("Protocols h2c http/1.1\nStatusPagesMaintenance run/closed\n")
    equal(ask(server, "/cgi/reads.cgi", method="POST", body=b"a=1").status, 200, "status")
    with closed(server, "until 2099-01-01T00:00Z\nbe back"):
        answer = shut(ask(server, "/cgi/reads.cgi", method="POST", body=b"a" * 20000))
        assert 'href=""' not in answer.text, "a link that would not send it again"
        head = ask(server, "/", method="HEAD")
        full = ask(server, "/")
        for name in ("Content-Length", "Content-Type", "Content-Language"):
            equal(head.get(name), full.get(name), name)
        # 503 ends the connection, as httpd does it
        data = build("GET", "/", PAGE, close=False)
        answers = parse(talk(server.port, data + data), ["GET", "GET"])
        equal([answer.status for answer in answers], [503], "answers")
        equal(answers[0].get("Connection"), "close", "Connection")
        need("curl")
        # no POST: stock httpd resets every other such stream that ends in an error
        for options in ((), ("-I",)):
            answer = h2(server, "/x", *options)
            equal(answer.status, 503, "HTTP/2")
            assert int(answer.get("Retry-After")) > 86400
            assert "-I" in options or "be back" in answer.text


@case("an ErrorDocument for 503 is served: a file, a script, a text; a missing one gives our page")
def _():
    server = httpd("""
StatusPagesMaintenance run/closed
ErrorDocument 503 /ok.html
<Location /text>
    ErrorDocument 503 "gone fishing"
</Location>
<Location /script>
    ErrorDocument 503 /cgi/hello.cgi
</Location>
<Location /empty>
    ErrorDocument 503 /cgi/empty503.cgi
</Location>
<Location /missing>
    ErrorDocument 503 /not/there.html
</Location>
<Location /loop>
    ErrorDocument 503 /loop/again
</Location>
""", files={"htdocs/cgi/empty503.cgi": "#!/bin/sh\nprintf 'Status: 503 x\\n\\n'\n"})
    with closed(server, f"until {later(hours=1)}\nwords"):
        for path, body in (("/", b"<p>the administrator wrote this</p>\n"), ("/text", b"gone fishing")):
            answer = ask(server, path)
            equal((answer.status, answer.body), (503, body), path)
            assert 3500 < int(answer.get("Retry-After")) <= 3600, path
        answer = ask(server, "/script")
        equal(answer.status, 503, "script")
        assert not is_page(answer), str(answer)
        for path in ("/empty", "/missing", "/loop"):
            assert "words" in shut(ask(server, path)).text, path


@case("StatusPages Off leaves 503 and Retry-After with httpd's own text")
def _():
    server = site()
    with closed(server, f"until {later(hours=1)}"):
        answer = ask(server, "/stock/x")
        equal(answer.status, 503, "status")
        assert STOCK in answer.text, answer.text
        assert int(answer.get("Retry-After")) > 3500


@case("the administrator's own words for 503 come before those of a closed site")
def _():
    server = httpd("StatusPagesMaintenance run/closed\nStatusPagesText 503 en title \"Moving house\"\n"
                   "StatusPagesText 503 en what \"\"\n")
    with closed(server, "and a message"):
        answer = ask(server, "/")
        equal((answer.status, heading(answer)), (503, "Moving house"), "answer")
        assert "planned work" not in answer.text, answer.text
        assert "and a message" in answer.text
        equal(heading(ask(server, "/", {"Accept-Language": "de"})),
              german("maintenance/title"), "heading in German")


@case("a template for 503 has message and time")
def _():
    server = httpd("StatusPagesMaintenance run/closed\nStatusPagesTemplate 503 text own.txt\n",
                   files={"own.txt": "{{title}}|{{message}}|{{until}}\n"})
    when = later(hours=1)
    with closed(server, f"until {when}\nwords"):
        answer = ask(server, "/", {"Accept": "text/plain"})
        # lines of text are at most 76 characters long
        equal(" ".join(answer.text.split("\n")), f"This website is closed until {in_words(when)}|words|{when} ", "body")


@case("a closed site stays closed through graceful restarts, from the first request on")
def _():
    server = httpd("StatusPagesMaintenance run/restart\n")
    with closed(server, "still", "restart"):
        for _ in range(2):
            server.graceful()
            for _ in range(20):
                assert "still" in shut(ask(server, "/")).text
    equal(ask(server, "/").status, 200, "open")


@case("a message that changes under load is never mixed, and nobody slips in")
def _():
    server = httpd("StatusPagesMaintenance run/load\n")
    texts = [letter * length for letter, length in (("a", 499), ("b", 80), ("c", 499), ("d", 3))]
    wrong, answers, done = [], [], threading.Event()

    def visit():
        while not wrong and not (done.is_set() and len(answers) > 50):
            answer = ask(server, "/", {"Accept": "application/json"})
            answers.append(answer.status)
            message = json.loads(answer.body).get("message") if answer.status == 503 else None
            if message not in texts:
                wrong.append(str(answer))

    with closed(server, texts[0], "load"):
        visitors = [threading.Thread(target=visit) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        for n in range(5):
            flag(server, texts[n % len(texts)], "load")
            time.sleep(0.5)
        done.set()
        for visitor in visitors:
            visitor.join()
    assert not wrong, wrong[0]
    assert len(answers) > 50, len(answers)


def children(server):
    run = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True,
                         timeout=10)
    return run.stdout.split()


@contextlib.contextmanager
def traced(server, *options):
    """strace, attached to each child of the server."""
    command = ["strace", "-f", *options]
    those = children(server)
    for child in those:
        command += ["-p", child]
    tracer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for _ in those:  # a line for each
            said = tracer.stderr.readline()
            if "attach" not in said:
                raise Skip(f"strace cannot attach: {said.strip()}")
        yield
    finally:
        tracer.terminate()
        tracer.wait(10)


ONE_CHILD = "StartServers 1\nServerLimit 1\n" + (
    "" if MPM == "prefork" else "ThreadsPerChild 8\nMaxRequestWorkers 8\n")


@case("an open site costs one look at the file a second and child, a closed one a look and a read a request")
def _():
    need("strace", "pgrep")
    if WRAP:
        raise Skip("strace and the wrapper do not go together")
    server = httpd("StatusPagesMaintenance run/counted\n"
                   "StatusPagesMaintenance except \"req('X-Team') == 'yes'\"\n" + ONE_CHILD)
    trace = server.root / "run" / "trace"
    ask(server, "/nope")

    def calls(times, fields={}, pause=0):
        """How often so many requests look at the file and open it, and what else of files they do."""
        with traced(server, "-e", "trace=file", "-o", str(trace)):
            for _ in range(times):
                ask(server, "/nope", fields)
                time.sleep(pause)
        lines = [line for line in trace.read_text().splitlines() if '"' in line]
        of_flag = [line for line in lines if "run/counted" in line]
        opens = [line for line in of_flag if "open" in line.split('"')[0]]
        return len(of_flag) - len(opens), len(opens), [line for line in lines if line not in of_flag]

    begin = time.time()
    # over two seconds at least, or there may be no look at all
    looks, reads, _ = calls(200, pause=0.012)
    assert 2 <= looks <= time.time() - begin + 1 and reads == 0, (looks, reads)
    with closed(server, "words", "counted"):
        equal(calls(20, {"X-Team": "yes"})[:2], (20, 0), "exempt: looks, reads")
        # the site's own files are not looked at either
        equal(calls(20), (20, 20, []), "closed: looks, reads, other calls")


@case("where httpd cannot look for the file the site is open, and the log says so once a child")
def _():
    server = httpd("StatusPagesMaintenance run/locked/closed\n" + ONE_CHILD)
    folder = server.root / "run" / "locked"
    folder.mkdir()
    (folder / "closed").touch()
    folder.chmod(0)
    try:
        time.sleep(SOON)
        before = len(server.log())
        for _ in range(10):
            equal(ask(server, "/").status, 200, "status")
        server.wait_log("cannot look for")
        equal(server.log()[before:].count("cannot look for"), 1, "lines of the log")
        folder.chmod(0o755)
        time.sleep(SOON)
        shut(ask(server, "/"))
    finally:
        folder.chmod(0o755)
        (folder / "closed").unlink()
        folder.rmdir()


@case("a file where the folder of the flag file was opens the site, and is no trouble to tell")
def _():
    server = httpd("StatusPagesMaintenance run/moved/closed\n" + ONE_CHILD)
    folder = server.root / "run" / "moved"
    folder.mkdir()
    (folder / "closed").touch()
    try:
        time.sleep(SOON)
        shut(ask(server, "/"))
        (folder / "closed").unlink()
        folder.rmdir()
        folder.touch()
        before = len(server.log())
        for _ in range(3):
            equal(ask(server, "/").status, 200, "status")
        said = server.log()[before:]
        assert "run/moved/closed" in said and ":error]" not in said, said
    finally:
        folder.unlink()


@case("an address that is rewritten into a closed part is closed")
def _():
    server = httpd("RewriteEngine On\nRewriteRule ^/buy$ /shop/x.txt [PT]\n"
                   "<Location /shop>\nStatusPagesMaintenance run/shop\n</Location>\n"
                   "StatusPagesMaintenance run/all\n", files={"htdocs/shop/x.txt": "x"})
    equal(ask(server, "/buy").text, "x", "open")
    with closed(server, "", "shop"):
        shut(ask(server, "/buy"))
        shut(ask(server, "/shop/x.txt"))
        equal(ask(server, "/file.txt").status, 200, "outside")


@case("who comes while the file is looked at slowly does not slip in")
def _():
    need("strace", "pgrep")
    if WRAP or MPM == "prefork":
        raise Skip("it takes threads, and strace and the wrapper do not go together")
    server = httpd("StatusPagesMaintenance run/slow\n" + ONE_CHILD)
    ask(server, "/")
    with traced(server, "-P", str(server.root / "run/slow"), "-e", "trace=/stat", "-o", "/dev/null",
                "-e", "inject=/stat:delay_enter=400000"):
        for _ in range(2):
            # What the child knows is of this second; when the visitors come, of the one before.
            time.sleep(1.1 - time.time() % 1)
            equal(ask(server, "/").status, 200, "open")
            with closed(server, "", "slow"):
                answers = []
                visitors = [threading.Thread(target=lambda: answers.append(ask(server, "/").status))
                            for _ in range(6)]
                for visitor in visitors:
                    visitor.start()
                for visitor in visitors:
                    visitor.join()
            equal(answers, [503] * 6, "answers")


@case("a file that is gone when it is opened has closed the site for this request, and is nothing to tell")
def _():
    need("strace", "pgrep")
    if WRAP:
        raise Skip("strace and the wrapper do not go together")
    server = httpd("StatusPagesMaintenance run/going\n" + ONE_CHILD)
    ask(server, "/")
    with traced(server, "-P", str(server.root / "run/going"), "-e", "trace=openat,open",
                "-o", str(server.root / "run/opened"), "-e", "inject=openat,open:error=ENOENT"):
        with closed(server, "words", "going"):
            equal(heading(shut(ask(server, "/"))), CLOSED, "heading")
    assert "ENOENT" in (server.root / "run/opened").read_text(), "the file was not opened"
    equal(server.log().count("cannot read"), 0, "lines of the log")


@case("wrong lines of StatusPagesMaintenance are told when the server starts")
def _():
    for line, words in (
            ("StatusPagesMaintenance", "takes 1-2 arguments"),
            ("StatusPagesMaintenance except", "except needs an expression"),
            ("StatusPagesMaintenance run/closed run/other", "unexpected \"run/other\""),
            ("StatusPagesMaintenance except \"-R '300.0.0.0/8'\"", "is not a valid expression"),
            ("StatusPagesMaintenance except \"%{REMOTE_ADDR =\"", "is not a valid expression")):
        code, said = Server(line + "\n").check()
        assert code and words in said, f"{line}: {said}"
        assert "StatusPagesMaintenance" in said and "Syntax error on line" in said, said


@case("a folder that is missing is a warning; a file, Off and except alone are nothing to tell")
def _():
    server = Server("StatusPagesMaintenance no/such/folder/closed\n")
    code, said = server.check()
    line = server.line_of("StatusPagesMaintenance")
    equal(code, 0, "exit status")
    assert "no/such/folder/" in said and f"line {line}" in said and "the file can never exist" in said, said
    code, said = Server("StatusPagesMaintenance run/closed\nStatusPagesMaintenance except \"true\"\n"
                        "<Location /x>\nStatusPagesMaintenance Off\n</Location>\n").check()
    equal((code, said.strip()), (0, "Syntax OK"), "httpd -t")


@case("except without a file lets everybody in, and .htaccess has no say")
def _():
    server = httpd("StatusPagesMaintenance except \"false\"\n<Directory \"@ROOT@/htdocs/ht\">\n"
                   "AllowOverride All\n</Directory>\n",
                   files={"htdocs/ht/.htaccess": "StatusPagesMaintenance Off\n"})
    equal(ask(server, "/").status, 200, "status")
    equal(ask(server, "/ht/").status, 500, "status")
    assert "not allowed here" in server.wait_log("StatusPagesMaintenance not allowed")
