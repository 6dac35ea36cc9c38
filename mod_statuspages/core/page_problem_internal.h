/* SPDX-License-Identifier: Apache-2.0 */
/* page_problem_internal.h - a member of problem details, and what writes it.
 * Only page_problem*.c include this. */
#ifndef SP_CORE_PAGE_PROBLEM_INTERNAL_H
#define SP_CORE_PAGE_PROBLEM_INTERNAL_H

#include "core/page_internal.h"
#include "core/page_problem.h"
#include "core/problem_writer.h"

typedef struct sp_problem_member sp_problem_member;

typedef void sp_problem_member_write(sp_writer *to,
                                     const sp_problem_member *row,
                                     const sp_page *page);

struct sp_problem_member {
    const char *name;
    sp_problem_member_write *write;
    size_t from;   /* a slot of the page, or an offset in sp_facts, sp_site */
    uint32_t fact; /* only for a status that has this fact; 0: for each */
};

/* page_problem_error.c; all but the type only for errors. */
sp_problem_member_write sp_problem_type;
sp_problem_member_write sp_problem_error_name;
sp_problem_member_write sp_problem_category;
sp_problem_member_write sp_problem_retryable;
sp_problem_member_write sp_problem_owner_action;
sp_problem_member_write sp_problem_documentation;

#endif
