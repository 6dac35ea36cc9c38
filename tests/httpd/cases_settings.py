# SPDX-License-Identifier: Apache-2.0
"""What an administrator tells the pages: waits, addresses of problems, who sees details."""

import json

from checks import case, equal, page
from client import ask
from server import Server, httpd


def site():
    return httpd("""
StatusPagesRetryAfter 503 120
StatusPagesRetryAfter 5xx 60
StatusPagesProblemBase https://example.org/problems/
StatusPagesDetails "req('X-Show') == 'yes'"
Redirect 503 /closed
Redirect 502 /broken
Redirect 429 /often
<Location /shop>
    StatusPagesRetryAfter 429 30
    StatusPagesDetails Off
</Location>
Redirect 429 /shop/often
Redirect 503 /shop/closed
""")


@case("StatusPagesRetryAfter says the wait in the field, on the page and in problem details")
def _():
    server = site()
    for path, wait in (("/closed", "120"), ("/broken", "60"), ("/often", None),
                       ("/shop/often", "30"), ("/shop/closed", "120"), ("/nope", None),
                       ("/cgi/empty404.cgi", None)):
        equal(ask(server, path).get("Retry-After"), wait, f"Retry-After of {path}")
    assert "in about 2 minutes" in ask(server, "/closed").text
    document = json.loads(ask(server, "/closed", {"Accept": "application/json"}).body)
    equal(document["retry_after"], 120, "retry_after")


@case("StatusPagesRetryAfter leaves what a script has said, and helps one that says nothing")
def _():
    server = httpd("StatusPagesRetryAfter 5xx 60\n")
    answer = page(ask(server, "/cgi/busy503.cgi"), 503)
    equal(len(answer.all("Retry-After")), 1, "fields")
    assert answer.get("Retry-After") != "60", answer.get("Retry-After")


@case("StatusPagesProblemBase makes the type of problem details")
def _():
    server = site()
    document = json.loads(ask(server, "/nope", {"Accept": "application/json"}).body)
    equal(document["type"], "https://example.org/problems/404", "type")
    document = json.loads(ask(httpd(""), "/nope", {"Accept": "application/json"}).body)
    assert "type" not in document, document["type"]


@case("StatusPagesDetails shows the owner's note to whom the expression means, and to nobody else")
def _():
    server, note = site(), "For the site owner"
    assert note in ask(server, "/nope", {"X-Show": "yes"}).text
    assert note not in ask(server, "/nope", {"X-Show": "no"}).text
    assert note not in ask(server, "/nope").text
    assert note not in ask(server, "/shop/nope", {"X-Show": "yes"}).text
    document = json.loads(ask(server, "/nope", {"X-Show": "yes", "Accept": "application/json"}).body)
    assert "soft 404" in document["owner_note"], document


@case("wrong waits, addresses and expressions are told when the server starts")
def _():
    for line, words in (("StatusPagesRetryAfter 503 0", '"0"'),
                        ("StatusPagesRetryAfter 200 5", '"200"'),
                        ("StatusPagesRetryAfter 503", "two arguments"),
                        ("StatusPagesProblemBase javascript:x", '"javascript:x"'),
                        ("StatusPagesDetails \"%{REMOTE_ADDR =\"", "expression")):
        code, said = Server(line + "\n").check()
        assert code and words in said and line.split()[0] in said, f"{line}: {said}"
