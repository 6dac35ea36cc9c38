/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the lines of logs through zlib, which takes plain files as they are. */
#include "cli/log_lines.h"

#include "cli/command.h"

#include <apr_errno.h>
#include <apr_strings.h>
#include <zlib.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

typedef struct log_line {
    char *bytes;
    size_t length;
    unsigned long number;
} log_line;

/* A log that was cut while httpd had it open begins with a hole of NULs. */
static void add_byte(log_line *line, char c)
{
    if (c != '\0' && line->length < SP_LOG_LINE_MAX) {
        line->bytes[line->length++] = c;
    }
}

static void end_line(log_line *line, const char *path, sp_log_line_fn *each,
                     void *data)
{
    line->number++;
    each(data, path, line->number, (sp_span){ line->bytes, line->length });
    line->length = 0;
}

static const char *error_of(gzFile file, apr_pool_t *pool)
{
    char text[128];
    int code;
    const char *why = gzerror(file, &code);

    if (code == Z_ERRNO) {
        why = apr_strerror(errno, text, sizeof(text));
    }
    return code == Z_OK || code == Z_STREAM_END
               ? NULL
               : apr_pstrcat(pool, "could not be read to its end: ", why, NULL);
}

/* Blocks, a byte of which is looked at once. */
static const char *read_all(gzFile file, const char *path, sp_log_line_fn *each,
                            void *data, apr_pool_t *pool)
{
    enum { BLOCK = 1 << 16 };
    char *block = apr_palloc(pool, BLOCK);
    log_line line = { apr_palloc(pool, SP_LOG_LINE_MAX), 0, 0 };
    int n;

    while ((n = gzread(file, block, BLOCK)) > 0) {
        for (int i = 0; i < n; i++) {
            if (block[i] == '\n') {
                end_line(&line, path, each, data);
            }
            else {
                add_byte(&line, block[i]);
            }
        }
    }
    if (line.length) {
        end_line(&line, path, each, data);
    }
    return error_of(file, pool);
}

const char *sp_log_lines_read(const char *path, sp_log_line_fn *each,
                              void *data, apr_pool_t *pool)
{
    char text[128];
    bool is_input = strcmp(path, SP_STANDARD_INPUT) == 0;
    int descriptor =
        is_input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    gzFile file = descriptor >= 0 ? gzdopen(descriptor, "rb") : NULL;
    const char *wrong;

    if (!file) {
        wrong = apr_psprintf(pool, "cannot be read: %s",
                             apr_strerror(errno, text, sizeof(text)));
        if (descriptor >= 0) {
            close(descriptor);
        }
        return wrong;
    }
    wrong = read_all(file, path, each, data, pool);
    gzclose(file);
    return wrong;
}
