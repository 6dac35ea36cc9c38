/* SPDX-License-Identifier: Apache-2.0 */
/* custom_variable.h - the administrator's own variables: StatusPagesSet.
 *
 * A name is a variable of templates and a member of problem details (RFC 9457
 * 3.2).  Its value is told anew for each request.  Names are declared while
 * the configuration is read, so that a template that uses one compiles.
 */
#ifndef SP_CORE_CUSTOM_VARIABLE_H
#define SP_CORE_CUSTOM_VARIABLE_H

#include "core/schema.h"
#include "core/span.h"

#include <apr_pools.h>

enum {
    SP_CUSTOM_MAX = 16, /* names */
    SP_CUSTOM_NAME_MAX = 40,
    SP_CUSTOM_LENGTH_MAX = 300 /* characters of a value */
};

/* The declared names; number i has slot SP_VAR__COUNT + i. */
typedef struct sp_custom_names {
    unsigned count;
    sp_name list[SP_CUSTOM_MAX];
} sp_custom_names;

typedef struct sp_custom_value {
    const char *name;
    sp_span value; /* clean; empty: there is none */
    int number;    /* of the declared name; -1: no template has it */
} sp_custom_value;

/* What is wrong with a name, in `pool`, or NULL: it must be one that templates
 * and problem details do not have. */
const char *sp_custom_name_error(const char *name, apr_pool_t *pool);

/* Declare a name; `address`: all its values are addresses.  One that has ever
 * another value is a text.  False if there are too many. */
bool sp_custom_declare(sp_custom_names *names, const char *name, bool address);

/* The number of a declared name, or -1. */
int sp_custom_find(const sp_custom_names *names, const char *name);

/* sp_variables and the declared names; in `pool`. */
sp_schema sp_custom_schema(const sp_custom_names *names, apr_pool_t *pool);

#endif
