# SPDX-License-Identifier: Apache-2.0
"""Types at a prompt of zsh and reads what it offers; prints what is wrong: zsh.py FOLDER STATUSPAGES"""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios

folder, program = (os.path.abspath(path) for path in sys.argv[1:])
SETUP = f"""fpath=({folder} $fpath); autoload -U compinit; compinit -u -D
list() {{ zle list-choices; zle -R; print do''ne }}; zle -N list; bindkey '^T' list
LISTMAX=0; stty -echo; path=({os.path.dirname(program)} $path); PS1='rea''dy>'
"""


def offered(typed):
    """What is on the screen after TYPED, and a question for completions."""
    with tempfile.TemporaryDirectory() as home:
        master, slave = pty.openpty()
        # room for all, so that zsh does not ask first
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 900, 200, 0, 0))
        shell = subprocess.Popen(["zsh", "-f", "-i"], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                                 env={"HOME": home, "ZDOTDIR": home, "TERM": "dumb", "PATH": os.environ["PATH"]})
        os.close(slave)
        try:
            send(master, SETUP, "ready>")
            return send(master, typed + "\x14", "done")
        finally:
            shell.kill()
            shell.wait()
            os.close(master)


def send(master, text, end):
    os.write(master, text.encode())
    said = ""
    while end not in said and select.select([master], [], [], 60)[0]:
        said += os.read(master, 65536).decode(errors="replace")
    return said


def expect(typed, wanted):
    said = offered(typed)
    for word in wanted:
        if word not in said:
            print(f"{typed!r}: {word!r} is not in {said!r}")


def lines(*arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout.splitlines()


commands = [line.split()[0] for line in lines("--help") if line.startswith("  ") and not line.startswith("  -")]
assert len(commands) > 5
expect("statuspages ", commands)
expect("statuspages build --", [word for line in lines("build", "--help") for word in line.split()[:1]
                                if word.startswith("--")])
expect("statuspages build --theme ", [line.split()[0] for line in lines("themes")])
expect("statuspages build --languages de,f", ["fr", "fa"])
expect("statuspages explain --language=", [line.split()[0] for line in lines("languages")])
expect("statuspages explain ", ["404", "503"])
