/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/template.h. */
#include "rows.h"

#include "core/template.h"

#include <apr_strings.h>

#include <time.h>

/* ---- the schema and the values of all tests -------------------------------*/

enum { TITLE, HOSTILE, URL, HTML, YES, NO, EMPTY, HOME, HOME_URL, HOME_LABEL };
enum { ITEMS = HOME_LABEL + 1, NONE, DEEP, DEEP_INNER, DEEP_LEAF, PLAIN };
enum { SLOTS = PLAIN + 1 };
enum { ITEM_NAME, ITEM_URL, ITEM_TAGS, ITEM_SLOTS };

static const sp_name tag_names[] = { { ".", SP_KIND_TEXT, 0, NULL } };
static const sp_schema tag_schema = { tag_names, 1, 1 };
static const sp_name item_names[] = { { "name", SP_KIND_TEXT, ITEM_NAME, NULL },
                                      { "url", SP_KIND_URL, ITEM_URL, NULL },
                                      { "tags", SP_KIND_LIST, ITEM_TAGS,
                                        &tag_schema } };
static const sp_schema item_schema = { item_names, 3, ITEM_SLOTS };
static const sp_name home_names[] = { { "url", SP_KIND_URL, HOME_URL, NULL },
                                      { "label", SP_KIND_TEXT, HOME_LABEL,
                                        NULL } };
static const sp_schema home_schema = { home_names, 2, SLOTS };
static const sp_name inner_names[] = { { "leaf", SP_KIND_TEXT, DEEP_LEAF,
                                         NULL } };
static const sp_schema inner_schema = { inner_names, 1, SLOTS };
static const sp_name deep_names[] = { { "inner", SP_KIND_GROUP, DEEP_INNER,
                                        &inner_schema } };
static const sp_schema deep_schema = { deep_names, 1, SLOTS };
static const sp_name names[] = {
    { "title", SP_KIND_TEXT, TITLE, NULL },
    { "hostile", SP_KIND_TEXT, HOSTILE, NULL },
    { "url", SP_KIND_URL, URL, NULL },
    { "html", SP_KIND_HTML, HTML, NULL },
    { "yes", SP_KIND_CONDITION, YES, NULL },
    { "no", SP_KIND_CONDITION, NO, NULL },
    { "empty", SP_KIND_TEXT, EMPTY, NULL },
    { "home", SP_KIND_GROUP, HOME, &home_schema },
    { "items", SP_KIND_LIST, ITEMS, &item_schema },
    { "none", SP_KIND_LIST, NONE, &item_schema },
    { "deep", SP_KIND_GROUP, DEEP, &deep_schema },
    { "plain", SP_KIND_TEXT, PLAIN, NULL },
    /* known while compiling; the first does not stand for the page's slot 0 */
    { "accent", SP_KIND_STYLE, 0, NULL, "#0a5c36" },
    { "unset", SP_KIND_STYLE, 0, NULL, "" },
    { "words", SP_KIND_TEXT, 0, NULL, "<b>&\"' *x*" },
    { "link", SP_KIND_URL, 0, NULL, "/a?b&c" },
    { "nolink", SP_KIND_URL, 0, NULL, "" },
};
static const sp_schema schema = { names, sizeof(names) / sizeof(names[0]),
                                  SLOTS };

#define TEXT(literal)                                                          \
    {                                                                          \
        literal, sizeof(literal) - 1, 0                                        \
    }

static const sp_value tags_of_one[] = { TEXT("x"), TEXT("<y>") };
static const sp_value items[] = {
    TEXT("one"), TEXT("/1"), { tags_of_one, 2, 0 },
    TEXT("two"), TEXT("/2"), { NULL, 0, 0 },
};
static const sp_value values[SLOTS] = {
    [TITLE] = TEXT("Not found"), [HOSTILE] = TEXT("<b>&\"'"),
    [URL] = TEXT("/a?b=1&c=2"),  [HTML] = TEXT("<em>x</em>"),
    [YES] = { NULL, 1, 0 },      [EMPTY] = TEXT(""),
    [HOME] = { NULL, 1, 0 },     [HOME_URL] = TEXT("/"),
    [HOME_LABEL] = TEXT("Home"), [ITEMS] = { items, 2, 0 },
    [DEEP] = { NULL, 1, 0 },     [DEEP_INNER] = { NULL, 1, 0 },
    [DEEP_LEAF] = TEXT("leaf"),  [PLAIN] = { "<plain>", 7, 1 },
};

/* ---- partials -------------------------------------------------------------*/

typedef struct file_row {
    const char *name;
    const char *text;
} file_row;

static const file_row files[] = {
    { "greet", "Hello {{title}}." },
    { "lines", "a\nb\n" },
    { "wrong", "ok\n  {{titel}}" },
    { "self", "a {{>self}}" },
    { "ping", "{{>pong}}" },
    { "pong", "{{>ping}}" },
    { "main", "{{>main}}" },
    { "layout", "[{{$head}}H{{/head}}|{{$body}}B{{/body}}]" },
    { "middle", "{{<layout}}{{$head}}M{{/head}}{{/layout}}" },
    { "style", "a{b:c}" },
    { "badstyle", "a{b:{{title}}}" },
    { "bomb", "{{$a}}{{<bomb}}{{$a}}{{<bomb}}{{/bomb}}{{<bomb}}{{/bomb}}{{/a}}"
              "{{/bomb}}{{<bomb}}{{$b}}{{/b}}{{/bomb}}{{/a}}" },
    { "cut", "x{{#unset}}y\n{{/unset}}z\n" },
    { "two", "{{>greet}}{{>greet}}" },
    { "twowrong", "{{>wrong}}{{>wrong}}" },
};

static bool find_file(void *baton, const sp_source *from, const char *name,
                      sp_source *found)
{
    (void)from;
    (void)baton;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (strcmp(files[i].name, name) == 0) {
            *found = (sp_source){ files[i].name, sp_span_of(files[i].text) };
            return true;
        }
    }
    return false;
}

static const sp_program *compile(sp_span text, sp_syntax syntax,
                                 sp_diagnostics *problems, apr_pool_t *pool)
{
    sp_source source = { "page", text };
    sp_template_options options = { syntax, &schema, find_file, NULL };

    return sp_template_compile(&source, &options, problems, pool);
}

/* With any of the values put in beforehand it is the same page, and the whole
 * known leaves nothing to do. */
static void check_folded(const sp_program *program, sp_span page,
                         apr_pool_t *pool)
{
    char *out = apr_palloc(pool, page.len + 1);

    for (int one = -1; one <= SLOTS; one++) {
        sp_binding known[SLOTS];
        const sp_program *folded;

        for (int i = 0; i < SLOTS; i++) {
            known[i] = one == SLOTS || one == i ? SP_CONSTANT : SP_VARYING;
        }
        folded = sp_program_fold(program, values, known, NULL, pool);
        assert_int_equal(sp_program_write(folded, values, out, page.len),
                         page.len);
        assert_memory_equal(out, page.ptr, page.len);
        for (int i = 0; i < SLOTS; i++) {
            known[i] = one != i      ? SP_CONSTANT
                       : values[i].n ? SP_TRUTHY
                                     : SP_VARYING;
        }
        folded = sp_program_fold(program, values, known, NULL, pool);
        assert_int_equal(sp_program_write(folded, values, out, page.len),
                         page.len);
        assert_memory_equal(out, page.ptr, page.len);
        if (one == SLOTS) {
            static const sp_value nothing[SLOTS];

            assert_int_equal(sp_program_length(folded, nothing), page.len);
        }
    }
}

static sp_span render(const sp_program *program, apr_pool_t *pool)
{
    size_t n = sp_program_length(program, values);
    char *out = apr_palloc(pool, n + 1);

    out[n] = '\x7f';
    /* whatever room there is, the length is told and no more is written */
    for (size_t capacity = 0; capacity < n; capacity++) {
        out[capacity] = '\x7f';
        assert_int_equal(sp_program_write(program, values, out, capacity), n);
        assert_int_equal(out[capacity], '\x7f');
    }
    assert_int_equal(sp_program_write(program, values, out, n), n);
    assert_int_equal(out[n], '\x7f');
    check_folded(program, (sp_span){ out, n }, pool);
    return (sp_span){ out, n };
}

/* ---- what is rendered -----------------------------------------------------*/

typedef struct render_row {
    const char *name;
    sp_syntax syntax;
    const char *text;
    const char *wanted;
} render_row;

#define H SP_SYNTAX_HTML
#define T SP_SYNTAX_TEXT
#define M SP_SYNTAX_MARKDOWN

static const render_row render_rows[] = {
    { "nothing gives nothing", H, "", "" },
    { "text is copied", H, "<p>x</p>\n", "<p>x</p>\n" },
    { "html is escaped", H, "{{hostile}}", "&lt;b&gt;&amp;&quot;&#39;" },
    { "text is not escaped", T, "{{hostile}}", "<b>&\"'" },
    { "markdown is escaped", M, "{{hostile}}", "&lt;b&gt;&amp;\"'" },
    { "a plain value is copied without looking", H, "{{plain}}", "<plain>" },
    { "markup is copied by three braces", H, "{{{html}}}", "<em>x</em>" },
    { "markup is copied by &", H, "{{& html }}", "<em>x</em>" },
    { "markup is escaped by two braces", H, "{{html}}",
      "&lt;em&gt;x&lt;/em&gt;" },
    { "three braces in text are as two", T, "{{{title}}}", "Not found" },
    { "a condition that holds", H, "{{#yes}}y{{/yes}}{{^yes}}n{{/yes}}", "y" },
    { "a condition that does not", H, "{{#no}}y{{/no}}{{^no}}n{{/no}}", "n" },
    { "a text is true", H, "{{#title}}<i>{{title}}</i>{{/title}}",
      "<i>Not found</i>" },
    { "the dot is the text a section is about", H, "{{#title}}{{.}}{{/title}}",
      "Not found" },
    { "an empty text is false", H, "{{#empty}}y{{/empty}}{{^empty}}n{{/empty}}",
      "n" },
    { "a group opens its members", H, "{{#home}}{{label}} {{url}}{{/home}}",
      "Home /" },
    { "outside the group the outer name counts", H, "{{url}}{{#home}}{{/home}}",
      "/a?b=1&amp;c=2" },
    { "inside a group outer names are seen", H, "{{#home}}{{title}}{{/home}}",
      "Not found" },
    { "a dotted name", H, "{{home.label}}", "Home" },
    { "a dotted name through two groups", H, "{{deep.inner.leaf}}", "leaf" },
    { "a dotted name begins in a group", H, "{{#deep}}{{inner.leaf}}{{/deep}}",
      "leaf" },
    { "a dotted section", H, "{{#deep.inner}}{{leaf}}{{/deep.inner}}", "leaf" },
    { "a list, once a row", H, "{{#items}}{{name}} {{url}};{{/items}}",
      "one /1;two /2;" },
    { "inside a row outer names are seen", H,
      "{{#items}}{{home.label}}{{/items}}", "HomeHome" },
    { "a list in a list", H,
      "{{#items}}{{#tags}}({{.}}{{name}}){{/tags}}"
      "{{^tags}}-{{/tags}}{{/items}}",
      "(xone)(&lt;y&gt;one)-" },
    { "an empty list", H, "{{#none}}y{{/none}}{{^none}}n{{/none}}", "n" },
    { "after a list the values are the page's", H,
      "{{#items}}{{#tags}}{{/tags}}{{/items}}{{title}}", "Not found" },
    { "an inverted list sees outer names", H, "{{^none}}{{title}}{{/none}}",
      "Not found" },
    { "a comment leaves nothing", H, "a{{! {{x}} b", "a b" },
    { "}} in a style sheet is text", H,
      "<style>@media x{a{b:c}}</style>{{title}}",
      "<style>@media x{a{b:c}}</style>Not found" },
    { "{{ in a script is text with other delimiters", H,
      "<script>{{=<% %>=}}var a={{b:1}};<%={{ }}=%></script>{{title}}",
      "<script>var a={{b:1}};</script>Not found" },
    { "delimiters of a partial are its own", H, "{{=| |=}}|>greet|",
      "Hello Not found." },
    { "a byte order mark is not sent", H, "\xef\xbb\xbf{{title}}",
      "Not found" },
    { "CRLF is kept", H, "a\r\n{{title}}\r\n", "a\r\nNot found\r\n" },
    { "a standalone tag takes its CRLF along", H,
      "a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc", "a\r\nb\r\nc" },
    { "two section tags on a line keep it", H,
      "{{#yes}}{{#yes}}a\n{{/yes}}{{/yes}}\nb", "a\n\nb" },
    { "a partial", H, "{{>greet}}", "Hello Not found." },
    { "a partial is indented as its tag", H, "x\n  {{>lines}}\ny",
      "x\n  a\n  b\ny" },
    { "a parent's blocks have defaults", H, "{{<layout}}{{/layout}}", "[H|B]" },
    { "a child replaces a block", H,
      "{{<layout}}{{$body}}{{title}}{{/body}}{{/layout}}", "[H|Not found]" },
    { "the outermost child wins", H,
      "{{<middle}}{{$head}}C{{/head}}{{/middle}}", "[C|B]" },
    { "a parent's parent", H, "{{<middle}}{{$body}}C{{/body}}{{/middle}}",
      "[M|C]" },
    { "a partial and a block may stand in a style sheet", H,
      "<style>{{$s}}{{>style}}{{/s}}</style>", "<style>a{b:c}</style>" },
    { "style sheets are sent without what means nothing", H,
      "<STYLE>\na { b : c ; }\n</STYLE>\n{{title}} {  }\n<style>d { }</style>",
      "<STYLE>a{b:c}</STYLE>\nNot found {  }\n<style>d{}</style>" },
    { "also between values, in sections and rows", H,
      "{{#yes}}{{title}}<style>a { }</style>{{^no}}<style> </style>{{/no}}"
      "{{title}} {{/yes}}{{#items}}<style>b { }</style> {{name}}{{/items}}",
      "Not found<style>a{}</style><style></style>Not found "
      "<style>b{}</style> one<style>b{}</style> two" },
    { "one with attributes stays as it is", H,
      "<style media=\"all\">a { }</style>{{title}}<style >b { }</style>"
      "<style>c { }</style>",
      "<style media=\"all\">a { }</style>Not found<style >b { }</style>"
      "<style>c{}</style>" },
    { "so does one in a drawing, where entities count", H,
      "<style>a { }</style><svg><style>b { c: &quot; }</style></svg>{{title}}",
      "<style>a{}</style><svg><style>b { c: &quot; }</style></svg>Not found" },
    { "in a formula", H, "<MATH><style>b { }</style></MATH>",
      "<MATH><style>b { }</style></MATH>" },
    { "with a mistake", H, "<style>a { </style><style>b { }</style>",
      "<style>a { </style><style>b{}</style>" },
    { "without an end", H, "<p> <style>a { }", "<p> <style>a { }" },
    { "scripts stay as they are", H, "<script>a { } ; b</script>",
      "<script>a { } ; b</script>" },
    { "what looks like a style sheet is none", H,
      "<!-- <style>a { }</style> --><title><style>a { }</style></title>"
      "<p title=\"<style>a { }</style>\">",
      "<!-- <style>a { }</style> --><title><style>a { }</style></title>"
      "<p title=\"<style>a { }</style>\">" },
    { "text is no HTML", T, "<style>a { }</style>", "<style>a { }</style>" },
    { "a value in an attribute", H, "<p title=\"{{hostile}}\">",
      "<p title=\"&lt;b&gt;&amp;&quot;&#39;\">" },
    { "white space around =", H, "<p title = '{{title}}'>",
      "<p title = 'Not found'>" },
    { "a URL in href", H, "<a href=\"{{url}}\">",
      "<a href=\"/a?b=1&amp;c=2\">" },
    { "a URL in text", H, "<p>{{url}}</p>", "<p>/a?b=1&amp;c=2</p>" },
    { "a text goes on after /", H, "<a href=\"/x/{{title}}\">",
      "<a href=\"/x/Not found\">" },
    { "a text goes on after /?", H, "<a href=\"/?q={{title}}\">",
      "<a href=\"/?q=Not found\">" },
    { "a text right after /?", H, "<a href=\"/?{{title}}\">",
      "<a href=\"/?Not found\">" },
    { "a text right after a folder", H, "<a href=\"find/{{title}}\">",
      "<a href=\"find/Not found\">" },
    { "a text goes on after a host and a question", H,
      "<a href=\"//a.test?{{title}}\">", "<a href=\"//a.test?Not found\">" },
    { "a text goes on after a scheme without a host", H,
      "<a href=\"mailto:{{title}}\">", "<a href=\"mailto:Not found\">" },
    { "a text goes on after a host", H, "<a href=\"https://a.test/{{title}}\">",
      "<a href=\"https://a.test/Not found\">" },
    { "a slash in what is no address", H, "<p title=\"/{{title}}\">",
      "<p title=\"/Not found\">" },
    { "a value in content of a meta", H,
      "<meta content=\"{{title}}\" name=\"description\">",
      "<meta content=\"Not found\" name=\"description\">" },
    { "a meta with http-equiv and the next with a value", H,
      "<meta http-equiv=\"refresh\" content=\"9\"><meta content=\"{{title}}\">",
      "<meta http-equiv=\"refresh\" content=\"9\"><meta content=\"Not found\">" },
    { "a text goes on after a scheme", H, "<a href=\"mailto:{{title}}\">",
      "<a href=\"mailto:Not found\">" },
    { "a text goes on after a URL and ?", H, "<a href=\"{{url}}?{{title}}\">",
      "<a href=\"/a?b=1&amp;c=2?Not found\">" },
    { "the title takes text", H, "<title>{{title}}</title>",
      "<title>Not found</title>" },
    { "markup in the title is text", H,
      "<title>a <b {{title}}</title>{{title}}",
      "<title>a <b Not found</title>Not found" },
    { "a section around an attribute", H,
      "<p{{#yes}} class=\"x\"{{/yes}} id=\"{{title}}\">",
      "<p class=\"x\" id=\"Not found\">" },
    { "two sections around attributes", H,
      "<p{{#yes}} a{{/yes}}{{#yes}} b{{/yes}}>", "<p a b>" },
    { "a list of attributes", H, "<p{{#items}} x=\"{{name}}\"{{/items}}>",
      "<p x=\"one\" x=\"two\">" },
    { "a section inside an attribute", H,
      "<p class=\"{{#yes}}a{{/yes}}{{^yes}}b{{/yes}}\">", "<p class=\"a\">" },
    { "a lone < is text", H, "1 < 2 {{title}}", "1 < 2 Not found" },
    { "<!--> is a whole comment", H, "<!-->{{title}}", "<!-->Not found" },
    { "a value after a comment", H, "<!-- x --!>{{title}}",
      "<!-- x --!>Not found" },
    { "a value after a style sheet", H, "<STYLE>a</Style >{{title}}",
      "<STYLE>a</Style >Not found" },
    { "</styles> does not end a style sheet", H,
      "<style>a</styles></style>{{title}}",
      "<style>a</styles></style>Not found" },
    { "a constant in text", H, "{{words}}", "&lt;b&gt;&amp;&quot;&#39; *x*" },
    { "a constant in a title", H, "<title>{{words}}</title>",
      "<title>&lt;b&gt;&amp;&quot;&#39; *x*</title>" },
    { "a constant in an attribute", H, "<p title='{{words}}'>",
      "<p title='&lt;b&gt;&amp;&quot;&#39; *x*'>" },
    { "a constant in markdown", M, "{{words}}", "&lt;b&gt;&amp;\"' \\*x\\*" },
    { "a constant in plain text", T, "{{words}}", "<b>&\"' *x*" },
    { "three braces in plain text", T, "{{{words}}}", "<b>&\"' *x*" },
    { "a colour in a style sheet", H, "<style>a{b:{{accent}}}</style>",
      "<style>a{b:#0a5c36}</style>" },
    { "a colour in text", H, "<p>{{accent}}", "<p>#0a5c36" },
    { "a section about a colour, in a style sheet", H,
      "<style>{{#accent}}a{b:{{accent}}}{{/accent}}{{^accent}}c{}{{/accent}}"
      "</style>",
      "<style>a{b:#0a5c36}</style>" },
    { "a section about no colour, in a style sheet", H,
      "<style>{{#unset}}a{b:{{unset}}}{{/unset}}{{^unset}}c{}{{/unset}}"
      "</style>",
      "<style>c{}</style>" },
    { "the dot of a constant section", H,
      "<style>{{#accent}}a{b:{{.}}}{{/accent}}</style>",
      "<style>a{b:#0a5c36}</style>" },
    { "the dot of a text that is constant", H, "{{#words}}[{{.}}]{{/words}}",
      "[&lt;b&gt;&amp;&quot;&#39; *x*]" },
    { "a constant section in a constant section", H,
      "<style>{{#accent}}{{^unset}}a{b:{{.}}}{{/unset}}{{/accent}}</style>",
      "<style>a{b:#0a5c36}</style>" },
    { "inside a constant section outer names are seen", H,
      "{{#accent}}{{title}}{{/accent}}", "Not found" },
    { "a constant in a list", H, "{{#items}}{{name}}{{accent}}{{/items}}",
      "one#0a5c36two#0a5c36" },
    { "a list in a constant section", H,
      "{{#accent}}{{#items}}{{name}}{{/items}}{{/accent}}{{title}}",
      "onetwoNot found" },
    { "a constant address", H, "<a href=\"{{link}}\">",
      "<a href=\"/a?b&amp;c\">" },
    { "a constant address as a picture's", H,
      "{{#link}}<img src=\"{{.}}\">{{/link}}", "<img src=\"/a?b&amp;c\">" },
    { "a constant address goes on", H, "<a href=\"{{link}}/{{title}}\">",
      "<a href=\"/a?b&amp;c/Not found\">" },
    { "an address that is not set", H, "<a href=\"{{nolink}}\">",
      "<a href=\"\">" },
    { "a section in a comment about a constant", H,
      "<!-- {{#accent}}x{{/accent}} -->{{title}}", "<!-- x -->Not found" },
    { "what a constant leaves out leaves no seam", H,
      "<style>a{{#unset}}x{{/unset}}b</style>", "<style>ab</style>" },
    { "what is left out changes no place", H,
      "<p {{#unset}}title=\"{{/unset}}id=\"{{title}}\">",
      "<p id=\"Not found\">" },
    { "lines of what is left out go", H,
      "a\n{{#unset}}\n  {{>lines}}\n{{/unset}}\n  {{>lines}}\nb",
      "a\n  a\n  b\nb" },
    { "a value before what is left out", H,
      "{{title}}{{#unset}}{{title}}x{{/unset}}{{#yes}}y{{/yes}}",
      "Not foundy" },
    { "what is left out after a condition joins it not", H,
      "{{#no}}x{{/no}}{{#unset}}a{{/unset}}b", "b" },
    { "a line goes on after what is left out", H, "  {{>cut}}\n", "  xz\n" },
    { "text before what is left out", H,
      "{{#yes}}x{{/yes}}a{{#unset}}b{{#yes}}c{{/yes}}{{/unset}}d", "xad" },
    { "anything goes in text", T, "<script>{{title}}</script>",
      "<script>Not found</script>" },
};

static void renders(void **state)
{
    const render_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_program *program =
        compile(sp_span_of(row->text), row->syntax, problems, pool);

    if (!program) {
        fail_msg("refused: %s", sp_diagnostic_text(problems, 0));
    }
    assert_span(render(program, pool), row->wanted);
    apr_pool_destroy(pool);
}

/* ---- what is refused ------------------------------------------------------*/

typedef struct refuse_row {
    const char *name;
    sp_syntax syntax;
    const char *text;
    const char *wanted; /* the start of each message, a line each */
} refuse_row;

static const refuse_row refuse_rows[] = {
    { "an unknown name, with the nearest one", H, "ab {{titel}}",
      "page:1:4: unknown name \"titel\"; did you mean \"title\"?" },
    { "an unknown member, with its whole name", H, "{{home.lable}}",
      "page:1:1: unknown name \"home.lable\"; did you mean \"home.label\"?" },
    { "a name like no other", H, "{{zebra}}",
      "page:1:1: unknown name \"zebra\"\n" },
    { "a short name gets no wild guess", H, "{{q}}",
      "page:1:1: unknown name \"q\"\n" },
    { "a mistyped section still opens its members", H,
      "{{#hoem}}{{lable}}{{/hoem}}",
      "page:1:1: unknown name \"hoem\"; did you mean \"home\"?\n"
      "page:1:10: unknown name \"lable\"; did you mean \"label\"?" },
    { "a member of what is no group", H, "{{title.x}}",
      "page:1:1: \"title\" is not a group" },
    { "a member outside its list", H, "{{name}}",
      "page:1:1: unknown name \"name\"" },
    { "a member in an inverted list", H, "{{^items}}{{name}}{{/items}}",
      "page:1:11: unknown name \"name\"" },
    { "printing a list", H, "{{items}}",
      "page:1:1: \"items\" is a list and has no text" },
    { "printing a condition", H, "{{yes}}",
      "page:1:1: \"yes\" is a condition and has no text" },
    { "printing a group", H, "{{home}}",
      "page:1:1: \"home\" is a group and has no text" },
    { "the dot of a condition", H, "{{#yes}}{{.}}{{/yes}}",
      "page:1:9: \"yes\" is a condition" },
    { "the dot of a page", H, "{{.}}", "page:1:1: unknown name \".\"" },
    { "the wrong closing tag", H, "{{#yes}}\n{{/no}}",
      "page:2:1: \"no\" closes \"yes\", which was opened at 1:1" },
    { "a closing tag too many", H, "a{{/yes}}",
      "page:1:2: \"yes\" is closed but was never opened" },
    { "an unclosed section, where it opens", H, "a\n {{#yes}}\nb",
      "page:2:2: section \"yes\" is not closed" },
    { "a section within another that is not closed is one mistake", H,
      "{{#yes}}\n{{#empty}}x\n{{/yes}}\n{{titel}}",
      "page:2:1: section \"empty\" is not closed\n"
      "page:4:1: unknown name \"titel\"" },
    { "two of them are two", H, "{{#yes}}{{#empty}}{{^no}}x{{/yes}}",
      "page:1:9: section \"empty\" is not closed\n"
      "page:1:19: section \"no\" is not closed" },
    { "a tag without an end", H, "a {{title", "page:1:3: this tag is not" },
    { "two braces for three", H, "{{{html}}",
      "page:1:1: this tag is not closed: expected \"}}}\"" },
    { "a tag without a name", H, "{{ }}", "page:1:1: this tag has no name" },
    { "{{ in a script", H, "<script>var a={{b: 1}}</script>",
      "page:1:15: \"b: 1\" is not a name: it has a space" },
    { "delimiters with =", H, "{{== ==}}", "page:1:1: delimiters are set as" },
    { "one delimiter", H, "{{=x=}}", "page:1:1: delimiters are set as" },
    { "a dynamic name", H, "{{>*x}}",
      "page:1:1: \"*x\": dynamic names are not supported" },
    { "a missing partial", H, "{{>nope}}",
      "page:1:1: there is no template \"nope\"" },
    { "a missing parent", H, "{{<nope}}{{/nope}}",
      "page:1:1: there is no template \"nope\"" },
    { "a mistake in a partial names its file", H, "{{>wrong}}",
      "wrong:2:3: unknown name \"titel\"" },
    { "and is told once", H, "{{>twowrong}}",
      "wrong:2:3: unknown name \"titel\"; did you mean \"title\"?\n" },
    { "a mistake in a block names the child's file", H,
      "{{<layout}}{{$body}}{{titel}}{{/body}}{{/layout}}",
      "page:1:21: unknown name" },
    { "a partial that includes itself", H, "{{>self}}",
      "self:1:3: \"self\" includes itself" },
    { "two partials that include each other", H, "{{>ping}}",
      "pong:1:1: \"ping\" includes itself" },
    { "parents that multiply", H, "{{>bomb}}", "" },
    { "invalid UTF-8, with its place", H, "a\n\xc3\xa9\xff",
      "page:2:2: this byte is not valid UTF-8" },
    { "columns count code points", H,
      "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80{{x}}", "page:1:4: unknown name" },
    { "columns do not count a byte order mark", H, "\xef\xbb\xbf{{x}}",
      "page:1:1: unknown name" },
    { "lines end with CRLF", H, "a\r\nb\r\n {{x}}", "page:3:2: unknown name" },
    { "five mistakes, five places", H,
      "{{titel}}\n  {{items}}\n{{#home}}{{lable}}{{/hom}}\n"
      "<i x={{title}}>\n{{>nope}}",
      "page:1:1: unknown name \"titel\"\n"
      "page:2:3: \"items\" is a list\n"
      "page:3:10: unknown name \"lable\"\n"
      "page:3:19: \"hom\" closes \"home\"\n"
      "page:4:6: a value in an attribute needs quotes\n"
      "page:5:1: there is no template" },
    { "three braces for text in html", H, "{{{title}}}",
      "page:1:1: only a value that contains markup" },
    { "& for text in html", H, "{{&title}}",
      "page:1:1: only a value that contains markup" },
    { "three braces for text in markdown", M, "{{{title}}}",
      "page:1:1: only a value that contains markup" },
    { "three braces for a constant in html", H, "{{{words}}}",
      "page:1:1: only a value that contains markup" },
    { "three braces for a colour in a style sheet", H,
      "<style>{{{accent}}}</style>",
      "page:1:8: only a value that contains markup" },
    { "three braces for a constant in markdown", M, "{{&words}}",
      "page:1:1: only a value that contains markup" },
    { "a member of a constant", H, "{{accent.x}}",
      "page:1:1: \"accent\" is not a group" },
    { "a mistake in what a constant leaves out", H,
      "{{#unset}}\n{{titel}}{{/unset}}{{^accent}}{{items}}{{/accent}}",
      "page:2:1: unknown name \"titel\"; did you mean \"title\"?\n"
      "page:2:31: \"items\" is a list" },
    { "a place in what a constant leaves out", H,
      "<style>{{#unset}}a{b:{{title}}}{{/unset}}</style>",
      "page:1:22: escaping does not make a value safe inside <style>" },
};

static const refuse_row place_rows[] = {
    { "script", H, "<script>{{title}}</script>",
      "page:1:9: escaping does not make a value safe inside <script>" },
    { "style", H, "<style>a{b:{{title}}}</style>",
      "page:1:12: escaping does not make a value safe inside <style>" },
    { "style/", H, "<style/>{{title}}</style>",
      "page:1:9: escaping does not make a value safe inside <style>" },
    { "style, through a partial", H, "<style>{{>badstyle}}</style>",
      "badstyle:1:5: escaping does not make a value safe inside <style>" },
    { "a text that is constant, in a style sheet", H,
      "<style>a{b:{{words}}}</style>",
      "page:1:12: escaping does not make a value safe inside <style>" },
    { "a constant address in a style sheet", H,
      "<style>a{b:url({{link}})}</style>",
      "page:1:16: escaping does not make a value safe inside <style>" },
    { "a colour in a script", H, "<script>{{accent}}</script>",
      "page:1:9: escaping does not make a value safe inside <script>" },
    { "a colour in a style attribute", H, "<p style=\"color:{{accent}}\">",
      "page:1:17: escaping does not make a value safe inside a style" },
    { "a colour in a comment", H, "<!-- {{accent}} -->",
      "page:1:6: a value inside a comment" },
    { "a constant without quotes", H, "<p id={{words}}>",
      "page:1:7: a value in an attribute needs quotes" },
    { "a constant as a tag's name", H, "<{{words}}>",
      "page:1:2: a value cannot be an element name" },
    { "a text that is constant, as an address", H, "<a href=\"{{words}}\">",
      "page:1:10: this value cannot begin a URL" },
    { "a colour as an address", H, "<a href=\"{{accent}}\">",
      "page:1:10: this value cannot begin a URL" },
    { "a text after an address that is not set", H,
      "<a href=\"{{nolink}}{{title}}\">",
      "page:1:20: this value cannot begin a URL" },
    { "another section inside one about a constant", H,
      "<style>{{#accent}}{{#yes}}a{{/yes}}{{/accent}}</style>",
      "page:1:19: sections are not allowed inside <style>" },
    { "iframe", H, "<iframe>{{title}}</iframe>", "page:1:9: a value inside" },
    { "a section in a style sheet", H, "<style>{{#yes}}a{{/yes}}</style>",
      "page:1:8: sections are not allowed inside <style>" },
    { "a section in a script", H, "<script>{{^yes}}a{{/yes}}</script>",
      "page:1:9: sections are not allowed inside <style>" },
    { "comment", H, "<!-- {{title}} -->",
      "page:1:6: a value inside a comment" },
    { "comment with dashes", H, "<!-- -- > {{title}} -->",
      "page:1:11: a value inside a comment" },
    { "doctype", H, "<!DOCTYPE {{title}}>", "page:1:11: a value inside" },
    { "processing instruction", H, "<?x {{title}}?>",
      "page:1:5: a value inside" },
    { "unquoted", H, "<p id={{title}}>", "page:1:7: a value in an attribute" },
    { "unquoted, later", H, "<p id=a{{title}}>",
      "page:1:8: a value in an attribute" },
    { "element name", H, "<{{title}}>",
      "page:1:2: a value cannot be an element name" },
    { "element name, later", H, "<h{{title}}>",
      "page:1:3: a value cannot be an element name" },
    { "end tag", H, "</{{title}}>",
      "page:1:3: a value cannot be an element name" },
    { "end tag in the title", H, "<title></{{title}}></title>",
      "page:1:10: a value cannot be an element name" },
    { "attribute name", H, "<p {{title}}>",
      "page:1:4: a value cannot be an attribute name" },
    { "attribute name, later", H, "<p data-{{title}}=\"\">",
      "page:1:9: a value cannot be an attribute name" },
    { "after an attribute", H, "<p hidden {{title}}>",
      "page:1:11: a value cannot be an attribute name" },
    { "href", H, "<a href=\"{{title}}\">",
      "page:1:10: this value cannot begin a URL" },
    { "href in capitals", H, "<A HREF='{{title}}'>",
      "page:1:10: this value cannot begin a URL" },
    { "href after a space", H, "<a href=\" {{title}}\">",
      "page:1:11: this value cannot begin a URL" },
    { "href after an address that may be empty", H,
      "<a href=\"{{url}}{{title}}\">",
      "page:1:17: this value cannot begin a URL" },
    { "href after a section that may be absent", H,
      "<a href=\"{{#yes}}/{{/yes}}{{title}}\">",
      "page:1:27: this value cannot begin a URL" },
    /* RFC 3986 4.2: //host; WHATWG URL: a backslash is a slash, line ends and
     * tabs are not there */
    { "href after the first slash", H, "<a href=\"/{{title}}\">",
      "page:1:11: a value right after the first /" },
    { "an address after the first slash", H, "<a href=\"/{{url}}\">",
      "page:1:11: a value right after the first /" },
    { "a constant after the first slash", H, "<a href=\"/{{link}}\">",
      "page:1:11: a value right after the first /" },
    { "href after two slashes", H, "<a href=\"//{{title}}\">",
      "page:1:12: a value right after the first /" },
    { "href, a value as a host", H, "<a href=\"https://{{title}}\">",
      "page:1:18: a value right after the first /" },
    { "href, a value behind a scheme", H, "<a href=\"https:{{title}}\">",
      "page:1:16: a value right after the first /" },
    { "href, a value behind a scheme and a slash", H,
      "<a href=\"HTTPS:\\{{title}}\">",
      "page:1:17: a value right after the first /" },
    { "href, a value goes on with a host", H,
      "<a href=\"https://a.test{{title}}\">",
      "page:1:24: a value here could change the scheme" },
    { "href, a value goes on with a host behind slashes", H,
      "<a href=\"//a.test:{{title}}\">",
      "page:1:19: a value here could change the scheme" },
    { "href, a host that may be absent", H,
      "<a href=\"https://{{#yes}}a.test/{{/yes}}{{title}}\">",
      "page:1:41: a value right after the first /" },
    { "href after a backslash", H, "<a href=\"\\{{title}}\">",
      "page:1:11: a value right after the first /" },
    { "href after a slash and a line end", H, "<a href=\"/\n{{title}}\">",
      "page:2:1: a value right after the first /" },
    { "href after a slash and an entity", H, "<a href=\"/&Tab;{{title}}\">",
      "page:1:16: escaping does not make a value safe in a URL" },
    { "href after an address that may be empty, and a slash", H,
      "<a href=\"{{url}}/{{title}}\">",
      "page:1:18: a value right after the first /" },
    { "href after a slash and what may be absent", H,
      "<a href=\"/{{#yes}}x{{/yes}}{{title}}\">",
      "page:1:28: a value right after the first /" },
    { "an address after a slash that may be absent", H,
      "<a href=\"{{#yes}}/{{/yes}}{{url}}\">",
      "page:1:27: this value cannot begin a URL" },
    { "a script after a slash that may be absent", H,
      "<a href=\"{{#yes}}/{{/yes}}javascript:{{title}}\">",
      "page:1:38: escaping does not make a value safe in a URL" },
    { "action after the first slash", H, "<form action='/{{title}}'>",
      "page:1:16: a value right after the first /" },
    { "srcset, the second after a slash", H,
      "<img srcset=\"/a 1x, /{{title}}\">",
      "page:1:22: a value right after the first /" },
    { "srcset, one that may begin in a section", H,
      "<img srcset=\"/a{{#yes}}, {{/yes}}{{title}}\">",
      "page:1:34: this value cannot begin a URL" },
    /* HTML 4.2.5.3: content is where a refresh leads to */
    { "a refresh", H,
      "<meta http-equiv=\"refresh\" content=\"30;url={{title}}\">",
      "page:1:44: a value inside content of <meta http-equiv>" },
    { "a refresh by an address", H,
      "<meta http-equiv=\"refresh\" content=\"30;url={{url}}\">",
      "page:1:44: a value inside content of <meta http-equiv>" },
    { "a refresh in capitals and without quotes", H,
      "<META HTTP-EQUIV=Refresh CONTENT='{{title}}'>",
      "page:1:35: a value inside content of <meta http-equiv>" },
    { "a refresh, its content first", H,
      "<meta content=\"0;url={{title}}\" http-equiv=\"refresh\">",
      "page:1:31: http-equiv after a content attribute" },
    { "a refresh, its content first and in a section", H,
      "<meta {{#yes}}content=\"0;url={{title}}\"{{/yes}} http-equiv=refresh>",
      "page:1:48: http-equiv after a content attribute" },
    { "a refresh in a section", H,
      "<meta {{#yes}}http-equiv=\"refresh\"{{/yes}} content=\"{{title}}\">",
      "page:1:53: a value inside content of <meta http-equiv>" },
    { "href inside a scheme", H, "<a href=\"java{{title}}\">",
      "page:1:14: a value here could change the scheme" },
    { "href with a script", H, "<a href=\"JavaScript:f('{{title}}')\">",
      "page:1:24: escaping does not make a value safe in a URL" },
    { "href with a script, broken by a line end", H,
      "<a href=\"java\nscript:{{url}}\">",
      "page:2:8: escaping does not make a value safe in a URL" },
    { "href with a script, as entities", H, "<a href=\"&#106;s:/{{title}}\">",
      "page:1:19: escaping does not make a value safe in a URL" },
    { "href with a script in a section", H,
      "<a href=\"{{#yes}}javascript:{{/yes}}/x{{title}}\">",
      "page:1:39: escaping does not make a value safe in a URL" },
    { "href with data:", H, "<a href=\"data:text/html,{{title}}\">",
      "page:1:25: escaping does not make a value safe in a URL" },
    { "src", H, "<img src=\"{{title}}\">", "page:1:11: this value cannot" },
    { "action", H, "<form action=\"{{title}}\">", "page:1:15: this value" },
    { "formaction", H, "<button formaction=\"{{title}}\">",
      "page:1:21: this value cannot" },
    { "poster", H, "<video poster=\"{{title}}\">", "page:1:16: this value" },
    { "cite", H, "<q cite=\"{{title}}\">", "page:1:10: this value cannot" },
    { "data", H, "<object data=\"{{title}}\">", "page:1:15: this value" },
    { "ping, the second", H, "<a ping=\"/a {{title}}\">",
      "page:1:13: this value cannot" },
    { "srcset, the second", H, "<img srcset=\"/a 1x, {{title}}\">",
      "page:1:21: this value cannot" },
    { "xlink:href", H, "<use xlink:href=\"{{title}}\">",
      "page:1:18: this value cannot" },
    { "href with white space around =", H, "<a href = \"{{title}}\">",
      "page:1:12: this value cannot begin a URL" },
    { "an event", H, "<p onclick=\"f('{{title}}')\">",
      "page:1:16: a value inside an event attribute" },
    { "an event, with white space and > before", H,
      "<p onclick = \"a>b('{{title}}')\">",
      "page:1:20: a value inside an event attribute" },
    { "an event takes no address either", H, "<p onclick=\"{{url}}\">",
      "page:1:13: a value inside an event attribute" },
    { "style attribute", H, "<p style=\"color:{{title}}\">",
      "page:1:17: escaping does not make a value safe inside a style" },
    { "srcdoc", H, "<iframe srcdoc=\"{{title}}\">",
      "page:1:17: escaping does not make a value safe inside srcdoc" },
    { "ready markup in an attribute", H, "<p title=\"{{{html}}}\">",
      "page:1:11: markup is allowed only between tags" },
    { "ready markup in the title", H, "<title>{{{html}}}</title>",
      "page:1:8: markup is allowed only between tags" },
    { "a section that opens a tag", H, "{{#yes}}<p {{/yes}}>",
      "page:1:1: this section is unbalanced" },
    { "a section that opens a comment", H, "a{{#yes}}<!--{{/yes}}-->",
      "page:1:2: this section is unbalanced" },
    { "a section that ends an attribute", H, "<p id=\"{{#yes}}\"{{/yes}}\">",
      "page:1:8: this section is unbalanced" },
    { "a section that renames an attribute", H, "<a hr{{#yes}}ef{{/yes}}=\"\">",
      "page:1:24: put white space between the section" },
    { "a section that may glue two attributes", H,
      "<p{{#yes}} class=\"x\"{{/yes}}id=\"\">",
      "page:1:29: put white space between the section" },
    { "a list whose rows make one name", H,
      "<p {{#items}}click=\"{{name}}\" on{{/items}}>",
      "page:1:4: this section is unbalanced" },
    { "a list within its own rows", H,
      "{{#items}}{{#yes}}{{#items}}x{{/items}}{{/yes}}{{/items}}",
      "page:1:19: this list is used inside its own rows" },
    { "a section that changes the element", H,
      "<a {{#yes}}><script {{/yes}}></script>",
      "page:1:4: this section is unbalanced" },
};

/* Each line of `wanted` begins the message of its number, and there are no
 * more; a line ended by \n is the whole message. */
static void assert_problems(const sp_diagnostics *problems, const char *wanted)
{
    unsigned i = 0;

    while (*wanted) {
        size_t n = strcspn(wanted, "\n");
        const char *got;

        if (i == problems->count) {
            fail_msg("missing: %.*s", (int)n, wanted);
        }
        got = sp_diagnostic_text(problems, i++);
        if (strncmp(got, wanted, n) != 0
            || (wanted[n] == '\n' && !wanted[n + 1] && got[n])) {
            fail_msg("got \"%s\", wanted \"%.*s\"", got, (int)n, wanted);
        }
        wanted += n + (wanted[n] == '\n');
        if (!*wanted && i != problems->count) {
            fail_msg("too many: %s", sp_diagnostic_text(problems, i));
        }
    }
}

static void refuses(void **state)
{
    const refuse_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    assert_null(compile(sp_span_of(row->text), row->syntax, problems, pool));
    assert_int_not_equal(problems->count, 0);
    assert_problems(problems, row->wanted);
    apr_pool_destroy(pool);
}

/* ---- limits ---------------------------------------------------------------*/

static char *repeated(const char *unit, size_t times, apr_pool_t *pool)
{
    size_t n = strlen(unit);
    char *text = apr_palloc(pool, n * times + 1);

    for (size_t i = 0; i < times; i++) {
        memcpy(text + i * n, unit, n);
    }
    text[n * times] = '\0';
    return text;
}

typedef struct size_row {
    const char *name;
    size_t bytes;
    bool taken;
} size_row;

static const size_row size_rows[] = {
    { "one byte less than the most", SP_TEMPLATE_BYTES_MAX - 1, true },
    { "the most", SP_TEMPLATE_BYTES_MAX, true },
    { "one byte more than the most", SP_TEMPLATE_BYTES_MAX + 1, false },
};

static void takes_size(void **state)
{
    const size_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    char *text = repeated("x", row->bytes, pool);
    const sp_program *program =
        compile((sp_span){ text, row->bytes }, H, problems, pool);

    if (row->taken) {
        assert_non_null(program);
        assert_int_equal(render(program, pool).len, row->bytes);
    }
    else {
        assert_null(program);
        assert_problems(problems, "page: is too large");
    }
    apr_pool_destroy(pool);
}

typedef struct depth_row {
    const char *name;
    size_t depth;
    bool taken;
} depth_row;

static const depth_row depth_rows[] = {
    { "one less than the deepest", SP_TEMPLATE_DEPTH_MAX - 1, true },
    { "the deepest", SP_TEMPLATE_DEPTH_MAX, true },
    { "one more than the deepest", SP_TEMPLATE_DEPTH_MAX + 1, false },
    { "far too deep", 20000, false },
};

static void takes_depth(void **state)
{
    const depth_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const char *text =
        apr_pstrcat(pool, repeated("{{#yes}}", row->depth, pool), "x",
                    repeated("{{/yes}}", row->depth, pool), NULL);
    const sp_program *program = compile(sp_span_of(text), H, problems, pool);

    assert_int_equal(program != NULL, row->taken);
    if (row->taken) {
        assert_span(render(program, pool), "x");
    }
    else {
        assert_non_null(strstr(problems->list[0].message,
                               "nested more than 32 levels deep"));
    }
    apr_pool_destroy(pool);
}

static void a_nul_byte_is_refused(void **state)
{
    static const char text[] = "a\nb\0c {{titel}}";
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    (void)state;
    assert_null(
        compile((sp_span){ text, sizeof(text) - 1 }, H, problems, pool));
    assert_problems(problems, "page:2:2: contains a NUL byte");
    apr_pool_destroy(pool);
}

/* The list says it once, and still nothing broken comes out. */
static void a_second_compilation_fails_and_is_reported_once(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    (void)state;
    assert_null(compile(SP_SPAN("{{x}}"), H, problems, pool));
    assert_null(compile(SP_SPAN("{{x}}"), H, problems, pool));
    assert_int_equal(problems->count, 1);
    apr_pool_destroy(pool);
}

static void more_mistakes_than_are_kept_are_counted(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    (void)state;
    assert_null(
        compile(sp_span_of(repeated("{{x}}", 100, pool)), H, problems, pool));
    assert_int_equal(problems->count, 100);
    assert_int_equal(sp_diagnostics_kept(problems), SP_DIAGNOSTICS_MAX);
    apr_pool_destroy(pool);
}

static void no_partials_without_a_finder(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    sp_source source = { "page", SP_SPAN("{{>greet}}") };
    sp_template_options options = { H, &schema, NULL, NULL };

    (void)state;
    assert_null(sp_template_compile(&source, &options, problems, pool));
    assert_problems(problems, "page:1:1: there is no template \"greet\"");
    apr_pool_destroy(pool);
}

/* Comments, partials and blocks leave no seam in a style sheet. */
static void the_text_is_in_one_piece(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_program *program =
        compile(SP_SPAN("{{title}}<style>{{! x }}{{$s}}{{>style}}{{/s}}"
                        "</style>{{title}}"),
                H, problems, pool);

    size_t at = 0;
    sp_span style;

    (void)state;
    assert_non_null(program);
    assert_true(sp_template_next_style(sp_program_text(program), &at, &style));
    assert_span(style, "a{b:c}");
    assert_false(sp_template_next_style(sp_program_text(program), &at, &style));
    apr_pool_destroy(pool);
}

/* Each of these was, or would be, quadratic.  What it gives does not matter. */
typedef struct growth_row {
    const char *name;
    const char *unit;
} growth_row;

static const growth_row growth_rows[] = {
    { "tags on one line", "{{title}}" },
    { "unknown names", "{{titel}}" },
    { "openings", "{{" },
    { "section tags", "{{#yes}}" },
    { "closing tags", "{{/yes}}" },
    { "blocks", "{{$a}}{{/a}}" },
    { "lines", "\n" },
    { "standalone lines", "{{! }}\n" },
    { "tags < one after another", "<" },
    { "partials", "{{>greet}}" },
    { "style sheets", "<style>a { b : c ; } </style>" },
};

/* The CPU time for a text of so many bytes, the least of some tries. */
static clock_t cost(const char *unit, size_t bytes, int tries)
{
    clock_t least = 0;

    for (int i = 0; i < tries; i++) {
        apr_pool_t *pool = new_pool();
        sp_diagnostics *problems = sp_diagnostics_make(pool);
        const char *text = repeated(unit, bytes / strlen(unit), pool);
        clock_t start = clock();

        compile(sp_span_of(text), H, problems, pool);
        start = clock() - start;
        least = i == 0 || start < least ? start : least;
        apr_pool_destroy(pool);
    }
    return least;
}

/* 16 times the text is 16 times the work; the square of it would be 256 times.
 * A busy machine may disturb a try, but not all of them. */
static void grows_with_its_size(void **state)
{
    enum { TIMES = 16, TOO_MANY = 4 * TIMES, TRIES = 5 };
    const growth_row *row = *state;
    clock_t most =
        TOO_MANY * (cost(row->unit, SP_TEMPLATE_BYTES_MAX / TIMES, 3) + 1);
    clock_t large = 0;

    for (int i = 0; i < TRIES && (i == 0 || large > most); i++) {
        large = cost(row->unit, SP_TEMPLATE_BYTES_MAX, 1);
    }
    assert_between((size_t)large, 0, (size_t)most);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, render_rows, renders);
    ADD_ROWS(list, refuse_rows, refuses);
    ADD_ROWS(list, place_rows, refuses);
    ADD_ROWS(list, size_rows, takes_size);
    ADD_ROWS(list, depth_rows, takes_depth);
    ADD_ROWS(list, growth_rows, grows_with_its_size);
    ADD_TEST(list, a_nul_byte_is_refused);
    ADD_TEST(list, a_second_compilation_fails_and_is_reported_once);
    ADD_TEST(list, more_mistakes_than_are_kept_are_counted);
    ADD_TEST(list, no_partials_without_a_finder);
    ADD_TEST(list, the_text_is_in_one_piece);
    return run_list("template", list);
}
