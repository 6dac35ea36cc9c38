# SPDX-License-Identifier: Apache-2.0
"""What the cases of all servers share: builds and servers.

Requests and answers are those of tests/httpd: bytes out, bytes in.
"""

import atexit
import functools
import os
import pathlib
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

from checks import case, equal, heading  # noqa: E402,F401
from client import ask, build, one, talk  # noqa: E402,F401
from server import COMMAND, Skip, free_port, need, origin_port  # noqa: E402,F401

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
# Two builds for one server.
SHOP = ("--name", "shop", "--site-name", "The Shop", "--theme", "default", "--languages", "en,de", "--codes", "404,503")
BLOG = ("--name", "blog", "--site-name", "The Blog", "--theme", "brand", "--languages", "en,de", "--codes", "404,503")
# Enough of them for every question; a build of all is many files.
SOME = "en,de,ar,zh-Hans,zh-Hant,pt-BR,pt-PT,nb,sr-Cyrl,sr-Latn"
IN_SOME = ("--languages", SOME)
USUAL = ("--site-name", NAME, "--retry-after", "503=120,429=30")
PLAIN = ("--plain", "--site-name", NAME)


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


def build_again(made, *options):
    """The exit code of the same build once more, with --force."""
    return subprocess.run([COMMAND, "build", "--for", made.folder.name, "--output", made.folder, "--force", *options],
                          capture_output=True, timeout=120).returncode


def static(*options):
    """The pages of the default theme as they are."""
    return built("static", "--theme", "default", *options)


@functools.lru_cache(None)
def own_theme():
    """A folder with THEME in it."""
    path = folder() / "own"
    path.mkdir()
    for name, text in THEME.items():
        (path / name).write_text(text, encoding="utf-8")
    return str(path)


def origin():
    """The module with the scripted backend's answers and what it was asked."""
    origin_port()
    import origin as module
    return module


# ---- servers --------------------------------------------------------------------------

class Server:
    """A program that has the files of a build, on free ports of 127.0.0.1, stopped by its pid.

    `files` are written into a folder of its own.  In their text, in `command` and `environment`, @PORT@,
    @ROOT@, @MADE@ (the folder of the build), @ORIGIN@, @DEAD@ (a port nobody listens on), @TOKEN@ and
    @EXTRA@ (one more port) are replaced.  /is-it-ours has to answer with @TOKEN@ somewhere.
    """

    running = []

    def __init__(self, made, command, files, environment=None):
        self.made = made
        self.command, self.files, self.environment = command, files, environment or {}
        self.root = folder()
        self.root.chmod(0o777)
        self.token = secrets.token_hex(8)
        self.process = None

    def _fill(self, text):
        for mark, value in (("@PORT@", self.port), ("@ROOT@", self.root), ("@MADE@", self.made.folder),
                            ("@ORIGIN@", origin_port()), ("@DEAD@", self.dead), ("@TOKEN@", self.token),
                            ("@EXTRA@", self.extra)):
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


def field(code, *lines, path="/origin/field"):
    """The address at which the backend answers `code` with these fields: see tests/httpd/origin.py."""
    return f"{path}?" + "&".join([str(code), *(line.replace(" ", "%20") for line in lines)])


def bare(code, *lines, path="/bare"):
    """The same without a body."""
    return field(code, *lines, "Content-Length: 0", path=path)
