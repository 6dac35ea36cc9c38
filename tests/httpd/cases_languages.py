# SPDX-License-Identifier: Apache-2.0
"""Which language an answer is in, and which words: the directives, and every row of
tests/unit/languages.rows through the real server."""

import codecs
import pathlib
import re

from checks import case, equal, heading, markdown, page, plain, problem, problem_xml
from client import ask, build, one
from server import Server, httpd, need

ROWS = pathlib.Path(__file__).resolve().parent.parent / "unit" / "languages.rows"
RTL = {"ar", "fa", "he", "ur"}


def rows():
    text = ROWS.read_text(encoding="utf-8")
    found = re.findall(r'^CHOICE\("((?:[^"\\]|\\.)*)", "([^"]+)"\)$', text, re.M)
    assert len(found) == text.count("\nCHOICE("), "a row was not read"
    return [(codecs.escape_decode(field.encode())[0].decode("latin-1"), tag)
            for field, tag in found]


def site():
    return httpd("""
<Location /german>
    StatusPagesLanguages de en
</Location>
<Location /german/all>
    StatusPagesLanguages fr all
</Location>
<Location /prefers>
    SetEnv prefer-language ja
</Location>
""")


def language_of(server, field, path="/nope", **more):
    fields = {"Accept-Language": field} if field else {}
    # A page's own fields have an Accept-Language.
    return ask(server, path, {**fields, **more}, page=bool(field)).get("Content-Language")


@case("Accept-Language gives the language that the table says")
def _():
    server, wrong = site(), []
    for field, tag in rows():
        got = language_of(server, field)
        if got != tag:
            wrong.append(f"{field!r}: {got}, expected {tag}")
    assert not wrong, "\n".join(wrong)


@case("every format names the language that it is in, and its direction")
def _():
    server = site()
    for tag in ("de", "ar", "zh-Hant", "ur", "ga"):
        fields = {"Accept-Language": tag}
        answer = page(ask(server, "/nope", fields), 404, language=tag)
        direction = "rtl" if tag in RTL else "ltr"
        assert f'<html lang="{tag}" dir="{direction}">' in answer.text, answer.text[:120]
        answer = plain(ask(server, "/nope", {**fields, "Accept": "text/plain"}), 404)
        equal(answer.get("Content-Language"), tag, "text")
        assert "accept-language" in answer.tokens("Vary"), answer


@case("what is for programs is in English and the same for all, and no cache keeps one for each language")
def _():
    server = httpd("StatusPagesLanguages de all\nRedirect 405 /method\n")
    for accept, check in (("application/json", problem), ("application/problem+xml", problem_xml),
                          ("text/markdown", markdown)):
        for tag in ("de", "ar", "en", "", None):
            answer = ask(server, "/method", {"Accept": accept, "Accept-Language": tag})
            check(answer, 405)
            assert "This method is not allowed for this address." in answer.text, answer
            equal(answer.get("Content-Language"), "en", f"{accept} for {tag}")
    assert 'xml:lang="en"' in ask(server, "/method", {"Accept": "application/xml", "Accept-Language": "de"}).text


@case("text is for programs where no browser asks and nobody names text, else in the visitor's language")
def _():
    server = httpd("StatusPagesLanguages de all\n")
    for fields, tag in (({"User-Agent": "curl/8.14"}, "en"),
                        ({"User-Agent": "curl/8.14", "Accept": "*/*", "Accept-Language": "fr"}, "en"),
                        ({"User-Agent": "curl/8.14", "Accept": "text/plain"}, "de"),
                        ({"User-Agent": "curl/8.14", "Accept": "text/plain", "Accept-Language": "fr"}, "fr"),
                        ({"Accept": "*/*"}, "en"), ({}, "de")):
        answer = plain(ask(server, "/nope", fields, page=False), 404, "Not Found")
        equal(answer.get("Content-Language"), tag, f"language for {fields}")
        equal("accept-language" in answer.tokens("Vary"), tag != "en", f"Vary for {fields}: {answer.all('Vary')}")
        equal("Nothing was found at this address" in answer.text.replace("\n", " "), tag == "en", "words")


@case("StatusPagesLanguages chooses the languages, their order and the default")
def _():
    server = site()
    for field, tag in (("", "de"), ("en", "en"), ("fr", "de"), ("gsw", "de"), ("*", "de"),
                       ("de;q=0, *", "en")):
        equal(language_of(server, field, "/german/nope"), tag, f"/german with {field!r}")
    for field, tag in (("", "fr"), ("xx", "fr"), ("pl", "pl"), ("de", "de")):
        equal(language_of(server, field, "/german/all/nope"), tag, f"/german/all with {field!r}")


@case("the variable prefer-language comes before the field")
def _():
    need("env")
    server = site()
    equal(language_of(server, "de", "/prefers/nope"), "ja", "language")


@case("an early error without fields is in the site's default language")
def _():
    server = httpd("StatusPagesLanguages sv all\n")
    answer = one(server.port, b"\x01\x02 garbage\r\n\r\n")
    equal((answer.status, answer.get("Content-Language")), (400, "sv"), "garbage")


@case("10,000 bytes and 500 elements of Accept-Language do no harm")
def _():
    server = httpd("LimitRequestFieldSize 20000\n")
    equal(language_of(server, "de," + "xx," * 3300), "de", "long, first named")
    equal(language_of(server, "xx," * 3300 + "de"), "en", "long, last named")
    equal(language_of(server, ",".join(f"x{i % 10}" for i in range(500))), "en", "500")


@case("StatusPagesText replaces one text of one code or class in one language")
def _():
    server = httpd("""
StatusPagesText 404 de title "Hier <ist> nichts"
StatusPagesText 4xx * do1 "Ring us & ask."
StatusPagesText 404 en lasts ""
<Location /shop>
    StatusPagesText 404 en title "No such product"
    StatusPagesText 404 en what "Maybe it is sold out."
</Location>
""")
    answer = ask(server, "/nope", {"Accept-Language": "de"})
    equal(heading(answer), "Hier <ist> nichts", "German heading")
    assert "<ist>" not in answer.text
    assert "Ring us &amp; ask." in answer.text
    answer = ask(server, "/shop/nope", {"Accept-Language": "en"})
    equal(heading(answer), "No such product", "heading in /shop")
    assert "Maybe it is sold out." in answer.text and "Ring us &amp; ask." in answer.text
    answer = ask(server, "/shop/nope", {"Accept-Language": "de"})
    equal(heading(answer), "Hier <ist> nichts", "German heading in /shop")
    assert "Ring us" not in ask(server, "/nope", {"Accept": "application/json"}).text, "in JSON"
    assert "Ring us" not in ask(server, "/cgi/nothing.cgi").text, "of a 500"


@case("StatusPagesText detail and advice1 are for programs only, and in English")
def _():
    server = httpd("""
StatusPagesText 404 en detail "No product has <this> number."
StatusPagesText 4xx * advice1 "Search by name."
""")
    document = problem(ask(server, "/nope", {"Accept": "application/json", "Accept-Language": "de"}), 404)
    equal(document["detail"], "No product has <this> number.", "detail")
    equal(document["advice"][0], "Search by name.", "first step")
    assert len(document["advice"]) == 2, document
    answer = markdown(ask(server, "/nope", {"Accept": "text/markdown"}), 404)
    assert "\nNo product has &lt;this&gt; number.\n" in answer.text and "\n- Search by name.\n" in answer.text, answer
    for accept in ("text/html", "text/plain"):
        answer = ask(server, "/nope", {"Accept": accept})
        assert "No product" not in answer.text and "Search by name" not in answer.text, answer


@case("a wrong language, field or code of these directives is told when the server starts")
def _():
    for line, words in (("StatusPagesLanguages tlh", '"tlh"'),
                        ("StatusPagesLanguages", "at least one"),
                        ('StatusPagesText 404 tlh title "x"', '"tlh"'),
                        ('StatusPagesText 404 en titel "x"', '"titel"'),
                        ('StatusPagesText 404 de detail "x"', "use en or *"),
                        ('StatusPagesText 404 en advice4 "x"', '"advice4"'),
                        ('StatusPagesText 200 en title "x"', '"200"'),
                        ("StatusPagesText 404 en title", "needs a code")):
        code, said = Server(line + "\n").check()
        assert code and words in said and line.split()[0] in said, f"{line}: {said}"


@case("a request that names no language gets the default on HTTP/1.0 too")
def _():
    server = httpd("StatusPagesLanguages nl all\n")
    answer = one(server.port, build("GET", "/nope", {}, version="HTTP/1.0"))
    equal(answer.get("Content-Language"), "nl", "language")


@case("StatusPagesLanguageLinks adds links that lead to the page in another language")
def _():
    server = httpd("StatusPagesLanguageLinks On\nStatusPagesLanguages en de ar zh-Hant\n")
    answer = page(ask(server, "/nope?x=<i>", {"Accept-Language": "en"}), 404)
    links = re.findall(r'<a href="([^"]+)" lang="([^"]+)" hreflang="([^"]+)"', answer.text)
    equal([link[1] for link in links], ["de", "ar", "zh-Hant"], "languages")
    for href, tag, hreflang in links:
        equal(hreflang, tag, "hreflang")
        answer = ask(server, "/nope" + href, {"Accept-Language": "en"})
        equal(answer.get("Content-Language"), tag, href)
    # not offered, not a language, not a page that a GET repeats
    for path in ("/nope?statuspages-language=fr", "/nope?statuspages-language=<b>"):
        equal(language_of(server, "de", path), "de", path)
    assert "hreflang" not in ask(server, "/nope", method="POST", body=b"x").text, "after a POST"
    assert "hreflang" not in ask(site(), "/nope?statuspages-language=de").text, "off by default"
    equal(language_of(site(), "fr", "/nope?statuspages-language=de"), "fr", "off by default")
