# SPDX-License-Identifier: Apache-2.0
"""StatusPagesProxyStatus: what Proxy-Status (RFC 9209) says, read by an independent parser."""

import json

from backends import BACKENDS, FILES, SITE, filled, ports
from checks import case, equal, not_page, page
from client import ask, h2
from server import MPM, Server, Skip, httpd, need
from structured import members

ON = "StatusPagesProxyStatus gate.example\n"
SECRETS = ("127.0.0.1", "zqmark", "nobody.sock", "name.invalid", "localhost")


def site(conf=ON):
    need("mod_proxy_http", "mod_proxy_fcgi", "mod_proxy_balancer", "mod_lbmethod_byrequests",
         "mod_slotmem_shm", "mod_ssl")
    return httpd(filled(SITE) + conf, files=FILES)


def said(answer):
    """Our member's parameters, the last of the list; no secret is in it."""
    found = members(answer, "Proxy-Status")
    assert found, f"no Proxy-Status:\n{answer}"
    kind, name, parameters = found[-1]
    equal((kind, name), ("token", "gate.example"), "name")
    text = json.dumps(found)
    assert not any(secret in text for secret in SECRETS), text
    return parameters


def failing(server, rows):
    wrong = []
    for path, error in rows:
        answer = ask(server, path)
        page(answer, answer.status)
        found = said(answer)
        if found != ({"error": error} if error else {}):
            wrong.append(f"{path} {answer.status}: {found}, not {error}")
    assert not wrong, "\n".join(wrong)


@case("StatusPagesProxyStatus: each way in which a backend gives no answer has its error type")
def _():
    failing(site(), [
        ("/refused/x", "connection_refused"), ("/frefused/x", "connection_refused"),
        ("/full/x", "connection_timeout"), ("/o/close", "connection_terminated"),
        ("/reset/x", "connection_terminated"), ("/over/close", "connection_terminated"),
        ("/f/x?dies", "connection_terminated"), ("/corrupt/x", "http_protocol_error"),
        ("/noheader/x", "http_protocol_error"), ("/upgrade/x", "http_upgrade_failed"),
        ("/notls/x", "tls_protocol_error"),
        ("/nobody/x", "destination_unavailable"), ("/off/x", "destination_unavailable"),
        ("/socket/x", "destination_unavailable"), ("/fsocket/x", "destination_unavailable"),
        ("/noscheme/x", "proxy_configuration_error"), ("/name/x", "dns_error"),
        ("/o/hang", "connection_read_timeout"), ("/f/x?hangs", "connection_read_timeout")])


@case("StatusPagesProxyStatus: a certificate that is refused is told from other TLS failures")
def _():
    server = httpd(ON + """
Listen 127.0.0.1:@TLS@
<VirtualHost 127.0.0.1:@TLS@>
    SSLEngine On
    @CERT@
</VirtualHost>
SSLProxyEngine On
SSLProxyVerify require
SSLProxyCACertificateFile "@ROOT@/other.pem"
ProxyPass /tls/ https://127.0.0.1:@TLS@/
""", files={"other.pem": authority()})
    failing(server, [("/tls/x", "tls_certificate_error")])


def authority():
    """A certificate that has signed none but itself."""
    import subprocess  # noqa: PLC0415
    need("openssl")
    return subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=other.test", "-keyout", "/dev/null"],
        check=True, capture_output=True, text=True, timeout=30).stdout


@case("StatusPagesProxyStatus: what httpd refuses in place of a backend")
def _():
    failing(site(), [("/denied/200", "http_request_denied"),
                     ("/closedo/200", "proxy_internal_response")])
    answer = ask(site(), "/o/200", {"Max-Forwards": "zq"}, method="OPTIONS")
    equal((answer.status, said(answer)), (400, {"error": "http_request_error"}), "answer")


@case("StatusPagesProxyStatus: a status that was received, filled in, overridden or passed on")
def _():
    for path, code in (("/o/empty503", 503), ("/over/html503", 503), ("/over/field?403", 403),
                       ("/html/html404", 404), ("/f/x?503", 503), ("/fover/x?502", 502),
                       ("/pool/empty503", 503), ("/document/o/empty404", 404)):
        answer = page(ask(site(), path), code)
        equal(said(answer), {"received-status": code}, path)
    answer = ask(site(), "/o/html404")
    not_page(answer)
    equal(said(answer), {"received-status": 404}, "parameters of a body that stays")


@case("StatusPagesProxyStatus: nothing on a success, nothing where nobody is behind, nothing when Off")
def _():
    for path in ("/o/200", "/f/x?200", "/nothing", "/private/x", "/cgi/empty404.cgi", "/file.txt"):
        equal(ask(site(), path).all("Proxy-Status"), [], path)
    quiet = site(ON + "<Location /refused>\nStatusPagesProxyStatus Off\n</Location>\n"
                 "<Location /o>\nStatusPages Off\n</Location>\n")
    for path in ("/refused/x", "/o/empty503", "/o/close"):
        equal(ask(quiet, path).all("Proxy-Status"), [], path)
    equal(ask(site(""), "/refused/x").all("Proxy-Status"), [], "by default")


@case("StatusPagesProxyStatus: what a backend has said stays, in front of ours")
def _():
    theirs = "Proxy-Status:%20inner;error=%22x,%20y%22,%20%22two%22"
    for path in (f"/over/field?503&{theirs}", f"/o/bare?503&Content-Length:%200&{theirs}",
                 f"/o/field?503&{theirs}&Proxy-Status:%20three"):
        found = members(ask(site(), path), "Proxy-Status")
        names = [name for _, name, _ in found]
        wanted = ["inner", "two"] + ["three"] * path.endswith("three") + ["gate.example"]
        equal(names, wanted, path)
        equal(found[0][2], {"error": "x, y"}, "their parameters")
        equal(found[-1][2], {"received-status": 503}, "ours")


@case("StatusPagesProxyStatus: a member of a backend that is none does not spoil ours")
def _():
    paths = [f"/over/field?503&Proxy-Status:%20{value}"
             for value in ("a;b=%22", "%22%C3%A9%22", "a,%20;b", "a%7Fb")]
    for path in [*paths, "/long/x"]:
        equal([name for _, name, _ in members(page(ask(site(), path), 503), "Proxy-Status")],
              ["gate.example"], path)


@case("StatusPagesProxyStatus: an error is told of its own request, not of the one before")
def _():
    server = site(ON + "ThreadsPerChild 1\nThreadLimit 1\nStartServers 1\nServerLimit 1\n"
                  "MaxRequestWorkers 1\nKeepAlive On\n"
                  if MPM == "worker" else ON + "# one after another\n")
    for _ in range(4):
        failing(server, [("/refused/x", "connection_refused"), ("/o/close", "connection_terminated"),
                         ("/nobody/x", "destination_unavailable")])
        equal(ask(server, "/o/200").status, 200, "status")
        equal(said(ask(server, "/o/empty503")), {"received-status": 503}, "after a failure")


@case("StatusPagesProxyStatus: a balancer that fails over tells of the last attempt only")
def _():
    server = site(ON + f"""
<Proxy "balancer://over">
    BalancerMember http://127.0.0.1:@DEAD@ retry=60 lbset=0
    BalancerMember http://127.0.0.1:@ORIGIN@ lbset=1
</Proxy>
ProxyPass /two/ balancer://over/ maxattempts=2
<Proxy "balancer://reset">
    BalancerMember http://127.0.0.1:@DEAD@ retry=60 lbset=0
    BalancerMember http://127.0.0.1:{ports()["RESET"]} lbset=1
</Proxy>
ProxyPass /worse/ balancer://reset/ maxattempts=2
""")
    equal(said(ask(server, "/two/empty503")), {"received-status": 503}, "parameters")
    equal(said(ask(server, "/worse/x")), {"error": "connection_terminated"}, "parameters")


@case("StatusPagesProxyStatus: without the error log the error type is a general one, or none")
def _():
    failing(site(ON + "LogLevel crit\n"), [
        ("/refused/x", "destination_unavailable"), ("/full/x", "destination_unavailable"),
        ("/o/close", "connection_terminated"), ("/notls/x", "tls_protocol_error"),
        ("/name/x", "dns_error"), ("/corrupt/x", "http_protocol_error"),
        ("/noheader/x", "http_protocol_error"), ("/noscheme/x", None),
        ("/o/hang", "connection_read_timeout"), ("/f/x?hangs", "http_response_timeout")])


@case("StatusPagesProxyStatus: an ErrorDocument keeps the field")
def _():
    server = site(ON + "ErrorDocument 503 /ok.html\nErrorDocument 502 \"zqtext\"\n"
                  "ErrorDocument 404 /ok.html\n")
    for path, wanted in (("/refused/x", {"error": "connection_refused"}),
                         ("/o/close", {"error": "connection_terminated"}),
                         ("/o/empty404", {"received-status": 404})):
        equal(said(ask(server, path)), wanted, path)
    # The address that failed decides, not the document's.
    for where, wanted in (("/refused", []), ("/ok.html", ["gate.example"])):
        server = site(ON + "ErrorDocument 503 /ok.html\n"
                      f"<Location {where}>\nStatusPagesProxyStatus Off\n</Location>\n")
        answer = ask(server, "/refused/x")
        equal([name for _, name, _ in members(answer, "Proxy-Status")] if wanted
              else answer.all("Proxy-Status"), wanted, where)


@case("StatusPagesProxyStatus: an answer that mod_security refuses has the field once, and is httpd's")
def _():
    need("mod_security2")
    server = httpd(filled(BACKENDS) + ON + """
SecRuleEngine On
SecRule RESPONSE_STATUS "@rx ^(404|201)$" "id:1,phase:3,deny,status:403"
""", load=("unique_id", "security2"))
    for path, code in (("/o/empty404", 404), ("/o/html404", 404), ("/f/x?404", 404)):
        answer = page(ask(server, path), 403)
        equal(said(answer), {"received-status": code}, path)
        equal(len(members(answer, "Proxy-Status")), 1, "members")
        document = json.loads(ask(server, path, {"Accept": "application/json"}).text)
        equal(document.get("source"), "server", "source")
    # Of what it had received nothing was told yet.
    answer = page(ask(server, "/over/field?201"), 403)
    equal(said(answer), {"error": "http_request_error"}, "parameters")


@case("StatusPagesProxyStatus: HEAD, brief text and JSON have it, too; and HTTP/2")
def _():
    for fields, method in (({}, "HEAD"), ({"Accept": "text/plain"}, "GET"),
                           ({"Accept": "application/json"}, "GET")):
        equal(said(ask(site(), "/refused/x", fields, method=method)),
              {"error": "connection_refused"}, f"{method} {fields}")
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    equal(said(h2(site(), "/refused/x")), {"error": "connection_refused"}, "over HTTP/2")


@case("StatusPagesProxyStatus: a name is a token, or else a string")
def _():
    need("node")
    for name, wanted in (("gate/1.example:80", ("token", "gate/1.example:80")),
                         ('"Our \\"gate\\""', ("string", 'Our "gate"')),
                         ("1.example", ("string", "1.example"))):
        server = httpd(f"ProxyPass /r/ http://127.0.0.1:@DEAD@/\nStatusPagesProxyStatus {name}\n")
        equal(members(ask(server, "/r/x"), "Proxy-Status"),
              [(*wanted, {"error": "connection_refused"})], name)


@case("StatusPagesProxyStatus: a name that is none is refused, with its line")
def _():
    for name in ("caf\u00e9", '"a\tb"', "x" * 129):
        server = Server(f"StatusPagesProxyStatus {name}\n")
        code, text = server.check()
        assert code and "StatusPagesProxyStatus" in text and "is not a name" in text, text
        assert server.place("StatusPagesProxyStatus") in text, text


@case("StatusPagesProxyStatus: httpd without mod_proxy starts with it")
def _():
    server = httpd(ON + "# nobody is behind\n")
    equal(page(ask(server, "/nothing"), 404).all("Proxy-Status"), [], "field")
