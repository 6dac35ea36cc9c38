#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""End-to-end tests of the module in a private httpd.

    run.py [FILTER]    run the cases whose file or sentence contains FILTER

Environment: MPM=event|worker|prefork, SP_WRAP=asan|valgrind, BUILD=folder of
the products, VERBOSE=1 names every case, FILES=names the files cases_*.py,
JOBS=1 runs one file after another.
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import server  # noqa: E402
from runner import Runner, wanted  # noqa: E402

# The slow ones first, so that none is left alone at the end.
GROUPS = os.environ.get(
    "FILES", "maintenance stream application canned proxy early recipes caching config h2 limits name "
    "settings own templates parameters formats headers fields facts hostile languages noharm cacheable").split()

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


def run_apart(group, part):
    """The same in a process of its own: what it said, and its counts."""
    done = subprocess.run([sys.executable, __file__, part], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, env={**os.environ, "GROUP": group})
    *said, last = done.stdout.splitlines() or [""]
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", last)
    if not counts or (done.returncode and counts[2] == "0"):
        return done.stdout.splitlines() + [f"FAILED {group}: the group ended early"], (0, 1, 0)
    return said, tuple(int(count or 0) for count in counts.groups())


def main():
    part = wanted(__doc__, server.MODULE)
    if os.environ.get("GROUP"):
        return 0 if run_group(os.environ["GROUP"], part) else 1
    # If httpd cannot even load the module, one message says more than two hundred.
    code, said = server.Server().check()
    if code:
        print(f"httpd refuses the module: {said.strip()}")
        return 1
    total, reasons = [0, 0, 0], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for said, counts in pool.map(lambda group: run_apart(group, part), GROUPS):
            total = [sum(pair) for pair in zip(total, counts)]
            for line in said:
                if reason := re.fullmatch(r"(\d+) skipped: (.*)", line):
                    reasons[reason[2]] += int(reason[1])
                else:
                    print(line, flush=True)
    for reason, count in reasons.most_common():
        print(f"{count} skipped: {reason}")
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
