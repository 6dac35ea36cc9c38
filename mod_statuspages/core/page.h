/* SPDX-License-Identifier: Apache-2.0 */
/* page.h - the journey of one error, from its facts to its bytes.
 *
 *   status -> texts -> sentences with facts -> values -> program -> bytes
 *
 * Preparing gathers every value in the sp_page itself; writing copies.  Neither
 * allocates, reads a file or can fail.
 */
#ifndef SP_CORE_PAGE_H
#define SP_CORE_PAGE_H

#include "core/catalog.h"
#include "core/facts.h"
#include "core/format.h"
#include "core/text_override.h"
#include "core/theme.h"
#include "core/variables.h"

/* Everything a page is made from.  All of it is borrowed until the page has
 * been written. */
typedef struct sp_page_request {
    const sp_facts *facts;
    const sp_site *site;
    const sp_language *language; /* chosen; the page may fall to English */
    const sp_theme *theme;
    int like; /* the page is that of this code, with another number; 0: no */
    const sp_text_overrides *texts; /* the administrator's own; may be NULL */
    const sp_language_set *links;   /* link to these languages; NULL: to none */
    const sp_theme_page *override;  /* instead of the theme's; may be NULL */
    sp_format_choice format;
    sp_span problem_base; /* prefix of a problem's type; empty: about:blank */
} sp_page_request;

enum {
    SP_FACTS_MAX = 8,
    SP_STEPS_MAX = 8, /* what to do, and what facts add for programs */
    SP_SCRATCH_MAX = 1024,
    SP_CONTACT_MAX = 1536,
    SP_PAGE_SIZE_USUAL = 7936,
    /* The page's own frame: what templates name, and for folded pages whether
     * each piece of advice is shown. */
    SP_SLOT_SHOWN = SP_VAR__COUNT + SP_CUSTOM_MAX,
    SP_SLOTS = SP_SLOT_SHOWN + SP_DO_MAX
};

typedef struct sp_page {
    sp_span media_type;               /* for Content-Type; constant */
    sp_span language;                 /* for Content-Language; constant */
    const sp_language *text_language; /* of all its texts */
    bool for_program; /* in English, whatever Accept-Language says */

    /* The rest is page.c's. */
    const sp_page_request *request;
    const sp_status *status;
    const sp_program *program;
    const sp_packed *packed; /* the same; NULL: the page leaves as it is */
    uint32_t holds;          /* facts and conditions: SP_FACT_BIT set */
    uint32_t open;           /* of these it is not known: while folding */
    sp_value values[SP_SLOTS];
    sp_value facts[SP_FACTS_MAX * SP_FACTS__COUNT];
    sp_value actions[SP_STEPS_MAX * SP_ACTIONS__COUNT];
    sp_value alternatives[SP_ALTERNATIVES_MAX * SP_ALTERNATIVES__COUNT];
    sp_value suggestions[SP_SUGGESTIONS_MAX * SP_SUGGESTIONS__COUNT];
    sp_value languages[SP_LANGUAGES_MAX * SP_LANGUAGES__COUNT];
    size_t scratch_used;
    char
        contact[SP_CONTACT_MAX]; /* its address, if it was made for this page */
    char scratch[SP_SCRATCH_MAX]; /* numbers and times made for this page */
} sp_page;

/* Folding and packing happen while the configuration is read, before requests
 * share the theme: its structure stays as it is, but the tables that it points
 * to are filled (folds, packs). */

/* The codes that are folded: all, or the one that servers answer with most. */
typedef enum sp_fold_codes { SP_FOLD_ALL, SP_FOLD_NOT_FOUND } sp_fold_codes;

/* Put the texts of the codes in each language into the HTML programs of
 * `theme`: into theme->folds, in `pool`.  A theme without that gives the same
 * pages, a little slower and longer when they are packed, and so do those pages
 * that are left when SP_PAGE_FOLD_MAX bytes have been taken.  All of a built-in
 * theme take 4 MB. */
enum { SP_PAGE_FOLD_MAX = 8 << 20 };
void sp_page_fold(const sp_theme *theme, sp_fold_codes which, apr_pool_t *pool);

/* Packs pages: sp_page_pack*(). */
typedef struct sp_page_packer sp_page_packer;

/* Does unpacking give the page?  sp_packed_round_trips(), unless a test wants
 * to see what happens to a page that fails. */
typedef bool sp_packed_check(const sp_packed *packed, const sp_value *values,
                             apr_pool_t *scratch);

/* What is packed lives in `pool`; a page that fails `check` is not packed.
 * NULL if there is no memory for a pool. */
sp_page_packer *sp_page_packer_make(sp_packed_check *check, apr_pool_t *pool);

/* No more is packed; returns how many pages failed the check. */
unsigned sp_page_packer_end(sp_page_packer *packer);

/* Pack the folded programs of `theme`, and for each language those that are not
 * folded: into theme->folds and theme->packs. */
void sp_page_pack(sp_page_packer *packer, const sp_theme *theme);

/* Pack only the programs that are not folded, once for all languages: into
 * theme->packs. */
void sp_page_pack_for_all(sp_page_packer *packer, const sp_theme *theme);

/* Pack a page of StatusPagesTemplate, once for all languages: sets
 * page->packed, NULL if it fails the check. */
void sp_page_pack_override(sp_page_packer *packer, sp_theme_page *page);

/* Fill `page`.  Cannot fail: what is not known is left out. */
void sp_page_prepare(sp_page *page, const sp_page_request *request);

/* Write the page into `out`, which has room for `capacity` bytes; returns the
 * page's length.  If that is more than `capacity`, what is in `out` is of no
 * use: most pages fit in SP_PAGE_SIZE_USUAL, and need not be measured first. */
size_t sp_page_write(const sp_page *page, char *out, size_t capacity);

/* Is there a packed page? */
bool sp_page_is_packed(const sp_page *page);

/* Write it as one gzip member; returns its length, or 0 if there is none or it
 * does not fit in `capacity`. */
size_t sp_page_write_packed(const sp_page *page, char *out, size_t capacity);

/* The length alone. */
size_t sp_page_length(const sp_page *page);

/* ---- values that a caller adds before it writes the page ----------------- */

/* `plain`: nothing in the text needs escaping in any format. */
static inline sp_value sp_page_text(sp_span text, bool plain)
{
    return (sp_value){ text.ptr, (uint32_t)text.len, plain };
}

/* A text from a compiled table: nothing in it needs escaping. */
static inline void sp_page_set_plain(sp_page *page, sp_variable slot,
                                     sp_span text)
{
    page->values[slot] = sp_page_text(text, true);
}

#endif
