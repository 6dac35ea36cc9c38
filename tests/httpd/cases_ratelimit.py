# SPDX-License-Identifier: Apache-2.0
"""Limits that a response states: kept on the wire, and told to programs."""

import json
import time

from checks import case, equal, page
from client import ask
from server import httpd, need

FIELDS = (("RateLimit-Policy", '"burst";q=100;w=60, "daily";q=1000;w=86400'),
          ("RateLimit", '"burst";r=0;t=30'),
          ("X-RateLimit-Limit", "60"), ("X-Rate-Limit-Remaining", "5"),
          ("Retry-After", "30"))
TOLD = [{"policy": "burst", "limit": 100, "window": 60, "remaining": 0, "reset": 30},
        {"policy": "daily", "limit": 1000, "window": 86400}, {"limit": 60, "remaining": 5}]
CGI = "#!/bin/sh\nprintf 'Status: 429 Slow\\n{}Content-Type: text/html\\n\\n'\n".format(
    "".join(f"{name}: {value}\\n" for name, value in FIELDS))
CONF = """
RewriteEngine On
RewriteRule ^/limited$ - [R=429,L]
<Location /limited>
""" + "".join(f"    Header always set {name} '{value}'\n" for name, value in FIELDS) + """
</Location>
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
<Location /over/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    ProxyErrorOverride On
</Location>
"""


def site():
    need("mod_proxy_http", "mod_rewrite", "mod_headers")
    return httpd(CONF, files={"htdocs/limited.cgi": CGI})


def query(fields, status=429):
    return f"?{status}&" + "&".join(
        f"{name}:%20{value}".replace(" ", "%20").replace('"', "%22") for name, value in fields)


def members(path, **fields):
    answer = ask(site(), path, {"Accept": "application/json", **fields})
    return answer, json.loads(answer.text)


def kept(answer, fields=FIELDS):
    for name, value in fields:
        equal(answer.all(name), [value], name)


@case("limits are kept, and told: a script's, a backend's, and with ProxyErrorOverride")
def _():
    for path in ("/limited.cgi", "/o/bare" + query((*FIELDS, ("Content-Length", "0"))),
                 "/over/field" + query(FIELDS)):
        kept(page(ask(site(), path), 429))
        answer, document = members(path)
        kept(answer)
        equal(document.get("rate_limits"), TOLD, path)
        equal(document.get("retry_after"), 30, path)


@case("limits that the configuration sets are sent with httpd's own answer")
def _():
    kept(page(ask(site(), "/limited"), 429))


@case("limits: fields that come twice, and those of an answer that allows caching")
def _():
    twice = (("RateLimit", '"a";r=1'), ("RateLimit", '"b";r=0'))
    for path in ("/o/bare" + query((*twice, ("Content-Length", "0"))), "/over/field" + query(twice)):
        answer, document = members(path)
        equal(answer.all("RateLimit"), ['"a";r=1', '"b";r=0'], path)
        equal(document["rate_limits"], [{"policy": "a", "remaining": 1},
                                        {"policy": "b", "remaining": 0}], path)
    shared = (*FIELDS, ("Cache-Control", "max-age=9"), ("Content-Length", "0"))
    answer, document = members("/o/bare" + query(shared, 404))
    kept(answer)
    assert "rate_limits" not in document, document


@case("limits: a reset that is a time is told in seconds from now")
def _():
    later = int(time.time()) + 500
    _, document = members("/o/bare" + query((("X-RateLimit-Reset", later), ("Content-Length", "0"))))
    wait, = document["rate_limits"]
    assert 480 < wait["reset"] <= 500, wait


@case("limits: what is none is not told, nor kept where httpd would drop it")
def _():
    for value in ('"a";r=-1', '"a";r=0, <b>zqmark', "\"a\";r=0;t", "9" * 40, "zqmark",
                  '"' + "z" * 300 + '";r=x'):
        for path in ("/o/bare" + query((("RateLimit", value), ("Content-Length", "0"))),
                     "/over/field" + query((("X-RateLimit-Limit", value),))):
            _, document = members(path)
            found = document.get("rate_limits")
            assert not found or found == [{"policy": "a", "remaining": 0}], f"{path}: {found}"
    answer, document = members("/over/field" + query((("X-Rate-Limit-Limit", "<b>zqmark"),)))
    equal(answer.all("X-Rate-Limit-Limit"), [], "field")


@case("limits: a long name is cut, and a hundred policies are not told all")
def _():
    many = ", ".join(f'"{"p" * 200}{i}";r={i}' for i in range(30))
    answer, document = members("/o/bare" + query((("RateLimit", many), ("Content-Length", "0"))))
    equal(answer.all("RateLimit"), [many], "field")
    assert len(document["rate_limits"]) <= 8, len(document["rate_limits"])
    assert all(len(one["policy"]) <= 80 for one in document["rate_limits"])


@case("limits: of a hundred fields the first are read")
def _():
    def script(before):
        lines = [f"X-RateLimit-Other-{i}: 1" for i in range(before)] + ['RateLimit: "one";r=1']
        return "#!/bin/sh\nprintf 'Status: 429 Slow\\n{}Content-Type: text/html\\n\\n'\n".format(
            "".join(f"{line}\\n" for line in lines))
    server = httpd("", files={"htdocs/few.cgi": script(20), "htdocs/many.cgi": script(100)})
    for path, wanted in (("/few.cgi", [{"policy": "one", "remaining": 1}]), ("/many.cgi", None)):
        document = json.loads(ask(server, path, {"Accept": "application/json"}).text)
        equal(document.get("rate_limits"), wanted, path)


@case("crawler-price of 402 is kept and told; of other codes it is not ours to tell")
def _():
    price = (("crawler-price", "USD 0.01"),)
    for path in ("/over/field" + query(price, 402),
                 "/o/bare" + query((*price, ("Content-Length", "0")), 402)):
        answer, document = members(path)
        equal((answer.get("crawler-price"), document.get("crawler_price")),
              ("USD 0.01", "USD 0.01"), path)
        page(ask(site(), path), 402)
    _, document = members("/o/bare" + query((*price, ("Content-Length", "0")), 403))
    assert "crawler_price" not in document, document
    answer, document = members("/over/field" + query((("crawler-price", '<b>"zqmark'),), 402))
    assert "zqmark" not in str(answer) and "crawler_price" not in document, str(answer)
