# SPDX-License-Identifier: Apache-2.0
"""Errors that httpd itself answers."""

import base64
import hashlib
import json
import time

from checks import case, equal, is_page, not_page, page, problem
from client import PAGE, ask, build, parse, talk
from server import httpd, need

SITE = """
Redirect 410 /gone
Redirect 451 /legal
Redirect 429 /often
Redirect 503 /closed
Redirect 418 /teapot
Redirect 599 /unknown
<Location /secret>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Location>
Alias /secret "@ROOT@/htdocs"
<Location /denied>
    Require all denied
</Location>
<Location /getonly>
    AllowMethods GET HEAD
</Location>
Alias /getonly "@ROOT@/htdocs"
<Directory "@ROOT@/htdocs/variants">
    AddHandler type-map .var
    AddLanguage de .de
    Options -MultiViews
</Directory>
<Directory "@ROOT@/htdocs/broken">
    AllowOverride All
</Directory>
"""
# {SHA} is understood by every httpd without a helper program.
USERS = "anna:{SHA}" + base64.b64encode(hashlib.sha1(b"secret").digest()).decode()
FILES = {"users": USERS + "\n", "htdocs/broken/.htaccess": "ZqmarkDirective on\n",
         "htdocs/broken/index.html": "x"}


def site():
    return httpd(SITE, files=FILES)


@case("a missing file answers the 404 page")
def _():
    page(ask(site(), "/nope"), 404)


@case("HEAD has the headers of GET and no body")
def _():
    get, head = ask(site(), "/nope"), ask(site(), "/nope", method="HEAD")
    page(head, 404, head=True)
    fixed = [[(k, v) for k, v in a.headers if k != "Date"] for a in (get, head)]
    equal(fixed[1], fixed[0], "headers")


@case("HTTP/1.0 gets a length and a closed connection")
def _():
    answer = ask(site(), "/nope", version="HTTP/1.0")
    page(answer, 404)
    equal(answer.get("Connection"), "close", "Connection")


@case("HTTP/1.0 with keep-alive gets two errors on one connection")
def _():
    alive = build("GET", "/nope", {**PAGE, "Connection": "keep-alive"}, version="HTTP/1.0")
    answers = parse(talk(site().port, alive + build("GET", "/nope2", PAGE, version="HTTP/1.0")))
    equal(len(answers), 2, "responses")
    for answer in answers:
        page(answer, 404)


@case("three pipelined 404 and a 200 are answered in order")
def _():
    data = b"".join(build("GET", f"/nope{n}", PAGE, close=False) for n in range(3))
    answers = parse(talk(site().port, data + build("GET", "/file.txt", PAGE)))
    equal([a.status for a in answers], [404, 404, 404, 200], "statuses")
    for answer in answers[:3]:
        page(answer, 404)
    equal(answers[3].body, b"twenty-six bytes of text.\n", "file")


@case("a request after a refused POST is answered on the same connection")
def _():
    data = build("POST", "/nope", PAGE, b"a=1&b=2", close=False)
    answers = parse(talk(site().port, data + build("GET", "/file.txt", PAGE)))
    equal([a.status for a in answers], [404, 200], "statuses")
    page(answers[0], 404)


@case("HTTP/0.9 gets a body and no header bytes")
def _():
    data = talk(site().port, b"GET /nope\r\n")
    assert data and not data.startswith(b"HTTP/"), data[:200]
    assert b"Content-Type" not in data and b"IETF//DTD" not in data, data[:300]


@case("a denied folder answers the 403 page, also at the root")
def _():
    page(ask(site(), "/denied/x"), 403)
    page(ask(httpd('<Location "/">\nRequire all denied\n</Location>'), "/"), 403)


@case("401 keeps its challenge, and credentials then open the page on the same connection")
def _():
    good = {**PAGE, "Authorization": "Basic " + base64.b64encode(b"anna:secret").decode()}
    data = build("GET", "/secret/file.txt", PAGE, close=False)
    answers = parse(talk(site().port, data + build("GET", "/secret/file.txt", good)))
    equal([a.status for a in answers], [401, 200], "statuses")
    page(answers[0], 401)
    equal(answers[0].get("WWW-Authenticate"), 'Basic realm="the vault"', "WWW-Authenticate")


@case("407 of a forward proxy keeps Proxy-Authenticate")
def _():
    need("mod_proxy_http")
    server = httpd("""
ProxyRequests On
<Proxy "*">
    AuthType Basic
    AuthName "the proxy"
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Proxy>
""", files=FILES)
    answer = ask(server, f"http://127.0.0.1:{server.origin}/200")
    page(answer, 407)
    equal(answer.get("Proxy-Authenticate"), 'Basic realm="the proxy"', "Proxy-Authenticate")


@case("405 on a static file names the methods in Allow and in the problem document")
def _():
    answer = ask(site(), "/file.txt", method="PUT", body=b"x")
    page(answer, 405)
    # The order differs between processes.
    equal(answer.tokens("Allow"), {"get", "post", "options", "head", "trace"}, "Allow")
    answer = ask(site(), "/file.txt", {"Accept": "application/json"}, method="PUT", body=b"x")
    document = problem(answer, 405)
    equal({name.lower() for name in document.get("allow", [])}, answer.tokens("Allow"), "allow")


def refused(server, path, method, others):
    """405 names the methods, but not the one that it has just refused: in Allow,
    on the page and in the problem document."""
    answer = page(ask(server, path, method=method, body=b""), 405)
    names = answer.tokens("Allow")
    equal(len(answer.all("Allow")), 1, "number of Allow fields")
    assert method.lower() not in names, answer.all("Allow")
    assert set(others) <= names, answer.all("Allow")
    assert f"{method}," not in answer.text and f"{method}<" not in answer.text, answer.text
    document = problem(ask(server, path, {"Accept": "application/json"}, method, b""), 405)
    equal({name.lower() for name in document["allow"]}, names, "allow")


@case("405 does not list the method that was refused: MKCOL on a collection")
def _():
    need("mod_dav_fs")
    server = httpd('DavLockDB "@ROOT@/run/dav"\n<Location /dav>\nDav On\n</Location>\n'
                   'Alias /dav "@ROOT@/htdocs"\n')
    for path in ("/dav/file.txt", "/dav/cgi/"):
        refused(server, path, "MKCOL", {"get", "head", "propfind", "delete"})
    # what it does not refuse stays there
    answer = ask(server, "/dav/file.txt", method="OPTIONS")
    equal(answer.status, 200, "status")
    assert "propfind" in answer.tokens("Allow"), answer


@case("Allow of a backend stays as it is, but the page does not advise what was refused")
def _():
    need("mod_proxy_http")
    server = httpd("ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\n")
    answer = page(ask(server, "/o/empty405"), 405)
    equal(answer.get("Allow"), "GET, HEAD", "Allow")
    document = problem(ask(server, "/o/empty405", {"Accept": "application/json"}), 405)
    equal(document["allow"], ["HEAD"], "allow")
    document = problem(ask(server, "/o/empty405", {"Accept": "application/json"}, "PUT", b"x"), 405)
    equal(document["allow"], ["GET", "HEAD"], "allow")


@case("405 by AllowMethods has a useful Allow")
def _():
    need("mod_allowmethods")
    answer = ask(site(), "/getonly/file.txt", method="PUT", body=b"x")
    page(answer, 405)
    equal(answer.tokens("Allow"), {"get", "head"}, "Allow")


@case("405 by AllowMethods does not name TRACE where TraceEnable refuses it")
def _():
    need("mod_allowmethods")
    server = httpd("TraceEnable off\n<Location />\nAllowMethods GET TRACE\n</Location>\n")
    equal(ask(server, "/file.txt", method="TRACE").status, 405, "TRACE")
    answer = ask(server, "/file.txt", method="PUT", body=b"x")
    page(answer, 405)
    equal(answer.tokens("Allow"), {"get", "head"}, "Allow")


@case("405 by TraceEnable off has Allow")
def _():
    answer = ask(httpd("TraceEnable off\n"), "/file.txt", method="TRACE")
    page(answer, 405)
    equal(len(answer.all("Allow")), 1, "number of Allow fields")
    assert "trace" not in answer.tokens("Allow"), answer.all("Allow")


@case("an unknown method answers 501 with Allow")
def _():
    answer = ask(site(), "/file.txt", method="FOO")
    page(answer, 501)
    assert "get" in answer.tokens("Allow"), answer.all("Allow")


@case("406 of a type-map keeps Alternates, TCN and Vary: negotiate")
def _():
    need("mod_negotiation")
    answer = ask(site(), "/variants/page.var", {"Accept": "image/gif", "Accept-Language": "de"})
    equal(answer.status, 406, "status")
    assert answer.get("Alternates") and answer.get("TCN"), str(answer)
    assert {"negotiate", "accept"} <= answer.tokens("Vary"), answer.all("Vary")


@case("Redirect 410, 451, 429 and 503 answer their pages")
def _():
    for path, code in (("/gone", 410), ("/legal", 451), ("/often", 429), ("/closed", 503)):
        page(ask(site(), path), code)


@case("Redirect 418 and 599 have that status on the wire, and a page")
def _():
    answer = page(ask(site(), "/teapot"), 418)
    assert "Additionally" not in answer.text
    page(ask(site(), "/unknown"), 599)


@case("412 of a static file is a page and keeps the validators")
def _():
    answer = ask(site(), "/file.txt", {"If-Match": '"other"'})
    page(answer, 412)
    assert answer.get("ETag") and answer.get("Last-Modified"), str(answer)


@case("416 names the length in Content-Range, and the connection lives on")
def _():
    data = build("GET", "/file.txt", {**PAGE, "Range": "bytes=99-"}, close=False)
    answers = parse(talk(site().port, data + build("GET", "/file.txt", PAGE)))
    equal([a.status for a in answers], [416, 200], "statuses")
    page(answers[0], 416)
    equal(answers[0].get("Content-Range"), "bytes */26", "Content-Range")


@case("416 on HTTP/1.0 with keep-alive keeps the connection")
def _():
    head = {**PAGE, "Range": "bytes=99-", "Connection": "keep-alive"}
    data = build("GET", "/file.txt", head, version="HTTP/1.0")
    answers = parse(talk(site().port, data + build("GET", "/file.txt", PAGE, version="HTTP/1.0")))
    equal([a.status for a in answers], [416, 200], "statuses")
    page(answers[0], 416)
    assert answers[0].get("Keep-Alive"), str(answers[0])


@case("HEAD with a bad range has a length and no body")
def _():
    answer = ask(site(), "/file.txt", {"Range": "bytes=99-"}, method="HEAD")
    page(answer, 416, head=True)
    equal(answer.get("Content-Range"), "bytes */26", "Content-Range")


@case("a Range of a missing file gets the whole page, not 206")
def _():
    page(ask(site(), "/nope", {"Range": "bytes=0-3"}), 404)


@case("conditions on a missing file never give 304")
def _():
    page(ask(site(), "/nope", {"If-None-Match": "*"}), 404)
    page(ask(site(), "/nope", {"If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"}), 404)


@case("a broken .htaccess answers 500 and says nothing about it")
def _():
    answer = page(ask(site(), "/broken/"), 500)
    for word in ("Zqmark", "zqmark", "htaccess", str(site().root)):
        assert word not in answer.text, word


@case("an error inside an HTML part (SSI) leaves the main page alone")
def _():
    need("mod_include")
    server = httpd("""
<Directory "@ROOT@/htdocs">
    Options +Includes
    AddOutputFilter INCLUDES .shtml
    AddType text/html .shtml
</Directory>
""", files={"htdocs/parts.shtml": '<p>a</p><!--#include virtual="/nope" --><p>b</p>\n'})
    answer = ask(server, "/parts.shtml")
    equal(answer.status, 200, "status")
    not_page(answer)
    assert "<p>a</p>" in answer.text and "<p>b</p>" in answer.text, answer.text


@case("mod_lua: flushed output stays, a small lost buffer becomes the page, its own text wins")
def _():
    need("mod_lua")
    server = httpd("""
LuaMapHandler /lua/flush "@ROOT@/h.lua" flush
LuaMapHandler /lua/small "@ROOT@/h.lua" small
LuaMapHandler /lua/own "@ROOT@/h.lua" own
LuaMapHandler /lua/empty "@ROOT@/h.lua" empty
""", files={"h.lua": """
require 'apache2'
function flush(r) r.content_type = 'text/plain' r:puts('begun') r:flush() return 404 end
function small(r) r.content_type = 'text/plain' r:puts('begun') return 404 end
function own(r) r:custom_response(404, 'the module wrote this') return 404 end
function empty(r) r.status = 404 return apache2.OK end
"""})
    answer = ask(server, "/lua/flush")
    equal(answer.status, 200, "status")
    assert answer.body.startswith(b"begun") and not is_page(answer), str(answer)
    page(ask(server, "/lua/small"), 404)
    answer = ask(server, "/lua/own")
    equal((answer.status, answer.body), (404, b"the module wrote this"), "answer")
    page(ask(server, "/lua/empty"), 404)


@case("mod_security denies with a page in each phase, and drop sends nothing")
def _():
    need("mod_security2")
    rules = """
SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/plain text/html
SecDataDir "@ROOT@/run"
SecRule ARGS:p "@streq 1" "id:1,phase:1,deny,status:403"
SecRule ARGS:p "@streq 2" "id:2,phase:2,deny,status:403"
SecRule ARGS:p "@streq 3" "id:3,phase:3,deny,status:403"
SecRule ARGS:p "@streq 4" "id:4,phase:4,deny,status:403"
SecRule ARGS:p "@streq 5" "id:5,phase:1,drop"
"""
    server = httpd(rules, load=("unique_id", "security2"))
    for phase in (1, 2, 3, 4):
        page(ask(server, f"/file.txt?p={phase}"), 403)
    # The application answered an empty 404 before phase 3 came: still one page, of 403.
    page(ask(server, "/cgi/empty404.cgi?p=3"), 403)
    equal(talk(server.port, build("GET", "/file.txt?p=5", PAGE)), b"", "bytes after drop")


@case("what mod_security held back of a handler that failed is counted in the answer's length")
def _():
    need("mod_security2", "mod_lua")
    server = httpd("""
SecRuleEngine On
SecResponseBodyAccess On
SecResponseBodyMimeType text/plain text/html
SecDataDir "@ROOT@/run"
LuaMapHandler /lua/refuse "@ROOT@/h.lua" refuse
""", load=("unique_id", "security2"), files={"h.lua": """
require 'apache2'
function refuse(r) r.content_type = 'text/plain' r:puts('body and rc') r:flush() return 403 end
"""})
    data = build("GET", "/lua/refuse", PAGE, close=False)
    answers = parse(talk(server.port, data * 2 + build("GET", "/file.txt", PAGE)))
    equal([(one.status, one.complete) for one in answers],
          [(403, True)] * 2 + [(200, True)], "answers on one connection")
    data = build("HEAD", "/lua/refuse", PAGE, close=False) + build("GET", "/file.txt", PAGE)
    equal(len(parse(talk(server.port, data), ["HEAD", "GET"])), 2, "answers after HEAD")


@case("a stale answer of mod_cache stays as it is: backend 503, backend gone, httpd's own 503")
def _():
    need("mod_cache", "mod_cache_disk", "mod_proxy_http")
    server = httpd("""
CacheRoot "@ROOT@/cache"
CacheEnable disk /o/
CacheStaleOnError on
RewriteEngine on
RewriteCond "@ROOT@/down" -f
RewriteRule "^/o/cached" - [R=503,L]
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
""", load=("cache", "cache_disk"))
    paths = [f"/o/{name}?{server.token}" for name in
             ("cached", "flakyempty503", "flakyhtml503", "flakyclose")]
    fresh = [ask(server, path) for path in paths]
    equal([one.status for one in fresh], [200] * len(paths), "statuses")
    time.sleep(2.2)
    (server.root / "down").write_text("")
    for path in paths:
        stale = ask(server, path)
        equal((stale.status, stale.body), (200, fresh[0].body), f"stale answer of {path}")
        equal(stale.get("ETag"), '"b"', "ETag")
        assert any(value.startswith("111 ") for value in stale.all("Warning")), str(stale)
    (server.root / "down").unlink()


@case("the 404 answers as JSON, and the document parses")
def _():
    answer = ask(site(), "/nope", {"Accept": "application/json"})
    problem(answer, 404)
    json.loads(answer.body)
