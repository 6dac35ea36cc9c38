/* SPDX-License-Identifier: Apache-2.0 */
/* conf.h - the settings, and how levels of the configuration inherit.
 *
 * Levels merge field by field; what is unset inherits.  Defaults are applied
 * when a setting is read, never when a level is made, so that an inner level
 * cannot override with a default.  Knows APR and core only.
 */
#ifndef SP_MODULE_CONF_H
#define SP_MODULE_CONF_H

#include "core/cache_times.h"
#include "core/code_set.h"
#include "core/language.h"
#include "core/custom_variable.h"
#include "core/page_override.h"
#include "core/text_override.h"
#include "core/retry_after.h"

enum { SP_UNSET = -1 };

struct server_rec; /* httpd's; only module/ can look into it */

/* What of a 4xx or 5xx is replaced; each includes the ones before. */
typedef enum sp_replace {
    SP_REPLACE_CANNED, /* the server's own built-in text */
    SP_REPLACE_EMPTY,  /* an answer without a body */
    SP_REPLACE_BARE,   /* a built-in text of other software: core/bare_body.h */
    SP_REPLACE_HTML,   /* an answer in text/html */
    SP_REPLACE_ALL     /* any but gRPC, event streams and WebDAV XML */
} sp_replace;

/* An expression of httpd's; only module/ can look into it. */
typedef struct sp_expression sp_expression;

/* Where the reference comes from: module/request_reference.c. */
typedef struct sp_reference_rule sp_reference_rule;

/* StatusPagesSet: a name and an expression that tells its value. */
typedef struct sp_custom_row {
    const char *name;
    const struct sp_custom_text *text; /* NULL: takes the name away */
    int number;                        /* of the declared name, or -1 */
} sp_custom_row;

/* No name comes twice. */
typedef struct sp_custom_rows {
    unsigned count;
    sp_custom_row list[SP_CUSTOM_MAX];
} sp_custom_rows;

/* Both levels; where both set a name, the inner one does.  Either may be
 * NULL. */
const sp_custom_rows *sp_custom_rows_merge(const sp_custom_rows *inner,
                                           const sp_custom_rows *outer,
                                           apr_pool_t *pool);

/* Set a name in a level; false if there are too many. */
bool sp_custom_rows_set(sp_custom_rows *rows, const sp_custom_row *row);

/* StatusPagesSuggest: a file, read once for each reading of the configuration,
 * however many lines name it. */
typedef struct sp_suggest_source {
    const char *path;
    const struct sp_suggest_index *index; /* NULL: Off */
} sp_suggest_source;

/* A file that closes the site: module/maintenance.h. */
typedef struct sp_maintenance_file sp_maintenance_file;

/* One line of StatusPagesMaintenance.  Off has neither member, and nothing
 * that comes after it counts. */
typedef struct sp_maintenance {
    sp_maintenance_file *file;   /* closed while this file exists */
    const sp_expression *except; /* but not to whom this means */
    const struct sp_maintenance *next;
} sp_maintenance;

/* Is this line StatusPagesMaintenance Off? */
static inline bool sp_maintenance_is_off(const sp_maintenance *line)
{
    return !line->file && !line->except;
}

/* Both levels, the inner one first; either may be NULL. */
const sp_maintenance *sp_maintenance_merge(const sp_maintenance *inner,
                                           const sp_maintenance *outer,
                                           apr_pool_t *pool);

/* StatusPagesNotice: module/notice.c. */
typedef struct sp_notice {
    struct sp_notice_file *file; /* NULL: Off */
    bool always;                 /* on pages of 4xx, too */
} sp_notice;

typedef struct sp_conf {
#define FIELD(type, name, unset) type name;
#define MERGED(type, name, merge) type name;
#include "module/conf.def"
#undef FIELD
#undef MERGED
} sp_conf;

/* A level that says nothing: httpd's create_dir_config. */
sp_conf *sp_conf_make(apr_pool_t *pool);

/* What holds in `inner` where it lies within `outer`: httpd's merge_dir_config.
 * Changes neither. */
sp_conf *sp_conf_merge(const sp_conf *outer, const sp_conf *inner,
                       apr_pool_t *pool);

/* ---- settings, with their defaults ----------------------------------------
 *
 * Each tells what its directive says (conf.def), or the default. */

static inline bool sp_conf_enabled(const sp_conf *conf)
{
    return conf->enabled != 0;
}

static inline sp_replace sp_conf_replace(const sp_conf *conf)
{
    return conf->replace == SP_UNSET ? SP_REPLACE_BARE
                                     : (sp_replace)conf->replace;
}

/* Is `code` one of StatusPagesCodes?  By default all of 4xx and 5xx are. */
static inline bool sp_conf_covers(const sp_conf *conf, int code)
{
    return code >= SP_CODE_FIRST && code <= SP_CODE_LAST
           && (!conf->codes || sp_code_set_has(conf->codes, code));
}

static inline const sp_language_set *sp_conf_languages(const sp_conf *conf)
{
    return conf->languages ? conf->languages : &sp_language_all;
}

/* A set of SP_FORMAT_BIT(). */
static inline unsigned sp_conf_formats(const sp_conf *conf)
{
    return conf->formats ? conf->formats : SP_FORMATS_ALL;
}

static inline bool sp_conf_headers(const sp_conf *conf)
{
    return conf->headers != 0;
}

static inline bool sp_conf_compression(const sp_conf *conf)
{
    return conf->compression != 0;
}

static inline bool sp_conf_heals(const sp_conf *conf)
{
    return conf->heal == 1;
}

static inline bool sp_conf_language_links(const sp_conf *conf)
{
    return conf->language_links == 1;
}

/* How often a page may ask again by itself; 0: never. */
static inline unsigned sp_conf_tries(const sp_conf *conf)
{
    return conf->keep_trying > 0 ? (unsigned)conf->keep_trying : 0;
}

#endif
