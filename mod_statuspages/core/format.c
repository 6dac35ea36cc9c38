/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the format of the response. */
#include "core/format_internal.h"

#include "core/accept.h"

const sp_format_row sp_formats[SP_FORMAT__COUNT] = {
    { { "html", 4 }, { "text/html; charset=utf-8", 24 }, "html" },
    { { "json", 4 }, { "application/problem+json", 24 }, NULL },
    { { "xml", 3 }, { "application/problem+xml", 23 }, NULL },
    { { "text", 4 }, { "text/plain; charset=utf-8", 25 }, "txt" },
    { { "markdown", 8 }, { "text/markdown; charset=utf-8", 28 }, "md" },
};

/* It puts what comes into its page. */
static bool is_htmx(const sp_format_request *request)
{
    return sp_word_equal(request->htmx, SP_SPAN("true"));
}

/* A missing picture's page is thrown away unread by the browser. */
static bool wants_one_line(const sp_format_request *request,
                           const sp_accept_offers *read, sp_format_vary *vary)
{
    sp_destination dest = sp_format_destination(request->fetch_dest);

    if (dest != DEST_NONE) {
        return dest == DEST_SUB;
    }
    if (read->sub_resource) {
        return read->offers[SP_FORMAT_HTML].how < MATCH_TYPE;
    }
    if (!read->only_any || request->accept.len == 0
        || !sp_format_is_asset(request->path)) {
        return false;
    }
    *vary = SP_VARY_CLIENT;
    return sp_format_is_browser(request->user_agent) && !is_htmx(request);
}

static bool better(const sp_accept_offer *a, const sp_accept_offer *b)
{
    if (a->weight != b->weight) {
        return a->weight > b->weight;
    }
    if ((a->how >= MATCH_SUFFIX) != (b->how >= MATCH_SUFFIX)) {
        return a->how >= MATCH_SUFFIX;
    }
    return a->position < b->position;
}

/* The best format that Accept names more closely than by the bare wildcard;
 * SP_FORMAT__COUNT if it names none. */
static sp_format best_named(const sp_accept_offers *read, unsigned offered)
{
    sp_format best = SP_FORMAT__COUNT;

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const sp_accept_offer *one = &read->offers[i];

        if ((offered & SP_FORMAT_BIT(i)) && one->how > MATCH_ANY
            && one->weight > 0
            && (best == SP_FORMAT__COUNT || better(one, &read->offers[best]))) {
            best = (sp_format)i;
        }
    }
    return best;
}

static bool acceptable(const sp_accept_offers *read, sp_format format,
                       unsigned offered, bool no_header)
{
    const sp_accept_offer *one = &read->offers[format];

    return (offered & SP_FORMAT_BIT(format))
           && (no_header || (one->how != MATCH_NONE && one->weight > 0));
}

static bool is_for_a_program(const sp_format_request *request)
{
    return sp_word_equal(request->requested_with, SP_SPAN("XMLHttpRequest"))
           || sp_word_begins(request->content_type, SP_SPAN("application/json"))
           || (sp_word_begins(request->content_type, SP_SPAN("application/"))
               && sp_word_ends(request->content_type, SP_SPAN("+json")));
}

/* Accept said nothing: what else the request tells about its client. */
/* Browsers name themselves, and that before what they accept.  Where neither is
 * known, as in an early error, it may be anybody. */
static bool is_a_program(const sp_format_request *request)
{
    return is_for_a_program(request)
           || (request->user_agent.len
                   ? !sp_format_is_browser(request->user_agent)
                   : request->accept.len > 0 && !request->shared);
}

static sp_format_choice guess(const sp_format_request *request,
                              const sp_accept_offers *read, unsigned offered)
{
    sp_format_choice choice = { .format = SP_FORMAT_TEXT,
                                .vary = SP_VARY_DESTINATION };
    sp_destination dest = sp_format_destination(request->fetch_dest);
    bool silent = request->accept.len == 0;

    if (dest == DEST_PAGE) {
        choice.format = SP_FORMAT_HTML;
    }
    else if (dest == DEST_DATA) {
        choice.vary = SP_VARY_HTMX;
        choice.format = is_htmx(request) ? SP_FORMAT_HTML : SP_FORMAT_JSON;
    }
    else {
        choice.vary = SP_VARY_CLIENT;
        choice.format = is_htmx(request)            ? SP_FORMAT_HTML
                        : is_for_a_program(request) ? SP_FORMAT_JSON
                        : sp_format_is_browser(request->user_agent)
                            ? SP_FORMAT_HTML
                            : SP_FORMAT_TEXT;
    }
    choice.program = choice.format != SP_FORMAT_HTML
                     && (dest == DEST_DATA || is_a_program(request));
    if (!acceptable(read, choice.format, offered, silent)) {
        choice.format = SP_FORMAT_TEXT;
    }
    return choice;
}

bool sp_format_names_html(sp_span accept)
{
    static const char html[] = "text/html,";

    return accept.len >= sizeof(html) - 1
           && memcmp(accept.ptr, html, sizeof(html) - 1) == 0;
}

/* sp_format_names_html(), however it is written. */
static bool is_for_a_page(const sp_accept_offers *read)
{
    const sp_accept_offer *html = &read->offers[SP_FORMAT_HTML];

    return html->how == MATCH_EXACT && html->weight == SP_WEIGHT_MAX
           && html->position == 0;
}

static sp_format_choice choose(const sp_format_request *request,
                               unsigned offered)
{
    sp_accept_offers read;
    sp_format named = request->preferred.len
                          ? sp_format_find(request->preferred)
                          : SP_FORMAT__COUNT;
    bool preferred = (offered & SP_FORMAT_BIT(named)) != 0;
    bool html = (offered & SP_FORMAT_BIT(SP_FORMAT_HTML)) != 0;
    bool page = html && sp_format_names_html(request->accept);
    sp_format_vary vary = SP_VARY_DESTINATION;

    if (request->connect) {
        return (sp_format_choice){ .format = SP_FORMAT_TEXT, .program = true };
    }
    if (!page) {
        read = sp_format_read_accept(request->accept);
    }
    if (page || (html && is_for_a_page(&read))) {
        return (sp_format_choice){ .format =
                                       preferred ? named : SP_FORMAT_HTML };
    }
    if (wants_one_line(request, &read, &vary)) {
        return (sp_format_choice){ .format = SP_FORMAT_TEXT,
                                   .one_line = true,
                                   .vary = vary };
    }
    named = preferred ? named : best_named(&read, offered);
    if (named != SP_FORMAT__COUNT) {
        return (sp_format_choice){ .format = named, .vary = vary };
    }
    return guess(request, &read, offered);
}

/* The last resort of one who wants nothing that is offered. */
static sp_format resort(unsigned offered)
{
    int i = SP_FORMAT_TEXT;

    if (!(offered & SP_FORMAT_BIT(SP_FORMAT_TEXT))) {
        for (i = 0; i < SP_FORMAT__COUNT && !(offered & SP_FORMAT_BIT(i));) {
            i++;
        }
    }
    return i < SP_FORMAT__COUNT ? (sp_format)i : SP_FORMAT_TEXT;
}

sp_format_choice sp_format_choose(const sp_format_request *request,
                                  unsigned offered)
{
    sp_format_choice choice = choose(request, offered);

    if (!choice.one_line && !request->connect
        && !(offered & SP_FORMAT_BIT(choice.format))) {
        choice.format = resort(offered);
    }
    choice.brief = choice.format == SP_FORMAT_TEXT && !choice.one_line
                   && sp_format_is_tool(request, choice.vary == SP_VARY_CLIENT);
    return choice;
}

sp_format sp_format_find(sp_span name)
{
    int i = 0;

    while (i < SP_FORMAT__COUNT && !sp_span_equal(sp_formats[i].name, name)) {
        i++;
    }
    return (sp_format)i;
}

sp_format sp_format_find_suffix(const char *suffix)
{
    int i = 0;

    while (i < SP_FORMAT__COUNT
           && (!sp_formats[i].suffix
               || strcmp(sp_formats[i].suffix, suffix) != 0)) {
        i++;
    }
    return (sp_format)i;
}

sp_format sp_format_find_ending(const char *ending)
{
    sp_format named = sp_format_find(sp_span_of(ending));

    return named != SP_FORMAT__COUNT ? named : sp_format_find_suffix(ending);
}
