#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One Markdown table of what is promised or aimed at, and what was measured now.

    scorecard.py          for the README; tools that are missing are said

Environment: BUILD=folder of the products; the suites leave their last lines in
BUILD/counts.  Everything talks to 127.0.0.1 and ends by itself.
"""

import datetime
import gzip
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "httpd"))
os.environ.pop("SP_WRAP", None)

from client import PAGE, ask  # noqa: E402
import server  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
CHROMIUM = "/usr/bin/chromium"
PACKET = 1460  # bytes of a TCP segment over Ethernet
NODE = BUILD / "scorecard"
NODE_PACKAGES = ("lighthouse@13", "pa11y@9")
ROOT_FLAGS = ["--no-sandbox"] if os.getuid() == 0 else []


class Missing(Exception):
    """What a row needs is not here."""


def run(*command, seconds=300, **more):
    if not shutil.which(command[0]):
        raise Missing(f"{command[0]} is not installed")
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=seconds, check=False, **more)


def node(*packages):
    """The folder of programs that npm installs inside the build."""
    NODE.mkdir(parents=True, exist_ok=True)
    if not (NODE / "node_modules").exists():
        (NODE / "package.json").write_text('{"private": true}')
        done = run("npm", "install", "--no-audit", "--no-fund", *packages, cwd=NODE,
                   env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"})
        if done.returncode:
            raise Missing("npm cannot install lighthouse and pa11y")
    if not os.path.exists(CHROMIUM):
        raise Missing("Chromium is not installed")
    return NODE / "node_modules/.bin"


# ---- cost ------------------------------------------------------------------------


def cost():
    """The rows of cost.py, which has promises of its own."""
    text = run(sys.executable, HERE / "cost.py", seconds=900).stdout
    what = "instructions"
    for line in text.splitlines():
        if line.startswith("CPU time"):
            what = "CPU time"
        row = re.match(r"(.+?) {2,}[\d,.]+ +[\d,.]+ +([\d.]+)(?: +([\d.]+))?", line)
        if row:
            yield f"{what}; {row[1]}", f"at most {float(row[3]):g}" if row[3] else "-", f"{row[2]} times"


# ---- size ------------------------------------------------------------------------


def sizes(httpd):
    plain, packed, packets = [], [], []
    for code in (400, 401, 403, 404, 429, 500, 502, 503):
        for language in ("en", "de", "ar", "ja", "ru"):
            path = f"/s{code}"
            wants = {**PAGE, "Accept-Language": language}
            whole = ask(httpd, path, wants)
            small = ask(httpd, path, {**wants, "Accept-Encoding": "gzip"})
            plain.append(len(whole.body))
            packed.append(len(small.body) / len(gzip.compress(whole.body, 6)))
            if code == 404:
                packets.append(len(small.wire))
    yield "HTML page, default theme, bytes", "14,000", f"{max(plain):,} at most"
    yield ("packed page against `gzip -6` of it", "1.12",
           f"{statistics.median(packed):.3f}; {max(packed):.3f} at most")
    yield "headers and packed page of a 404, bytes", f"{2 * PACKET:,} (two packets)", f"{max(packets):,} at most"


# ---- what others say ---------------------------------------------------------------


def lighthouse(url):
    """It judges no page with an error status, so it gets the page that `build` writes."""
    said = run(node(*NODE_PACKAGES) / "lighthouse", url, "--quiet", "--output=json", "--preset=desktop",
               f"--chrome-flags=--headless=new {' '.join(ROOT_FLAGS)}", env={**os.environ, "CHROME_PATH": CHROMIUM})
    scores = json.loads(said.stdout)["categories"]
    text = ", ".join(f"{name} {scores[name]['score'] * 100:.0f}"
                     for name in ("performance", "accessibility", "best-practices") if name in scores)
    yield "Lighthouse (the page as a file, since it takes no 404)", "100 each", text


def pa11y(url):
    settings = NODE / "pa11y.json"
    program = node(*NODE_PACKAGES) / "pa11y"
    settings.write_text(json.dumps({"chromeLaunchConfig": {"executablePath": CHROMIUM, "args": ROOT_FLAGS}}))
    said = run(program, "--config", settings, "--standard", "WCAG2AAA", "--reporter", "json", url)
    yield "pa11y, WCAG 2 AAA, errors on a 404", "0", str(len(json.loads(said.stdout)))


def h2load(ours, stock):
    """Requests of a second, in turn with the same server without the module."""
    best = {}
    failed = 0
    for _ in range(3):
        for name, httpd in (("ours", ours), ("stock", stock)):
            said = run("h2load", "-n", "4000", "-c", "8", "--h1", "-H", "accept: text/html",
                       f"http://127.0.0.1:{httpd.port}/nope").stdout
            rate = float(re.search(r"([\d.]+) req/s", said)[1])
            failed += sum(map(int, re.search(r"(\d+) errored, (\d+) timeout", said).groups()))
            best[name] = max(rate, best.get(name, 0))
    yield "h2load: requests a second, page against canned text", "-", f"{best['ours'] / best['stock']:.2f}"
    yield "h2load: requests that failed or timed out", "0", str(failed)


def slowhttptest(httpd):
    """Slow clients hold connections; the page has to come meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        if not shutil.which("slowhttptest"):
            raise Missing("slowhttptest is not installed")
        slow = subprocess.Popen(["slowhttptest", "-c", "60", "-H", "-i", "2", "-r", "60", "-l", "8", "-t", "GET",
                                 "-u", f"http://127.0.0.1:{httpd.port}/nope"], cwd=folder,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        answered = 0
        try:
            for _ in range(20):
                time.sleep(0.3)
                answered += ask(httpd, "/nope").status == 404
        finally:
            slow.terminate()
            slow.wait(30)
    yield "slowhttptest: pages while 60 clients send slowly", "20 of 20", f"{answered} of 20"


def wapiti(httpd):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        run("wapiti", "-u", f"http://127.0.0.1:{httpd.port}/nope?a=b", "--scope", "folder", "--flush-session",
            "--max-scan-time", "60", "-m", "xss,crlf,exec,file,redirect,ssrf,sql", "-f", "json", "-o", report,
            "--store-session", folder, "--no-bugreport", seconds=180)
        if not report.exists():
            raise Missing("wapiti wrote no report")
        found = json.loads(report.read_text())["vulnerabilities"]
    yield "wapiti: vulnerabilities found", "0", str(sum(len(rows) for rows in found.values()))


# ---- suites ------------------------------------------------------------------------


def suites():
    lines = sorted((BUILD / "counts").glob("*"))
    if not lines:
        raise Missing("`make -f apxs.mk test` has not run")
    for line in lines:
        yield f"suite `{line.name}`", "0 failed", line.read_text().strip() or "passed"


# ---- all -------------------------------------------------------------------------


def put_static_page(httpd):
    """The same page as a file, as `build` writes it for any server; its path."""
    folder = httpd.root / "htdocs/built"
    run(BUILD / "statuspages", "build", "--for", "static", "--output", folder, "--languages", "en",
        "--codes", "404")
    return next(folder.rglob("404.html")).relative_to(httpd.root / "htdocs")


def rows():
    redirects = "\n".join(f"RedirectMatch {code} ^/s{code}$" for code in (400, 401, 403, 429, 500, 502, 503))
    redirects += "\nMaxKeepAliveRequests 0\n"
    ours = server.Server(redirects).start()
    stock = server.Server(redirects, module=False).start()
    url = f"http://127.0.0.1:{ours.port}/"
    try:
        for source in (cost, lambda: sizes(ours), lambda: lighthouse(f"{url}{put_static_page(ours)}"),
                       lambda: pa11y(f"{url}nope"), lambda: h2load(ours, stock), lambda: slowhttptest(ours),
                       lambda: wapiti(ours), suites):
            try:
                yield from source()
            except Missing as why:
                yield str(why), "-", "not measured"
    finally:
        for httpd in (ours, stock):
            httpd.stop()


def main():
    if len(sys.argv) > 1:
        print(__doc__.strip())
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    print(f"Measured on {datetime.date.today()}.\n\n| what | goal | measured |\n|---|---|---|")
    for row in rows():
        print("| " + " | ".join(row) + " |", flush=True)
    return 1 if server.Server.sick else 0


if __name__ == "__main__":
    sys.exit(main())
