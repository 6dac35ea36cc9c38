# SPDX-License-Identifier: Apache-2.0
# apxs.mk - the whole build.   make -f apxs.mk help
#
# One rule set for every variant: a sanitised or instrumented build is the same
# rules in another BUILD folder.  Everything made goes to $(BUILD).

# Empty where there is none yet: `deps` may bring it before make is called again.
ifeq ($(APXS),)
APXS     := $(shell command -v apxs || command -v apxs2)
endif
# The APR that this httpd was built with.
APR      ?= $(shell command -v "$$($(APXS) -q APR_CONFIG 2>/dev/null)" || command -v apr-1-config || command -v apr-config)
export APXS
BUILD    ?= build
ifneq ($(words $(BUILD)),1)
$(error BUILD="$(BUILD)": use a folder name without spaces)
endif
ifeq ($(origin CC),default)
CC       := gcc
endif
HOSTCC   ?= $(CC)
HOSTFLAGS ?=
# -Werror in test and lint: a newer compiler must not keep users from building.
WERROR   ?=
OPT      ?= -O2 -g
HARD     ?= $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS))$(filter -O0,$(CFLAGS)),,-D_FORTIFY_SOURCE=2) \
	-fstack-protector-strong
SAN      ?=
PORT     ?= 8080
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
DATADIR  ?= $(PREFIX)/share
# The one place for it; its date is in CHANGELOG.md.
VERSION  := 0.1.0
MAKEFLAGS += --no-builtin-rules --no-print-directory
# V=1 shows the commands
Q        := $(if $(V),,@)
say       = $(if $(V),,@echo '  $(1)  $@')
SELF     := $(MAKE) -f apxs.mk
JOBS     := $(shell nproc 2>/dev/null || echo 2)
ALL_CORES := $(SELF) -j$(JOBS) -Otarget
# The same, or a share of the cores of the make that it was called from.  The recipe's line needs a +.
SHARED    = $(SELF) $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS)) -Otarget

# ---- what there is: no lists to forget -------------------------------------

SRC      := mod_statuspages
core     := $(wildcard $(SRC)/core/*.c)
module   := $(wildcard $(SRC)/module/*.c)
cli      := $(wildcard $(SRC)/cli/*.c $(SRC)/cli/targets/*.c)
files    := $(sort $(wildcard $(SRC)/cli/targets/*/*))
unit     := $(wildcard tests/unit/test_*.c)
fuzzers  := $(wildcard tests/fuzz/fuzz_*.c)
themes   := $(sort $(dir $(wildcard templates/*/page.html)))
defs     := $(wildcard $(SRC)/*/*.def)
# PO=folder takes the translations from elsewhere
PO       ?= $(SRC)/catalog/po
po       := $(wildcard $(PO)/*.po)
# the owner's notes, each language as far as it has them
owner_po := $(wildcard $(PO)/owner/*.po)
texts_c  := $(filter-out %/embed.c,$(wildcard $(SRC)/catalog/*.c))
# what of the texts' compiler reads a translator's file
reader   := $(addprefix $(SRC)/catalog/,po.c plural.c evaluate.c text_rules.c)

core_o   := $(core:%.c=$(BUILD)/%.o) $(BUILD)/gen/catalog.o $(BUILD)/gen/themes.o $(BUILD)/gen/code_reference.o
module_o := $(module:%.c=$(BUILD)/%.o)
cli_o    := $(cli:%.c=$(BUILD)/%.o) $(BUILD)/gen/files.o
unit_b   := $(unit:%.c=$(BUILD)/%)
replay_b := $(fuzzers:tests/fuzz/fuzz_%.c=$(BUILD)/tests/fuzz/replay_%)

# ---- how -------------------------------------------------------------------

WARN := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef -Wvla \
	-Wformat=2 -Wimplicit-fallthrough -Wswitch-enum \
	-Wno-missing-field-initializers $(WERROR)
# Asked once, and only when something is compiled.
once        = $(eval $(1) := $(2))$($(1))
APR_FLAGS   = $(call once,APR_FLAGS,$(shell $(APR) --cppflags) $(patsubst -I%,-isystem %,$(shell $(APR) --includes)))
HTTPD_FLAGS = $(call once,HTTPD_FLAGS,$(if $(APXS),-isystem $(shell $(APXS) -q INCLUDEDIR)))
CFLAGS_ALL  = $(WARN) $(OPT) $(HARD) $(SAN) -fPIC -fvisibility=hidden \
	-I$(SRC) -I$(BUILD)/gen $(APR_FLAGS) -DSP_VERSION='"$(VERSION)"' -MMD -MP $(CPPFLAGS) $(CFLAGS)
LINK        = $(CC) $(CFLAGS) $(SAN) $(LDFLAGS)
# APR's ring macros cast const away, so the glue goes without this one.
CAST := -Wcast-qual
LIBS  = $(call once,LIBS,$(shell $(APR) --link-ld) -lz -lexpat)

.DEFAULT_GOAL := all
.PHONY: all run test check unit spec cli httpd mpms worker prefork browser asan valgrind tsan \
	fuzz fuzz-lib fuzz-httpd_t replay bench bench-servers scorecard coverage po-update po-coverage po-complete lint checks format man install uninstall deb rpm image \
	build-deps deps clean help
.DELETE_ON_ERROR:
.SECONDARY:

# The man pages come of a program that is run, so a build for another machine goes without.
all: $(BUILD)/mod_statuspages.so $(BUILD)/statuspages $(if $(filter-out $(CC),$(HOSTCC)),,man) ## build module and command (default)

# ---- what has to be there: one sentence that names the package ---------------

# $(1) succeeds, or $(2) is said.
need    = @$(1) >/dev/null 2>&1 || { echo '$(2)' >&2; exit 1; }
header  = echo "\#include <$(1)>" | $(CC) $(CPPFLAGS) $(CFLAGS) $(APR_FLAGS) -E -
by_deps = $(1) is missing: run "make -f apxs.mk $(2)", or install $(3)

.PHONY: needs needs-cmocka needs-jansson needs-yaml
needs:
	$(call need,command -v "$(APXS)",$(call by_deps,apxs,build-deps,apache2-dev (Debian, Ubuntu) or httpd-devel (Fedora)))
	$(call need,command -v "$(APR)",$(call by_deps,apr-1-config,build-deps,libapr1-dev (Debian, Ubuntu) or apr-devel (Fedora)))
	$(call need,$(call header,apr_escape.h),$(call by_deps,apr_escape.h of APR 1.6,build-deps,libapr1-dev (Debian, Ubuntu) or apr-devel (Fedora)))
	$(call need,$(call header,zlib.h),$(call by_deps,zlib.h,build-deps,zlib1g-dev (Debian, Ubuntu) or zlib-devel (Fedora)))
	$(call need,$(call header,expat.h),$(call by_deps,expat.h,build-deps,libexpat1-dev (Debian, Ubuntu) or expat-devel (Fedora)))

needs-cmocka: needs
	$(call need,$(call header,cmocka.h),$(call by_deps,cmocka.h,deps,libcmocka-dev (Debian, Ubuntu) or libcmocka-devel (Fedora)))

needs-jansson: needs
	$(call need,$(call header,jansson.h),$(call by_deps,jansson.h,deps,libjansson-dev (Debian, Ubuntu) or jansson-devel (Fedora)))

needs-yaml:
	$(call need,python3 -c "import yaml",$(call by_deps,Python'"'"'s yaml,deps,python3-yaml (Debian, Ubuntu) or python3-pyyaml (Fedora)))

$(core_o) $(module_o) $(cli_o) $(BUILD)/$(SRC)/packaging/manual/tables.o $(unit:%.c=$(BUILD)/%.o) $(BUILD)/tools/compile $(BUILD)/tools/embed: | needs
$(unit:%.c=$(BUILD)/%.o): | needs-cmocka
$(BUILD)/tests/unit/mustache_spec.o: | needs-jansson

HELP := apxs.mk

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9_ -]+:.*## / { n = split($$1, name, " "); \
		for (i = 1; i <= n; i++) printf "%-12s%s\n", name[i] " ", $$2 }' $(HELP)

# ---- generated: the texts and the themes as constant tables -----------------

# What comes out as it was keeps its date, so that nothing is compiled for it.
# A name for each process: suites that run side by side make the same file.
as_new = > $@.$$$$ && if cmp -s $@.$$$$ $@; then rm $@.$$$$; else mv $@.$$$$ $@; fi

$(BUILD)/tools/compile: $(texts_c) $(SRC)/catalog/compiler.h $(defs)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(HOSTCC) $(WARN) -Wno-overlength-strings -O1 -I$(SRC) $(HOSTFLAGS) -o $@ $(texts_c)

$(BUILD)/tools/embed: $(SRC)/catalog/embed.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(HOSTCC) $(WARN) -D_DEFAULT_SOURCE -O1 $(HOSTFLAGS) -o $@ $<

$(BUILD)/gen/messages.h: $(BUILD)/tools/compile
	@mkdir -p $(@D)
	$(Q)$< messages.h $(as_new)

$(BUILD)/gen/catalog.c: $(BUILD)/tools/compile $(po) $(owner_po)
	@mkdir -p $(@D)
	$(Q)$< catalog.c $(PO) $(as_new)

$(BUILD)/gen/themes.c: $(BUILD)/tools/embed $(wildcard templates/*/*)
	@mkdir -p $(@D)
	$(Q)$< sp_theme $(themes:%/=%) $(as_new)

$(BUILD)/gen/code_reference.c: $(BUILD)/tools/embed $(wildcard $(SRC)/core/code_reference/*)
	@mkdir -p $(@D)
	$(Q)$< sp_code_reference $(SRC)/core/code_reference $(as_new)

# What `build` writes, as lines; this project's licence is not that of a site.
$(BUILD)/gen/files.c: $(files) apxs.mk
	@mkdir -p $(@D)
	$(Q){ echo '#include "cli/targets/targets.h"'; echo 'const sp_embedded sp_embedded_files[] = {'; for f in $(files); do \
		echo "{ \"$${f#$(SRC)/cli/targets/}\", (const char *const[]){"; \
		sed '/SPDX-License-Identifier/d; s/[\\"]/\\&/g; s/.*/"&\\n",/' $$f; echo 'NULL } },'; done; echo '};'; \
		echo 'const unsigned sp_embedded_count = sizeof(sp_embedded_files) / sizeof(sp_embedded_files[0]);'; } > $@

# What names the version is compiled anew when there is another.
.PHONY: always
$(BUILD)/gen/version: always
	@mkdir -p $(@D)
	@echo '$(VERSION)' $(as_new)

$(patsubst %.c,$(BUILD)/%.o,$(shell grep -ls SP_VERSION $(module) $(cli))): $(BUILD)/gen/version

# ---- compile: only module/ ever sees httpd's headers -------------------------

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/gen/messages.h
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS_ALL) -Wno-overlength-strings -c -o $@ $<

$(BUILD)/$(SRC)/module/%.o: $(SRC)/module/%.c $(BUILD)/gen/messages.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS_ALL) $(HTTPD_FLAGS) -c -o $@ $<

$(BUILD)/%.o: %.c $(BUILD)/gen/messages.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS_ALL) $(CAST) -I. -c -o $@ $<

# ---- link -------------------------------------------------------------------

$(BUILD)/libstatuspages.a: $(core_o)
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/mod_statuspages.so: $(module_o) $(BUILD)/libstatuspages.a
	$(call say,LD)
	$(Q)$(LINK) -shared -Wl,-z,relro,-z,now -o $@ $^ -lz -lexpat

$(BUILD)/statuspages: $(cli_o) $(BUILD)/libstatuspages.a
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# conf knows APR only, so that inheritance is tested without a server.
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/$(SRC)/module/conf.o $(BUILD)/libstatuspages.a
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ -lcmocka $(LIBS)

$(BUILD)/tests/mustache_spec: $(BUILD)/tests/unit/mustache_spec.o $(BUILD)/libstatuspages.a
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ -ljansson $(LIBS)

# For the fuzzers; whoever names nothing of it gets nothing of it.
$(BUILD)/libreader.a: $(reader:%.c=$(BUILD)/%.o)
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o \
		$(BUILD)/libreader.a $(BUILD)/libstatuspages.a
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# ---- man pages and completions ------------------------------------------------

$(BUILD)/tools/tables: $(BUILD)/$(SRC)/packaging/manual/tables.o $(filter-out %/main.o,$(cli_o)) $(BUILD)/libstatuspages.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/gen/tables: $(BUILD)/tools/tables $(wildcard $(SRC)/packaging/manual/*) $(SRC)/cli/README.md $(SRC)/module/README.md \
		$(SRC)/CHANGELOG.md apxs.mk
	$(Q)sh $(SRC)/packaging/manual/make.sh $(BUILD) $(VERSION)

man: $(BUILD)/gen/tables ## make the man pages, and completions for bash and zsh

# ---- run --------------------------------------------------------------------

run: build-deps ## install what is missing, then start a private httpd with a demo site
	$(ALL_CORES) all
	python3 tests/httpd/demo.py $(PORT)

# ---- test: install what is missing, then every suite ---------------------------

test lint: export WERROR := -Werror

# The longest first, so that none is left alone at the end.
suites   := browser valgrind asan lint servers prefork httpd worker checks cli unit replay po-coverage
checked  := servers httpd checks cli unit replay

# $(1) side by side, each to its end; then the names of those that failed.
side_by_side = @rm -rf $(BUILD)/suites && mkdir -p $(BUILD)/suites && \
	{ $(ALL_CORES) -k $(1:%=suite-%) || { echo "failed:" $$(ls $(BUILD)/suites); exit 1; }; }

test: deps ## install what is missing, then run every suite
	$(ALL_CORES) all $(unit_b) $(replay_b)
	$(call side_by_side,$(suites))
	@echo "all suites passed"

check: ## run all suites that need no sanitizer
	$(ALL_CORES) all $(unit_b) $(replay_b)
	$(call side_by_side,$(checked))

# What a suite says is shown in one piece.
suite-%:
	+@said=$(BUILD)/suites/$*; if $(SELF) $* >$$said 2>&1; \
	then { echo "== $*"; cat $$said; mkdir -p $(BUILD)/counts && grep passed $$said | tail -1 >$(BUILD)/counts/$*; rm $$said; }; else { echo "== $* failed"; cat $$said; exit 1; }; fi

unit: $(unit_b) ## test core, without a server
	@sh tests/unit/run.sh $(unit_b)

spec: $(BUILD)/tests/mustache_spec ## run the official Mustache test data; SPEC=folder
	$< $(SPEC)

replay: $(replay_b) ## run the fuzzers' seeds as ordinary tests
	@sh tests/unit/run.sh $(foreach t,$(replay_b),"$t tests/fuzz/corpus/$(t:$(BUILD)/tests/fuzz/replay_%=%)")

cli: $(BUILD)/statuspages ## test the command
	STATUSPAGES="$$(cd $(BUILD) && pwd)/statuspages" sh tests/cli/run.sh

httpd: all ## test the module in a real server
	BUILD=$(BUILD) python3 tests/httpd/run.py

servers: $(BUILD)/statuspages needs-yaml ## test generated files in other real servers
	BUILD=$(BUILD) python3 tests/servers/run.py

mpms: all ## run the server suite in the other two MPMs
	$(call side_by_side,worker prefork)

worker prefork: all ## run the server suite in this MPM
	MPM=$@ BUILD=$(BUILD) python3 tests/httpd/run.py

checks: all $(BUILD)/tests/unit/test_pack $(BUILD)/tests/unit/test_page_problem ## check sources and manual: layers, exports, names, links, wording
	@BUILD=$(BUILD) sh tests/unit/run.sh $(patsubst %,"sh %",$(wildcard tests/checks/*.sh))

# Without object-size: APR says that apr_pstrmemdup() gives one byte less than it does.
ASAN = BUILD=$(BUILD)/asan OPT='-O1 -g' HARD= \
	SAN='-fsanitize=address,undefined -fno-sanitize=object-size -fno-sanitize-recover=all -fno-omit-frame-pointer'

asan: ## run the unit tests and the server suite under ASan and UBSan
	+$(SHARED) unit replay all $(ASAN)
	SP_WRAP=asan BUILD=$(BUILD)/asan python3 tests/httpd/run.py

valgrind: all ## run the server suite under memcheck
	SP_WRAP=valgrind MPM=prefork BUILD=$(BUILD) python3 tests/httpd/run.py

SOAK ?= 100000
tsan: ## send SOAK requests under ThreadSanitizer, in both MPMs with threads
	$(SELF) $(BUILD)/tsan/mod_statuspages.so $(BUILD)/tsan/tests/unit/test_latest BUILD=$(BUILD)/tsan OPT='-O1 -g' HARD= SAN=-fsanitize=thread
	$(BUILD)/tsan/tests/unit/test_latest
	SP_WRAP=tsan MPM=event BUILD=$(BUILD)/tsan python3 tests/httpd/soak.py $(SOAK)
	SP_WRAP=tsan MPM=worker BUILD=$(BUILD)/tsan python3 tests/httpd/soak.py $(SOAK)

browser: all ## test the pages in headless Chromium; needs npm, chromium
	sh tests/browser/run.sh

# FUZZ="po language" chooses
FUZZ_SECONDS ?= 60
FUZZ         ?= $(fuzzers:tests/fuzz/fuzz_%.c=%) httpd_t

fuzz: $(FUZZ:%=fuzz-%) ## run libFuzzer and httpd -t for FUZZ_SECONDS each

fuzz-lib:
	@mkdir -p $(BUILD)/fuzz
	@$(SELF) $(BUILD)/fuzz/libreader.a $(BUILD)/fuzz/libstatuspages.a BUILD=$(BUILD)/fuzz CC=clang \
		OPT='-O1 -g' HARD= SAN='-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all'

fuzz-%: fuzz-lib
	@clang $(WARN) -g -O1 -fsanitize=address,undefined,fuzzer -I$(SRC) -I$(BUILD)/fuzz/gen $(APR_FLAGS) \
		-o $(BUILD)/fuzz/$* tests/fuzz/fuzz_$*.c $(BUILD)/fuzz/libreader.a $(BUILD)/fuzz/libstatuspages.a $(LIBS)
	@mkdir -p $(BUILD)/fuzz/corpus_$*
	@$(BUILD)/fuzz/$* -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$(BUILD)/fuzz/ \
		$(BUILD)/fuzz/corpus_$* tests/fuzz/corpus/$*

# themes, settings and directives as a server reads them
fuzz-httpd_t:
	@$(SELF) all $(ASAN)
	@SP_WRAP=asan BUILD=$(BUILD)/asan FUZZ_SECONDS=$(FUZZ_SECONDS) python3 tests/fuzz/fuzz_httpd_t.py

bench: all $(BUILD)/tests/bench/bench_render $(BUILD)/tests/bench/bench_pack $(BUILD)/tests/bench/bench_suggest ## measure what it costs
	$(BUILD)/tests/bench/bench_render
	$(BUILD)/tests/bench/bench_pack
	$(BUILD)/tests/bench/bench_suggest
	BUILD=$(BUILD) python3 tests/bench/cost.py

bench-servers: all ## measure what the files of statuspages build cost in real servers
	BUILD=$(BUILD) python3 tests/bench/servers_cost.py

scorecard: all ## measure all that is promised; prints a table for the README
	BUILD=$(BUILD) python3 tests/bench/scorecard.py

$(BUILD)/tests/bench/bench_%: $(BUILD)/tests/bench/bench_%.o $(BUILD)/libstatuspages.a
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# ---- read ---------------------------------------------------------------------

formatted := $(core) $(module) $(cli) $(wildcard $(SRC)/packaging/manual/*.c $(SRC)/catalog/*.c $(SRC)/*/*.h $(SRC)/*/*/*.h tests/unit/*.[ch] \
	tests/fuzz/*.[ch] tests/bench/*.c)

# clang-tidy spends its time in the analyzer, file by file: a target for each lets the cores share.
tidy = $(patsubst %,tidy-%,$(core) $(cli) $(module))

# clang warns before it optimises, and what it makes is not run: -O0 takes half the time.
lint: $(BUILD)/gen/messages.h ## run clang, clang-tidy, cppcheck and clang-format
	+$(SHARED) all $(unit_b:$(BUILD)/%=$(BUILD)/clang/%) BUILD=$(BUILD)/clang CC=clang OPT=-O0 HARD=
	+$(SHARED) -k $(tidy)
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j$(JOBS) \
		--enable=warning,performance,portability --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=normalCheckLevelMaxBranches \
		-I$(SRC) -I$(BUILD)/gen $(core) $(cli) $(module)
	@# Each version breaks some lines elsewhere.
	@if clang-format --version | grep -q 'version 14[.]'; then \
		clang-format --dry-run -Werror $(formatted); \
	else echo 'the format was not checked: install clang-format 14'; fi

$(tidy): tidy-%:
	@said=$$(clang-tidy --quiet $* -- -std=c11 -I$(SRC) -I$(BUILD)/gen $(APR_FLAGS) $(if $(filter $(module),$*),$(HTTPD_FLAGS)) \
		-DSP_VERSION='""' 2>&1) || { printf '%s\n' "$$said"; exit 1; }

format: ## format the C sources
	clang-format -i $(formatted)

coverage: ## show which lines of core the unit tests reach
	$(SELF) unit BUILD=$(BUILD)/coverage OPT='-O0 -g' HARD= SAN=--coverage
	cd $(BUILD)/coverage && find . -name '*.gcda' -path '*core*' -exec gcov -n {} + | grep -A1 "File 'mod_statuspages/core"

# ---- translations ---------------------------------------------------------------

po-update: $(BUILD)/tools/compile ## refresh both templates and all translations after an English text has changed
	$< pot > $(PO)/statuspages.pot
	$< owner.pot > $(PO)/owner/owner.pot
	@set -e; for f in $(po) $(owner_po); do case $$f in */owner/*) pot=owner/owner.pot ;; *) pot=statuspages.pot ;; esac; \
		msgmerge --quiet --update --backup=none --previous --no-wrap $$f $(PO)/$$pot; done
	@$< coverage $(PO) || true

po-coverage: $(BUILD)/tools/compile ## show how much of each language is translated
	@$< coverage $(PO) || true

po-complete: $(BUILD)/tools/compile ## same before a release: fail if a COMPLETE language is not
	@$< coverage $(PO)

# ---- install --------------------------------------------------------------------

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# apache2-bin is httpd without the service that the package apache2 starts on port 80.
BUILD_DEBIAN := gcc make python3 apache2-bin apache2-dev libapr1-dev zlib1g-dev libexpat1-dev
BUILD_FEDORA := gcc make python3 httpd httpd-devel apr-devel zlib-devel expat-devel redhat-rpm-config
TEST_DEBIAN := $(BUILD_DEBIAN) clang clang-tidy clang-format libclang-rt-dev cppcheck valgrind \
	libcmocka-dev libjansson-dev gettext groff-base mandoc zsh curl openssl nghttp2-client python3-yaml libxml2-utils python3-prometheus-client \
	apache2-data libapache2-mod-security2 php-fpm strace procps nginx haproxy caddy lighttpd \
	lighttpd-modules-lua libnginx-mod-http-js libnginx-mod-http-lua varnish varnish-modules h2o docker-compose python3-botocore jq \
	nodejs npm chromium chromium-headless-shell default-jre-headless fonts-noto-core fonts-noto-cjk
TEST_FEDORA := $(BUILD_FEDORA) clang clang-tools-extra cppcheck valgrind libasan libubsan \
	libcmocka-devel jansson-devel gettext groff-base mandoc zsh curl openssl nghttp2 libxml2 python3-prometheus_client \
	mod_ssl mod_http2 mod_lua mod_security php-fpm nginx haproxy caddy lighttpd varnish \
	nodejs npm chromium java-headless

# Packages of $(1) on Debian, of $(2) on Fedora, if they are missing.  Runlevel 1 has no service: a
# package that brings one does not start it, where there is no systemd that would.
define get
	@if command -v dpkg-query >/dev/null; then \
		missing=; for p in $(1); do \
			dpkg-query -W -f '$${db:Status-Abbrev}' $$p 2>/dev/null | grep -q ^ii || \
			command -v $$p >/dev/null || missing="$$missing $$p"; done; \
		if [ -n "$$missing" ]; then echo "installing:$$missing"; $(SUDO) apt-get update -qq && \
			$(SUDO) env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
				apt-get install -y -qq --no-install-recommends $$missing; fi; \
	elif command -v dnf >/dev/null; then $(SUDO) dnf install -y -q $(2); fi
endef

build-deps: ## install what the build and `run` need (apt-get or dnf)
	$(call get,$(BUILD_DEBIAN),$(BUILD_FEDORA))

deps: ## install what `test` needs (apt-get or dnf)
	$(call get,$(TEST_DEBIAN),$(TEST_FEDORA))

# Debian's a2enmod wants two files.  Its apxs names /etc/apache2, also where packages are made and
# that folder is not there.
ROOT    = "$(DESTDIR)"
LIBEXEC = $(if $(APXS),$(shell $(APXS) -q LIBEXECDIR))
DEBIAN  = $(if $(wildcard /etc/debian_version),$(and $(APXS),$(filter /etc/apache2,$(shell $(APXS) -q SYSCONFDIR))))
SHARED_FILES = $(if $(filter-out $(CC),$(HOSTCC)),,man/man1/statuspages.1 man/man8/mod_statuspages.8 \
	bash-completion/completions/statuspages zsh/site-functions/_statuspages)
NO_CONF = printf '\# Directives of mod_statuspages; none is needed.\n<IfModule mod_statuspages.c>\n</IfModule>\n'

install: needs all ## install module, command and man pages; DESTDIR, PREFIX, BINDIR, DATADIR
	install -d $(ROOT)$(LIBEXEC) $(ROOT)$(BINDIR)
	install -m 755 $(BUILD)/mod_statuspages.so $(ROOT)$(LIBEXEC)/
	install -m 755 $(BUILD)/statuspages $(ROOT)$(BINDIR)/
	@for file in $(SHARED_FILES); do install -D -m 644 $(BUILD)/share/$$file $(ROOT)$(DATADIR)/$$file || exit 1; done
ifneq ($(DEBIAN),)
	@install -d $(ROOT)$(DEBIAN)/mods-available
	@cd $(ROOT)$(DEBIAN)/mods-available && { [ -e statuspages.conf ] || $(NO_CONF) >statuspages.conf; } && \
		echo 'LoadModule statuspages_module $(LIBEXEC)/mod_statuspages.so' >statuspages.load
	@echo "now run: a2enmod statuspages"
endif

uninstall: needs ## remove what install installed; edited files stay
	rm -f $(ROOT)$(LIBEXEC)/mod_statuspages.so $(ROOT)$(BINDIR)/statuspages $(SHARED_FILES:%=$(ROOT)$(DATADIR)/%)
ifneq ($(DEBIAN),)
	@[ ! -d $(ROOT)$(DEBIAN)/mods-available ] || { cd $(ROOT)$(DEBIAN)/mods-available && \
		for link in ../mods-enabled/statuspages.load ../mods-enabled/statuspages.conf; do \
			[ ! -L $$link ] || { rm -f $$link && echo "disabled: removed $${link#../}; restart httpd"; }; done; \
		rm -f statuspages.load; \
		[ ! -e statuspages.conf ] || if $(NO_CONF) | cmp -s - statuspages.conf; then rm -f statuspages.conf; \
		else echo 'kept because it was edited:' $(ROOT)$(DEBIAN)/mods-available/statuspages.conf; fi; }
endif

# ---- packages -------------------------------------------------------------------

deb rpm: ## build packages in $(BUILD)/deb or $(BUILD)/rpm
	sh $(SRC)/packaging/$@.sh $(BUILD)/$@ $(VERSION)

# The format of OCI has no health check.
CONTAINER ?= podman
image: ## build the images of the error backend and of httpd; CONTAINER=buildah, IMAGE_ARGS="--build-arg BASE=..."
	for image in httpd backend; do $(CONTAINER) build $(if $(filter docker,$(CONTAINER)),,--format docker) --target $$image \
		-t statuspages-$$image $(IMAGE_ARGS) -f $(SRC)/packaging/image/Containerfile . || exit 1; done

clean: ## remove all build output
	rm -rf $(BUILD)

-include $(BUILD)/$(SRC)/packaging/manual/tables.d $(core_o:.o=.d) $(module_o:.o=.d) $(cli_o:.o=.d) $(unit_b:=.d) $(replay_b:=.d) $(reader:%.c=$(BUILD)/%.d)
