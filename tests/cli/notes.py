# SPDX-License-Identifier: Apache-2.0
"""The owner's notes in each language that has a file of them: notes.py FILE..., with explain, which
shows them as the PO files have them."""
import os
import pathlib
import re
import subprocess
import sys

CODES = ("400", "404", "503")
ENTRY = re.compile(r'^msgctxt "(\d+)/owner"\nmsgid "(.*)"\nmsgstr "(.+)"$', re.M)


def explain(code, language, form):
    command = [os.environ["STATUSPAGES"], "explain", code, "--language", language, "--format", form]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def together(text):
    """Without the ends of lines, which in Chinese are nowhere else."""
    return "".join(text.split())


assert len(sys.argv) > 1, "there are no notes"
for name in map(pathlib.Path, sys.argv[1:]):
    tag = name.stem.replace("_", "-")
    notes = {code: (english, text) for code, english, text in ENTRY.findall(name.read_text(encoding="utf-8"))}
    for code in CODES:
        if code not in notes:
            continue
        english, text = notes[code]
        page = explain(code, tag, "html")
        assert f'<html lang="{tag}"' in page, (tag, code)
        assert f"<p>{text}</p>" in page, (tag, code, "the note is not there, or marked as of another language")
        assert english not in page, (tag, code)
        assert together(text) in together(explain(code, tag, "text")), (tag, code)
        assert english in explain(code, tag, "json"), (tag, code, "programs read English")
