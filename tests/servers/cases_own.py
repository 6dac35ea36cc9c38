# SPDX-License-Identifier: Apache-2.0
"""Codes and texts of one's own, through servers whose pages are templates or not."""

import json

from cases_caddy import caddy
from cases_haproxy import haproxy
from cases_lighttpd_magnet import magnet
from cases_nginx import nginx
from cases_varnish import varnish
from common import NAME, ask, bare, case, equal, field, heading
from promises import promise_policy, titles
from rows import PROBLEM, TEXT

OPTIONS = ("--languages", "en,de", "--codes", "404", "--code", "475", "--like", "404",
           "--text", f"475 en title {NAME}", "--text", f"475 * detail {NAME}", "--text", "404 de title Nichts da")

# A server, and an address at which the application answers with the code.
FROM = ((nginx, field(475, path="/pages/field")), (caddy, field(475, path="/origin/field")), (haproxy, bare(475)),
        (magnet, bare(475, path="/own/bare")), (varnish, bare(475)))

for START, PATH in FROM:
    @case(f"{START.__name__}: an own code has the page of another, and own texts mean themselves")
    def _(start=START, path=PATH):
        server = start(*OPTIONS)
        for language, title in (("en", NAME), ("de", titles("de")[404])):
            answer = ask(server, path, {"Accept-Language": language})
            equal((answer.status, answer.get("Content-Language"), heading(answer)), (475, language, title), "page")
            assert "Code 475" in answer.text, answer
            promise_policy(answer)
            answer = ask(server, path, {"Accept-Language": language, "Accept": "text/plain"})
            if start is not haproxy:  # has no plain text
                equal(answer.get("Content-Type"), TEXT, "type")
                assert title in " ".join(answer.text.split()), answer
        problem = json.loads(ask(server, path, {"Accept": PROBLEM}).text)
        equal((problem["status"], problem["title"], problem["detail"]), (475, "Not Found", NAME), "problem")
        path = path.replace("475", "404")
        equal(heading(ask(server, path, {"Accept-Language": "de"})), "Nichts da", "title of 404")
        equal(heading(ask(server, path)), titles("en")[404], "title of 404")
