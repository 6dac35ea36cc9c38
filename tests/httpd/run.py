#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""End-to-end tests of the module in a private httpd.

    run.py [FILTER]    run the cases whose file or sentence contains FILTER

Environment: MPM=event|worker|prefork, SP_WRAP=asan|valgrind, BUILD=folder of
the products, VERBOSE=1 names every case, FILES=names the files cases_*.py.
"""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import server  # noqa: E402
from runner import Runner, wanted  # noqa: E402

GROUPS = os.environ.get(
    "FILES", "canned early application proxy formats headers fields facts hostile config settings own "
    "templates parameters maintenance recipes languages h2 noharm").split()


def logs():
    """What the servers log from now on."""
    before = {one: len(one.log()) for one in server.Server.running}
    return lambda: "".join(one.log()[before.get(one, 0):] for one in server.Server.running)


def main():
    run = Runner(wanted(__doc__, server.MODULE), 60 * server.PATIENCE, server.stop_kept, logs)
    # If httpd cannot even load the module, one message says more than two hundred.
    code, said = server.Server().check()
    if code:
        print(f"httpd refuses the module: {said.strip()}")
        return 1
    for group in GROUPS:
        run.group(group)
    late = server.Server.late
    if len(late) > 2:
        server.Server.sick.append("\n".join(["children crash at the stop:"] + late[:10]))
    elif late:
        print("note: httpd's child crashed while stopping:", *late, sep="\n    ")
    for said in server.Server.sick:
        run.fail("server: httpd stays healthy all the time", said)
    return run.result()


if __name__ == "__main__":
    sys.exit(main())
