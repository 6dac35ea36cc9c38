/* SPDX-License-Identifier: Apache-2.0 */
/* HAProxy: rules that choose a page, and the answers made of it. */
#include "cli/targets/haproxy.h"

#include <apr_strings.h>

/* The variable that an insert comes from, and where it does; a part without an
 * insert behind it has 0. */
typedef struct value {
    char mark;
    const char *name;
    const char *source;
} value;

static const value values[] = {
    /* HAProxy made the id unless the administrator wants another. */
    { 'r', "reference", "unique-id,regsub(\"[^A-Za-z0-9._:-]\",,g)" },
    { 't', "time", "date,utime(\"%Y-%m-%d %H:%M UTC\")" },
    { 's', "timestamp", "date,utime(\"%Y-%m-%dT%H:%M:%SZ\")" },
};

/* ---- statuspages.cfg -----------------------------------------------------*/

#define WITH_PAGE "if { res.hdr(statuspages-page) -m found }"

static const value *value_of(char mark)
{
    for (size_t i = 0; i < SP_COUNT(values); i++) {
        if (values[i].mark == mark) {
            return &values[i];
        }
    }
    return NULL;
}

/* The page as a log-format string; `key` is an expression that ends within the
 * arguments of concat(). */
static const char *format_of(const sp_build *build,
                             const sp_haproxy_parts *known, const char *key)
{
    sp_buffer *format = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < known->count; i++) {
        const value *behind = value_of(known->marks[i]);

        sp_buffer_format(format, "%%[%s.%u),map(%s/maps/pages.map),b64dec", key,
                         i, build->options->folder.path);
        if (behind) {
            sp_buffer_format(format, ",concat(,txn.statuspages_%s)",
                             behind->name);
        }
        sp_buffer_add(format, "]");
    }
    return sp_buffer_string(format);
}

static const char *values_of(const sp_build *build)
{
    sp_buffer *lines = sp_buffer_make(build->pool);

    for (size_t i = 0; !build->options->plain && i < SP_COUNT(values); i++) {
        sp_buffer_format(lines,
                         "    http-request set-var(txn.statuspages_%s) '%s'\n",
                         values[i].name, values[i].source);
    }
    return sp_buffer_string(lines);
}

/* `early` has the lines for those that are a file already. */
static const char *own_of(const sp_build *build, const sp_haproxy_parts *known,
                          const sp_buffer *early)
{
    sp_buffer *lines = sp_buffer_make(build->pool);

    sp_buffer_bytes(lines, sp_buffer_span(early));

    for (unsigned i = 0; i < sp_haproxy_code_count; i++) {
        int code = sp_haproxy_codes[i];

        if (!sp_options_has(build->options, code)
            || sp_haproxy_is_early(code)) {
            continue;
        }
        sp_buffer_format(
            lines,
            "    http-error status %d content-type text/html hdr "
            "statuspages-page own lf-string \"%s\"\n",
            code,
            format_of(build, known,
                      apr_psprintf(build->pool,
                                   "var(txn.statuspages_language),concat(/%d.,"
                                   "txn.statuspages_%s,",
                                   code,
                                   sp_options_seconds(build->options, code)
                                       ? "alone"
                                       : "suffix")));
    }
    return sp_buffer_string(lines);
}

/* Fields of a server's answer that stay, the code they belong to, and how many
 * lines of it: a line of the configuration has room for 15 of them. */
typedef struct kept {
    const char *field;
    int code; /* 0: all */
    unsigned lines;
} kept;

static const kept kept_fields[] = {
    { "Retry-After", 0, 1 },
    { "Access-Control-Allow-Origin", 0, 1 },
    { "Access-Control-Allow-Credentials", 0, 1 },
    { "Access-Control-Expose-Headers", 0, 1 },
    { "Strict-Transport-Security", 0, 1 },
    { "X-Request-Id", 0, 1 },
    { "Link", 0, 2 },
    { "Set-Cookie", 0, 4 },
    { "WWW-Authenticate", 401, 3 },
    { "Allow", 405, 1 },
    { "Proxy-Authenticate", 407, 2 },
    { "Content-Range", 416, 1 },
    { "Upgrade", 426, 1 },
    { "RateLimit", 429, 1 },
    { "RateLimit-Policy", 429, 1 },
};
enum { KEPT = SP_COUNT(kept_fields) };

/* What parts the lines in the variable that takes them over; HAProxy writes it
 * as %01 where a value has it. */
#define BETWEEN "\\x01"

/* All kept lines for one variable.  What there is no room for is behind the
 * last of them, so that it is noticed. */
static const char *kept_of(const sp_build *build, unsigned *count)
{
    sp_buffer *format = sp_buffer_make(build->pool);
    sp_buffer *beyond = sp_buffer_make(build->pool);

    *count = 0;
    for (int i = 0; i < KEPT; i++) {
        const kept *row = &kept_fields[i];

        for (unsigned line = 1; line <= row->lines; line++, ++*count) {
            sp_buffer_format(format, "%%[res.fhdr(%s,%u)]" BETWEEN, row->field,
                             line);
        }
        sp_buffer_format(beyond, "%%[res.fhdr(%s,%u)]", row->field,
                         row->lines + 1);
    }
    sp_buffer_add(format, sp_buffer_string(beyond));
    return sp_buffer_string(format);
}

static void add_kept(sp_buffer *lines, int code)
{
    unsigned number = 0;

    for (int i = 0; i < KEPT; i++) {
        const kept *row = &kept_fields[i];

        for (unsigned line = 1; line <= row->lines; line++) {
            number++;
            if (row->code == 0 || row->code == code) {
                sp_buffer_format(lines,
                                 " hdr %s \"%%[var(txn.statuspages_kept),"
                                 "field(%u," BETWEEN ")]\"",
                                 row->field, number);
            }
        }
    }
}

static const char *servers_of(const sp_build *build)
{
    sp_buffer *lines = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < build->options->code_count; i++) {
        int code = build->options->codes[i];

        sp_buffer_format(lines,
                         "    http-response return status %d content-type "
                         "text/html hdr statuspages-page server",
                         code);
        add_kept(lines, code);
        sp_buffer_format(lines,
                         " lf-string \"%%[var(txn.statuspages_page)]\" if { "
                         "var(txn.statuspages_status) -m int %d }\n",
                         code);
    }
    return sp_buffer_string(lines);
}

static const char type_row[] =
    "    http-after-response set-header Content-Type \"@TYPE@\" " WITH_PAGE
    " { var(txn.statuspages_suffix) -m str @SUFFIX@ }\n";
static const char program_row[] =
    "    http-after-response set-header Content-Language en " WITH_PAGE
    " { var(txn.statuspages_suffix) -m str @SUFFIX@ }\n";
static const char wait_row[] =
    "    http-after-response set-header Retry-After @WAIT@ " WITH_PAGE
    " { status @CODE@ } !{ res.hdr(retry-after) -m found }\n";

/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them. */
static const char cache_alone[] =
    "    # For pages that caches may keep, only Accept counts.\n"
    "    http-request set-var(txn.statuspages_alone) str(@JSON@)\n"
    "    http-request set-var(txn.statuspages_alone) "
    "req.fhdr(accept),map_regm(@FOLDER@/maps/accept.map),lower,map_sub(@FOLDER@/"
    "maps/types.map)\n"
    "    http-request set-var(txn.statuspages_shared) bool(true) if METH_GET "
    "!{ req.hdr(authorization) -m found }\n";
static const char cache_servers_row[] =
    "    http-response set-var(txn.statuspages_suffix) "
    "var(txn.statuspages_alone) if { status @CODE@ }\n";
static const char cache_all_row[] =
    "    http-after-response set-var(txn.statuspages_suffix) "
    "var(txn.statuspages_alone) " WITH_PAGE " { status @CODE@ }\n";
static const char cache_row[] =
    "    http-after-response set-header Vary \"Accept, Accept-Language\" " WITH_PAGE
    " { status @CODE@ }\n"
    "    http-after-response set-header Cache-Control max-age=@SECONDS@ " WITH_PAGE
    " { status @CODE@ } { var(txn.statuspages_shared) -m found } "
    "!{ res.hdr(set-cookie) -m found }\n";

static const char *alone_of(const sp_build *build)
{
    return sp_rows_cached(build) ? sp_target_named(build, cache_alone) : "";
}

/* ---- all files -----------------------------------------------------------*/

static void make(sp_build *build)
{
    sp_haproxy_parts parts = { .count = 0 };
    sp_haproxy_answers answers;
    const char *policy;
    unsigned lines;
    const char *lines_kept = kept_of(build, &lines);

    sp_haproxy_write_maps(build, &parts, &policy);
    sp_haproxy_write_answers(build, &answers);

    const sp_fill fills[] = {
        { "ERRORFILES", sp_buffer_string(answers.all) },
        { "ALONE", alone_of(build) },
        { "SERVERS_ALONE", sp_rows_cache(build, cache_servers_row) },
        { "ALL_ALONE", sp_rows_cache(build, cache_all_row) },
        { "CACHE", sp_rows_cache(build, cache_row) },
        { "VALUES", values_of(build) },
        { "OWN", own_of(build, &parts, answers.early) },
        { "PARTS",
          format_of(build, &parts, "var(txn.statuspages_key),concat(") },
        { "KEPT", lines_kept },
        { "PROGRAMS", sp_rows_programs(build, program_row) },
        { "BEYOND", apr_psprintf(build->pool, "%u," BETWEEN, lines + 1) },
        { "ROOM", apr_psprintf(build->pool, "%u",
                               SP_HAPROXY_ANSWER_MAX - parts.longest
                                   + SP_HAPROXY_FIELDS_LEAST) },
        { "SERVERS", servers_of(build) },
        { "FIELDS", apr_pstrcat(build->pool, sp_rows_types(build, type_row),
                                sp_rows_retry_after(build, wait_row), NULL) },
        { "POLICY", policy },
        { NULL, NULL }
    };

    sp_target_file(build, "haproxy/statuspages.cfg", fills);
    sp_target_file(build, "haproxy/example.cfg", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_haproxy = {
    .name = "haproxy",
    .title = "HAProxy",
    .codes = "400-599",
    .formats = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)
               | SP_FORMAT_BIT(SP_FORMAT_XML),
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON),
    .configures = true,
    .named = true,
    .replaces = SP_REPLACE_BIT(SP_REPLACE_EMPTY),
    .no_replace =
        "to replace all errors, set txn.statuspages_servers to all, as the README.md says",
    .no_reference = "set unique-id-format in the frontend instead",
    .no_headers = "write http-after-response set-header rules in your own file",
    .check = { "haproxy", "-c", "-f", "@FOLDER@/statuspages.cfg", "-f",
               "@FOLDER@/example.cfg" },
    .make = make,
};
