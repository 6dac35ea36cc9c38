# SPDX-License-Identifier: Apache-2.0
# apxs.mk: what install puts where and uninstall takes back, whose httpd it
# follows, and what it says where something is missing.
. "${0%/*}/counting"

unset MAKEFLAGS MAKELEVEL MFLAGS APXS WERROR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
apxs=$(command -v apxs || command -v apxs2)
mk() { make -f apxs.mk BUILD="$BUILD" -o all "$@"; }
same() { [ "$1" = "$2" ] || printf 'wanted: %s\ngot:    %s\n' "$1" "$2"; }
tree() { (cd "$1" && find . ! -type d | LC_ALL=C sort | tr '\n' ' '); }

shared() { # PREFIX: what goes to PREFIX/share
    printf ".$1/share/%s " bash-completion/completions/statuspages man/man1/statuspages.1 man/man8/mod_statuspages.8 \
        zsh/site-functions/_statuspages
}

# An apxs of another server, which leaves a trace of each question.
other_apxs() { # NAME SYSCONFDIR
    cat >"$work/$1" <<APXS
#!/bin/sh
echo "\$@" >>"$work/asked"
case "\$2" in
LIBEXECDIR) echo /opt/httpd/modules ;;
SYSCONFDIR) echo "$2" ;;
APR_CONFIG) echo "$work/apr" ;;
*) exec "$apxs" "\$@" ;;
esac
APXS
    chmod +x "$work/$1"
}
other_apxs other /opt/httpd/conf
cat >"$work/apr" <<APR
#!/bin/sh
echo "apr \$@" >>"$work/asked"
exec "$(command -v apr-1-config || command -v apr-config)" "\$@"
APR
chmod +x "$work/apr"

# ---- install and uninstall ---------------------------------------------------

out=$work/out
mk install APXS="$work/other" DESTDIR="$work/new root" >"$out" 2>&1 || true
none "install follows apxs, into a root with a space that did not exist" "$(
    same "./opt/httpd/modules/mod_statuspages.so ./usr/local/bin/statuspages $(shared /usr/local)" \
        "$(tree "$work/new root")")"
mk install APXS="$work/other" DESTDIR="$work/prefix" PREFIX=/usr BINDIR=/usr/sbin >"$out" 2>&1 || true
none "install honours BINDIR" "$(
    same "./opt/httpd/modules/mod_statuspages.so ./usr/sbin/statuspages $(shared /usr)" "$(tree "$work/prefix")")"
mk uninstall APXS="$work/other" DESTDIR="$work/prefix" BINDIR=/usr/sbin DATADIR=/usr/share \
    >"$out" 2>&1 || true
none "uninstall honours BINDIR and DATADIR" "$(same "" "$(tree "$work/prefix")")"
mk install APXS="$work/other" DESTDIR="$work/prefix" PREFIX=/usr >"$out" 2>&1 || true
none "install honours PREFIX" "$(
    same "./opt/httpd/modules/mod_statuspages.so ./usr/bin/statuspages $(shared /usr)" "$(tree "$work/prefix")")"

# Debian's layout, also in an empty root, as packages are made.
conf="/etc/apache2/mods-available/statuspages.conf"
if [ "$($apxs -q SYSCONFDIR)" = /etc/apache2 ] && [ -e /etc/debian_version ]; then
    root=$work/debian-root
    mk install DESTDIR="$root" >"$out" 2>&1 || true
    none "on Debian a2enmod finds the module in an empty root" "$(
        same "LoadModule statuspages_module $($apxs -q LIBEXECDIR)/mod_statuspages.so" \
            "$(cat "$root/etc/apache2/mods-available/statuspages.load")"
        [ -s "$root$conf" ] || echo "no $conf")"
    mk uninstall DESTDIR="$root" >"$out" 2>&1 || true
    none "uninstall removes all of it" "$(same "" "$(tree "$root")")"
    mk install DESTDIR="$root" >"$out" 2>&1 || true
    echo 'StatusPagesSite name "Mine"' >>"$root$conf"
    mkdir "$root/etc/apache2/mods-enabled"
    for suffix in load conf; do
        ln -s "../mods-available/statuspages.$suffix" "$root/etc/apache2/mods-enabled/"
    done
    cp "$root$conf" "$work/mine"
    mk install DESTDIR="$root" >"$out" 2>&1 || true
    none "a second install leaves an edited statuspages.conf" "$(cmp "$work/mine" "$root$conf" 2>&1)"
    mk uninstall DESTDIR="$root" >"$out" 2>&1 || true
    none "so does uninstall, which removes the rest and the links to it" "$(
        same ".$conf " "$(tree "$root")"
        cmp "$work/mine" "$root$conf" 2>&1)"
    none "and says so" "$(grep -q "kept.*$root$conf" "$out" || cat "$out")"
else
    pass "not Debian's layout: no a2enmod"
fi
none "no file is left in the sources" "$(git status --porcelain --untracked-files=all 2>/dev/null |
    grep -E '(root|prefix|modules)' || true)"

# ---- what is followed, and what is refused ------------------------------------------

: >"$work/asked"
make -f apxs.mk APXS="$work/other" BUILD="$work/b" -n "$work/b/mod_statuspages/core/utf8.o" >/dev/null 2>&1 || true
none "APR is the one that apxs names" "$(grep -q '^apr --includes' "$work/asked" || cat "$work/asked")"
none "the server tests use the same apxs" "$(same /opt/httpd/modules "$(
    cd tests/httpd && APXS="$work/other" python3 -B -c 'import server; print(server.LIBEXEC)' 2>&1)")"

# Compilers that find all headers but one.
for header in zlib expat cmocka; do
    cat >"$work/no-$header" <<CC
#!/bin/sh
case "\$*" in
*" -") sed "s/$header[.]h/no-such-&/" | gcc "\$@" ;;
*) exec gcc "\$@" ;;
esac
CC
    chmod +x "$work/no-$header"
done
says() { # SENTENCE WANTED ARGUMENTS...
    sentence=$1 wanted=$2
    shift 2
    code=0
    make -f apxs.mk "$@" >"$out" 2>&1 || code=$?
    none "$sentence" "$(
        [ "$code" -ne 0 ] || echo "it ends well"
        grep -q -e "$wanted" "$out" || { echo "wanted: $wanted"; cat "$out"; })"
}
says "without apxs install names the package" "apache2-dev" -o all install APXS= DESTDIR="$work/none" BUILD="$BUILD"
none "and installs nothing" "$([ ! -e "$work/none" ] || tree "$work/none")"
says "without apxs the build names the package" "apache2-dev" APXS="$work/nowhere" BUILD="$work/b"
none "in one sentence, before anything is compiled" "$(same 1 "$(grep -vc '^make' "$out")")"
none "if deps has just installed apxs, the make that follows finds it" "$(same "$apxs" \
    "$(APXS='' make -f apxs.mk --eval='seen: ; @echo $(APXS)' seen)")"
says "without APR the build names the package" "libapr1-dev" APR="$work/nowhere" BUILD="$work/b"
says "without zlib the build names the package" "zlib1g-dev" BUILD="$work/b" CC="$work/no-zlib"
says "without expat the build names the package" "libexpat1-dev" BUILD="$work/b" CC="$work/no-expat"
says "without cmocka unit names deps" "make -f apxs.mk deps" BUILD="$work/b" CC="$work/no-cmocka" unit
says "a BUILD with a space is refused" 'BUILD' BUILD="$work/a b"
none "and creates nothing" "$([ ! -e "$work/a" ] || echo "$work/a")"

# What was not asked, and why, is the last that a suite says.
none "skipped cases are listed at the end, by what is missing" "$(same \
    "2 skipped: curl is not installed|1 skipped: nginx is not installed|1 passed, 0 failed, 3 skipped" "$(
    cd tests/httpd && python3 -B - <<'PYTHON' 2>&1 | tail -n 3 | tr '\n' '|' | sed 's/|$//'
import types
import checks, runner, server
module = types.ModuleType("cases_some")
runner.__builtins__["__import__"] = lambda name: module
def missing(what):
    def function():
        raise server.Skip(f"{what} is not installed")
    return function
for number, function in enumerate([missing("curl"), missing("nginx"), lambda: None, missing("curl")]):
    function.__module__ = "cases_some"
    checks.CASES.append((f"case {number}", function))
run = runner.Runner("", 10, lambda: None)
run.group("some")
run.result()
PYTHON
)")"

# ---- the caller's flags ----------------------------------------------------------------

flags=$(make -f apxs.mk -n BUILD="$work/b" V=1 CFLAGS='-O3 -DFROM_CFLAGS' CPPFLAGS=-DFROM_CPPFLAGS \
    LDFLAGS=-Wl,--from-ldflags 2>&1)
# -n prints what would be run.
none "every object has the caller's CFLAGS and CPPFLAGS" "$(printf '%s\n' "$flags" |
    grep -e ' -c -o ' | grep -v -e '-O2.*-DFROM_CPPFLAGS.*-O3 -DFROM_CFLAGS' || true)"
some "there are objects" "$(printf '%s\n' "$flags" | grep -e ' -c -o ')"
none "module and command have the caller's LDFLAGS" "$(for made in mod_statuspages.so statuspages; do
    printf '%s\n' "$flags" | grep -e "-o $work/b/$made " | grep -q -e '-Wl,--from-ldflags' || echo "$made"
done)"
none "a warning is not an error in an ordinary build" "$(printf '%s\n' "$flags" | grep -e -Werror || true)"
# What the sub-makes of a target get; -n runs only what has a plus.
for target in test lint; do
    none "a warning is an error in $target" "$(same -Werror "$(
        make -f apxs.mk -n --eval='seen: ; +@echo "sub-makes: $$WERROR"' --eval="$target: seen" $target 2>&1 |
            sed -n 's/^sub-makes: //p')")"
done
finish
