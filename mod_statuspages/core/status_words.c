/* SPDX-License-Identifier: Apache-2.0 */
/* Words for what the status table knows. */
#include "core/status_words.h"

const char *sp_status_lasts_word(const sp_status *status)
{
    static const char *const words[] = {
        [SP_LASTS_NONE] = NULL,
        [SP_LASTS_UNKNOWN] = "unknown",
        [SP_LASTS_TEMPORARY] = "temporary",
        [SP_LASTS_PERMANENT] = "permanent",
    };

    return words[status->lasts];
}

const char *sp_status_retry_word(const sp_status *status)
{
    static const char *const words[] = {
        [SP_RETRY_NONE] = NULL,       [SP_RETRY_NEVER] = "never",
        [SP_RETRY_NOW] = "now",       [SP_RETRY_WAIT] = "wait",
        [SP_RETRY_CHANGE] = "change", [SP_RETRY_SIGN_IN] = "sign-in",
        [SP_RETRY_CHOOSE] = "choose", [SP_RETRY_FOLLOW] = "follow",
    };

    return words[status->retry];
}

const sp_fault_word sp_fault_words[SP_FAULTS] = {
    { SP_FAULT_VISITOR, "visitor" },
    { SP_FAULT_SOFTWARE, "software" },
    { SP_FAULT_SITE, "site" },
    { SP_FAULT_NETWORK, "network" },
};
