# SPDX-License-Identifier: Apache-2.0
"""theme.conf, and StatusPagesTheme with name=value."""

import re
import time

from cases_config import asked_again, control, restartable
from cases_headers import allowed
from checks import case, equal, page
from client import ask
from server import REPOSITORY, Server, httpd

LAYOUT = """<!DOCTYPE html>
<html lang="{{lang}}"><head><title>{{title}}</title>
<style>{{#accent}}h1 { color: {{accent}} }{{/accent}}{{^accent}}h1 { color: gray }{{/accent}}</style>
</head><body><main>{{#logo}}<img src="{{logo}}" alt="">{{/logo}}
<h1>{{title}}</h1><p>{{words}}</p>{{#more}}<a href="{{more}}">more</a>{{/more}}</main></body>
</html>
"""
CONF = """# the theme of these tests
parameter accent color #0a5c36
parameter logo image
parameter words text Good day & <hello>
parameter more url
"""
FILES = {"theme/page.html": LAYOUT, "theme/theme.conf": CONF,
         "theme/page.txt": "{{code}} {{words}} {{accent}}\n"}


def style_is_allowed(answer):
    """Does the policy name the hash of the style sheet as it was sent?"""
    return allowed(answer.text) in answer.get("Content-Security-Policy")


@case("a theme's parameters have their defaults, escaped for each format")
def _():
    server = httpd('StatusPagesTheme "@ROOT@/theme"\n', files=FILES)
    answer = page(ask(server, "/nope"), 404)
    assert "h1{color:#0a5c36}" in answer.text and "gray" not in answer.text, answer.text
    assert "Good day &amp; &lt;hello&gt;" in answer.text, answer.text
    assert "<img" not in answer.text and "more" not in answer.text, answer.text
    assert style_is_allowed(answer), str(answer)
    text = ask(server, "/nope", {"Accept": "text/plain"}, page=False).text
    equal(text, "404 Good day & <hello> #0a5c36\n", "text")


@case("parameters are set, taken away and kept apart, for a folder in two hosts and a location")
def _():
    server = httpd("""
<VirtualHost *:@PORT@>
    ServerName localhost
    StatusPagesTheme "@ROOT@/theme" accent=teal "words=Two words" more=/m?a=1&b=2
    <Location /loc>
        StatusPagesTheme "@ROOT@/theme" accent=
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName other.test
    StatusPagesTheme "@ROOT@/theme" "accent=hsl(160 80% 20%)" logo=/logo.svg
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName same.test
    StatusPagesTheme "@ROOT@/theme" accent=teal "words=Two words" more=/m?a=1&b=2
</VirtualHost>
""", files=FILES)
    first = page(ask(server, "/nope"), 404)
    other = page(ask(server, "/nope", {"Host": "other.test"}), 404)
    inner = page(ask(server, "/loc/nope"), 404)
    for answer, color in ((first, "teal"), (other, "hsl(160 80% 20%)"), (inner, "gray")):
        assert f"<style>h1{{color:{color}}}</style>" in answer.text, answer.text
        assert style_is_allowed(answer), str(answer)
    assert "<p>Two words</p>" in first.text and 'href="/m?a=1&amp;b=2"' in first.text, first.text
    assert '<img src="/logo.svg"' in other.text and "Good day" in other.text, other.text
    same = page(ask(server, "/nope", {"Host": "same.test"}), 404)
    assert "color:teal" in same.text


def images(server, host):
    policy = ask(server, "/nope", {"Host": host}).get("Content-Security-Policy")
    equal(len(policy.split(";")), 6, f"directives of {policy!r}")
    return re.search(r"; img-src ([^;]*);", policy)[1]


@case("the policy allows a picture from where it comes, and nothing breaks out of it")
def _():
    wanted = {
        "/logo.svg": "'self' data:",
        "https://cdn.test:8443/a;script-src,x": "'self' data: https://cdn.test:8443",
        "//cdn.test/a.svg": "'self' data: cdn.test",
        "/a;script-src'unsafe-inline'://x": "'self' data:",
        "/?u=https://evil.test/": "'self' data:",
        "": "data:",
    }
    conf = "".join(f'<VirtualHost *:@PORT@>\nServerName v{i}.test\n'
                   f'StatusPagesTheme "@ROOT@/theme" "logo={value}"\n</VirtualHost>\n'
                   for i, value in enumerate(wanted))
    server = httpd(conf, files=FILES)
    for i, (value, sources) in enumerate(wanted.items()):
        equal(images(server, f"v{i}.test"), sources, f"img-src for {value!r}")


@case("a theme extends the default one, with a parameter of its own")
def _():
    server = httpd('StatusPagesTheme "@ROOT@/theme" accent=teal\n', files={
        "theme/theme.conf": "extends default\nparameter accent color red\n",
        "theme/page.html": "{{<layout}}{{$extra_style}}:root { --accent: {{accent}} }"
                           "{{/extra_style}}{{/layout}}"})
    answer = page(ask(server, "/nope"), 404)
    assert ":root{--accent:teal}" in answer.text and style_is_allowed(answer), answer.text


@case("a theme's names do not clash with one's own")
def _():
    server = Server('StatusPagesSet words x\nStatusPagesTheme "@ROOT@/theme"\n', files=FILES)
    code, said = server.check()
    assert code and f'{server.root}/theme/theme.conf:4: "words" is already the name of' in said, said


VALUES = {
    "accent=red}body{display:none": "is not a colour",
    "accent=url(x)": "is not a colour",
    "accent=expression(1)": "is not a colour",
    "accent=rgb(0,0,0);x": "is not a colour",
    "accent=</style>": "is not a colour",
    "accent=#12345": "is not a colour",
    "logo=https://user@host/": "is not the URL of an image",
    "logo=mailto:a@b.test": "is not the URL of an image",
    "more=javascript:alert(1)": "is not a URL",
    "words=" + "x" * 301: "longer than 300 bytes",
    "acent=red": 'has no parameter "acent"; it has: accent, on_accent, accent_dark, on_accent_dark, '
                 'logo, logo_paper, words, more',
    "accent": "write name=value",
    "accent=red accent=blue": '"accent" is set twice',
}


@case("wrong parameters are told when the server starts, with directive, file and line")
def _():
    bad = []
    for value, words in VALUES.items():
        line = 'StatusPagesTheme "@ROOT@/theme" ' + value
        server = Server("# before\n" + line, files=FILES)
        code, said = server.check()
        place = server.place('StatusPagesTheme')
        theme = f"StatusPagesTheme: {server.root}/theme: "
        if not code or words not in said or place not in said or theme not in said:
            bad.append(f"{value}: {said.strip()[-400:]} (expected {words!r})")
    assert not bad, "\n".join(bad)


LINES = {
    "extends nihgt": ":1: there is no built-in theme \"nihgt\" to extend; use one of: ",
    "\n\nparameter title text": ":3: \"title\" is already the name of",
    "parameter a colour": ":1: \"colour\" is not a kind",
    "parameter a color 5": ":1: a=\"5\" is not a colour",
    "parameter a text\nparameter a text": ":2: \"a\" is declared twice",
    "include x": ":1: \"include\" is not a keyword",
    "a\0b": ": contains a NUL byte",
}


@case("a wrong theme.conf is told with its file and line")
def _():
    bad = []
    for text, words in LINES.items():
        server = Server('StatusPagesTheme "@ROOT@/theme"\n', files={"theme/theme.conf": text})
        code, said = server.check()
        wanted = f"{server.root}/theme/theme.conf{words}"
        place = server.place('StatusPagesTheme')
        if not code or wanted not in said or place not in said:
            bad.append(f"{text!r}: {said.strip()[-400:]} (expected {wanted!r})")
    assert not bad, "\n".join(bad)


@case("a folder or a parameter in .htaccess is an error, a built-in theme's name is none")
def _():
    server = httpd("""
StatusPagesTheme "@ROOT@/theme" accent=red
<Directory "@ROOT@/htdocs/ht">
    AllowOverride FileInfo
</Directory>
""", files=FILES)
    folder = server.root / "htdocs/ht"
    # the first two are themes that the server has: that changes nothing
    for name, text in (("known", f'"{server.root}/theme" accent=red'),
                       ("other", f'"{server.root}/theme"'), ("set", "default accent=red")):
        (folder / name).mkdir(parents=True)
        (folder / name / ".htaccess").write_text(f"StatusPagesTheme {text}\n")
        equal(ask(server, f"/ht/{name}/nope").status, 500, name)
    server.wait_log("a folder or a parameter can be set only in the server configuration")
    (folder / "default").mkdir()
    (folder / "default/.htaccess").write_text("StatusPagesTheme default\n")
    assert "Good day" not in page(ask(server, "/ht/default/nope"), 404).text
    assert "Good day" in page(ask(server, "/nope"), 404).text


@case("a graceful restart with a broken theme.conf is refused, and the old pages go on")
def _():
    restartable()
    server = Server('StatusPagesTheme "@ROOT@/theme"\n', files=FILES).start()
    conf = server.root / "theme/theme.conf"
    try:
        assert "#0a5c36" in page(ask(server, "/nope"), 404).text
        conf.write_text(CONF.replace("#0a5c36", "red}b{"))
        run = control(server, "graceful")
        assert run.returncode != 0 and f"{conf}:2: accent=" in run.stderr, run.stderr
        time.sleep(0.3)
        assert server.process.poll() is None, "httpd is gone"
        assert "#0a5c36" in page(ask(server, "/nope"), 404).text
        conf.write_text(CONF.replace("#0a5c36", "navy"))
        equal(control(server, "graceful").returncode, 0, "exit status")
        end = time.monotonic() + 5
        while "navy" not in asked_again(server) and time.monotonic() < end:
            time.sleep(0.1)
        answer = page(ask(server, "/nope"), 404)
        assert "color:navy" in answer.text and style_is_allowed(answer), answer.text
    finally:
        server.stop()


@case("the example of the manual does what it says, as it is written there")
def _():
    manual = (REPOSITORY / "templates/README.md").read_text().split("## theme.conf\n")[1]
    conf, template, line = re.findall(r"^```[a-z]*\n(.*?)^```$", manual, re.S | re.M)[:3]
    server = httpd(f"ServerRoot @ROOT@\n{line}", files={"themes/mine/theme.conf": conf,
                                                        "themes/mine/page.html": template})
    answer = page(ask(server, "/nope"), 404)
    assert "<p>Open from 9 to 17</p>" in answer.text, answer.text
    night = page(ask(httpd("StatusPagesTheme night\n"), "/nope"), 404)
    equal(re.search(r"<style>.*</style>", answer.text, re.S)[0],
          re.search(r"<style>.*</style>", night.text, re.S)[0], "style sheet")
    equal(answer.get("Content-Security-Policy"), night.get("Content-Security-Policy"), "policy")
