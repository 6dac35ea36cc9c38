/* SPDX-License-Identifier: Apache-2.0 */
/* suggest_list_internal.h - what the files suggest_list*.c share.
 *
 *   suggest_list.c          a file, or an index of files -> entries
 *   suggest_list_file.c     a file     -> its bytes, unpacked, piece by piece
 *   suggest_list_plain.c    bytes      -> addresses and titles, line by line
 *   suggest_list_sitemap.c  bytes      -> addresses, by an XML parser
 *   suggest_list_address.c  an address -> its host, its path and query
 */
#ifndef SP_CORE_SUGGEST_LIST_INTERNAL_H
#define SP_CORE_SUGGEST_LIST_INTERNAL_H

#include "core/suggest_list.h"

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_tables.h>

#include <stdint.h>
#include <zlib.h>

enum { SP_LIST_PIECE = 64 << 10 };

/* ---- bytes ---------------------------------------------------------------*/

typedef struct sp_list_file {
    const char *path;
    apr_file_t *file;
    sp_diagnostics *problems;
    uint64_t *budget; /* bytes that may still be unpacked */
    uint64_t taken;   /* bytes of the file itself */
    bool packed;
    bool in_member; /* of gzip: its end has not come */
    bool ended;     /* nothing more can be read from the file */
    bool failed;
    z_stream zip;
    unsigned char in[SP_LIST_PIECE];
    unsigned char out[SP_LIST_PIECE];
} sp_list_file;

/* False if it cannot be read; it has been reported. */
bool sp_list_file_open(sp_list_file *file, const char *path, apr_pool_t *pool);

/* The next bytes; empty at the end, and after a mistake: file->failed. */
sp_span sp_list_file_next(sp_list_file *file);

void sp_list_file_close(sp_list_file *file);

/* strchr() finds NUL in any text. */
static inline bool sp_list_is_any(char c, const char *characters)
{
    return c && strchr(characters, c);
}

/* ---- an address ----------------------------------------------------------*/

typedef struct sp_list_address {
    char host[256]; /* in lowercase, with its port; "" if it has none */
    char path[SP_LIST_ADDRESS_MAX + 1];
    size_t length; /* of the path and query */
} sp_list_address;

/* What is wrong with `text`, in `pool`, or NULL. */
const char *sp_list_address_read(sp_list_address *address, sp_span text,
                                 apr_pool_t *pool);

/* ---- all that has been read ----------------------------------------------*/

/* A file that an index names. */
typedef struct sp_list_child {
    const char *path;
    unsigned line;
} sp_list_child;

typedef struct sp_list {
    sp_diagnostics *problems;
    sp_list_left_out *left_out;
    uint64_t budget;
    char host[256];               /* of the first address that has one */
    apr_array_header_t *entries;  /* of sp_suggest_entry */
    apr_hash_t *known;            /* their paths */
    apr_array_header_t *children; /* of sp_list_child; NULL: none are allowed */
    apr_pool_t *pool;             /* for its messages and names of files */
    apr_pool_t *temp;
} sp_list;

/* One address and its title; what is wrong is reported.  False if reading must
 * stop. */
bool sp_list_add(sp_list *list, const char *file, unsigned line,
                 sp_span address, sp_span title);

/* ---- the two kinds: `first` is the first piece of the file ---------------*/

void sp_list_read_plain(sp_list *list, sp_list_file *file, sp_span first);
void sp_list_read_sitemap(sp_list *list, sp_list_file *file, sp_span first);

#endif
