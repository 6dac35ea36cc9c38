/* SPDX-License-Identifier: Apache-2.0 */
/* language.h - in which language a client gets the explanation.
 *
 * RFC 4647 lookup over Accept-Language (RFC 9110 12.5.4), with scripts that
 * cutting subtags does not cross and one table of curated neighbours
 * (catalog/languages.def).  A language takes part for the statuses that it has
 * all texts of.  An error page never answers 406: when nothing fits, it is the
 * site's default.
 */
#ifndef SP_CORE_LANGUAGE_H
#define SP_CORE_LANGUAGE_H

#include "core/catalog.h"

enum {
    SP_LANGUAGES_MAX = 64,
    SP_LANGUAGE_BYTES_MAX = 1024, /* of a header are read */
    SP_LANGUAGE_RANGES_MAX = 32,
    SP_LANGUAGE_NONE = 255
};

/* Tags that are known, ascending by key.  Generated. */
typedef struct sp_language_tag {
    uint64_t key;  /* up to eight letters in lower case, first one highest */
    uint8_t exact; /* the language of that tag; SP_LANGUAGE_NONE: none */
    uint8_t other; /* whose texts its readers read as well; likewise */
    bool script;   /* cutting subtags stops here */
} sp_language_tag;

extern const sp_language_tag sp_language_tags[];
extern const unsigned sp_language_tag_count;

/* The languages that a site offers, by number in sp_languages, in its order
 * of preference; the first is its default. */
typedef struct sp_language_set {
    uint64_t bits; /* bit i: sp_languages[i] is offered */
    uint8_t count;
    uint8_t order[SP_LANGUAGES_MAX];
} sp_language_set;

/* The query parameter that a link to another language sets. */
#define SP_LANGUAGE_PARAMETER "statuspages-language"

/* sp_language_link() of each language.  Generated. */
extern const sp_span sp_language_links[];

/* English first, then all others. */
extern const sp_language_set sp_language_all;

/* Number of the language with exactly this tag, case aside;
 * SP_LANGUAGE_NONE if there is none. */
unsigned sp_language_find(sp_span tag);

/* Add language number `language` at the end, unless it is there. */
void sp_language_offer(sp_language_set *set, unsigned language);

/* Is number `language` in a set of bits?  SP_LANGUAGE_NONE never is. */
static inline bool sp_language_in(uint64_t bits, unsigned language)
{
    return language < SP_LANGUAGES_MAX && (bits >> language & 1) != 0;
}

/* What a link to this very address in language number `language` is: a
 * reference that replaces the query (RFC 3986 5.4).  Constant. */
sp_span sp_language_link(unsigned language);

/* The language that the query of an address asks for in the way of
 * sp_language_link(); SP_LANGUAGE_NONE if it asks for none. */
unsigned sp_language_linked(sp_span query);

/* The language for this Accept-Language header among those offered that a page
 * can be written in: bit i of `written` says that of sp_languages[i].  Where
 * nothing fits, it is the first of them; where there is none, English.  Never
 * fails, allocates nothing. */
const sp_language *sp_language_choose(sp_span accept_language,
                                      const sp_language_set *offered,
                                      uint64_t written);

#endif
