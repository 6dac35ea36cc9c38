# SPDX-License-Identifier: Apache-2.0
"""SetHandler statuspages-preview: how an error would be answered."""

import html
import json
import re
import urllib.parse

from checks import case, equal, listing, page
from client import ask, h2
from server import MPM, THEMES, WRAP, Server, httpd, need

PLACE = """
<Location "/see">
SetHandler statuspages-preview
Require local
</Location>
"""
TYPES = {"html": "text/html", "json": "application/json", "xml": "application/xml", "text": "text/plain",
         "markdown": "text/markdown"}
# What differs between two answers to the same error.
TIMES = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ| \d\d:\d\d UTC)")
REFERENCE = re.compile(r"\b([A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4})\b")


def normal(answer, form):
    """The page without its time and reference, both of which must be there."""
    text = answer.text
    reference = REFERENCE.search(text)
    assert reference, f"no reference in:\n{text}"
    assert TIMES.search(text), f"no time in:\n{text}"
    return TIMES.sub("TIME", text.replace(reference[1], "REFERENCE"))


def see(server, path="", host=None, method="GET", headers=None, **choice):
    query = urllib.parse.urlencode(choice)
    fields = {"Host": host, **(headers or {})} if host else headers or {}
    return ask(server, f"/see{path}" + (f"?{query}" if query else ""), fields, method=method)


def real(server, path, form, language, host=None):
    fields = {"Accept": TYPES[form], "Accept-Language": language}
    if host:
        fields["Host"] = host
    return ask(server, path, fields, page=False)


def same(server, path, host=None, form="html", language="en", **choice):
    """The preview of what `path` answers: in bytes and type."""
    one = see(server, "/body", host=host, format=form, language=language, samples="no", **choice)
    other = real(server, path, form, language, host)
    equal(one.status, 200, "status of the preview")
    equal(other.status, int(choice["code"]), f"status of {path}")
    for name in ("Content-Type", "Content-Language", "Content-Security-Policy", "X-Content-Type-Options",
                 "Referrer-Policy"):
        equal(one.get(name), other.get(name), name)
    equal(normal(one, form), normal(other, form), f"preview of {path} as {form} in {language}")
    equal(one.get("Cache-Control"), "no-store", "Cache-Control")


def form_page(answer):
    """The page with the form; gives its text."""
    equal(answer.status, 200, "status")
    equal(answer.get("Content-Type"), "text/html; charset=utf-8", "Content-Type")
    equal(answer.get("Content-Language"), "en", "Content-Language")
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
    assert "<h1>Preview of error pages</h1>" in answer.text
    return answer.text


def makers(codes):
    return "".join(f"RedirectMatch {code} ^/(?:shop/)?make{code}$\n" for code in codes)


@case("the preview is the real answer byte by byte: 40 codes, 5 languages, 5 formats, 3 configurations")
def _():
    codes = [code for code in sorted(listing()) if 400 <= code < 600][:40]
    equal(len(codes), 40, "codes")
    languages = ("en", "de", "ar", "ja", "pt-BR")
    server = httpd(PLACE + """
StatusPagesSite name "Server & Co"
StatusPagesSite search /find
StatusPagesText 4xx * title "Title <of> the server"
StatusPagesSet ticket "%{REQUEST_METHOD}-%{HTTP_HOST}"
StatusPagesRetryAfter 503 90
<Location "/shop/">
StatusPagesTheme night
StatusPagesSite name "The shop"
StatusPagesLanguageLinks On
StatusPagesDetails "-R '127.0.0.1'"
StatusPagesProblemBase https://shop.example/problems/
</Location>
<VirtualHost 127.0.0.1:@PORT@>
ServerName first.test
@MAKERS@
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT@>
ServerName other.test
StatusPagesTheme corporate
StatusPagesLanguages de ar en
StatusPagesFormats html json text
StatusPagesRetryAfter 5xx 3600
@MAKERS@
</VirtualHost>
""".replace("@MAKERS@", makers(codes)))
    step = 7 if WRAP else 1
    kinds = [(code, language, form) for code in codes for language in languages for form in TYPES]
    for code, language, form in kinds[::step]:
        same(server, f"/make{code}", code=code, language=language, form=form)
        same(server, f"/shop/make{code}", code=code, language=language, form=form, at="/shop/")
        # what that host does not offer comes as something else, of which the document tells
        offered = form if form in ("html", "json", "text") else "text"
        one = see(server, "/body", host="other.test", code=code, language=language, format=form, samples="no")
        other = real(server, f"/make{code}", form, language, "other.test")
        equal(one.get("Content-Type"), other.get("Content-Type"), "Content-Type")
        equal(normal(one, offered), normal(other, offered), f"{code} {language} {form} of the virtual host")


@case("each theme that is chosen looks as where it is configured")
def _():
    places = "".join(f'<Location "/{name}/">\nStatusPagesTheme {name}\n</Location>\n' for name in THEMES)
    server = httpd(PLACE + places + "StatusPagesTheme plain\n" + "RedirectMatch 404 ^/[a-z]+/make404$\n")
    for name in THEMES:
        for form in ("html", "text"):
            same(server, f"/{name}/make404", code=404, theme=name, form=form)


@case("the head that is shown is that of the real answer")
def _():
    server = httpd(PLACE + makers([404, 429, 503]) + "StatusPagesRetryAfter 429 30\nStatusPagesCache 404 60\n")
    for code in (404, 429, 503):
        for form in TYPES:
            text = see(server, code=code, format=form, language="de", samples="no").text
            lines = html.unescape(re.search(r"<pre>(.*?)</pre>", text, re.S)[1]).strip().splitlines()
            other = real(server, f"/make{code}", form, "de")
            equal(lines[0], f"{code} {other.reason}", "status")
            shown = {tuple(line.split(": ", 1)) for line in lines[1:]}
            sent = {(name, ", ".join(re.split(", ?", value)) if name == "Vary" else value)
                    for name, value in other.headers
                    if name not in ("Date", "Server", "X-Test-Run", "Connection")}
            equal(shown, sent, f"headers of {code} as {form}")


@case("where visitors may keep trying, the page has the link, too")
def _():
    server = httpd(PLACE + makers([502, 503, 504, 500]) + "StatusPagesKeepTrying On\n")
    for code in (502, 503, 504, 500):
        for form in TYPES:
            same(server, f"/make{code}", code=code, form=form, at="/file.txt")
    offered = see(server, "/body", code=503, format="html", language="en", samples="no")
    assert 'href="?statuspages-try=1"' in offered.text and not offered.get("Refresh"), str(offered)


@case("sample facts give the page that an error with these facts gets; the configuration's own come first")
def _():
    for code, name, value in ((429, "Retry-After", "120"), (503, "Retry-After", "120"),
                              (415, "Accept", "image/png, image/jpeg"),
                              (451, "Link", '<https://blocker.example/>; rel="blocked-by"')):
        quoted = value.replace('"', '\\"')
        other = httpd(makers([code]) + f'Header set {name} "{quoted}" early\n')
        server = httpd(PLACE)
        for form in TYPES:
            one = see(server, "/body", code=code, format=form, language="en")
            equal(normal(one, form), normal(real(other, f"/make{code}", form, "en"), form), f"{code} as {form}")
            bare = see(server, "/body", code=code, format=form, language="en", samples="no")
            assert normal(bare, form) != normal(one, form), f"{name} is not seen"
    server = httpd(PLACE + '<Location "/post">\nAllowMethods POST\n</Location>\n')
    for form in TYPES:
        one = see(server, "/body", code=405, format=form, language="en")
        equal(normal(one, form), normal(real(server, "/post", form, "en"), form), f"405 as {form}")
    server = httpd(PLACE + "StatusPagesRetryAfter 503 3600\n")
    equal(json.loads(see(server, "/body", code=503, format="json").text)["retry_after"], 3600, "retry_after")


@case("the form shows the choice, links to the page, and is in one language")
def _():
    server = httpd(PLACE)
    text = form_page(see(server, code=410, language="de", format="text", theme="night", at="/shop/a b"))
    equal(re.findall(r'<option value="([^"]*)" selected', text), ["410", "de", "text", "night"], "selected")
    assert 'name="at" value="/shop/a b"' in text
    link = html.unescape(re.search(r'<a href="([^"]+)">Open', text)[1])
    where = urllib.parse.urljoin("http://localhost/see", link)
    answer = ask(server, where[len("http://localhost"):])
    equal(answer.get("Content-Type"), "text/plain; charset=utf-8", "Content-Type")
    assert answer.text.startswith("Error 410: Gone")
    equal(re.findall(r'<option value="([^"]*)" selected', see(server).text), ["404", "html"], "the usual")
    form_page(see(server, "/"))
    codes = [int(code) for code in re.findall(r'<option value="(\d+)"', text)]
    equal(codes, [code for code in sorted(listing()) if code >= 400], "codes")


@case("whatever is none of the choices is refused, and nothing is reflected unescaped")
def _():
    server = httpd(PLACE)
    for choice in ({"code": "399"}, {"code": "1000"}, {"code": "4o4"}, {"code": "+404"}, {"code": "404 "},
                   {"language": "xx"}, {"language": "<b>"}, {"format": "pdf"}, {"theme": "../default"},
                   {"theme": "nope"}, {"samples": "maybe"}, {"at": "shop"}, {"at": "//evil.test/"},
                   {"at": "http://evil.test/"}, {"at": "/a\nb"}, {"at": "/a\x7f"}, {"at": "/" + "a" * 600}):
        for path in ("", "/body"):
            answer = see(server, path, **choice)
            equal(answer.status, 400, f"{choice}")
            assert "evil" not in answer.text and "<b>" not in answer.text
    attack = '/"><script>alert(1)</script>{{title}}&amp;'
    for path in ("", "/body"):
        answer = see(server, path, at=attack)
        equal(answer.status, 200, "status")
        assert "<script" not in answer.text, answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{title}}&amp;amp;" in see(server, at=attack).text
    for path in ("/body/", "/bodyx", "/404", "/body/x"):
        equal(see(server, path).status, 404, path)
    # an encoding that is none is as if nothing were chosen
    equal(ask(server, "/see?at=%zz&code=%").status, 200, "status")


@case("who may not ask at an address learns nothing of it, who may not see the preview sees nothing")
def _():
    secret = """
<Location "/secret">
Require all denied
StatusPagesSite name "Top secret project"
</Location>
<Location "/members">
AuthType Basic
AuthName members
AuthUserFile "@ROOT@/users"
Require valid-user
StatusPagesSite name "Members only"
</Location>
RedirectMatch 503 ^/gone/
"""
    # ann, password "pw": crypt by SHA1 as htpasswd -s writes it
    server = httpd(PLACE + secret, files={"users": "ann:{SHA}HmmMyI/BQ9xmXaqbSkzbgZEoB2A=\n"})
    for at in ("/secret", "/secret/", "/secret/x", "//secret"[1:], "/see/../secret", "/members", "/gone/x"):
        for path in ("", "/body"):
            answer = see(server, path, at=at)
            equal(answer.status, 403, f"{at}")
            assert "Top secret" not in answer.text and "Members" not in answer.text
            equal(answer.get("WWW-Authenticate"), None, "no challenge of another place")
    assert "Members" not in see(server, "/body").text
    server = httpd(PLACE.replace("Require local", "Require all denied"))
    page(see(server), 403)
    page(see(server, "/body", code=500), 403)


@case("an .htaccess file of another virtual host opens no preview")
def _():
    server = httpd("""
<VirtualHost 127.0.0.1:@PORT@>
ServerName a.test
""" + PLACE.replace("Require local", "Require all denied") + """
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT@>
ServerName b.test
<Directory "@ROOT@/htdocs">
AllowOverride FileInfo
</Directory>
</VirtualHost>
""", files={"htdocs/see/.htaccess": "SetHandler statuspages-preview\n", "htdocs/see/body": "the file\n"})
    equal(see(server, host="a.test").status, 403, "status")
    equal(see(server, "/body", host="b.test").text, "the file\n", "body")


@case("where no page of ours is sent, the form says why and there is no body")
def _():
    conf = PLACE + """
<Location "/off">
StatusPages Off
</Location>
<Location "/some">
StatusPagesCodes 5xx
</Location>
<Location "/env">
SetEnv no-statuspages 1
</Location>
<Location "/own">
ErrorDocument 404 "ours"
</Location>
"""
    server = httpd(conf)
    for at, word in (("/off", "StatusPages"), ("/some", "StatusPagesCodes"), ("/env", "no-statuspages"),
                     ("/own", "ErrorDocument")):
        text = form_page(see(server, at=at, code=404))
        assert word in text and "<pre>" not in text and "Open the page" not in text, at
        equal(see(server, "/body", at=at, code=404).status, 404, at)
    assert "<pre>" in see(server, at="/some", code=500).text


@case("variables are those that SetEnvIf gives the address and a plain request, not the preview and its visitor")
def _():
    need("mod_setenvif")
    server = httpd(PLACE + """
SetEnvIf Request_URI "^/api/" no-statuspages
SetEnvIf Request_URI "^/see" no-statuspages
SetEnvIf Request_URI "^/feed/" prefer-format=json
SetEnvIf Request_URI "^/both/" prefer-language=fr
SetEnvIf User-Agent "Mozilla" prefer-language=fr
<Location "/de/">
SetEnvIf Request_URI "^" prefer-language=de
</Location>
<Location "/both/">
SetEnv prefer-language ja
</Location>
""")
    text = form_page(see(server, at="/api/x", code=404))
    assert "no-statuspages" in text and "<pre>" not in text, text
    equal(see(server, "/body", at="/api/x", code=404).status, 404, "body")
    for at, form in (("/x", "html"), ("/feed/x", "json"), ("/de/x", "html"), ("/both/x", "html")):
        one = see(server, "/body", at=at, code=404, format="html", language="en", samples="no",
                  headers={"User-Agent": "Mozilla/5.0"})
        other = real(server, at, "html", "en")
        equal(one.status, 200, at)
        equal(one.get("Content-Language"), other.get("Content-Language"), f"language of {at}")
        equal(normal(one, form), normal(other, form), f"preview of {at}")


@case("a preview runs no handler, is in no error log and is kept by nobody")
def _():
    server = httpd(PLACE, files={"htdocs/run.cgi": "#!/bin/sh\ntouch @ROOT@/logs/ran\necho\n"})
    before = len(server.log())
    for code in (404, 500, 503):
        for path in ("", "/body"):
            answer = see(server, path, at="/run.cgi", code=code)
            equal(answer.status, 200, "status")
            equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
            equal(answer.get("Retry-After"), None, "Retry-After of the preview itself")
    assert not (server.root / "logs/ran").exists(), "the script has run"
    equal([line for line in server.log()[before:].splitlines() if "sent the page" in line], [], "log")


@case("HEAD has the headers of GET, other methods get 405 with Allow")
def _():
    server = httpd(PLACE)
    for path in ("", "/body"):
        one, other = [see(server, path, method=method, code=404, format="json") for method in ("GET", "HEAD")]
        heads = [[pair for pair in answer.headers if pair[0] != "Date"] for answer in (one, other)]
        equal(heads[1], heads[0], "headers")
        equal(other.body, b"", "body")
        answer = see(server, path, method="POST")
        equal(answer.status, 405, "POST")
        equal(answer.tokens("Allow"), {"get", "head"}, "Allow")


@case("what this visitor sends is not part of the preview, but the language of the browser is the usual choice")
def _():
    server = httpd(PLACE)
    plain = normal(see(server, "/body", code=404, language="en"), "html")
    for fields in ({"Referer": "http://localhost/x"}, {"Sec-Fetch-Dest": "image"}, {"User-Agent": "git/2"},
                   {"Accept": "image/png"}, {"Accept-Encoding": "gzip"}):
        equal(normal(see(server, "/body", code=404, language="en", headers=fields), "html"), plain, f"with {fields}")
    equal(see(server, "/body", headers={"Accept-Language": "fr"}).get("Content-Language"), "fr", "language")


@case("HTTP/2 gives the same preview")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        return
    server = httpd(PLACE + "Protocols h2c http/1.1\n")
    one = h2(server, "/see/body?code=503")
    equal(one.status, 200, "status")
    equal(normal(one, "html"), normal(ask(server, "/see/body?code=503"), "html"), "body")


@case("the form may be sent, and the policy allows its style and nothing else")
def _():
    policy = see(httpd(PLACE)).get("Content-Security-Policy")
    assert "form-action 'self'" in policy and "default-src 'none'" in policy, policy
    assert "form-action 'none'" in see(httpd(PLACE), "/body").get("Content-Security-Policy")


@case("httpd does not start where the handler has no address")
def _():
    server = Server("SetHandler statuspages-preview\n")
    code, said = server.check()
    assert code and server.place("SetHandler statuspages-preview") in said, said
