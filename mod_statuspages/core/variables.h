/* SPDX-License-Identifier: Apache-2.0 */
/* variables.h - the names of variables.def, as slots and as a schema. */
#ifndef SP_CORE_VARIABLES_H
#define SP_CORE_VARIABLES_H

#include "core/schema.h"

/* Slots of a page's own frame: SP_VAR_TITLE, SP_VAR_HOME_URL ... */
typedef enum sp_variable {
#define VARIABLE(id, name, kind, meaning) SP_VAR_##id,
#define MEMBER(group, id, name, kind, meaning) SP_VAR_##id,
#define COLUMN(list, id, name, kind, meaning)
#include "core/variables.def"
#undef VARIABLE
#undef MEMBER
#undef COLUMN
    SP_VAR__COUNT
} sp_variable;

/* Slots of one row of each list. */
enum { SP_FACTS_BEFORE, SP_FACTS_VALUE, SP_FACTS_AFTER, SP_FACTS__COUNT };
enum { SP_ACTIONS_TEXT, SP_ACTIONS__COUNT };
enum {
    SP_ALTERNATIVES_URL,
    SP_ALTERNATIVES_NAME,
    SP_ALTERNATIVES_TYPE,
    SP_ALTERNATIVES_LANGUAGE,
    SP_ALTERNATIVES__COUNT
};
enum {
    SP_LANGUAGES_URL,
    SP_LANGUAGES_NAME,
    SP_LANGUAGES_TAG,
    SP_LANGUAGES__COUNT
};

/* What templates may use.  Constant. */
extern const sp_schema sp_variables;

#endif
