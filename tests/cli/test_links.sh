# SPDX-License-Identifier: Apache-2.0
# build --force into a folder that somebody else may change: nothing outside it
# is written or deleted.  As root the folder is another user's; else our own.

mkdir "$work/l" "$work/l/safe" "$work/l/safe/de"
chmod 755 "$work" "$work/l"
cd "$work/l" || exit 1
for file in precious README.md server.conf de/404.html; do
    echo precious >"safe/$file"
done
chmod 700 safe
cp -rp safe before
# Is all outside as it was?  Once only: the next test begins anew.
untouched() {
    touched=0
    diff -rq before safe || touched=1
    rm -rf safe
    cp -rp before safe
    return "$touched"
}
theirs=$(id -u)
[ "$theirs" -ne 0 ] || theirs=65534
sum=$(printf '%064d' 0)
into() { run build --for nginx --codes 404,503 --languages de,en --force --output "$1"; }
give() { chown -hR "$theirs" "$1"; }

# A link, and a line that says an earlier build had made what is behind it.
mkdir theirs
ln -s ../safe theirs/old
printf '%s  %s\n' "$sum" old/precious >theirs/SHA256SUMS
give theirs
into theirs
expect "a link does not lead --force to files of an earlier build" untouched
expect "and the build is made nevertheless" is 0 "$code"

# A link where a folder of the build has to be.
mkdir -p links
ln -s ../safe links/statuspages
give links
into links
expect "a link in the place of a folder: nothing behind it is written" untouched
expect "it ends with 1" is 1 "$code"
expect "it says that there is a link" has "$err" 'symbolic link'
expect "nothing half is left" is statuspages "$(ls -A links)"

# A link where a file has to be is replaced, not followed.
mkdir file
ln -s ../safe/precious file/server.conf
ln -s ../safe/precious file/README.md
give file
into file
expect "a link in the place of a file: it is not followed" untouched
expect "the file is there instead" test -f file/server.conf -a ! -L file/server.conf

# Lines of SHA256SUMS that leave the folder.
for name in ../safe/precious "$(pwd -P)/safe/precious" statuspages/../../safe/precious \
    a/./../../safe/precious ..; do
    rm -rf sums
    mkdir -p sums/statuspages sums/a
    printf '%s  %s\n' "$sum" index.html "$sum" "$name" >sums/SHA256SUMS
    give sums
    find sums | sort >listed
    into sums
    expect "SHA256SUMS with $name: nothing is deleted" untouched
    expect "SHA256SUMS with $name: refused" refused 'line 2 of SHA256SUMS'
    find sums | sort >found
    expect "SHA256SUMS with $name: and nothing written" cmp listed found
done
# One that names itself must not be lost.
rm -rf sums
mkdir sums
printf '%s  %s\n' "$sum" SHA256SUMS >sums/SHA256SUMS
give sums
into sums
expect "SHA256SUMS that lists itself: the new one stays" sh -c \
    'cd sums && sha256sum --check --strict --quiet SHA256SUMS'
# One that nobody ever finishes writing.
rm -rf sums
mkdir sums
mkfifo sums/SHA256SUMS
give sums
expect "SHA256SUMS that is a pipe is not waited for" timeout -s KILL 30 "$STATUSPAGES" build --for nginx \
    --codes 404 --languages en --force --output sums

# The folder itself: a link of ours is followed, one of somebody else's is not.
mkdir ours real
ln -s "$(pwd -P)/real" ours/link
into ours/link
expect "a link of one's own is the folder it leads to" is "0 yes" "$code $([ -f real/README.md ] && echo yes)"
if [ "$(id -u)" -eq 0 ]; then
    mkdir other
    ln -s "$(pwd -P)/safe" other/link
    give other
    into other/link
    expect "a link of somebody else's: nothing behind it is written" untouched
    expect "a link of somebody else's is refused" refused 'symbolic link'
    into other/link/new
    expect "also on the way to a new folder" refused 'symbolic link'
    expect "and nothing is made there" untouched

    # The server's own check reads the configuration as root: it must not, where somebody else
    # can change it, for example to load a module.
    mkdir "$work/programs" checked around around/ours
    printf '#!/bin/sh\necho checked\n' >"$work/programs/nginx"
    chmod 755 "$work/programs/nginx"
    give checked
    chown "$theirs" around
    for folder in checked around/ours; do
        PATH=$work/programs:$PATH into "$folder"
        expect "$folder: the configuration is not checked" has "$err" 'The configuration was not checked'
        expect "$folder: by no program" lacks "$err" programs/nginx
    done
    PATH=$work/programs:$PATH into real
    expect "in a folder of our own it is" has "$err" programs/nginx

    # Somebody who swaps the folder in which files wait for a link, during the build.
    mkdir race
    chown "$theirs" race
    expect "a swap during the build: it was tried, and nothing outside is written" \
        python3 - "$STATUSPAGES" "$theirs" <<'PYTHON'
import os, subprocess, sys
command, user = sys.argv[1], int(sys.argv[2])

def swap():
    """Do it as the other user, whenever there is such a folder; how often it was done."""
    done = 0
    for _ in range(10_000_000):
        for name in os.listdir("race"):
            if name.startswith(".statuspages-") and not os.path.islink("race/" + name):
                try:
                    os.rename("race/" + name, f"race/was-{done}-{name[13:]}")
                    os.symlink("../safe", "race/" + name)
                    done += 1
                except OSError:
                    pass
        if os.path.exists("race/stop"):
            return done

def other(answer):
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    os.write(answer, b"ready")
    os.write(answer, b"%d" % swap())
    os._exit(0)

swaps = 0
for _ in range(10):
    reader, writer = os.pipe()
    if not (child := os.fork()):
        other(writer)
    assert os.read(reader, 5) == b"ready"
    build = subprocess.run([command, "build", "--for", "nginx", "--languages", "de,en,fr", "--force",
                            "--output", "race"], capture_output=True, text=True, timeout=120)
    open("race/stop", "w").close()
    assert os.waitpid(child, 0)[1] == 0 and build.returncode in (0, 1, 2), build
    swaps += int(os.read(reader, 20))
    os.close(reader)
    os.close(writer)
    for name in os.listdir("race"):
        if os.path.islink("race/" + name) or name == "stop":
            os.unlink("race/" + name)
    if subprocess.run(["diff", "-r", "before", "safe"]).returncode:
        sys.exit("written or deleted outside")
assert swaps, "the folder was never swapped: nothing was tried"
print(swaps)
PYTHON
    expect "and all outside is as before" untouched
fi

# ---- umask ---------------------------------------------------------------------------------

# What the folder and a page may be, after a build under this umask.
rights() { # UMASK
    (
        umask "$1"
        "$STATUSPAGES" build --for nginx --codes 404 --languages de --output "u$1"
    ) >/dev/null 2>&1
    stat -c %a "u$1" "u$1/statuspages" "u$1/statuspages/de/404.html" "u$1/SHA256SUMS" | tr '\n' ' '
}
expect "umask 077: everybody may read pages" is "755 755 644 644 " "$(rights 077)"
expect "umask 027: too" is "755 755 644 644 " "$(rights 027)"
expect "umask 022" is "755 755 644 644 " "$(rights 022)"
expect "umask 002: who may write is left to it" is "775 775 664 664 " "$(rights 002)"
mkdir shut
chmod 700 shut
into shut
expect "a folder that others cannot enter is named" has "$err" "\"$(pwd -P)/shut\""
chmod 755 shut
into shut
expect "one that they can enter is not" lacks "$err" "\"$(pwd -P)/shut\""
cd "$here" || exit 1
