# SPDX-License-Identifier: Apache-2.0
"""Servers with different expressions for Accept and Accept-Language choose the same page.

nginx has PCRE and one expression, lighttpd one expression for each language, and with mod_magnet a script.
"""

import random

from cases_lighttpd import lighttpd
from cases_lighttpd_magnet import magnet
from cases_nginx import nginx
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
    @case(f"nginx and both ways of lighttpd choose the same, {' '.join(OPTIONS) or 'all languages'}")
    def _(options=OPTIONS):
        # Options of no other case: servers of other files are stopped by now.
        options = ("--plain", "--home", "/together", "--codes", "404", *options)
        servers = [make(*options) for make in (nginx, lighttpd, magnet)]
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
