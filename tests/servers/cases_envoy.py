# SPDX-License-Identifier: Apache-2.0
"""The files for Envoy, read as its documentation says: there is no Envoy in the distribution.

All of it is held against Envoy's protos, too, which an npm package has: see schemas/envoy.mjs.

The names of messages and fields are those of the v3 API reference at envoyproxy.io: LocalReplyConfig and
ResponseMapper (http_connection_manager.proto), AccessLogFilter (accesslog.proto), HeaderMatcher
(route_components.proto), StringMatcher and RegexMatcher (string.proto, regex.proto), DataSource and
HeaderValueOption (base.proto), SubstitutionFormatString (substitution_format_string.proto), CustomResponse
(custom_response.proto), Matcher (xds/type/matcher/v3/matcher.proto), LocalResponsePolicy
(local_response_policy.proto).  That the first mapper that fits is taken, that expressions have to match the
whole field, and how text formats are read is from "Local reply modification" and "Access logging" there.
"""

import datetime
import functools
import json
import pathlib
import re
import subprocess
import urllib.parse

from cases_traefik import started
from client import Answer
from common import IN_SOME, NAME, PLAIN, USUAL, ask, built, case, equal, need, own_theme, static
from objects import complaints
from promises import promise, promise_policy, shows
from rows import HTML, LANGUAGE, LANGUAGES, PROBLEM, TEXT

XML = "application/problem+xml"

# message: (fields with what they hold, fields that are needed, fields of which exactly one is needed).
# [x] is a list; a set holds the values of an enumeration.
SCHEMA = {
    "LocalReplyConfig": ({"mappers": ["ResponseMapper"], "body_format": "SubstitutionFormatString"}, (), ()),
    "ResponseMapper": ({"filter": "AccessLogFilter", "status_code": int, "body": "DataSource",
                        "body_format_override": "SubstitutionFormatString",
                        "headers_to_add": ["HeaderValueOption"]}, ("filter",), ()),
    "AccessLogFilter": ({"status_code_filter": "StatusCodeFilter", "and_filter": "AndFilter",
                         "header_filter": "HeaderFilter"}, (),
                        ("status_code_filter", "and_filter", "header_filter")),
    "StatusCodeFilter": ({"comparison": "ComparisonFilter"}, ("comparison",), ()),
    "ComparisonFilter": ({"op": {"EQ", "GE", "LE"}, "value": "RuntimeUInt32"}, ("value",), ()),
    "RuntimeUInt32": ({"default_value": int, "runtime_key": str}, ("runtime_key",), ()),
    "AndFilter": ({"filters": ["AccessLogFilter"]}, ("filters",), ()),
    "HeaderFilter": ({"header": "HeaderMatcher"}, ("header",), ()),
    "HeaderMatcher": ({"name": str, "string_match": "StringMatcher"}, ("name",), ()),
    "StringMatcher": ({"exact": str, "prefix": str, "safe_regex": "RegexMatcher"}, (),
                      ("exact", "prefix", "safe_regex")),
    "RegexMatcher": ({"regex": str}, ("regex",), ()),
    "SubstitutionFormatString": ({"text_format_source": "DataSource", "content_type": str}, (),
                                 ("text_format_source",)),
    "DataSource": ({"filename": str, "inline_string": str}, (), ("filename", "inline_string")),
    "HeaderValueOption": ({"header": "HeaderValue", "append_action": {
        "APPEND_IF_EXISTS_OR_ADD", "ADD_IF_ABSENT", "OVERWRITE_IF_EXISTS_OR_ADD"}}, ("header",), ()),
    "HeaderValue": ({"key": str, "value": str}, ("key",), ()),
    "HttpFilter": ({"name": str, "typed_config": "Any"}, ("name",), ()),
    "CustomResponse": ({"custom_response_matcher": "Matcher"}, (), ()),
    "Matcher": ({"matcher_list": "MatcherList"}, (), ("matcher_list",)),
    "MatcherList": ({"matchers": ["FieldMatcher"]}, ("matchers",), ()),
    "FieldMatcher": ({"predicate": "Predicate", "on_match": "OnMatch"}, ("predicate", "on_match"), ()),
    "Predicate": ({"single_predicate": "SinglePredicate", "and_matcher": "PredicateList",
                   "not_matcher": "Predicate"}, (), ("single_predicate", "and_matcher", "not_matcher")),
    "PredicateList": ({"predicate": ["Predicate"]}, ("predicate",), ()),
    "SinglePredicate": ({"input": "TypedExtensionConfig", "value_match": "XdsStringMatcher"},
                        ("input", "value_match"), ()),
    "XdsStringMatcher": ({"exact": str, "safe_regex": "XdsRegexMatcher"}, (), ("exact", "safe_regex")),
    # Here the engine has to be named.
    "XdsRegexMatcher": ({"google_re2": "GoogleRE2", "regex": str}, ("google_re2", "regex"), ()),
    "GoogleRE2": ({}, (), ()),
    "OnMatch": ({"action": "TypedExtensionConfig"}, ("action",), ()),
    "TypedExtensionConfig": ({"name": str, "typed_config": "Any"}, ("name", "typed_config"), ()),
    "HttpResponseStatusCodeMatchInput": ({}, (), ()),
    "HttpResponseHeaderMatchInput": ({"header_name": str}, ("header_name",), ()),
    "LocalResponsePolicy": ({}, (), ()),
}
TYPES = {"envoy.extensions.filters.http.custom_response.v3.CustomResponse",
         "envoy.type.matcher.v3.HttpResponseStatusCodeMatchInput",
         "envoy.type.matcher.v3.HttpResponseHeaderMatchInput",
         "envoy.extensions.http.custom_response.local_response_policy.v3.LocalResponsePolicy"}
# Lists that must have two members at least.
PAIRS = {"AndFilter", "PredicateList"}


def check(value, kind, path="$"):
    """`value` is a message of that kind, and has nothing that the documentation does not name."""
    if isinstance(kind, list):
        assert isinstance(value, list) and value, f"{path} is no list"
        for i, one in enumerate(value):
            check(one, kind[0], f"{path}[{i}]")
    elif isinstance(kind, set):
        assert value in kind, f"{path} is {value}"
    elif isinstance(kind, type):
        assert isinstance(value, kind) and value != "", f"{path} is {value!r}"
    elif kind == "Any":
        name = value["@type"]
        assert name.removeprefix("type.googleapis.com/") in TYPES, f"{path} is a {name}"
        check({key: one for key, one in value.items() if key != "@type"}, name.rsplit(".", 1)[1], path)
    else:
        fields, needed, choice = SCHEMA[kind]
        assert isinstance(value, dict), f"{path} is no {kind}"
        for key, one in value.items():
            assert key in fields, f"{kind} at {path} has no field {key}"
            check(one, fields[key], f"{path}.{key}")
        assert all(key in value for key in needed), f"{path} lacks one of {needed}"
        assert not choice or len(set(choice) & value.keys()) == 1, f"{path} needs one of {choice}"
        if kind in PAIRS:
            assert all(len(one) >= 2 for one in value.values()), f"{path} has only one"


# ---- what Envoy does with them ------------------------------------------------------------

def string_matches(matcher, text):
    if text is None:
        return False
    if "exact" in matcher:
        return text == matcher["exact"]
    if "prefix" in matcher:
        return text.startswith(matcher["prefix"])
    return re.fullmatch(matcher["safe_regex"]["regex"], text) is not None


def filter_matches(what, code, fields):
    if "status_code_filter" in what:
        return what["status_code_filter"]["comparison"]["value"]["default_value"] == code
    if "header_filter" in what:
        header = what["header_filter"]["header"]
        return string_matches(header["string_match"], fields.get(header["name"]))
    return all(filter_matches(one, code, fields) for one in what["and_filter"]["filters"])


def text_of(template, replied):
    """A text format with its operators replaced; %% is a percent sign since Envoy 1.22."""
    made = ""
    moment = datetime.datetime(2026, 11, 22, 7, 9, 30, 123000, tzinfo=datetime.timezone.utc)
    while template:
        if template.startswith("%%"):
            made, template = made + "%", template[2:]
        elif template.startswith("%"):
            match = re.match(r"%([A-Z0-9_]+)(?:\(([^)]*)\))?(?::\d+)?%", template)
            assert match, f"no operator: {template[:60]!r}"
            if match[1] == "START_TIME":
                form = match[2].replace("%3f", "123").replace("%s", str(int(moment.timestamp())))
                made += moment.strftime(form)
            else:
                made += {"CONNECTION_ID": "77", "LOCAL_REPLY_BODY": replied}[match[1]]
            template = template[match.end():]
        else:
            plain = template.partition("%")[0]
            made, template = made + plain, template[len(plain):]
    return made


def source(data):
    return pathlib.Path(data["filename"]).read_bytes().decode() if "filename" in data \
        else data["inline_string"]


class Envoy:
    """The files of a build, and what would be answered."""

    def __init__(self, *options):
        self.made = built("envoy", *options)
        self.replies = json.loads(self.made.read("local_reply_config.json"))
        self.custom = json.loads(self.made.read("custom_response.json"))

    def mapper(self, code, fields):
        for mapper in self.replies["mappers"]:
            if filter_matches(mapper["filter"], code, fields):
                return mapper
        return {}

    def reply(self, code, **fields):
        """Envoy's own answer with this code."""
        fields = {name.lower().replace("_", "-"): value for name, value in fields.items()}
        mapper = self.mapper(code, fields)
        body, headers = "no healthy upstream", [("content-type", "text/plain")]
        if "body" in mapper:
            body = source(mapper["body"])
        if "body_format_override" in mapper:
            form = mapper["body_format_override"]
            body = text_of(source(form["text_format_source"]), body)
            headers = [("content-type", form["content_type"])]
        for option in mapper.get("headers_to_add", ()):
            headers.append((option["header"]["key"], text_of(option["header"]["value"], "")))
        return Answer(f"HTTP/1.1 {code} X", headers, body.encode())

    def replaces(self, code, **fields):
        """Does the filter turn this answer of an upstream into a reply of Envoy?"""
        fields = {name.lower().replace("_", "-"): value for name, value in fields.items()}

        def holds(predicate):
            if "and_matcher" in predicate:
                return all(holds(one) for one in predicate["and_matcher"]["predicate"])
            if "not_matcher" in predicate:
                return not holds(predicate["not_matcher"])
            single = predicate["single_predicate"]
            wanted = single["input"]["typed_config"].get("header_name")
            return string_matches(single["value_match"], fields.get(wanted) if wanted else str(code))
        matchers = self.custom["typed_config"]["custom_response_matcher"]["matcher_list"]["matchers"]
        return any(holds(one["predicate"]) for one in matchers)


@functools.lru_cache(None)
def envoy(*options):
    return Envoy(*options)


def usual():
    return envoy(*USUAL)


def plain():
    return envoy(*PLAIN)


# ---- cases ----------------------------------------------------------------------------------

@case("the files are what the documentation describes, and the whole one holds the other two")
def _():
    for server in (usual(), plain(), envoy("--formats", "all", "--languages", "en,zh-Hant")):
        check(server.replies, "LocalReplyConfig")
        check(server.custom, "HttpFilter")
        whole = json.loads(server.made.read("envoy.json"))
        manager = whole["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
        equal(manager["local_reply_config"] == server.replies, True, "local_reply_config")
        equal(manager["http_filters"][0], server.custom, "first filter")
        equal(manager["http_filters"][-1]["name"], "envoy.filters.http.router", "last filter")


@case("the command ran Envoy's own check, or says that there is none")
def _():
    said = usual().made.said
    checked = r"/\S*envoy accepts the configuration"
    unchecked = "The configuration was not checked: envoy is not installed"
    assert re.search(rf"^({checked}|{unchecked})$", said, re.M), said


@case("expressions are for RE2: ASCII, no looking around, no references; small ones")
def _():
    found = set(re.findall(r'"regex":"((?:[^"\\]|\\.)*)"', usual().made.read("local_reply_config.json").decode()))
    assert len(found) > 30, found
    for one in found:
        expression = json.loads(f'"{one}"')
        assert expression.isascii() and not re.search(r"\(\?[^:i]|\\\d|\(\?P", expression), expression
        # Envoy can be told to refuse programs of more than 100 steps.
        assert len(re.sub(r"\[[^]]*\]|\\.", "x", expression)) <= 100, expression


@case("each code: each language, HTML and problem details")
def _():
    server = usual()
    for code in (400, 401, 403, 404, 405, 408, 410, 413, 414, 415, 426, 429, 431, 451, 500, 501, 502, 503, 504):
        for asked, language in LANGUAGES.items():
            accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            for field in (asked, f"{asked}-XA;q=0.8, fr" if asked in ("de", "ar") else f"{asked},fr;q=0.5"):
                promise(server.reply(code, accept=accept, accept_language=field), code, language, HTML)
            for accept in ("application/json", "application/problem+json, text/html;q=0.5",
                           "application/vnd.api+json"):
                promise(server.reply(code, accept=accept, accept_language=asked), code, language, PROBLEM)
        promise(server.reply(code), code, "en", HTML)


@case("the first element decides the language")
def _():
    for field, wanted in (*LANGUAGE, ("deu, ar", "en"), ("pt-AO", "pt-PT"), ("en-GB,de", "en"), (" de", "de")):
        equal(usual().reply(404, accept_language=field).get("content-language"), wanted, str(field)[:30])
    server = envoy("--languages", "de,zh-Hans", "--formats", "html")
    for field, wanted in (("zh-CN", "zh-Hans"), ("zh-TW", "de"), ("en", "de")):
        equal(server.reply(404, accept_language=field).get("content-language"), wanted, field)


@case("all formats can be chosen")
def _():
    server = envoy("--formats", "all", "--languages", "en,zh-Hant")
    for accept, wanted in (("text/plain", TEXT), ("text/xml", XML), ("application/xhtml+xml", HTML),
                           ("text/markdown;q=1", "text/markdown; charset=utf-8"), ("image/png", HTML)):
        equal(server.reply(404, accept=accept).get("content-type"), wanted, accept)
    server = envoy("--formats", "json", "--languages", "en")
    promise(server.reply(404, accept="text/html"), 404, "en", PROBLEM)


@case("a plain page is the one of the static build to the byte; with id and time, but for these")
def _():
    for asked, language in LANGUAGES.items():
        for suffix, accept in (("html", "text/html"), ("json", "application/json")):
            wanted = static("--site-name", NAME).read(f"default/{language}/404.{suffix}")
            equal(plain().reply(404, accept=accept, accept_language=asked).body, wanted, "page")
            told = usual().reply(404, accept=accept, accept_language=asked).text
            assert "77-1795331370123" in told and "2026-11-22" in told, told
            equal(told.partition("<footer>")[0] == wanted.decode().partition("<footer>")[0],
                  suffix == "html", "page before its footer")
    problem = json.loads(usual().reply(404, accept="application/json").text)
    equal((problem["reference"], problem["timestamp"]), ("77-1795331370123", "2026-11-22T07:09:30Z"), "values")


@case("a name of the site and a theme with the signs of all languages are sent as they are")
def _():
    for server in (usual(), plain()):
        for language in ("de", "ar"):
            shows(server.reply(503, accept_language=language))
    server = envoy("--theme", own_theme(), "--languages", "en,de")
    before = built("static", "--theme", own_theme(), "--languages", "en,de").read("own/de/404.html").decode()
    told = server.reply(404, accept_language="de").text
    equal(told, before + "<p>id <b>77-1795331370123</b> at <i>2026-11-22 07:09 UTC</i></p>\n", "page")


@case("fields of every page; the wait only where the answer has none")
def _():
    answer = usual().reply(503, accept_language="de")
    equal((answer.get("cache-control"), answer.get("x-robots-tag")), ("no-store", "noindex"), "fields")
    equal(answer.tokens("vary"), {"accept", "accept-language"}, "Vary")
    assert "2 Minuten" in answer.text, answer.text
    promise_policy(answer)
    equal(usual().reply(503, accept="application/json").get("content-security-policy"), None, "policy")
    options = usual().mapper(503, {})["headers_to_add"]
    equal([one for one in options if one["header"]["key"] == "retry-after"],
          [{"header": {"key": "retry-after", "value": "120"}, "append_action": "ADD_IF_ABSENT"}], "wait")


@case("gRPC and codes without a page keep Envoy's own answer")
def _():
    for answer in (usual().reply(503, content_type="application/grpc+proto", accept="text/html"),
                   usual().reply(599, accept="text/html"),
                   envoy("--codes", "404", "--languages", "en").reply(503)):
        equal(answer.text, "no healthy upstream", "body")


@case("errors of upstreams: only empty ones that need none of their fields")
def _():
    server = usual()
    for code in (400, 403, 404, 410, 429, 500, 502, 503, 504):
        equal(server.replaces(code, content_length="0"), True, code)
        equal(server.replaces(code, content_length="10"), False, "a body")
        equal(server.replaces(code), False, "a body of unknown length")
        for name in ("retry_after", "set_cookie", "link", "access_control_allow_origin",
                     "access_control_expose_headers", "www_authenticate", "ratelimit", "strict_transport_security"):
            equal(server.replaces(code, content_length="0", **{name: "5"}), False, name)
        for kind in ("text/event-stream", "Text/Event-Stream", "application/grpc", "application/grpc+proto"):
            equal(server.replaces(code, content_length="0", content_type=kind), False, kind)
        equal(server.replaces(code, content_length="0", content_type="text/html"), True, "a page")
    for code in (200, 204, 301, 401, 405, 407, 416, 426, 451):
        equal(server.replaces(code, content_length="0"), False, code)
    # What becomes a reply of Envoy has a page, or it would be asked for again.
    for code in range(400, 600):
        if server.replaces(code, content_length="0"):
            assert server.reply(code).body != b"no healthy upstream", code


# ---- against the protos, and the page service ------------------------------------------------

BOOTSTRAP = "envoy.config.bootstrap.v3.Bootstrap"
MANAGER = "envoy.extensions.filters.network.http_connection_manager.v3"


def manager(whole):
    return whole["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]


@case("Envoy's protos have every field of the files, and none of their rules is broken")
def _():
    for options in (USUAL, PLAIN, ("--codes", "401", "--languages", "en"), ("--formats", "all", "--languages", "en")):
        server = envoy(*options)
        files = [{"type": f"{MANAGER}.LocalReplyConfig", "value": server.replies},
                 {"type": f"{MANAGER}.HttpFilter", "value": server.custom},
                 {"type": BOOTSTRAP, "value": json.loads(server.made.read("envoy.json"))}]
        if options[1] != "401":
            files.append({"type": BOOTSTRAP, "value": json.loads(server.made.read("redirect.json"))})
        equal(complaints("envoy.mjs", files), [""] * len(files), options)


@case("the check notices an unknown field, a missing one, a wrong type and a broken rule")
def _():
    text = usual().made.read("redirect.json").decode()
    for old, new in (('"stat_prefix"', '"stat_prefixes"'), ('"value_match": { "exact": "own" }', '"value_match": {}'),
                     ('"status_code": 404', '"status_code": 1404'), ('"status_code": 404', '"status_code": "404"'),
                     ("RedirectPolicy", "RedirectPolice"), ("OVERWRITE_IF_EXISTS_OR_ADD", "OVERWRITE")):
        assert old in text, old
        said, = complaints("envoy.mjs", [{"type": BOOTSTRAP, "value": json.loads(text.replace(old, new))}])
        assert said, f"{new} instead of {old} is not noticed"


def redirected(whole, code, method="GET", fields=None, own=True, **response):
    """Where redirect.json sends the request for the page; None: nowhere."""
    request = {":method": method, **(fields or {})}
    response = {name.replace("_", "-"): value for name, value in response.items()}
    mapper, = manager(whole)["local_reply_config"]["mappers"]
    for one in mapper["filter"]["and_filter"]["filters"]:
        header = one["header_filter"]["header"]
        value = request.get(header["name"])
        found = value is not None if "present_match" in header else string_matches(header["string_match"], value)
        own = own and found != header.get("invert_match", False)
    if own:
        option, = mapper["headers_to_add"]
        response[option["header"]["key"]] = option["header"]["value"]
    matcher, = manager(whole)["http_filters"][0]["typed_config"]["custom_response_matcher"]["matcher_list"]["matchers"]
    for one in matcher["predicate"]["and_matcher"]["predicate"]:
        wanted = "not_matcher" not in one
        single = one.get("not_matcher", one)["single_predicate"]
        value = response.get(single["input"]["typed_config"]["header_name"])
        if string_matches(single["value_match"], value) != wanted:
            return None
    found = matcher["on_match"]["matcher"]["matcher_tree"]["exact_match_map"]["map"].get(str(code))
    return found and found["action"]["typed_config"]


@case("redirect.json: only Envoy's own errors of GET and HEAD without a body, and none that needs a header")
def _():
    whole = json.loads(usual().made.read("redirect.json"))
    for code in (400, 403, 404, 413, 500, 502, 503, 504):
        for method in ("GET", "HEAD"):
            equal(redirected(whole, code, method)["status_code"], code, "status")
        # An internal redirect of a request that is not whole never answers.
        for method, fields in (("POST", {}), ("PUT", {}), ("GETX", {}), ("GET", {"content-length": "1"}),
                               ("GET", {"transfer-encoding": "chunked"})):
            equal(redirected(whole, code, method, fields), None, (code, method, fields))
        equal(redirected(whole, code, own=False), None, "an error of an upstream")
        for name in ("retry_after", "set_cookie", "www_authenticate", "ratelimit", "access_control_allow_origin"):
            equal(redirected(whole, code, **{name: "1"}), None, name)
    for code in (200, 302, 401, 405, 407, 416, 426, 451):
        equal(redirected(whole, code), None, code)


@case("redirect.json: the page service answers each address with its code; it gets no cookies and no credentials")
def _():
    server = started(built("traefik", *USUAL, *IN_SOME))
    whole = json.loads(usual().made.read("redirect.json"))
    host = manager(whole)["route_config"]["virtual_hosts"][0]
    equal(host["request_headers_to_remove"], ["cookie", "authorization", "proxy-authorization"], "removed")
    cluster = next(one for one in whole["static_resources"]["clusters"]
                   if one["name"] == host["routes"][0]["route"]["cluster"])
    equal(cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]["address"]["socket_address"],
          {"address": "127.0.0.1", "port_value": 8404}, "address")
    try:
        for code in (400, 403, 404, 413, 500, 502, 503, 504):
            uri = urllib.parse.urlsplit(redirected(whole, code)["uri"])
            equal((uri.scheme, [uri.netloc]), ("http", host["domains"]), "host")
            for asked, language in LANGUAGES.items():
                promise(ask(server, uri.path, {"Host": uri.netloc, "Accept-Language": asked}), code, language, HTML)
    finally:
        server.stop()


def with_redirect(server, yours):
    """What the README's jq makes of a configuration."""
    need("jq")
    script = re.search(r"redirect\.json '\n(.*?)' \\\n", server.made.read("README.md").decode(), re.S)[1]
    done = subprocess.run(["jq", "--slurpfile", "new", server.made.folder / "redirect.json", script],
                          input=json.dumps(yours), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def bare_envoy():
    """envoy.json without pages."""
    yours = json.loads(usual().made.read("envoy.json"))
    del manager(yours)["local_reply_config"], manager(yours)["http_filters"][0]
    return yours


@case("redirect.json: the README's jq puts it into a configuration")
def _():
    mixed = with_redirect(usual(), bare_envoy())
    equal(complaints("envoy.mjs", [{"type": BOOTSTRAP, "value": mixed}]), [""], "result")
    equal(redirected(mixed, 503)["uri"], "http://statuspages.internal/503", "address")
    equal([one["name"] for one in mixed["static_resources"]["clusters"]], ["application", "statuspages"], "clusters")


@case("redirect.json: builds with names share no cluster, no virtual host, no address and no header")
def _():
    found = []
    for name in ("shop", "blog_2"):
        server = envoy("--name", name, "--codes", "404", "--languages", "en")
        whole = with_redirect(server, bare_envoy())
        equal(complaints("envoy.mjs", [{"type": BOOTSTRAP, "value": whole}]), [""], name)
        option, = manager(whole)["local_reply_config"]["mappers"][0]["headers_to_add"]
        host = next(one for one in manager(whole)["route_config"]["virtual_hosts"] if one["name"] != "example")
        host_name, = host["domains"]
        cluster = host["routes"][0]["route"]["cluster"]
        assert cluster in [one["name"] for one in whole["static_resources"]["clusters"]], cluster
        equal(urllib.parse.urlsplit(redirected(whole, 404)["uri"]).netloc, host_name, "address")
        # RFC 1123, section 2.1: no underscore in the name of a host.
        assert re.fullmatch("[a-z0-9.-]+", host_name), host_name
        found.append({host["name"], host_name, cluster, option["header"]["key"]})
    assert all(len(names) >= 3 for names in found) and not found[0] & found[1], found


@case("--header: on every page, whatever it is in")
def _():
    server = envoy("--header", "Strict-Transport-Security: max-age=9; preload", "--languages", "en")
    for accept in ("text/html", "application/json"):
        equal(server.reply(503, accept=accept).all("strict-transport-security"), ["max-age=9; preload"], "header")
