# SPDX-License-Identifier: Apache-2.0
# The Containerfile, as far as no container is needed: what it copies is there,
# and what runs is nobody, without a compiler, with a health check that httpd answers.
. "${0%/*}/counting"

here=$SRC/packaging/image
file=$here/Containerfile
# "STAGE INSTRUCTION ARGUMENTS", continued lines joined, without comments.
steps=$(grep -v '^#' "$file" | sed -e ':a' -e '/\\$/{N;s/\\\n */ /;ba' -e '}' |
    awk '$1 == "FROM" { stage = $NF } NF { print (stage ? stage : "-"), $0 }')
of() { # STAGE INSTRUCTION: the arguments
    printf '%s\n' "$steps" | sed -n "s/^$1 $2 //p"
}

some "the Containerfile has steps" "$steps"
copied=$(printf '%s\n' "$steps" | sed -n 's/^[a-z]* COPY \([^-]\)/\1/p' | tr ' ' '\n' | grep -vE '^(/.*|\.|\./.*)$')
some "it copies files" "$copied"
none "what it copies is there" "$(for one in $copied; do [ -e "$one" ] || echo "$one"; done)"
none "it copies all that source.sh packs" "$(lines_without \
    "$(sed -n 's/^set -- "\$@" //p' "$SRC/packaging/source.sh" | tr ' ' '\n')" "$copied")"
none "it installs what the manual says for the packages" "$(lines_without \
    "$(sed -n 's/^sudo apt-get install \(build-essential .*\)/\1/p' "$SRC/packaging/README.md" | tr ' ' '\n')" \
    "$(of deb RUN | tr ' ' '\n')")"
none "no host of images is named" "$(
    grep -rnE '(docker|quay|ghcr|gcr)\.io' "$SRC/packaging" || true
    printf '%s\n' "$steps" | sed -n 's/^[a-z]* FROM //p; s/^- ARG BASE=//p' | grep '[.:].*/' || true)"
for stage in httpd backend; do
    none "$stage: nobody, with a health check" "$(
        [ "$(of "$stage" USER | tail -n 1)" = 65534:65534 ] || echo USER
        [ "$(of "$stage" HEALTHCHECK | grep -c ' CMD \[')" = 1 ] || echo HEALTHCHECK)"
    none "$stage: no compiler" "$(of "$stage" RUN | tr ' ' '\n' |
        grep -E '^(build-essential|gcc|clang|make|.*-dev)$' || true)"
done
none "the parts of the build that stay are the package and what collect.sh gathers" "$(
    printf '%s\n' "$steps" | sed -n 's/^\(httpd\|backend\) COPY --from=/\1 /p' |
        grep -vxE 'httpd deb /src/build/deb/libapache2-mod-statuspages_\*\.deb /tmp/|backend files /image /' || true)"

answers() { # STAGE CONF: httpd listens where the health check asks, and has the handler
    port=$(of "$1" HEALTHCHECK | sed -n 's,.*http://127\.0\.0\.1:\([0-9]*\)/healthz".*,\1,p')
    grep -qx "Listen ${port:-none}" "$2" || echo "Listen $port"
    grep -q 'SetHandler statuspages-backend$' "$2" || echo SetHandler
}
none "httpd: the health check has an address" "$(answers httpd "$here/httpd.conf")"
none "backend: the health check has an address" "$(answers backend "$SRC/packaging/backend/httpd.conf")"
none "backend: httpd starts with the configuration that is gathered" "$(
    conf=$(of backend CMD | sed 's/.*"-f", "//; s/".*//')
    of files RUN | grep -qF "collect.sh /image $conf " || echo "$conf")"
finish
