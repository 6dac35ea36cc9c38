/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the schema that templates are compiled against of variables.def. */
#include "core/variables.h"

#include "core/span.h"

#define NAMES(...) ((const sp_name[]){ __VA_ARGS__ })
#define SCHEMA(slots, ...)                                                     \
    {                                                                          \
        NAMES(__VA_ARGS__), SP_COUNT(NAMES(__VA_ARGS__)), slots                \
    }

#define VALUE(id, name, kind) { name, SP_KIND_##kind, SP_VAR_##id },
#define MEMBER VALUE
#define COLUMN(id, name, kind) { name, SP_KIND_##kind, SP_##id },
#define GROUP(id, name, ...)                                                   \
    { name, SP_KIND_GROUP, SP_VAR_##id,                                        \
      &(const sp_schema)SCHEMA(SP_VAR__COUNT, __VA_ARGS__) },
#define LIST(id, name, ...)                                                    \
    { name, SP_KIND_LIST, SP_VAR_##id,                                         \
      &(const sp_schema)SCHEMA(SP_##id##__COUNT, __VA_ARGS__) },

static const sp_name names[] = {
#include "core/variables.def"
};

const sp_schema sp_variables = { names, SP_COUNT(names), SP_VAR__COUNT };
