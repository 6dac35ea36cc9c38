/* SPDX-License-Identifier: Apache-2.0 */
/* How far an address is from the one that was asked for: the names and the
 * folders are compared one by one, then all as one word. */
#include "core/suggest_internal.h"
#include "core/typos.h"

/* In steps: what is more than COST_MAX is not meant. */
enum {
    TYPO = 2,
    EXTENSION = 1,   /* another one, or none */
    FOLDER = 3,      /* another one in its place */
    FOLDER_MORE = 2, /* or fewer */
    FOLDERS_MAX = 6, /* moved to anywhere */
    CUT = 2,
    GLUED = 3, /* more text behind the name */
    SPLIT = 1, /* a slash is wrong, or the dot of an extension */
    COST_MAX = 9,
    STEP = 64 /* between them, how much is the same */
};

/* In so many bytes. */
static unsigned typos_allowed(size_t bytes)
{
    return bytes < 3 ? 0 : bytes < 6 ? 1 : bytes < 12 ? 2 : 3;
}

static size_t shorter(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t difference(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* The typos between them; SP_TYPOS_FAR if there are more than are allowed. */
static unsigned typos_of(sp_span a, sp_span b)
{
    return sp_typos_up_to(typos_allowed(shorter(a.len, b.len)), a, b);
}

static size_t common_start(sp_span a, sp_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    size_t i = 0;

    while (i < n && a.ptr[i] == b.ptr[i]) {
        i++;
    }
    return i;
}

static size_t common_end(sp_span a, sp_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    size_t i = 0;

    while (i < n && a.ptr[a.len - 1 - i] == b.ptr[b.len - 1 - i]) {
        i++;
    }
    return i;
}

static sp_span name_of(const sp_suggest_key *key)
{
    return (sp_span){ key->text + key->name, (size_t)key->len - key->name };
}

static sp_span folders_of(const sp_suggest_key *key)
{
    return (sp_span){ key->text, key->name };
}

static sp_span extension_of(const sp_suggest_key *key)
{
    return (sp_span){ key->text + key->len, (size_t)key->whole - key->len };
}

/* ---- folders --------------------------------------------------------------*/

/* How many names are in "en/mod/". */
static unsigned count_names(sp_span folders)
{
    unsigned n = 0;

    for (size_t i = 0; i < folders.len; i++) {
        n += folders.ptr[i] == '/';
    }
    return n;
}

/* Drops the folders that both begin and end with; each is left with its slash.
 * Returns the bytes that were dropped. */
static size_t drop_common(sp_span *a, sp_span *b)
{
    size_t all = a->len;
    size_t n = common_start(*a, *b);
    sp_span x;
    sp_span y;

    while (a->ptr[n - 1] != '/') {
        n--; /* the first byte is a slash */
    }
    *a = (sp_span){ a->ptr + n, a->len - n };
    *b = (sp_span){ b->ptr + n, b->len - n };
    /* the slash before them is of both */
    x = (sp_span){ a->ptr - 1, a->len + 1 };
    y = (sp_span){ b->ptr - 1, b->len + 1 };
    n = common_end(x, y);
    while (n && x.ptr[x.len - n] != '/') {
        n--;
    }
    n -= n > 0; /* what is behind it */
    a->len -= n;
    b->len -= n;
    return all - a->len;
}

/* `*same` is how many bytes of the folders are. */
static unsigned folders_cost(sp_span a, sp_span b, size_t *same)
{
    unsigned n;
    unsigned m;
    unsigned typos;
    unsigned cost;

    *same = drop_common(&a, &b);
    n = count_names(a);
    m = count_names(b);
    typos = n == m && n ? typos_of(a, b) : SP_TYPOS_FAR;
    cost = typos < SP_TYPOS_FAR
               ? TYPO * typos
               : FOLDER * (n < m ? n : m)
                     + FOLDER_MORE * (unsigned)difference(n, m);
    return cost < FOLDERS_MAX ? cost : FOLDERS_MAX;
}

/* ---- names ----------------------------------------------------------------*/

/* The address was cut off in the name, or something is behind it. */
static unsigned cut_cost(const sp_suggest_key *asked,
                         const sp_suggest_key *other)
{
    enum { CUT_MIN = 2, GLUED_MIN = 4, GLUED_MAX = 24 };
    sp_span a = name_of(asked);
    sp_span b = name_of(other);
    sp_span whole = { b.ptr, (size_t)other->whole - other->name };
    size_t n = common_start(a, whole);

    if (n == a.len && n >= CUT_MIN && 2 * n >= b.len && !asked->closed) {
        return CUT;
    }
    if (n == whole.len && n >= GLUED_MIN && a.len <= n + GLUED_MAX
        && !sp_is_alphanumeric(a.ptr[b.len])) {
        return GLUED;
    }
    return SP_SUGGEST_FAR;
}

/* What is elsewhere has to have the same name, one that is no usual word if
 * the extension is another, too. */
static unsigned moved_cost(const sp_suggest_key *asked,
                           const sp_suggest_key *other, unsigned folders)
{
    enum { MOVED_MIN = 5, MOVED_CHANGED_MIN = 8 };
    sp_span a = name_of(asked);
    sp_span b = name_of(other);
    sp_span extension = extension_of(asked);
    bool changed =
        extension.len && !sp_span_equal(extension, extension_of(other));

    if (sp_span_equal(a, b)) {
        return folders > FOLDER && a.len < MOVED_MIN  ? SP_SUGGEST_FAR
               : changed && a.len < MOVED_CHANGED_MIN ? SP_SUGGEST_FAR
                                                      : 0;
    }
    return folders <= FOLDER && !changed
                   && shorter(a.len, b.len) >= MOVED_CHANGED_MIN
                   && typos_of(a, b) == 1
               ? TYPO
               : SP_SUGGEST_FAR;
}

static unsigned name_cost(const sp_suggest_key *asked,
                          const sp_suggest_key *other, unsigned folders)
{
    unsigned typos;

    if (folders) {
        return moved_cost(asked, other, folders);
    }
    typos = typos_of(name_of(asked), name_of(other));
    return typos < SP_TYPOS_FAR ? TYPO * typos : cut_cost(asked, other);
}

/* All as one word. */
static unsigned whole_cost(const sp_suggest_key *asked,
                           const sp_suggest_key *other)
{
    sp_span a = { asked->text, asked->whole };
    sp_span b = { other->text, other->whole };
    unsigned allowed =
        typos_allowed(shorter(a.len - asked->name, b.len - other->name));
    unsigned typos =
        sp_typos_up_to(allowed < SP_TYPOS_MAX ? allowed : SP_TYPOS_MAX, a, b);

    return typos < SP_TYPOS_FAR ? SPLIT + TYPO * typos : SP_SUGGEST_FAR;
}

/* For a picture or an archive no page is meant. */
static bool is_same_file(const sp_suggest_key *asked,
                         const sp_suggest_key *other)
{
    return asked->file <= other->whole
           && memcmp(asked->text + asked->whole - asked->file,
                     other->text + other->whole - asked->file, asked->file)
                  == 0;
}

unsigned sp_suggest_cost(const sp_suggest_key *asked,
                         const sp_suggest_key *other)
{
    sp_span a = name_of(asked);
    sp_span b = name_of(other);
    size_t same;
    size_t same_name;
    unsigned cost;
    unsigned whole;

    if (asked->hidden != other->hidden || (asked->len == 1 && other->len > 1)
        || !is_same_file(asked, other)) {
        return SP_SUGGEST_FAR;
    }
    cost = folders_cost(folders_of(asked), folders_of(other), &same);
    cost += name_cost(asked, other, cost);
    cost +=
        sp_span_equal(extension_of(asked), extension_of(other)) ? 0 : EXTENSION;
    if (cost > SPLIT + TYPO) {
        whole = whole_cost(asked, other);
        cost = whole < cost ? whole : cost;
    }
    if (cost > COST_MAX) {
        return SP_SUGGEST_FAR;
    }
    same_name = common_start(a, b);
    same += same_name < a.len ? same_name + common_end(a, b) : same_name;
    /* of two that begin as a cut one does, the shorter */
    return cost * STEP + STEP - 1
           - (unsigned)(same < STEP - 1 ? same : STEP - 1);
}
