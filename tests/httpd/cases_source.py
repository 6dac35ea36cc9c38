# SPDX-License-Identifier: Apache-2.0
"""Who answered: httpd, httpd as a gateway, an application, or a server behind."""

import json

from backends import FILES, SITE, filled
from checks import case, equal
from client import ask, build, h2, parse, talk
from server import MPM, Skip, httpd, need

JSON = {"Accept": "application/json"}


def site():
    need("mod_proxy_http", "mod_proxy_fcgi", "mod_proxy_balancer", "mod_lbmethod_byrequests",
         "mod_slotmem_shm", "mod_ssl")
    return httpd(filled(SITE), files=FILES)


def source(answer, status):
    equal(answer.status, status, "status")
    return json.loads(answer.text).get("source")


def named(rows):
    wrong = []
    for path, status, wanted, *rest in rows:
        method, fields, body = (rest + ["GET", {}, b""][len(rest):])[:3]
        answer = ask(site(), path, {**JSON, **fields}, method=method, body=body)
        found = source(answer, status) if answer.status == status else answer.line
        if found != wanted:
            wrong.append(f"{method} {path} {status}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@case("source: httpd itself, where no application was asked or it said nothing")
def _():
    named([("/nothing-here", 404, "server"), ("/private/x", 403, "server"),
           ("/reading/x", 403, "server", "POST"), ("/forbidden", 403, "server"),
           ("/closed", 503, "server"), ("/often", 429, "server"),
           ("/file.txt", 405, "server", "PUT"),
           ("/file.txt", 412, "server", "GET", {"If-Match": '"no"'}),
           ("/file.txt", 416, "server", "GET", {"Range": "bytes=99999-"}),
           ("/ruled/x.cgi", 403, "server"), ("/cgi/nothing.cgi", 500, "server"),
           ("/cgi/malformed.cgi", 500, "server"), ("/cgi/none.cgi", 404, "server"),
           ("/small.cgi", 413, "server", "POST", {"Content-Length": "6"}, b"123456")])


@case("source: httpd itself refuses what is meant for a backend")
def _():
    named([("/denied/200", 403, "server"), ("/closedo/200", 503, "server"),
           ("/o/badheader", 500, "server"),
           ("/o/200", 400, "server", "OPTIONS", {"Max-Forwards": "zqmark"})])


@case("source: a script or handler that answers, and what speaks FastCGI")
def _():
    named([("/cgi/empty404.cgi", 404, "application"), ("/cgi/status.cgi?403", 403, "application"),
           ("/cgi/status.cgi?500", 500, "application"), ("/f/x?403", 403, "application"),
           ("/f/x?503", 503, "application"), ("/fover/x?403", 403, "application"),
           ("/fover/x?500", 500, "application"), ("/fover/x?502", 502, "application"),
           ("/scripts/x?503", 503, "application")])


@case("source: a server behind this one that answers")
def _():
    named([("/o/empty503", 503, "backend"), ("/o/empty404", 404, "backend"),
           ("/over/html503", 503, "backend"), ("/over/field?403", 403, "backend"),
           ("/over/field?502", 502, "backend"), ("/html/html404", 404, "backend"),
           ("/pool/empty503", 503, "backend"), ("/to/empty503", 503, "backend"),
           ("/over/field?407", 407, "backend")])


@case("source: httpd as a gateway has no answer to pass on")
def _():
    named([("/refused/x", 503, "proxy"), ("/o/close", 502, "proxy"), ("/reset/x", 502, "proxy"),
           ("/corrupt/x", 502, "proxy"), ("/noheader/x", 502, "proxy"),
           ("/upgrade/x", 502, "proxy"),
           ("/notls/x", 500, "proxy"), ("/nobody/x", 503, "proxy"), ("/off/x", 503, "proxy"),
           ("/noscheme/x", 500, "proxy"), ("/frefused/x", 503, "proxy"),
           ("/socket/x", 503, "proxy"), ("/fsocket/x", 503, "proxy"),
           ("/f/x?dies", 503, "proxy"), ("/over/close", 502, "proxy"),
           ("/fover/x?dies", 503, "proxy"), ("/full/x", 503, "proxy")])


@case("a 502 of mod_proxy's own does not keep the cookie of the answer that it refused")
def _():
    answer = ask(site(), "/upgrade/x")
    equal((answer.status, answer.all("Set-Cookie")), (502, []), "answer")


@case("source: a backend that hangs, and one without an address")
def _():
    answer = ask(site(), "/o/hang", JSON)
    assert answer.status in (502, 504), answer.line
    equal(source(answer, answer.status), "proxy", "source")
    answer = ask(site(), "/f/x?hangs", JSON)
    assert answer.status in (503, 504), answer.line
    equal(source(answer, answer.status), "proxy", "source")
    answer = ask(site(), "/name/x", JSON)
    assert answer.status in (500, 502), answer.line
    equal(source(answer, answer.status), "proxy", "source")


@case("source: a handler that is none of httpd's is an application if it answers, else nobody knows")
def _():
    need("mod_lua")
    named([("/lua/own.lua", 403, "application"), ("/lua/back.lua", 404, None)])


@case("source: an ErrorDocument that fails does not answer for the first error")
def _():
    named([("/document/nothing", 404, "server"), ("/document/o/empty404", 404, "backend"),
           ("/document/cgi/empty404.cgi", 404, "application"),
           ("/document/o/empty503", 503, "backend")])


@case("source: a forward proxy asks who is there, and blocks what it must not fetch")
def _():
    need("mod_proxy_http", "mod_auth_basic", "mod_authn_file")
    server = httpd("""
ProxyRequests On
ProxyBlock 127.0.0.2
<Proxy "*">
    <RequireAny>
        Require expr "%{HTTP_HOST} == '127.0.0.2'"
        Require expr "%{HTTP_HOST} == '127.0.0.1:@ORIGIN@'"
        Require valid-user
    </RequireAny>
    AuthType Basic
    AuthName proxy
    AuthBasicProvider file
    AuthUserFile "@ROOT@/nobody"
</Proxy>
""", files={"nobody": ""})
    for host, path, status, wanted in (("asks.test", "/", 407, "proxy"),
                                       ("127.0.0.2", "/", 403, "server"),
                                       (f"127.0.0.1:{server.origin}", "/empty503", 503, "backend")):
        data = talk(server.port, build("GET", f"http://{host}{path}", {**JSON, "Host": host}))
        equal(source(parse(data)[-1], status), wanted, f"source of {status}")


@case("source: errors before a request is read are httpd's own")
def _():
    port = site().port
    for data, status in ((b"GET /x HTTP/1.1\r\n\r\n", 400), (b"\x01\x02zq\r\n\r\n", 400),
                         (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414)):
        answer = parse(talk(port, data))[-1]
        equal(answer.status, status, "status")
        assert "who" not in answer.text, str(answer)


@case("source: over HTTP/2 it is the same")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    for path, status, wanted in (("/nothing", 404, "server"), ("/o/empty503", 503, "backend"),
                                 ("/refused/x", 503, "proxy"), ("/f/x?403", 403, "application")):
        answer = h2(site(), path, "-H", "Accept: application/json", page=False)
        equal(source(answer, status), wanted, path)
