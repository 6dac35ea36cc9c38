/* SPDX-License-Identifier: Apache-2.0 */
/* The file of StatusPagesSuggest.  Truth: the protocol of sitemaps.org, RFC
 * 3986, and zlib's own writer. */
#include "folders.h"

#include "core/suggest_list.h"
#include "core/suggestion.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

/* ---- what is taken --------------------------------------------------------*/

typedef struct take_row {
    const char *name;
    const char *files;  /* the first one is read */
    const char *wanted; /* lines of: path, bar, title */
    unsigned left_out;
} take_row;

#define LIST(text) HAS("list", text)
#define URLSET(text)                                                           \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                             \
    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">" text      \
    "</urlset>"
#define LOC(text) "<url><loc>" text "</loc></url>"
#define INDEX(text) "<sitemapindex>\n" text "</sitemapindex>"
#define MAP(text) "<sitemap><loc>" text "</loc></sitemap>\n"

static const take_row take_rows[] = {
    { "paths", LIST("/a\n/b/c\n"), "/a|\n/b/c|\n", 0 },
    { "titles, after any blanks", LIST("/a A page\n/b\t \tB  two\t\n"),
      "/a|A page\n/b|B  two\n", 0 },
    { "comments and empty lines", LIST("# x\n\n  \n/a\n  # y\n"), "/a|\n", 0 },
    { "margins", LIST("  /a x  \n\t/b\t\n"), "/a|x\n/b|\n", 0 },
    { "CRLF, a mark at the start, no line end at the end",
      LIST("\xef\xbb\xbf/a A\r\n/b B"), "/a|A\n/b|B\n", 0 },
    { "scheme and host are not kept",
      LIST("https://www.example.org/a A\nHTTP://WWW.example.ORG/b\n"),
      "/a|A\n/b|\n", 0 },
    { "the port of the scheme is none",
      LIST("https://x.example:443/a\nhttp://x.example:80/b\n"), "/a|\n/b|\n",
      0 },
    { "a host without a path",
      LIST("https://x.example\nhttps://x.example?a\nhttps://x.example#a\n"),
      "/|\n/?a|\n", 0 },
    { "other hosts are left out",
      LIST("/p\nhttps://x.example/a\nhttps://y.example/b\n"
           "https://x.example:8443/c\nhttps://x.example/d\n"),
      "/p|\n/a|\n/d|\n", 2 },
    { "a query is kept, a fragment is not", LIST("/a?b=c#d\n/e#f?g\n"),
      "/a?b=c|\n/e|\n", 0 },
    { "an address that comes again", LIST("/a first\n/a second\n/a#x\n"),
      "/a|first\n", 0 },
    { "what must be encoded is", LIST("/\"<>\\^`{|}[]'()~\n"),
      "/%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D'()~|\n", 0 },
    { "what is encoded stays", LIST("/%c3%BC%2f%25\n"), "/%c3%BC%2f%25|\n", 0 },
    { "letters of any script", LIST("/\xc3\xbc/\xe6\x97\xa5 \xe6\x97\xa5\n"),
      "/%C3%BC/%E6%97%A5|\xe6\x97\xa5\n", 0 },
    { "no addresses", LIST(""), "", 0 },
    { "a sitemap", LIST(URLSET(LOC("https://x.example/a") LOC("/b"))),
      "/a|\n/b|\n", 0 },
    { "blanks around an address", LIST(URLSET(LOC("\n  /a\r\n\t"))), "/a|\n",
      0 },
    { "a space within one", LIST(URLSET(LOC("/a b"))), "/a%20b|\n", 0 },
    { "references", LIST(URLSET(LOC("/a?b&amp;c=&#x41;&#66;"))), "/a?b&c=AB|\n",
      0 },
    { "CDATA and comments",
      LIST(URLSET(LOC("<![CDATA[/a?b&c]]><!-- /x -->/d"))), "/a?b&c/d|\n", 0 },
    { "other elements",
      LIST(URLSET("<x><loc>/x</loc></x><url><priority>1</priority>"
                  "<loc>/a</loc><image:image><image:loc>/i</image:loc>"
                  "<loc>/j</loc></image:image></url>")),
      "/a|\n", 0 },
    { "an element within an address is none of it",
      LIST(URLSET(LOC("/a<b>/c</b>d"))), "/ad|\n", 0 },
    { "Latin-1 that says so",
      LIST("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><urlset>" LOC(
          "/\xfc") "</urlset>"),
      "/%C3%BC|\n", 0 },
    { "hosts of a sitemap",
      LIST(URLSET(LOC("https://x.example/a") LOC("http://y.example/b")
                      LOC("http://x.example/c") LOC("https://y.example/d"))),
      "/a|\n/c|\n", 2 },
    { "an index",
      LIST(INDEX(MAP("https://x.example/maps/1.xml") MAP("2.xml")))
          HAS("1.xml", URLSET(LOC("https://x.example/a")))
              HAS("2.xml", URLSET(LOC("/b"))),
      "/a|\n/b|\n", 0 },
    { "an index of plain lists",
      LIST(INDEX(MAP("/1.txt"))) HAS("1.txt", "/a A"), "/a|A\n", 0 },
    { "hosts of an index",
      LIST(INDEX(MAP("1.xml") MAP("2.xml")))
          HAS("1.xml", URLSET(LOC("https://x.example/a")))
              HAS("2.xml", URLSET(LOC("https://y.example/b"))),
      "/a|\n", 1 },
    { "deep, but not too deep",
      LIST(URLSET("<url><loc>/a</loc><a><a><a><a><a><a><a><a><a><a><a><a><a>"
                  "<a/></a></a></a></a></a></a></a></a></a></a></a></a></a>"
                  "</url>")),
      "/a|\n", 0 },
};

static void assert_entries(const sp_suggest_index *index, const char *wanted,
                           apr_pool_t *pool)
{
    const char *got = "";
    unsigned count = 0;

    for (const char *p = wanted; *p; p++) {
        count += *p == '\n';
    }
    for (unsigned i = 0; i < count; i++) {
        sp_span path = sp_suggest_path(index, i);
        sp_span title = sp_suggest_title(index, i);

        got = apr_psprintf(pool, "%s%.*s|%.*s\n", got, (int)path.len, path.ptr,
                           (int)title.len, title.len ? title.ptr : "");
    }
    assert_string_equal(got, wanted);
}

static void read_as(const take_row *r, const char *path, apr_pool_t *pool)
{
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    sp_list_left_out left_out;
    const sp_suggest_index *index =
        sp_list_read(path, &left_out, problems, pool);

    if (!index) {
        fail_msg("refused: %s", sp_diagnostic_text(problems, 0));
    }
    assert_int_equal(problems->count, 0);
    assert_int_equal(left_out.count, r->left_out);
    assert_entries(index, r->wanted, pool);
}

/* As it is, and packed: in one member, in two, and in stored blocks. */
static void pack(const char *path, sp_span text, size_t first, const char *mode)
{
    gzFile file = gzopen(path, "wb9");

    assert_non_null(file);
    assert_int_equal(gzwrite(file, text.ptr, (unsigned)first), first);
    assert_int_equal(gzclose(file), Z_OK);
    if (first < text.len) {
        file = gzopen(path, mode);
        assert_int_equal(
            gzwrite(file, text.ptr + first, (unsigned)(text.len - first)),
            text.len - first);
        assert_int_equal(gzclose(file), Z_OK);
    }
}

static void takes(void **state)
{
    const take_row *r = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(r->files, pool);
    const char *path = in(folder, "list", pool);
    sp_span text = sp_span_of(r->files + sizeof("list"));

    read_as(r, path, pool);
    if (text.len) {
        pack(path, text, text.len, NULL);
        read_as(r, path, pool);
        pack(path, text, text.len / 2, "ab0");
        read_as(r, path, pool);
    }
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* ---- what is refused: each line of `wanted` begins a message -------------*/

typedef struct refuse_row {
    const char *name;
    const char *files;
    const char *wanted;
} refuse_row;

static const refuse_row refuse_rows[] = {
    { "no slash", LIST("/a\nb\n"), "/list:2: an address must begin with /" },
    { "other schemes", LIST("ftp://x/a\njavascript:alert(1)\nmailto:a@b\n"),
      "/list:1: an address must begin\n/list:2: an address must begin\n"
      "/list:3: an address must begin" },
    { "what browsers take for a host",
      LIST("//y.example/a\n/\\y.example\nhttps://x.example//y.example\n"),
      "/list:1: the path of an address must not begin with //\n"
      "/list:2: the path of an address must not begin with //\n"
      "/list:3: the path of an address must not begin with //" },
    { "no valid host",
      LIST("https:///a\nhttps://a@x.example/\nhttps://x.example\\@y/\n"),
      "/list:1: the address has no valid host\n"
      "/list:2: the address has no valid host\n"
      "/list:3: the address has no valid host" },
    { "control characters", LIST("/a\x1b[2J\n/a\x7f\n/a\r/b\n"),
      "/list:1: the address has the control character U+001B\n"
      "/list:2: the address has the control character U+007F\n"
      "/list:3: the address has the control character U+000D" },
    { "broken percent-encoding", LIST("/a%\n/a%2\n/a%zz\n/100%\n"),
      "/list:1: the address has a %\n/list:2: the address has a %\n"
      "/list:3: the address has a %\n/list:4: the address has a %" },
    { "not UTF-8", LIST("/\xfc\n/a \xfc\n"),
      "/list:1: the address is not valid UTF-8\n"
      "/list:2: the title is longer" },
    { "a title that turns the writing", LIST("/a \xe2\x80\xae x\n"),
      "/list:1: the title is longer" },
    { "XML that is none", LIST("<urlset>\n<url></urlset>"),
      "/list:2:8: is not well-formed XML: mismatched tag" },
    { "XML that breaks off", LIST("<urlset>\n<url><loc>/a</loc>\n"),
      "/list:3:1: is not well-formed XML: no element found" },
    { "a web page", LIST("<!DOCTYPE html>\n<html></html>"),
      "/list:1:15: has a DOCTYPE" },
    { "a web page without DOCTYPE", LIST("<html></html>"),
      "/list:1:1: is not a sitemap" },
    { "entities",
      LIST("<!DOCTYPE u [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>"
           "<urlset>" LOC("/&c;") "</urlset>"),
      "/list:1:13: has a DOCTYPE" },
    { "an external entity",
      LIST("<!DOCTYPE u SYSTEM \"file:///etc/passwd\"><urlset/>"),
      "/list:1:40: has a DOCTYPE" },
    { "an entity that nobody declares", LIST(URLSET(LOC("/&nbsp;"))),
      "/list:2:72: is not well-formed XML: undefined entity" },
    { "an encoding that expat does not know",
      LIST("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><urlset/>"),
      "/list:1:31: is not well-formed XML: unknown encoding" },
    { "another encoding than it says",
      LIST("<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset>\n" LOC(
          "/\xfc") "</urlset>"),
      "/list:2:12: is not well-formed XML" },
    { "too deep",
      LIST("<urlset>\n<url><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a/>"
           "</a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>"
           "</url></urlset>"),
      "/list:2:48: elements are nested more than 16 deep" },
    { "a bad address in a sitemap", LIST("<urlset>\n\n" LOC("b") "</urlset>"),
      "/list:3: an address must begin" },
    { "an index that names itself", LIST(INDEX(MAP("/list"))),
      "/list:1:1: an index of sitemaps must not name another index\n"
      "/list:2: names it; it is looked for beside the index" },
    { "an index of an index",
      LIST(INDEX(MAP("/1.xml"))) HAS("1.xml", INDEX(MAP("/2.xml")))
          HAS("2.xml", URLSET(LOC("/a"))),
      "/1.xml:1:1: an index of sitemaps must not name another index\n"
      "/list:2: names it" },
    { "a sitemap that is not there", LIST(INDEX("\n" MAP("/1.xml"))),
      "/1.xml: cannot be read: No such file\n/list:3: names it" },
    { "a mistake in a sitemap of an index",
      LIST(INDEX(MAP("1.xml") MAP("2.xml"))) HAS("1.xml", URLSET(LOC("b")))
          HAS("2.xml", URLSET(LOC("c"))),
      "/1.xml:2: an address must begin\n/list:2: names it" },
    { "names that are none of files beside it",
      LIST(INDEX(MAP("https://x.example/"))), "/list:2:" },
    { "a hidden file", LIST(INDEX(MAP("/.htpasswd"))),
      "/list:2:25: the address of a sitemap must end in the name of a file" },
    { "the folder above", LIST(INDEX(MAP("/.."))),
      "/list:2:18: the address of a sitemap must end in the name of a file" },
    { "the folder above, encoded", LIST(INDEX(MAP("/..%2fx"))),
      "/list:2:22: the address of a sitemap must end in the name of a file" },
    { "a query", LIST(INDEX(MAP("/map.php?n=1"))),
      "/list:2:27: the address of a sitemap must end in the name of a file" },
};

static void refuse(const char *path, const char *folder, const char *wanted,
                   apr_pool_t *pool)
{
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    sp_list_left_out left_out;

    assert_null(sp_list_read(path, &left_out, problems, pool));
    assert_told(problems, folder, wanted);
}

static void refuses(void **state)
{
    const refuse_row *r = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = folder_of(r->files, pool);

    refuse(in(folder, "list", pool), folder, r->wanted, pool);
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* ---- files that were not made by people ----------------------------------*/

static void what_is_no_file(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *pipe = in(folder, "pipe", pool);

    (void)state;
    assert_int_equal(mkfifo(pipe, 0600), 0);
    refuse(pipe, folder, "/pipe: is not a file", pool);
    refuse(folder, folder, ": is not a file", pool);
    refuse(in(folder, "none", pool), folder, "/none: cannot be read: No such",
           pool);
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* `count` times `text`, between the two ends. */
static void write_many(const char *path, const char *mode, const char *start,
                       const char *text, unsigned count, const char *end)
{
    gzFile file = gzopen(path, mode);

    assert_non_null(file);
    gzputs(file, start);
    for (unsigned i = 0; i < count; i++) {
        gzprintf(file, text, i);
    }
    gzputs(file, end);
    assert_int_equal(gzclose(file), Z_OK);
}

static void numbers_that_are_too_large(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *path = in(folder, "list", pool);
    sp_list_left_out left_out;

    (void)state;
    write_many(path, "wbT", "", "/%u\n", 50000, "/7\n");
    assert_non_null(
        sp_list_read(path, &left_out, sp_diagnostics_make(pool), pool));
    write_many(path, "wbT", "", "/%u\n", 50000, "/x\n");
    refuse(path, folder, "/list:50001: there are more than 50,000 addresses",
           pool);
    write_many(path, "wb1", "<urlset>\n", "<url><loc>/%u</loc></url>\n", 50001,
               "</urlset>");
    refuse(path, folder, "/list:50002: there are more than 50,000 addresses",
           pool);
    write_many(path, "wbT", "<sitemapindex>\n",
               "<sitemap><loc>/%u</loc></sitemap>\n", 101, "</sitemapindex>");
    refuse(path, folder, "/list:102:19: an index can name at most 100 sitemaps",
           pool);
    write_many(path, "wbT", "b\n", "b%u\n", 30, "");
    {
        sp_diagnostics *problems = sp_diagnostics_make(pool);

        assert_null(sp_list_read(path, &left_out, problems, pool));
        assert_int_equal(problems->count, SP_DIAGNOSTICS_MAX);
    }
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* The address or title of one line; `n` letters. */
static void check_length(const char *start, size_t n, const char *end,
                         const char *wanted)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *path = in(folder, "list", pool);
    char *letters = apr_pcalloc(pool, n + 1);
    const char *text;
    sp_list_left_out left_out;

    memset(letters, 'a', n);
    text = apr_pstrcat(pool, start, letters, end, NULL);
    add_bytes(path, text, strlen(text));
    if (wanted) {
        refuse(path, folder, wanted, pool);
    }
    else {
        assert_non_null(
            sp_list_read(path, &left_out, sp_diagnostics_make(pool), pool));
    }
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

static void lengths(void **state)
{
    (void)state;
    check_length("/", 2047, "\n", NULL);
    check_length("/", 2048, "\n", "/list:1: the address is longer than 2,048");
    check_length("/", 2045, "\xc3\xbc\n",
                 "/list:1: the address is longer than 2,048");
    check_length("<urlset><url><loc>/", 2047, "</loc></url></urlset>", NULL);
    check_length("<urlset>\n<url><loc>/", 2048, "</loc></url></urlset>",
                 "/list:2: the address is longer than 2,048");
    check_length("<urlset>\n<url><loc>/", 100000, "</loc></url></urlset>",
                 "/list:2: the address is longer than 2,048");
    check_length("/a ", 200, "\n", NULL);
    check_length("/a ", 201, "\n", "/list:1: the title is longer than 200");
    check_length("\n/a ", 100000, "\n", "/list:2: the line is longer than");
    check_length("<urlset><!--", 2000000, "--></urlset>",
                 "/list:1:9: a tag or comment is longer than 1 MB");
}

/* 60 MB, packed: more than may be unpacked, and never held at once. */
static void check_bomb(const char *start, const char *wanted)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *path = in(folder, "list", pool);
    gzFile file = gzopen(path, "wb1");
    char *blanks = apr_palloc(pool, 1 << 20);
    struct rusage before;
    struct rusage after;

    memset(blanks, '\n', 1 << 20);
    gzputs(file, start);
    for (int i = 0; i < 60; i++) {
        gzwrite(file, blanks, 1 << 20);
    }
    assert_int_equal(gzclose(file), Z_OK);
    getrusage(RUSAGE_SELF, &before);
    refuse(path, folder, wanted, pool);
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 8 << 10); /* kilobytes */
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

static void bombs(void **state)
{
    (void)state;
    check_bomb("", "/list: is too large: all lists together can have at most");
    check_bomb("<urlset>",
               "/list: is too large: all lists together can have at most");
    check_bomb("<urlset><url><loc>",
               "/list: is too large: all lists together can have at most");
}

static void gzip_that_is_damaged(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *path = in(folder, "list", pool);
    char bytes[512];
    size_t n;
    FILE *file;

    (void)state;
    write_many(path, "wb9", "", "/%u\n", 20, "");
    file = fopen(path, "rb");
    n = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    assert_in_range(n, 40, sizeof(bytes) - 1);
    for (size_t cut = 2; cut < n; cut++) {
        add_bytes(path, bytes, cut);
        refuse(path, folder, "/list: ends in the middle of its gzip data",
               pool);
    }
    bytes[n - 5] ^= 1; /* of the checksum */
    add_bytes(path, bytes, n);
    refuse(path, folder, "/list: is damaged", pool);
    bytes[n - 5] ^= 1;
    add_bytes(path, bytes, n + 1); /* and what is no member */
    refuse(path, folder, "/list: ", pool);
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* ---- what is shown -------------------------------------------------------*/

typedef struct find_row {
    const char *name;
    const char *list;
    const char *asked;
    const char *wanted; /* the first one: url, bar, title */
} find_row;

static const find_row find_rows[] = {
    { "a typo", "/docs/install Installing\n", "/docs/instal",
      "/docs/install|Installing" },
    { "the query does not count", "/docs/install\n", "/docs/instal?x=/y",
      "/docs/install|/docs/install" },
    { "what a client sends to a proxy", "/docs/install\n",
      "http://x.example/docs/instal?x", "/docs/install|/docs/install" },
    { "a host alone", "/docs/install\n", "http://x.example", NULL },
    { "neither", "/docs/install\n", "docs/instal", NULL },
    { "nothing", "/docs/install\n", "", NULL },
    { "what was asked for is of no use", "/docs/install\n", "/docs/install",
      NULL },
    { "letters in place of their encoding", "/\xc3\xbc/install\n",
      "/%C3%BC/instal", "/%C3%BC/install|/\xc3\xbc/install" },
    { "nothing that cannot be shown", "/%00%0a%E2%80%AE%ff/install\n",
      "/%00%0a%E2%80%AE%ff/instal",
      "/%00%0a%E2%80%AE%ff/install|/\xef\xbf\xbd/install" },
};

static void finds(void **state)
{
    const find_row *r = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const char *path = in(folder, "list", pool);
    sp_suggestion found[SP_SUGGESTIONS_MAX];
    sp_list_left_out left_out;
    const sp_suggest_index *index;
    unsigned count;

    add_bytes(path, r->list, strlen(r->list));
    index = sp_list_read(path, &left_out, sp_diagnostics_make(pool), pool);
    assert_non_null(index);
    count = sp_suggestions_find(found, index, sp_span_of(r->asked), pool);
    assert_int_equal(count, r->wanted ? 1 : 0);
    if (r->wanted) {
        assert_string_equal(
            apr_psprintf(pool, "%.*s|%.*s", (int)found[0].url.len,
                         found[0].url.ptr, (int)found[0].title.len,
                         found[0].title.ptr),
            r->wanted);
    }
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, take_rows, takes);
    ADD_ROWS(list, refuse_rows, refuses);
    ADD_TEST(list, what_is_no_file);
    ADD_TEST(list, numbers_that_are_too_large);
    ADD_TEST(list, lengths);
    ADD_TEST(list, bombs);
    ADD_TEST(list, gzip_that_is_damaged);
    ADD_ROWS(list, find_rows, finds);
    return run_list("suggest list", list);
}
