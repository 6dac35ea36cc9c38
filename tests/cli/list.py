# SPDX-License-Identifier: Apache-2.0
"""Compares what `statuspages list` prints.

   list.py iana LIST.json iana.tsv
   list.py members LIST.json
   list.py text LIST.json LIST.text
   list.py classes LIST.json FOLDER      with 1xx.json ... 5xx.json
"""
import json
import pathlib
import re
import sys


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def check_iana(path, registry):
    rows = {row["code"]: row for row in read(path)}
    wanted = {}
    for line in pathlib.Path(registry).read_text(encoding="utf-8").splitlines():
        code, phrase, reference = line.split("\t")
        wanted[int(code)] = phrase
        row = rows[int(code)]
        assert row["phrase"] == phrase, row
        # the section too where the registry gives one (RFC 9110 15.5.1 is not 15.5.10)
        assert (row["origin"] + " ").startswith(reference + " "), row
    assert {c for c, row in rows.items() if row["registered"]} == set(wanted)
    # codes that only exist in practice: nginx, Cloudflare, LinkedIn
    assert {444, 499, 520, 999} <= set(rows) - set(wanted)


def check_members(path):
    rows = read(path)
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes)), codes
    known = {row["code"]: row for row in rows}
    for row in rows:
        assert list(row) == ["code", "phrase", "title", "origin", "registered",
                             "lasts", "retry", "fault", "error_name", "error_category",
                             "retryable", "owner_action_required", "documentation"], row
        check_error(row, known)
        assert row["phrase"] and row["title"] and row["origin"], row
        assert row["lasts"] in (None, "unknown", "temporary", "permanent"), row
        assert row["retry"] in (None, "never", "now", "wait", "change",
                                "sign-in", "choose", "follow"), row
        assert set(row["fault"]) <= {"visitor", "software", "site", "network"}, row
        # RFC 9110 15.5, 15.6: a server SHOULD say if an error is temporary
        assert row["code"] < 400 or row["lasts"] or row["code"] in (418, 444), row
    assert known[503]["lasts"] == "temporary" and known[503]["retry"] == "wait"
    assert known[410]["lasts"] == "permanent" and known[401]["retry"] == "sign-in"
    assert known[404]["fault"] == ["visitor", "site"] and known[200]["fault"] == []
    names = [row["error_name"] for row in rows if row["code"] >= 400 and row["code"] != 418]
    assert len(set(names)) == len(names), names


def check_error(row, known):
    """What problem details say of the code, derived anew; nothing below 400."""
    if row["code"] < 400:
        assert not any([row["error_name"], row["error_category"], row["retryable"],
                        row["owner_action_required"], row["documentation"]]), row
        return
    # (Unused): as the class
    phrase = known[row["code"] // 100 * 100 if row["phrase"] == "(Unused)" else row["code"]]["phrase"]
    assert row["error_name"] == "_".join(re.findall("[a-z0-9]+", phrase.lower())), row
    # RFC 4918 11.5: a program must not repeat it by itself
    assert row["retryable"] is (row["retry"] in ("now", "wait") and row["code"] != 507), row
    assert not (row["owner_action_required"] and (row["retryable"] or row["fault"] != ["site"])), row
    rfc = re.fullmatch(r"RFC (\d+) ([\d.]+)", row["origin"])
    assert bool(rfc) == row["origin"].startswith("RFC"), row
    assert row["documentation"] == (
        f"https://www.rfc-editor.org/rfc/rfc{rfc[1]}#section-{rfc[2]}" if rfc else None), row


def check_text(path, text):
    rows = read(path)
    lines = pathlib.Path(text).read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 100, max(lines, key=len)
    heading, lines = lines[:2], lines[2:]
    assert len(lines) == 2 * len(rows), (len(lines), len(rows))
    second = [heading[0].index(word) for word in ("Phrase", "Title")]
    third = [heading[1].index(word) for word in ("Lasts", "Retry", "Fault", "Origin")]
    for row, above, below in zip(rows, lines[::2], lines[1::2]):
        got = cells(above, [0] + second) + cells(below, third)
        assert got == [str(row["code"]), row["phrase"], row["title"],
                       row["lasts"] or "-", row["retry"] or "-",
                       ", ".join(row["fault"]) or "nobody", row["origin"]], got


def cells(line, starts):
    """The columns that begin at `starts`; a space stands before each."""
    for start in starts:
        assert start == 0 or line[start - 1] == " ", line
    ends = starts[1:] + [None]
    return [line[a:b].strip() for a, b in zip(starts, ends)]


def check_classes(path, folder):
    seen = []
    for hundreds in range(1, 6):
        rows = read(pathlib.Path(folder, f"{hundreds}xx.json"))
        for row in rows:
            # RFC 9110 15: beyond 599 counts as 5xx
            assert min(row["code"] // 100, 5) == hundreds, row
        assert rows, hundreds
        seen += rows
    assert seen == sorted(read(path), key=lambda row: min(row["code"], 600)), "not the same"


globals()["check_" + sys.argv[1]](*sys.argv[2:])
