# SPDX-License-Identifier: Apache-2.0
"""Layers: one text, code, class, format, language or host is changed, and all else stays."""

import html
import subprocess

from checks import case, equal, heading, page, plain, problem
from client import ask
from server import COMMAND, Server, httpd

OWN = """{{<layout}}
{{$body}}<h1>{{title}}</h1><p>own page: {{what}}</p>{{/body}}
{{/layout}}
"""
PLAIN = "own text {{code}}: {{title}}\n"


def known(code, language):
    """Headline and sentence of a code, from the command that is built with the module."""
    run = subprocess.run([COMMAND, "explain", str(code), "--language", language],
                         capture_output=True, text=True, timeout=20)
    words, *sentences = run.stdout.split("\n\n")[1].split("\n")
    return words, " ".join(sentences)


def german(server, path, language="de", **more):
    return ask(server, path, {"Accept-Language": language, **more.pop("headers", {})}, **more)


SITES = """
Redirect 410 /gone
Redirect 503 /closed
Redirect 500 /broken
"""


@case("a template for one code and format changes that, translated, and nothing else")
def _():
    server = httpd(SITES + 'StatusPagesTemplate 404 html "@ROOT@/own/404.html"\n',
                   files={"own/404.html": OWN})
    for language in ("en", "de", "ar", "ja"):
        title, detail = known(404, language)
        answer = page(german(server, "/nope", language), 404, language=language)
        equal(heading(answer), title, f"heading in {language}")
        assert "own page: " in answer.text, answer.text
        assert html.unescape(answer.text).split("own page: ")[1].split("</p>")[0][:20] in detail, language
        equal('dir="rtl"' in answer.text, language == "ar", f"direction of {language}")
        title, _detail = known(410, language)
        answer = page(german(server, "/gone", language), 410, language=language)
        equal(heading(answer), title, f"heading of another code in {language}")
        assert "own page" not in answer.text
    assert "own" not in plain(ask(server, "/nope", {"Accept": "text/plain"}, page=False), 404).text
    problem(ask(server, "/nope", {"Accept": "application/json"}), 404)


@case("a template for a class serves it, one for a code comes before, a later one too")
def _():
    server = httpd(SITES + """
StatusPagesTemplate 404 html "@ROOT@/own/a.html"
StatusPagesTemplate 4xx html "@ROOT@/own/b.html"
StatusPagesTemplate 5xx html "@ROOT@/own/c.html"
StatusPagesTemplate 5xx html "@ROOT@/own/d.html"
StatusPagesTemplate 5xx text "@ROOT@/own/x.txt"
""", files={**{f"own/{name}.html": f"<main><h1>{{{{title}}}}</h1>is {name}</main></html>"
               for name in "abcd"}, "own/x.txt": PLAIN})
    for path, code, name in (("/nope", 404, "a"), ("/gone", 410, "b"), ("/closed", 503, "d")):
        assert f"is {name}<" in page(ask(server, path), code).text, path
    answer = ask(server, "/closed", {"Accept": "text/plain"}, page=False)
    assert answer.text.startswith("own text 503: "), answer.text
    plain(ask(server, "/nope", {"Accept": "text/plain"}, page=False), 404, "Not Found")


@case("a host and a folder have templates of their own, and inherit the others")
def _():
    server = httpd(SITES + """
StatusPagesTemplate 404 html "@ROOT@/own/server.html"
StatusPagesTemplate 410 html "@ROOT@/own/server.html"
<Location /loc>
    StatusPagesTemplate 4xx html "@ROOT@/own/location.html"
</Location>
Redirect 410 /loc/gone
<VirtualHost *:@PORT@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName other.test
    StatusPagesTemplate 404 html "@ROOT@/own/host.html"
    Redirect 410 /gone
</VirtualHost>
""", files={f"own/{name}.html": f"<main><h1>{{{{title}}}}</h1>of {name}</main></html>"
            for name in ("server", "location", "host")})
    for path, host, code, name in (
            ("/nope", "localhost", 404, "server"), ("/loc/nope", "localhost", 404, "location"),
            ("/nope", "other.test", 404, "host"), ("/loc/nope", "other.test", 404, "location"),
            ("/gone", "other.test", 410, "server")):
        answer = page(ask(server, path, {"Host": host}), code)
        assert f"of {name}<" in answer.text, f"{host}{path}: {answer.text}"


THEME = "<!DOCTYPE html><body>[{{$body}}{{/body}}] of {{site}}<main>x</main></html>"


@case("a template extends the layout of the theme around it: its place's, its host's, the server's")
def _():
    server = httpd("""
StatusPagesTheme "@ROOT@/themes/server"
StatusPagesTemplate 404 html "@ROOT@/own/404.html"
<Location /loc>
    StatusPagesTheme "@ROOT@/themes/location"
    StatusPagesTemplate 404 html "@ROOT@/own/404.html"
</Location>
<VirtualHost *:@PORT@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName plain.test
    StatusPagesTemplate 403 html "@ROOT@/own/404.html"
    <Location /denied>
        Require all denied
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName themed.test
    StatusPagesTheme "@ROOT@/themes/host"
    <Location /x>
        StatusPagesTemplate 404 html "@ROOT@/own/404.html"
    </Location>
</VirtualHost>
""", files={"own/404.html": OWN,
            **{f"themes/{name}/layout.html": f"<main>layout of {name} {{{{$body}}}}{{{{/body}}}}</main>"
               for name in ("server", "location", "host")}})
    for path, host, name in (("/nope", "localhost", "server"), ("/loc/nope", "localhost", "location"),
                             ("/denied", "plain.test", "server"), ("/x/nope", "themed.test", "host")):
        text = ask(server, path, {"Host": host}).text
        assert f"layout of {name} " in text and "own page: " in text, f"{host}{path}: {text}"


@case("a page of its own has the policy of its own style sheet")
def _():
    server = httpd(SITES + 'StatusPagesTemplate 404 html "@ROOT@/own/404.html"\n',
                   files={"own/404.html": "<main><style>h1{margin:0}</style>"
                                          '<img src="/a.png"></main>'})
    # printf 'h1{margin:0}' | openssl dgst -sha256 -binary | base64
    wanted = ("default-src 'none'; style-src 'sha256-haslpKBWGiDnFaIna3QXJZNwVNFw+tCL2+dexXVb4zo='"
              "; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
    equal(ask(server, "/nope").get("Content-Security-Policy"), wanted, "policy")
    other = ask(server, "/gone").get("Content-Security-Policy")
    assert "haslpKBW" not in other and "'self' data:" not in other, other
    xml = ask(server, "/nope", {"Accept": "application/xml"}).get("Content-Security-Policy")
    equal(xml, "default-src 'none'; frame-ancestors 'self'", "policy of XML")


@case("a site's own policy is not replaced, on its own pages too")
def _():
    server = httpd("Header always set Content-Security-Policy \"default-src 'self'\"\n"
                   'StatusPagesTemplate 404 html "@ROOT@/own/404.html"\n',
                   files={"own/404.html": "<main>x</main>"})
    equal(ask(server, "/nope").all("Content-Security-Policy"), ["default-src 'self'"], "policies")


@case("one text of one code in one language is changed, all else stays and stays translated")
def _():
    server = httpd(SITES + 'StatusPagesText 404 de what "Alte Seiten liegen im Archiv."\n'
                   'StatusPagesText 5xx * title "Our title"\n'
                   '<Location /loc>\nStatusPagesText 404 ar what "نص"\n</Location>\n')
    for language in ("en", "de", "ar", "ja"):
        title, detail = known(404, language)
        answer = page(german(server, "/nope", language), 404, language=language)
        equal(heading(answer), title, f"heading in {language}")
        equal("im Archiv." in answer.text, language == "de", language)
        equal(heading(page(german(server, "/gone", language), 410, language=language)),
              known(410, language)[0], f"410 in {language}")
        equal(heading(german(server, "/closed", language)), "Our title", f"503 in {language}")
        answer = german(server, "/loc/nope", language)
        equal(("im Archiv." in answer.text, "نص" in answer.text),
              (language == "de", language == "ar"), f"location in {language}")


@case("texts and own variables stand on pages of one's own as well")
def _():
    server = httpd('StatusPagesText 404 de what "Alte Seiten liegen im Archiv."\n'
                   "StatusPagesSet shop north\n"
                   'StatusPagesTemplate 404 html "@ROOT@/own/404.html"\n',
                   files={"own/404.html": OWN.replace("own page", "own page of {{shop}}")})
    assert "own page of north: Alte Seiten" in german(server, "/nope").text
    assert "own page of north: " in ask(server, "/nope").text


WRONG = {
    "StatusPagesTemplate": "takes three arguments",
    "StatusPagesTemplate 404 html": "takes three arguments",
    "StatusPagesTemplate 304 html own/x.html": '"304" is not a code or class',
    "StatusPagesTemplate 404-410 html own/x.html": '"404-410" is not a code or class',
    "StatusPagesTemplate 404 json own/x.html": "problem details have no template",
    "StatusPagesTemplate 404 htm own/x.html": '"htm" is not html, text or markdown',
    "StatusPagesTemplate 404 html own/none.html": "own/none.html: cannot be read: No such file",
    "StatusPagesTemplate 404 html own": "own: is not a file",
    "StatusPagesTemplate 404 html own/bad.html": "own/bad.html:2:4: unknown name \"titel\"",
    "StatusPagesTemplate 404 text own/bad.html": "own/bad.html:2:4: unknown name \"titel\"",
}


@case("wrong templates are told when the server starts, each with its place")
def _():
    bad = []
    for line, words in WRONG.items():
        server = Server("# before\n" + line, files={"own/x.html": "x",
                                                    "own/bad.html": "<p>\n   {{titel}}{{list}}"})
        code, said = server.check()
        place = server.place(line)
        if not code or words not in said or place not in said or "StatusPagesTemplate" not in said \
                or (words.startswith("own/") and f"{server.root}/{words}" not in said) \
                or ("bad.html" in line and "own/bad.html:2:13: " not in said):
            bad.append(f"{line}: {said.strip()[-400:]} (expected {words!r})")
    assert not bad, "\n".join(bad)


@case("StatusPagesTemplate in .htaccess is an error, and the request gets a page")
def _():
    server = httpd('<Directory "@ROOT@/htdocs/ht">\nAllowOverride FileInfo\n</Directory>\n',
                   files={"htdocs/ht/.htaccess": "StatusPagesTemplate 404 html /own/x.html\n"})
    page(ask(server, "/ht/nope"), 500)
    server.wait_log("StatusPagesTemplate cannot occur within htaccess files")


@case("a template that goes away or breaks changes nothing until the next start")
def _():
    server = Server('StatusPagesTemplate 404 html "@ROOT@/own/404.html"\n',
                    files={"own/404.html": OWN}).start()
    try:
        assert "own page: " in ask(server, "/nope").text
        (server.root / "own/404.html").unlink()
        for _ in range(3):
            assert "own page: " in ask(server, "/nope").text
    finally:
        server.stop()
