# SPDX-License-Identifier: Apache-2.0
"""The site's name on the pages: the administrator's, and never one that httpd has guessed."""

import re

from checks import case, equal, heading, page, problem, problem_xml
from client import ask, one
from server import THEMES, Server, StartFailed, need

FORMATS = ("text/html", "text/plain", "text/markdown", "application/json", "application/xml")
SAID = "pages do not name the site"


class Unnamed(Server):
    """Debian's default: no line ServerName, unless the case has one."""

    def text(self):
        return super().text().replace("\nServerName localhost\n", "\n", 1)


def unnamed(conf="", **more):
    server = Unnamed(conf, **more)
    return server.start()


def guess(server):
    """What httpd itself says that it takes for the name."""
    said = server.log() + server.log("console")
    return re.search(r"AH00558: .*, using (\S+)\. Set the 'ServerName'", said)[1]


def names_nobody(text, what, *names):
    for name in names:
        assert name not in text, f"{what} names {name}:\n{text}"


def dangles_nothing(answer):
    """No separator without what it separates, no element without words."""
    text = answer.text
    match = re.search(r"<title>(.*?)</title>", text, re.S)
    if match:
        equal(match[1], f"{answer.status} · {heading(answer)}", "title")
        assert not re.search(r"<(p|bdi|li|a|h1|h2)\b[^>]*>\s*</", text), text
    for line in text.splitlines():
        assert not re.search(r"· *·|[·–-] *$|^ *[·–]", line), line


@case("a name that httpd has guessed is on no page of any theme and in no format, and nothing dangles")
def _():
    server = unnamed("".join(f"<Location /{name}>\nStatusPagesTheme {name}\n</Location>\n"
                             for name in THEMES))
    try:
        wrong = [guess(server), "127.0.0.1", "localhost"]
        for theme in THEMES:
            for kind in FORMATS:
                for path in (f"/{theme}/nope", f"/{theme}/%00"):
                    answer = ask(server, path, {"Accept": kind, "Host": "visitor.test"})
                    equal(answer.status, 404, "status")
                    names_nobody(str(answer) + answer.text, f"{theme}, {kind}", *wrong)
                    if kind in FORMATS[:3]:
                        dangles_nothing(answer)
        problem(ask(server, "/nope", {"Accept": FORMATS[3]}), 404)
        problem_xml(ask(server, "/nope", {"Accept": FORMATS[4]}), 404)
    finally:
        server.stop()


@case("an address of the Internet Protocol as ServerName is on no page")
def _():
    for name in ("127.0.0.1", "10.1.2.3:80", "127.1"):
        server = unnamed(f"ServerName {name}\n")
        try:
            answer = page(ask(server, "/nope", {"Host": "visitor.test"}), 404)
            names_nobody(answer.text, name, "127.0.0", "127.1", "10.1.2")
            dangles_nothing(answer)
            equal(server.log().count(SAID), 1, "lines of the log")
        finally:
            server.stop()


@case("a ServerName with bytes that are not to be shown is on no page")
def _():
    for name in ("a\udcff.test", "a\x1b.test", "a\u202e.test"):
        try:
            server = unnamed(f"ServerName {name}\n")
        except StartFailed:
            continue  # httpd itself refuses it
        try:
            body = page(ask(server, "/nope", {"Host": "visitor.test"}), 404).body
            assert b".test" not in body and b"\x1b" not in body, body
        finally:
            server.stop()


HOSTS = """
<IfModule statuspages_module>
    ServerName main.test
</IfModule>
<VirtualHost 127.0.0.1:@PORT@>
    DocumentRoot "@ROOT@/htdocs"
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT@>
    ServerName one.test
    ServerAlias alias.test
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT@>
    <IfModule statuspages_module>
        ServerName two.test
    </IfModule>
    StatusPagesFormats html text
    <Location /shop>
        StatusPagesSite name "The Shop"
    </Location>
    <Location /theme>
        StatusPagesTheme plain
    </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT@>
    ServerAlias three.test
    StatusPagesSite name "The Third"
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT@>
    ServerAlias four.test
    StatusPages On
</VirtualHost>
Listen 127.0.0.1:@EXTRA@
"""


@case("each virtual host has the name of its own lines, and the ones without have none")
def _():
    server = unnamed(HOSTS)
    try:
        for host, path, name in (("one.test", "/nope", "one.test"), ("alias.test", "/nope", "one.test"),
                                 ("two.test", "/nope", "two.test"), ("two.test", "/shop/x", "The Shop"),
                                 ("two.test", "/theme/x", "two.test"),
                                 ("three.test", "/nope", "The Third"), ("four.test", "/nope", None),
                                 ("none.test", "/nope", None)):
            answer = page(ask(server, path, {"Host": host}), 404)
            title = re.search(r"<title>(.*?)</title>", answer.text)[1]
            tab = f"{answer.status} · {heading(answer)}"
        equal(title, f"{tab} – {name}" if name else tab, f"title of {host}{path}")
        answer = ask(server, "/nope", port=server.extra)
        assert "main.test" in page(answer, 404).text, answer.text
    finally:
        server.stop()


@case("a host for any address without a name has the server's, as in httpd")
def _():
    server = unnamed("ServerName main.test\n<VirtualHost *:@PORT@>\nStatusPages On\n</VirtualHost>\n")
    try:
        assert "main.test" in page(ask(server, "/nope"), 404).text
        equal(server.log().count(SAID), 0, "lines of the log")
    finally:
        server.stop()


@case("hosts of a macro and of an included file have their names")
def _():
    need("mod_macro")
    conf = """
<Macro Host $name>
<VirtualHost *:@PORT@>
    ServerName $name.test
</VirtualHost>
</Macro>
Use Host a
Use Host b
<VirtualHost *:@PORT@>
    Include "@ROOT@/more.conf"
</VirtualHost>
"""
    server = unnamed(conf, load=("macro",), files={"more.conf": "ServerName c.test\n"})
    try:
        for name in ("a.test", "b.test", "c.test"):
            assert name in page(ask(server, "/nope", {"Host": name}), 404).text, name
    finally:
        server.stop()


@case("that the name is left out is said once at each start, with the way out, and not where it is meant")
def _():
    server = unnamed()
    try:
        line = server.wait_log(SAID)
        assert "notice" in line and "StatusPagesSite name" in line and "ServerName" in line, line
        equal(server.log().count(SAID), 1, "lines of the log")
        assert server.graceful().count(SAID) <= 1
        # the greeting of the first start may have been late
        server.wait_log(SAID, times=2)
        ask(server, "/nope")
        equal(server.log().count(SAID), 2, "lines of the log")
    finally:
        server.stop()
    for conf in ('StatusPagesSite name "The Site"\n', "StatusPages Off\n", "ServerName a.test\n"):
        server = unnamed(conf)
        try:
            ask(server, "/nope")
            equal(server.log().count(SAID), 0, f"lines of the log with {conf}")
        finally:
            server.stop()
    server = unnamed(HOSTS)
    try:
        line = server.wait_log(SAID)
        assert f"httpd.conf:{server.line_of('<VirtualHost 127.0.0.1')}" in line, line
        assert "1 more" in line, line
    finally:
        server.stop()


@case("StatusPagesSite name is on the pages where httpd has guessed another")
def _():
    server = unnamed('StatusPagesSite name "The Site"\n')
    try:
        answer = page(ask(server, "/nope"), 404)
        assert "<title>404 · Page not found – The Site</title>" in answer.text, answer.text
        names_nobody(answer.text, "/nope", guess(server))
    finally:
        server.stop()


@case("a request that httpd cannot read is answered without a guessed name, too")
def _():
    server = unnamed()
    try:
        for data in (b"GET /\x01 HTTP/1.1\r\nHost: a.test\r\n\r\n",
                     b"GET / HTTP/1.1\r\nAccept: text/html\r\nHost: [\r\n\r\n",
                     b"GET / HTTP/1.1\r\nAccept: text/html\r\n\r\n"):
            answer = one(server.port, data)
            equal(answer.status, 400, "status")
            names_nobody(answer.text, data, guess(server))
    finally:
        server.stop()
