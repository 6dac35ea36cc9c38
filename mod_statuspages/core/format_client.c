/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of request this is, when Accept does not say it. */
#include "core/format_internal.h"

#include "core/method.h"

static inline bool any(sp_span text, const sp_span *words, size_t count,
                       bool (*matches)(sp_span text, sp_span word))
{
    for (size_t i = 0; i < count; i++) {
        if (matches(text, words[i])) {
            return true;
        }
    }
    return false;
}

#define ANY(text, words, matches) any(text, words, SP_COUNT(words), matches)

sp_destination sp_format_destination(sp_span dest)
{
    static const sp_span pages[] = { WORD("document"), WORD("frame"),
                                     WORD("iframe"), WORD("embed"),
                                     WORD("object") };
    static const sp_span subs[] = { WORD("audio"),        WORD("audioworklet"),
                                    WORD("font"),         WORD("image"),
                                    WORD("manifest"),     WORD("paintworklet"),
                                    WORD("script"),       WORD("serviceworker"),
                                    WORD("sharedworker"), WORD("style"),
                                    WORD("track"),        WORD("video"),
                                    WORD("worker"),       WORD("xslt") };
    static const sp_span data[] = { WORD("empty"), WORD("json") };

    return ANY(dest, pages, sp_word_equal)  ? DEST_PAGE
           : ANY(dest, subs, sp_word_equal) ? DEST_SUB
           : ANY(dest, data, sp_word_equal) ? DEST_DATA
                                            : DEST_NONE;
}

/* Those that say nothing in Accept are the reason; "Links (2.28; ...". */
static const sp_span browsers[] = { WORD("Mozilla/"), WORD("Links ("),
                                    WORD("ELinks"),   WORD("Lynx/"),
                                    WORD("w3m/"),     WORD("Dillo/"),
                                    WORD("NetSurf/"), WORD("Opera/") };

static const sp_span tools[] = { WORD("git/"),    WORD("JGit/"),
                                 WORD("go-git/"), WORD("SVN/"),
                                 WORD("rclone/"), WORD("davfs2/"),
                                 WORD("cadaver/") };

/* Of git's protocol, whoever speaks it (gitprotocol-http). */
static const sp_span git_endings[] = { WORD("/info/refs"),
                                       WORD("/git-upload-pack"),
                                       WORD("/git-receive-pack") };

bool sp_format_is_browser(sp_span user_agent)
{
    return ANY(user_agent, browsers, sp_word_begins);
}

bool sp_format_is_tool(const sp_format_request *request, bool named)
{
    return ANY(request->path, git_endings, sp_word_ends)
           || sp_method_is_dav(request->method)
           || (named && ANY(request->user_agent, tools, sp_word_begins));
}

bool sp_format_is_asset(sp_span path)
{
    static const sp_span endings[] = {
        WORD(".png"),  WORD(".jpg"),   WORD(".jpeg"), WORD(".gif"),
        WORD(".webp"), WORD(".avif"),  WORD(".svg"),  WORD(".ico"),
        WORD(".css"),  WORD(".js"),    WORD(".mjs"),  WORD(".map"),
        WORD(".woff"), WORD(".woff2"), WORD(".ttf"),  WORD(".otf"),
        WORD(".mp4"),  WORD(".webm"),  WORD(".mp3"),  WORD(".ogg"),
        WORD(".wasm")
    };

    return ANY(path, endings, sp_word_ends);
}
