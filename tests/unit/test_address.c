/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/address.h. */
#include "rows.h"

#include "core/address.h"

typedef struct address_row {
    const char *name;
    const char *text;
    bool valid;
} address_row;

static const address_row rows[] = {
    { "a path", "/imprint", true },
    { "the root", "/", true },
    { "a path with a query", "/find?a=1&b=2#c", true },
    { "a path with an escape", "/a%20b", true },
    { "the scheme of this page", "//cdn.example/x", true },
    { "http", "http://a.example/", true },
    { "https in capitals", "HTTPS://a.example/", true },
    { "mail", "mailto:help@a.example", true },
    { "a letter beyond ASCII",
      "/\xc3\xbc"
      "ber",
      true },
    { "nothing", "", false },
    { "a relative path", "imprint", false },
    { "a fragment alone", "#top", false },
    { "a script", "javascript:alert(1)", false },
    { "a script after a space", " javascript:alert(1)", false },
    { "data", "data:text/html,x", false },
    { "a scheme without its slashes", "http:a.example", false },
    { "another scheme", "ftp://a.example/", false },
    { "a space", "/a b", false },
    { "a tab", "/a\tb", false },
    { "a line end", "/a\nb", false },
    { "a carriage return", "/a\rb", false },
    { "a form feed", "/a\fb", false },
    { "a vertical tab", "/a\vb", false },
    { "an escape sequence", "/a\x1b[0m", false },
    { "delete", "/a\x7f", false },
    { "a double quote", "/a\"b", false },
    { "a tag", "/a<b>", false },
    { "a backslash", "/\\evil.example", false },
    { "what is not UTF-8", "/a\xff", false },
};

static void check(void **state)
{
    const address_row *row = *state;

    assert_int_equal(sp_address_is_valid(row->text), row->valid);
}

/* ---- pictures: what the Content-Security-Policy allows ------------------ */

typedef struct origin_row {
    const char *name;
    const char *text;
    const char *wanted; /* a host-source of CSP 3; NULL: no picture */
} origin_row;

static const origin_row origin_rows[] = {
    { "the site itself", "/logo.svg", "" },
    { "an address in a query is of the site", "/go?to=http://b.example/x", "" },
    { "another site", "https://cdn.example/logo.svg", "https://cdn.example" },
    { "without a path", "https://cdn.example", "https://cdn.example" },
    { "a port", "http://127.0.0.1:8080/x.png", "http://127.0.0.1:8080" },
    { "the scheme of the page", "//cdn.example/x.svg", "cdn.example" },
    { "its port", "//cdn.example:8443/x.svg", "cdn.example:8443" },
    { "a query right after the host", "https://cdn.example?x",
      "https://cdn.example" },
    { "a user", "https://user@cdn.example/x", NULL },
    { "a user and a password", "https://user:secret@cdn.example/x", NULL },
    { "no host", "https:///x", NULL },
    { "no host, but a port", "https://:80/x", NULL },
    { "a port without a number", "https://cdn.example:/x", NULL },
    { "a port of letters", "https://cdn.example:http/x", NULL },
    { "two ports", "https://cdn.example:1:2/x", NULL },
    { "an end of the directive", "https://cdn.example;script-src/x", NULL },
    { "an end of the policy", "https://cdn.example,x/", NULL },
    { "a quote", "https://'self'/x", NULL },
    { "any host", "https://*/x", NULL },
    { "a host in percents", "https://%63dn.example/x", NULL },
    { "a host beyond ASCII", "https://\xc3\xbc.example/x", NULL },
    { "mail", "mailto:a@b.example", NULL },
    { "a script", "javascript:x://y/z", NULL },
    { "nothing", "", NULL },
    { "; in a path stays there", "https://cdn.example/a;b,c",
      "https://cdn.example" },
    { "; in a path of the site", "/a;script-src'unsafe-inline'://x", "" },
    { "; in a path of the site, with a form feed", "/a;\fscript-src\f*://x",
      NULL },
};

static void check_origin(void **state)
{
    const origin_row *row = *state;
    sp_span origin = { NULL, 0 };

    assert_int_equal(sp_address_origin(row->text, &origin),
                     row->wanted != NULL);
    if (row->wanted) {
        assert_span(origin, row->wanted);
    }
}

/* ---- hosts that are numbers: WHATWG URL, "ends in a number checker" ------ */

typedef struct number_row {
    const char *name;
    const char *host;
    bool number;
} number_row;

static const number_row number_rows[] = {
    { "IPv4", "192.0.2.1", true },
    { "this machine", "127.0.0.1", true },
    { "IPv4 with the root's dot", "192.0.2.1.", true },
    { "IPv4 in short", "127.1", true },
    { "IPv4 as one number", "2130706433", true },
    { "IPv6", "2001:db8::1", true },
    { "IPv6 in brackets", "[::1]", true },
    { "IPv6 with letters at its end", "fe80::ab", true },
    { "a name", "www.example.org", false },
    { "a name of one word", "localhost", false },
    { "a name with digits at its end", "db7", false },
    { "a domain with digits at its end", "www.example.h2", false },
    { "digits first", "4chan.example", false },
    { "the root's dot", "example.org.", false },
    { "a number before the domain", "127.0.0.1.nip.example", false },
    { "a hyphen before digits", "a.web-1", false },
    { "nothing", "", false },
    { "a dot", ".", false },
};

static void check_number(void **state)
{
    const number_row *row = *state;

    assert_int_equal(sp_host_is_ip_address(row->host), row->number);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_ROWS(list, origin_rows, check_origin);
    ADD_ROWS(list, number_rows, check_number);
    return run_list("address", list);
}
