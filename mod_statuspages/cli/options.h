/* SPDX-License-Identifier: Apache-2.0 */
/* options.h - what `statuspages build` is to make: its options, read and
 * checked. */
#ifndef SP_CLI_OPTIONS_H
#define SP_CLI_OPTIONS_H

#include "cli/command.h"
#include "cli/buffer.h"
#include "cli/staging.h"

#include "core/cache_times.h"
#include "core/facts.h"
#include "core/format.h"
#include "core/language.h"
#include "core/text_override.h"
#include "core/theme.h"
#include "core/retry_after.h"

enum {
    SP_OPTIONS_THEMES_MAX = 16,
    SP_OPTIONS_CODES_MAX = 128,
    SP_OPTIONS_HEADERS_MAX = 16,
    SP_OPTIONS_MODULES_MAX = 8,
    SP_OPTIONS_OWN_MAX = 16
};

/* A caller's id is shown if all of it fits this expression, as
 * sp_reference_is_id() has it; it needs quotes in some configurations. */
#define SP_OPTIONS_ID "^[A-Za-z0-9._~:-]{1,64}$"

/* The options of `build`, by row. */
typedef enum sp_build_row {
    SP_BUILD_FOR,
    SP_BUILD_OUTPUT,
    SP_BUILD_NAME,
    SP_BUILD_LANGUAGES,
    SP_BUILD_CODES,
    SP_BUILD_CODE,
    SP_BUILD_LIKE,
    SP_BUILD_FORMATS,
    SP_BUILD_THEME,
    SP_BUILD_PARAMETER,
    SP_BUILD_SET,
    SP_BUILD_TEXT,
    SP_BUILD_SITE_NAME,
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    SP_BUILD_##id,
#include "core/site.def"
#undef SITE_LINK
    SP_BUILD_PROBLEM_BASE,
    SP_BUILD_RETRY_AFTER,
    SP_BUILD_CACHE,
    SP_BUILD_REPLACE,
    SP_BUILD_REFERENCE,
    SP_BUILD_HEADER,
    SP_BUILD_WITH,
    SP_BUILD_PLAIN,
    SP_BUILD_FORCE,
    SP_BUILD_DRY_RUN,
    SP_BUILD_DIFF,
    SP_BUILD__COUNT
} sp_build_row;

/* A theme, and the name its pages go under. */
typedef struct sp_options_theme {
    const char *name;
    const sp_theme *theme;
} sp_options_theme;

/* Which errors of an application get a page.  The server's own always do. */
typedef enum sp_replace {
    SP_REPLACE_EMPTY, /* those without a body; the default */
    SP_REPLACE_BARE,  /* also those with a built-in text of other software */
    SP_REPLACE_ALL,
    SP_REPLACE__COUNT
} sp_replace;

#define SP_REPLACE_BIT(replace) (1U << (replace))

/* A code that nobody else knows, and the one whose page it has. */
typedef struct sp_own_code {
    int code;
    int like;
} sp_own_code;

/* A field that all pages are sent with.  Both parts are tame: they mean
 * themselves between double quotes in every configuration. */
typedef struct sp_header {
    const char *name;
    const char *value;
} sp_header;

typedef struct sp_options {
    const struct sp_target *target;
    sp_folder folder; /* configurations name its path */
    /* What everything that the configuration names begins with: "statuspages",
     * or "shop_statuspages" with --name shop. */
    const char *name;
    bool is_named; /* with --name */
    sp_staging_mode mode;
    bool force;
    bool plain; /* pages hold no values of the request */
    sp_options_theme themes[SP_OPTIONS_THEMES_MAX];
    unsigned theme_count;            /* 1 unless the target takes several */
    int codes[SP_OPTIONS_CODES_MAX]; /* ascending */
    unsigned code_count;
    sp_own_code own_codes[SP_OPTIONS_OWN_MAX]; /* they are in codes, too */
    unsigned own_code_count;
    const sp_text_overrides *texts; /* the administrator's own; may be NULL */
    sp_language_set languages;      /* the first is the default */
    unsigned formats;               /* SP_FORMAT_BIT set */
    sp_site site;
    sp_span problem_base;
    sp_retry_after waits;
    sp_cache_times cache;
    /* One that the target can do; without --replace the first, whatever the
     * target makes of it. */
    sp_replace replace;
    /* The request's field that holds its id, X-Request-Id; NULL: the id is the
     * server's.  Letters, digits and hyphens. */
    const char *reference;
    sp_header headers[SP_OPTIONS_HEADERS_MAX];
    unsigned header_count;
    const char *modules[SP_OPTIONS_MODULES_MAX]; /* of --with */
    unsigned module_count;
    sp_custom_names own_names;
    sp_custom_value
        custom[SP_CUSTOM_MAX]; /* the administrator's own variables */
    unsigned custom_count;
    sp_buffer *notes; /* what was left out, a line each; for the user and the
                        README */
    apr_pool_t *pool;
} sp_options;

/* Read and check the arguments of `build`.  Returns false, after reporting it
 * on standard error, if anything is wrong with them. */
bool sp_options_read(sp_options *options, const sp_arguments *arguments);

/* Is a page made for `code`? */
bool sp_options_has(const sp_options *options, int code);

/* What is known about `code`, which may be one of the administrator's own. */
const sp_status *sp_options_status(const sp_options *options, int code);

/* The code whose page it has; 0: its own. */
int sp_options_like(const sp_options *options, int code);

/* Is the server's module `name` used, by --with? */
bool sp_options_with(const sp_options *options, const char *name);

/* Seconds for which caches may keep the page of `code`; then it is the same for
 * everybody.  0: they may not. */
static inline uint32_t sp_options_seconds(const sp_options *options, int code)
{
    return sp_cache_times_for(&options->cache, code);
}

/* The language in which the page of `code` is served to a client that wants
 * language number `language`: that one, if it has all texts of the page;
 * otherwise the one that the module would choose. */
const sp_language *sp_options_language(const sp_options *options,
                                       unsigned language, int code);

#endif
