# SPDX-License-Identifier: Apache-2.0
"""Header fields of generated responses."""

import base64
import hashlib
import json
import re

from checks import case, equal, page, problem, problem_xml
from client import PAGE, ask, one
from server import THEMES, httpd

FORMATS = ("text/html", "application/json", "application/xml", "text/plain")


def site():
    return httpd()


def each():
    for accept in FORMATS:
        yield accept, ask(site(), "/nope", {"Accept": accept})


@case("every format has the fields that have an effect on it, exactly once, and no others")
def _():
    for accept, answer in each():
        equal(answer.get("X-Content-Type-Options"), "nosniff", "nosniff " + accept)
        equal(answer.get("Cache-Control"), "no-store", "Cache-Control " + accept)
        equal(answer.get("Content-Language"), "en", "Content-Language " + accept)
        html, shown = "html" in accept, "html" in accept or "xml" in accept
        equal(answer.get("Referrer-Policy"), "same-origin" if html else None, "Referrer-Policy " + accept)
        equal("default-src 'none'" in (answer.get("Content-Security-Policy") or ""), shown, "policy of " + accept)
        # search engines read no error
        equal(answer.get("X-Robots-Tag"), None, "X-Robots-Tag " + accept)


def allowed(text):
    """What the policy must say of styles: the hash of the page's only one, or nothing."""
    styles = re.findall(r"<style[^>]*>(.*?)</style>", text, re.S)
    if not styles:
        return "style-src 'none';"
    equal(len(styles), 1, "number of <style>")
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    return f"style-src 'sha256-{digest}';"


@case("in each built-in theme the policy's hash is that of the page's style; nothing is loaded")
def _():
    server = httpd("".join(f"<Location /in-{name}>\nStatusPagesTheme {name}\n</Location>\n"
                           for name in THEMES))
    looks = set()
    for name in THEMES:
        answer = page(ask(server, f"/in-{name}"), 404)
        policy = answer.get("Content-Security-Policy") or ""
        looks.add(allowed(answer.text))
        assert allowed(answer.text) in policy, f"{name}: {policy}"
        for part in ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"):
            assert part in policy, policy
        assert "<script" not in answer.text and " style=" not in answer.text, name
        assert not re.search(r'(src|href)="(https?:)?//', answer.text), f"{name} loads something"
    equal(len(looks), len(THEMES), "number of different styles")


@case("the page is between 512 and 14,000 bytes")
def _():
    size = len(ask(site(), "/nope").body)
    assert 512 <= size <= 14000, size


@case("Vary names Accept, for people Accept-Language, and Sec-Fetch-Dest where it could decide")
def _():
    for accept, answer in (*each(), (PAGE["Accept"], ask(site(), "/nope"))):
        kind = answer.get("Content-Type")
        more = set() if accept.startswith("text/html") else {"sec-fetch-dest"}
        more |= {"accept-encoding"} if "html" in kind else set()
        more |= {"accept-language"} if "html" in kind or "plain" in kind else set()
        equal(answer.tokens("Vary"), {"accept"} | more, f"Vary of {accept}")
    for dest in ("image", "script", "empty", "document", None):
        page(ask(site(), "/nope.png", {"Sec-Fetch-Dest": dest}), 404)


@case("charset is named for text and not for JSON")
def _():
    kinds = {accept: answer.get("Content-Type") for accept, answer in each()}
    equal(kinds["text/html"], "text/html; charset=utf-8", "HTML")
    equal(kinds["text/plain"], "text/plain; charset=utf-8", "text")
    equal(kinds["application/json"], "application/problem+json", "JSON")


@case("the administrator's Header always overrides ours")
def _():
    server = httpd('Header always set Referrer-Policy no-referrer\n'
                   'Header always set Cache-Control "max-age=5"\n')
    answer = page(ask(server, "/nope"), 404)
    equal(answer.get("Referrer-Policy"), "no-referrer", "Referrer-Policy")
    equal(answer.get("Cache-Control"), "max-age=5", "Cache-Control")
