/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a list: on each line an address, blanks and a title. */
#include "core/suggest_list_internal.h"

#include "core/utf8.h"

/* Room for an address, a title and the blanks between them. */
enum { LINE_MAX_BYTES = SP_LIST_ADDRESS_MAX + 4 * SP_LIST_TITLE_MAX + 1024 };

typedef struct reader {
    sp_list *list;
    const char *path;
    unsigned number; /* of the line */
    size_t length;   /* of what has been read of it */
    char line[LINE_MAX_BYTES];
} reader;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* False if reading must stop. */
static bool take_line(reader *it)
{
    sp_span line = { it->line, it->length };
    sp_span address = { NULL, 0 };

    it->number++;
    it->length = 0;
    if (it->number == 1) {
        line = sp_utf8_skip_mark(line);
    }
    line = sp_span_trim(line);
    if (!line.len || *line.ptr == '#') {
        return true;
    }
    address.ptr = line.ptr;
    while (address.len < line.len && !is_blank(line.ptr[address.len])) {
        address.len++;
    }
    return sp_list_add(it->list, it->path, it->number, address,
                       sp_span_trim((sp_span){ line.ptr + address.len,
                                               line.len - address.len }));
}

/* False if reading must stop. */
static bool take_piece(reader *it, sp_span piece)
{
    while (piece.len) {
        const char *end = memchr(piece.ptr, '\n', piece.len);
        size_t n = end ? (size_t)(end - piece.ptr) : piece.len;

        if (n > sizeof(it->line) - it->length) {
            sp_diagnostics_add(it->list->problems, it->path, it->number + 1, 0,
                               "the line is longer than %d bytes: write one "
                               "address and its title on each line",
                               LINE_MAX_BYTES);
            return false;
        }
        memcpy(it->line + it->length, piece.ptr, n);
        it->length += n;
        if (end && !take_line(it)) {
            return false;
        }
        n += end != NULL;
        piece.ptr += n;
        piece.len -= n;
    }
    return true;
}

void sp_list_read_plain(sp_list *list, sp_list_file *file, sp_span first)
{
    reader it = { .list = list, .path = file->path };

    for (; first.len; first = sp_list_file_next(file)) {
        if (!take_piece(&it, first)) {
            return;
        }
    }
    if (it.length && !file->failed) {
        take_line(&it);
    }
}
