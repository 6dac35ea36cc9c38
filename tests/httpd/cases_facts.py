# SPDX-License-Identifier: Apache-2.0
"""What a page says of this one request: its sentences appear when the fact is true."""

import base64
import datetime
import email.utils
import json
import re
import urllib.parse

from checks import PROBLEM, case, equal, heading, page, problem, problem_xml, title
from client import PAGE, ask, build, one
from server import httpd, need


def shown(answer, words):
    return words in answer.text


def text_of(server, path, **more):
    answer = ask(server, path, {"Accept": "text/plain", **more.pop("fields", {})}, **more)
    equal(answer.get("Content-Type"), "text/plain; charset=utf-8", "Content-Type")
    return answer


def site():
    return httpd("""
Redirect 505 /version
RewriteEngine On
RewriteRule "^/legal$" - [R=451,L]
<Location /in>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    Require user somebody
</Location>
<Location /only>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    AuthzSendForbiddenOnFailure On
    Require user somebody
</Location>
<Location /closed>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    Require all denied
</Location>
<Location /all>
    Require all denied
</Location>
<Directory "@ROOT@/htdocs/variants">
    AddHandler type-map .var
    AddLanguage de .de
</Directory>
Protocols h2c h2 http/1.1
LimitRequestLine 2000
LimitRequestFieldSize 2000
""", files={"users": "anna:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"})


@case("404 tells a broken link on this site from one elsewhere, and no link")
def _():
    here, elsewhere = "link you followed on this site is broken", "link you followed from another site"
    typed = "If you typed the address"
    for referer, wanted in ((None, (False, False)), ("http://localhost/a?b", (True, False)),
                            ("https://localhost:8443/", (True, False)),
                            ("http://localhost.other.test/", (False, True)),
                            ("http://other.test/localhost", (False, True)),
                            ("about:blank", (False, False))):
        answer = text_of(site(), "/nope", fields={"Referer": referer})
        equal((shown(answer, here), shown(answer, elsewhere)), wanted, f"Referer {referer}")
        # who followed a link has typed nothing, in the folded page, too
        equal(shown(answer, typed), not any(wanted), f"typed, Referer {referer}")
        answer = ask(site(), "/nope", {"Referer": referer, "Accept": "text/html"})
        equal(typed in answer.text, not any(wanted), f"typed in HTML, Referer {referer}")
    # an address of IPv6 has colons within its brackets (RFC 3986 3.2.2)
    for referer, wanted in (("http://[::1]:8080/a", (True, False)), ("http://[::1]", (True, False)),
                            ("http://[::2]/", (False, True)), ("http://[::1", (False, True))):
        answer = text_of(site(), "/nope", fields={"Host": "[::1]", "Referer": referer})
        equal((shown(answer, here), shown(answer, elsewhere)), wanted, f"at [::1], Referer {referer}")


@case("401 names the realm, and 403 tells who is signed in from who is not, and says no name")
def _():
    assert shown(text_of(site(), "/in/file.txt"), "the vault")
    anna = {"Authorization": "Basic " + base64.b64encode(b"anna:secret").decode()}
    inside, outside = "You are signed in", "You are not signed in"
    for path, fields, wanted in (("/only/file.txt", anna, (True, False)),
                                 ("/closed/file.txt", {}, (False, True)),
                                 ("/all", {}, (False, False))):
        answer = text_of(site(), path, fields=fields)
        equal(answer.status, 403, path)
        equal((shown(answer, inside), shown(answer, outside)), wanted, path)
        assert "anna" not in answer.text, answer.text


CHALLENGES = (('Basic realm="x"', True), ("digest realm=x", True), ("Bearer realm=x", False),
              ('Bearer realm="a, Basic b"', False), ("Basically realm=x", False), ("Basic", True),
              ('Bearer realm="\\"", Basic realm="x"', True), ("Bearer Basic=1", False), ("Negotiate", False))


@case("Caps Lock is advice where the browser asks for a password, and nowhere else")
def _():
    server = httpd("ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\nStatusPagesReplace empty\n")
    caps_lock, otherwise = "Caps Lock", "Look for a way to sign in on the home page."
    bare = "/o/bare?401&WWW-Authenticate:%20"
    paths = [(bare + urllib.parse.quote(text), wanted) for text, wanted in CHALLENGES]
    paths.append((f"{bare}Bearer&WWW-Authenticate:%20Basic", True))
    for path, wanted in paths:
        answer = ask(server, path, {"Accept": "text/html"})
        equal(answer.status, 401, path)
        equal((caps_lock in answer.text, otherwise in answer.text), (wanted, not wanted), path)
    answer = ask(site(), "/in/file.txt", {"Accept": "text/html"})
    equal((caps_lock in answer.text, otherwise in answer.text), (True, False), "httpd's own challenge")


@case("a form that was sent has advice of its own, and a page that was only asked for has not")
def _():
    server = httpd("ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\n")
    paid = "If you paid or sent a form"
    for method, more, wanted in (("GET", {}, False), ("POST", {"body": b"x=1"}, True)):
        answer = ask(server, "/o/bare?500", {"Accept": "text/html"}, method=method, **more)
        equal(answer.status, 500, method)
        equal(paid in answer.text, wanted, method)


@case("405 shows the methods that Allow names")
def _():
    answer = text_of(site(), "/file.txt", method="PUT", body=b"x")
    line = [row for row in answer.text.splitlines() if "GET" in row]
    assert line, answer.text
    for name in answer.tokens("Allow"):
        assert name.upper() in line[0], f"{name} is not in {line[0]!r}"
    assert not re.search(r",\S", line[0]), f"no blank after a comma: {line[0]!r}"


@case("406 lists the versions with links, types and languages")
def _():
    need("mod_negotiation")
    answer = ask(site(), "/variants/page.var", {"Accept": "application/json"})
    equal(answer.status, 406, "status")
    document = json.loads(answer.body)
    names = [one["name"] for one in document["alternatives"]]
    assert "page.de.html" in names, document
    row = document["alternatives"][names.index("page.de.html")]
    equal((row["language"], row["type"]), ("de", "text/html"), "language and type")
    answer = ask(site(), "/variants/page.var", {"Accept": "text/plain"})
    assert "page.de.html" in answer.text, answer.text


RFC_9110 = "https://www.rfc-editor.org/rfc/rfc9110#section-"
# Where it comes from: error_name, error_category, retryable, owner_action_required, documentation.
ERRORS = {
    "/nope": ("not_found", "missing", False, False, RFC_9110 + "15.5.5"),
    "/dead/": ("service_unavailable", "unavailable", True, False, RFC_9110 + "15.6.4"),
    "/o/bare?526": ("invalid_ssl_certificate", "ssl", False, True, None),
    # RFC 9110 10.2.3: how long to wait before a follow-up request
    "/o/bare?526&Retry-After:%2060": ("invalid_ssl_certificate", "ssl", True, False, None),
    # 15.5.14: without Retry-After it lasts
    "/o/bare?413": ("content_too_large", "size", False, False, RFC_9110 + "15.5.14"),
    "/o/bare?413&Retry-After:%2060": ("content_too_large", "size", True, False, RFC_9110 + "15.5.14"),
    # 15: an unknown code is as its class, and no RFC defines it
    "/o/bare?477": ("bad_request", "client", False, False, None),
    "/o/bare?577": ("internal_server_error", "server", True, False, None),
}


@case("JSON and XML name the error, its category, whether to retry and who has to act")
def _():
    server = httpd("ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\n"
                   "ProxyPass /dead/ http://127.0.0.1:@DEAD@/ retry=0\n")
    names = ("error_name", "error_category", "retryable", "owner_action_required", "documentation")
    for path, wanted in ERRORS.items():
        answer = ask(server, path, {"Accept": "application/json"})
        document = json.loads(answer.body)
        equal(tuple(document.get(name) for name in names), wanted, path)
        waits = answer.get("Retry-After")
        equal(document.get("retry_after"), int(waits) if waits else None, f"{path}: retry_after")
        root = problem_xml(ask(server, path, {"Accept": "application/xml"}), answer.status)
        equal(tuple(root.findtext(PROBLEM + name) for name in names),
              tuple(str(one).lower() if isinstance(one, bool) else one for one in wanted), f"{path} as XML")
    equal(json.loads(ask(server, "/o/bare?413&Retry-After:%2060", {"Accept": "application/json"}).body)["temporary"],
          True, "413 with Retry-After is temporary")


@case("429 shows Retry-After in words and keeps the field")
def _():
    server = httpd("", files={"htdocs/cgi/429.cgi": "#!/bin/sh\nprintf 'Status: 429 x\\n"
                              "Retry-After: 300\\n\\n'\n"})
    answer = text_of(server, "/cgi/429.cgi")
    equal(answer.get("Retry-After"), "300", "Retry-After")
    assert shown(answer, "5 minutes"), answer.text
    document = problem(ask(server, "/cgi/429.cgi", {"Accept": "application/json"}), 429)
    equal(document["retry_after"], 300, "retry_after")


@case("Retry-After as a date is counted from now, and one that is over says nothing")
def _():
    def script(when):
        return ("#!/bin/sh\nprintf 'Status: 503 x\\nRetry-After: "
                f"{email.utils.format_datetime(when, usegmt=True)}\\n\\n'\n")
    now = datetime.datetime.now(datetime.timezone.utc)
    server = httpd("", files={
        "htdocs/cgi/later.cgi": script(now + datetime.timedelta(seconds=600)),
        "htdocs/cgi/over.cgi": script(now - datetime.timedelta(seconds=600))})
    document = problem(ask(server, "/cgi/later.cgi", {"Accept": "application/json"}), 503)
    assert 500 <= document["retry_after"] <= 600, document
    document = problem(ask(server, "/cgi/over.cgi", {"Accept": "application/json"}), 503)
    assert "retry_after" not in document, document


@case("RewriteRule [R=451] answers the page of 451")
def _():
    page(ask(site(), "/legal"), 451)


@case("451 of an application names who blocks, and keeps Link")
def _():
    link = '<https://court.test/1>; rel="blocked-by"'
    server = httpd("", files={"htdocs/cgi/451.cgi": "#!/bin/sh\nprintf 'Status: 451 x\\n"
                              f"Link: {link}\\n\\n'\n"})
    answer = text_of(server, "/cgi/451.cgi")
    equal(answer.get("Link"), link, "Link")
    assert shown(answer, "https://court.test/1"), answer.text


@case("451 names nobody when the word is in an address or a title, and finds the right link of many")
def _():
    links = {
        "address": (['<https://zqmark.test/blocked-by>; rel="help"'], None),
        "title": (['<https://zqmark.test/>; title="blocked-by"; rel=help'], None),
        "comma": (['<https://zqmark.test/>; rel=help; title="<a>, <b>; rel=blocked-by"'], None),
        "capitals": (["<https://zqmark.test/>; rel=help, <https://court.test/a,b>; Rel=Blocked-By"],
                     "https://court.test/a,b"),
        "types": (['<https://court.test/2>; rel="help blocked-by"'], "https://court.test/2"),
        "fields": (['<https://zqmark.test/>; rel=help', '<https://court.test/3>; rel=blocked-by'],
                   "https://court.test/3"),
        "unsound": (['<https://zqmark.test/>; rel=blocked-by; x="', '<https://court.test/4>; rel=blocked-by'],
                    "https://court.test/4"),
    }
    conf = "ProxyPass /app/ http://127.0.0.1:@ORIGIN@/\nProxyErrorOverride On\n"
    for name, (fields, blocker) in links.items():
        query = "&".join(["451", *(urllib.parse.quote(f"Link: {field}") for field in fields)])
        answer = text_of(httpd(conf), f"/app/field?{query}")
        equal(answer.status, 451, f"{name}: status")
        assert "zqmark" not in answer.text, f"{name}: {answer.text}"
        equal(blocker is not None, "court.test" in answer.text, f"{name}: somebody is named")
        assert blocker is None or shown(answer, blocker), f"{name}: {answer.text}"


@case("505 names the protocols that this host speaks")
def _():
    answer = text_of(site(), "/version")
    equal(answer.status, 505, "status")
    assert shown(answer, "HTTP/1.1, HTTP/2"), answer.text
    plain = text_of(httpd("Redirect 505 /version\n"), "/version")
    assert shown(plain, "HTTP/1.1") and not shown(plain, "HTTP/2"), plain.text


@case("a header field too large is explained as stored data, in text and JSON without HTML")
def _():
    for accept in ("text/plain", "application/json"):
        data = (f"GET / HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nX-Before: 1\r\n"
                f"Cookie: zqmark={'a' * 2500}\r\n\r\n").encode()
        answer = one(site().port, data)
        equal(answer.status, 400, "status")
        words = "stored too much data" if accept == "text/plain" else "A header field is too large"
        assert shown(answer, words), answer.text
        assert "zqmark" not in answer.text and "<" not in answer.text, answer.text


@case("414 names how long an address may be")
def _():
    answer = one(site().port, b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    equal(answer.status, 414, "status")
    assert shown(answer, "2,000") or shown(answer, "2000"), answer.text


@case("413 names the server's limit only where the body is larger")
def _():
    server = httpd("<Location /cgi/413.cgi>\nLimitRequestBody 1000\n</Location>\n",
                   files={"htdocs/cgi/413.cgi": "#!/bin/sh\ncat >/dev/null\nprintf 'Status: 413 x\\n\\n'\n"})
    # LimitRequestBody 1000 lets 1000 bytes pass: then the limit is one of the application
    for size, limit in ((999, None), (1000, None), (1001, 1000)):
        document = problem(ask(server, "/cgi/413.cgi", {"Accept": "application/json"}, "POST",
                               body=b"x" * size), 413)
        equal((document.get("received_bytes"), document.get("limit_bytes")), (size, limit), f"{size} bytes")


@case("415 of an application shows which types work")
def _():
    server = httpd("", files={"htdocs/cgi/415.cgi": "#!/bin/sh\nprintf 'Status: 415 x\\n"
                              "Accept: application/json, text/csv\\n\\n'\n"})
    answer = text_of(server, "/cgi/415.cgi")
    equal(answer.get("Accept"), "application/json, text/csv", "Accept")
    assert shown(answer, "application/json, text/csv"), answer.text


@case("what was sent may be lost is said after POST, and never after GET")
def _():
    server = httpd("Redirect 500 /fails\n")
    words = "may not have been saved"
    assert shown(text_of(server, "/fails", method="POST", body=b"a=1"), words)
    assert not shown(text_of(server, "/fails"), words)


@case("what was sent may be lost is not said after a method that the registry calls safe")
def _():
    server = httpd("Redirect 500 /fails\n")
    words = "may not have been saved"
    briefly = "Do not assume that the requested action was carried out"  # WebDAV's get brief text, for programs
    body = b"<x/>"
    for method in ("PROPFIND", "REPORT", "SEARCH", "QUERY", "OPTIONS"):
        answer = text_of(server, "/fails", method=method, body=body)
        equal(answer.status, 500, method)
        assert not shown(answer, words) and not shown(answer, briefly), method
    for method in ("PUT", "PATCH", "DELETE", "MKCOL", "PROPPATCH", "LOCK", "MERGE", "PURGE", "query"):
        answer = text_of(server, "/fails", method=method, body=body)
        assert shown(answer, words) or shown(answer, briefly), method


@case("a page that a method with a body asked for offers no bare Try again, be it safe or not")
def _():
    server = httpd("Redirect 503 /busy\n")
    for method in ("POST", "QUERY", "REPORT", "PROPFIND", "SEARCH"):
        assert '<a href="">' not in page(ask(server, "/busy", method=method, body=b"a"), 503).text, method


@case("a page that a POST asked for offers no bare Try again")
def _():
    server = httpd("Redirect 503 /busy\n")
    again = '<a href="">'
    assert again in page(ask(server, "/busy"), 503).text
    assert again not in page(ask(server, "/busy", method="POST", body=b"a=1"), 503).text


@case("every code from 400 to 599 has a page with its number, by a script and by Redirect")
def _():
    codes = range(400, 600)
    server = httpd("\n".join(f"Redirect {code} /code/{code}" for code in codes))
    for code in codes:
        data = build("GET", f"/code/{code}", PAGE)
        answer = page(one(server.port, data), code)
        assert f"{code}" in answer.text.split("<footer>")[1], code
        if title(code):
            equal(heading(answer), title(code), f"heading of {code}")
