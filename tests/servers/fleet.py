# SPDX-License-Identifier: Apache-2.0
"""Each server as its generated README wires it: two sites with their own builds, whose `/` is an application.

/denied/ is refused by the server, /dead/ has no application, /is-it-ours tells whose server it is.
"""

import os
import pathlib
import signal
import subprocess

from cases_apache import modules
from cases_caddy import home
from cases_lighttpd_magnet import need_magnet
from common import Build, Server, need
from server import PROGRAM, Skip

HSTS = "Strict-Transport-Security"
WANTED = ("--languages", "en,de,ar", "--codes", "401,403,404,422,429,500-504,520")
SITES = {"shop": ("--name", "shop", "--site-name", "The Shop", "--theme", "default"),
         "blog": ("--name", "blog", "--site-name", "The Blog", "--theme", "brand")}


class Fleet:
    """A server with the files of two builds.  A class says how they are wired, with @SHOP@ and @BLOG@ in
    place of their folders; SITE is for one site, with @SITE@ in place of its name."""

    target = site = conf = ""
    command, file = (), "conf"
    environment = {}

    def __init__(self, options=()):
        self.require()
        self.options = options
        self.made = {name: self.build(*words, *options) for name, words in SITES.items()}
        self.prepare()
        sites = "".join(self.site.replace("@SITE@", name).replace("@MADE@", f"@{name.upper()}@")
                        for name in SITES)
        self.server = Server(self.made["shop"], [self.named(str(word)) for word in self.command],
                             {self.file: self.named(self.conf.replace("@SITES@", sites)),
                              "htdocs/is-it-ours": "@TOKEN@"}, self.environment).start()

    def build(self, *words):
        return Build(self.target, *WANTED, *words)

    def named(self, text):
        for name, made in self.made.items():
            text = text.replace(f"@{name.upper()}@", str(made.folder))
        return text

    def require(self):
        need(self.command[0])

    def prepare(self):
        """What else the README says."""

    def port(self, site):
        return self.server.port

    def reload(self):
        self.server.process.send_signal(signal.SIGUSR1)


class Nginx(Fleet):
    target = "nginx"
    command = ("nginx", "-p", "@ROOT@", "-e", "stderr", "-c", "@ROOT@/conf")
    site = """
    server {
        listen 127.0.0.1:@PORT@;
        server_name @SITE@.test;
        include @MADE@/server.conf;
        location / { proxy_pass http://127.0.0.1:@ORIGIN@; }
        location /denied/ { deny all; }
        location /dead/ { proxy_pass http://127.0.0.1:@DEAD@; }
        location = /is-it-ours { return 200 "@TOKEN@"; }
    }
"""
    conf = """
daemon off;
error_log stderr;
pid @ROOT@/pid;
events { worker_connections 64; }
http {
    client_body_temp_path @ROOT@/t; proxy_temp_path @ROOT@/t; fastcgi_temp_path @ROOT@/t;
    uwsgi_temp_path @ROOT@/t; scgi_temp_path @ROOT@/t;
    access_log off;
    gzip on;
    include @SHOP@/http.conf;
    include @BLOG@/http.conf;
@SITES@
}
"""

    def prepare(self):
        (self.made["shop"].folder / "local.conf").write_text(f'add_header {HSTS} "max-age=9" always;\n')

    def reload(self):
        self.server.process.send_signal(signal.SIGHUP)


class NginxJs(Nginx):
    def require(self):
        super().require()
        found = list(pathlib.Path("/usr").glob("lib*/**/ngx_http_js_module.so"))
        if not found:
            raise Skip("the module njs of nginx is not installed")
        self.conf = f"load_module {found[0]};\n{self.conf}"


class Apache(Fleet):
    target = "apache"
    command = (PROGRAM, "-f", "@ROOT@/conf", "-DFOREGROUND")
    site = f"""
<VirtualHost 127.0.0.1:@PORT@>
    ServerName @SITE@.test
    Header always set {HSTS} max-age=9
    RedirectMatch 200 ^/is-it-ours$
    Header always set X-Test-Run @TOKEN@
    <Location /denied/>
        Require all denied
    </Location>
    ProxyPass /denied/ !
    ProxyPass /is-it-ours !
    ProxyPass /dead/ http://127.0.0.1:@DEAD@/ retry=0
    ProxyPass / http://127.0.0.1:@ORIGIN@/
    Include @MADE@/statuspages.conf
</VirtualHost>
"""
    conf = """
ServerRoot "@ROOT@"
ServerName localhost
DefaultRuntimeDir "@ROOT@"
PidFile "@ROOT@/pid"
ErrorLog "@ROOT@/console"
Listen 127.0.0.1:@PORT@
DocumentRoot "@ROOT@/htdocs"
TypesConfig /dev/null
@SITES@
"""

    def prepare(self):
        user = "User www-data\nGroup www-data\n" if os.getuid() == 0 else ""
        self.conf = modules() + user + self.conf


class ApacheLua(Apache):
    site = Apache.site.replace("    Include @MADE@/statuspages.conf", """    <Location />
        Include @MADE@/backend.conf
    </Location>
    Include @MADE@/statuspages.conf""")


class Caddy(Fleet):
    target, file = "caddy", "Caddyfile"
    command = ("caddy", "run", "--adapter", "caddyfile", "--config", "@ROOT@/Caddyfile")
    site = f"""
http://@SITE@.test:@PORT@ {{
	bind 127.0.0.1
	header {HSTS} max-age=9
	import @SITE@_statuspages
	respond /is-it-ours @TOKEN@
	error /denied/* 403
	reverse_proxy /dead/* 127.0.0.1:@DEAD@
	reverse_proxy 127.0.0.1:@ORIGIN@ {{
		import @SITE@_statuspages-backend
	}}
}}
"""
    conf = """
{
	admin 127.0.0.1:@EXTRA@
	auto_https off
}
import @SHOP@/statuspages.caddy
import @BLOG@/statuspages.caddy
http://localhost:@PORT@ {
	bind 127.0.0.1
	respond /is-it-ours @TOKEN@
}
@SITES@
"""

    def prepare(self):
        self.environment = home()

    def reload(self):
        subprocess.run(["caddy", "reload", "--adapter", "caddyfile", "--config", self.server.root / "Caddyfile",
                        "--address", f"127.0.0.1:{self.server.extra}"], check=True, capture_output=True, timeout=20)


class Haproxy(Fleet):
    target = "haproxy"
    command = ("haproxy", "-W", "-f", "@SHOP@/statuspages.cfg", "-f", "@BLOG@/statuspages.cfg", "-f", "@ROOT@/conf")
    site = f"""
frontend @SITE@ from @SITE@_statuspages
    bind 127.0.0.1:@PORT-@SITE@@
    timeout client 10s
    http-after-response set-header {HSTS} max-age=9
    http-request return status 200 content-type text/plain string @TOKEN@ if {{ path /is-it-ours }}
    http-request deny deny_status 403 if {{ path_beg /denied/ }}
    use_backend dead if {{ path_beg /dead/ }}
    default_backend origin
"""
    conf = """
@SITES@
defaults backends
    mode http
    timeout connect 3s
    timeout server 3s
    retries 0
    option http-server-close
backend origin
    server origin 127.0.0.1:@ORIGIN@
backend dead
    server dead 127.0.0.1:@DEAD@
"""

    def named(self, text):
        return super().named(text).replace("@PORT-shop@", "@PORT@").replace("@PORT-blog@", "@EXTRA@")

    def port(self, site):
        return self.server.port if site == "shop" else self.server.extra

    def reload(self):
        self.server.process.send_signal(signal.SIGUSR2)


class Lighttpd(Fleet):
    target, name = "lighttpd", "statuspages"
    command = ("lighttpd", "-D", "-f", "@ROOT@/conf")
    conf = f"""
server.modules = ( "mod_setenv", "mod_access", "mod_proxy", "mod_deflate" )
server.bind = "127.0.0.1"
server.port = @PORT@
server.document-root = "@ROOT@/htdocs"
server.upload-dirs = ( "@ROOT@" )
mimetype.assign = ( ".html" => "text/html" )
deflate.mimetypes = ( "text/html", "application/problem+json" )
deflate.allowed-encodings = ( "gzip" )
setenv.add-response-header = ( "{HSTS}" => "max-age=9" )
@SITES@
$HTTP["url"] =~ "^/denied/" {{
    url.access-deny = ( "" )
}}
else $HTTP["url"] =~ "^/dead/" {{
    proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => @DEAD@ )))
}}
else $HTTP["url"] != "/is-it-ours" {{
    proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => @ORIGIN@ )))
}}
"""

    def prepare(self):
        self.site = f"""
$HTTP["host"] == "@SITE@.test" {{
    include "@MADE@/{self.name}.conf"
}}
"""


class Magnet(Lighttpd):
    name = "magnet"
    conf = Lighttpd.conf.replace('"mod_access",', '"mod_magnet", "mod_access",')

    def require(self):
        need_magnet()


class Varnish(Fleet):
    target = "varnish"
    command = ("varnishd", "-j", "none", "-F", "-n", "@ROOT@/n", "-a", "127.0.0.1:@PORT@", "-S", "none",
               "-T", "127.0.0.1:@EXTRA@", "-s", "default,20m", "-f", "@ROOT@/conf")
    site = """
sub vcl_recv {
    if (req.http.Host == "@SITE@.test") { set req.http.@SITE@_statuspages-site = "yes"; }
}
"""
    conf = f"""
vcl 4.1;
backend origin {{ .host = "127.0.0.1"; .port = "@ORIGIN@"; .first_byte_timeout = 3s; }}
backend dead {{ .host = "127.0.0.1"; .port = "@DEAD@"; }}
sub vcl_synth {{
    set resp.http.{HSTS} = "max-age=9";
}}
include "@SHOP@/statuspages.vcl";
include "@BLOG@/statuspages.vcl";
@SITES@
sub vcl_recv {{
    set req.backend_hint = origin;
    if (req.url ~ "^/dead/") {{ set req.backend_hint = dead; }}
    if (req.url == "/is-it-ours") {{ return (synth(200, "@TOKEN@")); }}
    if (req.url ~ "^/denied/") {{ return (synth(403)); }}
    if (req.url ~ "bare") {{ return (pass); }}
}}
sub vcl_backend_fetch {{
    set bereq.http.Connection = "close";
}}
"""

    def require(self):
        need("varnishd", "varnishadm", "cc")

    def reload(self):
        for words in (("vcl.load", "again", f"{self.server.root}/conf"), ("vcl.use", "again"), ("vcl.discard", "boot")):
            subprocess.run(["varnishadm", "-T", f"127.0.0.1:{self.server.extra}", *words],
                           check=True, capture_output=True, timeout=60)


class VarnishAccept(Varnish):
    def require(self):
        super().require()
        if not any(pathlib.Path("/usr").glob("lib*/**/libvmod_accept.so")):
            raise Skip("vmod_accept of Varnish is not installed")


# Name in the table: the class, and options of its builds.
ROWS = {
    "nginx": (Nginx, ()),
    "nginx + njs": (NginxJs, ("--with", "njs")),
    "haproxy": (Haproxy, ()),
    "caddy": (Caddy, ()),
    "caddy + templates": (Caddy, ("--with", "templates")),
    "lighttpd": (Lighttpd, ()),
    "lighttpd + mod_magnet": (Magnet, ()),
    "varnish": (Varnish, ()),
    "varnish + vmod_accept": (VarnishAccept, ("--with", "accept")),
    "apache": (Apache, ()),
    "apache + mod_lua": (ApacheLua, ("--with", "lua")),
}
