# SPDX-License-Identifier: Apache-2.0
"""The static build: every page by the parsers of its format, and the gallery in a browser."""

import html.parser
import json
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

from common import NAME, REPOSITORY, built, case, equal, folder, need, static
from promises import titles

LANGUAGES = REPOSITORY / "mod_statuspages/catalog/languages.def"
VOID = set("meta link br hr img input".split())


class Balanced(html.parser.HTMLParser):
    """Fails unless every element is closed in order."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        equal(self.open.pop(), tag, "closed element")


def everything():
    return static("--site-name", NAME)


def pages(suffix):
    """(language, code, text) of all pages with this suffix."""
    found = sorted((everything().folder / "default").glob(f"*/*.{suffix}"))
    assert found, f"no page ends in .{suffix}"
    for path in found:
        yield path.parent.name, int(path.stem), path.read_text(encoding="utf-8")


@case("there is a page for every code, language and format")
def _():
    languages = {path.name for path in (everything().folder / "default").iterdir()}
    tags = set(re.findall(r'^LANGUAGE\("([^"]+)"', LANGUAGES.read_text(encoding="utf-8"), re.M))
    equal(languages, tags, "languages")
    codes = {code for _, code, _ in pages("html")}
    # What RFC 9110 and its companions register, but for codes that are reserved or historic.
    registered = set(range(400, 418)) | {421, 422, 423, 425, 426, 428, 429, 431, 451} | set(range(500, 508)) | {511}
    assert registered <= codes, registered - codes
    for suffix in ("html", "json", "xml", "txt", "md"):
        equal(len(list(pages(suffix))), len(tags) * len(codes), suffix)


@case("each HTML page is balanced, in its language, and says its title")
def _():
    for language, code, text in pages("html"):
        parser = Balanced()
        parser.feed(text)
        equal(parser.open, [], f"left open in {language}/{code}")
        assert f'<html lang="{language}"' in text, (language, code)
        wanted = titles(language).get(code)
        assert not wanted or f"<h1>{wanted}</h1>" in text, (language, code, wanted)


@case("each problem document can be parsed, says its status, and is the same in each language")
def _():
    first = {}
    for language, code, text in pages("json"):
        problem = json.loads(text)
        equal(problem["status"], code, f"status in {language}/{code}")
        equal(text, first.setdefault(code, text), f"document in {language}/{code}")
    for language, code, text in pages("xml"):
        root = ElementTree.fromstring(text)
        equal(root.findtext("{urn:ietf:rfc:7807}status"), str(code), f"status in {language}/{code}")


def opened(gallery, query):
    """The gallery as a browser has it, from the file itself, with this in its address."""
    need("chromium")
    run = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu",
                          f"--user-data-dir={folder()}", "--virtual-time-budget=6000", "--dump-dom",
                          f"file://{gallery}/index.html#{urllib.parse.urlencode(query)}"],
                         capture_output=True, text=True, timeout=100)
    return run.stdout


@case("the gallery shows what is searched for, without a server")
def _():
    gallery = static("--codes", "404,429,503", "--languages", "en,de,ar,zh-Hant", "--formats", "html,json").folder
    for query, wanted in (({}, {"100", "301", "404", "429", "503"}), ({"find": "429"}, {"429"}),
                          ({"find": "NICHT GEFUNDEN"}, {"404"}), ({"find": "العربية 503"}, {"503"}),
                          ({"class": "3"}, {"301"}), ({"find": "no such page xyzzy"}, set())):
        text = opened(gallery, query)
        codes = set(re.findall(r'<a href="#[^"]*code=(\d+)', text))
        assert wanted <= codes and bool(wanted) == bool(codes), f"{query}: {sorted(codes)}"
        assert ('id="none" hidden' in text) == bool(wanted), "the word that nothing was found"
    text = opened(gallery, {"code": "404", "language": "ar"})
    links = re.findall(r'<a href="(default/[^"]+)"', text)
    equal(links, ["default/ar/404.html", "default/ar/404.json"], "files of a page")
    for name in links:
        assert (gallery / name).exists(), name
    themes = built("static", "--codes", "404", "--languages", "en,de").folder
    names = {path.name for path in themes.iterdir() if path.is_dir()}
    equal(names, {path.parent.name for path in (REPOSITORY / "templates").glob("*/page.html")}, "built-in themes")
    for name in sorted(names):
        text = opened(themes, {"theme": name, "code": "404"})
        assert f'<a href="{name}/en/404.html"' in text, name


@case("--cache: the README says which pages may be kept")
def _():
    for options, wanted in (((), ["no-store"]),
                            (("--cache", "404=120,4xx=7", "--codes", "403,404,410"),
                             ["no-store", "max-age=120 for 404", "max-age=7 for 410"])):
        text = static("--languages", "en", *options).read("README.md").decode()
        equal(re.findall(r"^Cache-Control: (.*)$", text, re.M), wanted, f"Cache-Control with {options}")
