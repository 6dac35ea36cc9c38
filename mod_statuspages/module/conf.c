/* SPDX-License-Identifier: Apache-2.0 */
#include "module/conf.h"

sp_conf *sp_conf_make(apr_pool_t *pool)
{
    sp_conf *conf = apr_palloc(pool, sizeof(*conf));

#define FIELD(type, name, unset) conf->name = (unset);
#include "module/conf.def"
#undef FIELD
    return conf;
}

sp_conf *sp_conf_merge(const sp_conf *outer, const sp_conf *inner,
                       apr_pool_t *pool)
{
    sp_conf *conf = apr_palloc(pool, sizeof(*conf));

#define FIELD(type, name, unset)                                               \
    conf->name = inner->name != (unset) ? inner->name : outer->name;
#include "module/conf.def"
#undef FIELD
    return conf;
}
