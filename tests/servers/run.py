#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `statuspages build` makes, in the real servers.

    run.py [FILTER]    run the cases whose file or sentence contains FILTER

Environment: BUILD=folder of the products, VERBOSE=1 names every case.  A server that is not
installed is skipped and named.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import common  # noqa: E402
from runner import Runner, wanted  # noqa: E402

GROUPS = sorted(path.stem[len("cases_"):] for path in common.HERE.glob("cases_*.py"))


def main():
    # Some servers have their pages in one line.
    run = Runner(wanted(__doc__, common.COMMAND), 120, common.stop_all, width=400)
    for group in GROUPS:
        run.group(group)
    return run.result()


if __name__ == "__main__":
    sys.exit(main())
