/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a sitemap, or an index of sitemaps, with expat: httpd has it already,
 * through APR-util.  No DTD, so no entities but those of XML itself. */
#include "core/suggest_list_internal.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include <expat.h>

/* Expat 2.9 deprecates the calls that older ones have, for the width of what
 * they return. */
#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9
#define LINE_OF(parser) XML_GetCurrentLineNumber(parser)
#define COLUMN_OF(parser) XML_GetCurrentColumnNumber(parser)
#define OFFSET_OF(parser) XML_GetCurrentByteIndex(parser)
#else
#define LINE_OF(parser) XML_GetCurrentLineNumber64(parser)
#define COLUMN_OF(parser) XML_GetCurrentColumnNumber64(parser)
#define OFFSET_OF(parser) XML_GetCurrentByteIndex64(parser)
#endif

/* Expat holds a tag or comment as a whole. */
enum { MARKUP_MAX = 1 << 20 };

typedef struct reader {
    sp_list *list;
    const char *path;
    XML_Parser parser;
    bool index;   /* the root is <sitemapindex> */
    bool in_item; /* within <url> or <sitemap> */
    bool in_loc;
    bool failed;
    unsigned depth;
    size_t length; /* of the text of <loc>; more than there is room for: cut */
    char text[SP_LIST_ADDRESS_MAX + 1024];
} reader;

static void complain(reader *it, const char *what)
{
    if (!it->failed) {
        sp_diagnostics_add(it->list->problems, it->path,
                           (unsigned)LINE_OF(it->parser),
                           (unsigned)COLUMN_OF(it->parser) + 1, "%s", what);
    }
    it->failed = true;
    XML_StopParser(it->parser, XML_FALSE);
}

/* ---- what a sitemap is made of -------------------------------------------*/

static void begin_root(reader *it, const char *name)
{
    it->index = strcmp(name, "sitemapindex") == 0;
    if (it->index && !it->list->children) {
        complain(it, "an index of sitemaps must not name another index; name "
                     "the sitemaps themselves");
    }
    else if (!it->index && strcmp(name, "urlset") != 0) {
        complain(it, "is not a sitemap: its root element must be urlset or "
                     "sitemapindex");
    }
}

static void XMLCALL begin(void *data, const XML_Char *name,
                          const XML_Char **attributes)
{
    reader *it = data;

    (void)attributes;
    switch (++it->depth) {
    case 1: begin_root(it, name); break;
    case 2:
        it->in_item = strcmp(name, it->index ? "sitemap" : "url") == 0;
        break;
    case 3:
        it->in_loc = it->in_item && strcmp(name, "loc") == 0;
        it->length = 0;
        break;
    case SP_LIST_DEPTH_MAX + 1:
        complain(it, "elements are nested more than 16 deep; a sitemap has no "
                     "use for that");
        break;
    default: break;
    }
}

static void XMLCALL add_text(void *data, const XML_Char *text, int length)
{
    reader *it = data;
    size_t room = sizeof(it->text) - it->length;
    size_t n = (size_t)length < room ? (size_t)length : room;

    if (it->in_loc && it->depth == 3) {
        memcpy(it->text + it->length, text, n);
        it->length += n;
    }
}

/* The last segment of the address, which must be the plain name of a file: no
 * query, nothing that leads out of the folder. */
static sp_span file_name_of(sp_span address)
{
    size_t start = address.len;

    while (start && address.ptr[start - 1] != '/') {
        start--;
    }
    address.ptr += start;
    address.len -= start;
    for (size_t i = 0; i < address.len; i++) {
        if (!apr_isalnum(address.ptr[i])
            && !sp_list_is_any(address.ptr[i], ".-_")) {
            address.len = 0;
        }
    }
    return address.len && *address.ptr == '.' ? (sp_span){ "", 0 } : address;
}

static void add_child(reader *it, sp_span address)
{
    sp_list *list = it->list;
    sp_span name = file_name_of(address);
    const char *slash = strrchr(it->path, '/');
    int folder = slash ? (int)(slash - it->path) + 1 : 0;
    sp_list_child *child;

    if (!name.len || name.len > 255) {
        complain(it, "the address of a sitemap must end in the name of a file "
                     "that lies beside the index, of letters, digits, dots, "
                     "hyphens and _");
        return;
    }
    if (list->children->nelts == SP_LIST_FILES_MAX) {
        complain(it, "an index can name at most 100 sitemaps");
        return;
    }
    child = apr_array_push(list->children);
    child->line = (unsigned)LINE_OF(it->parser);
    child->path = apr_psprintf(list->pool, "%.*s%.*s", folder, it->path,
                               (int)name.len, name.ptr);
}

static void take_address(reader *it)
{
    sp_span address = sp_span_trim((sp_span){ it->text, it->length });

    if (it->index) {
        add_child(it, address);
    }
    else if (!sp_list_add(it->list, it->path, (unsigned)LINE_OF(it->parser),
                          address, (sp_span){ "", 0 })) {
        it->failed = true;
        XML_StopParser(it->parser, XML_FALSE);
    }
}

static void XMLCALL end(void *data, const XML_Char *name)
{
    reader *it = data;

    (void)name;
    if (it->depth == 3 && it->in_loc && !it->failed) {
        it->in_loc = false;
        take_address(it);
    }
    it->depth--;
}

static void XMLCALL refuse_doctype(void *data, const XML_Char *name,
                                   const XML_Char *system,
                                   const XML_Char *public, int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    complain(data, "has a DOCTYPE, so it is a web page, or it declares "
                   "entities; a sitemap has none: remove it");
}

/* ---- the file ------------------------------------------------------------ */

/* False if reading must stop. */
static bool parse(reader *it, const sp_list_file *file, sp_span piece,
                  uint64_t *parsed)
{
    bool last = !piece.len;
    enum XML_Status status =
        XML_Parse(it->parser, piece.ptr, (int)piece.len, last);

    *parsed += piece.len;
    if (it->failed || file->failed) {
        return false;
    }
    if (status == XML_STATUS_ERROR) {
        complain(it,
                 apr_psprintf(it->list->pool, "is not well-formed XML: %s",
                              XML_ErrorString(XML_GetErrorCode(it->parser))));
        return false;
    }
    if (!last && *parsed - (uint64_t)OFFSET_OF(it->parser) > MARKUP_MAX) {
        complain(it, "a tag or comment is longer than 1 MB; remove it");
        return false;
    }
    return !last;
}

void sp_list_read_sitemap(sp_list *list, sp_list_file *file, sp_span first)
{
    uint64_t parsed = 0;
    reader it = { .list = list,
                  .path = file->path,
                  .parser = XML_ParserCreate(NULL) };

    if (!it.parser) {
        sp_diagnostics_add(list->problems, file->path, 0, 0,
                           "there is no memory for it");
        return;
    }
    XML_SetUserData(it.parser, &it);
    XML_SetElementHandler(it.parser, begin, end);
    XML_SetCharacterDataHandler(it.parser, add_text);
    XML_SetStartDoctypeDeclHandler(it.parser, refuse_doctype);
    while (parse(&it, file, first, &parsed)) {
        first = sp_list_file_next(file);
    }
    XML_ParserFree(it.parser);
}
