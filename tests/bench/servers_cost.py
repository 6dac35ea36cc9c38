# SPDX-License-Identifier: Apache-2.0
"""CPU time of a 404 with the files of `statuspages build`, in real servers.

    servers_cost.py [NAME...]     only the servers whose names begin so

Each server runs several times: with a page that its administrator wrote by hand
in as many languages, which the first language of Accept-Language chooses, and
with the generated files.  The requests of a browser go to all of them in turns;
the best of the rounds counts.  Ratios only, good to a tenth or so: on a busy
machine they are greater.
"""

import pathlib
import re
import socket
import sys

sys.dont_write_bytecode = True

from by_hand import (apache_hand, apache_ours, by_hand, caddy_hand, caddy_ours, h2o_hand, h2o_ours,  # noqa: E402
                     haproxy_hand, haproxy_ours, lighttpd_hand, lighttpd_ours, nginx_hand, nginx_js, nginx_ours,
                     varnish_accept, varnish_hand, varnish_ours)
from common import bare, stop_all  # noqa: E402
from server import Skip  # noqa: E402

ROUNDS, PER_ROUND, WARM = 40, 100, 200
REQUEST = """GET {} HTTP/1.1
Host: localhost
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
Sec-Fetch-Site: same-origin
Sec-Fetch-Mode: navigate
Sec-Fetch-Dest: document
Accept-Language: it-IT,it;q=0.9,en-US;q=0.8,en;q=0.7

""".replace("\n", "\r\n")


# ---- what is measured -----------------------------------------------------------------

SSI = '<p><!--# echo var="request_id" --> <!--# echo var="date_gmt" --></p>'
LF = "<p>%[uuid()] %[date,utime(%Y-%m-%d)]</p>"
GO = '<p>{{placeholder "http.request.uuid"}} {{now}}</p>'
VCL = ' + req.xid + " " + std.strftime(now, "%Y-%m-%d %H:%M UTC")'
# Of each server: the page by hand, then what is measured against it.
GROUPS = {
    "nginx": (lambda: nginx_hand(by_hand()), {
        "by hand, with id and time": lambda: nginx_hand(by_hand(SSI), "ssi on;"),
        "generated": nginx_ours,
        "--plain": lambda: nginx_ours("--plain"),
        "--with njs": nginx_js}),
    "haproxy": (lambda: haproxy_hand(by_hand()), {
        "by hand, with id and time": lambda: haproxy_hand(by_hand(LF, "%%"), "lf-file"),
        "generated": haproxy_ours,
        "--plain": lambda: haproxy_ours("--plain")}),
    # A 404 of a server, without a body.
    "haproxy, server": (lambda: haproxy_hand(by_hand(), server=True), {
        "generated": haproxy_ours,
        "--plain": lambda: haproxy_ours("--plain")}),
    "caddy": (lambda: caddy_hand(by_hand()), {
        "by hand, with id and time": lambda: caddy_hand(by_hand(GO), "\t\ttemplates\n"),
        "generated": caddy_ours,
        "--with templates": lambda: caddy_ours("--with", "templates")}),
    "lighttpd": (lambda: lighttpd_hand(by_hand()), {
        "generated, mod_magnet": lambda: lighttpd_ours("magnet"),
        "generated": lambda: lighttpd_ours("statuspages")}),
    "varnish": (lambda: varnish_hand(by_hand()), {
        "by hand, with id and time": lambda: varnish_hand(by_hand(), VCL),
        "generated": varnish_ours,
        "--plain": lambda: varnish_ours("--plain"),
        "--with accept": varnish_accept}),
    "apache": (lambda: apache_hand(by_hand()), {
        "generated": apache_ours}),
    "h2o": (h2o_hand, {
        "generated": h2o_ours}),
}


def cpu(pid):
    """Nanoseconds of all threads of a process and of those that it started."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
        for child in (task / "children").read_text().split():
            total += cpu(child)
    return total


def ask(server, times, path):
    """So many requests on one connection."""
    request = REQUEST.format(path).encode()

    def more():
        piece = connection.recv(65536)
        if not piece:
            raise SystemExit(f"{server.command[0]} closes the connection")
        return piece

    with socket.create_connection(("127.0.0.1", server.port), 60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(times):
            connection.sendall(request)
            data = b""
            while b"\r\n\r\n" not in data:
                data += more()
            head, _, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"\r\nContent-Length: (\d+)", head, re.I)
            while len(body) < int(length[1]) if length else not body.endswith(b"0\r\n\r\n"):
                body += more()
            if not re.match(rb"HTTP/1.1 404 ", head) or b'<html lang="it"' not in body:
                raise SystemExit(f"{server.command}: {head!r} {body[:200]!r}")


def measure(server, path):
    before = cpu(server.process.pid)
    ask(server, PER_ROUND, path)
    return cpu(server.process.pid) - before


def measured(group):
    """{name: CPU time against the page by hand}"""
    first, others = GROUPS[group]
    path = bare(404) if "server" in group else "/missing/page"
    servers = {}
    for name, start in {"by hand": first, **others}.items():
        try:
            servers[name] = start()
        except Skip as why:
            print(f"{group:<15} {name:<26} {why}")
            if name == "by hand":
                return {}
    for server in servers.values():
        ask(server, WARM, path)
    rounds = [{name: measure(server, path) for name, server in servers.items()} for _ in range(ROUNDS)]
    stop_all()
    best = {name: min(one[name] for one in rounds) for name in servers}
    return {name: best[name] / best["by hand"] for name in servers if name != "by hand"}


def main():
    if any(word.startswith("-") for word in sys.argv[1:]):
        print(__doc__.strip())
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    print("CPU time of a 404, against a page by hand in as many languages")
    for group in GROUPS:
        if not sys.argv[1:] or group.startswith(tuple(sys.argv[1:])):
            for name, ratio in measured(group).items():
                print(f"{group:<15} {name:<26} {ratio:>5.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
