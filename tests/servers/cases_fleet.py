# SPDX-License-Identifier: Apache-2.0
"""What each server promises with the generated files, found out from the server itself; and that what it does not
is said in the first section of its README.

    cases_fleet.py    prints the table
"""

import functools
import json
import re
import sys

if __name__ == "__main__":
    sys.dont_write_bytecode = True

from common import ask, bare, build_again, case, origin, origin_port, stop_all  # also finds the next
from client import parse
from fleet import HSTS, ROWS, SITES, WANTED
from origin import SCRIPT
from rows import HTML, PROBLEM
from server import Skip


@functools.lru_cache(None)
def row(name):
    origin_port()
    start, options = ROWS[name]
    return start(options)


def get(fleet, path, headers=None, site="shop"):
    return ask(fleet.server, path, {"Host": f"{site}.test", "Accept-Language": "de", **(headers or {})},
               port=fleet.port(site))


def is_page(answer, name="The Shop"):
    return answer.complete and name in answer.text and "<h1>" in answer.text


# ---- the promises ------------------------------------------------------------------------

def keeps_bodies(fleet):
    for name in ("html404", "json422", "problem500", "gzip404", "html503", "html401"):
        sent, got = parse(SCRIPT[name])[0], get(fleet, f"/{name}", name == "gzip404" and {"Accept-Encoding": "gzip"})
        names = ("Content-Type", "Content-Encoding", "ETag", "Retry-After", "WWW-Authenticate", "Set-Cookie", "Link")
        if (got.status, got.body) != (sent.status, sent.body) or any(got.all(one) != sent.all(one) for one in names):
            return False
    return True


def leaves_good(fleet):
    got = get(fleet, "/200")
    return (got.status, got.body) == (200, b"from the backend\n") and not any(
        got.all(name) for name in ("X-Robots-Tag", "Content-Security-Policy", "Content-Language", "Vary"))


def keeps_status(fleet):
    denied, dead = get(fleet, "/denied/x"), get(fleet, "/dead/x")
    return (is_page(denied) and is_page(dead) and denied.status == 403 and dead.status in (502, 503, 504)
            and all(get(fleet, bare(code)).status == code for code in (401, 404, 429, 500, 502, 503, 504, 520)))


def explains_empty(fleet):
    return all(is_page(get(fleet, bare(code))) for code in (404, 500, 503))


def weighs_language(fleet):
    return all(f'<html lang="{wanted}"' in get(fleet, "/denied/x", {"Accept-Language": asked}).text
               for asked, wanted in (("de;q=0.5, ar", "ar"), ("ar;q=0.1, en;q=0.2, de;q=0.9", "de"),
                                     ("xx, de;q=0.1, ar;q=0.2", "ar"), ("en;q=0, de;q=0.1, ar;q=0.09", "de"),
                                     ("de-AT;q=0.3, ar;q=0.2", "de"), ("de;q=0.001, en;q=0", "de")))


def weighs_format(fleet):
    return all(get(fleet, "/denied/x", {"Accept": asked}).get("Content-Type") == wanted
               for asked, wanted in (("text/html;q=0.5, application/json", PROBLEM),
                                     ("application/json;q=0.4, text/html;q=0.6", HTML),
                                     ("text/html;q=0, application/json;q=0.1", PROBLEM)))


def keeps(code, *lines):
    """An empty error of the application keeps these lines, each by itself."""
    def promise(fleet):
        got = get(fleet, bare(code, *lines))
        return all(got.all(name) == [line.split(": ", 1)[1] for line in lines if line.startswith(f"{name}: ")]
                   for name in {line.split(": ", 1)[0] for line in lines})
    return promise


def sends_hsts(fleet):
    return all(get(fleet, path).all(HSTS) == ["max-age=9"] for path in ("/denied/x", "/dead/x"))


def shows_id(fleet):
    ids = set()
    for _ in range(2):
        if get(fleet, "/denied/x", {"Accept": "application/json"}).get("Content-Type") != PROBLEM:
            return False
        ids.add(json.loads(get(fleet, "/denied/x", {"Accept": "application/json"}).text).get("reference"))
    return len(ids) == 2 and None not in ids


def packs(fleet):
    return all(get(fleet, path, {"Accept-Encoding": "gzip"}).all("Content-Encoding") == ["gzip"]
               for path in ("/denied/x", "/dead/x"))


def parts_sites(fleet):
    return all(is_page(get(fleet, path, site=site), words[3])
               for site, words in SITES.items() for path in ("/denied/x", "/dead/x"))


def asks_nobody(fleet):
    """The application has `/`, and is not asked for pages."""
    heard = origin().asked
    before = len(heard)
    denied, dead, _ = (get(fleet, path) for path in ("/denied/x", "/dead/x", "/html404?who"))
    return is_page(denied) and is_page(dead) and heard[before:] == ["/html404"]


def reloads(fleet):
    """Nobody is turned away meanwhile, and then there are the new pages."""
    code = build_again(fleet.made["shop"], *WANTED, *SITES["shop"][:2], "--site-name", "The New Shop",
                       *fleet.options)
    assert code == 0, code
    fleet.reload()
    for _ in range(400):
        try:
            denied, good = get(fleet, "/denied/x"), get(fleet, "/200")
        except (OSError, AssertionError, ValueError):
            return False
        if denied.status != 403 or good.status != 200 or "Shop" not in denied.text:
            return False
        if is_page(denied, "The New Shop"):
            return True
    return False


PROMISES = {
    "own bodies kept": keeps_bodies,
    "good responses untouched": leaves_good,
    "status": keeps_status,
    "pages for empty errors": explains_empty,
    "language weighed": weighs_language,
    "format weighed": weighs_format,
    "Retry-After": keeps(503, "Retry-After: 77"),
    "challenges": keeps(401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: Basic realm=x"),
    "Set-Cookie": keeps(404, "Set-Cookie: a=1; Path=/", "Set-Cookie: b=2; Path=/"),
    "CORS": keeps(404, "Access-Control-Allow-Origin: https://app.test", "Access-Control-Expose-Headers: X-Id"),
    "HSTS": sends_hsts,
    "id": shows_id,
    "compression": packs,
    "several sites": parts_sites,
    "catch-all proxy": asks_nobody,
    "reload": reloads,
}


# What the README of a server says that does not keep the promise.
SAID = {
    "own bodies kept": "lose their body",
    "good responses untouched": "good responses are",
    "status": "the status is",
    "pages for empty errors": "cannot tell (?:an empty error|them apart)",
    "language weighed": "[Tt]he first supported language|does not compare q-values",
    "format weighed": "first supported format|does not compare q-values",
    "Retry-After": "Retry-After (?:is|are) lost",
    "challenges": "`WWW-Authenticate`.*several lines become one",
    "Set-Cookie": "Set-Cookie (?:is|are) lost",
    "CORS": "CORS headers are lost",
    "HSTS": "Strict-Transport-Security is lost",
    "id": "have no (?:id|data of the request)",
    "compression": "pages are not compressed|are compressed only",
    "several sites": "for one site only",
    "catch-all proxy": "asks the application for pages",
    "reload": "keeps the pages that it has read",
}
# Of these, a README says nothing of the kind if they are kept, unless it is about what was not built.
NO_WORD = ("language weighed", "format weighed", "id", "compression", "reload")


def said(readme, promise, kept):
    """What this part of a README says against a promise."""
    sentences = re.split(r"(?<=[.:])\s", " ".join(readme.split()))
    if kept:
        sentences = [one for one in sentences if not re.search("[Ww]ithout|[Uu]nless", one)]
    return re.search(SAID[promise], " ".join(sentences))


def wrongs(fleet):
    """What is neither kept nor said, and what is kept and denied."""
    readme = fleet.made["shop"].read("README.md").decode().split("\n## ")[1]
    for promise, keeps_it in PROMISES.items():
        kept = keeps_it(fleet)
        found = said(readme, promise, kept)
        if not kept and not found:
            yield f"{promise}: not kept, and the README does not say so"
        if kept and found and promise in NO_WORD:
            yield f"{promise}: kept, but the README says: {found[0]}"


for NAME in ROWS:
    @case(f"{NAME}: what it does not promise is said in the first section of its README")
    def _(name=NAME):
        wrong = list(wrongs(row(name)))
        assert not wrong, "\n".join(wrong)


def table():
    """{name of a server: {promise: kept}}; a server that is missing is left out."""
    found = {}
    for name in ROWS:
        try:
            found[name] = {promise: bool(kept(row(name))) for promise, kept in PROMISES.items()}
        except Skip:
            continue
    return found


def markdown(found):
    yield "| promise | " + " | ".join(found) + " |"
    yield "|---" * (len(found) + 1) + "|"
    for promise in PROMISES:
        yield f"| {promise} | " + " | ".join("yes" if kept[promise] else "**no**" for kept in found.values()) + " |"


if __name__ == "__main__":
    print("\n".join(markdown(table())))
    stop_all()
