# SPDX-License-Identifier: Apache-2.0
"""The recipes of the manual, taken out of it as they are and run."""

import json
import re

from checks import case, equal, heading, is_page, page, title
from client import ask
from server import REPOSITORY, Server, httpd

CHAPTERS = ("README.md", "mod_statuspages/module/README.md", "templates/README.md")
MANUAL = "".join((REPOSITORY / chapter).read_text() for chapter in CHAPTERS)
GERMAN = {"Accept-Language": "de"}
WORDPRESS = """#!/bin/sh
printf 'Status: 404 Not Found\\nContent-Type: text/html\\n\\n<h1>Nothing here, says the blog</h1>'
"""
BLANK = """#!/bin/sh
printf 'Status: 500 Internal Server Error\\nContent-Type: text/html\\n\\n'
"""


def recipe(name, **places):
    """The lines of a recipe, with the places that a test must choose."""
    text = MANUAL.split(f"\n### Recipe: {name}\n")[1].split("\n#")[0]
    text = text.split("```apache\n")[1].split("```")[0]
    for old, new in places.items():
        assert PLACES[old] in text, f"{PLACES[old]} is not in the recipe"
        text = text.replace(PLACES[old], new)
    return text


PLACES = {"backend": "http://127.0.0.1:8000/", "port": "*:80>", "htdocs": "/var/www/html",
          "file": "/etc/apache2/not-here.html"}


@case("every recipe of the manual is run")
def _():
    told = re.findall(r"^#+ Recipe: (\w+)$", MANUAL, re.M)
    equal(sorted(told), ["api", "brand", "host", "maintenance", "notice", "page", "php", "proxy", "words"],
          "recipes")


@case("brand: colours, logo and links are those of the site")
def _():
    server = httpd(recipe("brand"), files={"htdocs/logo.svg": "<svg/>"})
    answer = page(ask(server, "/nope", {"Accept": "text/html"}), 404)
    for part in ('<img src="/logo.svg" alt="Example Ltd">', "#7a1f5c", "#f0b8dc",
                 'href="https://www.example.org/help"', 'href="/search"'):
        assert part in answer.text, f"{part} is not on the page"
    assert "img-src 'self' data:" in answer.get("Content-Security-Policy"), str(answer)


@case("proxy: a dead backend is explained, its own words stay, bare HTML of one folder does not")
def _():
    server = httpd(recipe("proxy", backend="http://127.0.0.1:@ORIGIN@/")
                   .replace('ProxyPass "/" ', 'ProxyPass "/dead/" "http://127.0.0.1:@DEAD@/"\n'
                            'ProxyPass "/shop/" "http://127.0.0.1:@ORIGIN@/" disablereuse=on\n'
                            'ProxyPass "/" '))
    answer = page(ask(server, "/dead/x"), 503)
    equal(answer.get("Retry-After"), "120", "Retry-After")
    assert "2 minutes" in answer.text, "the time to wait is not told"
    equal(ask(server, "/json422").body, b'{"field":"name"}', "body")
    assert b"the backend says no" in ask(server, "/html404").body
    page(ask(server, "/shop/html404"), 404)
    equal(ask(server, "/shop/json422").body, b'{"field":"name"}', "body in the shop")


@case("api: problem documents below /api/, pages elsewhere")
def _():
    server = httpd(recipe("api"))
    for accept in ("text/html", "*/*", "application/json"):
        answer = ask(server, "/api/nope", {"Accept": accept})
        equal((answer.status, answer.get("Content-Type")), (404, "application/problem+json"), accept)
        document = json.loads(answer.text)
        equal(document["type"], "https://www.example.org/problems/404", "type")
        equal(document["api_version"], "3", "api_version")
    page(ask(server, "/nope", {"Accept": "text/html"}), 404)


@case("host: one virtual host is different")
def _():
    server = httpd("<VirtualHost *:@PORT@>\nServerName localhost\n</VirtualHost>\n"
                   + recipe("host", port="*:@PORT@>"))
    shop = {"Host": "shop.example.org", "Accept": "text/html"}
    answer = page(ask(server, "/nope", {**shop, "Accept-Language": "fr"}), 404, language="de")
    assert "The Shop" in answer.text
    other = page(ask(server, "/nope", {"Accept": "text/html", "Accept-Language": "fr"}), 404,
                 language="fr")
    assert "The Shop" not in other.text
    styles = [re.search(r"<style>(.*?)</style>", one.text, re.S)[1] for one in (answer, other)]
    assert styles[0] != styles[1], "both hosts have one look"


@case("php: an application's own 404 stays, its blank 500 is explained")
def _():
    server = httpd(recipe("php", htdocs="@ROOT@/htdocs"),
                   files={"htdocs/cgi/own.cgi": WORDPRESS, "htdocs/cgi/blank.cgi": BLANK})
    assert b"says the blog" in ask(server, "/cgi/own.cgi").body
    answer = page(ask(server, "/cgi/blank.cgi"), 500)
    assert 'href="/?s="' in answer.text, "no link to the search"


@case("words: one sentence in two languages, an advice in all, the rest is as it was")
def _():
    server = httpd(recipe("words"))
    wanted = {"en": "This page may have moved to our archive.",
              "de": "Diese Seite liegt vielleicht im Archiv.", "ja": None}
    stock = httpd()
    for language, words in wanted.items():
        fields = {"Accept-Language": language, "Accept": "text/html"}
        answer = page(ask(server, "/nope", fields), 404, language=language)
        assert "https://archive.example.org/" in answer.text, language
        equal(heading(answer), heading(ask(stock, "/nope", fields)), "heading")
        if words:
            assert words in answer.text, language
    equal(heading(ask(server, "/cgi/busy503.cgi", GERMAN)),
          heading(ask(stock, "/cgi/busy503.cgi", GERMAN)), "another code")


@case("page: one page of one's own in the look of the theme")
def _():
    template = re.search(r"`/etc/apache2/not-here\.html`:\n\n```html\n(.*?)```", MANUAL, re.S)[1]
    words = "StatusPagesTheme night\n" + recipe("page", file="@ROOT@/not-here.html")
    server = httpd(words, files={"not-here.html": template})
    answer = ask(server, "/nope", {"Accept": "text/html"})
    equal(answer.status, 404, "status")
    assert is_page(answer) and '<a href="/imprint">Imprint</a>' in answer.text, str(answer)
    assert "<nav" not in answer.text
    equal(heading(answer), title(404), "heading")
    other = page(ask(server, "/cgi/busy503.cgi", {"Accept": "text/html"}), 503)
    assert "Imprint" not in other.text
    styles = [re.findall(r"<style>.*?</style>", one.text, re.S) for one in (answer, other)]
    assert styles[0], "no style"
    equal(styles[0], styles[1], "style")


@case("the manual's recipes are good to apachectl configtest together with each other")
def _():
    names = ("brand", "api", "words")
    code, said = Server("\n".join(recipe(name) for name in names)).check()
    equal(code, 0, said)
