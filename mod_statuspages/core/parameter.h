/* SPDX-License-Identifier: Apache-2.0 */
/* parameter.h - what an administrator can set of a theme without editing it.
 *
 * A theme declares its parameters, with a kind and a default, in theme.conf;
 * StatusPagesTheme brand accent=#0a5c36 sets them.  They are known when the
 * templates are compiled, so that a colour may stand in the style sheet whose
 * hash the Content-Security-Policy names.
 */
#ifndef SP_CORE_PARAMETER_H
#define SP_CORE_PARAMETER_H

#include "core/schema.h"
#include "core/span.h"

#include <apr_pools.h>

enum { SP_PARAMETERS_MAX = 32, SP_PARAMETER_LENGTH_MAX = 300 };

typedef struct sp_parameter_kind sp_parameter_kind;

typedef struct sp_parameter {
    const char *name;
    const sp_parameter_kind *kind;
    const char *value; /* empty: not set */
    unsigned layer;    /* that declared it last */
    bool set;          /* by sp_parameters_set() */
} sp_parameter;

typedef struct sp_parameters {
    unsigned count;
    unsigned layer; /* of what declares them now: counts up, the inner last */
    sp_parameter list[SP_PARAMETERS_MAX];
} sp_parameters;

/* Declare one; what is wrong, in `pool`, or NULL.  One that an earlier layer
 * has declared gets the new default, if the kind is the same. */
const char *sp_parameters_declare(sp_parameters *all, const char *name,
                                  const char *kind, const char *value,
                                  apr_pool_t *pool);

/* Set one, once, by name=value; what is wrong, in `pool`, or NULL. */
const char *sp_parameters_set(sp_parameters *all, const char *setting,
                              apr_pool_t *pool);

/* `names` and the parameters after them, as constants; in `pool`. */
sp_schema sp_parameters_schema(const sp_parameters *all, const sp_schema *names,
                               apr_pool_t *pool);

/* Is it the address of a picture, which a page loads? */
bool sp_parameter_is_image(const sp_parameter *one);

#endif
