/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/link.h. */
#include "rows.h"

#include "core/link.h"

typedef struct link_row {
    const char *name;
    const char *field;
    const char *target; /* of blocked-by; NULL: there is none */
} link_row;

/* RFC 8288 3: link-value = "<" URI-Reference ">" *( OWS ";" OWS link-param ),
 * separated by commas; RFC 7725 4 has the first. */
static const link_row rows[] = {
    { "as in RFC 7725",
      "<https://spqr.example.org/legislatione>; rel=\"blocked-by\"",
      "https://spqr.example.org/legislatione" },
    { "a token", "<https://a.test/>; rel=blocked-by", "https://a.test/" },
    { "capitals", "<https://a.test/>; REL=\"Blocked-BY\"", "https://a.test/" },
    { "blanks around everything",
      " <https://a.test/> \t; rel = \"blocked-by\" ;title=x , </b>;rel=next",
      "https://a.test/" },
    { "no blanks", "</a>;rel=next,</b>;rel=blocked-by", "/b" },
    { "among several types", "</a>; rel=\"next blocked-by prev\"", "/a" },
    { "first of several types", "</a>; rel=\"blocked-by next\"", "/a" },
    { "last of several types", "</a>; rel=\"next  blocked-by\"", "/a" },
    { "with an escape in the quotes", "</a>; rel=\"blocked\\-by\"", "/a" },
    { "the second link", "</a>; rel=next, </b>; rel=\"blocked-by\"", "/b" },
    { "the first of two", "</a>; rel=blocked-by, </b>; rel=blocked-by", "/a" },
    { "a comma in the address", "</x>; rel=up, </a,b;c>; rel=blocked-by",
      "/a,b;c" },
    { "a comma, < and > in a title",
      "</x>; title=\"a, <b>; rel=blocked-by\"; rel=up, </c>; rel=blocked-by",
      "/c" },
    { "a quote within quotes",
      "</x>; title=\"\\\", </y>; rel=blocked-by; \"; rel=up", NULL },
    { "an empty element", ", ,</a>; rel=blocked-by,", "/a" },
    { "an empty parameter", "</a>;; rel=blocked-by;", "/a" },
    { "a parameter without a value", "</a>; crossorigin; rel=blocked-by",
      "/a" },
    { "an empty target", "<>; rel=blocked-by", "" },
    { "of two rel the first", "</a>; rel=next; rel=blocked-by", NULL },
    { "of two rel the first, which has it", "</a>; rel=blocked-by; rel=next",
      "/a" },
    { "an empty rel before it", "</a>; rel=\"\"; rel=blocked-by", NULL },
    { "the word in the address", "<https://a.test/blocked-by>; rel=help",
      NULL },
    { "the word in the address, then the link",
      "<https://a.test/?rel=blocked-by>; rel=help, </b>; rel=blocked-by",
      "/b" },
    { "the word in a title", "</a>; rel=help; title=\"blocked-by\"", NULL },
    { "the word in another parameter", "</a>; rev=blocked-by; rel=help", NULL },
    { "a longer word", "</a>; rel=blocked-by-us", NULL },
    { "a longer word before it", "</a>; rel=not-blocked-by", NULL },
    { "a shorter word", "</a>; rel=\"blocked blocked-b\"", NULL },
    { "an address as the type", "</a>; rel=\"https://a.test/blocked-by\"",
      NULL },
    { "a name that begins alike", "</a>; relation=blocked-by", NULL },
    { "a name that ends alike", "</a>; xrel=blocked-by", NULL },
    { "the link of another page", "</a>; rel=blocked-by; anchor=\"/other\"",
      NULL },
    { "no rel", "</a>", NULL },
    { "nothing", "", NULL },
    { "no address", "rel=blocked-by", NULL },
    { "an address that does not end", "</a; rel=blocked-by", NULL },
    { "quotes that do not end", "</a>; rel=\"blocked-by", NULL },
    { "quotes that end in a backslash", "</a>; rel=\"blocked-by\\", NULL },
    { "a word after the quotes", "</a>; rel=\"blocked-by\" x", NULL },
    { "a link after a mistake", "</a>; =<, </b>; rel=blocked-by", NULL },
};

static void check(void **state)
{
    const link_row *row = *state;
    sp_span target = { NULL, 0 };

    assert_int_equal(sp_link_find(row->field, "blocked-by", &target),
                     row->target != NULL);
    if (row->target) {
        assert_span(target, row->target);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    return run_list("link", list);
}
