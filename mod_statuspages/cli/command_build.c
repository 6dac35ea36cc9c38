/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages build - pages and a configuration for a server.
 *
 *   arguments -> options -> pages and configuration -> files -> the server's
 * check
 */
#include "cli/options.h"
#include "cli/configtest.h"
#include "cli/permissions.h"
#include "cli/targets/targets.h"
#include "cli/usage.h"

#include <apr_strings.h>

#include <stdio.h>
#include <unistd.h>

static const sp_option rows[SP_BUILD__COUNT] = {
    [SP_BUILD_FOR] = { "for", "SERVER", "the server to build for" },
    [SP_BUILD_OUTPUT] = { "output", "FOLDER",
                          "where to; it is made, or has to be empty" },
    [SP_BUILD_NAME] = { "name", "PREFIX",
                        "for several builds in one server: shop, blog, ..." },
    [SP_BUILD_LANGUAGES] = { "languages", "TAGS",
                             "de,en,...: the first is the default; all" },
    [SP_BUILD_CODES] = { "codes", "CODES", "4xx,502-504,-401,...: 4xx,5xx" },
    [SP_BUILD_FORMATS] = { "formats", "NAMES",
                           "html,json,xml,text,markdown or all" },
    [SP_BUILD_THEME] = { "theme", "NAME",
                         "a built-in theme or the folder of another" },
    [SP_BUILD_PARAMETER] = { "parameter", "NAME=VALUE",
                             "a parameter of the theme; may be repeated",
                             true },
    [SP_BUILD_SET] = { "set", "NAME=VALUE",
                       "a variable of your own; may be repeated", true },
    [SP_BUILD_SITE_NAME] = { "site-name", "TEXT", "what the site is called" },
#define SITE_LINK(id, name, word, member, help)                                \
    [SP_BUILD_##id] = { word, "URL", help },
#include "core/site.def"
#undef SITE_LINK
    [SP_BUILD_PROBLEM_BASE] = { "problem-base", "URL",
                                "what the types of problem details begin with" },
    [SP_BUILD_RETRY_AFTER] = { "retry-after", "LIST",
                               "503=120,...: seconds to wait after a code" },
    [SP_BUILD_PLAIN] = { "plain", NULL,
                         "no id and time of the request on the pages" },
    [SP_BUILD_FORCE] = { "force", NULL,
                         "replace what an earlier build made there" },
    [SP_BUILD_DRY_RUN] = { "dry-run", NULL, "only list the files" },
    [SP_BUILD_DIFF] = { "diff", NULL, "only list the files that would change" },
};

/* ---- README.md -----------------------------------------------------------*/

static void begin_readme(sp_build *build)
{
    const sp_options *options = build->options;

    sp_buffer_format(build->readme,
                     "# Error pages for %s\n\n"
                     "Made by statuspages %s: %u codes in %u languages.  "
                     "Change nothing here by hand: build\nagain with "
                     "`--force`, which replaces the files that SHA256SUMS "
                     "lists and leaves all others.\n\n",
                     options->target->title, SP_VERSION, options->code_count,
                     options->languages.count);
}

static void end_readme(sp_build *build)
{
    const sp_options *options = build->options;

    sp_buffer_add(build->readme, "\n## Limits\n\n");
    sp_buffer_add(build->readme, sp_target_limits(build));
    if (options->notes->used) {
        char *rest = apr_pstrdup(build->pool, sp_buffer_string(options->notes));
        char *line;

        while ((line = apr_strtok(rest, "\n", &rest)) != NULL) {
            sp_buffer_format(build->readme, "- %s\n", line);
        }
    }
    sp_staging_add(build->staging, "README.md", sp_buffer_span(build->readme));
}

/* ---- what is said --------------------------------------------------------*/

/* The pages can be read by all, but only where all can get to them. */
static void tell_of_closed_folder(const sp_options *options)
{
    const char *closed =
        sp_permissions_closed(options->folder.path, options->pool);

    if (closed) {
        fprintf(stderr,
                "Only its owner and group can enter \"%s\": the user that the "
                "server runs as has to be one of them.\n",
                closed);
    }
}

static sp_exit finish(const sp_build *build)
{
    const sp_options *options = build->options;
    unsigned count;
    const char *wrong = sp_staging_commit(build->staging, &count);
    bool written = options->mode == SP_STAGING_WRITE;

    if (wrong) {
        fprintf(stderr, "statuspages build: %s\n", wrong);
        return SP_EXIT_PROBLEMS;
    }
    if (written) {
        fprintf(stderr, "%u files in %s\n", count, options->folder.path);
        tell_of_closed_folder(options);
    }
    fputs(sp_buffer_string(options->notes), stderr);
    if (written) {
        fprintf(stderr, "What %s cannot do:\n%s", options->target->name,
                sp_target_limits(build));
        return sp_configtest_run(options) ? SP_EXIT_GOOD : SP_EXIT_PROBLEMS;
    }
    return count ? SP_EXIT_PROBLEMS : SP_EXIT_GOOD;
}

static sp_exit run(const sp_arguments *arguments)
{
    sp_options options;
    sp_build build = { .options = &options,
                       .readme = sp_buffer_make(arguments->pool),
                       .pool = arguments->pool,
                       .shows_progress = isatty(STDERR_FILENO) == 1 };
    const char *wrong;

    if (!sp_options_read(&options, arguments)) {
        return SP_EXIT_USAGE;
    }
    build.staging = sp_staging_open(&options.folder, options.mode,
                                    options.force, &wrong, options.pool);
    if (!build.staging) {
        return sp_usage_refuse(arguments->command, "--output: %s", wrong);
    }
    sp_target_begin(&build);
    begin_readme(&build);
    options.target->make(&build);
    end_readme(&build);
    return finish(&build);
}

const sp_command sp_build_command = {
    .name = "build",
    .words = "",
    .summary = "Makes the pages and a configuration for another server",
    .story =
        "Servers: apache caddy envoy haproxy lighttpd nginx static traefik "
        "varnish.\n"
        "The files work as they lie there; README.md among them tells how to "
        "wire them.\nIf the server is installed, it checks its configuration. "
        " Lists are parted by\ncommas.  With --diff the exit code is 1 if "
        "anything would change.\n",
    .options = rows,
    .option_count = SP_BUILD__COUNT,
    .run = run,
};
