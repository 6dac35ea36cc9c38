# SPDX-License-Identifier: Apache-2.0
"""Servers that weigh Accept and Accept-Language choose what the module in httpd chooses."""

import random

from cases_haproxy import haproxy
from cases_lighttpd_magnet import magnet
from cases_together import LANGUAGES, WEIGHTS, field
from common import ask, case, equal
from rows import HTML
from server import httpd

# A browser, if Accept says nothing.
BROWSER = {"User-Agent": "Mozilla/5.0"}
TYPES = ["text/html", "application/json", "*/*", "application/vnd.a+json", "application/xhtml+xml",
         "application/problem+json", "text/html2", "TEXT/HTML", "text/json", "application/", "a/b", ""]
# One name for each format: with several the most exact decides, which HAProxy does not know.
NAMES = ["text/html", "application/json", "*/*", "text/html2", "application/json-seq", "a/b", ""]


def module(*languages):
    return httpd("StatusPagesFormats html json\n"
                 + (f"StatusPagesLanguages {' '.join(languages)}\n" if languages else ""))


def compared(server, path, chance, languages, limited):
    """Choices of the server and of the module for the same random fields."""
    wanted = module(*languages)
    seen = set()
    for _ in range(300):
        asked = {"Accept-Language": field(chance, LANGUAGES), "Accept": "text/html"}
        if not limited or not any(one.split("q=")[-1].strip(" .0,") == "" for one in
                               asked["Accept-Language"].lower().split(",") if "q=" in one):
            answer, own = (ask(one, place, asked) for one, place in ((server, path), (wanted, "/nope")))
            equal(answer.get("Content-Language"), own.get("Content-Language"), str(asked))
            seen.add(answer.get("Content-Language"))
    for _ in range(300):
        names = [name + chance.choice(WEIGHTS) for name in chance.sample(NAMES, chance.randint(1, 5))]
        asked = {"Accept": ",".join(names) if limited else field(chance, TYPES), **BROWSER}
        answer, own = (ask(one, place, asked) for one, place in ((server, path), (wanted, "/nope")))
        equal(answer.get("Content-Type"), own.get("Content-Type"), str(asked))
        seen.add(answer.get("Content-Type"))
    assert len(seen) > 5 and HTML in seen, seen


for CODES in ((), ("en", "zh-Hans", "sr-Latn", "de", "pt-BR")):
    @case(f"HAProxy chooses as the module, unless something is refused: {' '.join(CODES) or 'all languages'}")
    def _(languages=CODES):
        options = ("--languages", ",".join(languages)) if languages else ()
        server = haproxy("--home", "/weighed", "--codes", "404", *options)
        compared(server, "/deny/404", random.Random(9110), languages, True)

    @case(f"lighttpd with mod_magnet chooses as the module: {' '.join(CODES) or 'all languages'}")
    def _(languages=CODES):
        options = ("--languages", ",".join(languages)) if languages else ()
        server = magnet("--home", "/weighed", "--codes", "404", "--formats", "html,json", *options)
        compared(server, "/nope", random.Random(4647), languages, False)
