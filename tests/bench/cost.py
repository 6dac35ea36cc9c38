#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the module costs in a private httpd, beside the same httpd without it.

    cost.py               instructions and CPU time of a request, and the goals
    cost.py --functions   the functions that a 404 with the module is made of

Instructions are those in user space of the process that serves, counted by
callgrind: (many requests - few requests) / difference, so that the start does
not count; the least of some runs.  CPU time, user and system, is that of the
bare process: the best of some rounds, taken in turn with the others.

Environment: BUILD=folder of the products
"""

import functools
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

WARM, MANY, RUNS = 50, 800, 3  # requests under callgrind
PER_ROUND, ROUNDS = 250, 30    # requests of the bare process
SECONDS_MAX = 900
SHOWN = 25

# What a stock httpd has loaded, and what the cases need.  mod_deflate works only
# where it is told to: packing would drown all else.
LOADED = """
    authn_core authn_file authz_core authz_host authz_user auth_basic access_compat
    alias autoindex mime dir env filter log_config setenvif status negotiation reqtimeout
    include deflate unixd proxy proxy_http
""".split()

CONF = """
ServerRoot "@ROOT@"
ServerName localhost
DefaultRuntimeDir "@ROOT@/run"
PidFile "@ROOT@/run/one.pid"
ErrorLog "@ROOT@/logs/error.log"
LogLevel warn
<IfModule log_config_module>
    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
    CustomLog "@ROOT@/logs/access.log" combined
</IfModule>
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
<Location "/bare/">
    <IfModule mod_statuspages.c>
        StatusPagesHeaders Off
    </IfModule>
</Location>
# One section each, as to merge it costs something: so paths can be compared.
<Location "/document/">
    ErrorDocument 404 /404.html
</Location>
<Location "/deflate/">
    ErrorDocument 404 /whole.html
</Location>
<Files "whole.html">
    SetOutputFilter DEFLATE
</Files>
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

GZIP = b"\x1f\x8b\x08"
# For /plain/ the client says that it takes no gzip.
# path: status, what the body must have without and with the module
CASES = {
    "/is-it-ours": (200, b"", b""),
    "/missing/page": (404, b"<title>404 Not Found</title>", GZIP),
    "/plain/page": (404, b"<title>404 Not Found</title>", b"<main>"),
    "/packed/page": (404, b"<title>404 Not Found</title>", GZIP),
    "/bare/page": (404, b"<title>404 Not Found</title>", GZIP),
    "/file.txt": (200, b"", b""),
    "/backend/html404": (404, b"backend says no", b"backend says no"),
    "/document/page": (404, b"own page", b"own page"),
    "/deflate/page": (404, GZIP, GZIP),
    "/languages/page": (404, b"Object not found", b"Object not found"),
}
# Sentence, path without the module (or True and a path: with it) and with it,
# goals for instructions and CPU time (None: there is none).
TABLE = [
    ("404: the page, packed, and canned text", "/missing/page", "/missing/page", None, 1.05),
    ("404: the page, plain, and canned text", "/plain/page", "/plain/page", 1.05, 1.05),
    ("404: packed, and plain", (True, "/plain/page"), "/packed/page", None, 1.03),
    ("404: packed, and by mod_deflate", "/deflate/page", "/packed/page", 0.05, 0.25),
    ("404: without security fields, and canned", "/bare/page", "/bare/page", None, None),
    ("404: the page, and an ErrorDocument file", "/document/page", "/packed/page", None, 0.70),
    ("404: the page, and httpd's languages", "/languages/page", "/packed/page", None, 0.18),
    ("200: a small file", "/file.txt", "/file.txt", 1.005, 1.005),
    ("404 of a backend, with its body", "/backend/html404", "/backend/html404", None, None),
]


# What the module can change, and what an administrator has without it; apart,
# for what a server has served before shows in what it does next.
SHARED = ["/missing/page", "/plain/page", "/packed/page", "/bare/page", "/file.txt", "/backend/html404"]
DOCUMENTS = ["/document/page", "/deflate/page", *(["/languages/page"] if ERRORS else [])]
SERVERS = [(False, SHARED), (True, SHARED), (False, DOCUMENTS)]


@functools.lru_cache(None)
def whole_page():
    """The module's own page, for mod_deflate."""
    return subprocess.run([server.COMMAND, "explain", "404", "--format", "html"], check=True,
                          capture_output=True, timeout=20).stdout


class Measured(server.Server):
    """A server that is one process, alone or under callgrind."""

    def __init__(self, module, profile=None):
        page = b"<!DOCTYPE html><title>own page</title>" + b"<p>A page of four kilobytes.\n" * 150
        super().__init__(module=module, origin=server.origin_port(),
                         files={"htdocs/404.html": page, "htdocs/whole.html": whole_page()})
        # Tells this server from others, without another module.
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

    def _wait(self, seconds):
        """Exactly one request, however slow the start: each of them counts."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            try:
                visitor = Visitor(self)
            except ConnectionRefusedError:
                time.sleep(0.02)
                continue
            visitor.ask("/is-it-ours", 1)
            visitor.close()
            return True
        return False

    def cpu(self):
        """Seconds of the process, user and system; Linux's clock of another process."""
        return time.clock_gettime((~self.process.pid << 3) | 2)


class Visitor:
    """One connection that is kept open."""

    def __init__(self, at):
        self.socket = socket.create_connection(("127.0.0.1", at.port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.at = at

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
        request = BROWSER.format(path).replace("\n", "\r\n")
        if path.startswith("/plain/"):
            request = request.replace("gzip,", "gzip;q=0,")
        request = request.encode()
        status, *marks = CASES[path]
        for _ in range(times):
            self.socket.sendall(request)
            got, body = self._answer()
            if got != status or marks[self.at.module] not in body:
                raise SystemExit(f"{path} has answered {got} {body[:200]!r}")

    def close(self):
        self.socket.close()


def profiled(module, paths, extra, folder):
    """The profile of a run: some requests for each path, and MANY for `extra`."""
    handle, profile = tempfile.mkstemp(dir=folder)
    os.close(handle)
    # The server has changed its user when it writes there.
    os.chmod(profile, 0o666)
    one = Measured(module, profile).start()
    visitor = Visitor(one)
    for path in paths:
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
    def least(*run):
        # Ids and clocks differ: by some tenths of a per cent, and only upwards.
        return min(total(profiled(*run, folder)) for _ in range(RUNS))

    found = {}
    for module, paths in SERVERS:
        few = least(module, paths, "")
        for path in paths:
            found[module, path] = (least(module, paths, path) - few) / MANY
    return found


def cpu_times():
    """{(module, path): microseconds of a request}"""
    # A server of one process serves one connection at a time.
    visitors = [(Visitor(Measured(module).start()), paths) for module, paths in SERVERS]
    best = {}
    for _ in range(ROUNDS):
        for path in [*SHARED, *DOCUMENTS]:
            for visitor, paths in visitors:
                if path not in paths:
                    continue
                module, before = visitor.at.module, visitor.at.cpu()
                visitor.ask(path, PER_ROUND)
                each = (visitor.at.cpu() - before) / PER_ROUND * 1e6
                best[module, path] = min(each, best.get((module, path), each))
    for visitor, _ in visitors:
        visitor.close()
        visitor.at.stop()
    return best


def print_table(found, title, form, goals, judged):
    print(f"{title:<42} {'without':>9} {'with':>9} {'ratio':>7} {'goal':>7}")
    for sentence, without, with_module, *goal in TABLE:
        before = without if isinstance(without, tuple) else (False, without)
        if before not in found:
            print(f"{sentence:<42} not measured: httpd's own error documents are not installed")
            continue
        a, b = found[before], found[True, with_module]
        line = f"{sentence:<42} {a:>9{form}} {b:>9{form}} {b / a:>7.3f}"
        if goal[goals]:
            line += f" {goal[goals]:>7.3f}"
            if judged:
                line += " met" if b / a <= goal[goals] else " missed"
        print(line)


# ---- which functions -------------------------------------------------------------


def annotated(profile, *options):
    """{(function, binary): instructions}"""
    text = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no",
                           "--show-percs=no", *options, profile],
                          capture_output=True, text=True, timeout=120, check=True).stdout
    rows = re.findall(r"^ *([\d,]+) +[^:\s]+:(\S+)(?: \[(.*)\])?$", text, re.M)
    # A function has a row for each file that is inlined into it, its own share
    # in each; with all it calls, each row has the whole.  Some lack the binary.
    join = max if options else sum
    where = {name: binary for _, name, binary in rows if binary}
    shares = {}
    for number, name, binary in rows:
        key = name, os.path.basename(binary or where.get(name, ""))
        shares.setdefault(key, []).append(int(number.replace(",", "")))
    return {key: join(share) for key, share in shares.items()}


def each_function(few, many, *options):
    """[(instructions of a request, (function, binary))], the dearest first."""
    before, after = annotated(few, *options), annotated(many, *options)
    costs = [((number - before.get(key, 0)) / MANY, key) for key, number in after.items()]
    return sorted((cost for cost in costs if cost[0] >= 0.5), reverse=True)


def print_functions(folder):
    few = profiled(True, SHARED, "", folder)
    many = profiled(True, SHARED, "/missing/page", folder)
    whole = (total(many) - total(few)) / MANY
    rows = each_function(few, many)

    def show(title, shown):
        print(title)
        for number, (name, binary) in shown[:SHOWN]:
            print(f"{number:>9,.0f} {number / whole:>6.1%}  {name} [{binary}]")

    def of_module(rows):
        return [row for row in rows if row[1][1] == server.MODULE.name]

    ours = sum(number for number, _ in of_module(rows))
    show(f"a 404 with the module is {whole:,.0f} instructions; each function by itself:", rows)
    show(f"\nthe module by itself is {ours:,.0f}; each of its functions with all it calls:",
         of_module(each_function(few, many, "--inclusive=yes")))


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
            print_table(instructions(folder), "instructions of a request", ",.0f", 0, True)
            print()
            # Good to a few per cent, which is more than some of the goals: no verdict.
            print_table(cpu_times(), "CPU time of a request, us", ".1f", 1, False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for said in server.Server.sick:
        print(said)
    return 1 if server.Server.sick else 0


if __name__ == "__main__":
    sys.exit(main())
