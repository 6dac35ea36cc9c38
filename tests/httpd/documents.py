# SPDX-License-Identifier: Apache-2.0
"""Problem documents that the cases receive are kept, and held against the schemas at the end."""

import json
import os
import re
import subprocess
import sys
import tempfile

from server import REPOSITORY, Server

VALIDATE = REPOSITORY / "tests/checks/schema/validate.sh"
TYPES = {"application/problem+json": "json", "application/problem+xml": "xml"}
# Bodies that an application sent, as a case has said.
APPLICATION = set()


def of_application(answer):
    """The body of these bytes is an application's: whatever its type, the schemas do not hold for it."""
    APPLICATION.add(answer.partition(b"\r\n\r\n")[2])


def _case():
    """The line of the case that asked."""
    frame = sys._getframe(1)
    while frame and not os.path.basename(frame.f_code.co_filename).startswith("cases_"):
        frame = frame.f_back
    return f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}" if frame else "?"


def keep(answer):
    """Keep the document of an answer, if it has one, for the end of the run."""
    folder = os.environ.get("SP_DOCUMENTS")
    kind = TYPES.get((answer.all("Content-Type") or [""])[0].split(";")[0])
    if not folder or not kind or not answer.complete or not answer.body \
            or answer.body in APPLICATION or answer.all("Content-Encoding"):
        return
    own = sorted(names_of(*(text for one in Server.running for text in (one.conf, *one.texts))))
    with open(os.path.join(folder, f"{os.getpid()}.jsonl"), "a", encoding="ascii") as file:
        file.write(json.dumps({"where": f"{_case()}: {answer.line}", "type": kind, "own": own,
                               "body": answer.body.decode("utf-8", "replace")}) + "\n")


def names_of(*texts):
    """The names that StatusPagesSet gives in these configurations."""
    return set(re.findall(r"(?mi)^\s*StatusPagesSet\s+\"?([a-z][a-z0-9_]*)", "\n".join(texts)))


class Kept:
    """A folder for the documents of a run; `needed`: there must be some."""

    def __init__(self, needed):
        self.needed = needed
        self.folder = tempfile.TemporaryDirectory(prefix="statuspages-documents-")
        os.environ["SP_DOCUMENTS"] = self.folder.name

    def validate(self):
        """What there is to say, and how many passed, failed and were skipped."""
        if not os.listdir(self.folder.name):
            said = ["FAILED there are problem documents to validate"] if self.needed else []
            return said, (0, len(said), 0)
        run = subprocess.run(["sh", VALIDATE, self.folder.name], capture_output=True, text=True,
                             timeout=600)
        if run.returncode == 77:
            return [f"1 skipped: {run.stdout.strip()}"], (0, 0, 1)
        *said, last = run.stdout.splitlines() or [""]
        counts = re.fullmatch(r"(\d+) passed, (\d+) failed", last)
        if not counts:
            return ["FAILED problem documents are validated", run.stdout + run.stderr], (0, 1, 0)
        print(f"{counts[1]} problem documents are valid", flush=True)
        failed = int(counts[2])
        return said, (0 if failed else 1, failed, 0)
