/* SPDX-License-Identifier: Apache-2.0 */
/* Finds where our handlers are set. */
#include "module/handler_places.h"

#include "module/config_tree.h"

#include <apr_fnmatch.h>
#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* The path of <Location "/codes">; NULL if the line opens another section, or
 * if many paths would match. */
static const char *path_of(const ap_directive_t *section, apr_pool_t *pool)
{
    const char *rest = section->args;
    const char *path;
    size_t n;

    if (strcasecmp(section->directive, "<Location") != 0) {
        return NULL;
    }
    path = apr_pstrndup(pool, rest, strlen(rest) - (*rest != '\0'));
    rest = path;
    path = ap_getword_conf(pool, &rest);
    n = strlen(path);
    if (*path != '/' || apr_fnmatch_test(path)) {
        return NULL;
    }
    return apr_pstrmemdup(pool, path, n - (path[n - 1] == '/'));
}

static const char *path_around(const ap_directive_t *line, apr_pool_t *pool)
{
    const char *path = NULL;

    for (line = line->parent; line && !path; line = line->parent) {
        path = path_of(line, pool);
    }
    return path;
}

/* The virtual host that the line is in; httpd keeps where each begins. */
static const server_rec *host_around(const ap_directive_t *line,
                                     const server_rec *servers)
{
    while (line && strcasecmp(line->directive, "<VirtualHost") != 0) {
        line = line->parent;
    }
    for (; line && servers; servers = servers->next) {
        if (servers->defn_line_number == (unsigned)line->line_num
            && servers->defn_name
            && strcmp(servers->defn_name, line->filename) == 0) {
            return servers;
        }
    }
    return NULL;
}

typedef struct search {
    sp_registry *registry; /* gets the places */
    const char *handler;
    apr_pool_t *temp;
    bool good; /* all of them are in such a section */
} search;

static bool sets_handler(const ap_directive_t *line, const search *what)
{
    const char *rest = line->args;

    return strcasecmp(line->directive, "SetHandler") == 0
           && strcmp(ap_getword_conf(what->temp, &rest), what->handler) == 0;
}

static void add(const ap_directive_t *line, void *data)
{
    search *what = data;
    sp_registry *registry = what->registry;
    const char *path;

    if (!sets_handler(line, what)) {
        return;
    }
    path = path_around(line, registry->pool);
    if (path) {
        *(sp_place *)apr_array_push(registry->places) =
            (sp_place){ host_around(line, registry->main), what->handler,
                        path };
        return;
    }
    ap_log_perror(APLOG_MARK, APLOG_CRIT | APLOG_NOERRNO, 0, registry->pool,
                  "statuspages: line %d of %s: SetHandler %s must be in a "
                  "<Location> section with a path, such as <Location /codes>",
                  line->line_num, line->filename, what->handler);
    what->good = false;
}

bool sp_places_find(sp_registry *registry, const char *handler,
                    apr_pool_t *temp)
{
    search what = { registry, handler, temp, true };

    if (!registry->places) {
        registry->places = apr_array_make(registry->pool, 2, sizeof(sp_place));
    }
    sp_config_tree_walk(ap_conftree, add, &what);
    return what.good;
}

/* ---- for a request --------------------------------------------------------*/

const sp_place *sp_places_of(const request_rec *r)
{
    const apr_array_header_t *places = sp_registry_of(r)->places;
    const sp_place *found = NULL;
    size_t longest = 0;

    for (int i = 0; places && i < places->nelts; i++) {
        const sp_place *place = &APR_ARRAY_IDX(places, i, sp_place);
        size_t n = strlen(place->path);

        if (strcmp(place->handler, r->handler) == 0
            && strncmp(r->uri, place->path, n) == 0
            && (r->uri[n] == '/' || r->uri[n] == '\0')
            && (!place->host || place->host == r->server)
            && (!found || n > longest)) {
            found = place;
            longest = n;
        }
    }
    return found;
}

const char *sp_place_folder(const sp_place *place, const request_rec *r)
{
    const char *slash = strrchr(place->path, '/');

    return *sp_place_rest(place, r) || !slash
               ? ""
               : apr_pstrcat(r->pool, "./",
                             ap_escape_path_segment(r->pool, slash + 1), "/",
                             NULL);
}
