# SPDX-License-Identifier: Apache-2.0
"""Headers of a response that is replaced: which stay, and that they are valid."""

import urllib.parse

from checks import case, equal, page
from client import ask, build, h2, parse, talk, unpacked
from server import MPM, PACKS, httpd, need

# The grammar of each field is its RFC's; the values are examples of it or break it.
VALID = [
    (503, "Retry-After", "120"),
    (503, "Retry-After", "Fri, 31 Dec 2038 23:59:59 GMT"),
    (405, "Allow", "GET, HEAD"),
    (405, "Allow", "GET,PATCH,X-OWN"),
    (415, "Accept", "text/html;level=1, */*;q=0.1"),
    (415, "Accept-Encoding", "gzip;q=1.0, br"),
    (415, "Accept-Patch", 'application/json-patch+json;charset="utf-8"'),
    (404, "Access-Control-Allow-Origin", "https://app.test:8443"),
    (404, "Access-Control-Expose-Headers", "X-Id, X-Other"),
    (404, "Cache-Control", 'private, no-cache="Set-Cookie"'),
    (404, "Location", "/elsewhere?a=1#b"),
    (404, "Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    (404, "Alt-Svc", 'h3=":443"; ma=86400, h2="alt.test:443"'),
    (404, "Set-Cookie", "a=b; Path=/; SameSite=Lax; Expires=Fri, 31 Dec 2038 23:59:59 GMT"),
    (416, "Content-Range", "bytes */1234"),
    (429, "RateLimit", '"default";r=50;t=30'),
    (429, "RateLimit-Policy", '"day";q=100;w=86400, "hour";q=10;w=3600'),
    (429, "RateLimit-Reset", "50"),
    (429, "X-RateLimit-Remaining", "0"),
    (451, "Link", '<https://law.test/>; rel="blocked-by"; title="a, b; c"'),
    (404, "Link", '</a.css>; rel=preload; as=style, </b>; rel="next"'),
    (401, "WWW-Authenticate", 'Digest realm="x, y", nonce="\\"", algorithm=SHA-256'),
    (502, "Proxy-Status", 'edge.test:80; error=connection_timeout; details="a \\"b\\""'),
    (404, "X-Request-Id", "f058ebd6-02f7-4d3f-942e-904344e8cde5"),
]
UNVALID = [
    (503, "Retry-After", "-5"),
    (503, "Retry-After", "5;x"),
    (503, "Retry-After", "soon"),
    (503, "Retry-After", "12345678901"),
    (503, "Retry-After", "Fri, 31 Dec 2038 23:59:59 GMT <b>"),
    (503, "Retry-After", "Fri, 31 Dec 2038 23:59:59 GMT or zqmark"),
    (503, "Retry-After", "Fri, 99 Dec 2038 23:59:59 GMT"),
    (405, "Allow", "<b>zqmark"),
    (405, "Allow", "ZQMARK HEAD"),
    (415, "Accept", "zqmarktext"),
    (415, "Accept", "<zqmark>/x"),
    (415, "Accept", "text/html;zqmark;level=<"),
    (415, "Accept-Encoding", "gzip/zqmark"),
    (404, "Accept-Encoding", "gzip"),  # says something on 415 only
    (404, "Access-Control-Allow-Origin", "https://zqmark.test\"><b>"),
    (404, "Cache-Control", "<zqmark>"),
    (404, "Cache-Control", "max-age=\"zqmark"),
    (404, "Location", "/zqmark x"),
    (404, "Location", "/<zqmark>"),
    (404, "Alt-Svc", "h3=\":443\" zqmark"),
    (416, "Content-Range", "bytes 0-1/zqmark"),
    (416, "Content-Range", "bytes */zqmark"),
    (404, "Content-Range", "bytes */5"),
    (429, "RateLimit", "\"zqmark;r=50"),
    (429, "X-RateLimit-Remaining", "<zqmark>"),
    (451, "Link", "https://zqmark.test/; rel=\"blocked-by\""),
    (451, "Link", "<https://zqmark.test/ x>; rel=\"blocked-by\""),
    (451, "Link", "<https://zqmark.test/; rel=\"blocked-by\""),
    # On a 401 mod_proxy itself keeps it, as it is.
    (404, "WWW-Authenticate", "<zqmark> realm=\"x\""),
    (404, "X-Request-Id", "<zqmark>"),
    (404, "ETag", "\"zqmark\""),
    (404, "X-Powered-By", "zqmark"),
]


def site():
    need("mod_proxy_http")
    return httpd("""
<Location /over/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    ProxyErrorOverride On
</Location>
<Location /text/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    ProxyErrorOverride On
    ErrorDocument 503 "closed by the administrator"
</Location>
<Location /file/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    ProxyErrorOverride On
    ErrorDocument 503 /ok.html
</Location>
<Location /o/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
</Location>
""")


def field(folder, status, *lines):
    return f"/{folder}/field?{status}&" + "&".join(urllib.parse.quote(line) for line in lines)


@case("ProxyErrorOverride: a valid header of the backend stays as it is")
def _():
    for status, name, value in VALID:
        answer = page(ask(site(), field("over", status, f"{name}: {value}")), status)
        equal(answer.all(name), [value], f"{status} {name}")


@case("ProxyErrorOverride: a header that is not valid, or means nothing here, goes")
def _():
    for status, name, value in UNVALID:
        answer = page(ask(site(), field("over", status, f"{name}: {value}")), status)
        assert value not in answer.all(name), f"{status} {name}: {value}"
        assert "zqmark" not in answer.text.lower(), f"{name}: {value} is on the page"


@case("ProxyErrorOverride: two cookies and two links stay two")
def _():
    path = field("over", 404, "Set-Cookie: a=1", "Set-Cookie: b=2", 'Link: </a>; rel="x"',
                 'Link: </b>; rel="y"')
    answer = page(ask(site(), path), 404)
    equal(answer.all("Set-Cookie"), ["a=1", "b=2"], "Set-Cookie")
    equal(answer.all("Link"), ['</a>; rel="x"', '</b>; rel="y"'], "Link")


@case("ProxyErrorOverride: of a field that has one value the first stays")
def _():
    # two origins are none (Fetch, CORS check), two times to wait no time (RFC 9110 5.3)
    for status, name, values in ((404, "Access-Control-Allow-Origin", ("https://a.test", "https://b.test")),
                                 (503, "Retry-After", ("66", "77"))):
        path = field("over", status, *(f"{name}: {value}" for value in values))
        equal(page(ask(site(), path), status).all(name), [values[0]], name)


@case("ProxyErrorOverride: an ErrorDocument gets the backend's Retry-After and CORS fields too")
def _():
    lines = ("Retry-After: 77", "Access-Control-Allow-Origin: *", "Set-Cookie: a=1", "ETag: \"zqmark\"")
    for folder, body in (("text", b"closed by the administrator"),
                         ("file", b"<p>the administrator wrote this</p>\n")):
        answer = ask(site(), field(folder, 503, *lines))
        equal((answer.status, answer.body), (503, body), folder)
        for line in lines[:3]:
            name, value = line.split(": ")
            equal(answer.all(name), [value], f"{folder}: {name}")
        assert "zqmark" not in (answer.get("ETag") or ""), folder


@case("an empty 405 of an application shows valid methods only, and gets no Allow of ours")
def _():
    server = httpd("", files={
        "htdocs/cgi/405.cgi": "#!/bin/sh\nprintf 'Status: 405 No\\nAllow: <b>zqmark\\n\\n'\n",
        "htdocs/cgi/405none.cgi": "#!/bin/sh\nprintf 'Status: 405 No\\n\\n'\n"})
    answer = page(ask(server, "/cgi/405.cgi"), 405)
    assert "zqmark" not in answer.text, answer.text
    equal(page(ask(server, "/cgi/405none.cgi"), 405).get("Allow"), None, "Allow")


LUA = """
require 'apache2'
function post(r) return 405 end
function wait(r) r.headers_out['Retry-After'] = '66' r.headers_out['Set-Cookie'] = 'zqmark=1'
    return 503 end
function bad(r) r.err_headers_out['X-Bad'] = 'a\\1b' return 418 end
function gone(r) r.err_headers_out['X-Bad'] = 'a\\1b' r.err_headers_out['Set-Cookie'] = 'zqmark=1'
    r.err_headers_out['Cache-Control'] = 'max-age=300' r.status = 404 return apache2.OK end
function range(r) r.content_type = 'text/plain' r.headers_out['Last-Modified'] =
    'Mon, 01 Jan 2024 00:00:00 GMT' r.headers_out['Content-Length'] = '5' r:puts('12345')
    return apache2.OK end
"""


def lua():
    need("mod_lua")
    return httpd("CustomLog \"@ROOT@/logs/sizes.log\" \"%>s %B %U\"\n"
                 + "".join(f'LuaMapHandler ^/lua/{name}$ "@ROOT@/h.lua" {name}\n'
                           for name in ("post", "wait", "bad", "gone", "range"))
                 + '<Location /lua/gone>\nErrorDocument 404 "gone"\n</Location>\n'
                 + 'Alias /asfile "@ROOT@/h.lua"\n'
                 '<Location /asfile>\nSetHandler lua-script\n</Location>\n',
                 files={"h.lua": LUA + "handle = range\n"})


@case("a handler that refuses GET does not make us say that GET is allowed")
def _():
    answer = page(ask(lua(), "/lua/post"), 405)
    equal(len(answer.all("Allow")), 1, "number of Allow fields")
    assert "get" not in answer.tokens("Allow"), answer.all("Allow")


@case("a handler's Retry-After stays, its cookie goes as in stock httpd")
def _():
    answer = page(ask(lua(), "/lua/wait"), 503)
    equal(answer.get("Retry-After"), "66", "Retry-After")
    equal(answer.all("Set-Cookie"), [], "Set-Cookie")


@case("a 418 that turns out to have a broken header becomes one page of 500, not an empty one")
def _():
    answers = parse(talk(lua().port, build("GET", "/lua/bad", {"Accept": "text/html"})))
    equal(len(answers), 1, "responses")
    page(answers[0], 500)
    # %B: the size of the response, without the one that was given up
    line = lua().wait_log("/lua/bad", "sizes.log")
    equal(line.split()[:2], ["500", str(len(answers[0].body))], "status and size in the access log")


@case("what a 404 says of caching and cookies does not stay when its ErrorDocument becomes a 500")
def _():
    answers = parse(talk(lua().port, build("GET", "/lua/gone", {"Accept": "text/html"})))
    equal(len(answers), 1, "responses")
    page(answers[0], 500)
    equal((answers[0].all("Cache-Control"), answers[0].all("Set-Cookie")), (["no-store"], []), "fields")


@case("416 of generated content does not tell the size of the script's file")
def _():
    answer = ask(lua(), "/asfile", {"Range": "bytes=900-"})
    size = (lua().root / "h.lua").stat().st_size
    assert str(size) not in (answer.get("Content-Range") or ""), answer.get("Content-Range")
    if answer.status == 416:
        page(answer, 416)


@case("416 of a file that is compressed on the way names no length")
def _():
    need("mod_deflate")
    server = httpd("<Location /big.txt>\nSetOutputFilter DEFLATE\n</Location>\n",
                   files={"htdocs/big.txt": "line of text\n" * 400})
    fields = {"Range": "bytes=9000-", "Accept-Encoding": "gzip"}
    answer = ask(server, "/big.txt", fields)
    answer = page(unpacked(answer) if PACKS else answer, 416)
    equal(answer.get("Content-Range"), None, "Content-Range")
    answer = page(ask(server, "/big.txt", {"Range": "bytes=9000-"}), 416)
    equal(answer.get("Content-Range"), "bytes */5200", "Content-Range")


@case("caching and cookies of a good answer that was given up do not stay on its error")
def _():
    server = httpd("""
Header set Cache-Control "max-age=31536000"
Header set Set-Cookie "zqmark=1"
Header set Link "</zqmark>; rel=preload"
Header set Access-Control-Allow-Origin "*"
""")
    answer = page(ask(server, "/file.txt", {"Range": "bytes=99-"}), 416)
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
    equal(answer.get("Access-Control-Allow-Origin"), "*", "CORS")
    for name in ("Set-Cookie", "Link"):
        equal(answer.get(name), None, name)


OURS = {"text/html": ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy", "Cache-Control"),
        "application/xml": ("X-Content-Type-Options", "Content-Security-Policy", "Cache-Control"),
        "application/json": ("X-Content-Type-Options", "Cache-Control")}


@case("a field that the site sets with Header, Header always or ExpiresDefault comes once")
def _():
    for how in ("Header set", "Header always set"):
        server = httpd("".join(f'{how} {name} "theirs"\n' for name in OURS["text/html"]))
        for path in ("/cgi/status.cgi?404", "/nope"):
            for accept in OURS:
                answer = ask(server, path, {"Accept": accept})
                equal(answer.status, 404, "status")
                for name in OURS[accept]:
                    # Header without `always` is not for httpd's own errors.
                    ours = how == "Header set" and path == "/nope"
                    equal(answer.all(name) == ["theirs"], not ours, f"{how} {path} {name} theirs")
                    equal(len(answer.all(name)), 1, f"{how} {path} {name}")
    need("mod_expires")
    server = httpd('ExpiresActive On\nExpiresDefault "access plus 1 minute"\n')
    answer = page(ask(server, "/cgi/status.cgi?404"), 404)
    equal(len(answer.all("Cache-Control")), 1, "Cache-Control")


@case("426 names a protocol in Upgrade, over HTTP/1.1 only; for a backend nothing is made up")
def _():
    server = httpd("Protocols h2c http/1.1\nRedirect 426 /newer\n"
                   "ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\n"
                   "<Location /over/>\nProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on\n"
                   "ProxyErrorOverride On\n</Location>\n")
    answer = page(ask(server, "/newer"), 426)
    equal(answer.get("Upgrade"), "TLS/1.2, HTTP/1.1", "Upgrade")
    assert "upgrade" in answer.tokens("Connection"), answer.all("Connection")
    need("mod_proxy_http")
    for folder in ("o", "over"):
        # It is between two hops: mod_proxy takes the backend's away.
        answer = page(ask(server, f"/{folder}/upgrade"), 426)
        assert "TLS" not in (answer.get("Upgrade") or ""), answer.get("Upgrade")
    if MPM != "prefork":
        answer = page(h2(server, "/newer"), 426)
        equal((answer.get("Upgrade"), answer.get("Connection")), (None, None), "HTTP/2")
