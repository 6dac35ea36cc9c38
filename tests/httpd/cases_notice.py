# SPDX-License-Identifier: Apache-2.0
"""StatusPagesNotice: what a file announces, on which pages, and what it costs."""

import contextlib
import datetime
import html
import os
import re
import threading
import time

from cases_maintenance import ONE_CHILD, children, later, shut, traced
from checks import PROBLEM, by_clock, case, equal, in_words, markdown, one_line, page, plain, problem, problem_xml
from client import ask, unpacked
from server import MPM, THEMES, WRAP, Server, Skip, httpd, need

# A child looks once a second; a little more, because both clocks tick.
SOON = 1.1
PLACES = """
Redirect 503 /busy
Redirect 502 /bad
Redirect 404 /never
"""
JSON, XML = {"Accept": "application/json"}, {"Accept": "application/xml"}


def put(server, text, name="notice"):
    """The file, whole at once as `mv` does."""
    path = server.root / "run" / name
    fresh = path.with_suffix(".new")
    fresh.write_bytes(text if isinstance(text, bytes) else text.encode())
    fresh.chmod(0o644)
    os.replace(fresh, path)


@contextlib.contextmanager
def notice(server, text, name="notice"):
    """with notice(server, text): ... - told after a second, and gone afterwards, whatever happens."""
    put(server, text, name)
    time.sleep(SOON)
    try:
        yield
    finally:
        (server.root / "run" / name).unlink(missing_ok=True)
        time.sleep(SOON)


def told(server, path="/busy", times=8):
    """What the children say, each of them."""
    said = [problem(ask(server, path, JSON), 503).get("notice") for _ in range(times)]
    for one in said:
        equal(one, said[0], "notice")
    return said[0]


def site(more=""):
    return httpd(PLACES + "StatusPagesNotice run/notice\n" + more)


@case("it stands on pages of 5xx, in every format, a second after mv, and is gone a second after rm")
def _():
    server = site()
    equal(told(server), None, "before")
    message, when = "Umzug <b>&amp; \"Café\" 工事", later(hours=1)
    shown = in_words(when)
    with notice(server, f"until {when}\nlink https://status.example/?a=1&b=2 <What> we know\n{message}\n"):
        text = page(ask(server, "/busy"), 503).text
        note = re.search(r'<div role="note">\n(.*?)</div>', text, re.S)[1].splitlines()
        equal(note, [f'<p lang="" dir="auto"><strong>{html.escape(message)}</strong></p>',
                     f"<p>Expected end: {shown}</p>",
                     '<p><a href="https://status.example/?a=1&amp;b=2" lang="" dir="auto">'
                     "&lt;What&gt; we know</a></p>"], "HTML")
        link = "https://status.example/?a=1&b=2"
        equal(told(server), {"text": message, "until": when, "link": link}, "JSON")
        root = problem_xml(ask(server, "/busy", XML), 503).find(PROBLEM + "notice")
        equal([(one.tag, one.text) for one in root],
              [(PROBLEM + "text", message), (PROBLEM + "until", when), (PROBLEM + "link", link)], "XML")
        lines = plain(ask(server, "/busy", {"Accept": "text/plain"}), 503).text.splitlines()
        at = lines.index(message)
        equal(lines[at + 1:at + 3], [f"Expected end: {shown}", f"<What> we know: {link}"], "text")
        lines = markdown(ask(server, "/busy", {"Accept": "text/markdown"}), 503).text
        assert (f'Umzug &lt;b&gt;&amp;amp; "Café" 工事\n\nExpected end: {when[:10]} {when[11:16]} UTC\n\n'
                "[&lt;What&gt; we know](https://status.example/?a=1&amp;b=2)\n") in lines, lines
        assert "Voraussichtliches Ende: " + in_words(when, "de") in ask(server, "/bad", {"Accept-Language": "de"}).text
        # not on what is not a failure of the site, nor where nobody would read it
        assert "Umzug" not in page(ask(server, "/never"), 404).text
        assert "Umzug" not in page(ask(server, "/nope"), 404).text
        image = {"Accept": "image/png", "Sec-Fetch-Dest": "image"}
        one_line(ask(server, "/busy", image), 503, "Service Unavailable")
        whole, head = ask(server, "/busy"), ask(server, "/busy", method="HEAD")
        equal((head.status, head.get("Content-Length"), head.body),
              (503, whole.get("Content-Length"), b""), "HEAD")
    equal(told(server), None, "after")
    assert "role=" not in page(ask(server, "/busy"), 503).text


@case("its end is told by the clock of the place that it names, and to programs in UTC")
def _():
    server = site()
    when = later(hours=1)
    line, words = by_clock(when, "-05:00", "America/New_York")
    with notice(server, f"until {line}\nDown.\n"):
        assert f"<p>Expected end: {words}</p>" in page(ask(server, "/busy"), 503).text
        equal(told(server), {"text": "Down.", "until": when}, "JSON")


@case("a time alone is no notice: the page is packed as it is without the file")
def _():
    server = site("StatusPagesCompression On\n")

    def length():
        """The id of each page is another one, and a few bits longer or shorter."""
        return len(ask(server, "/busy", {"Accept-Encoding": "gzip"}).body)
    without = length()
    for line in (later(hours=1), by_clock(later(hours=1), "+01:00", "Europe/Berlin")[0]):
        with notice(server, f"until {line}\n"):
            assert abs(length() - without) < 30, (line, length(), without)


@case("always: on pages of 4xx, too; Off and inner sections count; a section may have another file")
def _():
    server = httpd(PLACES + """
StatusPagesNotice run/notice always
<Location /off>
    StatusPagesNotice Off
</Location>
<Location /shop>
    StatusPagesNotice run/shop
</Location>
Redirect 503 /shop/busy
""")
    with notice(server, "link /status\nfor all"), notice(server, "of the shop", "shop"):
        equal(problem(ask(server, "/nope", JSON), 404)["notice"], {"text": "for all", "link": "/status"},
              "404")
        assert "for all" in page(ask(server, "/never"), 404).text
        assert "notice" not in problem(ask(server, "/off/x", JSON), 404)
        assert "notice" not in problem(ask(server, "/shop/x", JSON), 404)
        equal(told(server, "/shop/busy"), {"text": "of the shop"}, "inner section")
        # a path leads nowhere from text
        assert "/status" not in plain(ask(server, "/nope", {"Accept": "text/plain"}), 404).text


@case("a notice that is over is not told, also if the file does not change")
def _():
    server = site()
    with notice(server, "until 2020-01-01T00:00Z\nold"):
        equal(told(server), None, "long over")
    end = time.time() + 4
    when = datetime.datetime.fromtimestamp(int(end), datetime.timezone.utc)
    with notice(server, f"until {when:%Y-%m-%dT%H:%M:%SZ}\nsoon over"):
        answer = problem(ask(server, "/busy", JSON), 503)
        # the time of the answer tells which of both is right
        equal("notice" in answer, answer["timestamp"] < f"{when:%Y-%m-%dT%H:%M:%SZ}", "in time")
        time.sleep(max(0, int(end) - time.time()) + 0.1)
        equal(told(server), None, "over")


@case("what is no text does no harm and is logged once for each change: folder, pipe, loop, junk, 1 GB, "
      "no right to read it")
def _():
    server = site(ONE_CHILD)
    path = server.root / "run" / "notice"

    def lines(before):
        return [line for line in server.log()[before:].splitlines() if "run/notice" in line]

    def odd(make, remove, wanted, logged):
        before = len(server.log())
        make()
        try:
            time.sleep(SOON)
            equal(told(server), wanted, "notice")
            time.sleep(SOON)
            equal(told(server), wanted, "notice")
            found = lines(before)
            equal(len(found), len(logged), f"lines of {found}")
            for line, part in zip(found, logged):
                assert part in line, line
        finally:
            remove()
            time.sleep(SOON)
            equal(told(server), None, "removed")

    told(server)
    odd(path.mkdir, path.rmdir, None, ["is not a file"])
    odd(lambda: os.mkfifo(path, 0o644), path.unlink, None, ["is not a file"])
    odd(lambda: path.symlink_to(path), path.unlink, None, ["cannot look for"])
    odd(lambda: path.symlink_to("nothing"), path.unlink, None, [])

    def unreadable():
        path.write_text("secret")
        path.chmod(0)

    odd(unreadable, path.unlink, None, ["is new or has changed", "cannot read"])

    def big():
        with open(path, "wb") as file:
            file.write(b"x" * 600)
            file.truncate(1 << 30)

    odd(big, path.unlink, {"text": "x" * 499 + "…"}, ["is new or has changed"])
    odd(lambda: put(server, bytes(range(256)) * 4), path.unlink, told_of_junk(),
        ["is new or has changed"])
    odd(lambda: put(server, ""), path.unlink, None, ["is new or has changed"])


def told_of_junk():
    """Each byte that is not ASCII is replaced, controls are dropped, and line feeds are spaces."""
    once = [" " if byte == 10 else chr(byte) if 0x20 <= byte < 0x7f else "\ufffd"
            for byte in range(256) if byte >= 0x20 and byte != 0x7f or byte == 10]
    return {"text": ("".join(once) * 4)[:499] + "…"}


@case("a wrong time and a wrong link are told once, with their lines, and the rest is shown")
def _():
    server = site(ONE_CHILD)
    before = len(server.log())
    with notice(server, "We know.\nlink javascript:alert(1) x\nuntil tomorrow\n"):
        equal(told(server, times=20), {"text": "We know."}, "notice")
        time.sleep(SOON)
        equal(told(server), {"text": "We know."}, "notice")
        said = [line for line in server.log()[before:].splitlines() if "run/notice:" in line]
        equal(len(said), 2, f"lines of {said}")
        assert "run/notice:3: ignoring an invalid time; write it as in: until 2026-" in said[0], said
        assert "run/notice:2: ignoring an invalid link; write it as in: link https://" in said[1], said


@case("a file that is written in place, in pieces, is told as it is in the end")
def _():
    server = site()
    path = server.root / "run" / "notice"
    try:
        for text in ("half a sentence", "other sentences"):  # of the same length
            with open(path, "w") as file:
                for piece in (text[:7], text[7:]):
                    file.write(piece)
                    file.flush()
                    ask(server, "/busy", JSON)
                    time.sleep(0.3)
            time.sleep(SOON)
            equal(told(server), {"text": text}, "notice")
    finally:
        path.unlink()


@case("while it changes under load, each answer has one of the texts, whole")
def _():
    server = httpd(PLACES + "StatusPagesNotice run/notice\n" + (
        "" if MPM == "prefork" else "StartServers 1\nServerLimit 1\nThreadsPerChild 16\n"
        "MaxRequestWorkers 16\n"))
    texts = [letter * length for letter, length in (("a", 500), ("b", 3), ("c", 200), ("d", 499))]
    wrong, answers, ended = [], [0], threading.Event()

    def client():
        while not ended.is_set():
            said = problem(ask(server, "/busy", JSON), 503).get("notice")
            answers[0] += 1
            if not said or said["text"] not in texts or said["link"] != f"/{said['text'][0]}":
                wrong.append(said)

    with notice(server, f"link /a\n{texts[0]}"):
        problem(ask(server, "/busy", JSON), 503)
        threads = [threading.Thread(target=client) for _ in range(8)]
        for thread in threads:
            thread.start()
        for text in texts[1:] + texts[:1]:
            put(server, f"link /{text[0]}\n{text}")
            time.sleep(SOON)
        ended.set()
        for thread in threads:
            thread.join()
        equal(told(server)["text"], texts[0], "at the end")
    equal(wrong, [], "other answers")
    assert answers[0] > 50, answers


@case("a new child tells it from its first request on")
def _():
    server = Server(PLACES + "StatusPagesNotice run/notice\n")
    put(server, "from the start")
    server.start()
    try:
        for _ in range(3):
            answers = []

            def client():
                answers.append(problem(ask(server, "/busy", JSON), 503).get("notice"))

            threads = [threading.Thread(target=client) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            equal(answers, [{"text": "from the start"}] * 8, "first answers")
            server.graceful()
    finally:
        server.stop()


@case("a child looks once a second, and opens a file only when it has changed")
def _():
    need("strace", "pgrep")
    if WRAP:
        raise Skip("strace and the wrapper do not go together")
    server = site(ONE_CHILD)
    trace = server.root / "run" / "trace"
    with notice(server, "Down."):
        time.sleep(3)  # then the file has settled
        told(server)
        begin = time.time()
        with traced(server, "-e", "trace=file", "-o", str(trace)):
            for _ in range(200):
                ask(server, "/busy")
                ask(server, "/nope")
                time.sleep(0.012)
        calls = [line for line in trace.read_text().splitlines() if "run/notice" in line]
        opens = [line for line in calls if "open" in line.split('"')[0]]
        assert 2 <= len(calls) <= time.time() - begin + 1, calls
        equal(opens, [], "opened")


@case("what caches may store has no notice, for it would outlive it")
def _():
    server = site("StatusPagesCache 503 60\n")
    with notice(server, "not for caches"):
        answer = ask(server, "/busy")
        equal(answer.get("Cache-Control"), "max-age=60", "Cache-Control")
        assert "not for caches" not in answer.text, answer.text
        answer = page(ask(server, "/bad"), 502)
        equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
        assert "not for caches" in answer.text, answer.text


@case("a packed page says the same")
def _():
    server = site("StatusPagesCompression On\n")
    with notice(server, "link https://status.example/\nPacked <words>"):
        for language in ("en", "ja", "ar"):
            fields = {"Accept-Language": language}
            packed = ask(server, "/busy", {**fields, "Accept-Encoding": "gzip"}, page=True)
            equal(packed.get("Content-Encoding"), "gzip", "Content-Encoding")
            text = unpacked(packed).text
            assert "Packed &lt;words&gt;" in text and 'href="https://status.example/"' in text, text


@case("the link of a file that closes the site is on its page, and there is no other notice")
def _():
    server = site("StatusPagesMaintenance run/closed\n")
    with notice(server, "of an outage"):
        put(server, "link https://status.example/ Progress\nWe move.", "closed")
        try:
            time.sleep(SOON)
            text = shut(ask(server, "/")).text
            assert "of an outage" not in text, text
            assert ('<p lang="" dir="auto">We move.</p>\n<div role="note">\n<p><a href="https://status'
                    '.example/" lang="" dir="auto">Progress</a></p>') in text, text
            document = problem(ask(server, "/", JSON), 503)
            equal((document["message"], document["notice"]),
                  ("We move.", {"link": "https://status.example/"}), "JSON")
        finally:
            (server.root / "run" / "closed").unlink()


@case("it stands on the page of each theme, within the message and before the links")
def _():
    server = site("".join(f"Redirect 503 /{name}\n<Location /{name}>\nStatusPagesTheme {name}\n</Location>\n"
                          for name in THEMES))
    with notice(server, "link /why\nin each theme"):
        for name in THEMES:
            main = re.search(r"<main.*?</main>", page(ask(server, f"/{name}"), 503).text, re.S)[0]
            places = [main.find(part) for part in ("<h1>", "in each theme", 'href="/why"', "<nav")]
            assert -1 not in places and places == sorted(places), (name, main)


@case("a preview shows it")
def _():
    server = httpd(PLACES + "StatusPagesNotice run/notice\n<Location /see>\n"
                   "SetHandler statuspages-preview\nRequire local\n</Location>\n")
    with notice(server, "seen before"):
        assert "seen before" in ask(server, "/see/body?code=503").text
        assert "seen before" not in ask(server, "/see/body?code=404").text


@case("a wrong StatusPagesNotice does not start httpd; a folder that is missing is a warning")
def _():
    for line, wanted in (
            ("StatusPagesNotice run/notice ever", 'unexpected "ever"; write a file, or a file and always'),
            ("StatusPagesNotice Off always", 'unexpected "always"'),
            ("StatusPagesNotice", "StatusPagesNotice takes 1-2 arguments")):
        code, said = Server(line).check()
        assert code != 0 and wanted in said, (line, said)
    code, said = Server("StatusPagesNotice no/folder/notice").check()
    equal(code, 0, said)
    assert "no/folder/ does not exist" in said, said
    server = httpd("<Directory \"@ROOT@/htdocs\">\nAllowOverride All\n</Directory>\n",
                   files={"htdocs/in/.htaccess": "StatusPagesNotice /etc/hostname\n"})
    equal(ask(server, "/in/x").status, 500, "in an .htaccess file")
