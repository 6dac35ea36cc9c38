# SPDX-License-Identifier: Apache-2.0
"""CGI and PHP: empty answers become pages, bodies stay the application's."""

import glob
import gzip
import os
import re
import subprocess
import time
import zlib

from checks import case, equal, is_page, page, problem
from client import PAGE, ask, build, gunzip, parse, talk, unpacked
from server import LIBEXEC, MPM, PACKS, PATIENCE, Skip, httpd, need

CGI = "CGIDScriptTimeout 2\n" if os.environ.get("MPM") != "prefork" else "Timeout 2\n"


def site():
    return httpd(CGI)


@case("a script's JSON 404 is untouched")
def _():
    answer = ask(site(), "/cgi/json404.cgi")
    equal((answer.status, answer.body), (404, b'{"error":"no such thing"}\n'), "answer")
    equal(answer.get("Content-Type"), "application/json", "Content-Type")
    equal(answer.get("ETag"), '"app"', "ETag")
    equal(answer.get("X-Application"), "kept", "X-Application")
    assert answer.get("Content-Security-Policy") is None, "a policy on an application's answer"


@case("a script's HTML, XML and gRPC 404 are untouched")
def _():
    for name, body in (("html404", b"<h1>the application says no</h1>\n"),
                       ("xml404", b"<error>the application says no</error>\n"),
                       ("grpc", b"\0\0\0\0\2no")):
        answer = ask(site(), f"/cgi/{name}.cgi")
        equal((answer.status, answer.body), (404, body), name)


@case("a script's empty 404 is a page; its ETag and language go, Cache-Control stays")
def _():
    answer = page(ask(site(), "/cgi/empty404.cgi"), 404)
    equal(answer.get("Cache-Control"), "max-age=7", "Cache-Control")
    equal(answer.get("X-Application"), "kept", "X-Application")


@case("a script's empty 404 is a problem document for a program")
def _():
    # One that a cache may not give to others, or it would have no reference.
    problem(ask(site(), "/cgi/status.cgi?404", {"Accept": "application/json"}), 404)


@case("a script's empty 503 keeps Retry-After and Set-Cookie")
def _():
    answer = page(ask(site(), "/cgi/busy503.cgi"), 503)
    equal(answer.get("Retry-After"), "33", "Retry-After")
    equal(answer.get("Set-Cookie"), "kept=1; Path=/", "Set-Cookie")
    document = problem(ask(site(), "/cgi/busy503.cgi", {"Accept": "application/json"}), 503)
    equal(document.get("retry_after"), 33, "retry_after")


@case("a script that pauses before its body keeps it")
def _():
    answer = ask(site(), "/cgi/slow404.cgi")
    equal((answer.status, answer.body), (404, b"<p>late but mine</p>\n"), "answer")


@case("a script that pauses and then ends empty gets a page")
def _():
    page(ask(site(), "/cgi/slowempty.cgi"), 404)


@case("a malformed script header, no output and a silent script are 500, 500, 504 without its name")
def _():
    for name, code in (("malformed", 500), ("nothing", 500), ("hang", 504)):
        answer = page(ask(site(), f"/cgi/{name}.cgi"), code)
        assert not re.search(rf"\b{name}\b", answer.text) and ".cgi" not in answer.text, name


@case("a control character in a script's header is one 500 page")
def _():
    page(ask(site(), "/cgi/control.cgi"), 500)


@case("StatusPagesReplace html knows HTML by its whole name, and by a name with a space behind it")
def _():
    # RFC 9110 8.3.1: OWS ";" OWS parameters; text/htmlx would be another type
    types = (("text/html", True), ("text/html;charset=utf-8", True), ("text/html ; charset=utf-8", True),
             ("TEXT/HTML\t;charset=utf-8", True), ("text/htmlx", False), ("text/html-x", False))
    server = httpd("StatusPagesReplace html\n", files={
        f"htdocs/cgi/type{i}.cgi": f"#!/bin/sh\nprintf 'Status: 404 x\\nContent-Type: {one}\\n\\nmine'\n"
        for i, (one, _) in enumerate(types)})
    for i, (one, replaced) in enumerate(types):
        answer = ask(server, f"/cgi/type{i}.cgi")
        equal((answer.status, is_page(answer)), (404, replaced), one)


@case("a script that dies after it began gets nothing appended")
def _():
    answer = ask(site(), "/cgi/dies.cgi")
    equal(answer.status, 200, "status")
    equal(answer.body[:5], b"begun", "body")
    assert not is_page(answer), str(answer)


@case("a script that dies after an empty 404 gets a page or as stock, once")
def _():
    answer = ask(site(), "/cgi/dies404.cgi")
    page(answer, answer.status)


@case("codes nobody registered keep their number and get a page")
def _():
    for code in (420, 499, 520, 599):
        page(ask(site(), f"/cgi/status.cgi?{code}"), code)


@case("HEAD of an empty 404 is as without the module")
def _():
    answers = [ask(httpd(CGI, module=on), "/cgi/empty404.cgi", method="HEAD")
               for on in (True, False)]
    drop = ("Date", "X-Test-Run")
    equal(*[[(k, v) for k, v in a.headers if k not in drop] for a in answers], "headers")


@case("an empty 404 and a 200 on one connection, pipelined")
def _():
    data = build("GET", "/cgi/empty404.cgi", PAGE, close=False) + build("GET", "/file.txt", PAGE)
    answers = parse(talk(site().port, data))
    equal([a.status for a in answers], [404, 200], "statuses")
    page(answers[0], 404)


@case("a script's interim and success answers stay")
def _():
    answer = ask(site(), "/cgi/hello.cgi")
    equal((answer.status, answer.body), (200, b"hello\n"), "answer")


PHP = {
    "htdocs/php/empty.php": "<?php http_response_code(404); header('X-App: kept');\n",
    "htdocs/php/body.php": "<?php http_response_code(404); echo 'mine';\n",
    "htdocs/php/busy.php": "<?php http_response_code(503); header('Retry-After: 33');\n",
    "htdocs/php/packed.php": "<?php ini_set('display_errors', '0');"
                             "ini_set('zlib.output_compression', '1'); nothing_here();\n",
    "htdocs/php/handler.php": "<?php ini_set('display_errors', '0');"
                              "ob_start('ob_gzhandler'); nothing_here();\n",
    "htdocs/php/space.php": "<?php http_response_code(500); ?>\n\n",
    "htdocs/php/letter.php": "<?php ini_set('display_errors', '0');"
                             "ini_set('zlib.output_compression', '1'); http_response_code(500);"
                             "echo 'x'; nothing_here();\n",
    "htdocs/php/fatal.php": "<?php ini_set('display_errors', '0'); nothing_here();\n",
}


def php():
    """httpd before a private php-fpm; one for all cases."""
    if not hasattr(php, "server"):
        need("mod_proxy_fcgi")
        programs = [os.path.join(folder, name) for folder in ("/usr/sbin", "/usr/local/sbin")
                    if os.path.isdir(folder) for name in sorted(os.listdir(folder))
                    if name.startswith("php-fpm")]
        if not programs:
            raise Skip("php-fpm is not installed")
        conf = """
<FilesMatch "\\.php$">
    SetHandler "proxy:unix:@ROOT@/run/php.sock|fcgi://localhost"
</FilesMatch>
Alias /document "@ROOT@/htdocs/php"
<Location /document>
    ErrorDocument 404 /ok.html
    ErrorDocument 503 "closed by the administrator"
</Location>
"""
        server = httpd(conf, files=PHP)
        user = "user = www-data\ngroup = www-data\n" if os.getuid() == 0 else ""
        (server.root / "php.conf").write_text(
            f"[global]\nerror_log = {server.root}/logs/php.log\ndaemonize = no\n"
            f"[www]\n{user}listen = {server.root}/run/php.sock\nlisten.mode = 0666\n"
            "pm = static\npm.max_children = 2\n")
        process = subprocess.Popen([programs[-1], "-n", "-F", "-y", server.root / "php.conf"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        server.helpers.append(process)
        end = time.monotonic() + 5 * PATIENCE
        while not (server.root / "run/php.sock").exists() and time.monotonic() < end:
            time.sleep(0.05)
        php.server = server
    return php.server


@case("php-fpm: an empty 404 and a fatal error are pages, a body is untouched")
def _():
    answer = page(ask(php(), "/php/empty.php"), 404)
    equal(answer.get("X-App"), "kept", "X-App")
    answer = ask(php(), "/php/body.php")
    equal((answer.status, answer.body), (404, b"mine"), "answer")
    page(ask(php(), "/php/fatal.php"), 500)
    equal(page(ask(php(), "/php/busy.php"), 503).get("Retry-After"), "33", "Retry-After")


@case("php-fpm: a fatal error stays no white page when PHP packs its output")
def _():
    for path in ("/php/packed.php", "/php/handler.php", "/php/space.php"):
        for coding in ("gzip", "gzip, deflate, br", "identity", None):
            answer = ask(php(), path, {"Accept-Encoding": coding})
            page(unpacked(answer) if PACKS and "gzip" in (coding or "") else answer, 500)
    answer = ask(php(), "/php/letter.php", {"Accept-Encoding": "gzip"})
    equal((answer.status, gunzip(answer.body)), (500, b"x"), "one letter, packed")


@case("a body of nothing but white space, or the packing of nothing, is a page; a letter is a body")
def _():
    nothing = {"": (b"\n", b" \r\n\t", b"\xef\xbb\xbf\n", b" " * 32),
               "gzip": (gzip.compress(b""), gzip.compress(b"", 0)),
               "deflate": (zlib.compress(b""),), "br": (b"\x3b", b"\x06")}
    something = {"": (b"x", b"\nx", b" " * 33, b"0", b"{}"), "gzip": (gzip.compress(b"x"),),
                 "deflate": (zlib.compress(b"x"),), "br": (b"\x0b\0\x80a\x03",)}
    for bodies, has_page in ((nothing, True), (something, False)):
        for coding, list_of in bodies.items():
            for body in list_of:
                for parts in (1, 2):
                    answer = ask(site(), f"/cgi/hex.cgi?{parts}&{body.hex()}&{coding}")
                    equal(answer.status, 404, "status")
                    equal(is_page(answer), has_page, f"a page for {coding} {body!r}")
                    if not has_page:
                        equal(answer.body, body, "body")
                        equal(answer.get("Content-Encoding"), coding or None, "coding")


@case("php-fpm: an ErrorDocument wins over our page for empty answers, and Retry-After stays")
def _():
    answer = ask(php(), "/document/empty.php")
    equal((answer.status, answer.body), (404, b"<p>the administrator wrote this</p>\n"), "404")
    answer = ask(php(), "/document/busy.php")
    equal((answer.status, answer.body), (503, b"closed by the administrator"), "503")
    equal(answer.get("Retry-After"), "33", "Retry-After")


@case("mod_php: an empty 404 and a fatal error are pages, a body is untouched")
def _():
    found = sorted(glob.glob(f"{LIBEXEC}/libphp*.so"))
    if not found or MPM != "prefork":
        raise Skip("mod_php is not installed, or the MPM has threads")
    server = httpd(f'LoadModule php_module "{found[-1]}"\n<FilesMatch "\\.php$">\n'
                   "SetHandler application/x-httpd-php\n</FilesMatch>\n", files=PHP)
    answer = page(ask(server, "/php/empty.php"), 404)
    equal(answer.get("X-App"), "kept", "X-App")
    answer = ask(server, "/php/body.php")
    equal((answer.status, answer.body), (404, b"mine"), "answer")
    page(ask(server, "/php/fatal.php"), 500)
    equal(page(ask(server, "/php/busy.php"), 503).get("Retry-After"), "33", "Retry-After")
