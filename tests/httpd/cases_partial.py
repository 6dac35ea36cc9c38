# SPDX-License-Identifier: Apache-2.0
"""Languages that lack texts.  Only for the build of tests/checks/partial.sh, where Catalan has
only the texts that the page of 410 needs, and 487 has no translations."""

import pathlib
import re

from checks import case, equal, heading, page
from client import ask
from server import REPOSITORY, httpd

TESTS = pathlib.Path(__file__).resolve().parent.parent
BOTH = "ca,es;q=0.9"


def text(language, key):
    """From the translators' own file."""
    path = {"ca": TESTS / "checks/partial/ca.po"}.get(
        language, REPOSITORY / f"mod_statuspages/catalog/po/{language}.po")
    return re.search(rf'^msgctxt "{key}"\nmsgid ".*"\nmsgstr "(.*)"$', path.read_text("utf-8"), re.M)[1]


def site():
    return httpd("""
Redirect gone /gone
Redirect 503 /busy
Redirect 487 /tea
StatusPagesLanguageLinks On
<Location /catalan>
    StatusPagesLanguages ca
    Redirect gone
</Location>
<Location /catalan/nope>
    Redirect 404
</Location>
<Location /shop>
    StatusPagesLanguages ca es
    StatusPagesText 404 ca title "Propi"
    StatusPagesText 404 * do1 "Ring us."
</Location>
<Location /shop/gone>
    Redirect gone
    StatusPagesText 410 ca title "Propi"
</Location>
""")


def answer_in(language, path, status, field, **more):
    answer = ask(site(), path, {"Accept-Language": field, **more} if field else more)
    page(answer, status, language=language)
    assert f'<html lang="{language}" dir="ltr">' in answer.text, answer.text[:120]
    return answer


@case("a language is chosen for the codes that it has all texts of")
def _():
    answer = answer_in("ca", "/gone", 410, BOTH)
    equal(heading(answer), text("ca", "410/title"), "heading")
    for key in ("410/what", "410/do/1", "ui/actions", "ui/languages", "ui/home"):
        assert text("ca", key) in answer.text, key
    for english in ("Home page", "What you can do", "This page has been removed"):
        assert english not in answer.text, english


@case("the visitor's next language comes before English for the other codes")
def _():
    for path, status in (("/nope", 404), ("/busy", 503)):
        answer = answer_in("es", path, status, BOTH)
        equal(heading(answer), text("es", f"{status}/title"), "heading")
        assert text("ca", "ui/home") not in answer.text, "two languages"
    for field in ("ca", "ca, de;q=0", "ca-ES"):
        answer_in("en", "/nope", 404, field)


@case("text is in the language that was chosen and names it; what is for programs, in English")
def _():
    for path, language in (("/gone", "ca"), ("/nope", "es")):
        answer = ask(site(), path, {"Accept-Language": BOTH, "Accept": "text/plain"})
        equal(answer.get("Content-Language"), language, "text")
        assert "accept-language" in answer.tokens("Vary"), answer
        assert text(language, f"{410 if language == 'ca' else 404}/title") in answer.text, answer
        for accept in ("application/json", "application/problem+xml", "text/markdown"):
            answer = ask(site(), path, {"Accept-Language": BOTH, "Accept": accept})
            equal(answer.get("Content-Language"), "en", accept)


@case("a status without translations is in English, whoever asks")
def _():
    for field in ("de", BOTH, "", "fr-CA,fr;q=0.8"):
        answer = answer_in("en", "/tea", 487, field)
        equal(heading(answer), "There is no tea left", "heading")


@case("StatusPagesLanguages with one language that lacks texts falls to English")
def _():
    answer_in("ca", "/catalan", 410, "de")
    answer_in("en", "/catalan/nope", 404, BOTH)


@case("where nothing fits, it is the first of StatusPagesLanguages that is there")
def _():
    for field in ("", "de", "*"):
        answer_in("es", "/shop/nope", 404, field)
        answer_in("ca", "/shop/gone", 410, field)


@case("links lead to the languages that the page is there in")
def _():
    assert 'hreflang="ca"' not in answer_in("en", "/nope", 404, "en").text
    assert 'hreflang="ca"' in answer_in("en", "/gone", 410, "en").text
    assert 'hreflang="' not in answer_in("en", "/tea", 487, "en").text
    answer_in("ca", "/gone?statuspages-language=ca", 410, "es")
    answer_in("es", "/nope?statuspages-language=ca", 404, "es")


@case("a text of StatusPagesText does not make up for the texts that a language lacks")
def _():
    answer = answer_in("es", "/shop/nope", 404, BOTH)
    equal(heading(answer), text("es", "404/title"), "heading")
    assert "Ring us." in answer.text, "the text for all languages"
    equal(heading(answer_in("ca", "/shop/gone", 410, BOTH)), "Propi", "heading")


@case("a language that lacks the heading of suggestions leaves them out, and nothing else")
def _():
    server = httpd("StatusPagesSuggest pages.txt\nRedirect gone /docs/instal\n",
                   files={"pages.txt": "/docs/install\n"})
    for language, count in (("ca", 0), ("es", 1)):
        answer = page(ask(server, "/docs/instal", {"Accept-Language": language}), 410, language=language)
        equal(answer.text.count('href="/docs/install"'), count, f"suggestions in {language}")
        equal("You may" in answer.text, False, "English")
    document = ask(server, "/docs/instal", {"Accept-Language": "ca", "Accept": "application/json"}).text
    assert '"/docs/install"' in document, document
