/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/theme.h. */
#include "folders.h"

#include "core/sha256.h"

#include <apr_encode.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- which file serves a code ----------------------------------------- */

typedef struct lookup_row {
    const char *name;
    const char *files;
    sp_format format;
    int code;
    const char *wanted; /* NULL: what the built-in theme gives */
} lookup_row;

#define HTML SP_FORMAT_HTML
#define TEXT SP_FORMAT_TEXT
#define MARKDOWN SP_FORMAT_MARKDOWN
#define ALL_THREE                                                              \
    HAS("page.html", "page {{code}}")                                          \
    HAS("4xx.html", "class {{code}}") HAS("404.html", "own {{code}}")

static const lookup_row lookup_rows[] = {
    { "a code of its own wins", ALL_THREE, HTML, 404, "own 404" },
    { "its class comes next", ALL_THREE, HTML, 405, "class 405" },
    { "the page comes last", ALL_THREE, HTML, 500, "page 500" },
    { "a format without a file is the built-in's", ALL_THREE, TEXT, 404, NULL },
    { "the first code of a class", HAS("4xx.html", "class"), HTML, 400,
      "class" },
    { "the last code of a class", HAS("4xx.html", "class"), HTML, 499,
      "class" },
    { "the next class is the built-in's", HAS("4xx.html", "class"), HTML, 500,
      NULL },
    { "a code without its class or page", HAS("404.html", "own"), HTML, 403,
      NULL },
    { "a code beside another code", HAS("404.html", "own"), HTML, 404, "own" },
    { "the first code", HAS("400.html", "own"), HTML, 400, "own" },
    { "the last code", HAS("599.html", "own"), HTML, 599, "own" },
    { "beyond the last code is as 500",
      HAS("500.html", "own") HAS("5xx.html", "class"), HTML, 600, "own" },
    { "below the first code is as 500",
      HAS("500.html", "own") HAS("4xx.html", "class"), HTML, 42, "own" },
    { "far beyond", HAS("5xx.html", "class"), HTML, 999, "class" },
    { "text has files of its own",
      HAS("page.txt", "text") HAS("404.txt", "own"), TEXT, 404, "own" },
    { "text of another code", HAS("page.txt", "text") HAS("404.txt", "own"),
      TEXT, 410, "text" },
    { "markdown too", HAS("5xx.md", "class"), MARKDOWN, 503, "class" },
    { "markdown is not html", HAS("404.md", "own"), HTML, 404, NULL },
    { "a hidden file does not count", HAS(".404.html", "x") HAS("404.txt", "y"),
      HTML, 404, NULL },
    { "a name that is a suffix alone", HAS(".html", "x") HAS("404.txt", "y"),
      HTML, 404, NULL },
    { "an editor's copy does not count",
      HAS("404.html~", "x") HAS("404.txt", "y"), HTML, 404, NULL },
    { "a page includes a part of its folder",
      HAS("page.html", "a {{>_part}}") HAS("_part.html", "b {{code}}"), HTML,
      404, "a b 404" },
    { "a part is of the same format",
      HAS("page.txt", "a {{>_part}}") HAS("_part.html", "html")
          HAS("_part.txt", "text"),
      TEXT, 404, "a text" },
    { "a layout of its own",
      HAS("layout.html", "[{{$body}}{{/body}}]")
          HAS("404.html", "{{<layout}}{{$body}}own{{/body}}{{/layout}}"),
      HTML, 404, "[own]" },
    { "built-in pages are put into a layout of its own",
      HAS("layout.html", "[{{$other}}here{{/other}}]"), HTML, 500, "[here]" },
    { "built-in pages take a part of its own",
      HAS("layout.html", "[{{$body}}{{/body}}]")
          HAS("_message.html", "message {{code}}"),
      HTML, 500, "[message 500]" },
};

static void serves(void **state)
{
    const lookup_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(row->files, pool);
    const sp_theme *theme = load(folder, pool);
    const char *wanted = row->wanted;
    const char *got = render(theme, row->format, row->code, pool);

    remove_folder(folder, pool);
    if (!wanted) {
        wanted = render(load("default", pool), row->format, row->code, pool);
        assert_non_null(strstr(wanted, apr_itoa(pool, row->code)));
    }
    while (*got == '\n') {
        got++;
    }
    assert_int_equal(strncmp(got, wanted, strlen(wanted)), 0);
    assert_int_equal(strspn(got + strlen(wanted), "\n"),
                     strlen(got + strlen(wanted)));
    assert_string_equal(theme->name, folder);
    apr_pool_destroy(pool);
}

static void json_and_xml_have_no_template(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = load("default", pool);

    (void)state;
    assert_null(sp_theme_program(theme, SP_FORMAT_JSON, 404));
    assert_null(sp_theme_program(theme, SP_FORMAT_XML, 404));
    assert_string_equal(theme->name, "default");
    apr_pool_destroy(pool);
}

static void each_code_and_format_has_a_page(void **state)
{
    static const sp_format formats[] = { HTML, TEXT, MARKDOWN };
    apr_pool_t *pool = new_pool();

    (void)state;
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        const sp_theme *theme = load(sp_theme_sources[i].name, pool);

        for (int f = 0; f < 3; f++) {
            for (int code = 300; code < 700; code++) {
                assert_non_null(sp_theme_program(theme, formats[f], code));
            }
        }
    }
    apr_pool_destroy(pool);
}

/* A theme's page in the built-in shell: one block is replaced, the rest is
 * the built-in's, byte for byte. */
static void a_page_extends_the_built_in_layout(void **state)
{
    static const char files[] =
        HAS("404.html",
            "{{<layout}}{{$body}}<h1>Own {{code}}</h1>{{/body}}{{/layout}}");
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(files, pool);
    const char *got = render(load(folder, pool), HTML, 404, pool);
    const char *built_in = render(load("default", pool), HTML, 404, pool);
    size_t head = (size_t)(strstr(built_in, "<main>") - built_in);
    const char *tail = strstr(built_in, "</main>");

    (void)state;
    assert_memory_equal(got, "<!DOCTYPE html>", 15);
    assert_memory_equal(got, built_in, head);
    assert_non_null(strstr(got, "<h1>Own 404</h1>"));
    assert_null(strstr(strstr(got, "<h1>") + 1, "<h1>"));
    assert_string_equal(strstr(got, "</main>"), tail);
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* A file that names itself means the one behind it: of the built-in theme that
 * the folder extends, or of the default. */
static void a_page_extends_the_page_behind_it(void **state)
{
    static const char files[] = HAS("theme.conf", "extends night\n")
        HAS("page.html", "{{<page}}{{$header}}<p>Mine</p>{{/header}}{{/page}}")
            HAS("_message.html", "<b>before</b>{{>_message}}");
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(files, pool);
    const char *got = render(load(folder, pool), HTML, 404, pool);
    const char *night = render(load("night", pool), HTML, 404, pool);
    size_t head = (size_t)(strstr(night, "</style>") - night);

    (void)state;
    assert_memory_equal(got, night, head);
    assert_non_null(strstr(got, "<p>Mine</p>"));
    assert_non_null(strstr(got, "<b>before</b><h1>"));
    assert_string_equal(strstr(got, "<h1>"), strstr(night, "<h1>"));
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

static void a_page_adds_to_the_built_in_style(void **state)
{
    static const char files[] =
        HAS("page.html",
            "{{<layout}}{{$extra_style}}p { color: red }{{/extra_style}}"
            "{{/layout}}");
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(files, pool);
    const char *got = render(load(folder, pool), HTML, 503, pool);
    const char *style = strstr(got, "p{color:red}");

    (void)state;
    assert_non_null(style);
    assert_true(style > strstr(got, "<style>"));
    assert_true(style < strstr(got, "</style>"));
    assert_non_null(strstr(got, "<h1>"));
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* ---- what is refused -------------------------------------------------- */

/* What is told about a folder that is no theme. */
static sp_diagnostics *refusal(const char *path, apr_pool_t *pool)
{
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    assert_null(sp_theme_load(path, problems, pool));
    return problems;
}

typedef struct refuse_row {
    const char *name;
    const char *files;
    const char *wanted;
} refuse_row;

static const refuse_row refuse_rows[] = {
    { "an unknown name, with its place",
      HAS("page.html", "<p>\n  {{titel}}</p>"),
      "/page.html:2:3: unknown name \"titel\"; did you mean \"title\"?" },
    { "columns count characters", HAS("404.txt", "\xc3\xa4\xe2\x82\xac{{x}}"),
      "/404.txt:1:3: unknown name \"x\"" },
    { "mistakes of two files are both told",
      HAS("404.html", "{{#home}}") HAS("page.md", "\n\n{{label.kode}}"),
      "/404.html:1:1: section \"home\" is not closed"
      "\n"
      "/page.md:3:1: unknown name \"label.kode\"" },
    { "two mistakes of one file are both told", HAS("page.txt", "{{a}}\n{{b}}"),
      "/page.txt:1:1: unknown name \"a\""
      "\n"
      "/page.txt:2:1: unknown name \"b\"" },
    { "a value inside of a style sheet",
      HAS("5xx.html", "<style>p{color:{{code}}}</style>"),
      "/5xx.html:1:16: escaping does not make a value safe inside <style>" },
    { "a mistake in a part, at its place",
      HAS("404.html", "{{>_part}}") HAS("_part.html", "\n {{titel}}"),
      "/_part.html:2:2: unknown name \"titel\"" },
    { "a part that two pages include is told once",
      HAS("404.html", "{{>_part}}") HAS("410.html", "{{>_part}}")
          HAS("_part.html", "{{titel}}"),
      "/_part.html:1:1: unknown name \"titel\"" },
    { "a layout that many pages extend is told once",
      HAS("layout.html", "{{titel}}{{$body}}{{/body}}")
          HAS("404.html", "{{<layout}}{{/layout}}"),
      "/layout.html:1:1: unknown name \"titel\"" },
    { "a missing part",
      HAS("404.html", "ab {{>_part}}") HAS("_part.txt", "text"),
      "/404.html:1:4: there is no template \"_part\"" },
    { "a part outside of the folder", HAS("404.html", "{{>../../etc/passwd}}"),
      "/404.html:1:1: " },
    { "two parts that put each other in",
      HAS("layout.html", "{{>_a}}") HAS("_a.html", "{{>_b}}")
          HAS("_b.html", "{{>_a}}"),
      "/_b.html:1:1: \"_a\" includes itself" },
    { "a part that puts itself in, and there is no other of its name",
      HAS("layout.html", "{{>_a}}") HAS("_a.html", "{{>_a}}"),
      "/_a.html:1:1: there is no template \"_a\"" },
    { "a name without its dot", HAS("404html.html", "x"),
      "/404html.html: does not match any code" },
    { "a code of two digits", HAS("40.html", "x"),
      "/40.html: does not match any code" },
    { "a code of four digits", HAS("4040.html", "x"),
      "/4040.html: does not match any code" },
    { "a class of ten codes", HAS("40x.txt", "x"),
      "/40x.txt: does not match any code" },
    { "a code with a letter", HAS("4a4.html", "x"),
      "/4a4.html: does not match" },
    { "a code with a mark", HAS("4-4.html", "x"), "/4-4.html: does not match" },
    { "a code that ends with a mark", HAS("40-.html", "x"),
      "/40-.html: does not match" },
    { "a code of noughts", HAS("000.html", "x"), "/000.html: does not match" },
    { "a code of nines, with what would do", HAS("999.md", "x"),
      "/999.md: does not match any code: name a page 404.md, 4xx.md, 5xx.md or "
      "page.md" },
    { "a class in capitals", HAS("4XX.md", "x"),
      "/4XX.md: does not match any code" },
    { "a code that is no error", HAS("304.html", "x"),
      "/304.html: does not match any code" },
    { "a code outside", HAS("604.html", "x"),
      "/604.html: does not match any code" },
    { "no template at all", HAS("readme", "x") HAS("style.css", "x"),
      ": theme folder has no template" },
    { "nothing at all", "", ": theme folder has no" },
};

static void refuses(void **state)
{
    const refuse_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(row->files, pool);
    sp_diagnostics *problems = refusal(folder, pool);

    remove_folder(folder, pool);
    assert_told(problems, folder, row->wanted);
    apr_pool_destroy(pool);
}

static void a_folder_that_is_not_there(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);

    (void)state;
    remove_folder(folder, pool);
    assert_told(refusal(folder, pool), folder,
                ": theme folder cannot be read: No such file or directory");
    apr_pool_destroy(pool);
}

/* As httpd writes it: StatusPagesTheme themes/mine/ */
static void a_slash_behind_a_folder(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(HAS("page.html", "{{titel}}"), pool);
    sp_diagnostics *problems =
        refusal(apr_pstrcat(pool, folder, "//", NULL), pool);

    (void)state;
    remove_folder(folder, pool);
    assert_told(problems, folder, "/page.html:1:1: unknown name");
    apr_pool_destroy(pool);
}

static void a_file_in_place_of_a_folder(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(HAS("page.html", "x"), pool);
    const char *path = in(folder, "page.html", pool);
    sp_diagnostics *problems = refusal(path, pool);

    (void)state;
    remove_folder(folder, pool);
    assert_told(problems, path, ": theme folder cannot be read: Not a dir");
    apr_pool_destroy(pool);
}

static void a_folder_in_place_of_a_file(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    sp_diagnostics *problems;

    (void)state;
    assert_int_equal(mkdir(in(folder, "page.html", pool), 0755), 0);
    problems = refusal(folder, pool);
    remove_folder(folder, pool);
    assert_told(problems, folder, "/page.html: ");
    apr_pool_destroy(pool);
}

static void links_in_a_circle(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *a = in(folder, "a", pool);
    const char *b = in(folder, "b", pool);
    sp_diagnostics *file;
    sp_diagnostics *whole;

    (void)state;
    assert_int_equal(symlink("page.html", in(folder, "page.html", pool)), 0);
    assert_int_equal(symlink(a, b), 0);
    assert_int_equal(symlink(b, a), 0);
    file = refusal(folder, pool);
    whole = refusal(a, pool);
    remove_folder(folder, pool);
    assert_told(file, folder,
                "/page.html: cannot be read: Too many levels of symbolic");
    assert_told(whole, a, ": theme folder cannot be read: Too many levels");
    apr_pool_destroy(pool);
}

static void a_link_to_a_file_is_followed(void **state)
{
    static const char files[] = HAS("source", "linked {{code}}");
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(files, pool);

    (void)state;
    assert_int_equal(symlink("source", in(folder, "404.txt", pool)), 0);
    assert_string_equal(render(load(folder, pool), TEXT, 404, pool),
                        "linked 404");
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* Emacs marks a file that is being edited by a link to nowhere. */
static void an_editors_mark_is_no_template(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(HAS("404.txt", "x"), pool);

    (void)state;
    assert_int_equal(symlink("me@here.1:2", in(folder, ".#404.txt", pool)), 0);
    load(folder, pool);
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* Without a slash: a built-in theme, or else a folder of this folder. */
static void a_name_is_built_in_before_it_is_a_folder(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(HAS("404.txt", "own"), pool);
    const char *place = new_folder(pool);
    const char *custom;
    char before[4096];

    (void)state;
    assert_non_null(getcwd(before, sizeof(before)));
    assert_int_equal(chdir(place), 0);
    assert_int_equal(symlink(folder, "default"), 0);
    assert_int_equal(symlink(folder, "own"), 0);
    custom = render(load("own", pool), TEXT, 404, pool);
    assert_string_equal(custom, "own");
    custom = render(load("./default", pool), TEXT, 404, pool);
    assert_string_equal(custom, "own");
    custom = render(load("default", pool), TEXT, 404, pool);
    assert_string_not_equal(custom, "own");
    assert_int_equal(chdir(before), 0);
    remove_folder(place, pool);
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* Opening a pipe waits for a writer: a server would never start.  In a
 * process of its own, which the alarm ends. */
static void a_pipe_does_not_hang(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    int status = 0;
    pid_t child;

    (void)state;
    assert_int_equal(mkfifo(in(folder, "page.html", pool), 0644), 0);
    child = fork();
    if (child == 0) {
        alarm(3);
        _exit(sp_theme_load(folder, sp_diagnostics_make(pool), pool) != NULL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    remove_folder(folder, pool);
    assert_true(WIFEXITED(status)); /* not by the alarm */
    assert_int_equal(WEXITSTATUS(status), 0);
    apr_pool_destroy(pool);
}

/* ---- what may not be read --------------------------------------------- */

/* Root may read everything, so it becomes somebody else for the time. */
static bool lose_rights(void)
{
    return geteuid() != 0 || seteuid(65534) == 0;
}

static void gain_rights(void)
{
    if (getuid() == 0) {
        assert_int_equal(seteuid(0), 0);
    }
}

typedef struct rights_row {
    const char *name;
    mode_t folder;
    mode_t file;
    const char *wanted;
} rights_row;

static const rights_row rights_rows[] = {
    { "a file that may not be read", 0755, 0,
      "/page.txt: cannot be read: Permission denied" },
    { "a folder that may not be read", 0, 0644,
      ": theme folder cannot be read: Permission denied" },
    { "files of a folder that may not be entered", 0444, 0644,
      "/404.txt: cannot be read: Permission denied\n"
      "/page.txt: cannot be read: Permission denied" },
};

static void has_no_right(void **state)
{
    const rights_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder =
        folder_of(HAS("page.txt", "x") HAS("404.txt", "y"), pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = NULL;
    bool lost;

    assert_int_equal(chmod(in(folder, "page.txt", pool), row->file), 0);
    assert_int_equal(chmod(folder, row->folder), 0);
    lost = lose_rights();
    if (lost) {
        theme = sp_theme_load(folder, problems, pool);
        gain_rights();
    }
    assert_int_equal(chmod(folder, 0700), 0);
    remove_folder(folder, pool);
    if (!lost) {
        skip();
    }
    assert_null(theme);
    assert_told(problems, folder, row->wanted);
    apr_pool_destroy(pool);
}

/* ---- limits ----------------------------------------------------------- */

typedef struct count_row {
    const char *name;
    int templates;
    bool taken;
} count_row;

static const count_row count_rows[] = {
    { "one template less than the most", SP_THEME_FILES_MAX - 1, true },
    { "the most templates", SP_THEME_FILES_MAX, true },
    { "one template more than the most", SP_THEME_FILES_MAX + 1, false },
};

/* Other files do not count. */
static void takes_count(void **state)
{
    const count_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    sp_diagnostics *problems;
    const sp_theme *theme;

    for (int i = 0; i < row->templates; i++) {
        add_bytes(apr_psprintf(pool, "%s/_%d.html", folder, i), "x", 1);
        add_bytes(apr_psprintf(pool, "%s/%d.css", folder, i), "x", 1);
    }
    problems = sp_diagnostics_make(pool);
    theme = sp_theme_load(folder, problems, pool);
    remove_folder(folder, pool);
    assert_int_equal(theme != NULL, row->taken);
    assert_told(problems, folder,
                row->taken ? "" : ": has more than 256 templates");
    apr_pool_destroy(pool);
}

typedef struct size_row {
    const char *name;
    size_t bytes;
    bool taken;
} size_row;

static const size_row size_rows[] = {
    { "an empty file", 0, true },
    { "a file of one byte", 1, true },
    { "a file of the most bytes", SP_TEMPLATE_BYTES_MAX, true },
    { "a file of one byte more", SP_TEMPLATE_BYTES_MAX + 1, false },
};

static void takes_size(void **state)
{
    const size_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme;
    char *bytes = apr_palloc(pool, row->bytes + 1);

    memset(bytes, 'x', row->bytes);
    add_bytes(in(folder, "page.txt", pool), bytes, row->bytes);
    theme = sp_theme_load(folder, problems, pool);
    remove_folder(folder, pool);
    assert_told(
        problems, folder,
        row->taken
            ? ""
            : "/page.txt: is too large: a template can have at most 1048576 bytes");
    if (row->taken) {
        assert_int_equal(strlen(render(theme, TEXT, 404, pool)), row->bytes);
    }
    apr_pool_destroy(pool);
}

/* ---- one file, for checking ------------------------------------------- */

typedef struct check_row {
    const char *name;
    const char *files;
    const char *file;
    const char *wanted; /* none: it is valid */
} check_row;

static const check_row check_rows[] = {
    { "a valid page", HAS("404.html", "{{code}}"), "404.html", "" },
    { "a page that is not valid", HAS("404.html", "\n{{kode}}"), "404.html",
      "/404.html:2:1: unknown name \"kode\"; did you mean \"code\"?" },
    { "a part by itself", HAS("_part.md", "{{titel}}"), "_part.md",
      "/_part.md:1:1: unknown name \"titel\"" },
    { "a part that no page uses is checked too",
      HAS("page.html", "x") HAS("_part.html", "{{>_no}}"), "_part.html",
      "/_part.html:1:1: there is no template \"_no\"" },
    { "with what it includes from its folder",
      HAS("page.txt", "{{>_a}}") HAS("_a.txt", "{{code}}"), "page.txt", "" },
    { "with what it extends from the built-in theme",
      HAS("page.html", "{{<layout}}{{$body}}x{{/body}}{{/layout}}"),
      "page.html", "" },
    { "mistakes of others do not count",
      HAS("page.txt", "x") HAS("404.txt", "{{x}}"), "page.txt", "" },
    { "each format by its own rules",
      HAS("page.txt", "<script>{{code}}</script>"), "page.txt", "" },
    { "in text, three braces are as two", HAS("_a.txt", "{{{code}}}"), "_a.txt",
      "" },
    { "in markdown they are for ready markup", HAS("_a.md", "{{{code}}}"),
      "_a.md", "/_a.md:1:1: only a value that contains markup" },
    { "what is no template", HAS("style.css", "x"), "style.css",
      "/style.css: is not a template: its name must end in .html" },
    { "what is not there", HAS("page.txt", "x"), "404.txt",
      "/404.txt: does not exist" },
};

static void checks_file(void **state)
{
    const check_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const char *folder = folder_of(row->files, pool);
    bool valid =
        sp_theme_check_file(in(folder, row->file, pool), problems, pool);

    remove_folder(folder, pool);
    assert_int_equal(valid, !*row->wanted);
    assert_told(problems, folder, row->wanted);
    apr_pool_destroy(pool);
}

static void a_file_in_a_folder_that_is_not_there(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const char *folder = new_folder(pool);

    (void)state;
    remove_folder(folder, pool);
    assert_false(
        sp_theme_check_file(in(folder, "404.txt", pool), problems, pool));
    assert_told(problems, folder, ": theme folder cannot be read");
    apr_pool_destroy(pool);
}

static void a_file_of_this_folder_needs_no_path(void **state)
{
    static const char files[] = HAS("404.txt", "{{kode}}");
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const char *folder = folder_of(files, pool);
    char before[4096];
    bool valid;

    (void)state;
    assert_non_null(getcwd(before, sizeof(before)));
    assert_int_equal(chdir(folder), 0);
    valid = sp_theme_check_file("404.txt", problems, pool);
    assert_int_equal(chdir(before), 0);
    remove_folder(folder, pool);
    assert_false(valid);
    assert_int_equal(problems->count, 1);
    assert_non_null(
        strstr(sp_diagnostic_text(problems, 0), "404.txt:1:1: unknown name"));
    apr_pool_destroy(pool);
}

/* ---- Content-Security-Policy ------------------------------------------ */

typedef struct policy_row {
    const char *name;
    const char *files;
    const char *wanted; /* the sources of style-src */
} policy_row;

/* From: printf TEXT | openssl dgst -sha256 -binary | base64, of the sheets as
 * they are sent: p{color:red}, h1{margin:0}. */
#define OF_RED "'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='"
#define OF_H1 "'sha256-haslpKBWGiDnFaIna3QXJZNwVNFw+tCL2+dexXVb4zo='"
#define OF_NOTHING "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
#define OF_COMMENT "'sha256-kQr4ZR7JirV2qna3Tk2R6wJ55vHrJbcs0TvZ1rVOLFU='"
#define RED "\np { color: red }\n"
#define H1 "h1{margin:0}"

static const policy_row policy_rows[] = {
    { "no style", HAS("page.html", "<p>x"), "'none'" },
    { "one style", HAS("page.html", "<style>" RED "</style>"), OF_RED },
    { "an empty style", HAS("page.html", "<style></style>"), OF_NOTHING },
    { "a style with < and more than ASCII",
      HAS("page.html", "<style>/*! <\xc3\xa9 */</style>"), OF_COMMENT },
    { "a style between values",
      HAS("page.html", "{{code}}<style>" H1 "</style>{{code}}"), OF_H1 },
    { "a style from a part",
      HAS("page.html", "<style>{{>_style}}</style>") HAS("_style.html", H1),
      OF_H1 },
    { "two styles of one page",
      HAS("page.html", "<style>" H1 "</style><style>" RED "</style>{{code}}"),
      OF_H1 "\n" OF_RED },
    { "styles of two pages",
      HAS("page.html", "<style>" H1 "</style>")
          HAS("404.html", "<style>" RED "</style>"),
      OF_H1 "\n" OF_RED },
    { "the same style of two pages once",
      HAS("page.html", "<style>" H1 "</style>")
          HAS("404.html", "a<style>" H1 "</style>"),
      OF_H1 },
    { "a style that a condition leads to",
      HAS("page.html",
          "{{#client_error}}<style>" H1 "</style>{{/client_error}}"),
      OF_H1 },
    { "a style with attributes",
      HAS("page.html", "<style media=\"screen\">" H1 "</style>"), OF_H1 },
    { "styles of the first and the last code",
      HAS("page.html", "x") HAS("400.html", "<style>" H1 "</style>")
          HAS("599.html", "<style>" RED "</style>"),
      OF_H1 "\n" OF_RED },
    { "the style of a text template does not count",
      HAS("page.txt", "<style>" RED "</style>")
          HAS("page.html", "<style>" H1 "</style>"),
      OF_H1 },
    { "a style in capitals", HAS("page.html", "<STYLE>" H1 "</Style>"), OF_H1 },
    { "a style whose attribute has a >",
      HAS("page.html", "<style title=\"a>b\">" H1 "</style>"), OF_H1 },
    { "a style after a comment that names one",
      HAS("page.html", "<!-- <style> --><style>" H1 "</style>"), OF_H1 },
};

/* CONTENT 5.2, word for word; only the sources of style-src are a set. */
static void allows_styles(void **state)
{
    static const char start[] = "default-src 'none'; style-src";
    static const char end[] =
        "; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'";
    const policy_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(row->files, pool);
    const char *policy = load(folder, pool)->policies.usual;
    size_t length = sizeof(start) - 1;

    remove_folder(folder, pool);
    assert_memory_equal(policy, start, sizeof(start) - 1);
    assert_string_equal(strchr(policy + sizeof(start), ';'), end);
    for (const char *p = row->wanted; *p; p += *p == '\n') {
        const char *source = apr_pstrmemdup(pool, p, strcspn(p, "\n"));

        if (!strstr(policy, source)) {
            fail_msg("%s is missing in %s", source, policy);
        }
        length += 1 + strlen(source);
        p += strlen(source);
    }
    assert_int_equal(strlen(policy), length + sizeof(end) - 1);
    apr_pool_destroy(pool);
}

/* The style of the button, and its form, are for pages that have it. */
static void the_button_has_a_policy_of_its_own(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder =
        folder_of(HAS("page.html",
                      "<style>" H1 "</style>{{#heal}}<style>" RED
                      "</style>{{url}}{{/heal}}"
                      "{{^heal}}{{#lasts}}<style></style>{{/lasts}}{{/heal}}"),
                  pool);
    sp_theme_policies policies = load(folder, pool)->policies;

    (void)state;
    remove_folder(folder, pool);
    assert_non_null(strstr(policies.usual, OF_H1));
    assert_non_null(strstr(policies.usual, OF_NOTHING));
    assert_null(strstr(policies.usual, OF_RED));
    assert_non_null(strstr(policies.usual, "; form-action 'none'; "));
    assert_non_null(strstr(policies.button, OF_H1));
    assert_non_null(strstr(policies.button, OF_NOTHING));
    assert_non_null(strstr(policies.button, OF_RED));
    assert_non_null(strstr(policies.button, "; form-action 'self'; "));
    apr_pool_destroy(pool);
}

/* The style as a visitor gets it, not as the compiler saw it. */
static void check_style(const sp_theme *theme, apr_pool_t *pool)
{
    unsigned char digest[SP_SHA256_BYTES];
    const char *page = render(theme, HTML, 404, pool);
    const char *style = strstr(page, "<style>");
    const char *wanted = "style-src 'none';";

    if (style) {
        style += strlen("<style>");
        sp_sha256(
            (sp_span){ style, (size_t)(strstr(style, "</style>") - style) },
            digest);
        wanted =
            apr_pstrcat(pool, "style-src 'sha256-",
                        apr_pencode_base64_binary(pool, digest, sizeof(digest),
                                                  APR_ENCODE_NONE, NULL),
                        "';", NULL);
        assert_null(strstr(style, "<style"));
    }
    assert_non_null(strstr(theme->policies.usual, wanted));
    assert_null(strstr(page, " style=")); /* no hash covers these */
    assert_null(strstr(page, "<script"));
}

static void the_built_in_styles_are_allowed(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        check_style(load(sp_theme_sources[i].name, pool), pool);
    }
    assert_null(strstr(render(load("plain", pool), HTML, 404, pool), "<style"));
    assert_non_null(
        strstr(render(load("default", pool), HTML, 404, pool), "<style"));
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, lookup_rows, serves);
    ADD_TEST(list, json_and_xml_have_no_template);
    ADD_TEST(list, each_code_and_format_has_a_page);
    ADD_TEST(list, a_page_extends_the_built_in_layout);
    ADD_TEST(list, a_page_extends_the_page_behind_it);
    ADD_TEST(list, a_page_adds_to_the_built_in_style);
    ADD_ROWS(list, refuse_rows, refuses);
    ADD_TEST(list, a_folder_that_is_not_there);
    ADD_TEST(list, a_slash_behind_a_folder);
    ADD_TEST(list, a_file_in_place_of_a_folder);
    ADD_TEST(list, a_folder_in_place_of_a_file);
    ADD_TEST(list, links_in_a_circle);
    ADD_TEST(list, a_link_to_a_file_is_followed);
    ADD_TEST(list, an_editors_mark_is_no_template);
    ADD_TEST(list, a_name_is_built_in_before_it_is_a_folder);
    ADD_TEST(list, a_pipe_does_not_hang);
    ADD_ROWS(list, rights_rows, has_no_right);
    ADD_ROWS(list, count_rows, takes_count);
    ADD_ROWS(list, size_rows, takes_size);
    ADD_ROWS(list, check_rows, checks_file);
    ADD_TEST(list, a_file_in_a_folder_that_is_not_there);
    ADD_TEST(list, a_file_of_this_folder_needs_no_path);
    ADD_ROWS(list, policy_rows, allows_styles);
    ADD_TEST(list, the_button_has_a_policy_of_its_own);
    ADD_TEST(list, the_built_in_styles_are_allowed);
    return run_list("theme", list);
}
