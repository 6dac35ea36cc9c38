# SPDX-License-Identifier: Apache-2.0
"""Links that get people further: to the secure address, to sign in, to those who can help."""

import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

from checks import PROBLEM, case, equal, markdown, page, plain, problem, problem_xml
from client import PAGE, ask, build, one, talk, unpacked
from server import Server, httpd, need

# ---- the secure address ----------------------------------------------------


def host(name, more="", port="@TLS@"):
    return f"""
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
    {name}
    SSLEngine on
    @CERT@
    {more}
</VirtualHost>
"""


# What a browser sends that was given http:// and the port of TLS.
HOSTILE = {**PAGE, "Host": "zqhost.example:1", "Forwarded": "host=zqhost.example",
           "X-Forwarded-Host": "zqhost.example"}


def insecure(server, path="/zqpath?zq=1", version="HTTP/1.1", port=0):
    answer = one(port or server.tls, build("GET", path, HOSTILE, version=version))
    equal(answer.status, 400, "status")
    assert b"zq" not in answer.body + str(answer.headers).encode(), answer
    return answer


def links(text):
    """Where the list of links leads, in order."""
    nav = re.search(r"<main.*?<nav.*?</nav>", text, re.S)
    return re.findall(r'<a href="([^"]*)"', nav[0][nav[0].index("<nav"):]) if nav else []


@case("plain HTTP on a TLS port: the main link is ServerName by https, whatever Host says")
def _():
    need("mod_ssl", "openssl")
    for own, wanted in (("ServerName www.example.org", "https://www.example.org:@TLS@/"),
                        ("ServerName www.example.org:8443", "https://www.example.org:8443/"),
                        # copied from the host of plain HTTP: nobody speaks TLS there
                        ("ServerName www.example.org:80", "https://www.example.org:@TLS@/"),
                        ("ServerName https://www.example.org:443", "https://www.example.org/")):
        for canonical in ("Off", "On"):
            server = httpd(host(own, f"UseCanonicalName {canonical}\nServerAlias zqhost.example"))
            url = wanted.replace("@TLS@", str(server.tls))
            for version in ("HTTP/1.1", "HTTP/1.0"):
                answer = page(insecure(server, version=version), 400)
                equal(links(answer.text), [url], "links")
    answer = talk(server.tls, b"GET /zqpath\r\n")
    assert b"https://www.example.org/" in answer and b"zq" not in answer, answer


@case("the page leads to https in every format; relative addresses, which fail again, are left out")
def _():
    need("mod_ssl", "openssl")
    more = ("StatusPagesSite contact /help\nStatusPagesSite status https://status.example/\n"
            "StatusPagesFormats ")
    named = "ServerName www.example.org:443"
    url = "https://www.example.org/"
    html = page(insecure(httpd(host(named, more + "html"))), 400).text
    equal(links(html), [url, "https://status.example/"], "links")
    text = plain(insecure(httpd(host(named, more + "text"))), 400).text
    assert f"\n- {url}\n" in text and "/help" not in text, text
    text = markdown(insecure(httpd(host(named, more + "markdown"))), 400).text
    assert f"]({url})" in text and "/help" not in text, text
    document = problem(insecure(httpd(host(named, more + "json"))), 400)
    equal(document.get("secure_address"), url, "secure_address")
    assert "help" not in document, document
    root = problem_xml(insecure(httpd(host(named, more + "xml"))), 400)
    equal(root.findtext(PROBLEM + "secure_address"), url, "secure_address")


@case("no ServerName of its own, an IP address or another scheme: no link")
def _():
    need("mod_ssl", "openssl")
    for own in ("", "ServerName 127.0.0.1", "ServerName 127.0.0.1:443",
                "ServerName http://www.example.org:80", 'ServerName "a_b.example"'):
        answer = page(insecure(httpd(host(own))), 400)
        equal(links(answer.text), [], f"links with {own!r}")
        assert "must start with https://" in answer.text, answer


@case("of several hosts on a TLS port the first one answers, and links to itself")
def _():
    need("mod_ssl", "openssl")
    second = host("ServerName zqhost.example:443").split("\n", 2)[2]
    server = httpd(host("ServerName first.example:443") + second)
    equal(links(insecure(server).text), ["https://first.example/"], "links")


@case("where TLS is required but plain HTTP is spoken on a port for it, nobody knows the address")
def _():
    need("mod_ssl", "openssl")
    server = httpd("""
Listen 127.0.0.1:@EXTRA@
<VirtualHost 127.0.0.1:@EXTRA@>
    ServerName www.example.org:443
    SSLEngine optional
    @CERT@
    <Location /upgrade>
        SSLRequireSSL
    </Location>
</VirtualHost>
<Location /required>
    SSLRequireSSL
</Location>
""")
    # 426 up to httpd 2.4.63, which could still upgrade such a connection
    answer = one(server.extra, build("GET", "/upgrade", PAGE))
    assert answer.status in (403, 426), answer
    equal(links(page(answer, answer.status).text), ["/"], "links")
    equal(links(page(ask(server, "/required"), 403).text), ["/"], "links")


@case("a 400 that is not about TLS, and any other page of a TLS port, has no secure address")
def _():
    need("mod_ssl", "openssl")
    server = httpd(host("ServerName www.example.org:443"))
    for data, status in ((b"GET /x HTTP/1.1\r\nAccept: text/html\r\n\r\n", 400),
                         (build("GET", "/nope", {**PAGE, "Host": "www.example.org"}), 404)):
        answer = one(server.tls, data, tls="www.example.org")
        equal(answer.status, status, "status")
        assert "https://www.example.org/" not in answer.text, answer


# ---- sign in ---------------------------------------------------------------

# Passwords as in crypt(3): those of the user are "in".
SIGN_IN = """
StatusPagesSite sign_in https://login.example/start?a=1&b=2
<Location /basic>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Location>
<Location /closed>
    Require all denied
</Location>
<Location /others>
    AuthType Basic
    AuthName "the vault"
    AuthUserFile "@ROOT@/users"
    AuthzSendForbiddenOnFailure On
    Require user somebody
</Location>
<Location /kept>
    StatusPagesCache 403 60
    Require all denied
</Location>
"""
USERS = {"users": "ann:{SHA}rxDvIN2QYLvurQr7xVOBpmr0Qu8=\n"}
ANN = {"Authorization": "Basic YW5uOmlu"}
LOGIN = "https://login.example/start?a=1&b=2"
SHOWN = LOGIN.replace("&", "&amp;")


def sign_in(conf=SIGN_IN):
    return httpd(conf, files=USERS)


@case("401: signing in is the main link, and the challenge stays as it is")
def _():
    server = sign_in()
    answer = page(ask(server, "/basic"), 401)
    equal(links(answer.text), [SHOWN, "", "/"], "links")
    equal(answer.all("WWW-Authenticate"), ['Basic realm="the vault"'], "WWW-Authenticate")
    for sent in ({}, {"Authorization": "Basic YW5uOm91dA=="}):
        answer = page(ask(server, "/basic/zqpath?zqquery", {**sent, "Referer": "http://zqhost/"}), 401)
        equal(links(answer.text)[0], SHOWN, "first link")
        assert "zq" not in answer.text, answer


@case("403: signing in is the main link, but not for who has signed in")
def _():
    server = sign_in()
    for path in ("/closed", "/kept"):
        answer = page(ask(server, path), 403)
        equal(links(answer.text), [SHOWN, "/"], "links")
    answer = page(ask(server, "/others", ANN), 403)
    equal(links(answer.text), ["/"], "links")
    document = problem(ask(server, "/others", {**ANN, "Accept": "application/json"}, page=False), 403)
    assert "sign_in" not in document, document


CODES = (400, 402, 404, 405, 407, 410, 429, 500, 503)


@case("no other page leads to sign in, and 401 and 403 of other configurations do not")
def _():
    server = sign_in(SIGN_IN + "<Location /codes>\nRewriteEngine On\n"
                     + "".join(f'RewriteRule "/{code}$" - [R={code},L]\n' for code in CODES)
                     + "</Location>\n")
    for code in CODES:
        for accept in ("text/html", "application/json", "text/markdown", "text/plain"):
            answer = ask(server, f"/codes/{code}", {"Accept": accept})
            equal(answer.status, code, "status")
            assert "login.example" not in answer.text, answer
    server = sign_in(SIGN_IN.replace("StatusPagesSite sign_in", "#"))
    for path, status in (("/basic", 401), ("/closed", 403)):
        assert "Sign in<" not in page(ask(server, path), status).text


@case("sign_in is in every format, packed and plain, and HEAD has the length of GET")
def _():
    server = sign_in()
    for path, status in (("/basic", 401), ("/closed", 403)):
        document = problem(ask(server, path, {"Accept": "application/json"}, page=False), status)
        equal(document.get("sign_in"), LOGIN, "sign_in")
        root = problem_xml(ask(server, path, {"Accept": "application/xml"}, page=False), status)
        equal(root.findtext(PROBLEM + "sign_in"), LOGIN, "sign_in")
        text = plain(ask(server, path, {"Accept": "text/plain"}), status).text
        assert re.search(r"\n- Sign in:\s" + re.escape(LOGIN) + "\n", text), text
        text = markdown(ask(server, path, {"Accept": "text/markdown"}), status).text
        assert "[Sign in](https://login.example/start" in text, text
        same(server, path, status)
        head = ask(server, path, method="HEAD")
        equal(head.get("Content-Length"), str(len(ask(server, path).body)), "length of HEAD")


@case("Sign in has its words in the language of the page")
def _():
    server = sign_in()
    for language, words in (("de", "Anmelden"), ("fr", "Se connecter"), ("ar", "تسجيل الدخول"),
                            ("ja", "ログイン"), ("zh-Hans", "登录"), ("pt-BR", "Fazer login")):
        answer = page(ask(server, "/basic", {"Accept-Language": language}), 401, language=language)
        assert f'<a href="{SHOWN}">{words}</a>' in answer.text, answer


@case("StatusPagesSite sign_in refuses what is no address")
def _():
    for wrong in ("javascript:alert(1)", "login", "/a b"):
        code, said = Server(f'StatusPagesSite sign_in "{wrong}"\n').check()
        assert code and "is not a URL" in said, said


# ---- the contact -----------------------------------------------------------


def reference_of(answer):
    return re.search(r"Reference <bdi>([^<]+)</bdi>", answer.text)[1]


def contact_of(answer):
    return re.search(r'<a href="((?:mailto:|https://help|/help)[^"]*)"', answer.text)[1]


def same(server, path, status, of=lambda text: text):
    """The page as a browser unpacks it is the plain one, but for reference and time."""
    def bare(answer):
        text = answer.text.replace(reference_of(answer), "REF")
        return re.sub(r"<time.*?</time>", "", text)
    packed = unpacked(ask(server, path, {"Accept-Encoding": "gzip"}))
    flat = page(ask(server, path), status)
    equal(bare(packed), bare(flat), "unpacked page")
    return packed


MAIL = "StatusPagesSite contact mailto:help@example.org\n"


@case("the subject of a letter has the code and the reference that is on the page")
def _():
    server = httpd(MAIL + 'StatusPagesSite name "Fish & <Chips>"\n')
    for answer in (page(ask(server, "/nope?zq"), 404), same(server, "/nope?zq", 404)):
        url = urllib.parse.urlsplit(contact_of(answer))
        equal((url.scheme, url.path), ("mailto", "help@example.org"), "letter")
        equal(urllib.parse.parse_qs(url.query, strict_parsing=True),
              {"subject": [f"Fish & <Chips> - Code 404 - Reference {reference_of(answer)}"]}, "subject")
        assert "zq" not in answer.text, answer
    answer = page(ask(server, "/nope", {"Accept-Language": "ar"}), 404, language="ar")
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(contact_of(answer)).query)
    assert re.fullmatch(r"Fish & <Chips> - الرمز 404 - الرقم المرجعي [0-9A-Z]{4}-[0-9A-Z]{4}",
                        query["subject"][0]), query


@case("the letter has its subject in every format")
def _():
    server = httpd(MAIL + 'StatusPagesSite name "X"\nStatusPagesReference "%{HTTP:X-Id}"\n')
    wanted = "mailto:help@example.org?subject=X%20-%20Code%20404%20-%20Reference%20a%3Ab~c.d"
    sent = {"X-Id": "a:b~c.d"}
    document = problem(ask(server, "/nope", {**sent, "Accept": "application/json"}, page=False), 404)
    equal(document.get("help"), wanted, "help")
    root = problem_xml(ask(server, "/nope", {**sent, "Accept": "application/xml"}, page=False), 404)
    equal(root.findtext(PROBLEM + "help"), document["help"], "help")
    text = plain(ask(server, "/nope", {**sent, "Accept": "text/plain"}), 404).text
    assert f"\n{document['help']}\n" in text, text
    text = markdown(ask(server, "/nope", {**sent, "Accept": "text/markdown"}), 404).text
    assert document["help"] in text.replace("\\", ""), text


@case("an address with a query of its own stays; {reference} is where the administrator wants it")
def _():
    for own, wanted in (("mailto:a@b.example?subject=Hello", "mailto:a@b.example?subject=Hello"),
                        ("mailto:a@b.example?body=Id%20{reference}", "mailto:a@b.example?body=Id%20REF"),
                        ("https://help.example/new?ref={reference}&a=b",
                         "https://help.example/new?ref=REF&amp;a=b"),
                        ("/help/{reference}", "/help/REF"), ("/help", "/help"),
                        ("https://help.example/#{reference}", "https://help.example/#REF")):
        server = httpd(f'StatusPagesSite contact "{own}"\n')
        for answer in (page(ask(server, "/nope"), 404), same(server, "/nope", 404)):
            equal(contact_of(answer), wanted.replace("REF", reference_of(answer)), "address")


@case("pages that caches may keep have no reference, and so does their contact")
def _():
    for own, wanted in (("mailto:a@b.example", "mailto:a@b.example"),
                        ("https://help.example/new?ref={reference}", "https://help.example/new?ref=")):
        server = httpd(f'StatusPagesSite contact "{own}"\nStatusPagesCache 404 60\n')
        for answer in (ask(server, "/nope"), unpacked(ask(server, "/nope", {"Accept-Encoding": "gzip"}))):
            equal(contact_of(answer), wanted, "address")


@case("an unknown placeholder is refused when httpd starts, with the one that exists")
def _():
    for wrong, said in (("https://help.example/?ref={ref}", '"{ref}" is not a placeholder: write {reference}'),
                        ("https://{reference}.example/", "behind the host"),
                        ("mailto:{reference}@example.org", "behind the ?")):
        code, out = Server(f'StatusPagesSite contact "{wrong}"\n').check()
        assert code and said in out and "StatusPagesSite" in out and "line" in out.lower(), out
