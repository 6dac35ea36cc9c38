/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h - what `statuspages build` is to make: its options, understood. */
#ifndef SP_CLI_PLAN_H
#define SP_CLI_PLAN_H

#include "cli/command.h"
#include "cli/draft.h"
#include "cli/output.h"

#include "core/cache_times.h"
#include "core/facts.h"
#include "core/format.h"
#include "core/language.h"
#include "core/theme.h"
#include "core/retry_after.h"

enum { SP_PLAN_THEMES_MAX = 16, SP_PLAN_CODES_MAX = 128 };

/* The options of `build`, by row. */
typedef enum sp_build_option {
    SP_BUILD_FOR,
    SP_BUILD_OUTPUT,
    SP_BUILD_NAME,
    SP_BUILD_LANGUAGES,
    SP_BUILD_CODES,
    SP_BUILD_FORMATS,
    SP_BUILD_THEME,
    SP_BUILD_PARAMETER,
    SP_BUILD_SET,
    SP_BUILD_SITE_NAME,
    SP_BUILD_HOME,
    SP_BUILD_SEARCH,
    SP_BUILD_CONTACT,
    SP_BUILD_STATUS,
    SP_BUILD_PROBLEM_BASE,
    SP_BUILD_RETRY_AFTER,
    SP_BUILD_CACHE,
    SP_BUILD_PLAIN,
    SP_BUILD_FORCE,
    SP_BUILD_DRY_RUN,
    SP_BUILD_DIFF,
    SP_BUILD__COUNT
} sp_build_option;

/* A theme, and the name its pages go under. */
typedef struct sp_plan_theme {
    const char *name;
    const sp_theme *theme;
} sp_plan_theme;

typedef struct sp_plan {
    const struct sp_target *target;
    const char *folder; /* absolute: configurations name it */
    /* What everything that the configuration names begins with: "statuspages",
     * or "shop_statuspages" with --name shop. */
    const char *name;
    bool is_named; /* with --name */
    sp_output_mode mode;
    bool force;
    bool plain; /* pages hold no values of the request */
    sp_plan_theme themes[SP_PLAN_THEMES_MAX];
    unsigned theme_count;         /* 1 unless the target takes several */
    int codes[SP_PLAN_CODES_MAX]; /* ascending */
    unsigned code_count;
    sp_language_set languages; /* the first is the default */
    unsigned formats;          /* SP_FORMAT_BIT set */
    sp_site site;
    sp_span problem_base;
    sp_retry_after waits;
    sp_cache_times cache;
    sp_custom_names own_names;
    sp_custom_value
        custom[SP_CUSTOM_MAX]; /* the administrator's own variables */
    unsigned custom_count;
    sp_draft *notes; /* what was left out, a line each; for the user and the
                        README */
    apr_pool_t *pool;
} sp_plan;

/* Understand the arguments of `build`.  False, and said, if they make no
 * sense. */
bool sp_plan_read(sp_plan *plan, const sp_arguments *arguments);

/* Has the plan a page for `code`? */
bool sp_plan_has(const sp_plan *plan, int code);

/* Seconds for which caches may keep the page of `code`; then it is the same for
 * everybody.  0: they may not. */
static inline uint32_t sp_plan_seconds(const sp_plan *plan, int code)
{
    return sp_cache_times_for(&plan->cache, code);
}

/* The language that who asks for number `language` of the plan gets the page of
 * `code` in: that one, if it has all texts of the page; otherwise what the
 * module would choose. */
const sp_language *sp_plan_language(const sp_plan *plan, unsigned language,
                                    int code);

#endif
