# SPDX-License-Identifier: Apache-2.0
"""A private httpd: own folder, own ports, loopback only, stopped by its pid."""

import atexit
import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
VERSION = re.search(r"(?m)^VERSION *:= *(.+)$", (REPOSITORY / "apxs.mk").read_text(encoding="utf-8")).group(1)
BUILD = pathlib.Path(os.environ.get("BUILD", REPOSITORY / "build")).resolve()
THEMES = sorted(page.parent.name for page in REPOSITORY.glob("templates/*/page.html"))
MODULE = BUILD / "mod_statuspages.so"
COMMAND = BUILD / "statuspages"
MPM = os.environ.get("MPM", "event")
WRAP = os.environ.get("SP_WRAP", "")
# Most of the CPU time of a start goes into packing all pages, and neither the MPM nor a tool that
# watches changes what comes of it.  So one run does it in all groups, as httpd does by default: event
# without a tool.  In the others these groups do, and cases that write StatusPagesCompression On.
PACKS = (not WRAP and MPM == "event") or "FULL" in os.environ or \
    os.environ.get("GROUP", "compression") in ("compression", "headers", "links")
# Valgrind is some thirty times slower than the bare machine.
PATIENCE = {"valgrind": 10, "tsan": 4}.get(WRAP, 1)
# What is reported is read after the run; nothing but data races, and none of httpd's, which is not
# built to be looked at.
TSAN = ("exitcode=0 ignore_noninstrumented_modules=1 report_thread_leaks=0 report_signal_unsafe=0 "
        "report_destroy_locked=0 log_path=")

# Loaded where they exist, in this order; a case names the ones it needs.
MODULES = """
    authn_core authn_file authz_core authz_host authz_user auth_basic access_compat
    alias mime dir env setenvif headers rewrite asis actions allowmethods
    negotiation include deflate filter expires reqtimeout unixd
    proxy proxy_http proxy_fcgi slotmem_shm proxy_balancer lbmethod_byrequests
    socache_shmcb ssl http2 lua cache cache_disk dav dav_fs status unique_id
""".split()
# Loaded only where a case asks for them: they change every answer or the log id.
ON_REQUEST = {"unique_id", "cache", "cache_disk", "status", "security2"}
# Memcheck takes long to load these: there they are only where a case names them.
SLOW = {"ssl": "ssl", "lua": "lua", "http2": "protocols", "dav": "dav", "dav_fs": "dav"} if WRAP == "valgrind" else {}


class Skip(Exception):
    """The case cannot run on this machine; the text says why."""


class StartFailed(Exception):
    """httpd did not start; the text is what it said."""


def _once(name, ask):
    """What `ask` gives, for the processes of all groups: the environment has it."""
    if name not in os.environ:
        os.environ[name] = ask()
    return os.environ[name]


def _apxs(name):
    for tool in (os.environ.get("APXS"), "apxs", "apxs2"):
        if tool and shutil.which(tool):
            return _once(f"SP_{name}", lambda: subprocess.run(
                [tool, "-q", name], capture_output=True, text=True, timeout=20).stdout.strip())
    raise SystemExit("apxs is missing: install the development files of httpd")


PROGRAM = os.path.join(_apxs("sbindir"), _apxs("progname"))
LIBEXEC = _apxs("LIBEXECDIR")


def static_modules():
    """Modules compiled into httpd need no LoadModule (Fedora and Debian differ)."""
    text = subprocess.run([PROGRAM, "-l"], capture_output=True, text=True, timeout=20).stdout
    return {name[4:-2] if name.startswith("mod_") else name[:-2]
            for name in re.findall(r"(\w+\.c)", text)}


STATIC = static_modules()


def available(name):
    return name in STATIC or os.path.exists(f"{LIBEXEC}/mod_{name}.so")


def need(*names):
    """Skip the case unless all these httpd modules and programs are here."""
    for name in names:
        if name.startswith("mod_"):
            if not available(name[4:]):
                raise Skip(f"{name} is not installed")
        elif not shutil.which(name):
            raise Skip(f"{name} is not installed")


_given = set()


def free_port():
    """A port nobody listens on, and never the same one twice in a run."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


def _certificate():
    """One self-signed certificate for the run."""
    if not hasattr(_certificate, "folder"):
        need("openssl")
        folder = tempfile.mkdtemp(prefix="statuspages-tls-")
        atexit.register(shutil.rmtree, folder, True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,DNS:a.test,DNS:b.test",
             "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
            check=True, capture_output=True, timeout=30)
        _certificate.folder = folder
    return _certificate.folder


BASE = """
ServerRoot "@ROOT@"
ServerName localhost
DefaultRuntimeDir "@ROOT@/run"
PidFile "@ROOT@/run/httpd.pid"
ErrorLog "@ROOT@/logs/error.log"
ErrorLogFormat "[%{u}t] [%-m:%l] [pid %P] [%L] %M"
LogLevel info
LogFormat "[%L] %>s %r" statuspages
CustomLog "@ROOT@/logs/access.log" statuspages
Listen 127.0.0.1:@PORT@
Timeout 20
GracefulShutdownTimeout 2
AcceptFilter http none
DocumentRoot "@ROOT@/htdocs"
TypesConfig "@ROOT@/mime.types"
Header always set X-Test-Run @TOKEN@
<Directory "@ROOT@">
    Require all granted
    Options +ExecCGI +FollowSymLinks
    AllowOverride None
</Directory>
AddHandler cgi-script .cgi
DirectoryIndex index.html
"""

MIME = """text/html html
text/plain txt
text/css css
image/png png
application/json json
application/xml xml
"""


class Server:
    """One httpd with `conf` after the common part.

    In `conf`, @PORT@ @ROOT@ @ORIGIN@ @DEAD@ @TLS@ @CERT@ @EXTRA@ are replaced.
    """

    running = []  # all servers not stopped yet
    sick = []     # what wrappers and children said; run.py makes failures of it
    late = []     # children that crashed while the server was being stopped

    def __init__(self, conf="", module=True, origin=0, load=(), files=None, port=0):
        self.conf, self.module, self.origin, self.load = conf, module, origin, tuple(load)
        self.texts = [text for text in (files or {}).values() if isinstance(text, str)]
        self.token = secrets.token_hex(8)
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="statuspages-httpd-"))
        # Children run as another user when the tests run as root.
        self.root.chmod(0o755)
        for name in ("logs", "run", "cache"):
            (self.root / name).mkdir()
            (self.root / name).chmod(0o777)
        shutil.copytree(HERE / "site", self.root / "htdocs")
        for name, text in (files or {}).items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for folder, _, names in os.walk(self.root / "htdocs"):
            os.chmod(folder, 0o755)
            for name in names:
                os.chmod(os.path.join(folder, name), 0o755 if name.endswith(".cgi") else 0o644)
        (self.root / "mime.types").write_text(MIME)
        self.port, self.fixed = port, bool(port)
        self.tls = self.extra = self.dead = 0
        self.process = None
        self.helpers = []  # other programs of this server, stopped with it

    # -- configuration -----------------------------------------------------

    def _modules(self):
        named = "\n".join((self.conf, *self.texts)).lower()
        wanted = [name for name in MODULES if (name not in ON_REQUEST or name in self.load)
                  and SLOW.get(name, "") in named]
        # mod_cgid exists for threaded servers; on prefork mod_cgi is the usual one.
        wanted.append("cgi" if MPM == "prefork" and available("cgi") else "cgid")
        wanted += [name for name in self.load if name not in wanted]
        lines = []
        if f"mpm_{MPM}" not in STATIC and MPM not in STATIC:
            lines.append(f'LoadModule mpm_{MPM}_module "{LIBEXEC}/mod_mpm_{MPM}.so"')
        for name in wanted:
            path = f"{LIBEXEC}/mod_{name}.so"
            if name not in STATIC and os.path.exists(path):
                lines.append(f'LoadModule {name}_module "{path}"')
        if self.module:  # True, or the path of another one
            lines.append(f'LoadModule statuspages_module "{MODULE if self.module is True else self.module}"')
        return "\n".join(lines)

    def text(self):
        conf = BASE
        if os.getuid() == 0:
            conf += "User www-data\nGroup www-data\n" if _user("www-data") else \
                    "User apache\nGroup apache\n"
        conf = self._modules() + conf
        if MPM != "prefork":
            conf += 'ScriptSock "@ROOT@/run/cgisock"\n'
        if self.module and not PACKS:
            conf += "StatusPagesCompression Off\n"
        conf += "# ---- the case ----\n" + self.conf.strip("\n") + "\n"
        for mark, value in (("@PORT@", self.port), ("@TLS@", self.tls), ("@EXTRA@", self.extra),
                            ("@DEAD@", self.dead), ("@ORIGIN@", self.origin),
                            ("@TOKEN@", self.token), ("@ROOT@", self.root)):
            conf = conf.replace(mark, str(value))
        if "@CERT@" in conf:
            shutil.copytree(_certificate(), self.root / "tls", dirs_exist_ok=True)
            conf = conf.replace("@CERT@", f'SSLCertificateFile "{self.root}/tls/cert.pem"\n'
                                f'SSLCertificateKeyFile "{self.root}/tls/key.pem"')
        return conf

    def write(self, conf=None):
        """Write the configuration; with `conf`, another one for the same server."""
        if conf is not None:
            self.conf = conf
        path = self.root / "httpd.conf"
        self.written = self.text()
        # "\udcff" is the lone byte FF.
        path.write_bytes(self.written.encode("utf-8", "surrogateescape"))
        return path

    def line_of(self, words):
        """Line number of a directive in the configuration as written."""
        for number, line in enumerate(self.written.splitlines(), 1):
            if words in line:
                return number
        raise AssertionError(f"no line with {words!r}")

    def place(self, words):
        """The same, in httpd's words."""
        return f"line {self.line_of(words)} of {self.root}/httpd.conf"

    def _ports(self):
        if not self.fixed:
            self.port = free_port()
        self.tls, self.extra, self.dead = free_port(), free_port(), free_port()

    def check(self):
        """httpd -t: its exit status and everything it said.  Nothing of the server is left."""
        self._ports()
        run = subprocess.run([PROGRAM, "-t", "-d", self.root, "-f", self.write()],
                             capture_output=True, text=True, timeout=30 * PATIENCE,
                             env=self._environment(), errors="replace")
        said = run.stdout + run.stderr + self.log()
        self.stop()
        return run.returncode, said

    # -- life --------------------------------------------------------------

    def _environment(self):
        environment = {key: value for key, value in os.environ.items()
                       if key in ("PATH", "LANG", "HOME", "TMPDIR")}
        # mod_php without the machine's extensions: a sanitizer refuses some of them.
        environment["PHP_INI_SCAN_DIR"] = ""
        sanitizers = {"asan": ("asan", "ubsan"), "tsan": ("tsan",)}.get(WRAP, ())
        if sanitizers:
            environment["LD_PRELOAD"] = ":".join(
                _once(f"SP_lib{name}", lambda: subprocess.run(
                    ["gcc", f"-print-file-name=lib{name}.so"], text=True,
                    capture_output=True, timeout=20).stdout.strip()) for name in sanitizers)
        if WRAP == "tsan":
            environment["TSAN_OPTIONS"] = f"{TSAN}{self.root}/logs/tsan"
        if WRAP == "asan":
            environment["ASAN_OPTIONS"] = "detect_leaks=0"
            environment["UBSAN_OPTIONS"] = "print_stacktrace=1"
        return environment

    def start(self, wrapper=()):
        """In one process if a `wrapper`, a command that runs others, has to follow it."""
        if WRAP == "valgrind":
            wrapper = ("valgrind", "--quiet", "--child-silent-after-fork=no",
                       f"--suppressions={HERE}/valgrind.supp", "--read-inline-info=no",
                       f"--log-file={self.root}/logs/valgrind.%p")
        for _ in range(5):
            self._ports()
            command = [*wrapper, PROGRAM, "-d", str(self.root), "-f", str(self.write()),
                       "-X" if wrapper else "-DFOREGROUND"]
            with open(self.root / "logs/console", "ab") as console:
                self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console,
                                                stderr=console, env=self._environment(),
                                                start_new_session=True)
            Server.running.append(self)
            if self._wait((60 if wrapper else 15) * PATIENCE):
                return self
            said = self.log() + (self.root / "logs/console").read_text(errors="replace")
            self.stop()
            # Another program can take a port between our look and httpd's.
            if "ddress already in use" not in said or self.fixed:
                raise StartFailed(said[-3000:])
        raise StartFailed("no free port in five attempts")

    def _wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                return False
            if self._runs_scripts() and self._ours():
                return True
            time.sleep(0.02)
        return False

    def _runs_scripts(self):
        """mod_cgid's own process starts after httpd answers; until then scripts get 503."""
        return MPM == "prefork" or any((self.root / "run").glob("cgisock*"))

    def _ours(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
                connection.sendall(b"GET /is-it-ours HTTP/1.0\r\nHost: localhost\r\n\r\n")
                answer = b""
                while piece := connection.recv(65536):
                    answer += piece
            return self.token.encode() in answer
        except OSError:
            return False

    def graceful(self):
        """Ask for a graceful restart; returns the log written since."""
        if WRAP == "valgrind":
            raise Skip("httpd -X does not restart")
        before = len(self.log())
        self.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + 8 * PATIENCE
        while time.monotonic() < end:
            new = self.log()[before:]
            # AH00489 is the greeting of a new generation; the others are refusals.
            if re.search(r"AH00489|AH00292|AH00163|resuming normal operations|"
                         r"config syntax error|AH0029\d|Configuration Failed", new):
                return new
            if self.process.poll() is not None:
                return new
            time.sleep(0.05)
        return self.log()[before:]

    def stop(self):
        if self in Server.running:
            Server.running.remove(self)
        before = len(self.log())
        if self.process is not None:
            if self.process.poll() is None:
                self.process.terminate()
            try:
                self.process.wait(10 * PATIENCE)
            except subprocess.TimeoutExpired:
                Server.sick.append(f"httpd {self.process.pid} did not stop within its time")
                # Its own session, so this reaches only what we started.
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(5)
            end = time.monotonic() + 5
            while (self.root / "run/httpd.pid").exists() and time.monotonic() < end:
                time.sleep(0.02)
        for helper in self.helpers:
            if helper.poll() is None:
                helper.terminate()
                helper.wait(10)
        self._health(before)
        shutil.rmtree(self.root, ignore_errors=True)

    def _health(self, stopping):
        """Crashes and what the sanitizers wrote must not go unnoticed.

        About one in 500 stops of plain httpd lets a child crash on its way out;
        run.py tolerates a few of those, which are the log after `stopping`.
        """
        crash = r"AH0005[12]|exit signal"
        log = self.log()
        text = log[:stopping]
        Server.late += [line for line in log[stopping:].splitlines() if re.search(crash, line)]
        for path in (self.root / "logs").glob("*"):
            if path.name == "console" or path.name.startswith("valgrind."):
                text += path.read_text(errors="replace")
        bad = [line for line in text.splitlines()
               if re.search(crash + r"|AddressSanitizer|runtime error:|"
                            r"^==\d+== (Invalid|Conditional|Use of|Syscall|.*uninit|"
                            r"Process terminating)", line)]
        if bad:
            Server.sick.append("\n".join(bad[:20]))

    # -- logs --------------------------------------------------------------

    def log(self, name="error.log"):
        try:
            return (self.root / "logs" / name).read_text(errors="replace")
        except OSError:
            return ""

    def wait_log(self, words, name="error.log", seconds=3, times=1):
        """The last of so many lines with `words`; httpd writes the access log after the answer."""
        end = time.monotonic() + seconds * PATIENCE
        while True:
            lines = [line for line in self.log(name).splitlines() if words in line]
            if len(lines) >= times:
                return lines[times - 1]
            if time.monotonic() > end:
                raise AssertionError(f"no line with {words!r} in {name}")
            time.sleep(0.02)


def _user(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


_kept = {}
_origin = None


def origin_port():
    """The scripted backend, started when the first case wants it."""
    global _origin
    if _origin is None:
        import origin
        _origin = origin.Origin()
    return _origin.port


def httpd(conf="", module=True, load=(), files=None):
    """A running server with this configuration; cases with the same one share it."""
    key = (conf, module, tuple(load), repr(files))
    if key not in _kept:
        _kept[key] = Server(conf, module, origin_port(), load, files).start()
    return _kept[key]


def stop_kept():
    for server in list(_kept.values()):
        server.stop()
    _kept.clear()


@atexit.register
def _stop_all():
    for server in list(Server.running):
        server.stop()
