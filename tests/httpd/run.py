#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""End-to-end tests of the module in a private httpd.

    run.py [FILTER]    run the cases whose file or sentence contains FILTER

Environment: MPM=event|worker|prefork, SP_WRAP=asan|valgrind, BUILD=folder of
the products, VERBOSE=1 names every case.
"""

import os
import pathlib
import signal
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks  # noqa: E402
import server  # noqa: E402

GROUPS = ("canned early application proxy formats headers fields facts "
          "hostile config settings own templates parameters maintenance recipes languages "
          "h2 noharm").split()


class TooLong(Exception):
    pass


def too_long(_signal, _frame):
    raise TooLong("the case took too long")


def explain(error):
    """The failure and the line of the case it came from, without our own frames."""
    text = str(error) or type(error).__name__
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "cases_" in frame.filename:
            return f"{os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}\n{text}"
    return "".join(traceback.format_exception(error))


def report(group, sentence, text, log=""):
    print(f"FAILED {group}: {sentence}")
    for line in text.splitlines()[:40]:
        print(f"    {line}")
    if log:
        print("    -- error log --")
        for line in log.splitlines()[-12:]:
            print(f"    {line[:400]}")
    sys.stdout.flush()


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    if not server.MODULE.exists():
        print(f"{server.MODULE} is missing: build it first")
        return 1
    signal.signal(signal.SIGALRM, too_long)
    # A stopped test run must stop its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # If httpd cannot even load the module, one message says more than two hundred.
    code, said = server.Server().check()
    if code:
        print(f"httpd refuses the module: {said.strip()}")
        return 1
    passed, failed, skipped = 0, 0, []
    for group in GROUPS:
        name = __import__(f"cases_{group}").__name__
        for sentence, function in checks.CASES:
            # An import of another group's helpers brings its cases too.
            if function.__module__ != name or wanted.lower() not in f"{group}: {sentence}".lower():
                continue
            before = {one: len(one.log()) for one in server.Server.running}
            signal.alarm(60 * server.PATIENCE)
            begin = time.monotonic()
            try:
                function()
                passed += 1
                if os.environ.get("VERBOSE"):
                    print(f"ok {group}: {sentence} ({time.monotonic() - begin:.2f} s)")
            except server.Skip as reason:
                skipped.append(f"{group}: {sentence} ({reason})")
            except KeyboardInterrupt:
                raise
            except Exception as error:
                failed += 1
                log = "".join(one.log()[before.get(one, 0):] for one in server.Server.running
                              if len(one.log()) > before.get(one, 0))
                report(group, sentence, explain(error), log)
            finally:
                signal.alarm(0)
        server.stop_kept()
    late = server.Server.late
    if len(late) > 2:
        server.Server.sick.append("\n".join(["children crash at the stop:"] + late[:10]))
    elif late:
        print("note: httpd's child crashed while stopping:", *late, sep="\n    ")
    for said in server.Server.sick:
        failed += 1
        report("server", "httpd stays healthy all the time", said)
    for line in skipped:
        print(f"skipped {line}")
    tail = f", {len(skipped)} skipped" if skipped else ""
    print(f"{passed} passed, {failed} failed{tail}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
