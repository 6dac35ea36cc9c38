/* SPDX-License-Identifier: Apache-2.0 */
/* variables.h - the names of variables.def, as slots and as a schema. */
#ifndef SP_CORE_VARIABLES_H
#define SP_CORE_VARIABLES_H

#include "core/schema.h"

/* Slots of a page's own frame: SP_VAR_TITLE, SP_VAR_HOME_URL ... */
typedef enum sp_variable {
#define VALUE(id, name, kind) SP_VAR_##id,
#define MEMBER VALUE
#define GROUP(id, name, ...) SP_VAR_##id, __VA_ARGS__
#define LIST(id, name, ...) SP_VAR_##id,
#include "core/variables.def"
#undef VALUE
#undef MEMBER
#undef GROUP
#undef LIST
    SP_VAR__COUNT
} sp_variable;

/* Slots of one row of each list: SP_FACTS_BEFORE ..., SP_FACTS__COUNT */
#define VALUE(id, name, kind)
#define GROUP(id, name, ...)
#define LIST(id, name, ...) enum { __VA_ARGS__ SP_##id##__COUNT };
#define COLUMN(id, name, kind) SP_##id,
#include "core/variables.def"
#undef VALUE
#undef GROUP
#undef LIST
#undef COLUMN

/* What templates may use.  Constant. */
extern const sp_schema sp_variables;

#endif
