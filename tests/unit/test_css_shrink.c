/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/css_shrink.h.  What each sheet means is CSS Syntax Level 3;
 * browser/sheets.mjs asks Chromium. */
#include "rows.h"

#include "core/css_shrink.h"

#include <apr_strings.h>

typedef struct shrink_row {
    const char *name;
    const char *sheet;
    const char *wanted; /* NULL: as it is */
} shrink_row;

static const shrink_row rows[] = {
    { "nothing", "", "" },
    { "only white space", " \n\t", "" },
    { "rules", "\na {\n  color: red;\n  margin: 0 auto;\n}\n\nb { top: 0 }\n",
      "a{color:red;margin:0 auto}b{top:0}" },
    { "a rule that is short already", "a{b:c}", "a{b:c}" },
    { "white space of Windows", "a {\r\n\tcolor : red ;\r\n}\r\n",
      "a{color:red}" },
    { "several semicolons", "a { ; color: red;; }", "a{;color:red}" },

    { "selectors: descendants", "main  nav\na { }", "main nav a{}" },
    { "selectors: a pseudo-class of any descendant", "a :hover , b :focus { }",
      "a :hover,b :focus{}" },
    { "selectors: nested ones have colons too",
      "a { color: red; b :hover { top: 0 } &:focus { } }",
      "a{color:red;b :hover{top:0}&:focus{}}" },
    { "selectors: combinators", "h1 + p, main > * { }", "h1 + p,main > *{}" },
    { "selectors: attributes", "[a = \"b  c\"] { }", "[a = \"b  c\"]{}" },
    { "selectors: an+b", ":nth-child( 2n + 1 ) { }", ":nth-child( 2n + 1 ){}" },

    { "media",
      "@media (min-width: 2em) and (max-width: 3em) , print {\na { } }",
      "@media (min-width: 2em) and (max-width: 3em),print{a{}}" },
    { "media: a range", "@media (1em <= width) { }",
      "@media (1em <= width){}" },
    { "import", "@import  url(a;b,  c) screen , print ;\na { }",
      "@import url(a;b,  c) screen,print;a{}" },
    { "supports of a declaration", "@supports (a: b) { @import x; }",
      "@supports (a: b){@import x}" },
    { "an at-rule within a rule", "a { @x b : c ; }", "a{@x b : c}" },

    { "values: sums", "a { width: calc( 1px + ( 2px - 3px ) ) }",
      "a{width:calc( 1px + ( 2px - 3px ) )}" },
    { "values: commas", "a { font: 1em/1 \"A  B\" , c , d }",
      "a{font:1em/1 \"A  B\",c,d}" },
    { "values: two strings", "a { quotes: \"{\"\n  \";}\" }",
      "a{quotes:\"{\" \";}\"}" },
    { "values: quotes in a string", "a { content: \"\\\"  ;\" ; }",
      "a{content:\"\\\"  ;\"}" },
    { "values: a string over two lines", "a { content: 'b\\\n  c' }",
      "a{content:'b\\\n  c'}" },
    { "values: an address", "a { background: url( data:a;b,{  } ) }",
      "a{background:url( data:a;b,{  } )}" },
    { "values: an address in quotes", "a { background: URL( \"b)  ;\" ) }",
      "a{background:URL( \"b)  ;\" )}" },
    { "values: a colon", "a { b: c : d }", "a{b:c : d}" },
    { "values: braces", "a { b : f( { c : d e ; } ) g ; }",
      "a{b : f({c:d e}) g}" },
    { "values: importance", "a { b: c !important }", "a{b:c !important}" },

    { "variables", ":root { --a: b  c ; --d:e }", ":root{--a:b c;--d:e}" },
    { "variables: empty", ":root { --a: ; --b:; --c: }",
      ":root{--a: ;--b:;--c: }" },
    { "variables: empty between comments", ":root { --a:/**/ ; }",
      ":root{--a: }" },
    { "variables: braces", ":root { --a: { b: c ; } }", ":root{--a: {b:c}}" },
    { "variables: nothing in place of it", "a { b: var(--c, ) }",
      "a{b:var(--c,)}" },

    { "comments", "/* a */ a /* { */ { /* b */ c/* : */: d /* ; */ } /**/",
      "a{c/**/:d}" },
    { "comments part words", "a/* x */b { c: 1px/*x*/2px }",
      "a/**/b{c:1px/**/2px}" },
    { "comments are no descendants",
      ".a/* x */.b, .c /* x */ .d, .e /* x */.f, .g/* x */ .h { }",
      ".a/**/.b,.c .d,.e .f,.g .h{}" },
    { "comments: licences stay", "/*! by  me; */\na { } /*! end */",
      "/*! by  me; */ a{}/*! end */" },

    { "no hash mark is lost", "a { color: #fff; } #b #c { }",
      "a{color:#fff}#b #c{}" },
    { "other languages", "a { content: \"\xc3\xa9  \xe2\x82\xac\" }",
      "a{content:\"\xc3\xa9  \xe2\x82\xac\"}" },
    { "a space that is none in CSS", "a { content:\xc2\xa0 b }",
      "a{content:\xc2\xa0 b}" },

    { "odd: a brace too many", "a { } } b { }", NULL },
    { "odd: a brace too many at the end", "@layer a , b ; }", NULL },
    { "odd: another bracket at the end", "a { b: ( }", NULL },
    { "odd: a brace too few", "a { b { }", NULL },
    { "odd: brackets crossed", "a { b: ( { ) } }", NULL },
    { "odd: a comment without end", "a { } /* b { }", NULL },
    { "odd: a comment that only begins", "a { } /*", NULL },
    { "odd: a licence without end", "a { } /*! b /", NULL },
    { "odd: a string without end", "a { content: \"b }", NULL },
    { "odd: a string that a line ends", "a { content: \"b\n }\" ; }", NULL },
    { "odd: a backslash at the end", "a { content: \"b\\", NULL },
    { "odd: an address without end", "a { b: url(c }", NULL },
    { "odd: an address that is cut off", "a { b: url(", NULL },
    { "odd: an address with a quote", "a { b: url(c\") } d { e: \" ) }", NULL },
    { "odd: an address with one quote", "a { b: url(c\"d) ; }", NULL },
    { "odd: an escape takes the blank behind it", ".\\26  b { }", NULL },
    { "odd: an escaped brace", ".a\\{ b { } c { }", NULL },
    { "odd: <!--", "<!-- a { } -->", NULL },
    { "odd: -->", "a { } --> b { }", NULL },
    { "odd: deep",
      "{ {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{ }}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}",
      NULL },
};

/* A copy without a terminator, so that a tool sees a byte too many. */
static sp_span copied(const char *text, size_t n, apr_pool_t *pool)
{
    return (sp_span){ apr_pmemdup(pool, text, n), n };
}

static void check_shrink(void **state)
{
    const shrink_row *row = *state;
    const char *wanted = row->wanted ? row->wanted : row->sheet;
    apr_pool_t *pool = new_pool();
    sp_span sheet = copied(row->sheet, strlen(row->sheet), pool);
    char *out = apr_palloc(pool, sheet.len);
    char *again;
    size_t n = sp_css_shrink(sheet, out);

    assert_int_equal(n, strlen(wanted));
    assert_memory_equal(out, wanted, n);
    /* what is short does not become shorter */
    again = apr_palloc(pool, n);
    assert_int_equal(sp_css_shrink(copied(out, n, pool), again), n);
    assert_memory_equal(again, wanted, n);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check_shrink);
    return run_list("css_shrink", list);
}
