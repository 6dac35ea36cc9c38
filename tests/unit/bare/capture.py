#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records the built-in error texts of other software: starts each, asks for errors, keeps the bytes.

    capture.py FOLDER [NAME...] > captured.http

FOLDER is for files that are made on the way.  Its subfolder node_modules has express (4), express5
(npm:express@5), koa, connect, polka, hono and @hono/node-server; all other software is from the
packages of Debian 12 named in the functions below.  What is missing is said and left out.

A record is a line "# SOFTWARE VERSION | REQUEST | LENGTH", and so many bytes: the response as it was
received, with its chunks joined, and a line end.  The text of "own:SOFTWARE" tells something: an application
has said it, or it names a cause.  It must stay.
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

CHROME = ("User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
          "Chrome/130.0.0.0 Safari/537.36")
FOLDER = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
CODES = (400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 421, 429,
         500, 501, 502, 503, 504, 505, 507)
SOFTWARE = []
DEAD = "127.0.0.1:1"


def software(function):
    SOFTWARE.append(function)
    return function


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout + done.stderr


def package(name):
    return run("dpkg-query", "-W", "-f", "${Version}", name)


def npm(name):
    text = (FOLDER / "node_modules" / name / "package.json").read_text()
    return re.search(r'"version": "([^"]+)"', text)[1]


def file(name, text, mode=0o644):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


class Program:
    """A server on `port` while the block lasts."""

    def __init__(self, port, *command, **environment):
        self.port, self.command = port, [str(word) for word in command]
        self.environment = {**os.environ, **environment}

    def __enter__(self):
        with open(FOLDER / "console", "ab") as console:
            self.process = subprocess.Popen(self.command, cwd=FOLDER, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=console, stderr=console, start_new_session=True)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.command} does not listen")

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def talk(port, data):
    received = b""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.settimeout(20)
        try:
            connection.sendall(data)
            while piece := connection.recv(65536):
                received += piece
        except OSError:
            pass
    return received


def joined(head, body):
    """The body without its chunks."""
    if b"transfer-encoding: chunked" not in head.lower():
        return body
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        whole, body = whole + body[:count], body[count + 2:]
        if not count:
            break
    return whole


def record(name, version, port, *requests):
    for request in requests:
        line, *fields = request.split("\n")
        raw = "\r\n".join([line + " HTTP/1.1", "Host: localhost", "Connection: close", *fields, "", ""])
        head, _, body = talk(port, raw.encode()).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1."):
            print(f"{name} has not answered {line}", file=sys.stderr)
            continue
        said = head + b"\r\n\r\n" + joined(head, body)
        label = " ".join(request.split("\n")[0].split()) + (" by Chrome" if CHROME in request else "")
        sys.stdout.buffer.write(f"# {name} {version} | {label} | {len(said)}\n".encode() + said + b"\n")
        sys.stdout.buffer.flush()


# ---- servers ------------------------------------------------------------------------------------


@software
def nginx():
    """nginx php8.2-fpm"""
    port, bare, fpm = free_port(), free_port(), free_port()
    returns = "".join(f"location = /{code} {{ return {code}; }}\n" for code in CODES)
    file("site/script.txt", "")
    conf = file("nginx.conf", f"""daemon off; master_process off; pid {FOLDER}/nginx.pid; error_log {FOLDER}/nginx.log;
events {{}}
http {{
access_log off; root {FOLDER}/site;
server {{ listen 127.0.0.1:{port}; {returns}
  location /dead {{ proxy_pass http://{DEAD}; }}
  location /small {{ client_max_body_size 1; proxy_pass http://{DEAD}; }}
  location ~ [.](php|txt)$ {{ fastcgi_pass 127.0.0.1:{fpm}; fastcgi_param SCRIPT_FILENAME {FOLDER}/site$uri;
    fastcgi_param REQUEST_METHOD GET; }} }}
server {{ listen 127.0.0.1:{bare}; server_tokens off; {returns} }}
}}
""")
    fpm_conf = file("fpm.conf", f"""[global]
daemonize = no
error_log = {FOLDER}/fpm.log
[www]
user = www-data
listen = 127.0.0.1:{fpm}
pm = static
pm.max_children = 1
""")
    with Program(fpm, "php-fpm8.2", "-F", "-R", "-y", fpm_conf), Program(port, "nginx", "-c", conf, "-p", FOLDER):
        asked = ["GET /nope", "GET /dead", "POST /small\nContent-Length: 9", *(f"GET /{code}" for code in CODES)]
        record("nginx", package("nginx"), port, *asked, f"GET /404\n{CHROME}", f"GET /503\n{CHROME}")
        record("nginx", package("nginx"), bare, "GET /404", "GET /502", f"GET /404\n{CHROME}")
        record("php-fpm", package("php8.2-fpm"), port, "GET /nope.php", "GET /script.txt")


@software
def php_cgi():
    """php8.2-cgi lighttpd"""
    port = free_port()
    conf = file("lighttpd.conf", f"""server.document-root = "{FOLDER}/site"
server.bind = "127.0.0.1"
server.port = {port}
server.modules = ( "mod_cgi", "mod_access", "mod_proxy" )
cgi.assign = ( ".php" => "/usr/bin/php-cgi" )
cgi.x-sendfile = "disable"
url.access-deny = ( ".secret" )
$HTTP["url"] =~ "^/dead" {{ proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => 1 )) ) }}
""")
    with Program(port, "lighttpd", "-D", "-f", conf):
        record("lighttpd", package("lighttpd"), port, "GET /nope", "GET /a.secret", "POST /nope\nContent-Length: 0",
               "GET /dead", "BREW /")
    # As a CGI program it is run by whoever serves; here its answer is what it writes.
    said = subprocess.run(["php-cgi"], capture_output=True, check=False, env={
        "REDIRECT_STATUS": "200", "SCRIPT_FILENAME": "/nope.php", "REQUEST_METHOD": "GET",
        "GATEWAY_INTERFACE": "CGI/1.1"}).stdout.replace(b"Status: ", b"HTTP/1.1 ", 1)
    label = f"# php-cgi {package('php8.2-cgi')} | GET /nope.php | {len(said)}\n"
    sys.stdout.buffer.write(label.encode() + said + b"\n")


@software
def httpd():
    """apache2-bin"""
    for tokens, signature in (("OS", "Off"), ("OS", "On"), ("Prod", "On")):
        port = free_port()
        folder = "/usr/lib/apache2/modules"
        conf = file("httpd.conf", f"""ServerName backend.test
Listen 127.0.0.1:{port}
PidFile {FOLDER}/httpd.pid
ErrorLog {FOLDER}/httpd.log
ServerTokens {tokens}
ServerSignature {signature}
LoadModule mpm_event_module {folder}/mod_mpm_event.so
LoadModule authz_core_module {folder}/mod_authz_core.so
LoadModule alias_module {folder}/mod_alias.so
LoadModule proxy_module {folder}/mod_proxy.so
LoadModule proxy_http_module {folder}/mod_proxy_http.so
DocumentRoot {FOLDER}/site
ProxyPass /dead http://{DEAD}/
Redirect 410 /gone
Redirect 500 /wrong
<Location /secret>
    Require all denied
</Location>
""")
        with Program(port, "apache2", "-X", "-d", FOLDER, "-f", conf):
            record("httpd", package("apache2-bin"), port, "GET /nope", "GET /secret", "GET /dead", "DELETE /")
            if tokens == "Prod":
                record("own:httpd", package("apache2-bin"), port, "GET /gone", "GET /wrong")


@software
def haproxy():
    """haproxy"""
    port = free_port()
    returns = "".join(f"http-request deny deny_status {code} if {{ path /{code} }}\n"
                      for code in (400, 401, 403, 404, 405, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504))
    conf = file("haproxy.cfg", f"""defaults
mode http
timeout client 5s
timeout server 5s
timeout connect 1s
frontend all
bind 127.0.0.1:{port}
{returns}
default_backend dead
backend dead
server one {DEAD}
backend none
""")
    with Program(port, "haproxy", "-f", conf):
        record("haproxy", package("haproxy"), port, "GET /", *(f"GET /{code}" for code in (
            400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504)))


@software
def varnish():
    """varnish"""
    port = free_port()
    vcl = file("default.vcl", f"""vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "1"; }}
sub vcl_recv {{
    if (req.url == "/404") {{ return (synth(404)); }}
    if (req.url == "/403") {{ return (synth(403)); }}
    if (req.url == "/405") {{ return (synth(405)); }}
    if (req.url == "/500") {{ return (synth(500)); }}
    if (req.url == "/own") {{ return (synth(403, "Ask Mr Smith for access")); }}
}}
""")
    with Program(port, "varnishd", "-F", "-a", f"127.0.0.1:{port}", "-f", vcl, "-n", FOLDER / "varnish",
                 "-s", "malloc,20m"):
        time.sleep(1)
        record("varnish", package("varnish"), port, "GET /", "GET /404", "GET /403", "GET /405", "GET /500")
        record("own:varnish", package("varnish"), port, "GET /own")


@software
def h2o():
    """h2o"""
    port = free_port()
    conf = file("h2o.yaml", f"""listen: {{ host: 127.0.0.1, port: {port} }}
user: root
hosts:
  default:
    paths:
      /dead: {{ proxy.reverse.url: "http://{DEAD}/" }}
      /: {{ file.dir: {FOLDER}/site }}
""")
    with Program(port, "h2o", "-c", conf):
        record("h2o", package("h2o"), port, "GET /nope", "GET /dead", "POST /nope\nContent-Length: 0")


# ---- Python -------------------------------------------------------------------------------------

PYTHON = "/usr/bin/python3"


@software
def wsgi():
    """gunicorn python3-flask python3-werkzeug python3-django python3-bottle python3-cherrypy3 python3-waitress
    uwsgi-core uwsgi-plugin-python3 python3-tornado python3-aiohttp python3-twisted python3-uvicorn python3-starlette"""
    file("broken.py", "def app(environ, start_response):\n    raise RuntimeError('zq')\n")
    codes = (400, 401, 403, 404, 405, 413, 429, 500, 502, 503, 504)
    telling = (406, 408, 409, 410, 411, 412, 414, 415, 416, 417, 418, 422, 423, 424, 428, 431, 451, 501, 505)
    file("flasky.py", "import flask\napp = flask.Flask(__name__)\n"
         "@app.route('/<int:code>')\ndef code(code):\n    flask.abort(code)\n"
         "@app.route('/own')\ndef own():\n    flask.abort(404, 'Order 17 has been moved to the archive.')\n"
         "@app.route('/wrong')\ndef wrong():\n    raise RuntimeError('zq')\n")
    file("djangoed.py", """import django.conf, django.urls, django.http, django.core.exceptions, django.core.wsgi
django.conf.settings.configure(DEBUG=False, ALLOWED_HOSTS=['localhost'], ROOT_URLCONF=__name__, SECRET_KEY='x',
    MIDDLEWARE=['django.middleware.common.CommonMiddleware', 'django.middleware.csrf.CsrfViewMiddleware'])
def wrong(request): raise RuntimeError('zq')
def denied(request): raise django.core.exceptions.PermissionDenied
def bad(request): raise django.core.exceptions.SuspiciousOperation
def own(request): return django.http.HttpResponseNotFound('<h1>No such order</h1>')
urlpatterns = [django.urls.path(name, globals()[name]) for name in ('wrong', 'denied', 'bad', 'own')]
app = django.core.wsgi.get_wsgi_application()
""")
    file("bottled.py", "import bottle\n@bottle.route('/wrong')\ndef wrong():\n    raise RuntimeError('zq')\n"
         "app = bottle.default_app()\n")
    port = free_port()
    for module in ("flasky", "djangoed", "bottled", "broken"):
        port = free_port()
        with Program(port, PYTHON, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", f"{module}:app"):
            if module == "flasky":
                version = package("python3-werkzeug")
                record("werkzeug", version, port, "GET /nope", "GET /wrong", "POST /404\nContent-Length: 0",
                       *(f"GET /{code}" for code in codes))
                record("own:flask", version, port, "GET /own", *(f"GET /{code}" for code in telling))
            if module == "djangoed":
                record("django", package("python3-django"), port, "GET /nope", "GET /wrong", "GET /denied", "GET /bad",
                       "GET /\nHost: other.test")
                record("own:django", package("python3-django"), port, "GET /own")
            if module == "bottled":
                record("bottle", package("python3-bottle"), port, "GET /nope", "GET /wrong",
                       "POST /wrong\nContent-Length: 0")
            if module == "broken":
                record("gunicorn", package("gunicorn"), port, "GET /")
                record("own:gunicorn", package("gunicorn"), port, "G<T /", "GET /\nA b: c")
    port = free_port()
    with Program(port, PYTHON, "-c", "import flasky; flasky.app.run(port=%d)" % port):
        record("werkzeug", package("python3-werkzeug"), port, "GET /nope", "GET /wrong")
    port = free_port()
    with Program(port, PYTHON, "-c", f"import broken, waitress; waitress.serve(broken.app, listen='127.0.0.1:{port}')"):
        record("waitress", package("python3-waitress"), port, "GET /")
        record("own:waitress", package("python3-waitress"), port, "GET /\nA b: c")
    port = free_port()
    with Program(port, "uwsgi", "--plugin", "python3", "--http-socket", f"127.0.0.1:{port}", "--die-on-term"):
        record("uwsgi", package("uwsgi-core"), port, "GET /")
    port = free_port()
    file("cherries.py", "import cherrypy\nclass Root:\n    @cherrypy.expose\n    def wrong(self):\n"
         "        raise RuntimeError('zq')\n    @cherrypy.expose\n    def denied(self):\n"
         "        raise cherrypy.HTTPError(403)\n"
         f"cherrypy.quickstart(Root(), '/', {{'global': {{'server.socket_port': {port}, 'environment': 'production',"
         "'engine.autoreload.on': False}})\n")
    with Program(port, PYTHON, "cherries.py"):
        record("cherrypy", package("python3-cherrypy3"), port, "GET /nope", "GET /wrong")
        record("own:cherrypy", package("python3-cherrypy3"), port, "GET /denied")
    port = free_port()
    file("tornadoed.py", "import asyncio, tornado.web\nclass Wrong(tornado.web.RequestHandler):\n    def get(self):\n"
         "        raise RuntimeError('zq')\nasync def main():\n"
         f"    tornado.web.Application([('/wrong', Wrong)]).listen({port}, '127.0.0.1')\n"
         "    await asyncio.Event().wait()\n"
         "asyncio.run(main())\n")
    with Program(port, PYTHON, "tornadoed.py"):
        record("tornado", package("python3-tornado"), port, "GET /nope", "GET /wrong", "POST /wrong\nContent-Length: 0")
    port = free_port()
    file("aio.py", "from aiohttp import web\nasync def wrong(request):\n    raise RuntimeError('zq')\n"
         "async def denied(request):\n    raise web.HTTPForbidden\n"
         "app = web.Application()\napp.add_routes([web.get('/wrong', wrong), web.get('/denied', denied)])\n"
         f"web.run_app(app, host='127.0.0.1', port={port})\n")
    with Program(port, PYTHON, "aio.py"):
        record("aiohttp", package("python3-aiohttp"), port, "GET /nope", "GET /wrong", "GET /denied",
               "POST /wrong\nContent-Length: 0")
    port = free_port()
    file("twisty.py", "from twisted.web import server, resource\nfrom twisted.internet import reactor, endpoints\n"
         "class Wrong(resource.Resource):\n    isLeaf = True\n    def render_GET(self, request):\n"
         "        raise RuntimeError('zq')\nroot = resource.Resource()\nroot.putChild(b'wrong', Wrong())\n"
         "site = server.Site(root)\nsite.displayTracebacks = False\n"
         f"reactor.listenTCP({port}, site, interface='127.0.0.1')\nreactor.run()\n")
    with Program(port, PYTHON, "twisty.py"):
        record("twisted", package("python3-twisted"), port, "GET /nope", "GET /wrong")
        record("own:twisted", package("python3-twisted"), port, "POST /wrong\nContent-Length: 0")
    port = free_port()
    file("stars.py", """from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
async def wrong(request):
    raise RuntimeError('zq')
async def code(request):
    raise HTTPException(int(request.path_params['code']))
async def own(request):
    raise HTTPException(404, 'Order 17 has been moved.')
app = Starlette(routes=[Route('/wrong', wrong), Route('/own', own), Route('/{code:int}', code)])
async def raw(scope, receive, send):
    raise RuntimeError('zq')
""")
    with Program(port, PYTHON, "-m", "uvicorn", "--port", port, "stars:app"):
        record("starlette", package("python3-starlette"), port, "GET /nope", "GET /wrong",
               "POST /wrong\nContent-Length: 0",
               *(f"GET /{code}" for code in (400, 401, 403, 404, 413, 429, 500, 502, 503, 504)))
        record("uvicorn", package("python3-uvicorn"), port, "G<T /")
        record("own:starlette", package("python3-starlette"), port, "GET /own")
    port = free_port()
    with Program(port, PYTHON, "-m", "uvicorn", "--port", port, "stars:raw", "--lifespan", "off"):
        record("uvicorn", package("python3-uvicorn"), port, "GET /")
    port = free_port()
    with Program(port, PYTHON, "-m", "http.server", "--directory", FOLDER / "site", "--bind", "127.0.0.1", port):
        record("python", run(PYTHON, "--version").split()[1], port, "GET /nope")
        record("own:python", run(PYTHON, "--version").split()[1], port, "POST /\nContent-Length: 0")


# ---- Ruby ---------------------------------------------------------------------------------------


@software
def ruby():
    """puma ruby-sinatra ruby-webrick thin ruby-railties"""
    file("config.ru", "run lambda { |env| raise 'zq' }\n")
    file("sinatra.rb", "require 'sinatra/base'\nclass Site < Sinatra::Base\n"
         "  get('/wrong') { raise 'zq' }\n  get('/denied') { halt 403 }\n"
         "  get('/own') { halt 404, 'No such order' }\nend\n"
         "require 'rack/handler/webrick'\nRack::Handler::WEBrick.run(Site, Port: ARGV[0].to_i, Host: '127.0.0.1')\n")
    file("webrick.rb", "require 'webrick'\ns = WEBrick::HTTPServer.new(Port: ARGV[0].to_i, BindAddress: '127.0.0.1', "
         "DocumentRoot: ARGV[1])\ns.mount_proc('/denied') { raise WEBrick::HTTPStatus::Forbidden }\n"
         "s.mount_proc('/wrong') { raise 'zq' }\ns.start\n")
    port = free_port()
    with Program(port, "puma", "-b", f"tcp://127.0.0.1:{port}", "-e", "production", FOLDER / "config.ru"):
        record("puma", package("puma"), port, "GET /")
    port = free_port()
    with Program(port, "ruby", "sinatra.rb", port, APP_ENV="production"):
        record("sinatra", package("ruby-sinatra"), port, "GET /nope", "GET /wrong")
        record("own:sinatra", package("ruby-sinatra"), port, "GET /own")
    port = free_port()
    with Program(port, "ruby", "webrick.rb", port, FOLDER / "site"):
        record("webrick", package("ruby-webrick"), port, "GET /nope", "BREW /")
        record("own:webrick", package("ruby-webrick"), port, "GET /denied")
    port = free_port()
    with Program(port, "thin", "start", "-e", "production", "-a", "127.0.0.1", "-p", port, "-R", FOLDER / "config.ru"):
        record("thin", package("thin"), port, "GET /")
    # The server of a Rails site sends these files.
    version = package("ruby-railties")
    for path in sorted(pathlib.Path("/usr/share").glob("**/railties*/**/templates/public/[45]*.html")):
        body = path.read_bytes()
        said = f"HTTP/1.1 {path.stem} x\r\nContent-Type: text/html\r\n\r\n".encode() + body
        sys.stdout.buffer.write(f"# rails {version} | GET /{path.stem} | {len(said)}\n".encode() + said + b"\n")


# ---- JavaScript, Go, Java, Perl -----------------------------------------------------------------


@software
def node():
    """nodejs, and what npm has brought to node_modules"""
    site = "(a => { a.get('/wrong', () => { throw new Error('zq'); }); a.get('/denied', (q, r, n) => { const e = new " \
           "Error('zq'); e.status = 403; n(e); }); " \
           "a.get('/own', (q, r) => r.status(404).send('No such order')); return a; })"
    programs = {
        "express": f"{site}(require('express')()).listen(+process.argv[2])",
        "express5": f"{site}(require('express5')()).listen(+process.argv[2])",
        "connect": "require('connect')().use('/wrong', () => { throw new Error('zq'); }).listen(+process.argv[2])",
        "koa": "const k = new (require('koa'))(); k.silent = true; k.use(async (c, n) => { "
               "if (c.path == '/wrong') throw new Error('zq'); if (c.path == '/denied') c.throw(403); "
               "if (c.path == '/own') c.throw(404, 'No such order'); "
               "await n(); }); k.listen(+process.argv[2])",
        "polka": "require('polka')().get('/wrong', () => { throw new Error('zq'); }).listen(+process.argv[2])",
        "hono": "const h = new (require('hono').Hono)(); h.get('/wrong', () => { throw new Error('zq'); }); "
                "require('@hono/node-server').serve({ fetch: h.fetch, port: +process.argv[2] })",
    }
    for name, text in programs.items():
        port = free_port()
        script = file(f"{name}.js", text + "\n")
        asked = ["GET /nope"]
        if name != "polka":
            asked += ["GET /wrong"]
        if name in ("express", "express5", "koa"):
            asked += ["GET /denied", "DELETE /a/b?c=%3Cd%3E"]
        with Program(port, "node", script, port, NODE_ENV="production"):
            record(name, npm(name), port, *asked)
            if name.startswith("express"):
                record(name, npm(name), port, "GET /%zz", "GET /caf%C3%A9/%22x%22?a&b='c'")
            if name in ("express", "koa"):
                record(f"own:{name}", npm(name), port, "GET /own")
    port = free_port()
    with Program(port, "node", FOLDER / "express.js", port, NODE_ENV="development"):
        record("express", npm("express"), port, "GET /nope")
        record("own:express", npm("express"), port, "GET /wrong")  # a trace of the stack


@software
def go():
    """golang-go"""
    port = free_port()
    source = file("web.go", """package main
import ("net/http"; "net/http/httputil"; "net/url"; "os"; "time")
func main() {
	http.HandleFunc("/only/", http.NotFound)
	http.HandleFunc("/code/", func(w http.ResponseWriter, r *http.Request) { http.Error(w, http.StatusText(503), 503) })
	http.HandleFunc("/own", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no such order", 404) })
	http.Handle("/slow", http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Second) }), time.Millisecond, ""))
	dead, _ := url.Parse("http://""" + DEAD + """")
	http.Handle("/dead", httputil.NewSingleHostReverseProxy(dead))
	http.Handle("/files/", http.FileServer(http.Dir("site")))
	http.ListenAndServe("127.0.0.1:" + os.Args[1], nil)
}
""")
    subprocess.run(["go", "build", "-o", FOLDER / "web", source], check=True, cwd=FOLDER,
                   env={**os.environ, "GO111MODULE": "off", "GOCACHE": str(FOLDER / "gocache")})
    version = run("go", "version").split()[2]
    with Program(port, FOLDER / "web", port):
        record("go", version, port, "GET /nope", "GET /only/x", "GET /code/", "GET /slow", "GET /files/nope", "G<T /")
        record("own:go", version, port, "GET /own")


@software
def java():
    """libjetty9-java tomcat10-user libtomcat10-java default-jdk-headless"""
    port = free_port()
    file("Jetty.java", """import org.eclipse.jetty.server.*;
import org.eclipse.jetty.servlet.*;
import javax.servlet.http.*;
public class Jetty {
    public static class Codes extends HttpServlet {
        protected void doGet(HttpServletRequest q, HttpServletResponse r) throws java.io.IOException {
            if (q.getPathInfo().equals("/own")) r.sendError(404, "Order 17 has been moved.");
            else if (q.getPathInfo().equals("/wrong")) throw new RuntimeException("zq");
            else r.sendError(Integer.parseInt(q.getPathInfo().substring(1)));
        }
    }
    public static void main(String[] a) throws Exception {
        Server s = new Server(new java.net.InetSocketAddress("127.0.0.1", Integer.parseInt(a[0])));
        ServletContextHandler h = new ServletContextHandler(s, "/app");
        h.addServlet(Codes.class, "/codes/*");
        s.start();
    }
}
""")
    jars = ":".join(f"/usr/share/java/{name}.jar" for name in (
        "jetty9-server", "jetty9-servlet", "jetty9-http", "jetty9-io", "jetty9-util", "jetty9-util-ajax",
        "jetty9-security", "servlet-api"))
    run("javac", "-cp", jars, "-d", FOLDER, FOLDER / "Jetty.java")
    with Program(port, "java", "-cp", f"{FOLDER}:{jars}", "Jetty", port):
        record("jetty", package("libjetty9-java"), port, "GET /app/nope", "GET /nope", "GET /app/codes/403",
               "GET /app/codes/503", "POST /app/codes/404\nContent-Length: 0", "GET /app/codes/500")
        record("own:jetty", package("libjetty9-java"), port, "GET /app/codes/own", "GET /app/codes/wrong",
               "GET /\nA b: c")
    base = FOLDER / "tomcat"
    shutil.rmtree(base, ignore_errors=True)
    port, control = free_port(), free_port()
    run("tomcat10-instance-create", "-p", str(port), "-c", str(control), str(base))
    classes = base / "webapps/ROOT/WEB-INF/classes"
    classes.mkdir(parents=True)
    shutil.rmtree(base / "work", ignore_errors=True)
    file("Codes.java", """import jakarta.servlet.annotation.*;
import jakarta.servlet.http.*;
@WebServlet("/codes/*")
public class Codes extends HttpServlet {
    protected void doGet(HttpServletRequest q, HttpServletResponse r) throws java.io.IOException {
        if (q.getPathInfo().equals("/own")) r.sendError(404, "Order 17 has been moved.");
        else if (q.getPathInfo().equals("/wrong")) throw new RuntimeException("zq");
        else r.sendError(Integer.parseInt(q.getPathInfo().substring(1)));
    }
}
""")
    run("javac", "-cp", "/usr/share/java/tomcat10-servlet-api.jar", "-d", classes, FOLDER / "Codes.java")
    conf = base / "conf/server.xml"
    for shown in (True, False):
        if not shown:
            text = conf.read_text()
            conf.write_text(text.replace("</Host>", '<Valve className="org.apache.catalina.valves.ErrorReportValve" '
                                         'showReport="false" showServerInfo="false" /></Host>'))
        with Program(port, "/usr/share/tomcat10/bin/catalina.sh", "run", CATALINA_BASE=str(base),
                     CATALINA_HOME="/usr/share/tomcat10"):
            time.sleep(5)
            version = package("tomcat10-common")
            codes = (400, 401, 403, 404, 405, 413, 422, 429, 500, 502, 503, 504)
            record("tomcat", version, port, "GET /nope", "POST /codes/404\nContent-Length: 0",
                   *(f"GET /codes/{code}" for code in codes))
            if shown:
                record("own:tomcat", version, port, "GET /codes/own", "GET /codes/wrong", "GET /a<b")


@software
def perl():
    """starman libplack-perl"""
    port = free_port()
    script = file("app.psgi", "use Plack::App::File; my $f = Plack::App::File->new(root => 'site')->to_app; "
                              "sub { die 'zq' if $_[0]{PATH_INFO} eq '/wrong'; $f->(@_) }\n")
    with Program(port, "starman", "--listen", f"127.0.0.1:{port}", "-E", "deployment", "--workers", 1, script):
        record("plack", package("libplack-perl"), port, "GET /nope", "GET /wrong")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "site").mkdir(exist_ok=True)
    for one in SOFTWARE:
        if sys.argv[2:] and one.__name__ not in sys.argv[2:]:
            continue
        try:
            one()
        except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as fault:
            print(f"{one.__name__} is left out ({fault}); it needs {one.__doc__}", file=sys.stderr)
