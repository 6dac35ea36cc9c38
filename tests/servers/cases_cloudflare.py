# SPDX-License-Identifier: Apache-2.0
"""The pages and rules for Cloudflare, held against its documentation: "Parameters", "Error tokens", "Example custom
error rules" (Custom Errors), and "cf.response.error_type" (Ruleset Engine).  Nothing here can run them."""

import json
import re

from client import Answer
from common import NAME, PLAIN, USUAL, built, case, equal, static
from promises import promise, shows
from rows import HTML

TOKENS = {"::CLIENT_IP::": "192.0.2.1", "::RAY_ID::": "7d3f0b2a1c4e5d6f", "::GEO::": "NZ"}
# Of cf.response.error_type: what a visitor has to pass, and what shows a copy of the site.
CHALLENGES = {"managed_challenge", "iuam", "legacy_challenge", "country_challenge", "always_online"}
EXPRESSION = r'http\.response\.code eq (\d+) and cf\.response\.error_type in \{((?:"\w+" ?)+)\}'


def rules(*options):
    return json.loads(built("cloudflare", *options).read("rules.json"))["rules"]


def page(code, *options, name="statuspages"):
    """The asset with its tokens replaced."""
    text = built("cloudflare", *options).read(f"{name}/{code}.html").decode()
    for token, value in TOKENS.items():
        text = text.replace(token, value)
    return Answer(f"HTTP/1.1 {code} X", [("content-type", HTML)], text.encode())


@case("rules.json: one rule for each page, fewer than the smallest plan allows")
def _():
    for options, name in (((), "statuspages"), (("--name", "shop"), "shop_statuspages")):
        pages = {path.stem for path in (built("cloudflare", *options).folder / name).glob("*.html")}
        found = rules(*options)
        equal({one["action_parameters"]["asset_name"] for one in found}, {f"{name}_{code}" for code in pages}, "assets")
        equal(len(found), len(pages), "rules")
        assert len(found) <= 25, len(found)
        for one in found:
            equal(set(one), {"ref", "description", "expression", "action", "action_parameters"}, "members")
            equal((one["action"], set(one["action_parameters"]), one["action_parameters"]["content_type"]),
                  ("serve_error", {"asset_name", "content_type"}, "text/html"), "action")
            assert re.fullmatch(r"[A-Za-z0-9_]{1,200}", one["action_parameters"]["asset_name"]), one


@case("the rules are for Cloudflare's own errors: no origin's, no challenge, no other code")
def _():
    for one in rules():
        code, types = re.fullmatch(EXPRESSION, one["expression"]).groups()
        equal(one["ref"], f"statuspages_{code}", "code")
        types = set(types.replace('"', "").split())
        assert types == {"5xx", "1xxx", "waf", "ip_ban", "ratelimit"} and not types & CHALLENGES, types
    assert {one["ref"] for one in rules()} >= {f"statuspages_{code}" for code in (403, 429, 502, 504, 522)}, rules()


@case("a page is of its code, whole, with the Ray ID; no token but this one means anything")
def _():
    for code in (403, 502, 503, 504, 522):
        answer = page(code, *USUAL)
        promise(answer, code, "en", HTML, fields=False)
        shows(answer)
        assert "7d3f0b2a1c4e5d6f" in answer.text and "192.0.2.1" not in answer.text, answer.text
        text = built("cloudflare", *USUAL).read(f"statuspages/{code}.html").decode()
        # "Parameters": a referrer policy of the page disturbs challenges; Cloudflare fetches what a page names.
        assert not re.search(r'<meta name="referrer"|<script|<link[^>]*stylesheet|<img|url\(["\']?http', text), text
        assert len(text.encode()) <= 1_500_000, len(text)
    equal(page(502, *PLAIN).body, static(*PLAIN).read("default/en/502.html"), "a plain page")
    strange = "All ::CLIENT_IP:: of ::GEO:: and ::RAY_ID:: & ::"
    shows(page(502, "--site-name", strange), strange)
    promise(page(502, "--languages", "de"), 502, "de", HTML, fields=False)


@case("the README's calls name the assets of rules.json")
def _():
    text = built("cloudflare", "--codes", "502,522").read("README.md").decode()
    assert "for code in 502 522; do" in text and '\\"name\\":\\"statuspages_$code\\"' in text, text
    equal(text.count("http_custom_errors/entrypoint"), 1, "calls")
    assert "replaces all custom error rules" in text, text
    assert NAME not in text, text
