# SPDX-License-Identifier: Apache-2.0
"""SetHandler statuspages-reference: what each status code means."""

import csv
import html
import json
import re
import subprocess
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

from checks import STOCK, case, equal, heading, listing, page, problem, visible
from client import ask, h2
from server import COMMAND, MPM, REPOSITORY, Server, httpd, need

PLACE = """
<Location "/codes">
SetHandler statuspages-reference
</Location>
"""
# IANA's registry, as the command's tests have it.
REGISTRY = {int(row[0]): row[1] for row in csv.reader(
    (REPOSITORY / "tests/cli/iana.tsv").read_text().splitlines(), delimiter="\t") if row and row[0].isdigit()}


def get(path="/codes", accept="text/html", language="en", conf=PLACE, **more):
    return ask(httpd(conf), path, {"Accept": accept, "Accept-Language": language}, page=False, **more)


def document(answer, kind="text/html; charset=utf-8", language="en"):
    """What holds for every page of the reference."""
    equal(answer.status, 200, "status")
    equal(answer.get("Content-Type"), kind, "Content-Type")
    equal(answer.get("Content-Language"), language, "Content-Language")
    equal(answer.get("Cache-Control"), "max-age=3600", "Cache-Control")
    equal(answer.get("X-Content-Type-Options"), "nosniff", "nosniff")
    assert answer.tokens("Vary") >= {"accept", "accept-language"}, answer.all("Vary")
    return answer


def languages():
    run = subprocess.run([COMMAND, "languages"], capture_output=True, text=True, timeout=20, check=True)
    return [line.split()[0] for line in run.stdout.splitlines()]


@case("/codes and /codes/ list every registered code with its phrase, each with an anchor and an address")
def _():
    for path, folder in (("/codes", "./codes/"), ("/codes/", "")):
        text = document(get(path)).text
        words = visible(text)
        for code, phrase in REGISTRY.items():
            assert f'id="{code}"' in text, f"no anchor {code}"
            assert f'href="{folder}{code}"' in text, f"no link to {code} from {path}"
            assert f"{code} {phrase}" in words, f"{code} {phrase}"
        ids = re.findall(r'id="([^"]+)"', text)
        equal(len(ids), len(set(ids)), "anchors")
        for anchor in re.findall(r'href="#([^"]+)"', text):
            assert anchor in ids, f"#{anchor} leads nowhere"
        equal([one for one in ids if one.endswith("xx")], ["1xx", "2xx", "3xx", "4xx", "5xx"], "classes")


@case("the links of the list, resolved as a browser does, lead to a page about that code")
def _():
    for path in ("/codes", "/codes/"):
        text = get(path).text
        links = [urllib.parse.urljoin(f"http://localhost{path}", link)
                 for link in re.findall(r'<dt[^>]*><a href="([^"]+)"', text)]
        equal(len(links), len(listing()), "links")
        for link in links[::10]:
            answer = document(get(urllib.parse.urlparse(link).path))
            assert heading(answer).startswith(link[-3:] + " "), heading(answer)
            back = re.search(r'<nav[^>]*>\s*<p><a href="([^"]+)"', answer.text)[1]
            equal(urllib.parse.urljoin(link, back), "http://localhost/codes/", "the way back")


@case("the page of a code has its meaning, advice, cause, the note for the owner and its RFC")
def _():
    answer = document(get("/codes/404"))
    words = visible(answer.text)
    explained = json.loads(subprocess.run(
        [COMMAND, "explain", "404", "--format", "json"], capture_output=True, timeout=20, check=True).stdout)
    equal(heading(answer), "404 Not Found", "heading")
    for text in ("Page not found", "The page may have moved or been removed.", explained["owner_note"],
                 "If you typed the address, check the spelling.",
                 "Possible cause", "Your request", "This site", "RFC 9110 15.5.5"):
        assert text in words, f"lacks {text!r}"
    assert 'href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5"' in answer.text
    assert re.search(r'<p lang="en" dir="ltr">404 does not say', answer.text), "the note is English"


@case("the note for the owner is in the language of the page, or marked as English")
def _():
    notes = (REPOSITORY / "mod_statuspages/catalog/po/owner/es.po").read_text(encoding="utf-8")
    spanish = re.search(r'^msgctxt "404/owner"\nmsgid ".*"\nmsgstr "(.+)"$', notes, re.M)[1]
    words = document(get("/codes/404", language="es"), language="es").text
    assert f"<p>{spanish}</p>" in words, "the Spanish note"
    assert "404 does not say" not in words
    words = document(get("/codes/404", language="ga"), language="ga").text
    assert '<p lang="en" dir="ltr">404 does not say' in words, "there are no Irish notes"


@case("every code has a page, and the codes that nobody knows have none")
def _():
    for code, row in listing().items():
        answer = document(get(f"/codes/{code}"))
        equal(heading(answer), f"{code} {row['phrase']}", "heading")
    for path in ("/codes/419x", "/codes/799", "/codes/000", "/codes/40", "/codes/4040", "/codes/404/", "/codes/x",
                 "/codes/404.exe", "/codes/404.", "/codes/%34%30%34%00", "/codes/404/404"):
        equal(get(path).status, 404, path)
    page(get("/codes/x"), 404)


@case("JSON is a list of what explain and list say of each code")
def _():
    rows = json.loads(document(get(accept="application/json"), "application/json").text)
    equal([row["status"] for row in rows], sorted(listing()), "codes")
    for row in rows:
        code = row["status"]
        explained = json.loads(subprocess.run(
            [COMMAND, "explain", str(code), "--format", "json"], capture_output=True, timeout=20,
            check=True).stdout)
        explained.pop("timestamp")
        explained.pop("home", None)
        row.pop("home", None)
        for name, value in explained.items():
            equal(row.get(name), value, f"{name} of {code}")
        for name in ("origin", "registered", "lasts", "retry", "error_name", "error_category"):
            equal(row.get(name), listing()[code][name], f"{name} of {code}")
        equal(row.get("fault", []), listing()[code]["fault"], f"fault of {code}")
        equal(json.loads(get(f"/codes/{code}", "application/json").text)["title"], row["title"], "one")


@case("XML is well formed and has the members of JSON")
def _():
    root = ElementTree.fromstring(document(get(accept="application/xml"), "application/xml; charset=utf-8").body)
    rows = json.loads(get(accept="application/json").text)
    equal(len(root), len(rows), "codes")
    for one, row in zip(root, rows):
        equal({child.tag.split("}")[1] for child in one}, set(row), "members")


@case("text and Markdown list all codes")
def _():
    text = document(get(accept="text/plain"), "text/plain; charset=utf-8").text
    lines = text.splitlines()
    for code, phrase in REGISTRY.items():
        assert any(line.startswith(f"{code} {phrase}: ") for line in lines), code
    markdown = document(get(accept="text/markdown"), "text/markdown; charset=utf-8").text
    for code in REGISTRY:
        assert f"](./codes/{code})" in markdown, code
    assert "Error" not in document(get("/codes/404", "text/plain"), "text/plain; charset=utf-8").text[:40]


@case("Markdown of a code says each thing once, and the address of its source has no escapes")
def _():
    text = document(get("/codes/404", "text/markdown"), "text/markdown; charset=utf-8").text
    equal(text.count("Not Found"), 1, "the phrase")
    assert "](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5)" in text, text
    index = document(get(accept="text/markdown"), "text/markdown; charset=utf-8").text
    line = next(one for one in index.splitlines() if "/404)" in one)
    equal(line.count("Not Found"), 1, "the phrase in the list")


@case("the ending of an address names a format")
def _():
    for ending, kind in ((".json", "application/json"), (".html", "text/html; charset=utf-8"),
                         (".txt", "text/plain; charset=utf-8"), (".text", "text/plain; charset=utf-8"),
                         (".md", "text/markdown; charset=utf-8"), (".xml", "application/xml; charset=utf-8")):
        document(get("/codes/404" + ending, accept="text/plain"), kind)
    equal(get("/codes/404.json", conf=PLACE + "StatusPagesFormats html\n").status, 404, "a format that is off")


@case("all languages: one and the same language in a page, under 60 kB, without English beside what is marked")
def _():
    for language in languages():
        for path in ("/codes", "/codes/404"):
            answer = document(get(path, language=language), language=language)
            assert len(answer.body) < 60_000, f"{path} in {language} has {len(answer.body)} bytes"
            text = answer.text
            assert f'<html lang="{language}"' in text
            if language != "en":
                marked = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', "", text, flags=re.S)
                for word in ("Possible cause", "All status codes", "There is no page"):
                    assert word not in marked, f"{word!r} in {language}"


@case("StatusPagesLanguages, StatusPagesLanguageLinks and prefer-language choose as on error pages")
def _():
    document(get(language="de", conf=PLACE + "StatusPagesLanguages fr en\n"), language="fr")
    document(get("/codes?statuspages-language=de", conf=PLACE + "StatusPagesLanguageLinks On\n"), language="de")
    document(get("/codes?statuspages-language=de", conf=PLACE), language="en")
    document(get(conf=PLACE + "SetEnv prefer-language ja\n"), language="ja")


@case("what only other headers or the query say changes nothing: caches may keep one page for all")
def _():
    first = get(accept="*/*")
    for fields in ({"User-Agent": "Mozilla/5.0", "Sec-Fetch-Dest": "image"}, {"X-Requested-With": "XMLHttpRequest"},
                   {"HX-Request": "true"}, {"Cookie": "a=b"}, {"Referer": "http://localhost/"},
                   {"User-Agent": "git/2.40"}):
        again = ask(httpd(PLACE), "/codes", {"Accept": "*/*", "Accept-Language": "en", **fields}, page=False)
        equal(again.body, first.body, f"page with {fields}")
    equal(get("/codes?<script>", accept="*/*").body, first.body, "page with a query")


@case("an administrator's texts, site and headers are on the pages; a site's Cache-Control stays")
def _():
    conf = PLACE + ('StatusPagesText 404 en title "<Lost> & found"\nStatusPagesSite name "A & B"\n'
                    'StatusPagesText 4xx * owner "Ask <Bob>"\n')
    for path in ("/codes", "/codes/404"):
        text = get(path, conf=conf).text
        assert "&lt;Lost&gt; &amp; found" in text and "<Lost>" not in text, path
        assert "A &amp; B" in text, path
    assert "Ask &lt;Bob&gt;" in get("/codes/404", conf=conf).text
    conf += 'StatusPagesText 404 en detail "No <such> & thing"\n'
    equal(json.loads(get("/codes/404.json", conf=conf).text)["detail"], "No <such> & thing", "detail")
    answer = get(conf=PLACE + "Header set Cache-Control private\n")
    equal(answer.get("Cache-Control"), "private", "Cache-Control")
    answer = get(conf=PLACE + "StatusPagesHeaders Off\n")
    equal(answer.get("Content-Security-Policy"), None, "policy")


@case("the policy allows the style of the page and nothing else")
def _():
    import base64
    import hashlib
    for path in ("/codes", "/codes/404"):
        answer = get(path)
        styles = re.findall(r"<style>(.*?)</style>", answer.text, re.S)
        equal(len(styles), 1, "styles")
        hash_ = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
        policy = answer.get("Content-Security-Policy")
        assert f"'sha256-{hash_}'" in policy and "default-src 'none'" in policy, policy
        assert "<script" not in answer.text and "style=" not in answer.text


@case("HEAD has the headers of GET, other methods get 405 with Allow, OPTIONS is answered")
def _():
    for path in ("/codes", "/codes/404", "/codes/404.json"):
        one, other = get(path), get(path, method="HEAD")
        equal([value for value in other.headers if value[0] != "Date"],
              [value for value in one.headers if value[0] != "Date"], "headers")
        equal(other.body, b"", "body")
    for method in ("POST", "PUT", "DELETE"):
        answer = get(method=method, body=b"x")
        equal(answer.status, 405, method)
        equal(answer.tokens("Allow"), {"get", "head"}, "Allow")
    answer = get(method="OPTIONS")
    equal(answer.status, 200, "OPTIONS")
    assert {"get", "head", "options"} <= answer.tokens("Allow") and "post" not in answer.tokens("Allow"), answer


@case("the type and the documentation of a problem document lead to a page that answers 200")
def _():
    conf = PLACE + "StatusPagesProblemBase /codes/\n"
    for code in (403, 404, 410, 429, 500, 503):
        server = httpd(conf + f"RedirectMatch {code} ^/make{code}$\n")
        told = json.loads(ask(server, f"/make{code}", {"Accept": "application/json"}, page=False).text)
        for name in ("type", "documentation"):
            link = urllib.parse.urljoin(f"http://localhost/make{code}", told[name])
            answer = ask(server, urllib.parse.urlparse(link).path)
            document(answer)
            assert heading(answer).startswith(f"{code} "), heading(answer)


@case("a Location of / and one with blanks and umlauts work, and are escaped")
def _():
    conf = '<Location "/">\nSetHandler statuspages-reference\n</Location>\n'
    equal(heading(document(get("/404", conf=conf))), "404 Not Found", "heading")
    conf = '<Location "/a b&ü/all codes">\nSetHandler statuspages-reference\n</Location>\n'
    path = urllib.parse.quote("/a b&ü/all codes")
    text = document(get(path, conf=conf)).text
    link = re.search(r'href="([^"#]+404)"', text)[1]
    where = urllib.parse.urlparse(urllib.parse.urljoin("http://localhost" + path, html.unescape(link))).path
    equal(heading(document(get(where, conf=conf))), "404 Not Found", "heading")
    equal(get(path + "x", conf=conf).status, 404, "another address")


@case("a place within a place: the longest address counts, in a virtual host as well")
def _():
    conf = PLACE + """
<Location "/codes/more/">
SetHandler statuspages-reference
</Location>
<VirtualHost *:@PORT@>
ServerName a.test
<Location "/other">
SetHandler statuspages-reference
</Location>
</VirtualHost>
"""
    server = httpd(conf)
    fields = {"Accept": "text/html", "Host": "a.test"}
    equal(heading(ask(server, "/other/500", fields, page=False)), "500 Internal Server Error", "heading")
    equal(heading(ask(server, "/codes/more/404", fields, page=False)), "404 Not Found", "heading")


@case("Require keeps people out of the reference, and they get the ordinary page of 403")
def _():
    conf = PLACE.replace("SetHandler", "Require all denied\nSetHandler")
    page(get(conf=conf), 403)


@case("mod_rewrite and AddHandler can not bring the handler where it is not set")
def _():
    conf = PLACE + "RewriteEngine On\nRewriteRule ^/other$ - [H=statuspages-reference]\n"
    assert get("/other", conf=conf).status in (404, 500)
    assert "<dl>" not in get("/other", conf=conf).text


@case("httpd does not start where the handler has no address, and says line and remedy")
def _():
    for section, end in (("", ""), ("<LocationMatch ^/codes>", "</LocationMatch>"),
                         ('<Location ~ "^/codes">', "</Location>"), ('<Location "/*/codes">', "</Location>"),
                         ('<Directory "@ROOT@/htdocs">', "</Directory>"), ("<FilesMatch x>", "</FilesMatch>")):
        server = Server(f"{section}\nSetHandler statuspages-reference\n{end}\n")
        code, said = server.check()
        assert code, f"{section or 'server'}: httpd starts"
        assert server.place("SetHandler statuspages-reference") in said, said
        assert "must be in a <Location> section with a path" in said, said
    code, said = Server(PLACE.replace("reference", "referense")).check()
    assert code and "did you mean statuspages-reference?" in said, said


@case("within <If> and a nested section the address is that of the Location around it")
def _():
    conf = '<Location "/codes">\n<If "true">\nSetHandler statuspages-reference\n</If>\n</Location>\n'
    equal(heading(document(get("/codes/404", conf=conf))), "404 Not Found", "heading")


@case("HTTP/2 gives the same bytes")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        return
    server = httpd(PLACE + "Protocols h2c http/1.1\n")
    for path in ("/codes", "/codes/503"):
        one = h2(server, path)
        equal(one.status, 200, path)
        equal(one.body, ask(server, path).body, path)


@case("a graceful restart brings the handler, moves it and takes it away")
def _():
    server = Server("")
    try:
        server.start()
        for conf, places in ((PLACE, {"/codes": 200, "/else": 404}),
                             (PLACE.replace("codes", "else"), {"/codes": 404, "/else": 200}),
                             ("", {"/codes": 404, "/else": 404})):
            server.write(conf)
            server.graceful()
            for path, status in places.items():
                # a child of the generation before may answer for a moment
                for _ in range(100):
                    if ask(server, path).status == status:
                        break
                    time.sleep(0.05)
                equal(ask(server, path).status, status, path)
    finally:
        server.stop()


@case("an ErrorDocument may name a page of the reference")
def _():
    answer = get("/nope", conf=PLACE + "ErrorDocument 404 /codes/404\n")
    equal(answer.status, 404, "status")
    assert STOCK not in answer.text
    equal(heading(answer), "404 Not Found", "heading")
    equal(answer.get("Cache-Control"), None, "an error is not kept like a document")


@case("a server without the handler has no such pages")
def _():
    equal(get(conf="").status, 404, "status")
    assert problem(get("/codes/404", "application/json", conf=""), 404)
