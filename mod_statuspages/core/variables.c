/* SPDX-License-Identifier: Apache-2.0 */
#include "core/variables.h"

/* The members of each group and the columns of each list, one table each;
 * variables.def is read once a table and all other rows fall away. */
#define VARIABLE(id, name, kind, meaning)
#define COLUMN(list, id, name, kind, meaning) COLUMN_##list(id, name, kind)
#define MEMBER(group, id, name, kind, meaning) MEMBER_##group(id, name, kind)

#define IN_GROUP(id, name, kind) { name, SP_KIND_##kind, SP_VAR_##id, NULL },
#define NOT_HERE(id, name, kind)

#define COLUMN_FACTS NOT_HERE
#define COLUMN_ACTIONS NOT_HERE
#define COLUMN_ALTERNATIVES NOT_HERE
#define COLUMN_LANGUAGES NOT_HERE
#define MEMBER_TRY_AGAIN NOT_HERE
#define MEMBER_HOME NOT_HERE
#define MEMBER_SEARCH NOT_HERE
#define MEMBER_CONTACT NOT_HERE
#define MEMBER_STATUS_PAGE NOT_HERE
#define MEMBER_LABEL NOT_HERE

#include <stddef.h>

#undef COLUMN_FACTS
#define COLUMN_FACTS(id, name, kind)                                           \
    { name, SP_KIND_##kind, SP_FACTS_##id, NULL },
static const sp_name facts_names[] = {
#include "core/variables.def"
};
#undef COLUMN_FACTS
#define COLUMN_FACTS NOT_HERE

#undef COLUMN_ACTIONS
#define COLUMN_ACTIONS(id, name, kind)                                         \
    { name, SP_KIND_##kind, SP_ACTIONS_##id, NULL },
static const sp_name actions_names[] = {
#include "core/variables.def"
};
#undef COLUMN_ACTIONS
#define COLUMN_ACTIONS NOT_HERE

#undef COLUMN_ALTERNATIVES
#define COLUMN_ALTERNATIVES(id, name, kind)                                    \
    { name, SP_KIND_##kind, SP_ALTERNATIVES_##id, NULL },
static const sp_name alternatives_names[] = {
#include "core/variables.def"
};
#undef COLUMN_ALTERNATIVES
#define COLUMN_ALTERNATIVES NOT_HERE

#undef COLUMN_LANGUAGES
#define COLUMN_LANGUAGES(id, name, kind)                                       \
    { name, SP_KIND_##kind, SP_LANGUAGES_##id, NULL },
static const sp_name languages_names[] = {
#include "core/variables.def"
};
#undef COLUMN_LANGUAGES
#define COLUMN_LANGUAGES NOT_HERE

#undef MEMBER_TRY_AGAIN
#define MEMBER_TRY_AGAIN IN_GROUP
static const sp_name try_again_names[] = {
#include "core/variables.def"
};
#undef MEMBER_TRY_AGAIN
#define MEMBER_TRY_AGAIN NOT_HERE

#undef MEMBER_HOME
#define MEMBER_HOME IN_GROUP
static const sp_name home_names[] = {
#include "core/variables.def"
};
#undef MEMBER_HOME
#define MEMBER_HOME NOT_HERE

#undef MEMBER_SEARCH
#define MEMBER_SEARCH IN_GROUP
static const sp_name search_names[] = {
#include "core/variables.def"
};
#undef MEMBER_SEARCH
#define MEMBER_SEARCH NOT_HERE

#undef MEMBER_CONTACT
#define MEMBER_CONTACT IN_GROUP
static const sp_name contact_names[] = {
#include "core/variables.def"
};
#undef MEMBER_CONTACT
#define MEMBER_CONTACT NOT_HERE

#undef MEMBER_STATUS_PAGE
#define MEMBER_STATUS_PAGE IN_GROUP
static const sp_name status_page_names[] = {
#include "core/variables.def"
};
#undef MEMBER_STATUS_PAGE
#define MEMBER_STATUS_PAGE NOT_HERE

#undef MEMBER_LABEL
#define MEMBER_LABEL IN_GROUP
static const sp_name label_names[] = {
#include "core/variables.def"
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define SCHEMA(stem, slots_)                                                   \
    static const sp_schema stem##_schema = { stem##_names,                     \
                                             COUNT(stem##_names), slots_ };
SCHEMA(facts, SP_FACTS__COUNT)
SCHEMA(actions, SP_ACTIONS__COUNT)
SCHEMA(alternatives, SP_ALTERNATIVES__COUNT)
SCHEMA(languages, SP_LANGUAGES__COUNT)
SCHEMA(try_again, SP_VAR__COUNT)
SCHEMA(home, SP_VAR__COUNT)
SCHEMA(search, SP_VAR__COUNT)
SCHEMA(contact, SP_VAR__COUNT)
SCHEMA(status_page, SP_VAR__COUNT)
SCHEMA(label, SP_VAR__COUNT)

/* Only groups and lists have members. */
#define MEMBERS_CODE NULL
#define TEXT_MEMBERS(id) NULL
#define URL_MEMBERS(id) NULL
#define CONDITION_MEMBERS(id) NULL
#define LIST_MEMBERS(id) MEMBERS_OF_##id
#define GROUP_MEMBERS(id) MEMBERS_OF_##id
#define MEMBERS_OF_FACTS &facts_schema
#define MEMBERS_OF_ACTIONS &actions_schema
#define MEMBERS_OF_ALTERNATIVES &alternatives_schema
#define MEMBERS_OF_LANGUAGES &languages_schema
#define MEMBERS_OF_TRY_AGAIN &try_again_schema
#define MEMBERS_OF_HOME &home_schema
#define MEMBERS_OF_SEARCH &search_schema
#define MEMBERS_OF_CONTACT &contact_schema
#define MEMBERS_OF_STATUS_PAGE &status_page_schema
#define MEMBERS_OF_LABEL &label_schema

#undef VARIABLE
#undef COLUMN
#undef MEMBER
#define VARIABLE(id, name, kind, meaning)                                      \
    { name, SP_KIND_##kind, SP_VAR_##id, kind##_MEMBERS(id) },
#define COLUMN(list, id, name, kind, meaning)
#define MEMBER(group, id, name, kind, meaning)
static const sp_name page_names[] = {
#include "core/variables.def"
};

const sp_schema sp_variables = { page_names, COUNT(page_names), SP_VAR__COUNT };
