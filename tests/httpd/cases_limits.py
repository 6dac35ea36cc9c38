# SPDX-License-Identifier: Apache-2.0
"""Twice the lines or fields are twice the work; counted in CPU time, side by side, never on the clock."""

import pathlib
import time

from checks import case, equal, heading, page
from client import ask
from server import WRAP, Server, Skip, httpd, origin_port

# Other programs may only slow a round down: the least of some rounds, and none after it suffices.
ROUNDS = 12
MUCH = 2.2


def family(server):
    """The server's processes; with httpd -X it is one."""
    found = [server.process.pid]
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == str(server.process.pid):
                found.append(int(stat.parent.name))
        except OSError:
            pass  # it has ended meanwhile
    return found


def cpu(server):
    """Seconds of all its processes, user and system: Linux's clock of another process."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in family(server))


def spent(server, path):
    before = cpu(server)
    answer = ask(server, path)
    return cpu(server) - before, answer


def is_linear(what, measure, suffices):
    """measure() gives a row of times; suffices(least times) is what must hold at last."""
    least = None
    for _ in range(ROUNDS):
        times = measure()
        least = list(map(min, least, times)) if least else times
        if suffices(least):
            return
    raise AssertionError(f"{what}: {[f'{each * 1000:.1f} ms' for each in least]}")


def on_the_bare_machine():
    if WRAP:
        raise Skip("the clock of a sanitizer is not httpd's")


# One process that stays, so that its clock can be read.
ONE = "<IfModule !mpm_prefork_module>\nServerLimit 1\nMaxConnectionsPerChild 0\n</IfModule>\n" \
      "StartServers 1\nThreadsPerChild 25\nMaxRequestWorkers 25\n"
CODES = [code for code in range(400, 600)]
FIELDS = ["title", "what", "lasts", "owner", "do1", "do2", "do3", "do4"]


def texts(lines):
    """So many lines, the last of them about 404."""
    rows = [f'StatusPagesText {CODES[i % 200]} en {FIELDS[i // 200 % 8]} "number {i}"\n'
            for i in range(lines - 2)]
    return "".join(rows) + 'StatusPagesText 404 en title "the last but one"\n' \
        'StatusPagesText 404 en title "the last of all"\n'


@case("StatusPagesText in .htaccess: twice the lines are twice the work")
def _():
    on_the_bare_machine()
    counts = (1000, 2000, 4000)
    files = {f"htdocs/d{n}/.htaccess": texts(n) for n in counts}
    server = httpd(ONE + "<Directory \"@ROOT@/htdocs\">\nAllowOverride FileInfo\n</Directory>\n",
                   files=files)

    def measure():
        times = []
        for n in counts:
            took, answer = spent(server, f"/d{n}/nope")
            equal((answer.status, heading(answer)), (404, "the last of all"), "answer")
            times.append(took)
        return times
    is_linear("1,000, 2,000 and 4,000 lines", measure,
              lambda t: t[1] <= MUCH * t[0] and t[2] <= MUCH * t[1])


OTHERS = {
    "StatusPagesSet": 'StatusPagesSet own_{0} "%{{REQUEST_METHOD}} {1}"\n',
    "StatusPagesRetryAfter": "StatusPagesRetryAfter {2} 60\n",
    "StatusPagesCodes": "StatusPagesCodes 4xx 5xx -401 502-504\n",
    "StatusPagesLanguages": "StatusPagesLanguages all all\n",
    "StatusPagesSite": "StatusPagesSite contact /help{1}\n",
}


def is_linear_in_lines(line):
    def check():
        on_the_bare_machine()
        files = {f"htdocs/d{n}/.htaccess": "".join(line.format(i % 16, i, CODES[i % 200]) for i in range(n))
                 for n in (2000, 4000)}
        server = httpd(ONE + "<Directory \"@ROOT@/htdocs\">\nAllowOverride FileInfo\n</Directory>\n",
                       files=files)

        def measure():
            times = []
            for n in (2000, 4000):
                took, answer = spent(server, f"/d{n}/nope")
                page(answer, 404)
                times.append(took)
            return times
        is_linear("2,000 and 4,000 lines", measure, lambda t: t[1] <= MUCH * t[0])
    return check


for _name, _line in OTHERS.items():
    case(f"{_name} in .htaccess: twice the lines are twice the work")(is_linear_in_lines(_line))


@case("ProxyErrorOverride: twice the fields of a backend are twice the work, as without the module")
def _():
    on_the_bare_machine()
    conf = ONE + "ProxyPass /app/ http://127.0.0.1:@ORIGIN@/ disablereuse=On\n"
    counts = (10000, 20000)
    # It overrides nothing, or it would have no cookies to send.
    stock = Server(conf, module=False, origin=origin_port()).start()
    ours = httpd(conf + "ProxyErrorOverride On\n")
    try:
        def measure():
            return [spent(server, f"/app/cookies{n}")[0]
                    for n in counts for server in (stock, ours)]
        is_linear("10,000 fields without and with the module, 20,000 without and with", measure,
                  lambda t: t[1] <= 2 * t[0] and t[3] <= 2 * t[2] and t[3] <= MUCH * t[1])
    finally:
        stock.stop()


@case("ProxyErrorOverride: each of 20,000 cookies arrives once, in the backend's order")
def _():
    server = httpd("ProxyPass /app/ http://127.0.0.1:@ORIGIN@/ disablereuse=On\n"
                   "ProxyErrorOverride On\n")
    answer = page(ask(server, "/app/cookies20000"), 404)
    equal(answer.all("Set-Cookie"), [f"c{i}=1; Path=/" for i in range(20000)], "Set-Cookie")
