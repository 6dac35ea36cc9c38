# SPDX-License-Identifier: Apache-2.0
"""What every server promises with the files that were made for it.  A case says which server and where."""

import base64
import functools
import gzip
import hashlib
import html
import json
import re
import socket
import subprocess
import time
import types

from client import parse
from common import COMMAND, NAME, REPOSITORY, ask, build, built, equal, field, heading, origin_port, own_theme, static
from origin import SCRIPT
from rows import (BACKEND, BODIES, CLIENT, FORMATS, GONE, HTML, KEPT, LANGUAGES, NOW, OWN, PROBLEM, TEXT, TYPE,
                  WHOLE)


def checked(made, program):
    """The command ran the server's own check and says so."""
    assert re.search(rf"^/\S*(?:{program}) accepts the configuration$", made.said, re.M), made.said


@functools.lru_cache(None)
def titles(language):
    """Titles of the pages by code, from the translators' file itself."""
    if language == "en":
        run = subprocess.run([COMMAND, "list", "--format", "json"], capture_output=True, timeout=20)
        return {row["code"]: row["title"] for row in json.loads(run.stdout)}
    catalog = REPOSITORY / "mod_statuspages/catalog"
    name = re.search(rf'^LANGUAGE\("{language}", "([^"]+)"', (catalog / "languages.def").read_text("utf-8"), re.M)[1]
    text = (catalog / f"po/{name}.po").read_text(encoding="utf-8")
    rows = re.findall(r'^msgctxt "(\d+)/title"\nmsgid "[^\n]*"\nmsgstr "([^\n]*)"$', text, re.M)
    return {int(code): title for code, title in rows}


def promise(answer, status, language, kind, head=False, fields=True):
    """Status, Content-Type, Content-Language, title and the fields of every answer; without `fields`
    for a server that cannot set them."""
    equal(answer.status, status, "status")
    equal([value.lower().replace(" ", "") for value in answer.all("Content-Type")],
          [kind.replace(" ", "")], "Content-Type")
    if fields:
        # problem details are for programs
        equal(answer.get("Content-Language"), "en" if kind == PROBLEM else language, "Content-Language")
        equal(answer.get("X-Content-Type-Options"), "nosniff", "X-Content-Type-Options")
    assert answer.complete, "the body is shorter than announced"
    if head:
        equal(answer.body, b"", "body")
        return
    # A code that uses the texts of another has none in that file.
    wanted = titles(language).get(status, "")
    if kind == HTML:
        assert f'<html lang="{language}"' in answer.text, f"not in {language}:\n{answer}"
        assert heading(answer) == wanted or not wanted, f"heading is {heading(answer)}, not {wanted}"
    elif kind == PROBLEM:
        problem = json.loads(answer.text)
        equal(problem["status"], status, "status in the problem")
        assert problem["detail"] and problem["advice"], problem
    else:
        assert answer.text.startswith(f"Error {status}: "), answer
        assert wanted in answer.text, f"not in {language}:\n{answer}"


def promise_all(server, path, status, fields=True, **request):
    """What has to hold for one error of a server: each language, HTML and problem details."""
    for asked, language in LANGUAGES.items():
        headers = {"Accept-Language": asked}
        promise(ask(server, path, headers, **request), status, language, HTML, fields=fields)
        for accept in ("application/problem+json", "application/json"):
            promise(ask(server, path, {**headers, "Accept": accept}, **request),
                    status, language, PROBLEM, fields=fields)


def shows(answer, name=NAME):
    """The page shows this name of the site as it is."""
    text = answer.text
    if answer.get("Content-Type").startswith("text/html"):
        names = [html.unescape(one) for one in re.findall(r"<header>\s*<p><bdi>(.*?)</bdi>", text, re.S)]
        equal(names, [name], "name of the site")
    else:
        # Plain text is wrapped at blanks.
        assert name in re.sub(r"\s+", " ", text), f"{name!r} is not in:\n{text}"


def matches(body, template, inserts):
    """Is `body` the file `template` to the byte, but for the inserts?  {bytes in the file: pattern}"""
    pattern = re.escape(template)
    for insert, wanted in inserts.items():
        pattern = pattern.replace(re.escape(insert), wanted)
    if not re.fullmatch(pattern, body, re.S):
        raise AssertionError(f"the page is not the file:\n{body[-700:]!r}\nfile:\n{template[-700:]!r}")


# ---- what is chosen ---------------------------------------------------------------------

def content_language(answer):
    return answer.get("Content-Language")


def promise_languages(server, path, rows, told=content_language):
    """Each Accept-Language gets its language; `told` finds it in the answer."""
    for asked, wanted in rows:
        equal(told(ask(server, path, {"Accept-Language": asked})), wanted, f"language for {str(asked)[:40]!r}")


def promise_types(server, path, *more, text=TEXT, rows=TYPE):
    """Each Accept gets its type; `text` is what those get who want plain text."""
    for asked, wanted in (*rows, *more):
        answer = ask(server, path, {"Accept": asked})
        equal(answer.get("Content-Type"), text if wanted == TEXT else wanted, f"type for {asked[:40]!r}")


def promise_clients(server, path, text=TEXT):
    """Browsers get HTML, fetch() problem details, and all others `text`."""
    for fields, wanted in CLIENT:
        answer = ask(server, path, fields, page=False)
        equal(answer.get("Content-Type"), text if wanted == TEXT else wanted, f"type for {fields}")


# ---- errors of a backend ------------------------------------------------------------------

def promise_backend(server, path="/origin/field"):
    """An error of a backend at `path` gets a page, whatever the method."""
    for code in BACKEND:
        answer = ask(server, field(code, path=path), {"Accept-Language": "de"})
        promise(answer, code, "de", HTML)
        assert "the backend says" not in answer.text, answer
        promise(ask(server, field(code, path=path), {"Accept-Language": "ar"}, "POST", b"a=1"), code, "ar", HTML)
        promise(ask(server, field(code, path=path), {"Accept-Language": "ar"}, "HEAD"), code, "ar", HTML, head=True)


def promise_kept(server, address, *more, others=None):
    """The page keeps the fields that belong to the error; `address` is field() or bare().  What describes
    the body is gone; fields that nobody knows are, too, unless `others` is "1"."""
    for code, line in (*KEPT, *more):
        name, value = line.split(": ", 1)
        answer = ask(server, address(code, line, "X-Secret: 1", 'ETag: "b"'))
        promise(answer, code, "en", HTML)
        equal(answer.get(name), value, name)
        equal((answer.get("X-Secret"), answer.get("ETag")), (others, None), "other fields")


def promise_whole(server, address, cookies=2, more=()):
    """What an empty error says beyond its body stays: cookies, what scripts may read, links."""
    kept = (*WHOLE, *more)
    lines = [*(f"Set-Cookie: c{number}=1; Path=/; HttpOnly" for number in range(cookies)), *kept]
    for code in (404, 503):
        for method in ("GET", "HEAD"):
            answer = ask(server, address(code, *lines), {"Accept-Language": "de"}, method)
            promise(answer, code, "de", HTML, head=method == "HEAD")
            equal(answer.all("Set-Cookie"), [line.split(": ", 1)[1] for line in lines[:cookies]], "Set-Cookie")
            for line in kept:
                name, value = line.split(": ", 1)
                equal(answer.all(name), [value], name)


def promise_own(server, prefix="", more=("capitalevents",)):
    """An application's own errors pass to the byte, with their fields, whatever the client accepts."""
    for name in ("html404", "untyped404", "untypedchunked404", "pieces404", "json422", "problem500", "xml400",
                 "html503", "html405", "html401", "gzip404", "grpc", "grpcbody", "events", "emptyevents",
                 "multistatus404", "dav", *more):
        sent = parse(SCRIPT[name])[0]
        for accept in ("text/html", "application/json"):
            answer = ask(server, f"{prefix}/{name}", {"Accept": accept, "Accept-Language": "de",
                                                      "Accept-Encoding": "gzip"})
            equal((answer.status, answer.body), (sent.status, sent.body), f"answer of {name}")
            # Caddy gives a type to what has none.
            equal(answer.get("Content-Type"), sent.get("Content-Type") or answer.get("Content-Type"), name)
            for field_name in ("Content-Encoding", "ETag", "Retry-After", "Allow",
                               "WWW-Authenticate", "Set-Cookie", "Link", "Access-Control-Allow-Origin",
                               "grpc-status"):
                equal(answer.get(field_name), sent.get(field_name), f"{field_name} of {name}")
            equal(answer.get("Content-Security-Policy"), None, f"policy of {name}")


def promise_apart(server, path="/nope", app="/app/bare", fields=True):
    """The hosts shop.test and blog.test each show the pages of their own build, one as soon as the other."""
    styles = set()
    for host, name in (("shop.test", "The Shop"), ("blog.test", "The Blog")) * 2:
        for address in (path, field(503, "Content-Length: 0", path=app)):
            answer = ask(server, address, {"Host": host, "Accept-Language": "de"})
            promise(answer, 404 if address == path else 503, "de", HTML, fields=fields)
            assert name in answer.text, answer
            styles.add((host, re.search(r"<style>(.*?)</style>", answer.text, re.S)[1]))
            if fields:
                promise_policy(answer)
    equal(len({style for _, style in styles}), 2, "styles")
    equal(len(styles), 2, "styles of two hosts")


def promise_covered(server, fields=True):
    """What is left of a backend's body does not reach the page."""
    for name, code in BODIES:
        answer = ask(server, f"/origin/{name}", {"Accept-Language": "de"})
        promise(answer, code, "de", HTML, fields=fields)
        equal(answer.get("Content-Encoding"), None, "Content-Encoding")
        assert "zqmark" not in answer.text, answer


# Fields of one connection, or about how a body is sent.
OF_A_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "trailer", "content-length", "date", "server"}


def promise_untouched(server, folder):
    """Errors of an application below `folder` are what the application says, to the byte and the field."""
    origin = types.SimpleNamespace(port=origin_port())
    for name in OWN:
        for accept in ("text/html", "application/json"):
            wanted = ask(origin, f"/{name}", page=False)
            answer = ask(server, f"{folder}{name}", {"Accept": accept})
            equal((answer.status, answer.body), (wanted.status, wanted.body), name)
            for field_name in {line.lower() for line, _ in wanted.headers} - OF_A_CONNECTION:
                equal(answer.all(field_name), wanted.all(field_name), f"{field_name} of {name}")
            equal(answer.get("Referrer-Policy"), None, f"a field of a page with {name}")
    equal(ask(server, f"{folder}200", page=False).body, b"from the backend\n", "a good answer")


# ---- the bytes of a page --------------------------------------------------------------------

def preferences(formats=FORMATS):
    """(fields of a request, file that it asks for, type): the code is missing in the name of the file."""
    for suffix, (accept, kind) in formats.items():
        for asked, language in {**LANGUAGES, "zh-Hant": "zh-Hant", "en": "en"}.items():
            yield {"Accept": accept, "Accept-Language": asked}, f"{language}/{{}}.{suffix}", kind


def promise_files(server, folder, paths, inserts, left="no such text"):
    """The pages at `paths`, all 503, are files of the build but for `inserts`, the first of which is
    the id; `left` would be left of an insert that the server did not know."""
    for fields, name, _kind in preferences():
        template = server.made.read(f"{folder}/{name.format(503)}")
        assert next(iter(inserts)) in template, template
        assert not re.search(rb"\b98\d\d-", template), template
        for path in paths:
            answer = ask(server, path, fields)
            equal(answer.status, 503, "status")
            matches(answer.body, template, inserts)
            assert left not in answer.text, answer


def promise_static(server, paths, options, formats=FORMATS, change=bytes, packed=False):
    """The pages at `paths` {path: code} are those of the static build with `options`, after `change`, and
    also when they are packed."""
    for fields, name, kind in preferences(formats):
        for path, code in paths.items():
            wanted = change(static(*options).read(f"default/{name.format(code)}"))
            answer = ask(server, path, fields)
            equal((answer.status, answer.get("Content-Type").lower().replace(" ", "")),
                  (code, kind.replace(" ", "")), "answer")
            equal(answer.body, wanted, "page")
            if packed:
                answer = ask(server, path, {**fields, "Accept-Encoding": "gzip"})
                equal((answer.status, answer.get("Content-Encoding")), (code, "gzip"), "packed answer")
                equal(gzip.decompress(answer.body), wanted, "unpacked page")
                varies = {"accept-encoding", *(("accept-language",) if kind != PROBLEM else ())}
                assert varies <= answer.tokens("Vary"), answer


def promise_name(server, *paths, formats=("text/html", "text/plain"), name=NAME):
    """A name of the site with the signs of all languages is shown as it is."""
    for path in paths:
        for accept in formats:
            for language in LANGUAGES:
                shows(ask(server, path, {"Accept": accept, "Accept-Language": language}), name)


def promise_theme(server, path, reference=None, change=bytes, fields=True):
    """So is a theme of one's own, whose last line is for the id `reference`, if there is one, and the time."""
    template = built("static", "--theme", own_theme(), "--languages", "en,de", "--codes", "404") \
        .read("own/de/404.html")
    if reference:
        template += b"<p>id <b>@reference@</b> at <i>@now@</i></p>\n"
    answer = ask(server, path, {"Accept-Language": "de"})
    promise(answer, 404, "de", HTML, fields=fields)
    matches(answer.body, change(template), {b"@reference@": reference, b"@now@": NOW} if reference else {})


def promise_now(problem):
    """The timestamp of a problem is the time."""
    then = time.mktime(time.strptime(problem["timestamp"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert abs(time.time() - then) < 60, problem


# ---- the fields of a page, and its connection -------------------------------------------------

def conditional(server, path, accept):
    """Answers to requests with a range and conditions, which change nothing."""
    for since in (None, "x", "Thu, 01 Jan 2037 00:00:00 GMT"):
        answer = ask(server, path, {"Accept": accept, "Range": "bytes=0-3", "If-None-Match": "*",
                                    "If-Modified-Since": since})
        equal(answer.status, 404, "status")
        assert len(answer.body) > 100, answer
        for gone in GONE:
            equal(answer.get(gone), None, gone)
        yield answer


def promise_fields(server, *paths, formats=FORMATS, policies=(HTML,), lean=False):
    """The fields of every page; `paths` are not found.  Only these types have a policy.  A server that is `lean`
    says nothing that has no effect: to search engines, and of languages where all get English."""
    for path in paths:
        for accept, kind in formats.values():
            for answer in conditional(server, path, accept):
                equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
                equal(answer.get("X-Robots-Tag"), None if lean else "noindex", "X-Robots-Tag")
                equal(answer.get("Referrer-Policy"), "same-origin", "Referrer-Policy")
                missing = {"accept", "accept-language", "sec-fetch-dest", "user-agent"} - answer.tokens("Vary")
                equal(missing, {"accept-language"} if lean and kind == PROBLEM else set(), "missing in Vary")
                equal(answer.get("Content-Security-Policy") is not None, kind in policies, "a policy")


CACHE = ("--cache", "404=120,5xx=5")
SIGNED_IN = {"Authorization": "Bearer x"}


def promise_cached(server, path, other, cookie=None, methods=("POST",), formats=FORMATS,
                   lean=False):
    """A build with CACHE: `path` is not found, `other` has a code that no cache may store, and `cookie` is a 404
    of a backend that sets one.  The page is the same for all who ask in the same format and language."""
    for accept, kind in (*formats.values(), ("*/*", None), (None, None)):
        for asked, language in LANGUAGES.items():
            choice = {"Accept": accept, "Accept-Language": asked}
            one = ask(server, path, {**choice, "User-Agent": "Mozilla/5.0", "Sec-Fetch-Dest": "document"})
            same = ask(server, path, {**choice, "User-Agent": "curl/8", "Sec-Fetch-Dest": "empty"})
            if kind:
                promise(one, 404, language, kind)
            equal((same.get("Content-Type"), same.body), (one.get("Content-Type"), one.body), f"page as {accept}")
            equal(one.all("Cache-Control"), ["max-age=120"], f"Cache-Control as {accept}")
            varies = {"accept"} if lean and one.get("Content-Type") == PROBLEM else {"accept", "accept-language"}
            equal(one.tokens("Vary") - {"accept-encoding"}, varies, "Vary")
            found = re.search(rb"[Rr]eference|timestamp|20\d\d-\d\d-\d\d|UTC|@@", re.sub(rb"<style.*?</style>", b"",
                                                                                     one.body, flags=re.S))
            assert not found, f"{found[0]!r} on a page for everybody:\n{one}"
    equal(ask(server, path, method="HEAD").all("Cache-Control"), ["max-age=120"], "Cache-Control of HEAD")
    for what, answer in (("credentials", ask(server, path, SIGNED_IN)), ("another code", ask(server, other)),
                         *((method, ask(server, path, method=method, body=b"a=1")) for method in methods),
                         *(((("a cookie", ask(server, cookie))),) if cookie else ())):
        equal(answer.all("Cache-Control"), ["no-store"], f"Cache-Control with {what}")
        assert answer.status >= 400, answer


def promise_not_cached(server, address):
    """What an application says about caches is true of the page in its place, too (RFC 9111, 5.2.2): `address` is
    field() or bare()."""
    for line in ("Cache-Control: private", "Cache-Control: no-store", "Cache-Control: no-cache",
                 "Expires: 0", "Expires: Thu, 01 Jan 1970 00:00:00 GMT"):
        answer = ask(server, address(404, line, "Set-Session: 7"))
        promise(answer, 404, "en", HTML)
        equal((answer.all("Cache-Control"), answer.get("Expires")), (["no-store"], None), line)


def promise_policy(answer):
    """The policy lets the page's style in and nothing else."""
    style = re.search(r"<style>(.*?)</style>", answer.text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.get("Content-Security-Policy")
    assert f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy, policy


def promise_connection(server, *paths, formats=FORMATS, fields=True):
    """A connection is kept, and what was chosen for one request does not stay for the next."""
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
        for path in paths:
            for accept, kind in formats.values():
                for asked, language in LANGUAGES.items():
                    connection.sendall(build("GET", path, {"Accept": accept, "Accept-Language": asked},
                                             close=False))
                    received = b""
                    while b"\r\n\r\n" not in received or not parse(received)[0].complete:
                        piece = connection.recv(65536)
                        assert piece, f"the server closes after {received[-300:]!r}"
                        received += piece
                    promise(parse(received)[0], 404, language, kind, fields=fields)
