/* SPDX-License-Identifier: Apache-2.0 */
/* targets.h - the servers that `statuspages build` makes files for.
 *
 * A target is a row: what its server can do, as data, and one function that
 * makes the files.  Its source is targets/NAME.c; targets.def lists them all.
 * targets/NAME/README.md says how to set the files up, LIMITS.md in it what
 * they cannot do, as a Markdown list.
 */
#ifndef SP_CLI_TARGETS_TARGETS_H
#define SP_CLI_TARGETS_TARGETS_H

#include "cli/buffer.h"
#include "cli/negotiate.h"
#include "cli/options.h"
#include "cli/render.h"

enum { SP_TARGET_CHECK_MAX = 16, SP_COMMON_MAX = 8 };

#define SP_FORMATS_USUAL                                                       \
    (SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)             \
     | SP_FORMAT_BIT(SP_FORMAT_TEXT))

/* A file under cli/targets/SERVER/, compiled into the command: what a target
 * writes, with @NAME@ where a value comes. */
typedef struct sp_embedded {
    const char *name;         /* nginx/http.conf */
    const char *const *lines; /* each with its end; NULL ends them */
} sp_embedded;

/* Generated. */
extern const sp_embedded sp_embedded_files[];
extern const unsigned sp_embedded_count;

/* What a target's function works with. */
typedef struct sp_build {
    const sp_options *options;
    sp_staging *staging;
    sp_fill common[SP_COMMON_MAX]; /* what each file can name */
    sp_buffer *readme;             /* how to set it up, which the target adds */
    apr_pool_t *pool;              /* lives as long as the build */
    bool shows_progress;           /* standard error is a terminal */
    bool saw_too_long;             /* a page is longer than the server takes */
} sp_build;

/* A module of the server that --with takes; a list of them ends with a NULL
 * name. */
typedef struct sp_module {
    const char *name;    /* njs */
    const char *meaning; /* "weighs q-values; libnginx-mod-http-js" */
} sp_module;

typedef struct sp_target {
    const char *name;  /* nginx */
    const char *title; /* nginx 1.19 or later */
    const char *codes; /* it can answer with a page, as for
                          StatusPagesCodes */
    unsigned formats;  /* SP_FORMAT_BIT set: it can choose between */
    unsigned usual;    /* those that are made unless --formats says */
    bool gallery;      /* takes several themes, each in its folder */
    bool single;       /* has one page for each code: in one language and one
                          format */
    bool configures;   /* makes files that name the output folder */
    bool named;        /* its files hold names, which sp_options.name begins */
    const char *no_cache; /* why --cache is refused; NULL: it is not */
    /* What --replace can be, SP_REPLACE_BIT set; why it cannot be another. */
    unsigned replaces;
    const char *no_replace;
    /* Why these are refused, and what to do instead; NULL: they are not. */
    const char *no_reference;
    const char *no_headers;
    const sp_module *modules; /* for --with; NULL: none */
    /* The server's own check: words of a command, @FOLDER@ is the folder,
     * @SCRATCH@ an empty folder.  Empty: none.  The first word is one name or
     * several ("apache2|httpd"), looked for in PATH and where system programs
     * are. */
    const char *check[SP_TARGET_CHECK_MAX];
    void (*make)(sp_build *build);
} sp_target;

extern const sp_target *const sp_targets[];
extern const unsigned sp_target_count;

/* The target of that name; NULL if there is none. */
const sp_target *sp_target_find(const char *name);

/* ---- what targets share ----------------------------------------- */

/* How the pages of a target are written. */
typedef struct sp_page_style {
    const char *folder;        /* inside the output; "" for the output itself */
    const sp_dialect *dialect; /* NULL: as the visitor gets them */
    bool gzip;                 /* a .gz twin beside each that holds no
                                  inserts */
    /* The file's name inside the output; NULL: sp_target_page_name(). */
    const char *(*name)(const sp_build *build, const sp_page_key *key,
                        const char *folder, apr_pool_t *pool);
    size_t length_most; /* a longer file is noted; 0: any length */
    /* What the file holds, from the page; NULL: the page. */
    sp_span (*frame)(const sp_build *build, const sp_page_key *key,
                     const sp_rendered *page, apr_pool_t *pool);
} sp_page_style;

/* FOLDER/[THEME/]LANGUAGE/CODE.SUFFIX; THEME for a gallery only. */
const char *sp_target_page_name(const sp_build *build, const sp_page_key *key,
                                const char *folder, apr_pool_t *pool);

/* FOLDER/CODE.SUFFIX, for a target with one page for each code. */
const char *sp_target_flat_name(const sp_build *build, const sp_page_key *key,
                                const char *folder, apr_pool_t *pool);

/* What is done with a page; `pool` is emptied after each. */
typedef void sp_page_visit(sp_build *build, void *baton, const sp_page_key *key,
                           apr_pool_t *pool);

/* Visit all pages of the build, and show it if somebody looks. */
void sp_target_visit_pages(sp_build *build, sp_page_visit *visit, void *baton);

/* Does the server take `length` bytes?  The first that it does not is noted.
 * 0: any. */
bool sp_target_measure(sp_build *build, const char *name, size_t length,
                       size_t max);

/* Write all pages of the build, one at a time. */
void sp_target_write_pages(sp_build *build, const sp_page_style *style);

/* The codes of the build, now and then with `line_break` instead of what is
 * else `between` them. */
const char *sp_target_codes(const sp_build *build, const char *between,
                            const char *line_break);

/* `wanted` if pages are made in it, else the first format that they are made
 * in; and its suffix. */
sp_format sp_target_format(const sp_options *options, sp_format wanted);
const char *sp_target_suffix(const sp_build *build, sp_format wanted);

/* Fill in build->common: @NAME@ (sp_options.name), @FOLDER@, @DEFAULT@ (the
 * first language), @POLICY@; @HTML@, @JSON@ and @TEXT@, the suffixes of these
 * formats or of what stands in for them. */
void sp_target_begin(sp_build *build);

/* `text` with these replaced. */
const char *sp_target_named(const sp_build *build, const char *text);

/* From here on @FOLDER@ is `folder`: where a container has the files. */
void sp_target_place(sp_build *build, const char *folder);

/* The embedded file `name`. */
const char *sp_target_text(const sp_build *build, const char *name,
                           const sp_fill *fills);

/* Write the embedded file `name` without the folder in its name. */
void sp_target_file(sp_build *build, const char *name, const sp_fill *fills);

/* Add the target's README.md to build->readme. */
void sp_target_readme(sp_build *build, const sp_fill *fills);

/* The target's LIMITS.md. */
const char *sp_target_limits(const sp_build *build);

/* ---- what targets share: rows.c ------------------------------------------
 *
 * build->common is filled in in all of these. */

/* `row` once for each code: @CODE@. */
const char *sp_rows_codes(const sp_build *build, const char *row);

/* `row` once for each code that has a wait: @CODE@ and @WAIT@. */
const char *sp_rows_retry_after(const sp_build *build, const char *row);

/* `row` once for each code whose pages caches may keep: @CODE@ and @SECONDS@.
 */
const char *sp_rows_cache(const sp_build *build, const char *row);

/* Those codes as alternatives of an expression, 404|410; NULL: there are none.
 */
const char *sp_rows_cached(const sp_build *build);

/* `row` once for each --header: @HEADER@ and @VALUE@, to put between double
 * quotes. */
const char *sp_rows_headers(const sp_build *build, const char *row);

/* For each page whose language is not that of its folder: @PAGE@, like
 * de/451, and @LANGUAGE@. */
const char *sp_rows_foreign(const sp_build *build, const char *row);

/* For each format whose pages are for programs, and so in English: @SUFFIX@. */
const char *sp_rows_programs(const sp_build *build, const char *row);

/* `row` once for each language, the preferred one first: @LANGUAGE@. */
const char *sp_rows_offered(const sp_build *build, const char *row);

/* For each prefix of sp_negotiate_prefixes() that is served: @RANGE@ and
 * @LANGUAGE@. */
const char *sp_rows_ranges(const sp_build *build, const char *row);

/* Likewise, and `unserved` for each that is not, although a shorter one is:
 * @RANGE@. */
const char *sp_rows_all_ranges(const sp_build *build, const char *row,
                               const char *unserved);

/* For each language that ranges lead to: @RANGES@, as alternatives, and
 * @LANGUAGE@. */
const char *sp_rows_languages(const sp_build *build, const char *row);

/* Ranges that are the tag of a language, whatever region follows: as
 * alternatives; "" if there are none. */
const char *sp_rows_simple(const sp_build *build);

/* For each of sp_negotiate_words with a format that is made: @WORD@ and
 * @SUFFIX@; backwards for a server where the last row that fits wins. */
const char *sp_rows_words(const sp_build *build, const char *row,
                          bool last_wins);

/* For each tenth of a weight, from 1 down: @PATTERN@, what `expression` makes
 * of `group` for elements with such a weight.  If the first row that matches
 * wins, so does the heaviest element, of those in the same tenth the first. */
const char *sp_rows_weights(const sp_build *build, const char *row,
                            sp_negotiate *expression, const char *group);

/* For each format that is made: @SUFFIX@ and @TYPE@, its media type. */
const char *sp_rows_types(const sp_build *build, const char *row);

#define TARGET(name) extern const sp_target sp_target_##name;
#include "cli/targets/targets.def"
#undef TARGET

#endif
