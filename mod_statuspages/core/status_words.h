/* SPDX-License-Identifier: Apache-2.0 */
/* status_words.h - what the status table knows, as words for programs. */
#ifndef SP_CORE_STATUS_WORDS_H
#define SP_CORE_STATUS_WORDS_H

#include "core/status.h"

#include <apr_pools.h>

/* "404 Not Found", in `pool`; a code without a row has the phrase of its class.
 */
const char *sp_status_line(int code, apr_pool_t *pool);

/* The address of the RFC's section that defines the code, in `pool`; empty if
 * it is in no RFC. */
const char *sp_status_documentation_url(const sp_status *status,
                                        apr_pool_t *pool);

/* unknown, temporary or permanent; NULL: no question for this code. */
const char *sp_status_lasts_word(const sp_status *status);

/* never, now, wait ...; NULL: no question for this code. */
const char *sp_status_retry_word(const sp_status *status);

/* Who may be at fault: visitor, software, site, network. */
typedef struct sp_fault_word {
    sp_fault bit;
    const char *name;
} sp_fault_word;

enum { SP_FAULTS = 4 };

extern const sp_fault_word sp_fault_words[SP_FAULTS];

#endif
