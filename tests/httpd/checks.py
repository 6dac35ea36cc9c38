# SPDX-License-Identifier: Apache-2.0
"""What every generated response promises; and the registry of cases."""

import datetime
import functools
import html
import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from server import COMMAND

CASES = []
PROBLEM = "{urn:ietf:rfc:7807}"
# httpd's own built-in text begins with this, whichever DTD its version names.
STOCK = "<!DOCTYPE HTML PUBLIC"


def case(sentence):
    """Register a function as a case; the sentence says what must hold."""
    def register(function):
        CASES.append((sentence, function))
        return function
    return register


@functools.lru_cache(None)
def listing():
    """The texts of all codes, from the command that is built with the module."""
    run = subprocess.run([COMMAND, "list", "--format", "json"], capture_output=True, text=True,
                         timeout=20, check=True)
    return {int(row["code"]): row for row in json.loads(run.stdout)}


def title(code):
    return listing().get(code, {}).get("title")


def equal(got, wanted, what="value"):
    assert got == wanted, f"{what} is {got!r}, expected {wanted!r}"


def visible(text):
    """The words of HTML, without its markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<style>.*?</style>", "", text, flags=re.S)))


def heading(answer):
    match = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.S)
    return visible(match[1]).strip() if match else None


# How a language writes a day, from Sunday on, and a month: CLDR, by hand.
DAYS = {
    "en": "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
    "de": "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
    "ar": "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت",
    "ja": "日 月 火 水 木 金 土",
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ja": "1 2 3 4 5 6 7 8 9 10 11 12",
}
MOMENTS = {
    "en": "{day} {t.day}_{month} {t.year}, {t:%H:%M}_UTC",
    "de": "{day}, {t.day}._{month} {t.year}, {t:%H:%M}_Uhr_(UTC)",
    "ar": "{day}، {t.day}_{month} {t.year}، {t:%H:%M}_UTC",
    "ja": "{t.year}年{month}月{t.day}日_({day}) {t.hour}:{t:%M}_UTC",
}


def in_words(when, language="en"):
    """The moment 2026-12-24T18:00:00Z as a reader of the language writes it."""
    moment = datetime.datetime.strptime(when, "%Y-%m-%dT%H:%M:%SZ")
    return MOMENTS[language].format(t=moment, day=DAYS[language].split()[moment.isoweekday() % 7],
                                    month=MONTHS[language].split()[moment.month - 1]).replace("_", "\xa0")


def by_clock(when, offset, place):
    """The moment 2026-12-24T18:00:00Z for the file, and in English, by the clock of a place; `offset`
    as in -03:30."""
    minutes = int(offset[1:3]) * 60 + int(offset[4:])
    moment = datetime.datetime.strptime(when, "%Y-%m-%dT%H:%M:%SZ") + datetime.timedelta(
        minutes=-minutes if offset[0] == "-" else minutes)
    shown = place.rsplit("/", 1)[-1].replace("_", "\xa0")
    return (f"{moment:%Y-%m-%dT%H:%M:%S}{offset}[{place}]",
            in_words(f"{moment:%Y-%m-%dT%H:%M:%SZ}").replace("UTC", f"({shown})"))


def is_page(answer):
    """Is this HTML ours?"""
    text = answer.body.decode("utf-8", "replace")
    return "<main" in text and STOCK not in text


def not_page(answer):
    text = answer.body.decode("utf-8", "replace")
    assert "<main" not in text, f"a generated page, where none may be:\n{answer}"


def promise(answer, status, kind, head=False, vary=("accept", "accept-language")):
    """What holds for every format."""
    equal(answer.status, status, "status")
    types = answer.all("Content-Type")
    equal(types, [kind], "Content-Type")
    if answer.line.startswith("HTTP/1") or answer.get("Content-Length") is not None:
        length = answer.get("Content-Length")
        assert length is not None, f"no Content-Length:\n{answer}"
        assert answer.get("Transfer-Encoding") is None, "chunked"
        if not head:
            equal(int(length), len(answer.body), "Content-Length")
    assert answer.complete, "the body is shorter than announced"
    if vary:
        missing = set(vary) - answer.tokens("Vary")
        assert not missing, f"Vary is {answer.all('Vary')}, lacks {sorted(missing)}"
    gone = ["Accept-Ranges", "Content-Encoding", "Content-Disposition", "Content-MD5", "Digest"]
    if status != 412:
        gone += ["ETag", "Last-Modified"]
    if status != 416:
        gone += ["Content-Range"]
    for name in gone:
        assert answer.get(name) is None, f"{name}: {answer.get(name)} describes another body"
    equal(answer.get("X-Content-Type-Options"), "nosniff", "X-Content-Type-Options")


def page(answer, status, head=False, shown=None, language="en"):
    """Our HTML page for `status` (`shown`: the code it speaks of, if another)."""
    promise(answer, status, "text/html; charset=utf-8", head)
    if language:
        equal(answer.get("Content-Language"), language, "Content-Language")
    if not head:
        text = answer.text
        assert STOCK not in text, f"httpd's own text:\n{answer}"
        assert "<main" in text, f"not our page:\n{answer}"
        wanted = title(shown or status)
        if wanted and language == "en":
            equal(heading(answer), wanted, "heading")
        assert text.rstrip().endswith("</html>"), "the page is cut"
    return answer


def for_program(answer, status, kind):
    """What is for programs is in English, and not chosen by language: Vary does not name
    Accept-Language, but on what caches keep, where it is the same in all formats."""
    promise(answer, status, kind, vary=("accept",))
    equal(answer.get("Content-Language"), "en", "Content-Language")
    kept = "max-age" in (answer.get("Cache-Control") or "")
    assert kept or "accept-language" not in answer.tokens("Vary"), f"Vary: {answer.all('Vary')}"


def problem(answer, status):
    """A problem document as JSON; returns it."""
    for_program(answer, status, "application/problem+json")
    document = json.loads(answer.body.decode("utf-8"))
    assert isinstance(document, dict), "not an object"
    equal(document.get("status"), status, "member status")
    for name in ("title", "detail", "reference", "timestamp"):
        assert isinstance(document.get(name), str) and document[name], f"member {name} is missing"
    assert isinstance(document.get("advice"), list) and document["advice"], "member advice"
    equal(document.get("type", "about:blank"), "about:blank", "member type")
    wanted = listing().get(status, {})
    if wanted.get("phrase"):
        equal(document["title"], wanted["phrase"], "member title")
    return document


def problem_xml(answer, status):
    for_program(answer, status, answer.get("Content-Type"))
    assert (answer.get("Content-Type") or "").startswith("application/problem+xml"), \
        f"Content-Type {answer.get('Content-Type')}"
    root = ElementTree.fromstring(answer.body)
    equal(root.tag, PROBLEM + "problem", "root")
    equal(root.findtext(PROBLEM + "status"), str(status), "status")
    return root


def no_json(answer):
    """A reader of JSON fails at its first byte, and takes no number for a value."""
    try:
        value = json.JSONDecoder().raw_decode(answer.text)
    except json.JSONDecodeError as fault:
        equal(fault.pos, 0, "place of the fault")
    else:
        raise AssertionError(f"it begins with the JSON value {value}")


def markdown(answer, status, phrase=None):
    """Markdown for programs."""
    for_program(answer, status, "text/markdown; charset=utf-8")
    first = answer.text.split("\n")[0]
    wanted = phrase or listing().get(status, {}).get("phrase", "")
    equal(first, f"# {status} {wanted}", "first line")
    return answer


def plain(answer, status, phrase=None):
    promise(answer, status, "text/plain; charset=utf-8", vary=("accept",))
    first = answer.text.split("\n")[0]
    assert first.startswith(f"Error {status}: "), f"first line {first!r}"
    if phrase:
        equal(first, f"Error {status}: {phrase}", "first line")
    assert "<" not in first
    no_json(answer)
    return answer


def one_line(answer, status, phrase):
    """Sub-resources get one line, in no language."""
    promise(answer, status, "text/plain; charset=utf-8", vary=("accept",))
    equal(answer.text, f"Error {status}: {phrase}\n", "body")
    no_json(answer)
    return answer
