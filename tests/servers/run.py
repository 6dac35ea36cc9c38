#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `statuspages build` makes, in the real servers.

    run.py [FILTER]    run the cases whose file or sentence contains FILTER

Environment: BUILD=folder of the products, VERBOSE=1 names every case.  A server that is not
installed is skipped and named.
"""

import os
import pathlib
import signal
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import common  # noqa: E402

GROUPS = sorted(path.stem[len("cases_"):] for path in common.HERE.glob("cases_*.py"))


class TooLong(Exception):
    pass


def too_long(_signal, _frame):
    raise TooLong("the case took too long")


def explain(error):
    """The failure and the line of the case it came from."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "cases_" in frame.filename:
            return f"{os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}\n" \
                   f"{error or type(error).__name__}"
    return "".join(traceback.format_exception(error))


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    if not common.COMMAND.exists():
        print(f"{common.COMMAND} is missing: build it first")
        return 1
    signal.signal(signal.SIGALRM, too_long)
    # A stopped test run must stop its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    passed, failed, skipped = 0, 0, []
    for group in GROUPS:
        common.CASES.clear()
        __import__(f"cases_{group}")
        for sentence, function in common.CASES:
            if wanted.lower() not in f"{group}: {sentence}".lower():
                continue
            signal.alarm(120)
            begin = time.monotonic()
            try:
                function()
                passed += 1
                if os.environ.get("VERBOSE"):
                    print(f"ok {group}: {sentence} ({time.monotonic() - begin:.2f} s)")
            except common.Skip as reason:
                skipped.append(f"{group}: {sentence} ({reason})")
            except KeyboardInterrupt:
                raise
            except Exception as error:
                failed += 1
                print(f"FAILED {group}: {sentence}")
                for line in explain(error).splitlines()[:40]:
                    print(f"    {line[:400]}")
            finally:
                signal.alarm(0)
            sys.stdout.flush()
        common.stop_all()
    for line in skipped:
        print(f"skipped {line}")
    tail = f", {len(skipped)} skipped" if skipped else ""
    print(f"{passed} passed, {failed} failed{tail}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
