# SPDX-License-Identifier: Apache-2.0
"""Errors before the request is read, and while its body is."""

import json

from checks import STOCK, case, equal, page, plain
from client import PAGE, build, h2, one, parse, talk
from server import MPM, Skip, httpd, need

LIMITS = """
LimitRequestLine 2000
LimitRequestFieldSize 2000
LimitRequestFields 50
<Location /cgi/>
    LimitRequestBody 1000
</Location>
<Location /denied>
    Require all denied
</Location>
"""
ACCEPT = b"Accept: text/html\r\nUser-Agent: Mozilla/5.0\r\n"


def site():
    return httpd(LIMITS)


def early(answer, status):
    """An early error may know nothing of the client: page or plain text, never stock."""
    equal(answer.status, status, "status")
    assert STOCK not in answer.body.decode(), str(answer)
    kind = answer.get("Content-Type")
    if kind == "text/html; charset=utf-8":
        return page(answer, status)
    return plain(answer, status)


def sent(data, status, port=0, **more):
    return early(one(port or site().port, data, **more), status)


@case("400 for a Content-Length that is no number")
def _():
    sent(b"GET / HTTP/1.1\r\nHost: x\r\n" + ACCEPT + b"Content-Length: abc\r\n\r\n", 400)


@case("400 for Transfer-Encoding: gzip, or 501 as stock")
def _():
    data = b"POST /cgi/reads.cgi HTTP/1.1\r\nHost: x\r\n" + ACCEPT + \
        b"Transfer-Encoding: gzip\r\nConnection: close\r\n\r\n"
    answer = one(site().port, data)
    early(answer, one(httpd(LIMITS, module=False).port, data).status)


@case("400 without Host")
def _():
    sent(b"GET / HTTP/1.1\r\n" + ACCEPT + b"Connection: close\r\n\r\n", 400)


@case("400 for a Host that is none")
def _():
    answer = sent(b"GET / HTTP/1.1\r\nHost: zqmark zqmark<b>\r\n" + ACCEPT + b"\r\n", 400)
    assert "zqmark" not in answer.text, answer.text


@case("400 for a header name that is none")
def _():
    answer = sent(b"GET / HTTP/1.1\r\nHost: x\r\n" + ACCEPT + b"zq mark: 1\r\n\r\n", 400)
    assert "zq mark" not in answer.text


@case("400 for a header field too large, without the field's name or value")
def _():
    answer = sent(b"GET / HTTP/1.1\r\nHost: x\r\n" + ACCEPT + b"X-Zqmark: "
                  + b"zqvalue" * 400 + b"\r\n\r\n", 400)
    assert "qmark" not in answer.text.lower() and "zqvalue" not in answer.text


@case("400 for too many header fields")
def _():
    data = b"GET / HTTP/1.1\r\nHost: x\r\n" + ACCEPT
    sent(data + b"".join(b"X-%d: 1\r\n" % n for n in range(80)) + b"\r\n", 400)


@case("414 for a request line over the limit")
def _():
    sent(b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414)


@case("400 for bytes that are no request")
def _():
    sent(b"\x01\x02garbage\r\n\r\n", 400)


@case("400 for a bad escape and 404 for %2f and %00")
def _():
    for path, code in (("/a%zz", 400), ("/a%2fb", 404), ("/a%00b", 404)):
        answer = one(site().port, build("GET", path, PAGE))
        stock = one(httpd(LIMITS, module=False).port, build("GET", path, PAGE))
        equal(answer.status, stock.status, "status " + path)
        page(answer, answer.status)
        assert answer.status in (400, code)


TIMEOUT = "RequestReadTimeout header=1 body=1\n"


@case("a stall in the request line gets no bytes")
def _():
    need("mod_reqtimeout")
    equal(talk(httpd(TIMEOUT).port, b"GET /no"), b"", "bytes")


@case("a stall in the headers gets the 408 page")
def _():
    need("mod_reqtimeout")
    sent(b"GET / HTTP/1.1\r\nHost: x\r\n", 408, port=httpd(TIMEOUT).port)


@case("a stall in the body of a refused request gets one response only")
def _():
    need("mod_reqtimeout")
    server = httpd(TIMEOUT + "<Location /denied>\nRequire all denied\n</Location>")
    data = build("POST", "/denied", {**PAGE, "Content-Length": "50"}, b"begun", close=False)
    answers = parse(talk(server.port, data))
    equal(len(answers), 1, "responses")
    assert answers[0].status in (403, 408), str(answers[0])
    page(answers[0], answers[0].status)


@case("417 for an expectation nobody knows, which is not repeated")
def _():
    answer = one(site().port, build("GET", "/", {**PAGE, "Expect": "zqmark"}))
    page(answer, 417)
    assert "zqmark" not in answer.text


@case("a refused request with Expect: 100-continue gets no 100")
def _():
    head = {**PAGE, "Expect": "100-continue", "Content-Length": "5"}
    server = httpd("""
<Location />
    AuthType Basic
    AuthName x
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Location>
""", files={"users": ""})
    answers = parse(talk(server.port, build("POST", "/file.txt", head, close=True)))
    equal([a.status for a in answers], [401], "statuses")
    page(answers[0], 401)


@case("413 by Content-Length names the limit and closes")
def _():
    answer = one(site().port, build("POST", "/cgi/reads.cgi", PAGE, b"x" * 1500))
    page(answer, 413)
    equal(answer.get("Connection"), "close", "Connection")
    answer = one(site().port, build("POST", "/cgi/reads.cgi", {"Accept": "application/json"},
                                    b"x" * 1500))
    document = json.loads(answer.body)
    equal(document.get("limit_bytes"), 1000, "limit_bytes")
    equal(document.get("received_bytes"), 1500, "received_bytes")


@case("413 of a chunked body has a length and closes")
def _():
    head = {**PAGE, "Transfer-Encoding": "chunked"}
    data = build("POST", "/cgi/reads.cgi", head) + b"5dc\r\n" + b"x" * 1500 + b"\r\n0\r\n\r\n"
    answer = one(site().port, data)
    page(answer, 413)
    equal(answer.get("Connection"), "close", "Connection")


@case("400 for a bad chunk size has a length and closes")
def _():
    data = build("POST", "/cgi/reads.cgi", {**PAGE, "Transfer-Encoding": "chunked"})
    answer = one(site().port, data + b"zz\r\nxx\r\n")
    page(answer, 400)
    equal(answer.get("Connection"), "close", "Connection")


TLS = """
Listen 127.0.0.1:@TLS@
<VirtualHost 127.0.0.1:@TLS@>
    ServerName localhost
    SSLEngine on
    @CERT@
    Protocols h2 http/1.1
</VirtualHost>
<VirtualHost 127.0.0.1:@TLS@>
    ServerName a.test
    SSLEngine on
    SSLProtocol TLSv1.2
    @CERT@
    Protocols h2 http/1.1
</VirtualHost>
<VirtualHost 127.0.0.1:@TLS@>
    ServerName b.test
    SSLEngine on
    SSLVerifyClient require
    @CERT@
</VirtualHost>
"""


@case("plain HTTP on a TLS port gets a 400 that does not trust Host")
def _():
    need("mod_ssl", "openssl")
    server = httpd(TLS)
    answer = one(server.tls, build("GET", "/zqpath", {**PAGE, "Host": "zqmark.test"}))
    early(answer, 400)
    assert "zqmark" not in answer.text and "zqpath" not in answer.text, str(answer)
    assert "https" in answer.text.lower() or "secure" in answer.text.lower(), answer.text


@case("421 when the TLS name and Host differ in their set-up")
def _():
    need("mod_ssl", "openssl")
    answer = one(httpd(TLS).tls, build("GET", "/", {**PAGE, "Host": "b.test"}), tls="a.test")
    stock = one(httpd(TLS, module=False).tls, build("GET", "/", {**PAGE, "Host": "b.test"}),
                tls="a.test")
    equal(answer.status, stock.status, "status")
    equal(answer.status, 421, "status")
    page(answer, 421)


@case("421 over HTTP/2 when the TLS name and the authority differ in their set-up")
def _():
    need("mod_ssl", "openssl", "mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    got = []
    for module in (True, False):
        server = httpd(TLS, module=module)
        got.append(h2(server, "/", "-H", "Host: b.test", "--resolve",
                      f"a.test:{server.tls}:127.0.0.1", scheme="https", port=server.tls,
                      host="a.test"))
    equal([one.line for one in got], ["HTTP/2 421 "] * 2, "status lines")
    page(got[0], 421)


@case("an ErrorDocument at server level wins over the page for early errors")
def _():
    server = httpd('ErrorDocument 400 "the administrator wrote this"\n')
    answer = one(server.port, b"\x01\x02garbage\r\n\r\n")
    equal((answer.status, answer.body), (400, b"the administrator wrote this"), "answer")
