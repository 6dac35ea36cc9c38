#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `statuspages build` makes, in the real servers.

    run.py [FILTER]    run the cases whose file or sentence contains FILTER

Environment: BUILD=folder of the products, VERBOSE=1 names every case, JOBS=1 runs one file
after another.  A server that is not installed is skipped and named.
"""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import common  # noqa: E402
from runner import Runner, side_by_side, wanted  # noqa: E402

GROUPS = sorted(path.stem[len("cases_"):] for path in common.HERE.glob("cases_*.py"))

# They mostly wait.
JOBS = int(os.environ.get("JOBS") or 2 * (os.cpu_count() or 1))


def main():
    part = wanted(__doc__, common.COMMAND)
    group = os.environ.get("GROUP")
    if not group:
        return side_by_side(__file__, GROUPS, JOBS)
    # Some servers have their pages in one line.
    run = Runner(part, 120, common.stop_all, width=400)
    run.group(group)
    return run.result(none_is_good=True)


if __name__ == "__main__":
    sys.exit(main())
