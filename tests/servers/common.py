# SPDX-License-Identifier: Apache-2.0
"""What the cases of all servers share: builds, servers, and what a page promises.

Requests and answers are those of tests/httpd: bytes out, bytes in.
"""

import atexit
import functools
import html
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
sys.path.insert(0, str(REPOSITORY / "tests/httpd"))

import origin  # noqa: E402
from checks import case, equal, heading  # noqa: E402,F401
from client import PAGE, ask, build, one, talk  # noqa: E402,F401
from server import COMMAND, Skip, free_port, need  # noqa: E402,F401

# Bytes that mean something to at least one of the servers' languages.
NAME = ('A & B "q" \'s\' <!--# echo var="request_id" --> 100% %% %[src] {{x}} {x} "} ${y} $host '
        '@FOLDER@ \\ `z` é 漢')
# What a theme of one's own may hold: the same, not escaped, where HTML allows it.
THEME = {"page.html": '<!DOCTYPE html>\n<html lang="{{lang}}" dir="{{dir}}">\n<meta charset="utf-8">\n'
                      "<title>{{title}}</title>\n<style>p { width: 50% } /* %% \"} ${y} */</style>\n"
                      "<main><h1>{{title}}</h1>\n<p>{{what}}\n<p>100% %[src] \"} {x} $host `z` \\n é 漢\n"
                      "<p>{{=<% %>=}}{{x}} {{{y}}}<%={{ }}=%></p></main>\n"
                      "<!--# echo var=\"request_id\" --><!--# what -->\n"
                      "{{#reference}}\n<p>id <b>{{reference}}</b> at <i>{{time}}</i></p>\n{{/reference}}\n"}
LANGUAGES = {"de": "de", "ar": "ar", "zh-TW": "zh-Hant", "xx": "en"}
# Enough of them for every question; a build of all is many files.
SOME = "en,de,ar,zh-Hans,zh-Hant,pt-BR,pt-PT,nb,sr-Cyrl,sr-Latn"
HTML, PROBLEM, TEXT = "text/html; charset=utf-8", "application/problem+json", "text/plain; charset=utf-8"


# ---- builds ---------------------------------------------------------------------------

_folders = []


def folder():
    """An empty folder that any user can read, gone when the tests end."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="statuspages-servers-"))
    path.chmod(0o755)
    _folders.append(path)
    return path


@atexit.register
def _remove():
    for path in _folders:
        shutil.rmtree(path, ignore_errors=True)


class Build:
    """One run of `statuspages build`."""

    def __init__(self, target, *options):
        self.folder = folder() / target
        run = subprocess.run([COMMAND, "build", "--for", target, "--output", self.folder, *options],
                             capture_output=True, text=True, timeout=120)
        self.code, self.said = run.returncode, run.stdout + run.stderr
        assert self.code == 0, f"build --for {target} {options} ends with {self.code}:\n{self.said}"

    def read(self, name):
        return (self.folder / name).read_bytes()


@functools.lru_cache(None)
def built(target, *options):
    """The files for a server; the same options are built once."""
    return Build(target, *options)


@functools.lru_cache(None)
def own_theme():
    """A folder with THEME in it."""
    path = folder() / "own"
    path.mkdir()
    for name, text in THEME.items():
        (path / name).write_text(text, encoding="utf-8")
    return str(path)


# ---- servers --------------------------------------------------------------------------

class Server:
    """A program on free ports of 127.0.0.1, stopped by its pid.

    `files` are written into a folder of its own.  In their text, in `command` and `environment`, @PORT@,
    @ROOT@, @ORIGIN@, @DEAD@ (a port nobody listens on), @TOKEN@ and @EXTRA@ (one more port) are
    replaced.  /is-it-ours has to answer with @TOKEN@ somewhere.
    """

    running = []

    def __init__(self, command, files, environment=None):
        self.command, self.files, self.environment = command, files, environment or {}
        self.root = folder()
        self.root.chmod(0o777)
        self.token = secrets.token_hex(8)
        self.process = None

    def _fill(self, text):
        for mark, value in (("@PORT@", self.port), ("@ROOT@", self.root), ("@ORIGIN@", backend()),
                            ("@DEAD@", self.dead), ("@TOKEN@", self.token), ("@EXTRA@", self.extra)):
            text = text.replace(mark, str(value))
        return text

    def start(self, seconds=20):
        for _ in range(5):
            self.port, self.dead, self.extra = free_port(), free_port(), free_port()
            for name, text in self.files.items():
                path = self.root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(self._fill(text), encoding="utf-8")
            with open(self.root / "console", "wb") as console:
                self.process = subprocess.Popen(
                    [self._fill(str(word)) for word in self.command], stdin=subprocess.DEVNULL,
                    stdout=console, stderr=console, start_new_session=True, cwd=self.root,
                    env={**os.environ, **{name: self._fill(value) for name, value in self.environment.items()}})
            Server.running.append(self)
            if self._wait(seconds):
                return self
            said = self.log()
            self.stop()
            if "ddress already in use" not in said:
                break
        raise AssertionError(f"{self.command[0]} does not start:\n{said[-3000:]}")

    def _wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if self.token.encode() in talk(self.port, build("GET", "/is-it-ours"), 3):
                    return True
            except (OSError, AssertionError):
                pass
            time.sleep(0.05)
        return False

    def log(self):
        return (self.root / "console").read_text(errors="replace")

    def stop(self):
        if self in Server.running:
            Server.running.remove(self)
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            # Its own session, so this reaches only what we started.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)


@atexit.register
def stop_all():
    for server in list(Server.running):
        server.stop()


@functools.lru_cache(None)
def backend():
    """The port of a scripted backend: see tests/httpd/origin.py."""
    return origin.Origin().port


# ---- what a page promises ---------------------------------------------------------------

@functools.lru_cache(None)
def titles(language):
    """Titles of the pages by code, from the translators' file itself."""
    if language == "en":
        run = subprocess.run([COMMAND, "list", "--format", "json"], capture_output=True, timeout=20)
        return {row["code"]: row["title"] for row in json.loads(run.stdout)}
    catalog = REPOSITORY / "mod_statuspages/catalog"
    name = re.search(rf'^LANGUAGE\("{language}", "([^"]+)"', (catalog / "languages.def").read_text("utf-8"), re.M)[1]
    text = (catalog / f"po/{name}.po").read_text(encoding="utf-8")
    rows = re.findall(r'^msgctxt "(\d+)/title"\nmsgid "[^\n]*"\nmsgstr "([^\n]*)"$', text, re.M)
    return {int(code): title for code, title in rows}


def promise(answer, status, language, kind, head=False, fields=True):
    """Status, Content-Type, Content-Language, title and the fields of every answer; without `fields`
    for a server that cannot set them."""
    equal(answer.status, status, "status")
    equal([value.lower().replace(" ", "") for value in answer.all("Content-Type")],
          [kind.replace(" ", "")], "Content-Type")
    if fields:
        equal(answer.get("Content-Language"), language, "Content-Language")
        equal(answer.get("X-Content-Type-Options"), "nosniff", "X-Content-Type-Options")
    assert answer.complete, "the body is shorter than announced"
    if head:
        equal(answer.body, b"", "body")
        return
    # A code that uses the texts of another has none in that file.
    wanted = titles(language).get(status, "")
    if kind == HTML:
        assert f'<html lang="{language}"' in answer.text, f"not in {language}:\n{answer}"
        assert heading(answer) == wanted or not wanted, f"heading is {heading(answer)}, not {wanted}"
    elif kind == PROBLEM:
        problem = json.loads(answer.text)
        equal(problem["status"], status, "status in the problem")
        assert problem["heading"] == wanted or not wanted, problem
    else:
        equal(answer.text.split("\n")[0].split(" ")[0], str(status), "first word")
        assert wanted in answer.text, f"not in {language}:\n{answer}"


def promise_all(server, path, status, fields=True, **request):
    """What has to hold for one error of a server: each language, HTML and problem details."""
    for asked, language in LANGUAGES.items():
        headers = {"Accept-Language": asked}
        promise(ask(server, path, headers, **request), status, language, HTML, fields=fields)
        for accept in ("application/problem+json", "application/json"):
            promise(ask(server, path, {**headers, "Accept": accept}, **request),
                    status, language, PROBLEM, fields=fields)


def shows(answer, name=NAME):
    """The page shows this name of the site as it is."""
    text = answer.text
    if answer.get("Content-Type").startswith("text/html"):
        names = [html.unescape(one) for one in re.findall(r"<footer>\s*<p><bdi>(.*?)</bdi>", text, re.S)]
        equal(names, [name], "name of the site")
    else:
        # Plain text is wrapped at blanks.
        assert name in re.sub(r"\s+", " ", text), f"{name!r} is not in:\n{text}"


def matches(body, template, inserts):
    """Is `body` the file `template` to the byte, but for the inserts?  {bytes in the file: pattern}"""
    pattern = re.escape(template)
    for insert, wanted in inserts.items():
        pattern = pattern.replace(re.escape(insert), wanted)
    if not re.fullmatch(pattern, body, re.S):
        raise AssertionError(f"the page is not the file:\n{body[-700:]!r}\nfile:\n{template[-700:]!r}")


@functools.lru_cache(None)
def language_rows():
    """(Accept-Language, tag) of the module's own test for all 36 languages, where the first offered
    element is the one with the highest weight: there any server has to give the same."""
    text = (REPOSITORY / "tests/unit/languages.rows").read_text(encoding="utf-8")
    rows = []
    for field, tag in re.findall(r'^CHOICE\("((?:[^"\\]|\\.)*)", "([^"]+)"\)$', text, re.M):
        weights = [float((re.findall(r"(?i);\s*q=([\d.]+)", one) or ["1"])[0]) for one in field.split(",")]
        heard = [weight for weight in weights if weight]
        # Nor can an expression know that a later element was refused as part of an earlier one.
        first = [one.strip().lower()[:2] for one in field.split(",")]
        partly = 0 in weights and len(set(first)) < len(first)
        if heard == sorted(heard, reverse=True) and not partly and "*" not in field and "\\" not in field:
            rows.append((field, tag))
    assert len(rows) > 80, rows
    return rows


def promise_rows(server, path):
    """Each of language_rows() gets its language.  The build of this server has all of them."""
    wrong = [f"{field!r}: {got}, expected {tag}" for field, tag in language_rows()
             if (got := ask(server, path, {"Accept-Language": field}).get("Content-Language")) != tag]
    assert not wrong, "\n".join(wrong)
