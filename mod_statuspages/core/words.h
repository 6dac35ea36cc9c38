/* SPDX-License-Identifier: Apache-2.0 */
/* words.h - may a page show what an administrator wrote as it is? */
#ifndef SP_CORE_WORDS_H
#define SP_CORE_WORDS_H

#include <apr_pools.h>

/* What is wrong with `text`, and the way out, in `pool`; NULL if it is UTF-8
 * and each character can be seen (sp_escape_clean). */
const char *sp_words_refuse(const char *text, apr_pool_t *pool);

#endif
