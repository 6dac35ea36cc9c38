/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever writes to the people of a site need not type the reference: a form
 * gets it where the address has {reference}, a letter in its subject. */
#include "core/page_internal.h"

#include "core/contact.h"
#include "core/percent.h"

typedef struct address {
    char *bytes;
    size_t used; /* more than SP_CONTACT_MAX: it does not fit */
} address;

static void add(address *to, sp_span text)
{
    if (to->used + text.len <= SP_CONTACT_MAX) {
        memcpy(to->bytes + to->used, text.ptr, text.len);
    }
    to->used += text.len;
}

/* All but what is unreserved (RFC 3986 2.3); so a letter's subject has nothing
 * that ends it (RFC 6068 2). */
static void add_encoded(address *to, sp_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        char code[SP_PERCENT_LENGTH];

        sp_percent_encode(code, c);
        add(to, sp_is_alphanumeric(c) || (c && strchr("-._~", c))
                    ? (sp_span){ text.ptr + i, 1 }
                    : (sp_span){ code, sizeof(code) });
    }
}

static sp_span result(const address *to)
{
    return to->used <= SP_CONTACT_MAX ? (sp_span){ to->bytes, to->used }
                                      : (sp_span){ NULL, 0 };
}

/* With the reference, or nothing, in place of each placeholder. */
static sp_span filled(address *to, sp_span url, sp_span reference)
{
    sp_span before;

    while (sp_contact_split(&url, &before)) {
        add(to, before);
        add_encoded(to, reference);
    }
    add(to, url);
    return result(to);
}

/* "Example - Code 500 - Reference 7KQF-2MZD", in the words of the page.  What
 * is to the left and right of the signs is not mixed up from right to left
 * (UAX 9), for which nothing unseen is needed. */
static sp_span with_subject(address *to, sp_span url, const sp_page *page)
{
    const sp_language *language = page->text_language;
    const sp_span site = page->request->site->name;
    const sp_span words[] = {
        site,
        site.len ? SP_SPAN(" - ") : (sp_span){ NULL, 0 },
        sp_catalog_text(language, SP_MSG_UI_CODE),
        SP_SPAN(" "),
        sp_page_span(page, SP_VAR_CODE),
        SP_SPAN(" - "),
        sp_catalog_text(language, SP_MSG_UI_REFERENCE),
        SP_SPAN(" "),
        page->request->facts->reference,
    };

    add(to, url);
    add(to, SP_SPAN("?subject="));
    for (size_t i = 0; i < SP_COUNT(words); i++) {
        add_encoded(to, words[i]);
    }
    return result(to);
}

sp_span sp_page_contact(sp_page *page)
{
    sp_span url = page->request->site->contact;
    sp_span reference = page->request->facts->reference;
    address to = { page->contact, 0 };
    sp_span made = { NULL, 0 };

    if (memchr(url.ptr, '{', url.len)) {
        made = filled(&to, url, reference);
    }
    else if (reference.len && sp_contact_takes_subject(url)) {
        made = with_subject(&to, url, page);
    }
    return made.len ? made : url;
}
