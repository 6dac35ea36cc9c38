/* SPDX-License-Identifier: Apache-2.0 */
/* page_problem_internal.h - what the files of problem details share.
 *
 *   page_problem.c        the table of members, and those with one value
 *   page_problem_lists.c  those that are lists or objects
 */
#ifndef SP_CORE_PAGE_PROBLEM_INTERNAL_H
#define SP_CORE_PAGE_PROBLEM_INTERNAL_H

#include "core/page_internal.h"
#include "core/page_problem.h"

typedef struct sp_problem_member sp_problem_member;

struct sp_problem_member {
    const char *name;
    void (*write)(sp_writer *to, const sp_problem_member *row,
                  const sp_page *page);
    size_t from;   /* a slot of the page, or an offset in sp_facts */
    uint32_t fact; /* only for a status that has this fact; 0: for each */
};

/* The part of a record that a row is made from. */
static inline const void *sp_problem_at(const void *record, size_t offset)
{
    return (const char *)record + offset;
}

/* A number; left out if it is negative: not known. */
void sp_problem_write_amount(sp_writer *to, const char *name,
                             const int64_t *amount);

/* ---- members that are lists; an empty one is left out ---------------------*/

/* The text of a fact, split at its commas. */
void sp_problem_write_list(sp_writer *to, const sp_problem_member *row,
                           const sp_page *page);

/* The page's steps. */
void sp_problem_write_advice(sp_writer *to, const sp_problem_member *row,
                             const sp_page *page);

/* An object; left out if there is none. */
void sp_problem_write_notice(sp_writer *to, const sp_problem_member *row,
                             const sp_page *page);

/* Objects. */
void sp_problem_write_alternatives(sp_writer *to, const sp_problem_member *row,
                                   const sp_page *page);
void sp_problem_write_suggestions(sp_writer *to, const sp_problem_member *row,
                                  const sp_page *page);
void sp_problem_write_rate_limits(sp_writer *to, const sp_problem_member *row,
                                  const sp_page *page);

#endif
