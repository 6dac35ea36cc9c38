/* SPDX-License-Identifier: Apache-2.0 */
/* Words for what the status table knows. */
#include "core/status_words.h"

#include "core/status_error.h"

#include <apr_strings.h>

const char *sp_status_line(int code, apr_pool_t *pool)
{
    sp_span phrase = sp_status_find(code)->phrase;

    return apr_psprintf(pool, "%d %.*s", code, (int)phrase.len, phrase.ptr);
}

const char *sp_status_documentation_url(const sp_status *status,
                                        apr_pool_t *pool)
{
    sp_span parts[SP_DOCUMENTATION_PARTS];
    size_t count = sp_status_documentation(status, parts);
    const char *url = "";

    for (size_t i = 0; i < count; i++) {
        url =
            apr_psprintf(pool, "%s%.*s", url, (int)parts[i].len, parts[i].ptr);
    }
    return url;
}

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
