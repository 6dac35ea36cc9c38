# SPDX-License-Identifier: Apache-2.0
"""Structured fields (RFC 9651), read by a parser that is none of ours."""

import json
import shutil
import subprocess

from server import BUILD, HERE, Skip, need


def _package():
    """The folder that holds the parser; installed once for each build."""
    folder = BUILD / "structured-fields"
    if not (folder / "node_modules/structured-headers").exists():
        need("node", "npm")
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / "fields" / name, folder / name)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, timeout=120,
                              capture_output=True, text=True)
        if done.returncode:
            raise Skip("npm cannot install structured-headers")
    return folder / "package.json"


def members(answer, name):
    """The members of a list, from all lines of the field: (kind, value, parameters)."""
    value = ", ".join(answer.all(name))
    done = subprocess.run(["node", HERE / "fields/read.mjs", _package()], text=True, timeout=60,
                          input=json.dumps(value) + "\n", capture_output=True, check=True)
    read, = json.loads(done.stdout)
    assert read is not None, f"{name} is no list: {value!r}"
    return [tuple(member) for member in read]
