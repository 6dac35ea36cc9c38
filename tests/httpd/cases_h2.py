# SPDX-License-Identifier: Apache-2.0
"""HTTP/2: no stream may be reset where HTTP/1.1 gets a page."""

import re
import subprocess

from checks import STOCK, case, equal, page, problem, promise
from client import h2
from server import MPM, PATIENCE, Skip, httpd, need

CONF = """
Protocols h2c http/1.1
LimitRequestLine 2000
LimitRequestFieldSize 3000
LimitRequestFields 40
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
"""


def site():
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    return httpd(CONF)


def clear(answer):
    assert answer.line.startswith("HTTP/2"), answer.line
    assert answer.get("Transfer-Encoding") is None and answer.get("Connection") is None
    return answer


@case("404 is a page over HTTP/2, with its length")
def _():
    answer = clear(page(h2(site(), "/nope"), 404))
    equal(int(answer.get("Content-Length")), len(answer.body), "Content-Length")


@case("404 as JSON over HTTP/2")
def _():
    problem(clear(h2(site(), "/nope", "-H", "Accept: application/json", page=False)), 404)


@case("HEAD over HTTP/2 has the length and no body")
def _():
    answer = clear(h2(site(), "/nope", "--head"))
    page(answer, 404, head=True)
    equal(answer.body, b"", "body")


@case("431 for a field too large and for too many")
def _():
    for options in (["-H", "X-Big: " + "a" * 3500],
                    [part for n in range(60) for part in ("-H", f"X-{n}: 1")]):
        answer = clear(h2(site(), "/", *options))
        equal(answer.status, 431, "status")
        assert STOCK not in answer.text, str(answer)
        promise(answer, 431, answer.get("Content-Type"))


@case("414 over HTTP/2")
def _():
    answer = clear(h2(site(), "/" + "a" * 2500))
    equal(answer.status, 414, "status")
    assert STOCK not in answer.text and "Additionally" not in answer.text, str(answer)
    promise(answer, 414, answer.get("Content-Type"))


@case("417, 416 and 405 over HTTP/2")
def _():
    page(clear(h2(site(), "/", "-H", "Expect: what")), 417)
    answer = page(clear(h2(site(), "/file.txt", "-H", "Range: bytes=99-")), 416)
    equal(answer.get("Content-Range"), "bytes */26", "Content-Range")
    # Without a body: an unread one lets httpd reset the stream in 1 of 100 cases.
    answer = page(clear(h2(site(), "/file.txt", "-X", "PUT")), 405)
    assert "get" in answer.tokens("Allow")


@case("empty answers of scripts and backends are pages over HTTP/2")
def _():
    page(clear(h2(site(), "/cgi/empty404.cgi")), 404)
    answer = page(clear(h2(site(), "/o/empty503")), 503)
    equal(answer.get("Retry-After"), "77", "Retry-After")


@case("bodies of scripts and backends are untouched over HTTP/2")
def _():
    equal(h2(site(), "/cgi/json404.cgi").body, b'{"error":"no such thing"}\n', "body")
    equal(h2(site(), "/o/json422").body, b'{"field":"name"}', "body")


@case("four parallel error streams on one connection all get their page")
def _():
    need("nghttp")
    paths = ["/nope1", "/cgi/empty404.cgi", "/o/empty404", "/nope2"]
    server = site()
    run = subprocess.run(
        ["nghttp", "-v", "-H", "Accept: text/html",
         *[f"http://127.0.0.1:{server.port}{path}" for path in paths]],
        capture_output=True, text=True, timeout=20 * PATIENCE, errors="replace")
    equal(len(re.findall(r":status: 404", run.stdout)), 4, "404 answers")
    assert "RST_STREAM" not in run.stdout, "a stream was reset"
    equal(run.stdout.count("<main"), 4, "pages")


@case("HTTP/2 over TLS")
def _():
    need("mod_ssl", "openssl")
    site()
    server = httpd("""
Listen 127.0.0.1:@TLS@
<VirtualHost 127.0.0.1:@TLS@>
    ServerName localhost
    SSLEngine on
    @CERT@
    Protocols h2 http/1.1
</VirtualHost>
""")
    page(clear(h2(server, "/nope", scheme="https", port=server.tls)), 404)
