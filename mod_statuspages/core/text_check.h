/* SPDX-License-Identifier: Apache-2.0 */
/* text_check.h - may a page show what an administrator wrote as it is? */
#ifndef SP_CORE_TEXT_CHECK_H
#define SP_CORE_TEXT_CHECK_H

#include <apr_pools.h>

/* What is wrong with `text`, and the way out, in `pool`; NULL if it is UTF-8
 * and each character can be seen (sp_escape_clean). */
const char *sp_text_error(const char *text, apr_pool_t *pool);

#endif
