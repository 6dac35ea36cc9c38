/* SPDX-License-Identifier: Apache-2.0 */
/* negotiate.h - Accept and Accept-Language as regular expressions, for servers
 * that can match a field but not weigh it.
 *
 * The first element of the field that is offered wins, whatever its weight:
 * browsers send the most wanted one first.  An element with q=0 is passed
 * over, and one that is broken.  The expressions are for PCRE without regard to
 * case, hold no quote, space, backslash-quote, `#` or `$` but the one at an end
 * of the field, and capture one group: what was chosen.
 */
#ifndef SP_CLI_NEGOTIATE_H
#define SP_CLI_NEGOTIATE_H

#include "cli/options.h"

/* What a language range begins with, in lower case, and the language that its
 * readers get.  Longer prefixes come first. */
typedef struct sp_prefix {
    const char *range;
    unsigned language; /* number in sp_languages; SP_LANGUAGE_NONE: the range
                          is not served although a shorter prefix of it is */
} sp_prefix;

/* The prefixes for the languages of the build; sets *count.  Taken from the
 * same lookup as the module's. */
const sp_prefix *sp_negotiate_prefixes(const sp_options *options,
                                       unsigned *count, apr_pool_t *pool);

/* An expression for Accept-Language.  `group` is what opens the group that
 * captures a prefix of sp_negotiate_prefixes(): "(" or "(?<name>". */
const char *sp_negotiate_language(const sp_options *options, const char *group,
                                  apr_pool_t *pool);

/* Likewise for Accept; captures a media type. */
const char *sp_negotiate_type(const sp_options *options, const char *group,
                              apr_pool_t *pool);

/* For servers that take a field to pieces: an element that is offered, from its
 * first letter to what was chosen; with what has to follow ahead of it. */
const char *sp_negotiate_range_element(const sp_options *options,
                                       apr_pool_t *pool);
const char *sp_negotiate_type_element(const sp_options *options,
                                      apr_pool_t *pool);

/* For servers that can ask for one language after the other only: elements
 * before the first that is offered, and that element if it is for `language`;
 * "" if it never is.  One behind the other they are the expression. */
const char *sp_negotiate_language_skip(const sp_options *options,
                                       apr_pool_t *pool);
const char *sp_negotiate_one_language(const sp_options *options,
                                      unsigned language, apr_pool_t *pool);

/* Likewise for Accept. */
const char *sp_negotiate_type_skip(const sp_options *options, apr_pool_t *pool);
const char *sp_negotiate_one_type(sp_format format, apr_pool_t *pool);

/* Media types of these formats, and ranges that lead to a language: as
 * alternatives of an expression. */
const char *sp_negotiate_types(unsigned formats, apr_pool_t *pool);
const char *sp_negotiate_ranges(const sp_prefix *list, unsigned count,
                                unsigned language, apr_pool_t *pool);

/* The same for Accept-Language in the syntax of RE2, which servers written in
 * Go have and which cannot look ahead; only for elements whose weight begins
 * with `tenth`, 10 for 1 and 0 for 0.0.  Tried from 10 down, the heaviest
 * element wins, of those in the same tenth the first.  What was chosen is all
 * groups joined; their number goes to *groups. */
const char *sp_negotiate_language_re2(const sp_options *options, int tenth,
                                      unsigned *groups, apr_pool_t *pool);

/* Likewise for Accept; one group. */
const char *sp_negotiate_type_re2(const sp_options *options, int tenth,
                                  apr_pool_t *pool);

/* A media type that the expression captured contains `word`: that format.  In
 * this order, since application/xhtml+xml is HTML. */
typedef struct sp_type_word {
    const char *word;
    sp_format format;
} sp_type_word;

extern const sp_type_word sp_negotiate_words[SP_FORMAT__COUNT];

#endif
