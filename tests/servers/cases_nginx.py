# SPDX-License-Identifier: Apache-2.0
"""nginx, with http.conf and server.conf as they lie in the output."""

import functools
import json
import os
import re
import time

from client import curl
from common import (IN_SOME, NAME, PLAIN, SOME, Server, Skip, USUAL, ask, build, build_again, built, case, equal, field,
                    heading, need, one, own_theme)
from promises import (CACHE, promise_cached, promise_not_cached,
                      checked, promise, promise_all, promise_backend, promise_clients, promise_connection,
                      promise_fields, promise_files, promise_kept, promise_languages, promise_name, promise_now,
                      promise_policy, promise_static, promise_theme, promise_types,
                      promise_untouched, titles)
from rows import HTML, LANGUAGE, LANGUAGE_LIST, PROBLEM, TEXT, TYPE, language_rows
from server import _certificate as certificate
from weights import LANGUAGES, LANGUAGES_EXACT, TYPES, TYPES_EXACT, by_weight, module_rows

CONF = """
daemon off;
MODULES
master_process off;
error_log stderr info;
pid @ROOT@/pid;
events { worker_connections 64; }
http {
    client_body_temp_path @ROOT@/t;
    proxy_temp_path @ROOT@/t;
    fastcgi_temp_path @ROOT@/t;
    uwsgi_temp_path @ROOT@/t;
    scgi_temp_path @ROOT@/t;
    log_format id '$request_id $status';
    access_log @ROOT@/access.log id;
    large_client_header_buffers 2 2k;
    client_header_timeout 5s;
    limit_req_zone $binary_remote_addr zone=one:1m rate=1r/m;
    limit_req_zone $server_addr zone=all:1m rate=50r/s;
    limit_req_status 429;
    include @MADE@/http.conf;
    server {
        listen 127.0.0.1:@PORT@;
        add_header X-Site "yes" always;
        client_max_body_size 1k;
        root @ROOT@/htdocs;
        include @MADE@/server.conf;
        location = /is-it-ours { return 200 "@TOKEN@"; }
        location ~ ^/return/(?:400|401|403|410|500|501|502|503|504|418|451|520)$ {
RETURNS
        }
        location /private/ { auth_basic "staff"; auth_basic_user_file @ROOT@/users; }
        location /denied/ { deny all; }
        location /limited/ { limit_req zone=one; }
        location /dead/ { proxy_pass http://127.0.0.1:@DEAD@; }
        location /origin/ { proxy_pass http://127.0.0.1:@ORIGIN@/; proxy_read_timeout 1s; }
        location /pages/ {
            proxy_pass http://127.0.0.1:@ORIGIN@/;
            proxy_intercept_errors on;
        }
    }
    # All is closed here, and all is https.
    server {
        listen 127.0.0.1:@EXTRA@ ssl http2;
        ssl_certificate TLS/cert.pem;
        ssl_certificate_key TLS/key.pem;
        auth_basic "staff";
        auth_basic_user_file @ROOT@/users;
        deny 127.0.0.2;
        limit_req zone=all burst=50 nodelay;
        include @MADE@/server.conf;
    }
}
"""
# Where Debian has its optional modules.
MODULE = "/usr/lib/nginx/modules/ngx_http_js_module.so"
NJS = f"load_module {MODULE};"
RETURNS = "\n".join(f"            if ($uri = /return/{code}) {{ return {code}; }}"
                    for code in (400, 401, 403, 410, 451, 500, 501, 502, 503, 504, 418, 520))
RETURNED = (400, 401, 403, 410, 451, 500, 501, 502, 503, 504, 520)
INSERTS = {b'<!--# echo var="request_id" encoding="none" -->': rb"[0-9a-f]{32}",
           b'<!--# config timefmt="%Y-%m-%dT%H:%M:%SZ" --><!--# echo var="date_gmt" -->':
           rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ",
           b'<!--# config timefmt="%Y-%m-%d %H:%M UTC" --><!--# echo var="date_gmt" -->':
           rb"20\d\d-\d\d-\d\d \d\d:\d\d UTC",
           b'<!--# echo var="statuspages_open" encoding="none" -->': rb"<!--#"}


@functools.lru_cache(None)
def nginx(*options):
    """A running nginx with the files of a build; cases with the same options share it."""
    need("nginx")
    return Server(built("nginx", *options), ["nginx", "-p", "@ROOT@", "-e", "stderr", "-c", "@ROOT@/nginx.conf"],
                  {"nginx.conf": CONF.replace("RETURNS", RETURNS).replace("TLS", certificate())
                   .replace("MODULES", NJS if "njs" in options else ""),
                   "htdocs/index.html": "<p>home</p>\n", "htdocs/there.html": "<p>there</p>\n",
                   "users": "staff:{PLAIN}secret\n", "htdocs/private/index.html": "private\n"}).start()


def used(server):
    """CPU time of a server in nanoseconds."""
    with open(f"/proc/{server.process.pid}/schedstat", encoding="ascii") as text:
        return int(text.read().split()[0])


def plain():
    return nginx(*PLAIN, *IN_SOME)


def usual():
    return nginx(*USUAL, *IN_SOME)


@case("the command ran nginx's own check and says so")
def _():
    need("nginx")
    checked(built("nginx", "--formats", "html", "--codes", "4xx"), "nginx")


for CODE in RETURNED:
    @case(f"{CODE}: each language, HTML and problem details")
    def _(code=CODE):
        promise_all(usual(), f"/return/{code}", code)


@case("a file that is not there is 404, also for HEAD and POST")
def _():
    server = usual()
    promise_all(server, "/nope", 404)
    promise(ask(server, "/nope", {"Accept-Language": "de"}, "HEAD"), 404, "de", HTML, head=True)
    promise(ask(server, "/nope", {"Accept-Language": "de"}, "POST", b"a=1"), 404, "de", HTML)


@case("POST to a file is 405 with Allow")
def _():
    for path in ("/there.html", "/"):
        answer = ask(usual(), path, {"Accept-Language": "ar"}, "POST", b"a=1")
        promise(answer, 405, "ar", HTML)
        equal(answer.get("Allow"), "GET, HEAD", "Allow")


@case("401 keeps its challenge, 403 is explained although all is denied")
def _():
    answer = ask(usual(), "/private/", {"Accept-Language": "de"})
    promise(answer, 401, "de", HTML)
    equal(answer.get("WWW-Authenticate"), 'Basic realm="staff"', "WWW-Authenticate")
    promise_all(usual(), "/denied/x", 403)


@case("413: a body that is announced too large")
def _():
    promise(ask(usual(), "/origin/200", {"Accept-Language": "de"}, "POST", b"x" * 2000), 413, "de", HTML)
    promise(ask(usual(), "/origin/200", {"Accept": "application/json"}, "POST", b"x" * 2000),
            413, "en", PROBLEM)


@case("414 and 431, which nginx says while it reads")
def _():
    promise(ask(usual(), "/" + "a" * 5000, {"Accept-Language": "de"}), 414, "en", TEXT)
    answer = ask(usual(), "/", {"X-Big": "a" * 5000})
    equal(answer.status, 431, "status")
    assert titles("en")[431] in answer.text, answer


@case("400: requests that are broken early")
def _():
    for data in (b"GET / HTTP/1.1\r\n\r\n", b"GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"\x16\x03\x01 nonsense\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"):
        answer = one(usual().port, data)
        promise(answer, 400, "en", TEXT)
    # The fields before the broken one count.
    answer = one(usual().port, b"GET / HTTP/1.1\r\nAccept: text/html\r\nAccept-Language: de\r\n"
                 b"Host: a\r\nHost: b\r\nConnection: close\r\n\r\n")
    promise(answer, 400, "de", HTML)


@case("429 of nginx itself, with the wait of --retry-after")
def _():
    server = usual()
    ask(server, "/limited/", {})
    answer = ask(server, "/limited/", {"Accept-Language": "de"})
    promise(answer, 429, "de", HTML)
    equal(answer.get("Retry-After"), "30", "Retry-After")
    assert "30 Sekunden" in answer.text, answer.text


@case("502 and 504 of nginx itself")
def _():
    promise_all(usual(), "/dead/", 502)
    promise(ask(usual(), "/origin/hang", {"Accept-Language": "zh-TW"}), 504, "zh-Hant", HTML)
    promise(ask(usual(), "/origin/close", {"Accept-Language": "de"}), 502, "de", HTML)


@case("errors of an application stay what they are")
def _():
    promise_untouched(usual(), "/origin/")


@case("with proxy_intercept_errors on in a location they get a page and keep the fields of the error")
def _():
    promise_backend(usual(), "/pages/field")
    address = functools.partial(field, path="/pages/field")
    expires = "Expires=Wed, 09 Jun 2032 10:18:14 GMT"
    promise_kept(usual(), address, (416, "Content-Range: bytes */9"),
                 (404, "Access-Control-Allow-Credentials: true"), (404, "Access-Control-Expose-Headers: X-Id"),
                 (404, f"Set-Cookie: kept=1; {expires}; Path=/; HttpOnly"), (503, "Set-Cookie: a=1"))
    # nginx joins several with a comma, or sees the first only: never one cookie made of two.
    sent = (f"a=1; {expires}", "b=2; HttpOnly")
    answer = ask(usual(), address(404, *(f"Set-Cookie: {line}" for line in sent)))
    assert set(answer.all("Set-Cookie")) <= set(sent), answer
    # Without the backend's wait, that of the build.
    equal(ask(usual(), "/pages/empty503").get("Retry-After"), "77", "the backend's wait")
    equal(ask(usual(), address(503)).get("Retry-After"), "120", "the wait of --retry-after")


@case("a cookie is that of the error, not of an answer that led to it")
def _():
    for path in ("/pages/", "/origin/"):
        answer = ask(usual(), field(200, "Set-Cookie: a=1", "X-Accel-Redirect: /nope", path=f"{path}field"))
        promise(answer, 404, "en", HTML)
        equal(answer.all("Set-Cookie"), ["a=1"], "Set-Cookie")


@case("a code without a page keeps the backend's body; nothing below 400 is touched")
def _():
    equal(ask(usual(), "/pages/empty999").status, 999, "status")
    answer = ask(usual(), "/there.html")
    equal((answer.status, answer.body), (200, b"<p>there</p>\n"), "answer")
    equal(answer.get("Content-Security-Policy"), None, "policy of a good page")


@case("nobody reaches the pages from outside")
def _():
    promise(ask(usual(), "/statuspages/en/503.html"), 404, "en", HTML)


@case("the greatest weight wins, of equals the first; q=0 loses")
def _():
    promise_languages(usual(), "/nope", (*by_weight(LANGUAGE_LIST), *LANGUAGES))
    promise_types(usual(), "/nope", *TYPES, rows=by_weight(TYPE))


@case("all languages are chosen as by the module, where weights do not decide")
def _():
    promise_languages(nginx("--formats", "html", "--codes", "4xx"), "/nope", language_rows())


@case("a field of many elements costs no more with weights than without")
def _():
    server = usual()
    many = {"plain": "xx-yy," * 250, "weighed": ",".join(f"x;q=0.{number % 10}" for number in range(160))}

    def cpu(field):
        before = used(server)
        for _ in range(60):
            ask(server, "/nope", {"Accept-Language": field, "Accept": field})
        return used(server) - before
    assert all(len(field) < 1600 for field in many.values())
    cost = {name: min(cpu(field) for _ in range(3)) for name, field in many.items()}
    assert cost["weighed"] < 6 * cost["plain"], cost


@case("Accept that says nothing: browsers get HTML, programs text, fetch() problem details")
def _():
    promise_clients(usual(), "/nope")


@case("the page is the file to the byte; only the id and the time are of the request")
def _():
    promise_files(usual(), "statuspages", ["/return/503"], INSERTS, '<!--# echo var="s')


@case("a plain build is the same bytes as the static one, and packed where that is wanted")
def _():
    promise_static(plain(), {"/nope": 404}, ("--site-name", NAME, *IN_SOME, "--codes", "404"), packed=True)


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    for server in (usual(), plain()):
        promise_name(server, "/nope")


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    promise_theme(nginx("--theme", own_theme(), "--languages", "en,de"), "/nope", rb"[0-9a-f]{32}")


@case("the id on the page is the one in the log")
def _():
    server = usual()
    answer = ask(server, "/nope", {"Accept": "application/json"})
    problem = json.loads(answer.text)
    time.sleep(0.2)
    log = (server.root / "access.log").read_text()
    assert f"{problem['reference']} 404\n" in log, (problem, log[-200:])
    promise_now(problem)


@case("fields of every page")
def _():
    promise_fields(usual(), "/nope", policies=(HTML, PROBLEM, TEXT), lean=True)


@case("the policy lets the page's style in and nothing else")
def _():
    promise_policy(ask(usual(), "/nope"))


@case("a page that is missing does not change the status")
def _():
    need("nginx")
    server = nginx("--languages", "en,de", "--home", "/start")
    (server.made.folder / "statuspages/de/410.html").unlink()
    answer = ask(server, "/return/410", {"Accept-Language": "de"})
    equal((answer.status, heading(answer)), (410, titles("en")[410]), "the default's page")
    for language in ("de", "en"):
        (server.made.folder / f"statuspages/{language}/403.html").unlink()
    answer = ask(server, "/return/403", {"Accept-Language": "de"})
    equal((answer.status, answer.text), (403, "403\n"), "last answer")


@case("a server that is closed as a whole still explains why; over HTTP/2 and TLS")
def _():
    need("curl")
    for version in ("--http2", "--http1.1"):
        answer = curl(usual().extra, "/x", version, "-H", "Accept-Language: de", "-H", "Accept: text/html",
                      scheme="https")
        promise(answer, 401, "de", HTML)
        equal(answer.get("WWW-Authenticate"), 'Basic realm="staff"', "WWW-Authenticate")


@case("http on the https port is 400, not a code that only nginx knows")
def _():
    answer = one(usual().extra, build("GET", "/", {"Accept": "application/json", "Accept-Language": "de"}))
    promise(answer, 400, "de", PROBLEM)


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    promise_connection(plain(), "/nope")


@case("codes and formats that were not asked for are left alone")
def _():
    server = nginx("--codes", "404,5xx", "--formats", "html", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "application/json", "Accept-Language": "ar"}), 404, "de", HTML)
    answer = ask(server, "/return/410")
    equal(answer.status, 410, "status")
    assert "<center>nginx" in answer.text, answer


# A server that is asked whether it is ours, and others.
OTHERS = CONF[:CONF.index("    log_format")].replace("MODULES", "") + """
    access_log off;
HTTPS
    server {
        listen 127.0.0.1:@PORT@;
        location = /is-it-ours { return 200 "@TOKEN@"; }
    }
SERVERS
}
"""


def others(made, servers, https=("@MADE@",), files=()):
    """A running nginx with these servers, and with http.conf of these builds."""
    need("nginx")
    conf = OTHERS.replace("HTTPS", "\n".join(f"include {one}/http.conf;" for one in https)).replace("SERVERS", servers)
    return Server(made, ["nginx", "-p", "@ROOT@", "-e", "stderr", "-c", "@ROOT@/nginx.conf"],
                  {"nginx.conf": conf, "htdocs/index.html": "<p>home</p>\n", **dict(files)}).start()


def still_open(server):
    """The pages that nginx has open."""
    files = (os.readlink(entry.path) for entry in os.scandir(f"/proc/{server.process.pid}/fd"))
    return sorted(name for name in files if name.startswith(str(server.made.folder)))


@case("a page that has been sent stays open for the next visitor; few do, whatever is asked for")
def _():
    made = built("nginx", *USUAL, *IN_SOME)
    server = others(made, "server { listen 127.0.0.1:@EXTRA@; root @ROOT@/htdocs; include @MADE@/server.conf; }")
    try:
        equal(still_open(server), [], "files that are open before any error")
        for _ in range(3):
            promise(ask(server, "/x", {"Accept-Language": "de"}, port=server.extra), 404, "de", HTML)
            equal(still_open(server), [f"{made.folder}/statuspages/de/404.html"], "files that are open")
        for tag in SOME.split(","):
            for kind in (HTML, PROBLEM, TEXT):
                fields = {"Accept-Language": tag, "Accept": kind.partition(";")[0]}
                promise(ask(server, "/x", fields, port=server.extra), 404, tag, kind)
        # Each worker has as many for each server, and 1,024 for all that it does.
        assert len(still_open(server)) <= 8, still_open(server)
    finally:
        server.stop()


@case("a page that is open and has changed or gone is another a second later")
def _():
    server = nginx("--languages", "en,de", "--codes", "404,410", "--site-name", "Changing")
    page = server.made.folder / "statuspages/de/404.html"
    promise(ask(server, "/x", {"Accept-Language": "de"}), 404, "de", HTML)
    # As cp and scp write: what nginx has open is cut off.
    page.write_bytes((server.made.folder / "statuspages/de/410.html").read_bytes()[:1000])
    time.sleep(2.1)
    answer = ask(server, "/x", {"Accept-Language": "de"})
    equal((answer.status, answer.complete), (404, True), "the page that was written over")
    assert titles("de")[410] in answer.text, answer
    page.unlink()
    time.sleep(2.1)
    answer = ask(server, "/x", {"Accept-Language": "de"})
    equal((answer.status, heading(answer)), (404, titles("en")[404]), "the default's page")


# What a server may say outside of its locations, and an address that is an error then.
OUTSIDE = {"return": ("return 503;", "/", 503),
           "if and return": ("root @ROOT@/htdocs; if (-f $document_root/index.html) { return 503; }", "/a/b", 503),
           "if and return of one method": ("if ($request_method = POST) { return 405; }", "/", 405),
           "rewrite to a file": ("root @ROOT@/htdocs; rewrite ^ /index.html; location = /index.html { deny all; }",
                                 "/x", 403),
           "rewrite last": ("root @ROOT@/htdocs; rewrite ^ /index.html last; location = /index.html { deny all; }",
                            "/x", 403),
           "try_files": ("root @ROOT@/htdocs; try_files $uri /index.html; location = /index.html { deny all; }",
                         "/x", 403),
           "proxy_intercept_errors off": ("proxy_intercept_errors off; fastcgi_intercept_errors off;", "/x", 404),
           "error_page of one code": ("error_page 404 /own.html; root @ROOT@/htdocs; location /no/ { deny all; }",
                                      "/no/", 403)}

for WORD, ROW in OUTSIDE.items():
    @case(f"{WORD} outside of locations does not take the pages away")
    def _(row=ROW):
        lines, path, code = row
        server = others(built("nginx", *USUAL, *IN_SOME),
                        f"server {{ listen 127.0.0.1:@EXTRA@; include @MADE@/server.conf; {lines} }}")
        try:
            for method, body in (("POST", b"a=1"),) if code == 405 else (("GET", None), ("POST", b"a=1")):
                for asked, language in (("de", "de"), ("ar", "ar"), ("xx", "en")):
                    answer = ask(server, path, {"Accept-Language": asked}, method, body, port=server.extra)
                    promise(answer, code, language, HTML)
        finally:
            server.stop()


@case("fields of local.conf are on the pages; no build touches the file, and none needs it")
def _():
    options = ("--codes", "4xx", "--languages", "en", "--home", "/local")
    made = built("nginx", *options)
    local = made.folder / "local.conf"
    for text in (None, 'add_header Strict-Transport-Security "max-age=9" always;\n'):
        if text:
            local.write_text(text)
        equal(build_again(made, *options), 0, "code of a build with --force")
        equal(local.exists() and local.read_text() or None, text, "local.conf")
        server = others(made, "server { listen 127.0.0.1:@EXTRA@; include @MADE@/server.conf; }")
        try:
            answer = ask(server, "/nope", port=server.extra)
            promise(answer, 404, "en", HTML)
            equal(answer.get("Strict-Transport-Security"), "max-age=9" if text else None, "the field")
            equal(answer.get("X-Content-Type-Options"), "nosniff", "a field of the page")
        finally:
            server.stop()


@case("builds with names in one nginx: each site has pages, languages and waits of its own")
def _():
    need("nginx")
    # The longest name that is allowed; one that nginx uses itself; one that the other begins with.
    sites = {"abcdefghijkl": ("de,en", "11"), "http": ("ar,de", "22"), "abc": ("en,de", "33"), None: ("nb", "44")}
    made = {name: built("nginx", "--languages", tags, "--retry-after", f"503={wait}", "--site-name", f"Site {name}",
                        *(("--name", name) if name else ())) for name, (tags, wait) in sites.items()}
    for order in (list(made), list(made)[::-1]):
        server = others(made[None], "\n".join(
            f"server {{ listen 127.0.0.1:@PORT@; server_name {name}.test;\ninclude {made[name].folder}/server.conf;\n"
            f"location = /503 {{ return 503; }} }}" for name in order), [made[name].folder for name in order])
        for name, (tags, wait) in sites.items():
            first = tags.split(",")[0]
            for accept, kind in (("text/html", HTML), ("application/json", PROBLEM), ("text/plain", TEXT)):
                answer = ask(server, "/503", {"Host": f"{name}.test", "Accept": accept, "Accept-Language": "xx"})
                promise(answer, 503, first, kind)
                equal(answer.get("Retry-After"), wait, f"Retry-After of {name}")
                assert (kind == PROBLEM or f"Site {name}" in answer.text) and "<!--#" not in answer.text, answer
            promise(ask(server, "/503", {"Host": f"{name}.test", "Accept-Language": "de"}),
                    503, "de" if "de" in tags else first, HTML)


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    for options in (USUAL, PLAIN):
        server = nginx(*CACHE, *options, *IN_SOME)
        promise_cached(server, "/nope", "/private/")
        promise_cached(server, "/pages/field?404", "/denied/x", field(404, "Set-Cookie: a=1", path="/pages/field"))
        promise_not_cached(server, functools.partial(field, path="/pages/field"))
        equal(ask(server, "/dead/").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")


@case("the contact has the reference that is on the page, and 401 leads to sign in")
def _():
    need("nginx")
    server = nginx(*IN_SOME, "--contact", "mailto:help@example.org", "--sign-in", "/login")
    for path, status in (("/nope", 404), ("/private/", 401)):
        answer = ask(server, path)
        promise(answer, status, "en", HTML)
        reference = re.search(r"Reference <bdi>([0-9a-f]{32})</bdi>", answer.text)[1]
        assert (f'"mailto:help@example.org?subject=Code%20{status}%20-%20Reference%20{reference}"'
                in answer.text), answer
        equal('<a href="/login">' in answer.text, status == 401, "link to sign in")
        document = json.loads(ask(server, path, {"Accept": "application/json"}).text)
        assert document["help"].endswith(f"Reference%20{document['reference']}"), document


# ---- options -----------------------------------------------------------------------------

def njs(*options):
    if not os.path.exists(MODULE):
        raise Skip("njs")
    return nginx("--with", "njs", *options)


@case("--with njs: language and format are those of the module, whatever the weights")
def _():
    server = njs(*USUAL, *IN_SOME)
    promise_languages(server, "/nope", (*LANGUAGE, *LANGUAGES, *LANGUAGES_EXACT))
    for asked, wanted in (*by_weight(TYPE[:-1]), *TYPES, *TYPES_EXACT):
        equal(ask(server, "/nope", {"Accept": asked}).get("Content-Type"), wanted, f"type for {asked}")
    promise_languages(njs("--formats", "html", "--codes", "4xx"), "/nope", module_rows())
    promise_clients(server, "/nope")


@case("--with njs: errors that nginx says early, and names that JavaScript knows")
def _():
    server = njs(*USUAL, *IN_SOME)
    answer = one(server.port, b"GET / HTTP/1.1\r\nAccept: text/html\r\nAccept-Language: xx, de;q=0.1\r\n"
                 b"Host: a\r\nHost: b\r\nConnection: close\r\n\r\n")
    promise(answer, 400, "de", HTML)
    promise(one(server.port, b"GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400, "en", TEXT)
    for word in ("constructor", "__proto__", "__proto__/x", "toString", "length", "", ";", ",;,", "\xff", "a" * 900):
        promise(ask(server, "/nope", {"Accept": f"{word},text/html;q=0.1", "Accept-Language": f"{word},ar;q=0.1"}),
                404, "ar", HTML)
    assert "js exception" not in server.log(), server.log()


@case("--reference: the caller's id is on the page and in the log; another value is not")
def _():
    server = nginx(*IN_SOME, "--reference", "X-Trace-Id")
    for sent in ("a", "01HV.x_y~z:1-2", "z" * 64):
        for accept, kind in (("application/json", PROBLEM), ("text/html", HTML)):
            answer = ask(server, "/nope", {"Accept": accept, "X-Trace-Id": sent})
            promise(answer, 404, "en", kind)
            assert sent in answer.text, answer
    for sent in (None, "", "a b", "<b>", "a&b", '"', "z" * 65, "\xe4"):
        problem = json.loads(ask(server, "/nope", {"Accept": "application/json", "X-Trace-Id": sent}).text)
        assert re.fullmatch("[0-9a-f]{32}", problem["reference"]), problem


@case("--header: on every page, and on the last answer")
def _():
    need("nginx")
    server = nginx("--languages", "en,de", "--codes", "4xx", "--header", "Strict-Transport-Security: max-age=9",
                   "--header", "X-Note: a; b=(1), #2 ~")
    # nginx has not opened those that go.
    for code, gone in ((410, False), (403, True)):
        for name in server.made.folder.glob("statuspages/*/403.html") if gone else ():
            name.unlink()
        answer = ask(server, f"/return/{code}", {"Accept-Language": "de"})
        equal((answer.status, answer.get("Content-Type") == HTML), (code, not gone), "answer")
        equal((answer.all("Strict-Transport-Security"), answer.all("X-Note")), (["max-age=9"], ["a; b=(1), #2 ~"]),
              "fields")
    equal(ask(server, "/there.html").get("X-Note"), None, "a field of a good page")


@case("--replace all: errors of applications get a page and keep the fields of the error; good answers stay")
def _():
    server = nginx(*USUAL, *IN_SOME, "--replace", "all")
    promise_backend(server)
    promise_kept(server, field)
    equal(ask(server, "/origin/empty503").get("Retry-After"), "77", "the backend's wait")
    equal(ask(server, "/origin/200", page=False).body, b"from the backend\n", "a good answer")


# OpenResty is nginx with this module, which Debian has for its own nginx.
LUA = "/usr/lib/nginx/modules/ngx_http_lua_module.so"
RESTY = """
        location = /denied { access_by_lua_block { ngx.exit(403) } }
        location = /broken { content_by_lua_block { error("no") } }
        location = /exit { content_by_lua_block { ngx.exit(404) } }
        location = /own { content_by_lua_block { ngx.status = 404; ngx.say("own") } }
        location = /good { content_by_lua_block { ngx.say("good") } }
"""


@case("OpenResty: errors of Lua get pages, and what Lua explains itself stays")
def _():
    if not os.path.exists(LUA):
        raise Skip("libnginx-mod-http-lua")
    made = built("nginx", *IN_SOME, "--codes", "4xx,5xx", "--home", "/resty")
    modules = f"load_module {LUA.replace('ngx_http_lua', 'ndk_http')};\nload_module {LUA};"
    server = Server(made, ["nginx", "-p", "@ROOT@", "-e", "stderr", "-c", "@ROOT@/nginx.conf"],
                    {"nginx.conf": modules + OTHERS.replace("HTTPS", "include @MADE@/http.conf;").replace(
                        "SERVERS", f"server {{ listen 127.0.0.1:@EXTRA@; include @MADE@/server.conf; {RESTY} }}")})
    server.start()
    try:
        for path, code in (("/denied", 403), ("/broken", 500), ("/exit", 404), ("/nope", 404)):
            promise(ask(server, path, {"Accept-Language": "de"}, port=server.extra), code, "de", HTML)
        for path, wanted in (("/own", (404, b"own\n")), ("/good", (200, b"good\n"))):
            answer = ask(server, path, port=server.extra)
            equal((answer.status, answer.body), wanted, path)
    finally:
        server.stop()
