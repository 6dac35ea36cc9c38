/* SPDX-License-Identifier: Apache-2.0 */
/* conf.h - the settings, and how levels of the configuration inherit.
 *
 * Levels merge field by field; what is unset inherits.  Defaults are applied
 * when a setting is read, never when a level is made, so that an inner level
 * cannot override with a default.  Knows APR and core only.
 */
#ifndef SP_MODULE_CONF_H
#define SP_MODULE_CONF_H

#include "core/codes.h"
#include "core/language.h"
#include "core/texts.h"
#include "core/theme.h"
#include "core/waits.h"

enum { SP_UNSET = -1 };

/* What of a 4xx or 5xx is replaced; each includes the ones before. */
typedef enum sp_replace {
    SP_REPLACE_CANNED, /* the server's own built-in text */
    SP_REPLACE_EMPTY,  /* an answer without a body */
    SP_REPLACE_HTML,   /* an answer in text/html */
    SP_REPLACE_ALL     /* any but gRPC, event streams and WebDAV XML */
} sp_replace;

/* An expression of httpd's; only module/ can look into it. */
typedef struct sp_condition sp_condition;

typedef struct sp_conf {
#define FIELD(type, name, unset) type name;
#define CHAIN(type, name, join) type name;
#include "module/conf.def"
#undef FIELD
#undef CHAIN
} sp_conf;

/* A level that says nothing. */
sp_conf *sp_conf_make(apr_pool_t *pool);

/* What holds in `inner` where it lies within `outer`.  Reads only. */
sp_conf *sp_conf_merge(const sp_conf *outer, const sp_conf *inner,
                       apr_pool_t *pool);

static inline bool sp_conf_enabled(const sp_conf *conf)
{
    return conf->enabled != 0;
}

static inline sp_replace sp_conf_replace(const sp_conf *conf)
{
    return conf->replace == SP_UNSET ? SP_REPLACE_EMPTY
                                     : (sp_replace)conf->replace;
}

static inline bool sp_conf_covers(const sp_conf *conf, int code)
{
    return code >= SP_CODE_FIRST && code <= SP_CODE_LAST
           && (!conf->codes || sp_codes_has(conf->codes, code));
}

static inline const sp_language_set *sp_conf_languages(const sp_conf *conf)
{
    return conf->languages ? conf->languages : &sp_language_all;
}

static inline unsigned sp_conf_formats(const sp_conf *conf)
{
    return conf->formats ? conf->formats : SP_FORMATS_ALL;
}

#endif
