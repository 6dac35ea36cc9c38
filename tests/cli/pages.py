# SPDX-License-Identifier: Apache-2.0
"""Reads every page of a format with that format's own parser.

   pages.py FORMAT FOLDER iana.tsv     the pages are FOLDER/CODE.FORMAT
"""
import html.parser
import json
import pathlib

import sys
import time
import xml.etree.ElementTree

NAMESPACE = "{urn:ietf:rfc:7807}"  # RFC 9457 appendix B
VOID = {"meta", "link", "br", "hr", "img", "input"}  # HTML: no end tag


class Page(html.parser.HTMLParser):
    """Which elements are open, and the text of each kind."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.seen = [], {}, []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        for tag in self.open:
            self.text[tag] = self.text.get(tag, "") + data


def check_timestamp(text):
    when = time.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    age = time.time() - time.mktime(when) + time.timezone
    assert -5 < age < 3600, ("not now", text)


def check_html(code, phrase, text):
    page = Page()
    page.feed(text)
    page.close()
    assert text.startswith("<!DOCTYPE html>"), text[:40]
    assert not page.open, ("not closed", page.open)
    assert page.seen[0] == ("html", {"lang": "en", "dir": "ltr"}), page.seen[0]
    # no name of a site in the title
    assert page.text["title"] == f'{code} · {page.text["h1"]}', page.text["title"]
    assert str(code) in page.text["footer"]
    assert page.text["details"].strip(), "no owner's note"
    check_timestamp(dict(page.seen)["time"]["datetime"])


def check_json(code, phrase, text):
    problem = json.loads(text)
    assert problem["status"] == code
    assert problem["title"] == phrase, problem["title"]
    assert problem["detail"] and problem["owner_note"]
    assert code < 400 or problem["advice"]
    check_timestamp(problem["timestamp"])


def check_xml(code, phrase, text):
    problem = xml.etree.ElementTree.fromstring(text.encode("utf-8"))
    member = {child.tag: child.text for child in problem}
    assert problem.tag == NAMESPACE + "problem", problem.tag
    assert member[NAMESPACE + "status"] == str(code)
    assert member[NAMESPACE + "title"] == phrase
    assert member[NAMESPACE + "detail"] and member[NAMESPACE + "owner_note"]
    check_timestamp(member[NAMESPACE + "timestamp"])


def check_text(code, phrase, text):
    word = "Error" if code >= 400 else "Status"
    assert text.splitlines()[0] == f"{word} {code}: {phrase}", text.splitlines()[0]
    assert text.endswith("\n") and "{{" not in text
    assert "For the site owner" in text.splitlines()


def check_markdown(code, phrase, text):
    # "(Unused)" may be escaped: ( and ) are CommonMark punctuation
    assert text.splitlines()[0].replace("\\", "") == f"# {code} {phrase}", text
    assert text.count("\n# ") == 0 and "{{" not in text


def main():
    form, folder, registry = sys.argv[1:]
    check = globals()["check_" + form]
    everything = []
    with open(registry, encoding="utf-8") as rows:
        for row in rows:
            code, phrase, _ = row.rstrip("\n").split("\t")
            path = pathlib.Path(folder, f"{code}.{form}")
            text = path.read_text(encoding="utf-8")
            try:
                check(int(code), phrase, text)
            except Exception:
                print(path.name)
                raise
            everything.append(text)
    assert len(everything) >= 60, len(everything)
    pathlib.Path(folder, f"all.{form}").write_text("".join(everything), encoding="utf-8")


main()
