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


# Each setting that reaches a page or a field, with @ where the bytes go.
SETTINGS = {
    "StatusPagesSite name": 'StatusPagesSite name "Shop@"',
    "StatusPagesSite home": 'StatusPagesSite home "/home@"',
    "StatusPagesSite search": 'StatusPagesSite search "/search@"',
    "StatusPagesSite contact": 'StatusPagesSite contact "mailto:a@b.example@"',
    "StatusPagesSite status": 'StatusPagesSite status "https://a.example/@"',
    "StatusPagesProblemBase": 'StatusPagesProblemBase "https://a.example/@"',
    "StatusPagesText title": 'StatusPagesText 404 en title "Lost@"',
    "StatusPagesText do1": 'StatusPagesText 4xx * do1 "Look@"',
    "a picture of StatusPagesTheme": 'StatusPagesTheme brand "logo=/logo@.svg"',
    "a colour of StatusPagesTheme": 'StatusPagesTheme brand "accent=#0a5c36@"',
}
# RFC 3629, and what Unicode says has no shape.
HOSTILE = {
    "an escape sequence": "\x1b[31m",
    "a bell": "\x07",
    "a tab": "\t",
    "delete": "\x7f",
    "a C1 control": "\x9b",
    "a turned direction": "\u202e",
    "a byte order mark": "\ufeff",
    "a byte that is not UTF-8": "\udcff",
    "a form of < that is too long": "\udcc0\udcbc",
    "half a surrogate pair": "\udced\udca0\udc80",
}


def refuses(line, bytes_):
    def check():
        # The last @ is the place, for addresses of mail have one of their own.
        before, _, after = line.rpartition("@")
        server = Server(before + bytes_ + after + "\n")
        code, said = server.check()
        words = "is not valid UTF-8; save" if "\udc80" <= bytes_[0] <= "\udcff" else "an invisible character; remove it"
        assert code, f"httpd starts: {said}"
        for wanted in (line.split()[0], server.place(line.split()[0]), words):
            assert wanted in said, f"no {wanted!r} in {said}"
        assert not set("\x1b\x07\x7f\x9b\u202e") & set(said), repr(said)
    return check


for _name, _line in SETTINGS.items():
    for _what, _bytes in HOSTILE.items():
        case(f"{_name} refuses {_what} when the server starts, and names the line and the way out")(
            refuses(_line, _bytes))


@case("StatusPagesSite with hostile bytes in .htaccess is an error of that folder and on no page")
def _():
    server = httpd("<Directory \"@ROOT@/htdocs\">\nAllowOverride FileInfo\n</Directory>\n",
                   files={"htdocs/bad/.htaccess": b'StatusPagesSite name "\x1b[31m\xff"\n',
                          "htdocs/good/.htaccess": 'StatusPagesSite name "Z\u00fcrich"\n'})
    answer = page(ask(server, "/bad/nope"), 500)
    assert b"\x1b" not in answer.body and b"\xff" not in answer.body, str(answer)
    assert "Z\u00fcrich" in page(ask(server, "/good/nope"), 404).text


@case("StatusPagesProblemBase is an address: letters beyond ASCII are written with %")
def _():
    code, said = Server('StatusPagesProblemBase "https://a.example/b\u00fccher/"\n').check()
    assert code and "%C3" in said, said
    server = httpd('StatusPagesProblemBase "https://a.example/b%C3%BCcher/"\n')
    document = json.loads(ask(server, "/nope", {"Accept": "application/json"}).body)
    equal(document["type"], "https://a.example/b%C3%BCcher/404", "type")
