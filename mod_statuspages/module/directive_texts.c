/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesLanguages and StatusPagesText: which languages, which words. */
#include "module/directives.h"

#include <apr_strings.h>

static const char *no_such_language(cmd_parms *cmd, const char *tag)
{
    const char *tags = "";

    for (unsigned i = 0; i < sp_language_count; i++) {
        tags = apr_pstrcat(cmd->temp_pool, tags, " ", sp_languages[i].tag.ptr,
                           NULL);
    }
    return apr_psprintf(cmd->pool,
                        "StatusPagesLanguages: unknown language \"%s\"; use "
                        "one of: all%s",
                        tag, tags);
}

const char *sp_directive_languages(cmd_parms *cmd, void *dir_conf, int argc,
                                   char *const argv[])
{
    sp_conf *conf = dir_conf;
    sp_language_set *set = apr_pcalloc(cmd->pool, sizeof(*set));

    if (argc == 0) {
        return "StatusPagesLanguages: needs at least one language tag, or all";
    }
    for (int i = 0; i < argc; i++) {
        unsigned language = sp_language_find(sp_span_of(argv[i]));

        if (strcasecmp(argv[i], "all") == 0) {
            for (unsigned j = 0; j < sp_language_count; j++) {
                sp_language_offer(set, j);
            }
        }
        else if (language == SP_LANGUAGE_NONE) {
            return no_such_language(cmd, argv[i]);
        }
        else {
            sp_language_offer(set, language);
        }
    }
    conf->languages = set;
    return NULL;
}

/* Raw, because httpd's own splitting drops an empty last word, and an empty
 * text is one: it takes the catalog's away. */
const char *sp_directive_text(cmd_parms *cmd, void *dir_conf, const char *args)
{
    const char *codes = ap_getword_conf(cmd->pool, &args);
    const char *language = ap_getword_conf(cmd->pool, &args);
    const char *field = ap_getword_conf(cmd->pool, &args);
    bool is_given = *args != '\0';
    const char *text = ap_getword_conf(cmd->pool, &args);
    sp_conf *conf = dir_conf;
    sp_text_override row = { 0 };
    const char *wrong;

    if (!is_given || *args != '\0') {
        return "StatusPagesText: needs a code or class, a language, a field "
               "and a text: StatusPagesText 404 de title \"Nichts gefunden\"";
    }
    wrong =
        sp_text_override_parse(&row, codes, language, field, text, cmd->pool);
    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesText: ", wrong, NULL);
    }
    conf->texts = sp_level_add(conf->texts, &row, sizeof(row), cmd->pool);
    return NULL;
}
