/* SPDX-License-Identifier: Apache-2.0 */
/* theme.conf, with built-in themes made for it: these take the place of those
 * that the library has. */
#include "folders.h"

#include "core/custom_variable.h"

/* ---- built-in themes ---------------------------------------------------- */

#define FILE_OF(name, text)                                                    \
    {                                                                          \
        name,                                                                  \
        {                                                                      \
            text, sizeof(text) - 1                                             \
        }                                                                      \
    }

static const sp_theme_file default_files[] = {
    FILE_OF("page.html", "{{<layout}}{{/layout}}"),
    FILE_OF("page.txt", "default text"),
    FILE_OF("page.md", "default markdown"),
    FILE_OF("layout.html", "[default{{$body}}{{/body}}]"),
};
static const sp_theme_file night_files[] = {
    FILE_OF("layout.html",
            "<style>a{color:{{accent}}}</style>"
            "{{#logo}}<img src=\"{{logo}}\">{{/logo}}{{$body}}{{/body}}"),
    FILE_OF("theme.conf", "# night\n"
                          "parameter accent color #ffcc66\n"
                          "parameter logo image\n"
                          "parameter words text Good night\n"),
};
static const sp_theme_file deep_files[] = {
    FILE_OF("page.txt", "deep text"),
    FILE_OF("theme.conf", "extends night\nparameter accent color navy\n"),
};
static const sp_theme_file deeper_files[] = {
    FILE_OF("theme.conf", "extends deep\n"),
};
static const sp_theme_file self_files[] = {
    FILE_OF("page.txt", "self"),
    FILE_OF("theme.conf", "extends self\n"),
};
static const sp_theme_file ring_files[] = {
    FILE_OF("theme.conf", "extends ring2\n"),
};
static const sp_theme_file ring2_files[] = {
    FILE_OF("theme.conf", "extends ring\n"),
};

const sp_theme_source sp_theme_sources[] = {
    { "default", default_files, 4 }, { "night", night_files, 2 },
    { "deep", deep_files, 2 },       { "self", self_files, 2 },
    { "deeper", deeper_files, 1 },   { "ring", ring_files, 1 },
    { "ring2", ring2_files, 1 },
};
const unsigned sp_theme_source_count = 7;

/* ---- what a theme.conf gives -------------------------------------------- */

typedef struct give_row {
    const char *name;
    const char *files;
    sp_format format;
    const char *settings; /* one, or NULL */
    const char *wanted;   /* the page of 404, without its line ends */
} give_row;

#define CONF(text) HAS("theme.conf", text)
#define HTML SP_FORMAT_HTML
#define TEXT SP_FORMAT_TEXT

static const give_row give_rows[] = {
    { "nothing but comments", CONF("# a\n\n   # b\n"), HTML, NULL,
      "[default]" },
    { "an empty file", CONF(""), HTML, NULL, "[default]" },
    { "what it extends", CONF("extends night"), HTML, NULL,
      "<style>a{color:#ffcc66}</style>" },
    { "what that does not have is the default's", CONF("extends night\n"), TEXT,
      NULL, "default text" },
    { "the default by name", CONF("extends default\n"), HTML, NULL,
      "[default]" },
    { "a theme that extends another", CONF("extends deep\n"), HTML, NULL,
      "<style>a{color:navy}</style>" },
    { "and has a page of its own", CONF("extends deep\n"), TEXT, NULL,
      "deep text" },
    { "a parameter of what it extends", CONF("extends night\n"), HTML,
      "accent=teal", "<style>a{color:teal}</style>" },
    { "a parameter that leads to a picture", CONF("extends night\n"), HTML,
      "logo=/a&b.svg",
      "<style>a{color:#ffcc66}</style><img src=\"/a&amp;b.svg\">" },
    { "a new default for it",
      CONF("extends night\nparameter accent color red\n"), HTML, NULL,
      "<style>a{color:red}</style>" },
    { "a new default, written before extends",
      CONF("parameter accent color red\nextends night\n"), HTML, NULL,
      "<style>a{color:red}</style>" },
    { "and a setting on top of it",
      CONF("extends night\nparameter accent color red\n"), HTML, "accent=#123",
      "<style>a{color:#123}</style>" },
    { "a parameter that is taken away",
      CONF("parameter a text x\n")
          HAS("page.txt", "{{#a}}{{a}}{{/a}}{{^a}}none{{/a}}"),
      TEXT, "a=", "none" },
    { "a default of several words",
      CONF("parameter a text  two  words \n") HAS("page.txt", "[{{a}}]"), TEXT,
      NULL, "[two  words]" },
    { "a # in a default is none of a comment",
      CONF("parameter a text x # y\n") HAS("page.txt", "{{a}}"), TEXT, NULL,
      "x # y" },
    { "tags in a default are none",
      CONF("parameter a text {{code}}{{/x}}\n") HAS("page.txt", "{{a}}"), TEXT,
      NULL, "{{code}}{{/x}}" },
    { "tags in a setting are none",
      CONF("parameter a text\n") HAS("page.txt", "{{a}}"), TEXT,
      "a={{>page}}{{{code}}}", "{{>page}}{{{code}}}" },
    { "no default", CONF("parameter a text\n") HAS("page.txt", "[{{a}}]"), TEXT,
      NULL, "[]" },
    { "CRLF", CONF("extends night\r\nparameter accent color red\r\n"), HTML,
      NULL, "<style>a{color:red}</style>" },
    { "no line end at the end",
      CONF("extends night\nparameter accent color "
           "red"),
      HTML, NULL, "<style>a{color:red}</style>" },
    { "tabs and margins",
      CONF("\textends\tnight \n \tparameter  accent\t"
           "color \t red\t\n"),
      HTML, NULL, "<style>a{color:red}</style>" },
    { "a byte order mark",
      CONF("\xef\xbb\xbf"
           "extends night\n"),
      HTML, NULL, "<style>a{color:#ffcc66}</style>" },
};

static const sp_theme *load_set(const char *path, const char *setting,
                                sp_diagnostics *problems, apr_pool_t *pool)
{
    sp_theme_options options = { .settings = &setting,
                                 .setting_count = setting ? 1 : 0 };

    return sp_theme_load_with(path, &options, problems, pool);
}

static void gives(void **state)
{
    const give_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(row->files, pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = load_set(folder, row->settings, problems, pool);

    remove_folder(folder, pool);
    assert_told(problems, folder, "");
    assert_non_null(theme);
    assert_string_equal(render(theme, row->format, 404, pool), row->wanted);
    apr_pool_destroy(pool);
}

/* ---- what is refused ---------------------------------------------------- */

typedef struct refuse_row {
    const char *name;
    const char *files;
    const char *setting;
    const char *wanted; /* each message, after the folder */
} refuse_row;

#define USE_ONE_OF                                                             \
    "; use one of: default, night, deep, self, deeper, ring, ring2"

static const refuse_row refuse_rows[] = {
    { "a theme that is not there", CONF("\nextends nihgt\n"), NULL,
      "/theme.conf:2: there is no built-in theme \"nihgt\" to extend" USE_ONE_OF },
    { "a folder", CONF("extends ../night\n"), NULL,
      "/theme.conf:1: there is no built-in theme \"../night\" to extend" },
    { "extends without a name", CONF("extends\n"), NULL,
      "/theme.conf:1: there is no built-in theme \"\" to extend" },
    { "extends and more", CONF("extends night deep\n"), NULL,
      "/theme.conf:1: a theme can extend only one theme; remove \"deep\"" },
    { "extends twice", CONF("extends night\nextends deep\n"), NULL,
      "/theme.conf:2: a theme can extend only one theme" },
    { "the same twice", CONF("extends night\nextends night\n"), NULL,
      "/theme.conf:2: a theme can extend only one theme" },
    { "a theme that extends too much", CONF("extends deeper\n"), NULL,
      ": extends a chain of more than 3 themes" },
    { "an unknown word", CONF("colour red\n"), NULL,
      "/theme.conf:1: \"colour\" is not a keyword; a line is \"extends" },
    { "a word in capitals", CONF("Extends night\n"), NULL,
      "/theme.conf:1: \"Extends\" is not a keyword" },
    { "each mistake is told, in its line",
      CONF("extends x\n\nparameter\nfoo\nparameter a b c\n"), NULL,
      "/theme.conf:1: there is no built-in theme \"x\"\n"
      "/theme.conf:3: \"\" is not a valid name\n"
      "/theme.conf:4: \"foo\" is not a keyword\n"
      "/theme.conf:5: \"b\" is not a kind" },
    { "a wrong default", CONF("parameter a color red}b{\n"), NULL,
      "/theme.conf:1: a=\"red}b{\" is not a colour" },
    { "a name of the page", CONF("parameter title text x\n"), NULL,
      "/theme.conf:1: \"title\" is already the name of a page" },
    { "a group of the page", CONF("parameter home url /\n"), NULL,
      "/theme.conf:1: \"home\" is already the name of a page" },
    { "a parameter twice", CONF("parameter a text x\nparameter a text y\n"),
      NULL, "/theme.conf:2: \"a\" is declared twice" },
    { "another kind than what it extends",
      CONF("extends night\nparameter accent text x\n"), NULL,
      "/theme.conf:2: \"accent\" is already declared as a parameter of kind color" },
    { "another kind, before extends",
      CONF("parameter accent text x\nextends night\n"), NULL,
      "/theme.conf:1: \"accent\" is already declared as a parameter of kind color" },
    { "a setting without a parameter", CONF(""), "a=b",
      ": has no parameters; remove \"a\"" },
    { "a setting with a slip", CONF("extends night\n"), "acent=red",
      ": has no parameter \"acent\"; it has: accent, logo, words" },
    { "a setting without =", CONF("extends night\n"), "accent",
      ": \"accent\" does not set a parameter" },
    { "a wrong value", CONF("extends night\n"), "accent=url(x)",
      ": accent=\"url(x)\" is not a colour" },
    { "a template that uses what is not declared",
      CONF("parameter a text\n") HAS("page.txt", "{{b2}}"), NULL,
      "/page.txt:1:1: unknown name \"b2\"" },
    { "a text in a style sheet",
      CONF("parameter a text\n") HAS("page.html", "<style>{{a}}</style>"), NULL,
      "/page.html:1:8: escaping does not make a value safe inside <style>" },
};

static void refuses(void **state)
{
    const refuse_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(row->files, pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = load_set(folder, row->setting, problems, pool);

    remove_folder(folder, pool);
    assert_null(theme);
    assert_told(problems, folder, row->wanted);
    apr_pool_destroy(pool);
}

static void a_nul_byte_is_refused(void **state)
{
    static const char text[] = "extends night\0\nfoo\n";
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    (void)state;
    add_bytes(in(folder, "theme.conf", pool), text, sizeof(text) - 1);
    assert_null(sp_theme_load(folder, problems, pool));
    remove_folder(folder, pool);
    assert_told(problems, folder, "/theme.conf: contains a NUL byte");
    apr_pool_destroy(pool);
}

typedef struct size_row {
    const char *name;
    size_t bytes;
    const char *unit;
    const char *wanted; /* part of the first message; NULL: taken */
} size_row;

static const size_row size_rows[] = {
    { "1 MB of comment", 1 << 20, "#", NULL },
    { "1 MB of line ends", 1 << 20, "\n", NULL },
    { "more than 1 MB", (1 << 20) + 1, "\n", "is too large: a template" },
    { "1 MB of one word", 1 << 20, "x", ":1: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
    { "1 MB of mistakes", 1 << 20, "x\n", ":1: \"x\" is not a keyword" },
    { "1 MB of parameters without a name", 1 << 20, "parameter\n",
      ":1: \"\" is not a valid name" },
};

/* In no time, and with no more memory than a few times the file. */
static void takes_size(void **state)
{
    const size_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    char *text = apr_palloc(pool, row->bytes);
    const sp_theme *theme;

    for (size_t i = 0; i < row->bytes; i++) {
        text[i] = row->unit[i % strlen(row->unit)];
    }
    add_bytes(in(folder, "theme.conf", pool), text, row->bytes);
    theme = sp_theme_load(folder, problems, pool);
    remove_folder(folder, pool);
    assert_int_equal(theme != NULL, row->wanted == NULL);
    if (row->wanted) {
        assert_non_null(strstr(sp_diagnostic_text(problems, 0), row->wanted));
    }
    apr_pool_destroy(pool);
}

static void no_more_than_32_with_those_of_what_it_extends(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const char *text = "extends night\n";

    (void)state;
    for (int i = 0; i < 30; i++) { /* night has three */
        text = apr_psprintf(pool, "%sparameter a%d text\n", text, i);
    }
    add_bytes(in(folder, "theme.conf", pool), text, strlen(text));
    assert_null(sp_theme_load(folder, problems, pool));
    remove_folder(folder, pool);
    assert_told(problems, folder,
                "/theme.conf:31: there are more than 32 parameters");
    apr_pool_destroy(pool);
}

/* A built-in theme by its name, and one that goes in a circle. */
static void built_in_themes_extend_too(void **state)
{
    static const char *const circles[] = { "self", "ring" };
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = load_set("deep", "logo=/x", problems, pool);

    (void)state;
    assert_non_null(theme);
    assert_string_equal(render(theme, HTML, 404, pool),
                        "<style>a{color:navy}</style><img src=\"/x\">");
    for (int i = 0; i < 2; i++) {
        problems = sp_diagnostics_make(pool);
        assert_null(sp_theme_load(circles[i], problems, pool));
        assert_int_equal(problems->count, 1);
        assert_non_null(
            strstr(sp_diagnostic_text(problems, 0), "extends itself"));
    }
    apr_pool_destroy(pool);
}

/* ---- names, and what is kept -------------------------------------------- */

/* One folder with two settings is two themes, each told by its name. */
static void settings_make_themes_of_their_own(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(CONF("extends night\n"), pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *red = load_set(folder, "accent=red", problems, pool);
    const sp_theme *blue = load_set(folder, "accent=blue", problems, pool);

    (void)state;
    remove_folder(folder, pool);
    assert_non_null(red);
    assert_non_null(blue);
    assert_string_not_equal(red->name, blue->name);
    assert_string_equal(render(red, HTML, 404, pool),
                        "<style>a{color:red}</style>");
    assert_string_equal(render(blue, HTML, 404, pool),
                        "<style>a{color:blue}</style>");
    assert_string_not_equal(red->policies.usual, blue->policies.usual);
    apr_pool_destroy(pool);
}

static void a_space_in_a_setting_is_none_between_two(void **state)
{
    static const char *const one[] = { "a=b c=d" };
    static const char *const two[] = { "a=b", "c=d" };
    sp_theme_options as_one = { .settings = one, .setting_count = 1 };
    sp_theme_options as_two = { .settings = two, .setting_count = 2 };
    apr_pool_t *pool = new_pool();

    (void)state;
    assert_string_not_equal(sp_theme_name("night", &as_one, pool),
                            sp_theme_name("night", &as_two, pool));
    assert_string_not_equal(sp_theme_name("night a=b", &as_one, pool),
                            sp_theme_name("night", &as_two, pool));
    apr_pool_destroy(pool);
}

/* ---- pictures in the policy --------------------------------------------- */

typedef struct picture_row {
    const char *name;
    const char *files;
    const char *setting;
    const char *wanted; /* sources of img-src */
} picture_row;

#define LOGO "parameter logo image\n"
#define IMG HAS("page.html", "{{#logo}}<img src=\"{{logo}}\">{{/logo}}x")

static const picture_row picture_rows[] = {
    { "no picture", CONF(LOGO) IMG, NULL, " data:" },
    { "a picture of the site", CONF(LOGO) IMG, "logo=/a.svg", " 'self' data:" },
    { "a picture with an address in its query", CONF(LOGO) IMG,
      "logo=/a?u=http://b.example/", " 'self' data:" },
    { "a picture elsewhere", CONF(LOGO) IMG, "logo=https://b.example:81/a",
      " 'self' data: https://b.example:81" },
    { "a picture by the page's scheme", CONF(LOGO) IMG,
      "logo=//b.example/a.svg", " 'self' data: b.example" },
    { "; in the path stays there", CONF(LOGO) IMG,
      "logo=https://b.example/;script-src,'unsafe-inline'://x",
      " 'self' data: https://b.example" },
    { "; in a path of the site stays there", CONF(LOGO) IMG,
      "logo=/;script-src'unsafe-inline'://x", " 'self' data:" },
    { "a tag in capitals", HAS("page.html", "<IMG src=\"/a.png\">"), NULL,
      " 'self' data:" },
    { "a picture in a drawing",
      HAS("page.html", "<svg><image href=\"/a.png\"/></svg>"), NULL,
      " 'self' data:" },
    { "the address of a page is no picture",
      CONF("parameter logo url https://b.example/\n") IMG, NULL,
      " 'self' data:" },
};

static void allows_pictures(void **state)
{
    const picture_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(row->files, pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = load_set(folder, row->setting, problems, pool);
    const char *wanted = apr_pstrcat(
        pool, "default-src 'none'; style-src 'none'; img-src", row->wanted,
        "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'", NULL);

    remove_folder(folder, pool);
    assert_told(problems, folder, "");
    /* the pages of the default theme, for text, have no say */
    assert_string_equal(theme->policies.usual, wanted);
    apr_pool_destroy(pool);
}

/* ---- single pages: StatusPagesTemplate ---------------------------------- */

typedef struct page_row {
    const char *name;
    const char *theme; /* built-in */
    const char *file;  /* its name */
    const char *text;
    const char *wanted; /* the page, or the message after the folder */
    bool valid;
} page_row;

static const page_row page_rows[] = {
    { "a page by itself", "default", "x.html", "own {{code}}", "own 404",
      true },
    { "in the layout of the theme", "night", "x.html",
      "{{<layout}}{{$body}}own{{/body}}{{/layout}}",
      "<style>a{color:#ffcc66}</style>own", true },
    { "with a parameter of the theme", "night", "x.html",
      "{{words}}<style>b{color:{{accent}}}</style>",
      "Good night<style>b{color:#ffcc66}</style>", true },
    { "with a variable of one's own", "night", "x.html", "[{{visitor}}]",
      "[&lt;me&gt;]", true },
    { "with one's own address", "default", "x.html", "<a href=\"{{imprint}}\">",
      "<a href=\"/imprint\">", true },
    { "called as the theme's page, and extending it", "default", "page.html",
      "{{<page}}{{$body}}own{{/body}}{{/page}}", "[defaultown]", true },
    { "called as the theme's layout, and extending it", "default",
      "layout.html", "{{<layout}}{{$body}}own{{/body}}{{/layout}}",
      "[defaultown]", true },
    { "an unknown name", "default", "x.html", "\n {{visitr}}",
      "/x.html:2:2: unknown name \"visitr\"; did you mean \"visitor\"?",
      false },
    { "a text as an address", "default", "x.html", "<a href=\"{{visitor}}\">",
      "/x.html:1:10: this value cannot begin a URL", false },
    { "a part that is not there", "default", "x.html", "{{>x}}",
      "/x.html:1:1: there is no template \"x\"", false },
};

static void makes_page(void **state)
{
    const page_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *path = in(folder, row->file, pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = load(row->theme, pool);
    sp_value values[SP_VAR__COUNT + SP_CUSTOM_MAX] = { 0 };
    sp_custom_names names = { 0 };
    sp_schema schema;
    sp_theme_page page;
    char out[200];
    bool made;

    sp_custom_declare(&names, "visitor", false);
    sp_custom_declare(&names, "imprint", true);
    schema = sp_custom_schema(&names, pool);
    add_bytes(path, row->text, strlen(row->text));
    made = sp_theme_load_page(&page, theme, &schema, path, HTML, problems);
    remove_folder(folder, pool);
    assert_told(problems, folder, row->valid ? "" : row->wanted);
    assert_int_equal(made, row->valid);
    if (made) {
        values[SP_VAR_CODE] = (sp_value){ "404", 3, 1 };
        values[SP_VAR__COUNT] = (sp_value){ "<me>", 4, 0 };
        values[SP_VAR__COUNT + 1] = (sp_value){ "/imprint", 8, 0 };
        out[sp_program_write(page.program, values, out, sizeof(out) - 1)] =
            '\0';
        assert_string_equal(out, row->wanted);
    }
    apr_pool_destroy(pool);
}

static void an_own_name_that_is_a_parameter_of_the_theme(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(HAS("x.html", "{{accent}}"), pool);
    const char *path = in(folder, "x.html", pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = load("night", pool);
    sp_custom_names names = { 0 };
    sp_schema schema;
    sp_theme_page page;

    (void)state;
    sp_custom_declare(&names, "accent", false);
    schema = sp_custom_schema(&names, pool);
    assert_false(
        sp_theme_load_page(&page, theme, &schema, path, HTML, problems));
    remove_folder(folder, pool);
    assert_told(problems, folder,
                "/x.html: \"accent\" is both a custom variable and a "
                "parameter of the theme");
    apr_pool_destroy(pool);
}

static void a_page_that_is_not_there(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(CONF(""), pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    sp_theme_page page;

    (void)state;
    assert_false(sp_theme_load_page(&page, load("default", pool), NULL,
                                    in(folder, "x.html", pool), HTML,
                                    problems));
    assert_told(problems, folder, "/x.html: cannot be read: No such file");
    problems = sp_diagnostics_make(pool);
    assert_false(sp_theme_load_page(&page, load("default", pool), NULL, folder,
                                    HTML, problems));
    assert_told(problems, folder, ": is not a file");
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, give_rows, gives);
    ADD_ROWS(list, refuse_rows, refuses);
    ADD_TEST(list, a_nul_byte_is_refused);
    ADD_ROWS(list, size_rows, takes_size);
    ADD_TEST(list, no_more_than_32_with_those_of_what_it_extends);
    ADD_TEST(list, built_in_themes_extend_too);
    ADD_TEST(list, settings_make_themes_of_their_own);
    ADD_TEST(list, a_space_in_a_setting_is_none_between_two);
    ADD_ROWS(list, picture_rows, allows_pictures);
    ADD_ROWS(list, page_rows, makes_page);
    ADD_TEST(list, an_own_name_that_is_a_parameter_of_the_theme);
    ADD_TEST(list, a_page_that_is_not_there);
    return run_list("theme.conf", list);
}
