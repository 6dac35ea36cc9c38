/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/contact.h: placeholders in the address of a contact. */
#include "rows.h"

#include "core/contact.h"

#include <apr_strings.h>

typedef struct contact_row {
    const char *name;
    const char *text;
    const char *wanted; /* part of what is said; NULL: nothing is wrong */
} contact_row;

#define FORM "https://help.example/new"
#define TEN "{reference}{reference}{reference}{reference}{reference}"

static const contact_row rows[] = {
    { "a page", "/people", NULL },
    { "mail", "mailto:help@example.org", NULL },
    { "in the query", FORM "?ref={reference}", NULL },
    { "in the query, and more", FORM "?ref={reference}&a=b", NULL },
    { "in the fragment", FORM "#{reference}", NULL },
    { "in the path", FORM "/{reference}/", NULL },
    { "in a path of this site", "/help/{reference}", NULL },
    { "behind a host of the same scheme", "//help.example/{reference}", NULL },
    { "in a subject", "mailto:help@example.org?subject=x%20{reference}", NULL },
    { "twice", "mailto:a@b.example?subject={reference}&body={reference}",
      NULL },
    { "another name", FORM "?ref={ref}",
      "\"{ref}\" is not a placeholder: "
      "write {reference}" },
    { "in capitals", FORM "?ref={Reference}", "\"{Reference}\" is not" },
    { "another one behind it", FORM "?a={reference}&b={code}",
      "\"{code}\" is not" },
    { "one that does not end", FORM "?ref={reference",
      "\"{reference\" is not" },
    { "one that does not begin", FORM "?ref=reference}", "\"}\" is not" },
    { "an end before it", FORM "?a=}&b={reference}", "is not a placeholder" },
    { "an empty one", FORM "?ref={}", "\"{}\" is not" },
    { "two braces", FORM "?ref={{reference}}", "is not a placeholder" },
    { "as the host", "https://{reference}/", "behind the host" },
    { "in the host", "https://a.{reference}.example/", "behind the host" },
    { "as the host of the same scheme", "//{reference}/", "behind the host" },
    { "as the port", "https://a.example:{reference}/", "behind the host" },
    { "who gets the letter", "mailto:{reference}@example.org", "behind the ?" },
    { "in the path of a mailto", "mailto:a@b.example/{reference}",
      "behind the ?" },
    { "too often", FORM "?ref=" TEN, "at most 4 times" },
};

static void check(void **state)
{
    const contact_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *said = sp_contact_error(row->text, pool);

    if (row->wanted) {
        assert_non_null(said);
        assert_non_null(strstr(said, row->wanted));
    }
    else {
        assert_null(said);
    }
    apr_pool_destroy(pool);
}

/* A long address may stand alone, but not with a placeholder. */
static void length_is_limited(void **state)
{
    apr_pool_t *pool = new_pool();
    char *text = apr_palloc(pool, SP_CONTACT_LENGTH_MAX + 2);

    (void)state;
    memset(text, 'a', SP_CONTACT_LENGTH_MAX + 2);
    memcpy(text, "/{reference}", 12);
    text[SP_CONTACT_LENGTH_MAX] = '\0';
    assert_null(sp_contact_error(text, pool));
    text[SP_CONTACT_LENGTH_MAX] = 'a';
    text[SP_CONTACT_LENGTH_MAX + 1] = '\0';
    assert_non_null(strstr(sp_contact_error(text, pool), "500 characters"));
    memset(text, 'a', 12);
    assert_null(sp_contact_error(text, pool));
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, length_is_limited);
    return run_list("contact", list);
}
