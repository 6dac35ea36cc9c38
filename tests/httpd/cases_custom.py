# SPDX-License-Identifier: Apache-2.0
"""StatusPagesSet: variables of one's own, from the request to all formats."""

import html
import json

from cases_config import restartable
from checks import PROBLEM, case, equal, page, problem, problem_xml
from client import ask, build, h2, one, parse, talk
from server import Server, httpd, need

ALL = """<!DOCTYPE html>
<html lang="{{lang}}"><head><meta charset="utf-8"><title>{{title}}</title></head>
<body><main><h1>{{title}}</h1><p id="v">{{#visitor}}[{{visitor}}]{{/visitor}}{{^visitor}}nobody{{/visitor}}</p>
<a href="{{imprint}}">i</a><p title="{{visitor}}">x</p></main></body>
</html>
"""
CONF = """
StatusPagesSet visitor "%{req:X-Visitor}"
StatusPagesSet imprint /im%20print?a=1&b=2
StatusPagesTemplate 4xx html "@ROOT@/own/all.html"
StatusPagesTemplate 4xx text "@ROOT@/own/all.txt"
StatusPagesTemplate 4xx markdown "@ROOT@/own/all.md"
"""
FILES = {"own/all.html": ALL, "own/all.txt": "{{code}} [{{visitor}}] {{imprint}}\n",
         "own/all.md": "# {{code}}\n\n[{{visitor}}] <{{imprint}}>\n"}
HOSTILE = "<b a='\"&>[x](y)*z*{{code}}</main>"


def member(server, path="/nope", headers=None, name="visitor"):
    fields = {"Accept": "application/json", **(headers or {})}
    return json.loads(ask(server, path, fields, page=False).body).get(name)


@case("an own variable stands in HTML, text, Markdown, JSON and XML, escaped for each")
def _():
    server = httpd(CONF, files=FILES)
    for value in ("Ann", HOSTILE, "日本 عربي 😀"):
        sent = {"X-Visitor": value}
        text = page(ask(server, "/nope", sent), 404).text
        assert f'<p id="v">[{html.escape(value).replace("&#x27;", "&#39;")}]</p>' in text, text
        assert 'href="/im%20print?a=1&amp;b=2"' in text, text
        answer = ask(server, "/nope", {"Accept": "text/plain", **sent}, page=False)
        equal(answer.text, f"404 [{value}] /im%20print?a=1&b=2\n", "text")
        answer = ask(server, "/nope", {"Accept": "text/markdown", **sent}, page=False)
        assert "<b" not in answer.text and "[x](" not in answer.text, answer.text
        equal(member(server, headers=sent), value, "JSON")
        root = problem_xml(ask(server, "/nope", {"Accept": "application/xml", **sent},
                               page=False), 404)
        equal(root.findtext(PROBLEM + "visitor"), value, "XML")
        equal(root.findtext(PROBLEM + "imprint"), "/im%20print?a=1&b=2", "address in XML")
    assert '<p id="v">nobody</p>' in ask(server, "/nope").text
    assert "visitor" not in problem(ask(server, "/nope", {"Accept": "application/json"}), 404)


@case("an own variable is cut after 300 characters and holds no controls")
def _():
    server = httpd(CONF, files=FILES)
    equal(member(server, headers={"X-Visitor": "ä" * 300}), "ä" * 300, "300")
    equal(member(server, headers={"X-Visitor": "ä" * 301}), "ä" * 299 + "…", "301")
    equal(member(server, headers={"X-Visitor": "x" * 5000}), "x" * 299 + "…", "5,000")
    equal(member(server, headers={"X-Visitor": "a\u202eb\u2066c\u200f"}), "abc", "bidi")
    equal(member(server, headers={"X-Visitor": b"a\xff\xc0b"}), "a\ufffd\ufffdb", "not UTF-8")
    server = httpd('StatusPagesSet visitor "%{unescape:%{QUERY_STRING}}"\n')
    equal(member(server, "/nope?a%01b%1F%7Fc%09d%0D%0Ae%C2%85f"), "abcdef", "controls")


@case("a text that asks nothing of the request is told as it is written, cut as any other")
def _():
    server = httpd("StatusPagesSet note \"it's 5% {{x}} <b> %a '\"\n"
                   f"StatusPagesSet long {'ä' * 301}\nStatusPagesSet unseen a\x01\u202eb\n")
    equal(member(server, name="note"), "it's 5% {{x}} <b> %a '", "as written")
    equal(member(server, name="long"), "ä" * 299 + "…", "301")
    equal(member(server, name="unseen"), "ab", "a control and a mark that turns the direction")


@case("a $ or a backslash in a text is what it is in httpd's own strings")
def _():
    for text in ("costs $1 or $", "a$0b$9c", "C:\\\\x", "$x and $1%{REQUEST_METHOD}"):
        server = httpd(f"StatusPagesSet note '{text}'\nHeader always set X-Note 'expr={text}'\n")
        answer = ask(server, "/nope", {"Accept": "application/json"}, page=False)
        equal(json.loads(answer.body).get("note"), answer.get("X-Note"), text)


@case("own variables are inherited name by name, changed and taken away, in every context")
def _():
    server = httpd("""
StatusPagesSet a server
StatusPagesSet b server
StatusPagesSet gone server
<Directory "@ROOT@/htdocs">
    StatusPagesSet b directory
    StatusPagesSet gone
</Directory>
<Location /loc>
    StatusPagesSet a location
</Location>
<If "%{QUERY_STRING} == 'if'">
    StatusPagesSet a condition
</If>
Include "@ROOT@/more.conf"
<VirtualHost *:@PORT@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName other.test
    StatusPagesSet a host
    StatusPagesSet gone
    <Directory "@ROOT@/htdocs/ht">
        AllowOverride FileInfo
    </Directory>
</VirtualHost>
""", files={"more.conf": "<Location /inc>\nStatusPagesSet c included\n</Location>\n",
            "htdocs/ht/.htaccess": 'StatusPagesSet a "%{REQUEST_METHOD} here"\n'
                                   "StatusPagesSet only_here yes\nStatusPagesSet b\n"})

    def told(path, host="localhost"):
        document = json.loads(ask(server, path, {"Accept": "application/json", "Host": host},
                                  page=False).body)
        return {name: document[name] for name in ("a", "b", "c", "gone", "only_here")
                if name in document}
    equal(told("/nope"), {"a": "server", "b": "directory"}, "server and directory")
    equal(told("/loc/nope"), {"a": "location", "b": "directory"}, "location")
    equal(told("/nope?if"), {"a": "condition", "b": "directory"}, "If")
    equal(told("/inc/nope"), {"a": "server", "b": "directory", "c": "included"}, "Include")
    equal(told("/nope", "other.test"), {"a": "host", "b": "directory"}, "host")
    equal(told("/ht/nope", "other.test"),
          {"a": "GET here", "only_here": "yes"}, ".htaccess")


@case("a name that only .htaccess files set is in problem details, on graceful restarts too")
def _():
    restartable()
    server = Server('<Directory "@ROOT@/htdocs/ht">\nAllowOverride FileInfo\n</Directory>\n',
                    files={"htdocs/ht/.htaccess": "StatusPagesSet visitor me\n"}).start()
    try:
        for _ in range(2):
            for _ in range(3):
                equal(member(server, "/ht/nope"), "me", "member")
            equal(member(server), None, "member elsewhere")
            server.graceful()
    finally:
        server.stop()


@case("a line below the template that uses its name counts, wherever it stands")
def _():
    files = {"own/x.html": "<main>[{{late}}]</main>"}
    for late in ("StatusPagesSet late yes",
                 "<Location />\nStatusPagesSet late yes\n</Location>",
                 "<IfModule mod_statuspages.c>\nstatuspagesset late yes\n</IfModule>",
                 'Include "@ROOT@/late.conf"'):
        server = httpd('StatusPagesTemplate 404 html "@ROOT@/own/x.html"\n' + late + "\n",
                       files={**files, "late.conf": "StatusPagesSet late yes\n"})
        equal(ask(server, "/nope").text, "<main>[yes]</main>", late)


@case("a name that is an address in one place and a text in another is no address")
def _():
    files = {"own/x.html": '<main><a href="{{here}}">x</a></main>'}
    conf = 'StatusPagesTemplate 404 html "@ROOT@/own/x.html"\nStatusPagesSet here /a\n'
    equal(ask(httpd(conf, files=files), "/nope").text, '<main><a href="/a">x</a></main>', "href")
    for other in ("StatusPagesSet here javascript:alert(1)", 'StatusPagesSet here "%{REQUEST_URI}"',
                  "StatusPagesSet here a/b"):
        code, said = Server(conf + f"<Location /x>\n{other}\n</Location>\n", files=files).check()
        assert code and "own/x.html:1:16: this value cannot begin a URL" in said, said


@case("an .htaccess file cannot make a script of what the server has as an address")
def _():
    server = httpd("""
StatusPagesSet imprint /imprint
StatusPagesTemplate 404 html "@ROOT@/own/x.html"
<Directory "@ROOT@/htdocs/ht">
    AllowOverride FileInfo
</Directory>
""", files={"own/x.html": '<main><a href="{{imprint}}">x</a></main>',
            "htdocs/ht/bad/.htaccess": "StatusPagesSet imprint javascript:alert(1)\n",
            "htdocs/ht/tricky/.htaccess": 'StatusPagesSet imprint "%{QUERY_STRING}"\n',
            "htdocs/ht/good/.htaccess": "StatusPagesSet imprint /other\n"})
    assert 'href="/other"' in ask(server, "/ht/good/nope").text
    for path in ("/ht/bad/nope", "/ht/tricky/nope?javascript:x"):
        answer = ask(server, path)
        equal(answer.status, 500, path)
        assert "javascript" not in answer.text
        server.wait_log("is a URL in the server configuration")


@case("an .htaccess file cannot show a file that its owner may not read")
def _():
    server = httpd('<Directory "@ROOT@/htdocs/ht">\nAllowOverride FileInfo\n</Directory>\n',
                   files={"htdocs/ht/.htaccess": 'StatusPagesSet x y\n',
                          "secret": "the secret words"})
    (server.root / "htdocs/ht/.htaccess").write_text(
        f'StatusPagesSet x "%{{file:{server.root}/secret}}"\n')
    answer = ask(server, "/ht/nope", {"Accept": "application/json"}, page=False)
    equal(answer.status, 500, "status")
    assert "secret words" not in answer.text, answer.text
    server.wait_log("StatusPagesSet")


EARLY = """
StatusPagesSet uri "%{REQUEST_URI}"
StatusPagesSet host "%{HTTP_HOST}"
StatusPagesSet user "%{REMOTE_USER}"
StatusPagesSet tls "%{SSL:SSL_PROTOCOL}"
StatusPagesSet prefix "%{CONTEXT_PREFIX}%{CONTEXT_DOCUMENT_ROOT}"
StatusPagesSet file "%{SCRIPT_FILENAME}%{PATH_INFO}%{QUERY_STRING}%{HANDLER}"
StatusPagesSet lower "%{tolower:%{THE_REQUEST}}"
StatusPagesSet req "%{req:Host}%{resp:X}%{note:n}%{reqenv:e}%{env:e}"
StatusPagesSet base "%{base64:%{REQUEST_METHOD}}"
StatusPagesSet conn "%{REMOTE_ADDR} %{REMOTE_PORT} %{SERVER_NAME} %{SERVER_PORT}"
StatusPagesSet more "%{AUTH_TYPE}%{IPV6}%{REQUEST_STATUS}%{REQUEST_LOG_ID}%{IS_SUBREQ}%{DOCUMENT_ROOT}"
StatusPagesSet hello "/etc %{file:/etc/hostname}"
StatusPagesSet back "$0$1%{TIME_YEAR}$2"
StatusPagesSet fixed "always %{TIME_YEAR}"
RequestReadTimeout header=1
LimitRequestLine 200
"""


@case("early errors tell own variables as far as they are known, and nothing crashes")
def _():
    need("mod_reqtimeout")
    server = httpd(EARLY)
    accept = "Accept: application/json\r\n"
    raw = (
        (400, f"GET /x HTTP/1.1\r\n{accept}\r\n".encode()),
        (400, f"GET /x HTTP/1.1\r\nHost: localhost\r\n{accept}X: {'x' * 9000}\r\n\r\n".encode()),
        (414, b"GET /" + b"x" * 300 + f" HTTP/1.1\r\nHost: localhost\r\n{accept}\r\n".encode()),
        (501, f"FOO /x HTTP/1.1\r\nHost: localhost\r\n{accept}Connection: close\r\n\r\n".encode()),
        (408, f"GET /x HTTP/1.1\r\nHost: localhost\r\n{accept}".encode()),
    )
    for status, data in raw:
        for _ in range(2 if status != 408 else 1):
            answer = one(server.port, data)
            equal(answer.status, status, "status")
            assert answer.complete, "the body is shorter than announced"
    for data in (b"\r\n\r\n", b"\x16\x03\x01\x02", b"GET\r\n\r\n", b"\0\r\n\r\n"):
        for answer in parse(talk(server.port, data)):
            assert answer.complete and answer.status >= 400, str(answer)
    document = json.loads(one(server.port, raw[0][1]).body)
    assert document["fixed"].startswith("always 20"), document
    assert document["conn"].startswith("127.0.0.1 "), document
    assert "user" not in document and "tls" not in document, document
    document = json.loads(ask(server, "/nope?q", {"Accept": "application/json"}, page=False).body)
    equal(document["uri"], "/nope", "uri")
    equal(document["lower"], "get /nope?q http/1.1", "lower")
    equal(document["base"], "R0VU", "base64")
    assert document["hello"].startswith("/etc "), document


@case("a password page and TLS tell who and how")
def _():
    need("mod_ssl")
    server = httpd(EARLY + """
Listen 127.0.0.1:@TLS@
<VirtualHost *:@TLS@>
    ServerName localhost
    SSLEngine on
    @CERT@
</VirtualHost>
""")
    data = build("GET", "/nope", {"Accept": "application/json"})
    document = json.loads(one(server.tls, data, tls="localhost").body)
    assert document["tls"].startswith("TLSv1."), document
    answer = one(server.tls, b"GET /x HTTP/1.1\r\nAccept: application/json\r\n\r\n",
                 tls="localhost")
    equal(answer.status, 400, "status")
    # plain HTTP to the port of TLS
    answer = one(server.tls, data)
    equal(answer.status, 400, "status")


@case("own variables are told over HTTP/2")
def _():
    need("mod_http2", "curl")
    server = httpd("Protocols h2c http/1.1\n" + EARLY)
    for _ in range(2):
        answer = h2(server, "/nope?q", "-H", "Accept: application/json", page=False)
        equal(answer.status, 404, "status")
        document = json.loads(answer.body)
        equal((document["uri"], document["lower"]), ("/nope", "get /nope?q http/2.0"), "members")


@case("own variables stand in the answers of scripts and backends, and stay on HEAD")
def _():
    server = httpd(CONF + "StatusPagesReplace all\n", files=FILES)
    sent = {"X-Visitor": "Ann"}
    for path in ("/cgi/empty404.cgi", "/cgi/html404.cgi", "/nope"):
        answer = ask(server, path, sent)
        assert "[Ann]" in answer.text, f"{path}\n{answer}"
        head = ask(server, path, sent, method="HEAD")
        if path == "/nope":
            equal(head.get("Content-Length"), str(len(answer.body)), "length of HEAD")


SEVENTEEN = "\n".join(f"StatusPagesSet v{i} x" for i in range(17))
WRONG = {
    "StatusPagesSet": "takes 1-2 arguments",
    "StatusPagesSet a b c": "takes 1-2 arguments",
    "StatusPagesSet Visitor x": '"Visitor" is not a valid name',
    "StatusPagesSet my-name x": '"my-name" is not a valid name',
    "StatusPagesSet title x": "my_title",
    "StatusPagesSet status x": "my_status",
    "StatusPagesSet xmlns x": "my_xmlns",
    "StatusPagesSet error_name x": "my_error_name",
    "StatusPagesSet error_category x": "my_error_category",
    "StatusPagesSet retryable x": "my_retryable",
    "StatusPagesSet owner_action_required x": "my_owner_action_required",
    "StatusPagesSet documentation x": "my_documentation",
    'StatusPagesSet a "%{REMOTE_USER"': "is not a valid expression",
    'StatusPagesSet a "%{NO_SUCH_VARIABLE}"': "is not a valid expression",
    'StatusPagesSet a "%{nosuch:x}"': "is not a valid expression",
    'StatusPagesSet a "%{LA-U:REMOTE_USER}"': "is not a valid expression",
    'StatusPagesSet a "%{}"': "is not a valid expression",
}


@case("wrong names and expressions are told when the server starts, with file and line")
def _():
    bad = []
    for line, words in WRONG.items():
        server = Server("# before\n" + line)
        code, said = server.check()
        place = server.place(line)
        if not code or words not in said or "StatusPagesSet" not in said or place not in said:
            bad.append(f"{line}: {said.strip()[-300:]} (expected {words!r})")
    assert not bad, "\n".join(bad)


@case("16 names are taken, the 17th is refused, in one place or in several")
def _():
    sixteen = SEVENTEEN[:SEVENTEEN.rindex("\n")]
    server = httpd(sixteen)
    document = json.loads(ask(server, "/nope", {"Accept": "application/json"}, page=False).body)
    equal(len([name for name in document if name.startswith("v")]), 16, "members")
    last = SEVENTEEN[SEVENTEEN.rindex("\n") + 1:]
    for conf in (SEVENTEEN, f"{sixteen}\n<Location /x>\n{last}\n</Location>",
                 f"<VirtualHost *:@PORT@>\nServerName a.test\n{sixteen}\n</VirtualHost>\n"
                 f"<VirtualHost *:@PORT@>\nServerName b.test\n{last}\n</VirtualHost>"):
        server = Server(conf)
        code, said = server.check()
        place = server.place(last)
        assert code and "is one name too many: the whole configuration" in said and place in said, said
