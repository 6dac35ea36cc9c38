/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages headers - the fields that a built page should be sent with. */
#include "cli/render.h"

#include "core/file.h"
#include "core/csp.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include <stdio.h>

enum { PAGE_BYTES_MAX = 14000, FILE_BYTES_MAX = 1 << 20 };

static bool complain(const char *path, const char *what)
{
    fprintf(stderr, "%s: %s\n", path, what);
    return false;
}

static const sp_format_row *format_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (int i = 0; dot && i < SP_FORMAT__COUNT; i++) {
        if (strcmp(dot + 1, sp_render_suffixes[i]) == 0) {
            return &sp_formats[i];
        }
    }
    return NULL;
}

/* What follows `mark` up to a quote; empty if it is not there. */
static sp_span quoted_after(sp_span page, const char *mark)
{
    size_t n = strlen(mark);

    for (size_t i = 0; i + n <= page.len; i++) {
        const char *start = page.ptr + i + n;
        const char *end;

        if (memcmp(page.ptr + i, mark, n) == 0) {
            end = memchr(start, '"', page.len - i - n);
            return (sp_span){ start, end ? (size_t)(end - start) : 0 };
        }
    }
    return (sp_span){ NULL, 0 };
}

/* A tag has letters, digits and hyphens (RFC 5646); anything else could end the
 * field and begin another. */
static bool is_tag(sp_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] & 0x80
            || (!apr_isalnum(text.ptr[i]) && text.ptr[i] != '-')) {
            return false;
        }
    }
    return text.len > 0;
}

static void print_html(sp_span page, apr_pool_t *pool)
{
    sp_span language = quoted_after(page, "<html lang=\"");
    bool pictures = quoted_after(page, "<img ").ptr != NULL;

    if (is_tag(language)) {
        printf("Content-Language: %.*s\n", (int)language.len, language.ptr);
    }
    printf("Content-Security-Policy: %s\n",
           sp_csp_make(sp_csp_hashes("", page, pool),
                       pictures ? "'self' data:" : "data:", pool));
}

static bool print_headers(const char *path, apr_pool_t *pool)
{
    const sp_format_row *format = format_of(path);
    const char *wrong;
    sp_span page;

    if (!format) {
        return complain(path, "is not a page: its name must end in .html, "
                              ".txt, .md, .json or .xml");
    }
    wrong = sp_file_read(&page, path, "page", FILE_BYTES_MAX, pool);
    if (wrong) {
        return complain(path, wrong);
    }
    printf("Content-Type: %s\nContent-Length: %" APR_SIZE_T_FMT "\n",
           format->media_type.ptr, page.len);
    if (format == &sp_formats[SP_FORMAT_HTML]) {
        print_html(page, pool);
    }
    puts("Cache-Control: no-store\nX-Content-Type-Options: nosniff\n"
         "Referrer-Policy: same-origin\nX-Robots-Tag: noindex");
    return page.len <= PAGE_BYTES_MAX
           || complain(path, "has more than 14,000 bytes, which some servers "
                             "refuse");
}

static sp_exit run(const sp_arguments *arguments)
{
    return print_headers(arguments->words[0], arguments->pool)
               ? SP_EXIT_GOOD
               : SP_EXIT_PROBLEMS;
}

const sp_command sp_headers_command = {
    .name = "headers",
    .words = "FILE",
    .summary = "Prints the headers to send with a built page",
    .story = "These are its size, its language, a Content-Security-Policy "
             "with the hash of its\n"
             "style sheet, and the headers that every error page should have."
             "\n"
             "The exit code is 1 if the page is too large.\n",
    .words_least = 1,
    .words_most = 1,
    .run = run,
};
