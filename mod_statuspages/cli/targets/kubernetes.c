/* SPDX-License-Identifier: Apache-2.0 */
/* Kubernetes: a Caddy with the pages, all of it objects, and what Traefik needs
 * to ask it. */
#include "cli/targets/kubernetes.h"

#include "cli/targets/caddy.h"
#include "cli/targets/traefik.h"

#include "core/sha256.h"

#include <apr_escape.h>
#include <apr_lib.h>
#include <apr_strings.h>

/* Kubernetes takes 1 MiB of values in a ConfigMap (ValidateConfigMap(), and
 * "ConfigMaps" in its documentation). */
enum { CONFIG_MAP_MAX = 1000000 };

/* ---- names ---------------------------------------------------------------*/

/* Names of objects hold no capital letter and no `_` (RFC 1123 labels). */
static const char *label_of(apr_pool_t *pool, const char *text)
{
    char *label = apr_pstrdup(pool, text);

    for (char *p = label; *p; p++) {
        *p = (char)(*p == '_' ? '-' : apr_tolower(*p));
    }
    return label;
}

/* ---- ConfigMaps of the pages ---------------------------------------------*/

/* The pages of a language are in one or more objects, in one file. */
typedef struct sheaf {
    const char *object; /* what the names of all objects begin with */
    const char *folder; /* in the container */
    const sp_dialect *dialect;
    const char *language; /* NULL before the first page */
    sp_buffer *file;
    sp_buffer *volumes;
    sp_buffer *mounts;
    unsigned objects; /* of this language */
    size_t bytes;     /* in the last one */
} sheaf;

static const char map_start[] = "---\n"
                                "apiVersion: v1\n"
                                "kind: ConfigMap\n"
                                "metadata:\n"
                                "  name: @MAP@\n"
                                "  labels:\n"
                                "    app.kubernetes.io/name: @OBJECT@\n"
                                "data:\n";
static const char volume_start[] = "        - name: @VOLUME@\n"
                                   "          projected:\n"
                                   "            sources:\n";
static const char volume_row[] = "              - configMap:\n"
                                 "                  name: @MAP@\n";
static const char mount_row[] = "            - name: @VOLUME@\n"
                                "              mountPath: "
                                "@PLACE@/@LANGUAGE@\n"
                                "              readOnly: true\n";

static void end_language(sp_build *build, sheaf *pages)
{
    if (pages->language) {
        sp_staging_add(
            build->staging,
            apr_psprintf(build->pool, "cluster/pages-%s.yaml", pages->language),
            sp_buffer_span(pages->file));
    }
}

static void begin_language(sp_build *build, sheaf *pages, const char *language)
{
    const sp_fill fills[] = {
        { "VOLUME", apr_pstrcat(build->pool, "pages-",
                                label_of(build->pool, language), NULL) },
        { "LANGUAGE", language },
        { "PLACE", pages->folder },
        { NULL, NULL }
    };

    end_language(build, pages);
    pages->language = language;
    pages->file = sp_buffer_make(build->pool);
    pages->objects = 0;
    sp_buffer_fill(pages->volumes, volume_start, fills, NULL);
    sp_buffer_fill(pages->mounts, mount_row, fills, NULL);
}

static void begin_map(sp_build *build, sheaf *pages)
{
    const char *map =
        apr_psprintf(build->pool, "%s-%s-%u", pages->object,
                     label_of(build->pool, pages->language), ++pages->objects);
    const sp_fill fills[] = { { "MAP", map },
                              { "OBJECT", pages->object },
                              { NULL, NULL } };

    sp_buffer_fill(pages->file, map_start, fills, NULL);
    sp_buffer_fill(pages->volumes, volume_row, fills, NULL);
    pages->bytes = 0;
}

static void add_page(sp_build *build, void *baton, const sp_page_key *key,
                     apr_pool_t *pool)
{
    sheaf *pages = baton;
    const char *language = sp_languages[key->language].tag.ptr;
    sp_span bytes = sp_render(build->options, key, pages->dialect, pool).bytes;

    if (pages->language != language) {
        begin_language(build, pages, language);
    }
    if (pages->objects == 0 || pages->bytes + bytes.len > CONFIG_MAP_MAX) {
        begin_map(build, pages);
    }
    pages->bytes += bytes.len;
    sp_buffer_format(pages->file, "  %d.%s: ", key->code,
                     sp_render_suffixes[key->format]);
    sp_buffer_json(pages->file, bytes);
    sp_buffer_add(pages->file, "\n");
}

sp_kubernetes_pages sp_kubernetes_write_pages(sp_build *build,
                                              const char *folder,
                                              const sp_dialect *dialect)
{
    sheaf pages = { .object = label_of(build->pool, build->options->name),
                    .folder = folder,
                    .dialect = dialect,
                    .volumes = sp_buffer_make(build->pool),
                    .mounts = sp_buffer_make(build->pool) };

    sp_target_visit_pages(build, add_page, &pages);
    end_language(build, &pages);
    return (sp_kubernetes_pages){ pages.object, sp_buffer_string(pages.volumes),
                                  sp_buffer_string(pages.mounts) };
}

/* ---- the web server ------------------------------------------------------*/

const char *sp_kubernetes_block(const sp_build *build, int blanks,
                                const char *text)
{
    sp_buffer *block = sp_buffer_make(build->pool);

    while (*text) {
        size_t line = strcspn(text, "\n");

        sp_buffer_format(block, "%*s", line ? blanks : 0, "");
        sp_buffer_bytes(block, (sp_span){ (char *)(uintptr_t)text, line });
        sp_buffer_add(block, "\n");
        text += line + (text[line] == '\n');
    }
    return sp_buffer_string(block);
}

/* Caddy reads its configuration at the start: a new one has to start new pods.
 */
static const char *checksum_of(const sp_build *build, const char *one,
                               const char *two)
{
    unsigned char digest[SP_SHA256_BYTES];

    sp_sha256(sp_span_of(apr_pstrcat(build->pool, one, two, NULL)), digest);
    return apr_pescape_hex(build->pool, digest, SP_SHA256_BYTES, 0);
}

/* cluster/.  Returns the name of the Service. */
static const char *write_cluster(sp_build *build)
{
    sp_kubernetes_pages pages;
    const char *caddyfile;
    const char *snippets;

    sp_target_place(build, "/etc/caddy");
    caddyfile = sp_traefik_caddyfile(build, true);
    snippets = sp_caddy_snippets(build, "/srv/statuspages", false);
    pages = sp_kubernetes_write_pages(build, "/srv/statuspages",
                                      sp_caddy_dialect(build));

    const sp_fill fills[] = {
        { "OBJECT", pages.object },
        { "PORT", SP_TRAEFIK_PORT },
        { "CADDYFILE", sp_kubernetes_block(build, 4, caddyfile) },
        { "SNIPPETS", sp_kubernetes_block(build, 4, snippets) },
        { "CHECKSUM", checksum_of(build, caddyfile, snippets) },
        { "MOUNTS", pages.mounts },
        { "VOLUMES", pages.volumes },
        { NULL, NULL }
    };

    sp_staging_add(build->staging, "cluster/statuspages.yaml",
                   sp_span_of(sp_target_text(
                       build, "kubernetes/statuspages.yaml", fills)));
    return pages.object;
}

/* ---- gateways ------------------------------------------------------------*/

static const char middleware_rows[] = "---\n"
                                      "@ABOUT@"
                                      "apiVersion: traefik.io/v1alpha1\n"
                                      "kind: Middleware\n"
                                      "metadata:\n"
                                      "  name: @MIDDLEWARE@\n"
                                      "spec:\n"
                                      "  errors:\n"
                                      "    status:\n"
                                      "@STATUSES@"
                                      "    query: /{status}\n"
                                      "    service:\n"
                                      "      name: @OBJECT@\n"
                                      "      port: 80\n";

static const char *middleware_of(const sp_build *build, const char *object,
                                 const char *suffix, const char *about,
                                 const char *statuses)
{
    sp_buffer *rows = sp_buffer_make(build->pool);
    const sp_fill fills[] = { { "MIDDLEWARE", apr_pstrcat(build->pool, object,
                                                          suffix, NULL) },
                              { "ABOUT", about },
                              { "STATUSES", statuses },
                              { "OBJECT", object },
                              { NULL, NULL } };

    if (*statuses) {
        sp_buffer_fill(rows, middleware_rows, fills, NULL);
    }
    return sp_buffer_string(rows);
}

static void make(sp_build *build)
{
    static const char status_row[] = "      - \"@STATUS@\"\n";
    const char *object = write_cluster(build);
    const sp_fill fills[] = {
        { "OBJECT", object },
        { "HERE", build->options->folder.path },
        { "GATEWAY",
          middleware_of(build, object, "-gateway",
                        "# The service behind the route did not answer.\n",
                        sp_traefik_gateway(build, status_row)) },
        { "ALL",
          middleware_of(build, object, "",
                        "# Every error of a service, whatever its body.\n",
                        sp_traefik_statuses(build, status_row)) },
        { NULL, NULL }
    };

    sp_target_file(build, "kubernetes/traefik.yaml", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_kubernetes = {
    .name = "kubernetes",
    .title = "Kubernetes",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .named = true,
    .no_replace =
        "Traefik cannot tell an empty error from one that explains "
        "itself; name the middleware in the routes where all of them may be replaced",
    .make = make,
};
