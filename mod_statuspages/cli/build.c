/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages build - pages and a configuration for a server.
 *
 *   options -> plan -> pages and configuration -> files -> the server's check
 */
#include "cli/path.h"
#include "cli/plan.h"
#include "cli/probe.h"
#include "cli/targets/target.h"
#include "cli/usage.h"

#include <apr_strings.h>

#include <stdio.h>
#include <unistd.h>

static const sp_option options[SP_BUILD__COUNT] = {
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
    [SP_BUILD_HOME] = { "home", "URL", "the home page: /" },
    [SP_BUILD_SEARCH] = { "search", "URL", "a page to search the site with" },
    [SP_BUILD_CONTACT] = { "contact", "URL", "a page or mailto: address" },
    [SP_BUILD_STATUS] = { "status", "URL", "a page about the site's state" },
    [SP_BUILD_PROBLEM_BASE] = { "problem-base", "URL",
                                "what the types of problem details begin with" },
    [SP_BUILD_RETRY_AFTER] = { "retry-after", "LIST",
                               "503=120,...: seconds to wait after a code" },
    [SP_BUILD_CACHE] = { "cache", "LIST",
                         "404=120,...: seconds that caches may keep a page" },
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
    const sp_plan *plan = build->plan;

    sp_draft_format(build->readme,
                    "# Error pages for %s\n\n"
                    "Made by statuspages %s: %u codes in %u languages.  "
                    "Change nothing here by hand: build\nagain with "
                    "`--force`, which replaces the files that SHA256SUMS "
                    "lists and leaves all others.\n\n",
                    plan->target->title, SP_VERSION, plan->code_count,
                    plan->languages.count);
}

static void end_readme(sp_build *build)
{
    const sp_plan *plan = build->plan;

    if (*plan->target->limits || plan->notes->used) {
        sp_draft_add(build->readme, "\n## Limits\n\n");
        sp_draft_add(build->readme, plan->target->limits);
    }
    if (plan->notes->used) {
        char *rest = apr_pstrdup(build->pool, sp_draft_string(plan->notes));
        char *line;

        while ((line = apr_strtok(rest, "\n", &rest)) != NULL) {
            sp_draft_format(build->readme, "- %s\n", line);
        }
    }
    sp_output_add(build->output, "README.md", sp_draft_span(build->readme));
}

/* ---- what is said --------------------------------------------------------*/

static bool is_closed(const struct stat *folder)
{
    return !(folder->st_mode & S_IXOTH);
}

/* The pages can be read by all, but only where all can get to them. */
static void tell_of_closed_folder(const sp_plan *plan)
{
    const char *closed = sp_path_first(plan->folder, is_closed, plan->pool);

    if (closed) {
        fprintf(stderr,
                "Only its owner and group can enter \"%s\": the user that the "
                "server runs as has to be one of them.\n",
                closed);
    }
}

static void report(const sp_plan *plan, const sp_output *output)
{
    if (plan->mode == SP_OUTPUT_WRITE) {
        fprintf(stderr, "%u files in %s\n", sp_output_count(output),
                plan->folder);
        tell_of_closed_folder(plan);
    }
    if (plan->notes->used) {
        fputs(sp_draft_string(plan->notes), stderr);
    }
    if (plan->mode == SP_OUTPUT_WRITE && *plan->target->limits) {
        fprintf(stderr, "What %s cannot do:\n%s", plan->target->name,
                plan->target->limits);
    }
}

static sp_exit finish(const sp_plan *plan, sp_output *output)
{
    const char *wrong = sp_output_close(output);

    if (wrong) {
        fprintf(stderr, "statuspages build: %s\n", wrong);
        return SP_EXIT_PROBLEMS;
    }
    report(plan, output);
    if (plan->mode == SP_OUTPUT_COMPARE) {
        return sp_output_changes(output) ? SP_EXIT_PROBLEMS : SP_EXIT_GOOD;
    }
    return plan->mode == SP_OUTPUT_WRITE && !sp_probe_run(plan)
               ? SP_EXIT_PROBLEMS
               : SP_EXIT_GOOD;
}

static sp_exit run(const sp_arguments *arguments)
{
    sp_plan plan;
    sp_build build = { .plan = &plan,
                       .readme = sp_draft_make(arguments->pool),
                       .pool = arguments->pool,
                       .shows_progress = isatty(STDERR_FILENO) == 1 };
    const char *wrong;

    if (!sp_plan_read(&plan, arguments)) {
        return SP_EXIT_USAGE;
    }
    build.output =
        sp_output_open(plan.folder, plan.mode, plan.force, &wrong, plan.pool);
    if (!build.output) {
        return sp_usage_refuse(arguments->command, "--output: %s", wrong);
    }
    begin_readme(&build);
    plan.target->make(&build);
    end_readme(&build);
    return finish(&plan, build.output);
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
    .options = options,
    .option_count = SP_BUILD__COUNT,
    .run = run,
};
