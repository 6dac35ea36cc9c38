/* SPDX-License-Identifier: Apache-2.0 */
/* status_words.h - what the status table knows, as words for programs. */
#ifndef SP_CORE_STATUS_WORDS_H
#define SP_CORE_STATUS_WORDS_H

#include "core/status.h"

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
