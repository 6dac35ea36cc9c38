# SPDX-License-Identifier: Apache-2.0
"""A backend behind mod_proxy."""

import threading
import time

from checks import STOCK, case, equal, page, problem
from client import PAGE, ask, build, gunzip, parse, talk
from documents import of_application
from origin import HTML, PACKED, SCRIPT
from server import httpd, need

of_application(SCRIPT["problem500"])

PROXY = """
ProxyTimeout 2
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
ProxyPass /dead/ http://127.0.0.1:@DEAD@/ retry=0
ProxyPass /again/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
<Location /over/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    ProxyErrorOverride On
</Location>
<Location /all/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    StatusPagesReplace all
</Location>
<Location /html/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    StatusPagesReplace html
</Location>
<Location /canned/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    StatusPagesReplace canned
</Location>
<Location /packed/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    StatusPagesReplace all
    SetOutputFilter DEFLATE
</Location>
"""


def site(module=True):
    need("mod_proxy_http")
    conf = PROXY
    if not module:
        conf = "\n".join(line for line in PROXY.splitlines() if "StatusPages" not in line)
    return httpd(conf, module=module)


@case("empty 401, 405, 416, 429, 503 become pages and keep their headers")
def _():
    for code, name, value in ((401, "WWW-Authenticate", 'Basic realm="backend"'),
                              (405, "Allow", "GET, HEAD"),
                              (416, "Content-Range", "bytes */1234"),
                              (429, "Retry-After", "77"), (503, "Retry-After", "77")):
        answer = page(ask(site(), f"/o/empty{code}"), code)
        equal(answer.get(name), value, name)


@case("an empty 404 is a page without the backend's ETag, chunked or not")
def _():
    answer = page(ask(site(), "/o/empty404"), 404)
    equal(answer.get("Cache-Control"), "max-age=9", "Cache-Control")
    page(ask(site(), "/o/emptychunked404"), 404)


@case("empty 418 and 520 keep their number")
def _():
    page(ask(site(), "/o/empty418"), 418)
    page(ask(site(), "/o/empty520"), 520)


@case("an empty 999 keeps its number and gets the page of 500")
def _():
    answer = ask(site(), "/o/empty999")
    equal(answer.status, 999, "status")
    not_stock = STOCK not in answer.text
    assert not_stock, str(answer)


@case("bodies are untouched: HTML, JSON, problem document, XML, gzip, event stream, gRPC, DAV")
def _():
    for name, code, body in (("html404", 404, HTML), ("json422", 422, b'{"field":"name"}'),
                             ("problem500", 500, None), ("xml400", 400, b"<e>no</e>"),
                             ("gzip404", 404, PACKED), ("events", 503, None),
                             ("grpcbody", 404, None), ("dav", 423, None)):
        answer = ask(site(), f"/o/{name}", {"Accept-Encoding": "gzip"})
        wanted = body or SCRIPT[name].partition(b"\r\n\r\n")[2]
        equal((answer.status, answer.body), (code, wanted), name)
    equal(ask(site(), "/o/gzip404").get("Content-Encoding"), "gzip", "Content-Encoding")


@case("a chunked body with trailers passes")
def _():
    answer = ask(site(), "/o/chunked404")
    equal((answer.status, answer.body), (404, HTML), "answer")


@case("a slow body passes")
def _():
    answer = ask(site(), "/o/slow404")
    equal((answer.status, answer.body), (404, HTML), "answer")


@case("StatusPagesReplace all replaces bodies, their encoding and trailers")
def _():
    for name, code in (("html404", 404), ("gzip404", 404), ("chunked404", 404), ("json422", 422),
                       ("xml400", 400)):
        answer = page(ask(site(), f"/all/{name}"), code)
        equal((answer.trailers, answer.get("Trailer")), ([], None), "trailers")


@case("StatusPagesReplace all leaves gRPC, event streams and WebDAV answers")
def _():
    for name in ("grpc", "grpcbody", "events", "dav"):
        answer = ask(site(), f"/all/{name}")
        equal(answer.body, SCRIPT[name].partition(b"\r\n\r\n")[2], name)


@case("StatusPagesReplace all knows WebDAV by method, field or status, and other XML is replaced")
def _():
    body = SCRIPT["multistatus404"].partition(b"\r\n\r\n")[2]
    for method, fields in (("PROPFIND", {}), ("PUT", {"If": "(<urn:uuid:1>)"}), ("SEARCH", {}),
                           ("MKREDIRECTREF", {}), ("GET", {"Depth": "1"})):
        answer = ask(site(), "/all/multistatus404", fields, method=method)
        equal((answer.status, answer.body), (404, body), f"{method} {fields}")
    page(ask(site(), "/all/multistatus404"), 404)


@case("StatusPagesReplace all answers HEAD with the headers of GET")
def _():
    get, head = (ask(site(), "/all/json422", method=method) for method in ("GET", "HEAD"))
    page(get, 422)
    page(head, 422, head=True)
    equal(head.get("Content-Length"), get.get("Content-Length"), "Content-Length")


@case("StatusPagesReplace html replaces HTML and leaves JSON")
def _():
    page(ask(site(), "/html/html404"), 404)
    page(ask(site(), "/html/slow404"), 404)
    page(ask(site(), "/html/empty404"), 404)
    answer = ask(site(), "/html/json422")
    equal((answer.status, answer.body), (422, b'{"field":"name"}'), "answer")


@case("StatusPagesReplace canned leaves an empty answer empty")
def _():
    answer = ask(site(), "/canned/empty404")
    equal((answer.status, answer.body, answer.get("ETag")), (404, b"", '"b"'), "answer")


@case("a replaced body is compressed by the administrator's own filter")
def _():
    need("mod_deflate")
    answer = ask(site(), "/packed/html404", {"Accept-Encoding": "gzip"})
    equal((answer.status, answer.get("Content-Encoding")), (404, "gzip"), "answer")
    assert "accept-encoding" in answer.tokens("Vary"), answer.all("Vary")
    assert b"<main" in gunzip(answer.body)


@case("early hints are forwarded, then the page comes")
def _():
    received = parse(talk(site().port, build("GET", "/o/hints", PAGE)))
    stock = parse(talk(site(False).port, build("GET", "/o/hints", PAGE)))
    equal([a.status for a in received], [a.status for a in stock], "statuses")
    page(received[-1], 404)


@case("a backend that refuses is 503, one that closes 502, one that hangs 504 or 502")
def _():
    page(ask(site(), "/dead/x"), 503)
    page(ask(site(), "/o/close"), 502)
    answer = ask(site(), "/o/hang")
    assert answer.status in (502, 504), answer.line
    page(answer, answer.status)


@case("a backend that talks garbage is answered as without the module")
def _():
    answer, stock = (ask(site(on), "/o/garbage") for on in (True, False))
    equal(answer.status, stock.status, "status")
    if answer.status >= 400:
        page(answer, answer.status)


@case("nothing is appended to a body that the backend broke off")
def _():
    for name in ("cut200", "cut404"):
        data = talk(site().port, build("GET", f"/o/{name}", PAGE))
        assert b"<p>begun" in data and b"<main" not in data, data[:500]
        equal(data.count(b"HTTP/1.1 "), 1, "responses")


@case("a backend that announces a body and sends none gives a page")
def _():
    data = talk(site().port, build("GET", "/o/nobody404", PAGE))
    equal(data.count(b"HTTP/1.1 "), 1, "responses")


@case("ProxyErrorOverride gives our page and keeps Retry-After, Allow, WWW-Authenticate")
def _():
    for name, code, header, value in (("html503", 503, "Retry-After", "77"),
                                      ("html401", 401, "WWW-Authenticate",
                                       'Basic realm="backend"')):
        answer = page(ask(site(), f"/over/{name}"), code)
        equal(answer.get(header), value, header)
    equal(page(ask(site(), "/over/html405"), 405).tokens("Allow"), {"get", "head"}, "Allow")
    document = problem(ask(site(), "/over/html503", {"Accept": "application/json"}), 503)
    equal(document.get("retry_after"), 77, "retry_after")


@case("ProxyErrorOverride keeps Link and the CORS fields")
def _():
    answer = page(ask(site(), "/over/html503"), 503)
    assert any('rel="status"' in value for value in answer.all("Link")), answer.all("Link")
    equal(answer.get("Access-Control-Allow-Origin"), "https://app.test", "CORS origin")
    equal(answer.get("Access-Control-Expose-Headers"), "X-Id", "CORS headers")


@case("ProxyErrorOverride refuses header values that are none")
def _():
    answer = ask(site(), "/over/many")
    equal(answer.status, 503, "status")
    assert "<b>" not in answer.text and "zqmark" not in answer.text, str(answer)
    for name in ("Retry-After", "Allow"):
        assert "zqmark" not in " ".join(answer.all(name)), f"{name}: {answer.all(name)}"


@case("an empty answer keeps CORS fields, cookies and Link")
def _():
    answer = page(ask(site(), "/o/cors404"), 404)
    equal(answer.get("Access-Control-Allow-Origin"), "https://app.test", "CORS origin")
    equal(answer.get("Set-Cookie"), "kept=1; Path=/", "Set-Cookie")
    assert answer.get("Link"), str(answer)


@case("the backend's reason phrase is not on the page")
def _():
    for path, code in (("/o/reason", 404), ("/over/reasonhtml", 503)):
        answer = page(ask(site(), path), code)
        assert "zqmark" not in answer.text, str(answer)


@case("an invalid backend header gives a page without it")
def _():
    answer = ask(site(), "/o/badheader")
    assert "zqmark" not in answer.text, str(answer)
    if answer.status >= 400:
        page(answer, answer.status)


@case("a balancer whose workers are down tells when to come back")
def _():
    need("mod_proxy_balancer", "mod_lbmethod_byrequests", "mod_slotmem_shm")
    server = httpd("""
<Proxy "balancer://pool">
    BalancerMember http://127.0.0.1:@DEAD@ retry=50
</Proxy>
ProxyPass /b/ balancer://pool/
""")
    began = time.monotonic()
    ask(server, "/b/x")
    answer = page(ask(server, "/b/x"), 503)
    wait = answer.get("Retry-After")
    # Whoever waits so long does not come before the worker is asked again.
    least = 50 - (time.monotonic() - began)
    assert wait and least <= int(wait) <= 50, f"Retry-After: {wait}, less than {least}"


@case("of several workers that are down the one that comes back first counts")
def _():
    need("mod_proxy_balancer", "mod_lbmethod_byrequests", "mod_slotmem_shm")
    server = httpd("""
<Proxy "balancer://pool">
    BalancerMember http://127.0.0.1:@DEAD@ retry=50
    BalancerMember http://127.0.0.1:@EXTRA@ retry=20
    BalancerMember http://127.0.0.2:@EXTRA@ retry=5 status=+D
</Proxy>
ProxyPass /b/ balancer://pool/
<Proxy "balancer://strict">
    BalancerMember http://127.0.0.3:@DEAD@ retry=40
    ProxySet forcerecovery=Off
</Proxy>
ProxyPass /s/ balancer://strict/
ProxyPass /alone/ http://127.0.0.1:@DEAD@/ retry=30
""")
    for path, most in (("/b/x", 20), ("/s/x", 40)):
        for _ in range(3):
            answer = page(ask(server, path), 503)
        wait = answer.get("Retry-After")
        assert wait and most - 5 <= int(wait) <= most, f"{path}: Retry-After: {wait}"
    # A worker outside of balancers is asked again at once.
    equal(page(ask(server, "/alone/x"), 503).get("Retry-After"), None, "Retry-After")


@case("the backend of these tests says that it closes, so that httpd loses no request to it")
def _():
    server = httpd("ProxyPass / http://127.0.0.1:@ORIGIN@/\n")
    got = []

    def load():
        for _ in range(200):
            got.append(ask(server, "/json422").status)
    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal({code: got.count(code) for code in got}, {422: 800}, "answers")
