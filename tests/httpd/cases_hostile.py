# SPDX-License-Identifier: Apache-2.0
"""Nothing a client or a backend says reaches the page."""

import json
import xml.etree.ElementTree as ElementTree

from checks import STOCK, case, equal, problem
from client import PAGE, ask, build, one, parse, talk
from server import httpd, need

MARK = "zqmark"
# Each as it goes over the wire in a path.
PATHS = {
    "markup": "/<script>zqmark()</script>",
    "escaped markup": "/%3Cscript%3Ezqmark()%3C/script%3E",
    "quotes": "/zqmark\"'`&amp;",
    "UTF-7": "/+ADw-script+AD4-zqmark+ADw-/script+AD4-",
    "line breaks": "/a%0d%0aX-Zqmark:%201%0d%0a%0d%0azqmark",
    "NUL": "/zqmark%00zqmark",
    "bidirectional": "/%E2%80%AEzqmark%E2%80%AC",
    "invalid UTF-8": "/%ff%c0%afzqmark%01%fe",
    "overlong": "/%c0%bcscript%c0%bezqmark",
    "query": "/nope?zqmark=<script>\"'",
    "template": "/{{zqmark}}{{{zqmark}}}",
    "expression": "/%25{zqmark}${zqmark}",
    "long": "/" + "zqmark" * 500,
    "absolute": "http://zqmark.test/zqmark",
}
FIELDS = {
    "Host": ["zqmark.test", "zqmark.test:80", "zqmark%3Cb%3E"],
    "Referer": ["https://zqmark.test/<script>", "javascript:zqmark", "http://localhost/zqmark"],
    "User-Agent": ["Mozilla/5.0 <b>zqmark"],
    "Accept": ["text/html;zqmark=\"<b>\"", "text/html, zqmark/<b>"],
    "Accept-Language": ["zqmark", "en;zqmark=<b>"],
    "Cookie": ["zqmark=<b>"],
    "Authorization": ["Basic zqmark"],
    "X-Forwarded-For": ["<b>zqmark"],
    "X-Forwarded-Host": ["zqmark.test"],
    "X-Forwarded-Proto": ["zqmark"],
    "X-Original-URL": ["/zqmark"],
    "X-Request-Id": ["zqmark"],
    "Range": ["zqmark=1-2"],
    "Expect": ["zqmark<b>"],
    "If-Match": ['"zqmark"'],
    "Origin": ["https://zqmark.test"],
    "Sec-Fetch-Dest": ["zqmark<b>"],
    "X-Zqmark": ["1"],
}
ACCEPTS = ("text/html", "application/json", "application/xml", "text/plain", "text/markdown")


def site():
    return httpd("""
<Location /denied>
    Require all denied
</Location>
""")


def harmless(answer, what, instance=False):
    """No trace of what was sent, in body or header."""
    assert answer.status >= 400, f"{what}: {answer.line}"
    text = answer.body.decode("utf-8")  # also: valid UTF-8
    if instance and "json" in (answer.get("Content-Type") or ""):
        # RFC 9457 lets `instance` name the occurrence; it must still be harmless.
        document = json.loads(text)
        assert not set(document.pop("instance", "")) & set("<>\"'"), what
        text = json.dumps(document)
    assert STOCK not in text, f"{what}: httpd's own text"
    assert MARK not in text.lower(), f"{what} is in the body:\n{answer}"
    for name, value in answer.headers:
        assert MARK not in (name + value).lower(), f"{what} is in {name}: {value}"
    kind = answer.get("Content-Type") or ""
    if "json" in kind:
        json.loads(answer.body)
    elif "xml" in kind:
        ElementTree.fromstring(answer.body)
    control = [c for c in text if ord(c) < 32 and c not in "\n\t"]
    assert not control, f"{what}: control characters {control!r}"


@case("a hostile address is in no format of the answer")
def _():
    for what, path in PATHS.items():
        for accept in ACCEPTS:
            data = build("GET", path, {**PAGE, "Accept": accept})
            harmless(one(site().port, data), f"{what} ({accept})")


@case("a hostile address of a denied folder is not in the 403 page")
def _():
    for what, path in PATHS.items():
        if path.startswith("/"):
            harmless(one(site().port, build("GET", "/denied" + path, PAGE)), what)


@case("no header field of the request is in the answer")
def _():
    for name, values in FIELDS.items():
        for value in values:
            for accept in ACCEPTS[:2]:
                fields = {**PAGE, "Accept": accept, name: value}
                harmless(one(site().port, build("GET", "/nope", fields)), f"{name}: {value}")


@case("no raw bytes of a header are in the answer")
def _():
    for value in (b"\xffzqmark\xfe", b"\xe2\x80\xaezqmark", b"zqmark\x80"):
        for name in ("Referer", "User-Agent", "Accept-Language", "Host"):
            fields = {**PAGE, name: value}
            harmless(one(site().port, build("GET", "/nope", fields)), f"{name}: {value!r}")


@case("a hostile method is not in the answer")
def _():
    for method in ("ZQMARK", "ZQMARK<b>", "zqmark'\"", "ZQMARK-!#$%&'*+.^_`|~"):
        harmless(one(site().port, build(method, "/file.txt", PAGE)), method)


@case("a hostile header name is not in the answer")
def _():
    for name in ("zqmark<b>", "zqmark\x01", "zqmark x", "(zqmark)"):
        harmless(one(site().port, build("GET", "/", {**PAGE, name: "1"})), name)


@case("a hostile protocol is not in the answer")
def _():
    for line in (b"GET / ZQMARK/1.1", b"GET / HTTP/1.1<zqmark>", b"GET / HTTP/zq.mark",
                 b"GET /zqmark HTTP/3.zqmark"):
        harmless(one(site().port, line + b"\r\nHost: x\r\nAccept: text/html\r\n\r\n"), str(line))


@case("a bare carriage return, NUL and folding are not passed on")
def _():
    for value in (b"a\rzqmark: 1", b"a\0zqmark", b"a\r\n zqmark"):
        data = b"GET /nope HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nReferer: " + value + \
            b"\r\nConnection: close\r\n\r\n"
        harmless(one(site().port, data), repr(value))


@case("what a backend says of itself is not on the page")
def _():
    need("mod_proxy_http")
    server = httpd("""
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
<Location /over/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    ProxyErrorOverride On
</Location>
ProxyPass /dead/ http://127.0.0.1:@DEAD@/zqmark retry=0
""")
    for path in ("/o/reason", "/over/reasonhtml", "/over/reason", "/dead/<b>"):
        for accept in ACCEPTS:
            data = build("GET", path, {**PAGE, "Accept": accept})
            answer = one(server.port, data)
            # The reason phrase of the status line itself is not the module's to change.
            answer.line = answer.line.split(" ")[0] + " " + str(answer.status)
            harmless(answer, path)


@case("a hostile realm is not able to break the page")
def _():
    server = httpd("""
<Location />
    AuthType Basic
    AuthName "<script>alert(1)</script>&'"
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Location>
""", files={"users": ""})
    for accept in ACCEPTS[:3]:
        answer = one(server.port, build("GET", "/", {**PAGE, "Accept": accept}))
        equal(answer.status, 401, "status")
        assert b"<script" not in answer.body
        if "xml" in accept:
            ElementTree.fromstring(answer.body)


@case("ServerSignature and ServerTokens cannot bring the Host header onto the page")
def _():
    server = httpd("ServerSignature EMail\nUseCanonicalName Off\nServerAdmin root@localhost\n")
    harmless(one(server.port, build("GET", "/nope", {**PAGE, "Host": "zqmark.test"})), "Host")


@case("verbose-error-to and error-notes show no names of the inside")
def _():
    server = httpd("SetEnv verbose-error-to *\n")
    for name in ("malformed", "nothing"):
        answer = one(server.port, build("GET", f"/cgi/{name}.cgi?zqmark", PAGE))
        harmless(answer, name)
        assert ".cgi" not in answer.text and str(server.root) not in answer.text


SUBREQUESTS = """
StatusPagesDetails "-F '/etc/hostname' || -U '/ok.html' || -A '/ok.html'"
StatusPagesSet here "%{REQUEST_URI}"
"""

# All that httpd's own code can be asked about a request.
VARIABLES = """REQUEST_METHOD REQUEST_SCHEME REQUEST_URI REQUEST_FILENAME REMOTE_HOST REMOTE_IDENT
REMOTE_USER SERVER_ADMIN SERVER_NAME SERVER_PORT SERVER_PROTOCOL SCRIPT_FILENAME PATH_INFO
QUERY_STRING IS_SUBREQ DOCUMENT_ROOT AUTH_TYPE THE_REQUEST CONTENT_TYPE HANDLER REQUEST_LOG_ID
SCRIPT_USER SCRIPT_GROUP DOCUMENT_URI LAST_MODIFIED CONTEXT_PREFIX CONTEXT_DOCUMENT_ROOT
REQUEST_STATUS REMOTE_ADDR REMOTE_PORT CONN_LOG_ID CONN_REMOTE_ADDR HTTPS IPV6 HTTP2
HTTP_HOST HTTP_USER_AGENT HTTP_COOKIE HTTP_REFERER HTTP_FORWARDED HTTP_ACCEPT TIME API_VERSION
SERVER_SOFTWARE HTTP:X-A req:X-A resp:X-A reqenv:A osenv:PATH note:a env:A tolower:A escape:A
base64:A sha1:A unescape:A""".split()


@case("no expression is evaluated where httpd's own code cannot bear that: nothing crashes")
def _():
    asks = "".join(f'StatusPagesSet zq{i} "{"".join("%{" + v + "}" for v in VARIABLES[i::8])}"\n'
                   for i in range(8))
    requests = [b"\x01\x02garbage\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                b"GET / HTTP/1.1\r\n\r\n", b"GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nzq<b>: c\r\n\r\n",
                b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
                b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: zq\r\n\r\n",
                b"OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: zq\r\n\r\n",
                b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET /nope HTTP/1.1\r\nHost: a\r\n\r\n"]
    for conf in (SUBREQUESTS, asks):
        server = httpd(conf)
        for data in requests:
            for accept in (b"text/html", b"application/json"):
                whole = data.replace(b"\r\n\r\n", b"\r\nConnection: close\r\nAccept: " + accept
                                     + b"\r\n\r\n")
                answers = parse(talk(server.port, whole))
                assert answers and answers[-1].status >= 200 and answers[-1].complete, data[:40]
        equal(ask(server, "/file.txt").status, 200, "the server afterwards")
        equal(server.log().count("exit signal"), 0, "crashes")


@case("-F, -U and -A are false while the request has no file yet, each of them, and hold when it has one")
def _():
    early = build("GET", "/", {"Host": "a b", "Accept": "application/json"})
    for test in ("-F '/etc/hostname'", "-U '/ok.html'", "-A '/ok.html'"):
        server = httpd(f'StatusPagesDetails "{test}"\n')
        assert "owner_note" in problem(ask(server, "/nope", {"Accept": "application/json"}), 404), test
        assert "owner_note" not in problem(one(server.port, early), 400), f"{test} too early"


@case("StatusPagesDetails of an .htaccess file cannot read other files")
def _():
    for line in ("StatusPagesDetails \"file('/etc/hostname') =~ /./\"",
                 "StatusPagesSet zq \"%{file:/etc/hostname}\""):
        server = httpd('<Directory "@ROOT@/htdocs/ht">\nAllowOverride FileInfo\n</Directory>\n',
                       files={"htdocs/ht/.htaccess": line + "\n"})
        equal(ask(server, "/ht/nope").status, 500, line)
        assert "restricted" in server.log() or "not an expression" in server.log(), server.log()
