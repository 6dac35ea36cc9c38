#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the module costs in a private httpd, beside the same httpd without it.

    cost.py               instructions and CPU time of a request, and the goals
    cost.py --functions   the functions that a 404 with the module is made of

Instructions are those in user space of the process that serves, counted by
callgrind: (many requests - few requests) / difference, so that the start does
not count.  CPU time, user and system, is that of the bare process: the best of
some rounds, taken in turn with the others.

Environment: BUILD=folder of the products
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "httpd"))
# One process that can be counted and timed.
os.environ["MPM"] = "prefork"
os.environ.pop("SP_WRAP", None)

import server  # noqa: E402

WARM, MANY = 50, 400          # requests under callgrind
ROUNDS, PER_ROUND = 7, 1000   # requests of the bare process
SECONDS_MAX = 280
SHOWN = 25

# What a stock httpd has loaded, and what the cases need.
LOADED = """
    authn_core authn_file authz_core authz_host authz_user auth_basic access_compat
    alias mime dir env setenvif negotiation reqtimeout include unixd proxy proxy_http
""".split()

CONF = """
ServerRoot "@ROOT@"
ServerName localhost
DefaultRuntimeDir "@ROOT@/run"
PidFile "@ROOT@/run/one.pid"
ErrorLog "@ROOT@/logs/error.log"
LogLevel warn
Listen 127.0.0.1:@PORT@
AcceptFilter http none
Timeout 60
KeepAliveTimeout 60
MaxKeepAliveRequests 0
DocumentRoot "@ROOT@/htdocs"
TypesConfig "@ROOT@/mime.types"
<Directory "@ROOT@">
    Require all granted
    Options FollowSymLinks
    AllowOverride None
</Directory>
# The scripted backend closes after each answer.
ProxyPass "/backend/" "http://127.0.0.1:@ORIGIN@/" disablereuse=On
<Location "/document/">
    ErrorDocument 404 /404.html
</Location>
"""

# As conf/extra/httpd-multilang-errordoc.conf has it.
LANGUAGES = """
Alias "/error/" "@ERRORS@/"
<Directory "@ERRORS@">
    Require all granted
    Options IncludesNoExec
    AddOutputFilter Includes html
    AddHandler type-map var
    LanguagePriority en cs de es fr it ja ko nl pl pt-br ro sv tr
    ForceLanguagePriority Prefer Fallback
</Directory>
<Location "/languages/">
    ErrorDocument 404 /error/HTTP_NOT_FOUND.html.var
</Location>
"""
ERRORS = next((folder for folder in ("/usr/share/apache2/error", "/usr/share/httpd/error")
               if os.path.exists(folder + "/HTTP_NOT_FOUND.html.var")), None)

BROWSER = """GET {} HTTP/1.1
Host: localhost
Connection: keep-alive
sec-ch-ua: "Chromium";v="130", "Google Chrome";v="130", "Not?A_Brand";v="99"
sec-ch-ua-mobile: ?0
sec-ch-ua-platform: "Linux"
Upgrade-Insecure-Requests: 1
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
Sec-Fetch-Site: same-origin
Sec-Fetch-Mode: navigate
Sec-Fetch-User: ?1
Sec-Fetch-Dest: document
Referer: http://localhost/
Accept-Encoding: gzip, deflate, br, zstd
Accept-Language: en-US,en;q=0.9,de;q=0.8

"""

# path: status, what the body must have without and with the module
CASES = {
    "/missing/page": (404, b"<title>404 Not Found</title>", b"<main>"),
    "/file.txt": (200, b"", b""),
    "/backend/html404": (404, b"backend says no", b"backend says no"),
    "/document/page": (404, b"own page", b"own page"),
    "/languages/page": (404, b"Object not found", b"Object not found"),
}
# Sentence, path without and with the module, goals of DESIGN 8 for
# instructions and CPU time (None: it names none).
TABLE = [
    ("404: the page, and the canned text", "/missing/page", "/missing/page", 1.05, 1.05),
    ("404: the page, and an ErrorDocument file", "/document/page", "/missing/page", None, 0.70),
    ("404: the page, and httpd's languages", "/languages/page", "/missing/page", None, 0.18),
    ("200: a small file", "/file.txt", "/file.txt", 1.005, 1.005),
    ("404 of a backend, with its body", "/backend/html404", "/backend/html404", None, None),
]


def paths_of(module):
    return [path for path in dict.fromkeys(row[2 if module else 1] for row in TABLE)
            if ERRORS or path != "/languages/page"]


class Measured(server.Server):
    """A server that is one process, alone or under callgrind."""

    def __init__(self, module, profile=None):
        page = b"<!DOCTYPE html><title>own page</title>" + b"<p>A page of four kilobytes.\n" * 150
        super().__init__(module=module, origin=server.origin_port(),
                         files={"htdocs/404.html": page})
        # The answer that tells this server from others; needs no module.
        (self.root / "htdocs/is-it-ours").write_text(self.token)
        self.profile = profile

    def text(self):
        lines = []
        for name in ["mpm_prefork", *LOADED]:
            if name not in server.STATIC and server.available(name):
                lines.append(f'LoadModule {name}_module "{server.LIBEXEC}/mod_{name}.so"')
        if self.module:
            lines.append(f'LoadModule statuspages_module "{server.MODULE}"')
        conf = "\n".join(lines) + CONF + (LANGUAGES.replace("@ERRORS@", ERRORS) if ERRORS else "")
        if os.getuid() == 0:
            name = "www-data" if server._user("www-data") else "apache"
            conf += f"User {name}\nGroup {name}\n"
        for mark, value in (("@PORT@", self.port), ("@ORIGIN@", self.origin),
                            ("@ROOT@", self.root)):
            conf = conf.replace(mark, str(value))
        return conf

    def start(self):
        self._ports()
        command = [server.PROGRAM, "-X", "-d", str(self.root), "-f", str(self.write())]
        if self.profile:
            command = ["valgrind", "--tool=callgrind", "--vgdb=no",
                       f"--callgrind-out-file={self.profile}"] + command
        with open(self.root / "logs/console", "ab") as console:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console,
                                            stderr=console, env=self._environment(),
                                            start_new_session=True)
        server.Server.running.append(self)
        if not self._wait(60):
            raise SystemExit(self.log() + (self.root / "logs/console").read_text())
        return self

    def cpu(self):
        """Seconds of the process, user and system; Linux's clock of another process."""
        return time.clock_gettime((~self.process.pid << 3) | 2)


class Visitor:
    """One connection that is kept open."""

    def __init__(self, at):
        self.socket = socket.create_connection(("127.0.0.1", at.port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.module = at.module

    def _answer(self):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"\r\nContent-Length: (\d+)", head, re.I)
        if length:
            while len(body) < int(length[1]):
                body += self._more()
        else:
            while not body.endswith(b"\r\n0\r\n\r\n"):
                body += self._more()
        return int(head.split()[1]), body

    def _more(self):
        piece = self.socket.recv(65536)
        if not piece:
            raise SystemExit("the server has closed the connection")
        return piece

    def ask(self, path, times):
        request = BROWSER.format(path).replace("\n", "\r\n").encode()
        status, *marks = CASES[path]
        for _ in range(times):
            self.socket.sendall(request)
            got, body = self._answer()
            if got != status or marks[self.module] not in body:
                raise SystemExit(f"{path} has answered {got} {body[:200]!r}")

    def close(self):
        self.socket.close()


def profiled(module, extra, folder):
    """The profile of a run: some requests of every kind, and MANY of `extra`."""
    profile = f"{folder}/{'with' if module else 'without'}{extra.replace('/', '-')}"
    # Made now, for the server is another user when it writes it.
    pathlib.Path(profile).touch()
    os.chmod(profile, 0o666)
    one = Measured(module, profile).start()
    visitor = Visitor(one)
    for path in paths_of(module):
        visitor.ask(path, WARM)
    if extra:
        visitor.ask(extra, MANY)
    visitor.close()
    one.stop()
    return profile


def total(profile):
    with open(profile, errors="replace") as lines:
        return int(next(line for line in lines if line.startswith("totals:")).split()[1])


def instructions(folder):
    """{(module, path): instructions of a request}"""
    found = {}
    for module in (False, True):
        few = total(profiled(module, "", folder))
        for path in paths_of(module):
            found[module, path] = (total(profiled(module, path, folder)) - few) / MANY
    return found


def cpu_times():
    """{(module, path): microseconds of a request}"""
    servers = [Measured(module).start() for module in (False, True)]
    # A server of one process serves one connection at a time.
    visitors = [Visitor(one) for one in servers]
    best = {}
    for _ in range(ROUNDS):
        for one, visitor in zip(servers, visitors):
            for path in paths_of(one.module):
                before = one.cpu()
                visitor.ask(path, PER_ROUND if path != "/backend/html404" else PER_ROUND // 4)
                times = PER_ROUND if path != "/backend/html404" else PER_ROUND // 4
                each = (one.cpu() - before) / times * 1e6
                best[one.module, path] = min(each, best.get((one.module, path), each))
    for visitor, one in zip(visitors, servers):
        visitor.close()
        one.stop()
    return best


def print_table(title, found, goals, form):
    print(f"{title:<42} {'without':>9} {'with':>9} {'ratio':>7} {'goal':>7}")
    for sentence, without, with_module, *goal in TABLE:
        if (False, without) not in found:
            print(f"{sentence:<42} not measured: httpd's own error documents are not installed")
            continue
        a, b = found[False, without], found[True, with_module]
        wanted = goal[goals]
        said = "" if wanted is None else f"{wanted:>7.3f} {'met' if b / a <= wanted else 'missed'}"
        print(f"{sentence:<42} {a:>9{form}} {b:>9{form}} {b / a:>7.3f} {said}".rstrip())


# ---- which functions -------------------------------------------------------------


def annotated(profile, *options):
    """{function: instructions}"""
    text = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no",
                           "--show-percs=no", *options, profile],
                          capture_output=True, text=True, timeout=120, check=True).stdout
    found = {}
    for number, name, binary in re.findall(r"^ *([\d,]+) +(\S.*?)(?: \[(.*)\])?$", text, re.M):
        name = re.sub(r"^\S*/(?=[^/]+/[^/]+:)", "", name)
        name = f"{name} [{os.path.basename(binary)}]"
        found[name] = found.get(name, 0) + int(number.replace(",", ""))
    return found


def each_function(few, many, *options):
    """(instructions of a request, function), the dearest first."""
    before, after = annotated(few, *options), annotated(many, *options)
    costs = [((number - before.get(name, 0)) / MANY, name) for name, number in after.items()]
    return sorted((cost for cost in costs if cost[0] >= 0.5), reverse=True)


def print_functions(folder):
    few, many = profiled(True, "", folder), profiled(True, "/missing/page", folder)
    whole = (total(many) - total(few)) / MANY
    rows = each_function(few, many)
    print(f"a 404 with the module: {whole:.0f} instructions; the dearest functions by themselves")
    for number, name in rows[:SHOWN]:
        print(f"{number:>9.0f} {number / whole:>6.1%}  {name}")
    ours = [row for row in rows if "[mod_statuspages.so]" in row[1]]
    print(f"\nthe module by itself: {sum(row[0] for row in ours):.0f}; its functions and all they call")
    steps = each_function(few, many, "--inclusive=yes")
    for number, name in [row for row in steps if "[mod_statuspages.so]" in row[1]][:SHOWN]:
        print(f"{number:>9.0f} {number / whole:>6.1%}  {name}")


# ---- all -------------------------------------------------------------------------


def main():
    if sys.argv[1:] not in ([], ["--functions"]):
        print(__doc__.strip())
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    if not server.MODULE.exists():
        print(f"{server.MODULE} is missing: build it first")
        return 1
    for tool in ("valgrind", "callgrind_annotate"):
        if not shutil.which(tool):
            print(f"{tool} is missing: install valgrind")
            return 1
    server.PATIENCE = 10
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"not done in {SECONDS_MAX} seconds"))
    signal.alarm(SECONDS_MAX)
    folder = tempfile.mkdtemp(prefix="statuspages-cost-")
    os.chmod(folder, 0o777)
    try:
        if sys.argv[1:]:
            print_functions(folder)
        else:
            print_table("instructions of a request", instructions(folder), 0, ",.0f")
            print()
            print_table("CPU time of a request, us", cpu_times(), 1, ".1f")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for said in server.Server.sick:
        print(said)
    return 1 if server.Server.sick else 0


if __name__ == "__main__":
    sys.exit(main())
