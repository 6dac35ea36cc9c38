/* SPDX-License-Identifier: Apache-2.0 */
/* HAProxy: expressions that choose a page when an error happens, and the
 * responses made of it. */
#include "cli/targets/haproxy.h"

#include "cli/negotiate.h"

#include <apr_strings.h>

/* The variable that an insert comes from, and where it does; a variable without
 * a mark is of use to the next. */
typedef struct value {
    char mark;
    const char *name;
    const char *source;
} value;

/* An id that the administrator wants comes before one of our own, which is two
 * random numbers: after uuid() in a response, HAProxy 2.6 sends it as the
 * challenge of "http-request auth". */
static const value values[] = {
    { 0, "half", "rand,hex,bytes(8)" },
    { 'r', "reference",
      "rand,hex,bytes(8),concat(,txn.statuspages_half),lower" },
    { 'r', "reference", "unique-id,regsub(\"[^A-Za-z0-9._:-]\",,g)" },
    { 't', "time", "date,utime(\"%Y-%m-%d %H:%M UTC\")" },
    { 's', "timestamp", "date,utime(\"%Y-%m-%dT%H:%M:%SZ\")" },
};

/* Evaluate an expression for the variable that it sets: field() finds nothing
 * and so prints nothing. */
#define SET(expression, name)                                                  \
    "%%[" expression ",set-var(txn.statuspages_" name "),field(2,|)]"

/* ---- what is evaluated for an error --------------------------------------*/

static const char *name_of(char mark)
{
    for (size_t i = 0; i < SP_COUNT(values); i++) {
        if (mark && values[i].mark == mark) {
            return values[i].name;
        }
    }
    return NULL;
}

static const char *values_of(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *format = sp_buffer_make(build->pool);

    for (size_t i = 0; !options->plain && i < SP_COUNT(values); i++) {
        sp_buffer_format(format, SET("%s", "%s"), values[i].source,
                         values[i].name);
    }
    if (!options->plain && options->reference) {
        sp_buffer_format(format,
                         SET("var(txn.statuspages_caller),map_regm(%s/maps/"
                             "reference.map)",
                             "reference"),
                         options->folder.path);
    }
    return sp_buffer_string(format);
}

/* The page as a log-format string. */
static const char *page_of(const sp_build *build, const sp_haproxy_parts *known)
{
    sp_buffer *format = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < known->count; i++) {
        const char *behind = name_of(known->marks[i]);

        sp_buffer_format(format,
                         "%%[var(txn.statuspages_key),concat(.%u),map(%s/maps/"
                         "pages.map)",
                         i, build->options->folder.path);
        if (behind) {
            sp_buffer_format(format, ",concat(,txn.statuspages_%s)", behind);
        }
        sp_buffer_add(format, "]");
    }
    return sp_buffer_string(format);
}

/* The same for the script. */
static const char *inserts_of(const sp_build *build,
                              const sp_haproxy_parts *known)
{
    sp_buffer *lua = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < known->count; i++) {
        const char *behind = name_of(known->marks[i]);

        if (behind) {
            sp_buffer_format(lua, "    \"%s\",\n", behind);
        }
        else {
            sp_buffer_add(lua, "    false,\n");
        }
    }
    return sp_buffer_string(lua);
}

/* `*` is the second language for who refuses the first. */
static const char *other_of(const sp_build *build)
{
    const sp_language_set *languages = &build->options->languages;

    return languages->count < 2
               ? ""
               : apr_psprintf(
                   build->pool,
                   "regsub(\"^(?=(?:[^,]*,)*[[:blank:]]*%s[[:blank:]]*;"
                   "[[:blank:]]*q=0(?:[.]0*)?[[:blank:]]*(?:,|$))(.*)[*]\","
                   "\"\\\\1%s\",i),lower,",
                   sp_languages[languages->order[0]].tag.ptr,
                   sp_languages[languages->order[1]].tag.ptr);
}

/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them. */
static const char alone[] =
    "%[var(txn.statuspages_code),map(@FOLDER@/maps/alone.map),"
    "set-var(txn.statuspages_suffix),field(2,|)]";
static const char shared[] =
    "    # Who may get a page that caches keep.\n"
    "    http-request set-var(txn.statuspages_shared) str(shared.) if METH_GET "
    "!{ req.hdr(authorization) -m found }\n";
static const char caller[] =
    "    http-request set-var(txn.statuspages_caller) req.fhdr(%s,1)\n";
static const char vary[] =
    "%[var(txn.statuspages_suffix),concat(.vary),map(@FOLDER@/maps/fields.map),"
    "set-var(txn.statuspages_vary),field(2,|)]";
static const char vary_alone[] =
    "%[var(txn.statuspages_suffix),concat(.,txn.statuspages_code),"
    "map(@FOLDER@/maps/fields.map),set-var(txn.statuspages_vary),field(2,|)]"
    "%[str(no-store),set-var(txn.statuspages_cache),field(2,|)]"
    "%[var(txn.statuspages_shared),concat(,txn.statuspages_code),"
    "map(@FOLDER@/maps/fields.map),set-var(txn.statuspages_cache),field(2,|)]";

/* ---- the rules -----------------------------------------------------------*/

/* Words without blanks: HAProxy parts the variable at them. */
static const char fields[] =
    "hdr Content-Language %[var(txn.statuspages_speaks)] "
    "hdr Content-Security-Policy "
    "%[var(txn.statuspages_suffix),concat(.policy),map(@FOLDER@/maps/"
    "fields.map)] "
    "hdr Vary %[var(txn.statuspages_vary)] "
    "hdr X-Content-Type-Options nosniff hdr Referrer-Policy same-origin "
    "hdr Cache-Control ";
static const char wait_field[] =
    " hdr Retry-After "
    "%[var(txn.statuspages_code),map(@FOLDER@/maps/fields.map)]";

static const char *fields_of(const sp_build *build)
{
    return apr_pstrcat(build->pool, sp_target_named(build, fields),
                       sp_rows_cached(build) ? "%[var(txn.statuspages_cache)]"
                                             : "no-store",
                       *sp_rows_retry_after(build, "@CODE@")
                           ? sp_target_named(build, wait_field)
                           : "",
                       NULL);
}

static const char own_row[] =
    "    http-error status %d content-type text/html \"${%s_fields[*]}\"%s "
    "lf-string \"%%[int(%d),set-var(txn.statuspages_code),field(2,|)]"
    "${%s_choose}${%s_page}\"\n";

/* `early` has the lines for those that are a file already. */
static const char *own_of(const sp_build *build, const sp_buffer *early)
{
    sp_buffer *lines = sp_buffer_make(build->pool);
    const char *name = build->options->name;
    const char *headers = sp_rows_headers(build, " hdr @HEADER@ \"@VALUE@\"");

    sp_buffer_bytes(lines, sp_buffer_span(early));
    for (unsigned i = 0; i < sp_haproxy_code_count; i++) {
        int code = sp_haproxy_codes[i];

        if (sp_options_has(build->options, code)
            && !sp_haproxy_is_early(code)) {
            sp_buffer_format(lines, own_row, code, name, headers, code, name,
                             name);
        }
    }
    return sp_buffer_string(lines);
}

/* Which errors of servers get a page, unless a frontend says otherwise. */
#define IS_ERROR "{ status ge 400 }"
#define IS_EMPTY "{ res.hdr(content-length) -m str 0 }"
#define IS(words) "{ var(txn.statuspages_servers) -m str " words " }"
#define IS_NO_STREAM                                                           \
    "!{ res.hdr(content-type) -i -m beg application/grpc text/event-stream }"

typedef struct replace_row {
    const char *which;
    const char *condition;
} replace_row;

static const replace_row replaces[SP_REPLACE__COUNT] = {
    [SP_REPLACE_EMPTY] = { "Only errors without a body get a page.",
                           "if " IS_ERROR " " IS_EMPTY
                           " !" IS("none") " " IS_NO_STREAM " or " IS_ERROR
                                           " " IS("all") " " IS_NO_STREAM },
    [SP_REPLACE_ALL] = { "All errors get a page.",
                         "if " IS_ERROR " !" IS(
                             "none empty") " " IS_NO_STREAM " or " IS_ERROR
                                           " " IS("empty") " " IS_EMPTY
                                                           " " IS_NO_STREAM },
};

/* ---- all files -----------------------------------------------------------*/

/* A weight, RFC 9110 12.4.2. */
#define WEIGHT "(?:1(?:[.]0{0,3})?|0(?:[.][0-9]{0,3})?)"

static const char cache_unless_private[] =
    "(has[\"set-cookie\"] or has[\"cache-control\"] or has[\"expires\"]) and "
    "\"no-store\" or txn:get_var(\"txn.statuspages_cache\")";

static void write_files(sp_build *build, const sp_fill *fills)
{
    sp_target_file(build, "haproxy/statuspages.cfg", fills);
    sp_target_file(build, "haproxy/statuspages.lua", fills);
    sp_target_file(build, "haproxy/example.cfg", fills);
    sp_target_readme(build, fills);
}

static void make(sp_build *build)
{
    sp_haproxy_parts parts = { .count = 0 };
    sp_haproxy_answers answers;
    sp_haproxy_words words;
    const replace_row *replace = &replaces[build->options->replace];
    bool cached = sp_rows_cached(build) != NULL;

    sp_haproxy_write_maps(build, &parts, &words);
    sp_haproxy_write_answers(build, &answers);

    const sp_fill fills[] = {
        { "ERRORFILES", sp_buffer_string(answers.all) },
        { "WEIGHT", WEIGHT },
        { "SERVED", words.served },
        { "LANGUAGES", words.languages },
        { "OTHER", other_of(build) },
        { "TYPES", words.types },
        { "ALONE", cached ? sp_target_named(build, alone) : "" },
        { "CALLER", build->options->reference ? apr_psprintf(
                        build->pool, caller, build->options->reference)
                                              : "" },
        { "SHARED", cached ? shared : "" },
        { "VARY",
          sp_target_named(build, apr_pstrcat(build->pool, vary,
                                             cached ? vary_alone : "", NULL)) },
        { "VALUES", values_of(build) },
        { "PARTS", page_of(build, &parts) },
        { "FIELDS", fields_of(build) },
        { "OWN", own_of(build, answers.early) },
        { "WHICH", replace->which },
        { "IF", replace->condition },
        { "INSERTS", inserts_of(build, &parts) },
        { "ROOM",
          apr_psprintf(build->pool, "%d",
                       SP_HAPROXY_ANSWER_MAX + SP_HAPROXY_FIELDS_MOST) },
        { "CACHE", cached ? cache_unless_private : "\"no-store\"" },
        { "REPLACED",
          sp_rows_headers(build, "gone[(\"@HEADER@\"):lower()] = true\n") },
        { "HEADERS",
          sp_rows_headers(build, "        { \"@HEADER@\", \"@VALUE@\" },\n") },
        { NULL, NULL }
    };

    write_files(build, fills);
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
    .replaces =
        SP_REPLACE_BIT(SP_REPLACE_EMPTY) | SP_REPLACE_BIT(SP_REPLACE_ALL),
    .no_replace = "HAProxy does not read the body of a response; use empty "
                  "or all",
    .check = { "haproxy", "-c", "-f", "@FOLDER@/statuspages.cfg", "-f",
               "@FOLDER@/example.cfg" },
    .make = make,
};
