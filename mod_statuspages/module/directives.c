/* SPDX-License-Identifier: Apache-2.0 */
/* The table of directives, and those that need only a few lines. */
#include "module/directives.h"

#include "core/address.h"
#include "core/contact.h"
#include "core/text_check.h"
#include "module/keep_trying.h"

#include <apr_strings.h>

/* ---- settings with a few words ------------------------------------------ */

/* The slot in sp_conf is cmd->info.  As ap_set_flag_slot(), but the message
 * repeats the wrong word. */
static const char *set_on_off(cmd_parms *cmd, void *dir_conf, const char *word)
{
    int *flag = (int *)(void *)((char *)dir_conf + (apr_size_t)cmd->info);

    *flag = strcasecmp(word, "on") == 0;
    if (*flag || strcasecmp(word, "off") == 0) {
        return NULL;
    }
    return apr_psprintf(cmd->pool, "%s: \"%s\" is not On or Off",
                        cmd->cmd->name, word);
}

/* A host or section may have it where the server has not. */
static const char *set_compression(cmd_parms *cmd, void *dir_conf,
                                   const char *word)
{
    const char *wrong = set_on_off(cmd, dir_conf, word);

    if (!wrong && !sp_in_htaccess(cmd)
        && sp_conf_compression((const sp_conf *)dir_conf)) {
        sp_registry_of_server(cmd->server)->compression_on = true;
    }
    return wrong;
}

/* On, Off or how many tries; -1 if it is none of them. */
static int tries_of(const char *word)
{
    char *end = NULL;
    apr_int64_t tries;

    if (strcasecmp(word, "on") == 0) {
        return SP_TRIES_USUAL;
    }
    if (strcasecmp(word, "off") == 0) {
        return 0;
    }
    tries = sp_is_digit(*word) ? apr_strtoi64(word, &end, 10) : 0;
    return tries >= 1 && tries <= SP_TRIES_MAX && !*end ? (int)tries : -1;
}

static const char *set_keep_trying(cmd_parms *cmd, void *dir_conf,
                                   const char *word)
{
    sp_registry *registry = sp_registry_of_server(cmd->server);
    sp_conf *conf = dir_conf;

    conf->keep_trying = tries_of(word);
    if (conf->keep_trying < 0) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesKeepTrying: \"%s\" is not On, Off or a "
                            "number of tries from 1 to %d",
                            word, SP_TRIES_MAX);
    }
    if (conf->keep_trying && !registry->has_keep_trying) {
        registry->has_keep_trying = true;
        sp_keep_trying_register();
    }
    return NULL;
}

static const char *set_replace(cmd_parms *cmd, void *dir_conf, const char *word)
{
    static const char *const words[] = { "canned", "empty", "bare", "html",
                                         "all" };
    sp_conf *conf = dir_conf;

    for (int i = SP_REPLACE_CANNED; i <= SP_REPLACE_ALL; i++) {
        if (strcasecmp(word, words[i]) == 0) {
            conf->replace = i;
            return NULL;
        }
    }
    return apr_psprintf(cmd->pool,
                        "StatusPagesReplace: \"%s\" is not canned, empty, "
                        "bare, html or all",
                        word);
}

static const char *set_codes(cmd_parms *cmd, void *dir_conf, int argc,
                             char *const argv[])
{
    sp_conf *conf = dir_conf;
    sp_code_set *codes = apr_palloc(cmd->pool, sizeof(*codes));
    const char *wrong =
        sp_code_set_parse(codes, (const char *const *)argv, argc, cmd->pool);

    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesCodes: ", wrong, NULL);
    }
    conf->codes = codes;
    return NULL;
}

static const char *set_formats(cmd_parms *cmd, void *dir_conf, int argc,
                               char *const argv[])
{
    sp_conf *conf = dir_conf;
    unsigned formats = 0;

    if (argc == 0) {
        return "StatusPagesFormats: needs at least one of html, json, xml, "
               "text, markdown";
    }
    for (int i = 0; i < argc; i++) {
        sp_format format = sp_format_find(sp_span_of(argv[i]));

        if (format == SP_FORMAT__COUNT) {
            return apr_psprintf(cmd->pool,
                                "StatusPagesFormats: \"%s\" is not html, "
                                "json, xml, text or markdown",
                                argv[i]);
        }
        formats |= SP_FORMAT_BIT(format);
    }
    conf->formats = formats;
    return NULL;
}

/* ---- StatusPagesSite ---------------------------------------------------- */

typedef struct site_field {
    const char *name;
    size_t offset; /* of the text in sp_conf */
    bool address;
} site_field;

static const site_field site_fields[] = {
    { "name", APR_OFFSETOF(sp_conf, site_name), false },
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    { word, APR_OFFSETOF(sp_conf, site_##name), true },
#include "core/site.def"
#undef SITE_LINK
};

static const char site_words[] = "name"
#define SITE_LINK(id, name, word, option, member, codes, unless, help) ", " word
#include "core/site.def"
#undef SITE_LINK
    ;

static const char *address_error(const site_field *field, const char *text,
                                 apr_pool_t *pool)
{
    if (!sp_address_is_valid(text)) {
        return apr_psprintf(pool,
                            "\"%s\" is not a URL: it must begin with /, "
                            "http://, https:// or mailto: and have no spaces",
                            text);
    }
    return field->offset == APR_OFFSETOF(sp_conf, site_contact)
               ? sp_contact_error(text, pool)
               : NULL;
}

static const char *set_site(cmd_parms *cmd, void *dir_conf, const char *name,
                            const char *text)
{
    const char *wrong = sp_text_error(text, cmd->pool);

    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesSite: ", wrong, NULL);
    }
    for (size_t i = 0; i < SP_COUNT(site_fields); i++) {
        const site_field *field = &site_fields[i];

        if (strcasecmp(name, field->name) != 0) {
            continue;
        }
        wrong = field->address ? address_error(field, text, cmd->pool) : NULL;
        if (wrong) {
            return apr_pstrcat(cmd->pool, "StatusPagesSite: ", wrong, NULL);
        }
        *(const char **)(void *)((char *)dir_conf + field->offset) =
            apr_pstrdup(cmd->pool, text);
        return NULL;
    }
    return apr_psprintf(cmd->pool, "StatusPagesSite: \"%s\" is not one of %s",
                        name, site_words);
}

const command_rec sp_directives[] = {
    AP_INIT_TAKE1("StatusPages", set_on_off,
                  (void *)APR_OFFSETOF(sp_conf, enabled), OR_FILEINFO,
                  "On (default) or Off: explain 4xx and 5xx responses "
                  "(mod_statuspages " SP_VERSION ")"),
    AP_INIT_TAKE1("StatusPagesReplace", set_replace, NULL, OR_FILEINFO,
                  "canned, empty (default), html or all: which 4xx and 5xx "
                  "bodies to replace"),
    AP_INIT_TAKE_ARGV("StatusPagesCodes", set_codes, NULL, OR_FILEINFO,
                      "codes, ranges and classes: 4xx 5xx -401 502-504"),
    AP_INIT_TAKE_ARGV("StatusPagesTheme", sp_directive_theme, NULL, OR_FILEINFO,
                      "a built-in theme, or a folder, then parameters as "
                      "name=value (folders and parameters in the server "
                      "configuration only)"),
    AP_INIT_TAKE3("StatusPagesTemplate", sp_directive_template, NULL,
                  OR_FILEINFO,
                  "code or class, format (html, text or markdown) and "
                  "template file (server configuration only)"),
    AP_INIT_TAKE12("StatusPagesSet", sp_directive_set, NULL, OR_FILEINFO,
                   "name of a variable, and an expression for its value"),
    AP_INIT_TAKE_ARGV("StatusPagesFormats", set_formats, NULL, OR_FILEINFO,
                      "formats to offer: html json xml text markdown"),
    AP_INIT_TAKE_ARGV("StatusPagesLanguages", sp_directive_languages, NULL,
                      OR_FILEINFO,
                      "language tags in order of preference, or all; the "
                      "first is the default"),
    AP_INIT_TAKE1("StatusPagesLanguageLinks", set_on_off,
                  (void *)APR_OFFSETOF(sp_conf, language_links), OR_FILEINFO,
                  "On or Off (default): link to the page in other languages"),
    AP_INIT_RAW_ARGS("StatusPagesText", sp_directive_text, NULL, OR_FILEINFO,
                     "code or class, language, field and text"),
    AP_INIT_TAKE2("StatusPagesSite", set_site, NULL, OR_FILEINFO, site_words),
    AP_INIT_TAKE1("StatusPagesHeaders", set_on_off,
                  (void *)APR_OFFSETOF(sp_conf, headers), OR_FILEINFO,
                  "On (default) or Off: send security headers with the page"),
    AP_INIT_TAKE1("StatusPagesCompression", set_compression,
                  (void *)APR_OFFSETOF(sp_conf, compression), OR_FILEINFO,
                  "On (default) or Off: send HTML pages with gzip to clients "
                  "that ask for it"),
    AP_INIT_TAKE2("StatusPagesRetryAfter", sp_directive_retry_after, NULL,
                  OR_FILEINFO,
                  "code or class, and the seconds to send in Retry-After if "
                  "nothing else has set it"),
    AP_INIT_TAKE12("StatusPagesCache", sp_directive_cache, NULL, OR_FILEINFO,
                   "code or class, and the seconds for which caches may store "
                   "its pages, or Off; or Off (default)"),
    AP_INIT_TAKE1("StatusPagesProblemBase", sp_directive_problem_base, NULL,
                  OR_FILEINFO,
                  "URL prefix for the type member of problem details"),
    AP_INIT_TAKE1("StatusPagesDetails", sp_directive_details, NULL, OR_FILEINFO,
                  "Off (default), or an expression: who sees the note for the "
                  "site owner"),
    AP_INIT_TAKE12("StatusPagesReference", sp_directive_reference, NULL,
                   OR_FILEINFO,
                   "log-id (default), traceparent or an expression: the id on "
                   "the page; traceparent server-timing sends it in "
                   "Server-Timing, too"),
    AP_INIT_TAKE1("StatusPagesProxyStatus", sp_directive_proxy_status, NULL,
                  RSRC_CONF | ACCESS_CONF,
                  "name of this server in Proxy-Status, or Off (default): "
                  "tell why a backend gave no answer"),
    AP_INIT_TAKE1("StatusPagesKeepTrying", set_keep_trying, NULL, RSRC_CONF,
                  "On, Off (default) or how many tries: a link with which the "
                  "page of 502, 503 or 504 asks again by itself"),
    AP_INIT_TAKE1("StatusPagesSuggest", sp_directive_suggest, NULL,
                  RSRC_CONF | ACCESS_CONF,
                  "a sitemap or list of addresses, or Off (default): on 404 "
                  "and 410, links to those near the one asked for"),
    AP_INIT_TAKE12("StatusPagesMaintenance", sp_directive_maintenance, NULL,
                   RSRC_CONF | ACCESS_CONF,
                   "a file: respond with 503 while it exists; Off; or except "
                   "and an expression: who still gets the site"),
    AP_INIT_TAKE12("StatusPagesNotice", sp_directive_notice, NULL,
                   RSRC_CONF | ACCESS_CONF,
                   "a file, whose text is shown on pages of 5xx, and always "
                   "for 4xx as well; or Off"),
    AP_INIT_TAKE1("StatusPagesHeal", sp_directive_heal, NULL, RSRC_CONF,
                  "cookies or Off (default): where they are too large, offer "
                  "a button that deletes the cookies"),
    AP_INIT_TAKE1("ServerName", sp_directive_server_name, NULL, RSRC_CONF,
                  "The hostname and port of the server"),
    { NULL, { NULL }, NULL, 0, RAW_ARGS, NULL }
};
