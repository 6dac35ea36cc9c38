/* SPDX-License-Identifier: Apache-2.0 */
/* own.h - the administrator's own variables: StatusPagesSet.
 *
 * A name is a variable of templates and a member of problem details (RFC 9457
 * 3.2).  Its value is told anew for each request.  Names are declared while
 * the configuration is read, so that a template that uses one compiles.
 */
#ifndef SP_CORE_OWN_H
#define SP_CORE_OWN_H

#include "core/schema.h"
#include "core/span.h"

#include <apr_pools.h>

enum {
    SP_OWN_MAX = 16, /* names */
    SP_OWN_NAME_MAX = 40,
    SP_OWN_LENGTH_MAX = 300 /* characters of a value */
};

/* The declared names; number i has slot SP_VAR__COUNT + i. */
typedef struct sp_own_names {
    unsigned count;
    sp_name list[SP_OWN_MAX];
} sp_own_names;

typedef struct sp_own_value {
    const char *name;
    sp_span value; /* clean; empty: there is none */
    int number;    /* of the declared name; -1: no template has it */
} sp_own_value;

/* What is wrong with a name, in `pool`, or NULL: it must be one that templates
 * and problem details do not have. */
const char *sp_own_refuse(const char *name, apr_pool_t *pool);

/* Declare a name; `address`: all its values are addresses.  One that has ever
 * another value is a text.  False if there are too many. */
bool sp_own_declare(sp_own_names *names, const char *name, bool address);

/* The number of a declared name, or -1. */
int sp_own_find(const sp_own_names *names, const char *name);

/* sp_variables and the declared names; in `pool`. */
sp_schema sp_own_schema(const sp_own_names *names, apr_pool_t *pool);

#endif
