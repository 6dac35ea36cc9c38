# SPDX-License-Identifier: Apache-2.0
"""SetHandler statuspages-backend: the error backend of ingress-nginx, Traefik and others.

The requests are those that the gateways' sources send: ingress-nginx rootfs/etc/nginx/template/nginx.tmpl
(CUSTOM_ERRORS) and images/custom-error-pages, Traefik pkg/middlewares/customerrors.
"""

import json
import re

from checks import case, equal, heading, is_page, one_line, page, plain, problem, problem_xml
from client import PAGE, ask, build, h2, one, parse, talk
from server import MPM, WRAP, Server, Skip, httpd, need

HANDLER = '<Location "/">\n    SetHandler statuspages-backend\n</Location>\n'
LOG = 'LogFormat "%>s %r" statuses\nCustomLog "@ROOT@/logs/statuses.log" statuses\n'
ID = "9e1a4f6b1c0d4f0c8a3f3b2c5d6e7f80"
REFERENCE = re.compile(r"Reference <bdi>([^<]*)</bdi>")
SPEAKABLE = re.compile(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}")
MARK = "zqmark"
# All of them; under a tool, which is slow, a part.
CODES = range(400, 600, 9 if WRAP else 1)


def site(conf="", **more):
    return httpd(LOG + HANDLER + conf, **more)


def ingress(code, accept=PAGE["Accept"], uri="/shop/cart?item=7", **more):
    """What ingress-nginx sets; everything else is the client's."""
    fields = {"X-Request-ID": ID, "X-Code": str(code), "X-Format": accept, "X-Original-URI": uri,
              "X-Namespace": "shop", "X-Ingress-Name": "shop-web", "X-Service-Name": "cart", "X-Service-Port": "8080",
              "X-Forwarded-For": "192.0.2.7", "Host": "shop.example.org", "Accept": accept}
    return {**fields, **more}


def traefik(**more):
    """All of the client's headers, its host, and no body although its type came along."""
    return {"Host": "shop.example.org", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https",
            "X-Forwarded-Server": "traefik-0", "Cookie": "session=1", **more}


def reference(answer):
    return REFERENCE.search(answer.text)[1]


# ---- which code --------------------------------------------------------------

@case("ingress-nginx: each code from 400 to 599 is answered with this very status and its page")
def _():
    server = site()
    for code in CODES:
        page(ask(server, "/", ingress(code)), code)


@case("Traefik: /CODE and /CODE.html for each code, whatever the client sent")
def _():
    server = site()
    for code in CODES:
        page(ask(server, f"/{code}", traefik()), code)
    for code in (404, 499, 502, 520, 599):
        page(ask(server, f"/{code}.html", traefik(Accept="*/*"), page=False), code)


@case("httpd's own log has the status of the page, also where httpd knows no such code")
def _():
    server = site()
    for code in (404, 420, 499, 520, 598):
        ask(server, f"/{code}?logged", traefik())
        line = server.wait_log(f"/{code}?logged", "statuses.log")
        assert line.startswith(f"{code} "), line
        assert f"status={code} " in server.wait_log(f"status={code} "), "error log"
    assert "source=unknown" in server.wait_log("status=598 ")


@case("X-Code comes before the address; without either, and with anything else, it is 404")
def _():
    server = site()
    page(ask(server, "/502", ingress(404)), 404)
    for path in ("/", "/nope", "/200", "/399", "/600", "/4040", "/40", "/404x", "/-404", "/+404", "/%34%30%34%20",
                 "/index.html", "/404/", "/999", "//"):
        page(ask(server, path, traefik()), 404)
    for code in ("200", "399", "600", "999", "99999", "404 OK", "0503", "+503", "-503", "503.", "503.html", "503,",
                 "5e2", "0x1f7", "٥٠٣", "a" * 8000, "503;503", "<script>", "\"503\"", "100", "0", "-1"):
        page(ask(server, "/503", ingress(code.encode().decode("latin-1"))), 404)
    # an empty field says nothing
    page(ask(server, "/503", ingress("")), 503)


@case("two values of X-Code, and lines hidden in one, choose no code and reach no answer")
def _():
    server = site()
    twice = b"GET /503 HTTP/1.1\r\nHost: a\r\nX-Code: 503\r\nX-Code: 500\r\nConnection: close\r\n\r\n"
    equal(one(server.port, twice).status, 404, "status of two values")
    for hidden in (b"503\r\n Set-Cookie: zqmark=1", b"503\nSet-Cookie: zqmark=1", b"503\rSet-Cookie: zqmark=1",
                   b"503\0zqmark"):
        data = b"GET / HTTP/1.1\r\nHost: a\r\nX-Code: " + hidden + b"\r\nConnection: close\r\n\r\n"
        for answer in parse(talk(server.port, data)):
            assert answer.status in (400, 404, 503), answer
            assert MARK not in str(answer), answer


@case("the handler serves any folder; the last part of the address counts")
def _():
    server = httpd('<Location "/errors/">\nSetHandler statuspages-backend\n</Location>\n')
    page(ask(server, "/errors/503"), 503)
    problem(ask(server, "/errors/503.json"), 503)
    equal(ask(server, "/errors/healthz").status, 200, "healthz")
    page(ask(server, "/errors/", ingress(502)), 502)
    # elsewhere the headers are only headers
    page(ask(server, "/503", ingress(502)), 404)
    equal(ask(server, "/", ingress(502)).status, 200, "status elsewhere")


# ---- formats and languages -----------------------------------------------------

@case("X-Format is the Accept that counts, and the address may name a format")
def _():
    server = site()
    for accept, check in (("application/json", problem), ("application/problem+xml", problem_xml),
                          ("text/plain", plain), ("text/html", page)):
        check(ask(server, "/", ingress(502, accept)), 502)
        # a gateway that sends another Accept of its own
        check(ask(server, "/", ingress(502, accept, Accept="*/*")), 502)
        # Traefik and Caddy have only that
        check(ask(server, "/502", traefik(Accept=accept)), 502)
    equal(ask(server, "/", ingress(502, "text/markdown")).get("Content-Type"), "text/markdown; charset=utf-8", "type")
    for ending, kind in (("json", "application/problem+json"), ("xml", "application/problem+xml"),
                         ("txt", "text/plain; charset=utf-8"), ("text", "text/plain; charset=utf-8"),
                         ("md", "text/markdown; charset=utf-8"), ("markdown", "text/markdown; charset=utf-8"),
                         ("html", "text/html; charset=utf-8")):
        for fields in ({}, {"Accept": "text/html"}, {"Accept": "application/json"}):
            answer = ask(server, f"/503.{ending}", traefik(**fields))
            equal((answer.status, answer.get("Content-Type")), (503, kind), f"{ending}, {fields}")
    # the code is plain, the ending is not
    page(ask(server, "/503.shtml", traefik()), 503)
    problem(ask(server, "/503.", traefik(Accept="application/json")), 503)
    problem(ask(server, "/503.json", ingress(504)), 504)


@case("StatusPagesFormats holds for addresses, too")
def _():
    server = site("StatusPagesFormats html json\n")
    page(ask(server, "/503.txt", traefik()), 503)
    problem(ask(server, "/503.json", traefik()), 503)


@case("the client's languages choose, as everywhere")
def _():
    server, stock = site(), httpd()
    for language in ("de", "ar", "ja", "pt-BR", "sr-Latn"):
        fields = {"Accept-Language": f"{language}, en;q=0.5"}
        answer = page(ask(server, "/", ingress(404, **fields)), 404, language=language)
        equal(heading(answer), heading(ask(stock, "/nope", fields)), language)


@case("X-Original-URI decides where the path does, and is shown nowhere")
def _():
    server = site()
    browser = {"User-Agent": PAGE["User-Agent"], "Accept": "*/*"}
    fields = ingress(404, "*/*", "/pictures/logo.png?size=2", **browser)
    one_line(ask(server, "/", fields, page=False), 404, "Not Found")
    page(ask(server, "/", ingress(404, "*/*", "/pictures/?name=logo.png", **browser), page=False), 404, language=None)
    # git prints a few lines among its own
    short = ask(server, "/", ingress(404, "*/*", "/repo.git/info/refs?service=git-upload-pack"), page=False)
    long = ask(server, "/", ingress(404, "*/*", "/repo"), page=False)
    plain(short, 404)
    assert len(short.body) < len(plain(long, 404).body), short


@case("a link to another language leads back to the original address")
def _():
    server = site("StatusPagesLanguageLinks On\nStatusPagesLanguages en de\n")
    answer = page(ask(server, "/", ingress(404)), 404)
    query = re.search(r'href="\?([^"]*de[^"]*)"', answer.text)[1]
    page(ask(server, "/", ingress(404, uri=f"/shop/cart?{query}")), 404, language="de")
    page(ask(server, f"/?{query}", ingress(404)), 404)


@case("nothing that the gateway tells is reflected, in any format")
def _():
    server = site()
    evil = f"<b>{MARK}</b>\"'&"
    fields = {name: evil for name in ("X-Namespace", "X-Namespaces", "X-Ingress-Name", "X-Service-Name",
                                      "X-Service-Port", "X-Request-ID", "X-Forwarded-For", "X-Original-Method",
                                      "Referer")}
    for accept in ("text/html", "application/json", "application/xml", "text/plain", "text/markdown"):
        for code in (400, 404, 405, 502):
            answer = ask(server, "/", ingress(code, f"{accept}, text/{MARK}", f"/{evil}?{evil}", **fields))
            equal(answer.status, code, "status")
            assert MARK not in str(answer) and MARK not in answer.text, answer
    for name in ("X-Code", "X-Format", "X-Original-URI"):
        answer = ask(server, "/503", {name: evil})
        assert answer.status in (404, 503) and MARK not in answer.text, answer


@case("a long X-Format is read as a long Accept is; beyond httpd's limit the request is refused, as any")
def _():
    server, stock = site(), httpd()
    for long in ("application/json" + ", text/x-a" * 780, "text/x-a, " * 780 + "application/json",
                 "application/json;q=0." + "0" * 7000, "," * 8000):
        answer = ask(server, "/", ingress(404, long, Accept="text/html"))
        equal(answer.status, 404, "status")
        equal(answer.get("Content-Type"), ask(stock, "/nope", {"Accept": long}).get("Content-Type"), long[:20])
    answer = ask(server, "/", ingress(502, "a" * 10240, Accept="text/html"))
    assert answer.status in (400, 431) and is_page(answer), answer


# ---- methods and bodies --------------------------------------------------------

@case("every method is answered, its body is taken, and the connection goes on")
def _():
    server = site()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "MKCOL", "LOCK", "BREW"):
        body = None if method == "GET" else b"x" * 5000
        fields = {**PAGE, **ingress(404)}
        data = build(method, "/", fields, body, close=False)
        answers = parse(talk(server.port, data + build("GET", "/", ingress(502, "application/json"))))
        equal([answer.status for answer in answers], [404, 502], method)
        assert answers[1].get("Content-Type") == "application/problem+json", answers[1]


@case("HEAD has the headers of GET for each format")
def _():
    server = site()
    for path in ("/503", "/503.json", "/404.txt", "/healthz"):
        head, got = (ask(server, path, traefik(), method) for method in ("HEAD", "GET"))
        equal(head.body, b"", "body")
        for name in ("Content-Type", "Content-Length", "Cache-Control", "Vary", "Content-Language"):
            if name != "Content-Length" or "json" not in path:
                equal(head.all(name), got.all(name), f"{name} of {path}")


@case("a large upload does not keep its sender from the page")
def _():
    server = site()
    for code in (404, 413, 503):
        body = b"x" * 3_000_000
        page(ask(server, "/", ingress(code), "POST", body), code)


@case("the page knows the method of the request that failed")
def _():
    server, stock = site(), httpd("RedirectMatch 404 ^/gone$\n")

    def words(answer):
        return re.sub(r"<[^>]+>|[A-Z0-9]{4}-[A-Z0-9]{4}|\d\d:\d\d", "",
                      answer.text.split("<main")[1].replace(ID, ""))
    posted = words(ask(server, "/", ingress(404), "POST", b"a=1"))
    got = words(ask(server, "/", ingress(404)))
    assert posted != got, "POST and GET have one page"
    equal(len(posted), len(words(ask(stock, "/gone", {}, "POST", b"a=1"))), "length of the page for POST")
    # a gateway that asks with GET may say what it was
    equal(words(ask(server, "/404", ingress(404, **{"X-Original-Method": "POST"}))), posted, "page")
    equal(words(ask(server, "/", ingress(404, **{"X-Original-Method": "HEAD"}))), got, "page")


# ---- nothing is invented ---------------------------------------------------------

@case("what only the other server knows is not said: no methods, realm, limit, range, upgrade or wait")
def _():
    server = site('<Location "/">\nLimitRequestBody 1000\nAuthType Basic\nAuthName "zqrealm"\n'
                  'AuthUserFile "@ROOT@/users"\nRequire all granted\n</Location>\n', files={"users": ""})
    for code in (401, 403, 404, 405, 407, 413, 414, 416, 426, 429, 431, 501, 503, 505):
        for method in ("GET", "POST", "OPTIONS"):
            fields = ingress(code, "application/json", Referer="https://elsewhere.example/")
            answer = ask(server, "/", fields, method, b"a=1" if method == "POST" else None)
            document = problem(answer, code)
            for name in ("Allow", "WWW-Authenticate", "Proxy-Authenticate", "Content-Range", "Upgrade", "Retry-After",
                         "Accept-Ranges"):
                equal(answer.get(name), None, f"{name} of {code}, {method}")
            for word in ("allow", "methods", "realm", "limit_bytes", "received_bytes", "retry_after", "protocols"):
                assert document.get(word) is None, f"{word} of {code}: {document}"
            text = ask(server, "/", ingress(code), method, b"a=1" if method == "POST" else None).text
            for word in ("zqrealm", "TRACE", "1,000", "another site", "HTTP/1.1"):
                assert word not in text, f"{word} on the page of {code}, {method}"


@case("a wait that the administrator has set is said")
def _():
    server = site("StatusPagesRetryAfter 503 120\n")
    equal(page(ask(server, "/", ingress(503)), 503).get("Retry-After"), "120", "Retry-After")
    equal(ask(server, "/", ingress(502)).get("Retry-After"), None, "Retry-After of 502")


# ---- the id --------------------------------------------------------------------------

@case("X-Request-ID is the id on the page and in the logs, if it is clean")
def _():
    server = site()
    equal(reference(page(ask(server, "/", ingress(502)), 502)), ID, "reference")
    equal(problem(ask(server, "/", ingress(502, "application/json")), 502)["reference"], ID, "reference")
    server.wait_log(f"reference={ID} source=unknown")
    for bad in ("<b>x</b>", "a b", "a,b", "x" * 65, "a;b", "${jndi:x}", "a\"b", "../a|b", "é"):
        shown = reference(ask(server, "/502", traefik(**{"X-Request-ID": bad.encode().decode("latin-1")})))
        assert SPEAKABLE.fullmatch(shown), shown
    assert SPEAKABLE.fullmatch(reference(ask(server, "/502", traefik())))


@case("StatusPagesReference comes before X-Request-ID")
def _():
    server = site('StatusPagesReference "%{HTTP:X-Other}"\n')
    equal(reference(ask(server, "/", ingress(502, **{"X-Other": "other-7"}))), "other-7", "reference")
    assert SPEAKABLE.fullmatch(reference(ask(server, "/", ingress(502))))
    server = site("StatusPagesReference log-id\n")
    assert SPEAKABLE.fullmatch(reference(ask(server, "/", ingress(502))))


# ---- the rest of the server ---------------------------------------------------------

@case("/healthz is 200 in plain text; with X-Code it is an error like any other")
def _():
    server = site()
    answer = ask(server, "/healthz")
    equal((answer.status, answer.get("Content-Type"), answer.text, answer.get("Cache-Control")),
          (200, "text/plain; charset=utf-8", "ok\n", "no-store"), "healthz")
    page(ask(server, "/healthz", ingress(503)), 503)
    page(ask(server, "/healthz.html"), 404)


@case("an ErrorDocument of the administrator wins, also in the place of the handler")
def _():
    server = site('ErrorDocument 404 /mine.html\nErrorDocument 403 "no entry"\n',
                  files={"htdocs/mine.html": "<p>mine\n"})
    answer = ask(server, "/", ingress(404))
    equal((answer.status, answer.text), (404, "<p>mine\n"), "document")
    answer = ask(server, "/", ingress(403))
    equal((answer.status, answer.text), (403, "no entry"), "text")
    page(ask(server, "/", ingress(502)), 502)


@case("StatusPages Off and StatusPagesCodes hold here as elsewhere, and the status is right")
def _():
    server = site("StatusPagesCodes 5xx\n")
    page(ask(server, "/", ingress(503)), 503)
    answer = ask(server, "/", ingress(404))
    equal((answer.status, is_page(answer)), (404, False), "a code that is not covered")
    server = site("StatusPages Off\n")
    answer = ask(server, "/", ingress(503))
    equal((answer.status, is_page(answer)), (503, False), "switched off")


@case("pages may be cached where the administrator says so, and then have no id")
def _():
    answer = page(ask(site("StatusPagesCache 404 60\n"), "/", ingress(404)), 404)
    equal(answer.get("Cache-Control"), "max-age=60", "Cache-Control")
    assert ID not in answer.text
    equal(page(ask(site(), "/", ingress(404)), 404).get("Cache-Control"), "no-store", "Cache-Control")
    for method, said in (("HEAD", "max-age=60"), ("POST", "no-store"), ("PURGE", "no-store")):
        fields = ingress(404, **{"X-Original-Method": method})
        answer = ask(site("StatusPagesCache 404 60\n"), "/", fields)
        equal(page(answer, 404).get("Cache-Control"), said, f"Cache-Control after {method}")


@case("Vary names the fields that chose code and format, so that no cache on the way mixes errors up")
def _():
    for conf in ("", "StatusPagesCache 404 60\n"):
        server = site(conf)
        for path in ("/", "/404", "/404.json"):
            for fields in (traefik(), ingress(404), ingress(404, "application/json")):
                answer = ask(server, path, fields, page=False)
                assert {"x-code", "x-format", "accept"} <= answer.tokens("Vary"), f"{path} {fields}: {answer}"
    equal({"x-code", "x-format"} & ask(site("<Location /no>\nSetHandler none\n</Location>\n"), "/no/x").tokens("Vary"),
          set(), "elsewhere")


@case("HTTP/2 with prior knowledge: code, format and method")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    server = site("Protocols h2c http/1.1\n")
    for code in (404, 405, 426, 499, 503, 520):
        answer = page(h2(server, "/", "-H", f"X-Code: {code}", "-H", f"X-Request-ID: {ID}"), code)
        equal((answer.get("Allow"), answer.get("Upgrade"), reference(answer)), (None, None, ID), f"fields of {code}")
    problem(h2(server, "/503.json", "-X", "POST"), 503)
    equal(h2(server, "/healthz").text, "ok\n", "healthz")


@case("a misspelt handler keeps httpd from starting, with its line and the name that was meant")
def _():
    server = Server(HANDLER.replace("backend", "bakend"))
    code, said = server.check()
    assert code, "httpd starts"
    assert server.place("SetHandler").split(" of ")[0] in said and "did you mean statuspages-backend?" in said, said
