# SPDX-License-Identifier: Apache-2.0
"""The names of catalog/dates.def beside those of Unicode CLDR, in the package cldr-dates-full: one
line for each that differs, and at the end how many were compared.

    dates.py dates.def PACKAGE.tgz SHA512    the package is the one with this hash, in base64
"""

import base64
import hashlib
import json
import re
import sys
import tarfile

ROW = re.compile(r'^DATE\("([^"]+)", "([^"]*)",\n\s*NAMES\(([^)]*)\),\n\s*NAMES\(([^)]*)\)\)$', re.M)
DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
LOCALES = {"en": "en-GB", "pt-BR": "pt"}  # others are called as ours


def names(text):
    return re.findall('"([^"]*)"', text)


def calendars(package, tags):
    """Of each language, its Gregorian calendar."""
    wanted = {f"package/main/{LOCALES.get(tag, tag)}/ca-gregorian.json": tag for tag in tags}
    found = {}
    with tarfile.open(package) as archive:
        for file in archive:
            if file.name in wanted:
                (locale,) = json.load(archive.extractfile(file))["main"].values()
                found[wanted[file.name]] = locale["dates"]["calendars"]["gregorian"]
    return found


def pairs(form, days, months, calendar):
    """What is compared, ours, CLDR's."""
    # in the pattern of a date, c is a weekday by itself, E one in a date
    pattern = re.sub("'[^']*'", "", calendar["dateFormats"]["full"])
    weekdays = calendar["days"]["stand-alone" if "c" in pattern else "format"]
    for day, ours in zip(DAYS, names(days)):
        yield day, ours, weekdays["abbreviated" if "%a" in form else "wide"][day]
    for number, ours in enumerate(names(months), 1):
        theirs = calendar["months"]["format"]["abbreviated" if ours.isdigit() else "wide"][str(number)]
        # the forms of some languages have the word for month themselves
        yield f"month {number}", ours, theirs.rstrip("月월") if ours.isdigit() else theirs


def main(definitions, package, wanted):
    with open(package, "rb") as file:
        got = base64.b64encode(hashlib.sha512(file.read()).digest()).decode()
    if got != wanted:
        sys.exit(f"{package} has the SHA-512 {got}")
    with open(definitions, encoding="utf-8") as file:
        rows = ROW.findall(file.read())
    known = calendars(package, [tag for tag, *_ in rows])
    compared = 0
    for tag, *row in rows:
        for what, ours, theirs in pairs(*row, known[tag]):
            compared += 1
            if ours != theirs:
                print(f"{tag}: {what}: {ours}, CLDR has {theirs}")
    print(compared)


main(*sys.argv[1:])
