/* SPDX-License-Identifier: Apache-2.0 */
#include "module/conf.h"

sp_conf *sp_conf_make(apr_pool_t *pool)
{
    sp_conf *conf = apr_palloc(pool, sizeof(*conf));

#define FIELD(type, name, unset) conf->name = (unset);
#define CHAIN(type, name, join) conf->name = NULL;
#include "module/conf.def"
#undef FIELD
#undef CHAIN
    return conf;
}

sp_conf *sp_conf_merge(const sp_conf *outer, const sp_conf *inner,
                       apr_pool_t *pool)
{
    sp_conf *conf = apr_palloc(pool, sizeof(*conf));

#define FIELD(type, name, unset)                                               \
    conf->name = inner->name != (unset) ? inner->name : outer->name;
#define CHAIN(type, name, join)                                                \
    conf->name = join(inner->name, outer->name, pool);
#include "module/conf.def"
#undef FIELD
#undef CHAIN
    return conf;
}
