# SPDX-License-Identifier: Apache-2.0
"""Real servers with an error page that an administrator wrote by hand in as many languages, and with the files of
`statuspages build`.  For servers_cost.py."""

import functools
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "servers"))

import common  # noqa: E402
from cases_apache import modules  # noqa: E402
from cases_caddy import home  # noqa: E402
from cases_lighttpd_magnet import need_magnet  # noqa: E402
from common import Server, built, need, static  # noqa: E402
from fleet import NginxJs, VarnishAccept  # noqa: E402
from server import PROGRAM  # noqa: E402

CODES = ("--codes", "403,404,500-504", "--site-name", "Example")


# ---- pages by hand ---------------------------------------------------------------------

@functools.lru_cache(None)
def by_hand(values="", percent="%"):
    """A folder with a page for each language, LANGUAGE.html, and `values` in it."""
    path = common.folder()
    for page in (static("--codes", "404").folder / "default").glob("*/404.html"):
        text = page.read_text(encoding="utf-8").replace("%", percent).replace("</main>", f"{values}</main>")
        (path / f"{page.parent.name}.html").write_text(text, encoding="utf-8")
    return path


def each(row, folder):
    """`row` for each language: {l} is its tag."""
    return "".join(row.replace("{l}", page.stem).replace("{f}", str(folder))
                   for page in sorted(folder.iterdir()))


def last(row, folder):
    """The same without the comma or semicolon at the end."""
    return each(row, folder)[:-1]


# ---- the servers -----------------------------------------------------------------------
#
# Each is a function of what its administrator wrote or of the folder of a build; it
# gives a running server.

def run(command, conf, files=(), environment=None):
    return Server(static("--codes", "404"), command.split(), {"conf": conf, **dict(files)}, environment).start(60)


def nginx(http, inside, load=""):
    need("nginx")
    return run("nginx -p @ROOT@ -e stderr -c @ROOT@/conf", f"""
{load}
daemon off; error_log /dev/null; pid @ROOT@/pid;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path @ROOT@/t; proxy_temp_path @ROOT@/t; fastcgi_temp_path @ROOT@/t;
    uwsgi_temp_path @ROOT@/t; scgi_temp_path @ROOT@/t;
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {{ text/html html; }}
    {http}
    server {{
        listen 127.0.0.1:@PORT@; root @ROOT@/htdocs;
        {inside}
        location = /is-it-ours {{ return 200 "@TOKEN@"; }}
    }}
}}""")


def nginx_hand(folder, more=""):
    return nginx("map $http_accept_language $l { default en; " + each("~*^{l} {l};", folder) + " }",
                 f"error_page 404 /errors/$l.html; location /errors/ {{ internal; alias {folder}/; {more} "
                 "add_header Cache-Control no-store always; add_header Vary Accept-Language always; }")


def nginx_ours(*options, load=""):
    made = built("nginx", *CODES, *options).folder
    return nginx(f"include {made}/http.conf;", f"include {made}/server.conf;", load)


def nginx_js():
    one = object.__new__(NginxJs)
    one.require()
    return nginx_ours("--with", "njs", load=one.conf.partition("\n")[0])


def haproxy(before, words, rules):
    need("haproxy")
    return run(f"haproxy {before} -f @ROOT@/conf", f"""
frontend www {words}
    bind 127.0.0.1:@PORT@
    mode http
    timeout client 30s
    http-request return status 200 content-type text/plain string @TOKEN@ if {{ path /is-it-ours }}
{rules}
    default_backend origin
defaults backends
    mode http
    timeout connect 5s
    timeout server 30s
backend origin
    server origin 127.0.0.1:@ORIGIN@
""")


def haproxy_hand(folder, kind="file", server=False):
    tags = last("{l};", folder)
    when = "{ status 404 } { res.hdr(content-length) 0 }" if server else "{ path_beg /missing }"
    rows = each(f"    http-{'response' if server else 'request'} return status 404 content-type text/html "
                f"hdr Cache-Control no-store hdr Vary Accept-Language {kind} {{f}}/{{l}}.html if {when} "
                "{ var(txn.l) -m str {l} }\n", folder)
    return haproxy("", "", f"    http-request set-var(txn.l) req.fhdr(accept-language),language({tags},en)\n{rows}")


def haproxy_ours(*options):
    made = built("haproxy", *CODES, *options).folder
    return haproxy(f"-f {made}/statuspages.cfg", "from statuspages",
                   "    http-request deny deny_status 404 if { path_beg /missing }")


def caddy(text, before=""):
    need("caddy")
    return run("caddy run --adapter caddyfile --config @ROOT@/conf", f"""
{{
	admin off
	auto_https off
}}
{before}
http://localhost:@PORT@ {{
	bind 127.0.0.1
	respond /is-it-ours @TOKEN@
	error /missing/* 404
{text}
}}""", environment={**home(), "GOMAXPROCS": "1"})  # threads that wait would look for work


def caddy_hand(folder, more=""):
    return caddy("\thandle_errors {\n\t\tmap {http.request.header.Accept-Language} {l} {\n"
                 + each("\t\t\t`~^{l}` {l}\n", folder) + f"\t\t\tdefault en\n\t\t}}\n\t\troot * {folder}\n"
                 "\t\theader Cache-Control no-store\n\t\theader Vary Accept-Language\n\t\trewrite * /{l}.html\n"
                 f"{more}\t\tfile_server\n\t}}\n")


def caddy_ours(*options):
    made = built("caddy", *CODES, *options).folder
    return caddy("\timport statuspages", f"import {made}/statuspages.caddy")


def lighttpd(more):
    need_magnet()
    return run("lighttpd -D -f @ROOT@/conf", f"""
server.modules = ( "mod_magnet", "mod_setenv" )
server.bind = "127.0.0.1"
server.port = @PORT@
server.document-root = "@ROOT@/htdocs"
server.max-keep-alive-requests = 1000000
mimetype.assign = ( ".html" => "text/html" )
{more}
""", {"htdocs/is-it-ours": "@TOKEN@"})


def lighttpd_hand(folder):
    rows = each('else $REQUEST_HEADER["Accept-Language"] =~ "^{l}" {\n'
                '    server.errorfile-prefix = "@ROOT@/htdocs/{l}-"\n}\n', folder)
    one = lighttpd(rows.replace("else ", "", 1) + 'setenv.set-response-header = ( "Cache-Control" => "no-store" )\n')
    for page in folder.iterdir():
        (one.root / f"htdocs/{page.stem}-404.html").write_bytes(page.read_bytes())
    return one


def lighttpd_ours(name, *options):
    return lighttpd(f'include "{built("lighttpd", *CODES, *options).folder}/{name}.conf"')


def varnish(text):
    need("varnishd", "cc")
    return run("varnishd -j none -F -n @ROOT@/n -a 127.0.0.1:@PORT@ -S none -T none -s default,20m -f @ROOT@/conf", f"""
vcl 4.1;
import std;
backend origin none;
sub vcl_recv {{
    if (req.url == "/is-it-ours") {{ return (synth(200, "@TOKEN@")); }}
}}
{text}
sub vcl_recv {{
    return (synth(404));
}}""")


def varnish_hand(folder, more=""):
    rows = each('elsif (req.http.Accept-Language ~ "(?i)^{l}") { set req.http.l = "{l}"; }\n', folder)
    return varnish('sub vcl_synth { if (resp.status == 404) {\n    set resp.http.Content-Type = "text/html";\n'
                   'set resp.http.Cache-Control = "no-store"; set resp.http.Vary = "Accept-Language";\n'
                   f'if (false) {{ }} {rows} else {{ set req.http.l = "en"; }}\n'
                   f'synthetic(std.fileread("{folder}/" + req.http.l + ".html"){more});\n return (deliver); }} }}')


def varnish_ours(*options):
    return varnish(f'include "{built("varnish", *CODES, *options).folder}/statuspages.vcl";')


def varnish_accept():
    object.__new__(VarnishAccept).require()
    return varnish_ours("--with", "accept")


def apache(text):
    need(PROGRAM)
    user = "User www-data\nGroup www-data\n" if os.getuid() == 0 else ""
    return run(f"{PROGRAM} -f @ROOT@/conf -DFOREGROUND", f"""
{modules()}{user}
ServerRoot "@ROOT@"
ServerName localhost
DefaultRuntimeDir "@ROOT@"
PidFile "@ROOT@/pid"
ErrorLog "@ROOT@/console"
LogLevel crit
Listen 127.0.0.1:@PORT@
DocumentRoot "@ROOT@/htdocs"
MaxKeepAliveRequests 0
# As few threads as there can be: the first request of each costs more.
StartServers 1
ServerLimit 1
<IfModule !mpm_prefork_module>
    ThreadsPerChild 4
    MaxRequestWorkers 4
    MinSpareThreads 1
    MaxSpareThreads 4
</IfModule>
TypesConfig /dev/null
AddType text/html .html
<Directory "@ROOT@/htdocs">
    Require all granted
</Directory>
<VirtualHost 127.0.0.1:@PORT@>
    RedirectMatch 200 ^/is-it-ours$
    Header always set X-Test-Run @TOKEN@
{text}
</VirtualHost>
""", {"htdocs/x": ""})


def apache_hand(folder):
    rows = each("RewriteCond %{HTTP:Accept-Language} ^{l} [NC]\nRewriteRule ^en.html$ {l}.html [E=L:{l},L]\n", folder)
    return apache(f"ErrorDocument 404 /errors/en.html\nAlias /errors/ {folder}/\n<Directory {folder}>\n"
                  "Require all granted\nOptions FollowSymLinks\nAllowOverride None\n"
                  "Header always set Cache-Control no-store\nHeader always set Vary Accept-Language\nRewriteEngine On\n"
                  "RewriteBase /errors/\nRewriteCond %{ENV:REDIRECT_L} !^$\nRewriteRule ^ - [L]\n"
                  f"{rows}</Directory>\n")


def apache_ours(*options):
    return apache(f"Include {built('apache', *CODES, *options).folder}/statuspages.conf")


def h2o(client, errors, page):
    need("h2o")
    return run("h2o -c @ROOT@/conf", f"""
user: root
num-threads: 1
http1-request-timeout: 60
listen: {{host: 127.0.0.1, port: @PORT@}}
hosts:
  "localhost":
    paths:
      "/":
        mruby.handler-file: {client}
        file.dir: @ROOT@/htdocs
        error-doc: {errors}
  "statuspages.invalid": {page}
""", {"htdocs/is-it-ours": "@TOKEN@", "client.rb": """Proc.new do |env|
  [399, {"x-fallthru-set-language" => env["HTTP_ACCEPT_LANGUAGE"] || ""}, []]
end
""", "page.rb": """languages = @HAND@
Proc.new do |env|
  tag = env["LANGUAGE"].to_s[/\\A[A-Za-z]+/].to_s.downcase
  tag = "en" unless languages.include?(tag)
  [200, {"content-type" => "text/html", "content-language" => tag, "cache-control" => "no-store",
         "vary" => "accept-language"}, [File.open("@FOLDER@/#{tag}.html", "rb") { |file| file.read }]]
end
""".replace("@HAND@", "[" + each('"{l}",', by_hand()) + "]").replace("@FOLDER@", str(by_hand()))})


def h2o_hand():
    return h2o("@ROOT@/client.rb", '[{status: 404, url: "http://statuspages.invalid/404"}]',
               '{paths: {"/": {mruby.handler-file: @ROOT@/page.rb}}}')


def h2o_ours(*options):
    made = built("h2o", *CODES, *options).folder
    return h2o(f"{made}/client.rb", f"!file {made}/errors.yaml", f"!file {made}/host.yaml")
