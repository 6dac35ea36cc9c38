# SPDX-License-Identifier: Apache-2.0
"""The custom error responses for CloudFront against the model of its API, which python3-botocore has, and against its
documentation ("Create a custom error page for specific HTTP status codes")."""

import functools
import gzip
import json
import pathlib
import re
import sys

from client import Answer
from common import PLAIN, Skip, built, case, equal, static
from promises import promise
from rows import HTML, PROBLEM, TEXT

# The documentation's list.
REPLACEABLE = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}


@functools.lru_cache(None)
def shapes():
    for place in (*sys.path, "/usr/lib/python3/dist-packages"):
        for path in sorted(pathlib.Path(place or ".").glob("botocore/data/cloudfront/*/service-2.json*")):
            data = path.read_bytes()
            return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)["shapes"]
    raise Skip("python3-botocore is not installed")


def check(value, name, place="$"):
    """`value` has the shape `name` of the API."""
    shape = shapes()[name]
    if shape["type"] == "structure":
        assert isinstance(value, dict), f"{place} is no {name}"
        for member, one in value.items():
            assert member in shape["members"], f"{place} has no {member}"
            check(one, shape["members"][member]["shape"], f"{place}.{member}")
        assert not set(shape.get("required", ())) - set(value), f"{place} lacks one of {shape['required']}"
    elif shape["type"] == "list":
        assert isinstance(value, list), f"{place} is no list"
        for one in value:
            check(one, shape["member"]["shape"], f"{place}[]")
    else:
        kind = {"integer": int, "long": int, "string": str}[shape["type"]]
        assert type(value) is kind, f"{place} is {value!r}, not {shape['type']}"


def responses(name, *options):
    return json.loads(built("cloudfront", *options).read(f"{name}.json"))


def items(name, *options):
    return {one["ErrorCode"]: one for one in responses(name, *options)["Items"]}


@case("both files have the shape of CustomErrorResponses, and Quantity is right")
def _():
    for options in ((), ("--codes", "404"), ("--name", "shop", "--cache", "404=120")):
        for name in ("custom-error-responses", "custom-error-responses-all"):
            found = responses(name, *options)
            check(found, "CustomErrorResponses")
            equal(found["Quantity"], len(found["Items"]), "Quantity")
    try:
        check({"Quantity": 1, "Items": [{"ErrorCode": "404"}]}, "CustomErrorResponses")
    except AssertionError:
        return
    raise AssertionError("a wrong type is right")


@case("the usual file is for a gateway's codes only; no file for a code that needs a header")
def _():
    equal(set(items("custom-error-responses")), {502, 504}, "codes")
    every = set(items("custom-error-responses-all"))
    equal(every, REPLACEABLE - {405, 416}, "all codes")


@case("each response keeps its status and names a page that is there")
def _():
    for options, name in (((), "statuspages"), (("--name", "shop"), "shop_statuspages")):
        build = built("cloudfront", *options)
        for code, one in items("custom-error-responses-all", *options).items():
            equal(one["ResponseCode"], str(code), "status")
            equal(one["ResponsePagePath"], f"/{name}/{code}.html", "path")
            page = Answer(f"HTTP/1.1 {code} X", [("content-type", HTML)], build.read(one["ResponsePagePath"][1:]))
            promise(page, code, "en", HTML, fields=False)
    equal(built("cloudfront", *PLAIN).read("statuspages/502.html"), static(*PLAIN).read("default/en/502.html"), "page")


@case("the time in caches is that of --cache, or CloudFront's own")
def _():
    found = items("custom-error-responses-all", "--cache", "404=120,5xx=5")
    equal({code: found[code]["ErrorCachingMinTTL"] for code in (404, 403, 502)}, {404: 120, 403: 10, 502: 5}, "seconds")


@case("the README says the type of the pages, and of one format only")
def _():
    for options, kind in (((), HTML), (("--formats", "json"), PROBLEM), (("--formats", "text"), TEXT)):
        text = built("cloudfront", *options).read("README.md").decode()
        assert f'--content-type "{kind}"' in text, text
        suffix = {HTML: "html", PROBLEM: "json", TEXT: "txt"}[kind]
        paths = re.findall(r"/statuspages/404\.(\w+)", json.dumps(responses("custom-error-responses-all", *options)))
        equal(paths, [suffix], "page")
