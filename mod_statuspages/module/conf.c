/* SPDX-License-Identifier: Apache-2.0 */
/* Creates and merges the settings of a directory, location or virtual host. */
#include "module/conf.h"

#include <apr_strings.h>

bool sp_custom_rows_set(sp_custom_rows *rows, const sp_custom_row *row)
{
    for (unsigned i = 0; i < rows->count; i++) {
        if (strcmp(rows->list[i].name, row->name) == 0) {
            rows->list[i] = *row;
            return true;
        }
    }
    if (rows->count == SP_CUSTOM_MAX) {
        return false;
    }
    rows->list[rows->count++] = *row;
    return true;
}

const sp_custom_rows *sp_custom_rows_merge(const sp_custom_rows *inner,
                                           const sp_custom_rows *outer,
                                           apr_pool_t *pool)
{
    sp_custom_rows *merged;

    if (!inner || !outer) {
        return inner ? inner : outer;
    }
    merged = apr_pmemdup(pool, outer, sizeof(*merged));
    for (unsigned i = 0; i < inner->count; i++) {
        sp_custom_rows_set(merged, &inner->list[i]);
    }
    return merged;
}

const sp_maintenance *sp_maintenance_merge(const sp_maintenance *inner,
                                           const sp_maintenance *outer,
                                           apr_pool_t *pool)
{
    const sp_maintenance *merged = NULL;
    const sp_maintenance **end = &merged;

    if (!inner || !outer) {
        return inner ? inner : outer;
    }
    for (; inner; inner = inner->next) {
        sp_maintenance *line = apr_pmemdup(pool, inner, sizeof(*line));

        *end = line;
        end = &line->next;
        if (sp_maintenance_is_off(line)) {
            *end = NULL;
            return merged;
        }
    }
    *end = outer;
    return merged;
}

sp_conf *sp_conf_make(apr_pool_t *pool)
{
    sp_conf *conf = apr_palloc(pool, sizeof(*conf));

#define FIELD(type, name, unset) conf->name = (unset);
#define MERGED(type, name, merge) conf->name = NULL;
#include "module/conf.def"
#undef FIELD
#undef MERGED
    return conf;
}

sp_conf *sp_conf_merge(const sp_conf *outer, const sp_conf *inner,
                       apr_pool_t *pool)
{
    sp_conf *conf = apr_palloc(pool, sizeof(*conf));

#define FIELD(type, name, unset)                                               \
    conf->name = inner->name != (unset) ? inner->name : outer->name;
#define MERGED(type, name, merge)                                              \
    conf->name = merge(inner->name, outer->name, pool);
#include "module/conf.def"
#undef FIELD
#undef MERGED
    return conf;
}
