# SPDX-License-Identifier: Apache-2.0
"""The policy for Envoy Gateway against its API, and the pages as Envoy reads a text format.

No Envoy Gateway runs here.  What its API allows is from its CustomResourceDefinition of BackendTrafficPolicy (1.9),
and that a body is a text format of Envoy from its documentation ("Response Override").
"""

import functools
import json
import re

import yaml

from cases_envoy import text_of
from client import Answer
from common import NAME, PLAIN, USUAL, built, case, equal, static
from objects import valid
from promises import promise, promise_policy, shows
from rows import HTML, PROBLEM


@functools.lru_cache(None)
def made(*options):
    return built("envoy-gateway", *options)


@functools.lru_cache(None)
def objects(*options):
    build = made(*options)
    return [one for path in sorted(build.folder.glob("*.yaml")) for one in yaml.safe_load_all(path.read_text("utf-8"))]


def policy(*options):
    one, = (one for one in objects(*options) if one["kind"] == "BackendTrafficPolicy")
    return one


def rule(code, *options):
    found = [one for one in policy(*options)["spec"]["responseOverride"]
             if one["match"]["statusCodes"] == [{"type": "Value", "value": code}]]
    return found[0] if found else None


def reply(code, *options):
    """What the gateway's own error becomes."""
    response = rule(code, *options)["response"]
    wanted = response["body"]["valueRef"]
    body, = (one["data"]["response.body"] for one in objects(*options)
             if one["kind"] == wanted["kind"] and one["metadata"]["name"] == wanted["name"])
    headers = [("content-type", response["contentType"])]
    for kind in ("set", "add"):
        headers += [(one["name"], text_of(one["value"], "")) for one in response["header"].get(kind, ())]
    return Answer(f"HTTP/1.1 {code} X", headers, text_of(body, "").encode())


@case("the APIs accept the objects, and nothing broken; each body has a ConfigMap, and each ConfigMap a rule")
def _():
    for options in (USUAL, ("--name", "shop"), ("--header", "X-A: b", "--codes", "503")):
        valid(objects(*options))
        maps = [one["metadata"]["name"] for one in objects(*options) if one["kind"] == "ConfigMap"]
        rules = policy(*options)["spec"]["responseOverride"]
        equal([one["response"]["body"]["valueRef"]["name"] for one in rules], maps, "bodies")
        equal(len(set(maps)), len(maps), "names")
        for one in rules:
            equal((len(one["match"]["statusCodes"]), one["response"]["body"]["type"], "redirect" in one),
                  (1, "ValueRef", False), "rule")
            for kind in ("set", "add"):
                names = [header["name"].lower() for header in one["response"]["header"].get(kind, ())]
                assert len(names) <= 16 and len(set(names)) == len(names), names


@case("only errors of the gateway itself, on routes that ask for it; none that needs a header")
def _():
    spec = policy(*USUAL)["spec"]
    equal(spec["targetSelectors"], [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute",
                                     "matchLabels": {"statuspages": "pages"}}], "routes")
    assert "targetRefs" not in spec and "targetRef" not in spec, spec
    for one in spec["responseOverride"]:
        equal((one["source"], "statusCode" in one["response"]), ("Local", False), "rule")
    for code in (401, 405, 407, 416, 426, 429, 451, 200, 302):
        equal(rule(code, *USUAL), None, code)
    text = made(*USUAL).read("README.md").decode()
    assert "kubectl apply --validate=strict" in text and "statuspages=pages" in text, text
    shop = policy("--name", "shop")
    equal((shop["metadata"]["name"], shop["spec"]["targetSelectors"][0]["matchLabels"]),
          ("shop-statuspages", {"shop-statuspages": "pages"}), "a build with a name")


@case("each code has its page, with the headers of a page and the wait of the build")
def _():
    for code in (400, 403, 404, 408, 413, 431, 500, 502, 503, 504):
        answer = reply(code, *USUAL)
        promise(answer, code, "en", HTML, fields=False)
        promise_policy(answer)
        equal((answer.get("cache-control"), answer.get("x-robots-tag"), answer.get("referrer-policy"),
               answer.get("x-content-type-options")), ("no-store", "noindex", "same-origin", "nosniff"), "headers")
        equal(answer.get("retry-after"), "120" if code == 503 else None, "Retry-After")
        shows(answer)
    promise(reply(404, "--languages", "de"), 404, "de", HTML, fields=False)
    promise(reply(404, "--formats", "json", "--languages", "de"), 404, "en", PROBLEM, fields=False)
    equal(reply(404, "--header", "Strict-Transport-Security: max-age=9").get("strict-transport-security"),
          "max-age=9", "a header of one's own")


@case("a plain page is the one of the static build to the byte; with id and time, but for these")
def _():
    wanted = static("--site-name", NAME).read("default/en/404.html")
    equal(reply(404, *PLAIN).body, wanted, "page")
    text = reply(404, *USUAL).text
    assert "77-1795331370123" in text and "2026-11-22" in text, text
    assert re.sub(r"77-1795331370123|2026-11-22 07:09 UTC", "", text) != text
    equal(json.loads(reply(404, *PLAIN, "--formats", "json").text)["status"], 404, "status")
