#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mutated themes, settings and directives through the real `httpd -t`.

    fuzz_httpd_t.py [SEED [CASE]]

For FUZZ_SECONDS cases are made from a built-in theme: files, theme.conf and directives, some of them
spoilt.  A finding is a crash, a report of a sanitizer, more than 20 s of CPU, or a refusal that does
not say where.  SEED and CASE repeat one; what was found lies in BUILD/fuzz/httpd_t-SEED-CASE.
BUILD is the folder of the products; SP_WRAP=asan for one made by `make -f apxs.mk asan`.
"""

import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "httpd"))

from server import BUILD, LIBEXEC, MODULE, PROGRAM, REPOSITORY, STATIC, WRAP, Server, available  # noqa: E402

CPU_SECONDS = 20
WALL_SECONDS = 300  # only against waiting for something that never comes

THEMES = {folder.name: {path.name: path.read_bytes() for path in sorted(folder.iterdir())
                        if path.suffix in (".html", ".txt", ".md", ".conf")}
          for folder in sorted((REPOSITORY / "templates").iterdir()) if folder.is_dir()}
NAMES = [f"{code}.{kind}" for code in ("404", "4xx", "5xx", "503", "page", "layout", "_message", "_x")
         for kind in ("html", "txt", "md")] + ["theme.conf"]

# What the grammars are made of, put anywhere.
WORDS = [word.encode() for word in (
    "{{title}} {{{title}}} {{&title}} {{#facts}} {{/facts}} {{^facts}} {{.}} {{>_message}} {{>_x}} {{<layout}} "
    "{{<page}} {{/layout}} {{/page}} {{$style}} {{/style}} {{$body}} {{/body}} {{! {{= {{=<%_%>=}} <%title%> }} {{ "
    "{{#a.b}} {{label.home}} {{own}} {{accent}} {{logo}} {{#links}} {{#home}}{{url}}{{/home}} <style> </style> "
    "<script> </script> <!-- --> <a <img href=\"{{home.url}}\" src={{logo}} <p> </p> \" ' > < = & \\ \0 \xff \ufeff "
    "extends extends\tdefault parameter color image url text #fff rgb(0,0,0) https://x.example/ javascript: "
    "{{#actions}} {{/actions}} {{#languages}} {{/languages}}").split(" ")] + [
    b"\n", b"\r\n", b"\r", b" ", b"\t", b"\xff\xfe", b"\xe2\x80\xae", b"parameter accent color red\n",
    b"parameter logo image\n", b"parameter x text a b\n", b"extends brand\n", b"extends x\n", b"{" * 40, b"}" * 40,
    b"{{#title}}" * 60, b"{{>404}}", b"{{>_message}}" * 40, b"A" * 5000]

DIRECTIVES = [line.split(" ", 1) for line in """\
StatusPages On
StatusPagesReplace bare
StatusPagesCodes 4xx 5xx -401 502-504 520
StatusPagesTheme @ROOT@/theme
StatusPagesTheme @ROOT@/theme accent=#0a5c36 logo=/logo.svg
StatusPagesTheme brand accent=teal logo=https://x.example/a.svg on_accent=rgb(1,2,3)
StatusPagesTemplate 404 html @ROOT@/theme/page.html
StatusPagesTemplate 5xx text @ROOT@/theme/page.txt
StatusPagesTemplate 4xx markdown @ROOT@/theme/404.md
StatusPagesText 404 de title "Nichts gefunden"
StatusPagesText 4xx * do1 "Ring us & ask."
StatusPagesSet own "%{REMOTE_USER} always"
StatusPagesSet imprint /imprint?a=1&b=2
StatusPagesSite name "Fish & <Chips>"
StatusPagesSite contact mailto:help@example.org
StatusPagesLanguages de en all
StatusPagesLanguageLinks On
StatusPagesFormats html json text
StatusPagesRetryAfter 503 120
StatusPagesCache 404 120
StatusPagesCache 5xx Off
StatusPagesMaintenance run/closed
StatusPagesMaintenance except "%{REQUEST_URI} =~ m#^/(health|front/)#"
StatusPagesDetails "-R '192.0.2.0/24'"
StatusPagesHeaders Off
StatusPagesCompression Off
StatusPagesProblemBase https://example.org/problems/""".splitlines()]
ARGUMENTS = [part for _, arguments in DIRECTIVES for part in arguments.split(" ")] + [
    '""', '"', "'", "404", "4xx", "999", "-1", "99999999999999999999", "*", "%{", "%{x}", "=", "a=", "=a", "all",
    "off", "\u00e9", "{{x}}", "@ROOT@", "@ROOT@/theme/none", "/dev/null", "x" * 3000, "%{req:Host}", "reqenv('a')"]


# Mistakes of a file as a whole, which no line of it has made.
WHOLE = re.compile(r"theme folder cannot be read|: (cannot be read: |is too large: |contains a NUL byte$)")

# ---- making a case -------------------------------------------------------------

def spoil(chance, data):
    """One mutation of the bytes of a file."""
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 1, 4, 20, 200)))
    kind = chance.randrange(6)
    if kind == 0:
        return data[:at] + data[end:]
    if kind == 1:
        return data[:at] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 4))) + data[end:]
    if kind == 2:
        return data[:at] + data[at:end] * chance.choice((2, 3, 50)) + data[end:]
    if kind == 3:
        other = chance.choice(list(THEMES[chance.choice(list(THEMES))].values()))
        start = chance.randrange(len(other) + 1)
        return data[:at] + other[start:start + chance.randrange(400)] + data[at:]
    if kind == 4 and (tags := [found.span() for found in re.finditer(rb"\{\{.*?\}\}", data)]):
        start, stop = chance.choice(tags)  # another tag in its place
        return data[:start] + chance.choice(WORDS) + data[stop:]
    return data[:at] + chance.choice(WORDS) + data[at:]


def theme_of(chance):
    """Files of a theme: a built-in one's, with more of the default one's, and some spoilt."""
    files = dict(THEMES[chance.choice(list(THEMES))])
    files.setdefault("page.txt", THEMES["default"]["page.txt"])  # directives name these two
    files.setdefault("404.md", THEMES["default"]["page.md"])
    for name in chance.sample(sorted(THEMES["default"]), chance.randrange(3)):
        files.setdefault(name, THEMES["default"][name])
    if chance.random() < 0.3:
        files[chance.choice(NAMES)] = files[chance.choice(sorted(files))]
    if chance.random() < 0.5:
        files.setdefault("theme.conf", THEMES["brand"]["theme.conf"] + b"extends friendly\n")
    for _ in range(chance.choice((0, 1, 1, 2, 4, 8))):
        name = chance.choice(sorted(files))
        files[name] = spoil(chance, files[name])
    return files


def spoil_line(chance, arguments):
    """One mutation of the arguments of a directive, which stay on their line."""
    words = arguments.split(" ")
    at = chance.randrange(len(words))
    kind = chance.randrange(4)
    if kind == 0:
        words[at:at + 1] = []
    elif kind == 1:
        words.insert(at, chance.choice(ARGUMENTS))
    elif kind == 2:
        words[at] = chance.choice(ARGUMENTS)
    else:
        data = words[at].encode()
        data = spoil(chance, data)[:4000]
        words[at] = re.sub(rb"[\0\r\n]", b" ", data).decode("latin-1")
    return " ".join(words)


def lines_of(chance):
    """Directives, at the top and in a section; none of them starts a program or reads beyond the case."""
    lines = ["StatusPagesTheme @ROOT@/theme"] if chance.random() < 0.8 else []
    for name, arguments in chance.sample(DIRECTIVES, chance.randrange(5)):
        if chance.random() < 0.4:
            arguments = spoil_line(chance, arguments)
        # a line that ends in a backslash would go on in the next one
        lines.append(f"{name} {arguments}".rstrip("\\"))
    if len(lines) > 1 and chance.random() < 0.4:
        lines[-1:] = ["<Location /shop>", lines[-1], "</Location>"]
    return lines


def base():
    lines = []
    for name in ("mpm_event", "authz_core", "unixd"):
        if name not in STATIC and available(name):
            lines.append(f'LoadModule {name}_module "{LIBEXEC}/mod_{name}.so"')
    return lines + [f'LoadModule statuspages_module "{MODULE}"', 'ServerRoot "@ROOT@"', "ServerName localhost",
                    "Listen 127.0.0.1:1", 'DefaultRuntimeDir "@ROOT@/run"', 'ErrorLog "@ROOT@/error.log"']


def write_case(root, files, lines):
    shutil.rmtree(root, ignore_errors=True)
    (root / "theme").mkdir(parents=True)
    (root / "run").mkdir()
    for name, data in files.items():
        (root / "theme" / name).write_bytes(data)
    text = "\n".join(base() + lines) + "\n"
    (root / "httpd.conf").write_bytes(text.replace("@ROOT@", str(root)).encode("utf-8", "surrogateescape"))


# ---- asking httpd ----------------------------------------------------------------

def bounded():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ask(root):
    """Exit status and everything that `httpd -t` said."""
    try:
        run = subprocess.run([PROGRAM, "-t", "-d", root, "-f", root / "httpd.conf"], stdin=subprocess.DEVNULL,
                             capture_output=True, timeout=WALL_SECONDS, preexec_fn=bounded,
                             env=Server._environment(None))
    except subprocess.TimeoutExpired:
        return -9, "it waits for something"
    log = root / "error.log"
    said = run.stdout + run.stderr + (log.read_bytes() if log.exists() else b"")
    return run.returncode, said.decode("utf-8", "replace")


def place_is_told(root, said):
    """The line of the configuration, with a reason; and, where that sends the reader to the lines above
    it, these are there, and each that is about a file names the line in it, unless the whole is wrong."""
    found = re.search(rf"Syntax error on line \d+ of {re.escape(str(root))}/httpd\.conf:\n(.*\S.*)", said)
    if not found:
        return False
    if not found[1].endswith("see the messages above"):
        return True
    above = re.findall(r"^StatusPagesT\w+: .+", said[:found.start()], re.M)
    return bool(above) and all(
        re.match(r"StatusPagesT\w+: .+?\.(html|txt|md|conf):\d+(:\d+)?: \S", line) or WHOLE.search(line)
        for line in above if re.match(r"StatusPagesT\w+: \S+\.(html|txt|md|conf):", line))


def finding(root, code, said):
    """What is wrong with this answer; None: nothing."""
    if re.search(r"AddressSanitizer|runtime error:|LeakSanitizer", said):
        return "a sanitizer reports"
    if code == -24 or code == -9:
        return f"more than {CPU_SECONDS} s of CPU, or no end"
    if code < 0 or code > 1:
        return f"httpd ends with {code}"
    if code and not place_is_told(root, said):
        return "the refusal does not say where"
    return None


# ---- all of it ---------------------------------------------------------------------

def self_test(root):
    """The harness tells good from bad: otherwise nothing would ever be found."""
    for name, files in THEMES.items():
        write_case(root, files, ["StatusPagesTheme @ROOT@/theme"])
        code, said = ask(root)
        assert code == 0 and "Syntax OK" in said, f"{name} as it is: {said}"
    write_case(root, {"page.html": b"\n{{tilte}}"}, ["StatusPagesTheme @ROOT@/theme"])
    code, said = ask(root)
    assert code == 1 and place_is_told(root, said) and "page.html:2:1" in said, said
    assert not place_is_told(root, "Configuration Failed"), "a refusal without a place passes"
    assert finding(root, -11, "") and finding(root, 1, "Configuration Failed") and not finding(root, 0, "")


def keep(root, seed, case, why, said):
    folder = BUILD / f"fuzz/httpd_t-{seed}-{case}"
    if BUILD.name == "asan":
        folder = BUILD.parent / f"fuzz/httpd_t-{seed}-{case}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder)
    (folder / "said").write_text(said)
    print(f"FOUND {why}: case {case} of seed {seed}, kept in {folder}")
    print("\n".join("    " + line for line in said.splitlines()[:12]), flush=True)


def main():
    if sys.argv[1:2] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    seed = sys.argv[1] if len(sys.argv) > 1 else str(random.SystemRandom().randrange(10**9))
    only = int(sys.argv[2]) if len(sys.argv) > 2 else None
    root = pathlib.Path(tempfile.mkdtemp(prefix="statuspages-fuzz-"))
    end = time.monotonic() + float(os.environ.get("FUZZ_SECONDS", "60"))
    print(f"httpd -t: seed {seed}, {MODULE}, SP_WRAP={WRAP or 'none'}", flush=True)
    counts, found = [0, 0], 0
    try:
        self_test(root / "case")
        case = only or 0
        while time.monotonic() < end or only is not None:
            chance = random.Random(f"{seed}:{case}")
            write_case(root / "case", theme_of(chance), lines_of(chance))
            code, said = ask(root / "case")
            why = finding(root / "case", code, said)
            if why:
                keep(root / "case", seed, case, why, said)
                found += 1
            counts[code != 0] += 1
            if only is not None:
                print(said)
                break
            case += 1
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{sum(counts)} cases, {counts[0]} accepted, {counts[1]} refused, {found} findings")
    return 1 if found or (only is None and not all(counts)) else 0


if __name__ == "__main__":
    sys.exit(main())
