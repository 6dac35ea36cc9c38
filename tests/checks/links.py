# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the links of README files, one a line.

links.py FILE...    the paths of the files in the repository; from the first
                    one all others must be reached by links

The README files of the repository are read on GitHub: a heading's anchor is made
as there, and a file that a link names must be in the repository.
"""

import os
import re
import subprocess
import sys

FENCE = re.compile(r"^(```|~~~)")
HEADING = re.compile(r"^#{1,6} +(.*?)(?: +#+)? *$")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]*)\)")


def anchor(heading):
    """GitHub's: in lowercase, without all marks but - and _, a hyphen for each space."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def prose(path):
    """Numbers and lines that are in no code block; code within a line is blanked out of links."""
    inside = False
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, line.rstrip("\n")
    if inside:
        yield number, "[a code block has no end](#)"


def anchors(path):
    found, seen = set(), {}
    for _, line in prose(path):
        heading = HEADING.match(line)
        if heading:
            name = anchor(heading[1])
            times = seen.get(name, 0)
            seen[name] = times + 1
            found.add(f"{name}-{times}" if times else name)
    return found


def links(path):
    for number, line in prose(path):
        for target in LINK.findall(re.sub(r"`[^`]*`", "code", line)):
            if not re.match(r"[a-z][a-z0-9+.-]*:", target):
                yield number, target


def held():
    """Files and folders of the repository, or those that lie here where there is no git."""
    git = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"],
                         capture_output=True, text=True)
    files = git.stdout.split("\n") if git.returncode == 0 else [
        os.path.relpath(os.path.join(folder, name)) for folder, _, names in os.walk(".") for name in names]
    files = {file for file in files if os.path.isfile(file)}
    return files | {os.path.dirname(file) for file in files}


def main(files):
    there, known, reached, count = held(), {}, {files[0]}, 0
    ways = {}
    for path in files:
        for number, target in links(path):
            count += 1
            name, _, part = target.partition("#")
            goal = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
            ways.setdefault(path, set()).add(goal)
            if goal not in there:
                print(f"{path}:{number}: {target}: there is no {goal}")
            elif "#" in target and part not in known.setdefault(
                    goal, anchors(goal) if goal.endswith(".md") else set()):
                print(f"{path}:{number}: {target}: {goal} has no heading for #{part}")
    todo = [files[0]]
    while todo:
        new = ways.get(todo.pop(), set()) - reached
        reached |= new
        todo += new
    for path in set(files) - reached:
        print(f"{path}: no link leads here from {files[0]}")
    if not count:
        print("no links found")


main(sys.argv[1:])
