/* SPDX-License-Identifier: Apache-2.0 */
/* The part of gettext's PO format that our files use: comments, the fuzzy
 * flag, msgctxt, msgid, msgid_plural, msgstr and msgstr[N], strings over
 * several lines.  What else may stand in a PO file is refused. */
#include "catalog/compiler.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 4 << 20, LINE_LENGTH_MAX = 4096, TEXT_MAX = 16384 };

typedef struct reader {
    const char *path;
    unsigned line;
    po_file *file;
    size_t capacity;
    po_entry now;
    const char **into; /* the string that the next "..." goes on with */
    bool valid;
} reader;

static void refuse(reader *read, const char *what)
{
    complain(read->path, read->line, "%s", what);
    read->valid = false;
}

static void finish_entry(reader *read)
{
    po_file *file = read->file;

    if (read->now.id) {
        if (file->count == read->capacity) {
            size_t capacity = read->capacity ? 2 * read->capacity : 512;
            po_entry *grown = allocate(capacity * sizeof(*grown));

            if (file->count) {
                memcpy(grown, file->entries, file->count * sizeof(*grown));
            }
            file->entries = grown;
            read->capacity = capacity;
        }
        file->entries[file->count++] = read->now;
    }
    memset(&read->now, 0, sizeof(read->now));
    read->into = NULL;
}

/* One character of a string; moves *p behind it. */
static int unescape(const char **p)
{
    static const char escapes[] = "n\nt\tr\r\"\"\\\\";
    const char *row;

    if (**p != '\\') {
        return (unsigned char)*(*p)++;
    }
    (*p)++;
    for (row = escapes; *row; row += 2) {
        if (*row == **p) {
            (*p)++;
            return row[1];
        }
    }
    return -1;
}

/* Append the quoted string at `p` to *read->into. */
static void read_string(reader *read, const char *p)
{
    const char *old = read->into && *read->into ? *read->into : "";
    size_t n = strlen(old);
    char *text;

    if (!read->into || *p != '"' || n + strlen(p) > TEXT_MAX) {
        refuse(read, "expected a string in \" \"");
        return;
    }
    text = allocate(n + strlen(p) + 1);
    memcpy(text, old, n);
    for (p++; *p && *p != '"';) {
        int c = unescape(&p);

        if (c < 0) {
            refuse(read, "unknown escape; use \\n, \\t, \\\" or \\\\");
            return;
        }
        text[n++] = (char)c;
    }
    text[n] = '\0';
    *read->into = text;
    if (*p != '"' || p[1 + strspn(p + 1, " ")] != '\0') {
        refuse(read, "the string is not closed at the end of the line");
    }
}

static const char **text_slot(reader *read, const char *keyword, size_t n)
{
    char *end;
    unsigned long form;

    if (n == 6) { /* msgstr */
        return &read->now.text[0];
    }
    form = strtoul(keyword + 7, &end, 10);
    return form < PLURAL_MAX && *end == ']' ? &read->now.text[form] : NULL;
}

static void read_keyword(reader *read, const char *p)
{
    size_t n = strcspn(p, " \"");
    const char *string = p + n + strspn(p + n, " ");

    if ((strncmp(p, "msgctxt", n) == 0 && n == 7)
        || (strncmp(p, "msgid", n) == 0 && n == 5 && !read->now.context)) {
        const bool fuzzy = read->now.fuzzy;

        /* the flags before the first line belong to it */
        if (read->now.id) {
            finish_entry(read);
        }
        read->now.fuzzy = fuzzy;
        read->now.line = read->line;
        read->into = n == 7 ? &read->now.context : &read->now.id;
    }
    else if (strncmp(p, "msgid", n) == 0 && n == 5) {
        read->into = &read->now.id;
    }
    else if (strncmp(p, "msgid_plural", n) == 0 && n == 12) {
        read->into = &read->now.id_plural;
    }
    else if (strncmp(p, "msgstr", 6) == 0 && (n == 6 || p[6] == '[')) {
        read->into = text_slot(read, p, n);
    }
    else {
        read->into = NULL;
    }
    if (!read->into) {
        refuse(read, "expected msgctxt, msgid, msgid_plural or msgstr");
        return;
    }
    read_string(read, string);
}

static void read_line(reader *read, char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    if (*line == '\0') {
        finish_entry(read);
    }
    else if (*line == '#') {
        if (read->now.id) {
            finish_entry(read);
        }
        if (line[1] == ',' && strstr(line, "fuzzy")) {
            read->now.fuzzy = true;
        }
    }
    else if (*line == '"') {
        if (!read->now.context && strncmp(line, "\"Plural-Forms:", 14) == 0) {
            read->file->plural_line = read->line;
        }
        read_string(read, line);
    }
    else {
        read_keyword(read, line);
    }
}

bool read_po(const char *path, po_file *file)
{
    char line[LINE_LENGTH_MAX];
    reader read = { .path = path, .file = file, .valid = true };
    FILE *stream = fopen(path, "rb");

    *file = (po_file){ .path = path };
    if (!stream) {
        complain(path, 0, "cannot be read");
        return false;
    }
    while (read.valid && fgets(line, sizeof(line), stream)) {
        read.line++;
        if (!strchr(line, '\n') && !feof(stream)) {
            refuse(&read, "this line is too long");
        }
        else {
            read_line(&read, line);
        }
    }
    finish_entry(&read);
    fclose(stream);
    return read.valid;
}

bool po_header(const po_file *file, const char *name, char *value, size_t size)
{
    const char *line = file->count && !file->entries[0].context
                           ? file->entries[0].text[0]
                           : NULL;
    size_t n = strlen(name);

    for (; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, n) == 0 && line[n] == ':') {
            const char *start = line + n + 1 + strspn(line + n + 1, " ");

            snprintf(value, size, "%.*s", (int)strcspn(start, "\n"), start);
            return true;
        }
    }
    return false;
}
