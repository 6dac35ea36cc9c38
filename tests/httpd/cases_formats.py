# SPDX-License-Identifier: Apache-2.0
"""Which format and language an error is answered in."""

import os
import re
import subprocess

from checks import case, equal, heading, markdown, page, plain, problem, problem_xml, promise, one_line, title
from client import ask, curl
from server import COMMAND, PACKS, REPOSITORY, Skip, httpd, need

CHROME = ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
          "*/*;q=0.8")
MOZILLA = {"User-Agent": "Mozilla/5.0"}


def site():
    return httpd()


def get(path="/nope", **headers):
    return ask(site(), path, {k.replace("_", "-"): v for k, v in headers.items()}, page=False)


@case("browsers get HTML")
def _():
    page(get(Accept=CHROME, Sec_Fetch_Dest="document", **MOZILLA), 404)
    page(get(Accept="text/html"), 404)


@case("application/json and application/problem+json get a problem document of 404")
def _():
    for accept in ("application/json", "application/problem+json", "application/vnd.api+json"):
        problem(get(Accept=accept), 404)


@case("the problem document has what RFC 9457 and the contract name")
def _():
    document = problem(get(Accept="application/json"), 404)
    equal(document["title"], "Not Found", "title")
    assert document["timestamp"].endswith("Z"), document["timestamp"]
    assert isinstance(document.get("instance", ""), str)
    for name in ("allow", "limit_bytes", "retry_after"):
        assert name not in document, f"{name} without a reason"


@case("application/xml and problem+xml get well-formed XML with the same members")
def _():
    for accept in ("application/xml", "text/xml", "application/problem+xml"):
        root = problem_xml(get(Accept=accept), 404)
        names = {child.tag.split("}")[1] for child in root}
        lacks = {"title", "status", "detail", "reference", "timestamp", "advice"} - names
        assert not lacks, f"XML lacks {sorted(lacks)}"


@case("JSON and XML know the same")
def _():
    document = problem(get(Accept="application/json"), 404)
    root = problem_xml(get(Accept="application/xml"), 404)
    equal({child.tag.split("}")[1] for child in root}, set(document), "members")


@case("text/plain begins with the status line and has no markup")
def _():
    answer = plain(get(Accept="text/plain"), 404, "Not Found")
    assert "<" not in answer.text, answer.text
    if title(404):
        assert title(404) in answer.text, answer.text


@case("curl gets text, a fetch() gets JSON, Mozilla gets HTML when only */* is said")
def _():
    plain(get(User_Agent="curl/8.0", Accept="*/*"), 404)
    plain(get(User_Agent="curl/8.0"), 404)
    plain(get(), 404)
    problem(get(Accept="*/*", Sec_Fetch_Dest="empty", **MOZILLA), 404)
    problem(get(Accept="*/*", X_Requested_With="XMLHttpRequest", **MOZILLA), 404)
    page(get(Accept="*/*", **MOZILLA), 404)


@case("nothing acceptable gets text with the original code, never 406")
def _():
    for accept in ("application/pdf", "*/*;q=0", "text/html;q=0"):
        plain(get(Accept=accept), 404)


@case("quality and specificity decide")
def _():
    problem(get(Accept="text/html;q=0.1,application/json"), 404)
    problem_xml(get(Accept="text/xml,application/json;q=0.9"), 404)
    page(get(Accept="text/html,application/json;q=0.9", **MOZILLA), 404)
    plain(get(Accept="application/json;q=0, */*", User_Agent="x"), 404)


@case("markdown is given when it is named")
def _():
    markdown(get(Accept="text/markdown"), 404, "Not Found")


@case("images, styles and scripts get one line of text")
def _():
    for dest in ("image", "style", "script", "font"):
        one_line(get(Accept="image/avif,*/*;q=0.8", Sec_Fetch_Dest=dest, **MOZILLA), 404, "Not Found")
    one_line(get(Accept="text/css,*/*;q=0.1", **MOZILLA), 404, "Not Found")
    one_line(get(Accept="image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", **MOZILLA), 404,
         "Not Found")


@case("frames are pages, and a document wins over the ending of its path")
def _():
    page(get(Accept=CHROME, Sec_Fetch_Dest="iframe", **MOZILLA), 404)
    page(get("/nope.png", Accept=CHROME, Sec_Fetch_Dest="document", **MOZILLA), 404)


@case("broken Accept fields neither crash nor hide the status")
def _():
    for accept in (",,,;;;", "text/html;q=abc", "/", "a" * 6000, "*/*;q=1.0001", "text/",
                   ",".join(["application/x"] * 300), "text/html;q=0.5;;,\t,"):
        answer = get(Accept=accept)
        equal(answer.status, 404, accept[:30])
        promise(answer, 404, answer.get("Content-Type"), vary=("accept",))


@case("only one answer per HEAD format: the length equals GET's")
def _():
    for accept in ("application/json", "application/xml", "text/plain", "text/html"):
        sizes = [ask(site(), "/nope", {"Accept": accept}, method=method, page=False)
                 .get("Content-Length") for method in ("GET", "HEAD")]
        # The reference id and the time may differ, their length does not.
        equal(sizes[1], sizes[0], f"Content-Length of {accept}")


def languages():
    if not COMMAND.exists():
        raise Skip("build/statuspages is not built")
    run = subprocess.run([COMMAND, "languages"], capture_output=True, text=True, timeout=20)
    return run.stdout


@case("Accept-Language picks the language")
def _():
    if "de" not in languages().split():
        raise Skip("German is not built in")
    answer = ask(site(), "/nope", {"Accept-Language": "de;q=0.8, fr;q=0"})
    page(answer, 404, language="de")
    assert 'lang="de"' in answer.text
    assert heading(answer) != title(404)


@case("an unknown language gets English, and the page says so")
def _():
    answer = page(ask(site(), "/nope", {"Accept-Language": "tlh, x-klingon;q=0.5"}), 404)
    assert 'lang="en"' in answer.text


@case("broken Accept-Language fields do no harm")
def _():
    for text in (",,", "-", "en-", "a" * 5000, "*;q=0", "de;q=9", "zh-Hant-HK-x-y-z"):
        equal(ask(site(), "/nope", {"Accept-Language": text}).status, 404, text[:20])


# Read off the wire: the browser, what it calls itself, its Accept.
TEXT_BROWSERS = {
    "links": ("Links (2.28; Linux 6.18 x86_64; GNU C 12.2; text)", "*/*"),
    "elinks": ("ELinks/0.13.2 (textmode; Linux 6.18 x86_64; -)", "*/*"),
    "lynx": ("Lynx/2.9.0dev.12 libwww-FM/2.14", "text/html, text/plain, text/sgml, text/css, */*;q=0.01"),
    "w3m": ("w3m/0.5.3+git20230121", "text/html, text/*;q=0.5, image/*"),
    "dillo": ("Dillo/3.0.5", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    "netsurf": ("NetSurf/3.10 (Linux)", "*/*"),
    "ie6": ("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)",
            "image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, */*"),
    "ie8": ("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; .NET CLR 2.0.50727)",
            "application/x-ms-application, image/jpeg, application/xaml+xml, image/gif, image/pjpeg, "
            "application/x-ms-xbap, */*"),
}
HTML_VARY = {"accept", "accept-language"}
PLAIN_VARY = HTML_VARY | {"sec-fetch-dest"}
LANGUAGE = {"accept-language"}  # decides nothing for programs
CODING = {"accept-encoding"}  # only HTML comes in two
CLIENT_VARY = PLAIN_VARY | {"hx-request", "user-agent", "x-requested-with", "content-type"}


@case("text browsers and old ones get HTML")
def _():
    for agent, accept in TEXT_BROWSERS.values():
        answer = page(get(Accept=accept, User_Agent=agent), 404)
        wanted = CLIENT_VARY if accept == "*/*" else HTML_VARY if accept.startswith("text/html") else PLAIN_VARY
        equal(answer.tokens("Vary") - CODING, wanted, f"Vary for {agent}")


@case("htmx gets HTML, a fetch() JSON, and Vary tells them apart and names no more than it must")
def _():
    for fields, wanted, vary in (
            ({"HX_Request": "true", "Sec_Fetch_Dest": "empty"}, page, PLAIN_VARY | {"hx-request"}),
            ({"Sec_Fetch_Dest": "empty"}, problem, PLAIN_VARY | {"hx-request"}),
            ({"HX_Request": "true"}, page, CLIENT_VARY),
            ({}, page, CLIENT_VARY),
            ({"HX_Request": "true", "Sec_Fetch_Dest": "document"}, page, PLAIN_VARY)):
        answer = get(Accept="*/*", **MOZILLA, **fields)
        wanted(answer, 404)
        vary = vary - LANGUAGE if wanted == problem else vary | (CODING if PACKS else set())
        equal(answer.tokens("Vary"), vary, f"Vary for {fields}")
    answer = get(Accept="application/json", HX_Request="true", **MOZILLA)
    problem(answer, 404)
    equal(answer.tokens("Vary"), PLAIN_VARY - LANGUAGE, "Vary")


@case("prefer-format comes before Accept, if it is a format and on offer")
def _():
    need("mod_setenvif")
    server = httpd("""
SetEnvIf User-Agent "^Old-Monitor" prefer-format=text
SetEnvIf Request_URI "^/(json|xml|html|markdown|pdf|few)" prefer-format=$1
SetEnvIf Request_URI "^/few" prefer-format=markdown
<Location /few>
    StatusPagesFormats html json text
</Location>
""")
    plain(ask(server, "/nope", {"User-Agent": "Old-Monitor/1"}), 404)
    page(ask(server, "/nope"), 404)
    problem(ask(server, "/json"), 404)
    problem_xml(ask(server, "/xml"), 404)
    page(ask(server, "/html", {"Accept": "application/json"}, page=False), 404)
    markdown(ask(server, "/markdown"), 404)
    page(ask(server, "/pdf"), 404)
    problem(ask(server, "/pdf", {"Accept": "application/json"}), 404)
    page(ask(server, "/few"), 404)
    # a part of a page stays one line
    one_line(ask(server, "/json", {"Accept": "image/avif,*/*;q=0.8", "Sec-Fetch-Dest": "image"}), 404, "Not Found")
    # as prefer-language, it changes nothing about Vary
    equal(ask(server, "/json").tokens("Vary"), HTML_VARY - LANGUAGE, "Vary")


def remotes(server, repository, **environment):
    """What git prints of an answer that is no repository."""
    need("git")
    run = subprocess.run(["git", "clone", f"http://127.0.0.1:{server.port}{repository}", str(server.root / "clone")],
                         capture_output=True, text=True, timeout=60,
                         env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1",
                              "HOME": str(server.root), "no_proxy": "*", **environment})
    assert run.returncode != 0, run.stderr
    return [line.removeprefix("remote:").strip() for line in run.stderr.splitlines()
            if line.startswith("remote:")]


@case("git clone of a missing repository prints a few lines: status, what happened, reference")
def _():
    server = site()
    lines = remotes(server, "/none.git", LC_ALL="C")
    equal(lines[0], "Error 404: Not Found", "first line")
    assert lines[1].startswith("Nothing was found at this address"), lines
    assert len(lines) <= 4, lines
    assert lines[-1].startswith("Reference "), lines
    assert lines[-1].split()[1] in server.log(), lines


@case("WebDAV's methods get a few lines, curl's own GET the whole text")
def _():
    server = httpd("Redirect 503 /busy\nStatusPagesRetryAfter 503 300\n")
    for method in ("PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH"):
        answer = curl(server.port, "/busy/x", "-X", method)
        lines = plain(answer, 503, "Service Unavailable").text.splitlines()
        assert len(lines) == 3 and all(lines), answer
        assert "Wait 300 seconds" in lines[1] and lines[2].startswith("Reference "), answer
    answer = plain(curl(server.port, "/busy/x"), 503)
    assert "Next steps" in answer.text and "\n- Wait 300 seconds, then" in answer.text, answer


@case("text has no address that a terminal cannot open")
def _():
    server = httpd("StatusPagesSite search /find\nStatusPagesSite contact mailto:help@example.org\n"
                   "StatusPagesSite status https://status.example.org/\n")
    text = plain(ask(server, "/nope", {"Accept": "text/plain"}), 404).text
    addresses = re.findall(r"^- [^\n]*:\s(\S+)$", text, re.M)
    equal([address.split("?")[0] for address in addresses],
          ["mailto:help@example.org", "https://status.example.org/"], "addresses")
    page(ask(server, "/nope"), 404)
    assert 'href="/find"' in ask(server, "/nope").text


@case("Reference and its id stay on one line of text, however long the id is")
def _():
    need("mod_unique_id")
    server = httpd('StatusPagesSite name "A Town\'s Library"\nStatusPagesReference "%{reqenv:UNIQUE_ID}"\n',
                   load=("unique_id",))
    lines = plain(ask(server, "/nope", {"Accept": "text/plain"}), 404).text.splitlines()
    assert len(" ".join(lines[-2:])) > 78, lines
    assert len(lines[-1].removeprefix("Reference ")) >= 24 and lines[-1].startswith("Reference "), lines
    assert lines[-1].split()[1] in server.log(), lines


def clients():
    """The rows of the manual: client, User-Agent, Accept, what it receives."""
    manual = (REPOSITORY / "mod_statuspages/module/README.md").read_text("utf-8")
    table = manual.split("| client | `User-Agent` | `Accept` | receives |\n|---|---|---|---|\n")[1].split("\n\n")[0]
    for line in table.splitlines():
        name, agent, accept, wanted = [cell.strip() for cell in line.strip("|").split("|")]
        yield name, {"User-Agent": agent.strip("`") or None, "Accept": accept.strip("`") or None}, wanted


def received(answer):
    """How the manual calls what an answer is."""
    kind = {"text/html": "html", "application/problem+json": "json", "application/problem+xml": "xml",
            "text/markdown": "markdown", "text/plain": "text"}[answer.get("Content-Type").split(";")[0]]
    if kind != "text":
        return kind
    if len(answer.text.splitlines()) == 3:
        return "brief text"
    return "text" if "Next steps" in answer.text else "text for people" if "What you can do" in answer.text else "?"


@case("each client of the manual's table receives what the table says, over HTTP/1.1 and as a HEAD")
def _():
    rows = list(clients())
    assert len(rows) >= 40 and {"Claude Code", "Cursor", "Codex"} <= {row[0] for row in rows}, rows
    for name, fields, wanted in rows:
        answer = ask(site(), "/nope", fields, page=False)
        equal((answer.status, received(answer)), (404, wanted), name)
        for_people = wanted in ("html", "text for people")
        equal("accept-language" in answer.tokens("Vary"), for_people, f"{name}: {answer.all('Vary')}")
        head = ask(site(), "/nope", fields, method="HEAD", page=False)
        for field in ("Content-Type", "Vary", "Content-Language"):
            equal(head.get(field), answer.get(field), f"{field} of HEAD for {name}")
