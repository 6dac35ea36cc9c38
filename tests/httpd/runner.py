# SPDX-License-Identifier: Apache-2.0
"""The runner of the cases in tests/httpd and tests/servers: groups side by side, an alarm, an explanation, a count."""

import collections
import concurrent.futures
import itertools
import os
import re
import signal
import subprocess
import sys
import time
import traceback

from checks import CASES
from server import Skip


class TooLong(Exception):
    pass


def _too_long(_signal, _frame):
    raise TooLong("the case took too long")


def _explain(error):
    """The failure and the line of the case it came from, without our own frames."""
    text = str(error) or type(error).__name__
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "cases_" in frame.filename:
            return f"{os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}\n{text}"
    return "".join(traceback.format_exception(error))


def wanted(usage, product):
    """The filter of the command line; ends the program where there is nothing to run."""
    if sys.argv[1:2] in (["-h"], ["--help"]):
        print(usage.strip())
        sys.exit(0)
    if not product.exists():
        print(f"{product} is missing: build it first")
        sys.exit(1)
    signal.signal(signal.SIGALRM, _too_long)
    # A stopped test run must stop its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    return "".join(sys.argv[1:2]).lower()


def _apart(script, group):
    """`script` for one group, which it finds in $GROUP: what it said, and its counts."""
    done = subprocess.run([sys.executable, script, *sys.argv[1:2]], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, env={**os.environ, "GROUP": group})
    *said, last = done.stdout.splitlines() or [""]
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", last)
    if not counts or (done.returncode and counts[2] == "0"):
        return done.stdout.splitlines() + [f"FAILED {group}: the group ended early"], (0, 1, 0)
    return said, tuple(int(count or 0) for count in counts.groups())


def side_by_side(script, groups, jobs, last=lambda: ([], (0, 0, 0))):
    """Run `script` for each group in a process of its own, `jobs` at a time; the exit code.

    `last` gives what there is to say and to count when all groups have ended.
    """
    total, reasons = [0, 0, 0], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        ended = pool.map(lambda group: _apart(script, group), groups)
        for said, counts in itertools.chain(ended, (last() for _ in (0,))):
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


class Runner:
    """Runs the cases whose file or sentence contains `wanted`, each for so many seconds at most.

    `stop` ends the servers after each group.  `watch` is called before a case, and what it gives is
    called after a failure: it tells what was logged since.  A failure's lines are cut at `width`.
    """

    def __init__(self, wanted, seconds, stop, watch=lambda: lambda: "", width=None):
        self.wanted, self.seconds = wanted, seconds
        self.stop, self.watch, self.width = stop, watch, width
        self.passed, self.failed, self.skipped = 0, 0, []

    def fail(self, name, text, log=""):
        self.failed += 1
        print(f"FAILED {name}")
        for line in text.splitlines()[:40]:
            print(f"    {line[:self.width]}")
        if log:
            print("    -- error log --")
            for line in log.splitlines()[-12:]:
                print(f"    {line[:400]}")
        sys.stdout.flush()

    def _case(self, name, function):
        logged = self.watch()
        begin = time.monotonic()
        signal.alarm(self.seconds)
        try:
            function()
            self.passed += 1
            if os.environ.get("VERBOSE"):
                print(f"ok {name} ({time.monotonic() - begin:.2f} s)", flush=True)
        except Skip as reason:
            self.skipped.append((name, str(reason)))
        except Exception as error:
            self.fail(name, _explain(error), logged())
        finally:
            signal.alarm(0)

    def group(self, group):
        """Run the cases of the file cases_GROUP.py."""
        module = __import__(f"cases_{group}").__name__
        for sentence, function in CASES:
            name = f"{group}: {sentence}"
            # An import of another group's helpers brings its cases too.
            if function.__module__ == module and self.wanted in name.lower():
                self._case(name, function)
        self.stop()

    def result(self, none_is_good=False):
        """Say how it went; the exit code of the program.  That nothing ran is a failure, too."""
        for name, reason in self.skipped:
            print(f"skipped {name} ({reason})")
        for reason, count in collections.Counter(reason for _, reason in self.skipped).most_common():
            print(f"{count} skipped: {reason}")
        tail = f", {len(self.skipped)} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{tail}")
        return 1 if self.failed or not (self.passed or none_is_good) else 0
