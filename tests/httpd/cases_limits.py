# SPDX-License-Identifier: Apache-2.0
"""Twice the lines or fields are twice the work; counted in CPU time, side by side, never on the clock."""

import pathlib
import time

from checks import case, equal, page
from client import ask
from server import MPM, WRAP, Server, Skip, httpd, origin_port

# Other programs may only slow a round down: the least of some rounds, and none after it suffices.
ROUNDS = 15
# Twice as many may take httpd itself somewhat longer on a busy machine; what is quadratic takes 3.7.
TWICE, MORE_THAN_STOCK = 2.2, 1.2


def family(server):
    """The server's processes; with httpd -X it is one."""
    yield server.process.pid
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == str(server.process.pid):
                yield int(stat.parent.name)
        except OSError:
            pass  # it has ended meanwhile


def clocks(server):
    """Seconds of each of its processes, user and system: Linux's clock of another process."""
    found = {}
    for pid in family(server):
        try:
            found[pid] = time.clock_gettime((~pid << 3) | 2)
        except OSError:
            pass
    return found


def spent(server, path):
    before = clocks(server)
    answer = ask(server, path)
    return sum(seconds - before.get(pid, 0) for pid, seconds in clocks(server).items()), answer


def is_linear(counts, measure, most=None):
    """measure(count) gives the seconds of httpd's own work and of ours: does ours grow no faster, and is it
    no more than `most` times as much?"""
    least = {count: (9e9, 9e9) for count in counts}
    for _ in range(ROUNDS):
        for count in counts:
            least[count] = tuple(map(min, least[count], measure(count)))
        pairs = [(least[few], least[many]) for few, many in zip(counts, counts[1:])]
        # A noisy first round of stock must not let the square of the work pass, which is 3.7 times.
        if all(b[1] / a[1] <= min(3.0, max(TWICE, MORE_THAN_STOCK * b[0] / a[0])) for a, b in pairs) and \
                (most is None or all(ours <= most * stock for stock, ours in least.values())):
            return
    raise AssertionError({count: [f"{each * 1000:.1f} ms" for each in times]
                          for count, times in least.items()})


def on_the_bare_machine():
    if WRAP:
        raise Skip("the clock of a sanitizer is not httpd's")


# A process that stays, so that its clock can be read, and that keeps its memory: to get it from the kernel
# again takes longer than all else.
ONE = "StartServers 1\nMaxConnectionsPerChild 0\nMaxMemFree 0\n" + (
    "MaxRequestWorkers 4\n" if MPM == "prefork" else
    "ServerLimit 1\nThreadsPerChild 25\nMaxRequestWorkers 25\n")
CODES = [code for code in range(400, 600)]
FIELDS = ["title", "what", "lasts", "owner", "do1", "do2", "do3", "do4"]


def texts(lines):
    """So many lines, the last of them about 404."""
    rows = [f'StatusPagesText {CODES[i % 200]} en {FIELDS[i // 200 % 8]} "number {i}"\n'
            for i in range(lines - 2)]
    return "".join(rows) + 'StatusPagesText 404 en what "the last but one"\n' \
        'StatusPagesText 404 en what "the last of all"\n'


LINES = {
    "StatusPagesSet": 'StatusPagesSet own_{0} "%{{REQUEST_METHOD}} {1}"\n',
    "StatusPagesRetryAfter": "StatusPagesRetryAfter {2} 60\n",
    "StatusPagesCache": "StatusPagesCache 5xx 1{0}\nStatusPagesCache 404 {1}1\n",
    "StatusPagesCodes": "StatusPagesCodes 4xx 5xx -401 502-504\n",
    "StatusPagesLanguages": "StatusPagesLanguages all all\n",
    "StatusPagesSite": "StatusPagesSite contact /help{1}\n",
}
STOCK = "SetEnvIf X-Nobody-Sends this{1} a{1}=b\n"


def lines(form, count):
    return "".join(form.format(i % 16, i, CODES[i % 200]) for i in range(count))


def is_linear_in_lines(text, check=lambda answer: None):
    """text(count) is an .htaccess file."""
    on_the_bare_machine()
    counts = (1000, 2000, 4000)
    files = {}
    for count in counts:
        files[f"htdocs/ours{count}/.htaccess"] = text(count)
        files[f"htdocs/stock{count}/.htaccess"] = lines(STOCK, count)
    server = httpd(ONE + "<Directory \"@ROOT@/htdocs\">\nAllowOverride FileInfo\n</Directory>\n", files=files)

    def measure(count):
        stock, _ = spent(server, f"/stock{count}/nope")
        ours, answer = spent(server, f"/ours{count}/nope")
        check(page(answer, 404, language=None))
        return stock, ours
    is_linear(counts, measure)


def the_last_line_counts(answer):
    assert "the last of all" in answer.text, str(answer)


@case("StatusPagesText in .htaccess: twice the lines are twice the work, and the last one counts")
def _():
    is_linear_in_lines(texts, the_last_line_counts)


for _name, _line in LINES.items():
    case(f"{_name} in .htaccess: twice the lines are twice the work")(
        lambda line=_line: is_linear_in_lines(lambda count: lines(line, count)))


def is_linear_in_fields(more):
    on_the_bare_machine()
    conf = ONE + "ProxyPass /app/ http://127.0.0.1:@ORIGIN@/ disablereuse=On\n"
    # It overrides nothing, or it would have no cookies to send.
    stock = Server(conf, module=False, origin=origin_port()).start()
    ours = httpd(conf + more)
    try:
        is_linear((10000, 20000), lambda count: [
            spent(server, f"/app/cookies{count}")[0] for server in (stock, ours)], most=2)
    finally:
        stock.stop()


@case("ProxyErrorOverride: twice the fields of a backend are twice the work, as without the module")
def _():
    is_linear_in_fields("ProxyErrorOverride On\n")


@case("ProxyErrorOverride with ErrorDocument: twice the fields of a backend are twice the work")
def _():
    is_linear_in_fields("ProxyErrorOverride On\nErrorDocument 404 /file.txt\n")


@case("an empty answer of a backend: twice its fields are twice the work, as without the module")
def _():
    is_linear_in_fields("StatusPagesReplace empty\n")


@case("ProxyErrorOverride: each of 20,000 cookies arrives once, in the backend's order")
def _():
    server = httpd("ProxyPass /app/ http://127.0.0.1:@ORIGIN@/ disablereuse=On\n"
                   "ProxyErrorOverride On\n")
    answer = page(ask(server, "/app/cookies20000"), 404)
    equal(answer.all("Set-Cookie"), [f"c{i}=1; Path=/" for i in range(20000)], "Set-Cookie")
