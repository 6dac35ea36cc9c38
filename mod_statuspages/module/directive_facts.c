/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesRetryAfter, StatusPagesCache, StatusPagesProblemBase and
 * StatusPagesDetails: what a page is told besides what the request says. */
#include "module/directives.h"

#include "core/text_check.h"
#include "module/expression.h"

#include <apr_strings.h>

const char *sp_directive_retry_after(cmd_parms *cmd, void *dir_conf,
                                     const char *codes, const char *seconds)
{
    sp_conf *conf = dir_conf;
    /* this level's own, and nobody reads it yet: a copy for each line would
     * be ten times as long as the line */
    sp_retry_after *retry_after =
        conf->retry_after ? (sp_retry_after *)conf->retry_after
                          : apr_pcalloc(cmd->pool, sizeof(*retry_after));
    const char *wrong =
        sp_retry_after_set(retry_after, codes, seconds, cmd->pool);

    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesRetryAfter: ", wrong, NULL);
    }
    conf->retry_after = retry_after;
    return NULL;
}

const char *sp_directive_cache(cmd_parms *cmd, void *dir_conf,
                               const char *codes, const char *seconds)
{
    sp_conf *conf = dir_conf;
    sp_cache_times *times = conf->cache
                                ? (sp_cache_times *)conf->cache
                                : apr_pcalloc(cmd->pool, sizeof(*times));
    const char *wrong = sp_cache_times_set(times, codes, seconds, cmd->pool);

    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesCache: ", wrong, NULL);
    }
    conf->cache = times;
    return NULL;
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80) {
        text++;
    }
    return *text == '\0';
}

/* RFC 9457 3.1.1: the type is an address; a code is put behind it. */
const char *sp_directive_problem_base(cmd_parms *cmd, void *dir_conf,
                                      const char *url)
{
    sp_conf *conf = dir_conf;
    const char *wrong = sp_text_error(url, cmd->pool);

    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesProblemBase: ", wrong, NULL);
    }
    if ((strncasecmp(url, "https://", 8) != 0
         && strncasecmp(url, "http://", 7) != 0 && url[0] != '/')
        || strpbrk(url, " \"<>\\{}|^`") || !is_ascii(url)) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesProblemBase: \"%s\" is not the start "
                            "of a URL: it must begin with https://, http:// "
                            "or / and have no spaces; percent-encode "
                            "characters outside ASCII, as in %%C3%%A9",
                            url);
    }
    conf->problem_base = url;
    return NULL;
}

/* Off is a condition too, so that it can override. */
const char *sp_directive_details(cmd_parms *cmd, void *dir_conf,
                                 const char *text)
{
    sp_conf *conf = dir_conf;
    const char *wrong;

    if (strcasecmp(text, "off") == 0) {
        conf->details = &sp_expression_never;
        return NULL;
    }
    conf->details =
        sp_expression_make(cmd, text, SP_EXPRESSION_CONDITION, &wrong);
    return wrong ? apr_psprintf(cmd->pool,
                                "StatusPagesDetails: \"%s\" is neither Off "
                                "nor a valid expression: %s",
                                text, wrong)
                 : NULL;
}
