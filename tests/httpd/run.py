#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""End-to-end tests of the module in a private httpd.

    run.py [FILTER]    run the cases whose file or sentence contains FILTER

Environment: MPM=event|worker|prefork, SP_WRAP=asan|valgrind, BUILD=folder of
the products, VERBOSE=1 names every case, FILES=names the files cases_*.py,
FULL=1 has all of them under SP_WRAP, JOBS=1 runs one file after another.
"""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import documents  # noqa: E402
import server  # noqa: E402
from runner import Runner, side_by_side, wanted  # noqa: E402

# The files cases_*.py, the slow ones first, so that none is left alone at the end; and which tools
# watch the memory of the module meanwhile.  ASan has what reads directives, templates and answers.
# Memcheck starts slowly and does not follow httpd -t: it has what a request runs through.
# Left out is what takes the same paths again (what caches keep, the manual's recipes) or measures
# CPU time.  FULL=1 leaves out none.
BOTH = ("asan", "valgrind")
TOOLS = {
    "maintenance": BOTH,
    "keep_trying": BOTH,
    "notice": BOTH,
    "stream": BOTH,
    "application": BOTH,
    "canned": BOTH,
    "proxy": BOTH,
    "source": BOTH,
    "proxystatus": ("asan",),
    "ratelimit": ("asan",),
    "bare": BOTH,
    "early": BOTH,
    "recipes": (),
    "statuspage": (),
    "caching": (),
    "config": ("asan",),
    "h2": ("asan",),  # memcheck has prefork, which has no HTTP/2
    "limits": (),
    "foreign": (),  # it compiles the module without a tool
    "name": ("asan",),
    "settings": ("asan",),
    "custom": BOTH,
    "templates": ("asan",),
    "parameters": ("asan",),
    "formats": BOTH,
    "compression": BOTH,
    "headers": BOTH,
    "reference": ("asan",),
    "backend": ("asan",),
    "fields": BOTH,
    "facts": BOTH,
    "links": ("asan",),
    "hostile": BOTH,
    "languages": BOTH,
    "noharm": BOTH,
    "suggest": ("asan",),
    "cacheable": ("asan",),
    "reference_pages": ("asan",),
    "preview": ("asan",),
    "counters": ("asan",),
    "heal": BOTH,
}
GROUPS = os.environ.get("FILES", "").split() or [
    name for name, tools in TOOLS.items()
    if server.WRAP not in BOTH or server.WRAP in tools or os.environ.get("FULL")]

# They mostly wait for a server; with a sanitizer they compute.
JOBS = int(os.environ.get("JOBS") or (os.cpu_count() or 1) * (1 if server.WRAP else 2))


def logs():
    """What the servers log from now on."""
    before = {one: len(one.log()) for one in server.Server.running}
    return lambda: "".join(one.log()[before.get(one, 0):] for one in server.Server.running)


def run_group(group, part):
    """The cases of one group that match; True if all went well."""
    run = Runner(part, 60 * server.PATIENCE, server.stop_kept, logs)
    run.group(group)
    late = server.Server.late
    if len(late) > 1:
        server.Server.sick.append("\n".join(["children crash at the stop:"] + late[:10]))
    elif late:
        print("note: httpd's child crashed while stopping:", *late, sep="\n    ")
    for said in server.Server.sick:
        run.fail(f"{group}: httpd stays healthy all the time", said)
    return run.result(none_is_good=True) == 0


def main():
    part = wanted(__doc__, server.MODULE)
    if os.environ.get("GROUP"):
        return 0 if run_group(os.environ["GROUP"], part) else 1
    # If httpd cannot even load the module, one message says more than two hundred.
    code, said = server.Server().check()
    if code:
        print(f"httpd refuses the module: {said.strip()}")
        return 1
    return side_by_side(__file__, GROUPS, JOBS, documents.Kept(not part and "formats" in GROUPS).validate)


if __name__ == "__main__":
    sys.exit(main())
