# SPDX-License-Identifier: Apache-2.0
"""Servers with different expressions for Accept and Accept-Language choose the same page.

lighttpd has one expression for each language, Varnish a script.  nginx and Caddy weigh by the first digit,
with maps; nginx with njs by all.
"""

import random

from cases_caddy import caddy
from cases_lighttpd import lighttpd
from cases_nginx import nginx, njs
from cases_varnish import varnish
from common import ask, case, equal

LANGUAGES = ["de", "en", "zh", "zh-tw", "zh-Hant", "zh-hans", "sr", "sr-Latn", "sr-RS", "pt", "pt-PT", "pt-BR",
             "pt-ao", "xx", "deu", "*", "no", "nb", "DE-at", "zh-twx", "cmn-tw", "cmn", "yue-hans", "yue", "gsw",
             "lb", "ar", "sh", "sr-me", "e", "", "zh-hk-x", "in", "iw", "mo"]
TYPES = ["text/html", "application/json", "text/plain", "application/xml", "*/*", "application/vnd.a+json",
         "application/xhtml+xml", "text/*", "image/png", "application/problem+json", "text/html2", "TEXT/HTML",
         "text/json", "application/", ""]
WEIGHTS = ["", "", ";q=0", ";q=0.0", ";q=0.5", "; q=1", ";q=0.001", " ;q=0.9", ";Q=0", ";q=1.0", ";x=1;q=0",
           ";q=0.", "; q=0.3 ", ";q=0 "]


def field(chance, words):
    """A field that a client could send, and some that none should."""
    comma = chance.choice([",", ", ", " , "])
    return comma.join(chance.choice(words) + chance.choice(WEIGHTS) for _ in range(chance.randint(1, 5)))


for OPTIONS in ((), ("--languages", "en,zh-Hans,sr-Latn,de,pt-BR")):
    @case(f"lighttpd and Varnish choose the same, {' '.join(OPTIONS) or 'all languages'}")
    def _(options=OPTIONS):
        # Options of no other case: servers of other files are stopped by now.
        options = ("--plain", "--home", "/together", "--codes", "404", *options)
        servers = [make(*options) for make in (lighttpd, varnish)]
        chance = random.Random(9110)
        pages = set()
        for _ in range(120):
            asked = {"Accept-Language": field(chance, LANGUAGES), "Accept": field(chance, TYPES)}
            first, *others = [ask(server, "/nope", asked) for server in servers]
            for other in others:
                equal(other.body, first.body, f"page for {asked}")
                equal(other.get("Content-Type"), first.get("Content-Type"), f"type for {asked}")
            pages.add(first.body)
        assert len(pages) > 8, f"only {len(pages)} different pages"


@case("nginx with maps and with njs choose the same, unless it takes two digits or a refusal")
def _():
    options = ("--plain", "--home", "/both", "--codes", "404")
    servers = [nginx(*options), njs(*options)]
    chance = random.Random(4647)
    weights = ["", ";q=1.0", " ;q=0.9", ";Q=0.5", "; q=0.3 ", ";q=0.001", ";q=x"]
    # Not among them is what maps pass over: `text/*`, and that of several names of a format the most exact decides.
    types = ["text/html", "application/problem+json", "text/plain", "*/*", "image/png", "application/", "text/html2"]
    pages = set()
    for _ in range(200):
        asked = {name: ", ".join(word + chance.choice(weights) for word in chance.sample(words, chance.randint(1, 5)))
                 for name, words in (("Accept-Language", LANGUAGES), ("Accept", types))}
        by_maps, by_njs = (ask(server, "/nope", asked) for server in servers)
        equal((by_maps.body, by_maps.get("Content-Type")), (by_njs.body, by_njs.get("Content-Type")), str(asked))
        pages.add(by_maps.body)
    assert len(pages) > 8, f"only {len(pages)} different pages"
