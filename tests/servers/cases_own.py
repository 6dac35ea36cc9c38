# SPDX-License-Identifier: Apache-2.0
"""Codes and texts of one's own, through servers whose pages are templates."""

import json

from cases_caddy import caddy
from cases_nginx import nginx
from common import NAME, ask, case, equal, field, heading
from promises import promise_policy, titles
from rows import PROBLEM, TEXT

OPTIONS = ("--languages", "en,de", "--codes", "404", "--code", "475", "--like", "404",
           "--text", f"475 en title {NAME}", "--text", f"475 * detail {NAME}", "--text", "404 de title Nichts da")

for START, PATH in ((nginx, "/pages/field"), (caddy, "/origin/field")):
    @case(f"{START.__name__}: an own code has the page of another, and own texts mean themselves")
    def _(start=START, path=PATH):
        server = start(*OPTIONS)
        for language, title in (("en", NAME), ("de", titles("de")[404])):
            answer = ask(server, field(475, path=path), {"Accept-Language": language})
            equal((answer.status, answer.get("Content-Language"), heading(answer)), (475, language, title), "page")
            assert "Code 475" in answer.text.replace("code 475", "Code 475"), answer
            promise_policy(answer)
            answer = ask(server, field(475, path=path), {"Accept-Language": language, "Accept": "text/plain"})
            equal(answer.get("Content-Type"), TEXT, "type")
            assert title in " ".join(answer.text.split()), answer
        problem = json.loads(ask(server, field(475, path=path), {"Accept": PROBLEM}).text)
        equal((problem["status"], problem["title"], problem["detail"]), (475, "Not Found", NAME), "problem")
        equal(heading(ask(server, "/nope", {"Accept-Language": "de"})), "Nichts da", "title of 404")
        equal(heading(ask(server, "/nope")), titles("en")[404], "title of 404")
