/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesRetryAfter, StatusPagesProblemBase and StatusPagesDetails: what a
 * page is told besides what the request says. */
#include "module/directives.h"
#include "module/expression.h"

#include <apr_strings.h>

const char *sp_directive_retry_after(cmd_parms *cmd, void *level,
                                     const char *codes, const char *seconds)
{
    sp_conf *conf = level;
    sp_waits *waits = conf->waits
                          ? apr_pmemdup(cmd->pool, conf->waits, sizeof(*waits))
                          : apr_pcalloc(cmd->pool, sizeof(*waits));
    const char *wrong = sp_waits_set(waits, codes, seconds, cmd->pool);

    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesRetryAfter: ", wrong, NULL);
    }
    conf->waits = waits;
    return NULL;
}

/* RFC 9457 3.1.1: the type is an address; a code is put behind it. */
const char *sp_directive_problem_base(cmd_parms *cmd, void *level,
                                      const char *url)
{
    sp_conf *conf = level;

    if ((strncasecmp(url, "https://", 8) != 0
         && strncasecmp(url, "http://", 7) != 0 && url[0] != '/')
        || strpbrk(url, " \t\r\n\"<>\\{}|^`")) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesProblemBase: \"%s\" is not the start "
                            "of an address: it must begin with https:// or "
                            "http:// or / and have no spaces",
                            url);
    }
    conf->problem_base = url;
    return NULL;
}

/* Off is a condition too, so that it can override. */
const char *sp_directive_details(cmd_parms *cmd, void *level, const char *text)
{
    sp_conf *conf = level;
    const char *wrong;

    if (strcasecmp(text, "off") == 0) {
        conf->details = &sp_expression_never;
        return NULL;
    }
    conf->details =
        sp_expression_make(cmd, text, SP_EXPRESSION_CONDITION, &wrong);
    return wrong ? apr_psprintf(cmd->pool,
                                "StatusPagesDetails: \"%s\" is neither Off "
                                "nor an expression: %s",
                                text, wrong)
                 : NULL;
}
