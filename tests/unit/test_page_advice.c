/* SPDX-License-Identifier: Apache-2.0 */
/* Advice is given only where it is true: every code with every set of facts,
 * held against rules about the words that a visitor reads. */
#include "pages.h"

/* ---- what is known of a request -------------------------------------------*/

typedef enum came_from { NO_LINK, LINK_HERE, LINK_ELSEWHERE, LINKS } came_from;
typedef enum method { UNKNOWN_METHOD, GET, POST, METHODS } method;
typedef enum maintenance {
    OPEN,
    CLOSED,
    CLOSED_UNTIL,
    MAINTENANCES
} maintenance;

typedef struct situation {
    int code;
    came_from from;
    method asked;
    maintenance closed;
    bool contact;
    bool reference;
    bool password;
    bool home;
    bool waits;
    bool signed_in;
    bool stored_data;
    bool secure_address;
    bool sign_in; /* the site has a page for that */
} situation;

#define BIT_IF(truth, fact) ((truth) ? SP_FACT_BIT(fact) : 0)

static uint32_t known(const situation *it)
{
    return BIT_IF(it->from == LINK_HERE, SP_FACT_LINK_HERE)
           | BIT_IF(it->from == LINK_ELSEWHERE, SP_FACT_LINK_ELSEWHERE)
           | BIT_IF(it->asked == POST, SP_FACT_SENT)
           | BIT_IF(it->asked == POST, SP_FACT_STILL_WORKING)
           | BIT_IF(it->asked == GET, SP_CONDITION_NOTHING_SENT)
           | BIT_IF(it->password, SP_CONDITION_PASSWORD)
           | BIT_IF(it->signed_in, SP_FACT_SIGNED_IN)
           | BIT_IF(it->stored_data, SP_FACT_STORED_DATA)
           | BIT_IF(it->secure_address, SP_FACT_SECURE_ADDRESS);
}

/* ---- the page of one ------------------------------------------------------*/

enum { PAGE_MAX = 16384 };

static const char *advice_page(const situation *it, sp_format format, char *out)
{
    static const sp_announcement ends = { 1798135200, { NULL, 0 } };
    static const sp_announcement open_ended = { -1, { NULL, 0 } };
    sp_facts facts = { .code = it->code,
                       NOT_KNOWN,
                       .known = known(it),
                       .time = 1795331370,
                       .source = SP_SOURCE_SERVER,
                       .repeatable = it->asked != POST };
    sp_site site = { .name = { "Example", 7 } };
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .format = { .format = format } };
    sp_page page;
    size_t n;

    facts.retry_after = it->waits ? 7200 : -1;
    facts.maintenance = it->closed == CLOSED         ? &open_ended
                        : it->closed == CLOSED_UNTIL ? &ends
                                                     : NULL;
    facts.reference =
        it->reference ? SP_SPAN("K7QM-3TXD") : (sp_span){ NULL, 0 };
    site.contact =
        it->contact ? SP_SPAN("https://a.test/people") : (sp_span){ NULL, 0 };
    site.home = it->home ? SP_SPAN("https://a.test/") : (sp_span){ NULL, 0 };
    site.sign_in =
        it->sign_in ? SP_SPAN("https://a.test/in") : (sp_span){ NULL, 0 };
    sp_page_prepare(&page, &request);
    n = sp_page_write(&page, out, PAGE_MAX - 1);
    assert_true(n < PAGE_MAX);
    out[n] = '\0';
    return out;
}

/* ---- what must not stand beside what --------------------------------------*/

typedef bool situation_check(const situation *it);

static bool always(const situation *it)
{
    (void)it;
    return true;
}

static bool without_contact(const situation *it)
{
    return !it->contact;
}

static bool without_reference(const situation *it)
{
    return !it->reference;
}

static bool with_link(const situation *it)
{
    return it->from != NO_LINK && (it->code == 404);
}

static bool not_from_here(const situation *it)
{
    return it->from != LINK_HERE;
}

static bool not_from_elsewhere(const situation *it)
{
    return it->from != LINK_ELSEWHERE;
}

static bool without_password(const situation *it)
{
    return !it->password;
}

static bool with_password(const situation *it)
{
    return it->password && (it->code == 401 || it->code == 407);
}

static bool with_home(const situation *it)
{
    return it->home;
}

static bool before_end(const situation *it)
{
    return it->closed == CLOSED_UNTIL || (it->closed && it->waits);
}

static bool while_closed(const situation *it)
{
    return it->closed != OPEN;
}

static bool while_end_is_known(const situation *it)
{
    return it->closed == CLOSED_UNTIL;
}

static bool of_get_while_closed(const situation *it)
{
    return it->closed != OPEN && it->asked == GET;
}

/* Where people sign in on a page of the site, not in a box of the browser. */
static bool before_sign_in(const situation *it)
{
    return it->code == 440 || (it->code == 401 && !it->password);
}

static bool refused_without_sign_in(const situation *it)
{
    return it->code == 403 && !it->sign_in;
}

static bool with_sign_in(const situation *it)
{
    return it->code == 401 && it->sign_in;
}

static bool of_network(const situation *it)
{
    return it->code == 407 || it->code == 511;
}

static bool behind_portal(const situation *it)
{
    return it->code == 511;
}

static bool slowed_down(const situation *it)
{
    return it->code == 429;
}

static bool failed_after_post(const situation *it)
{
    return it->code >= 500 && it->asked == POST;
}

/* Where the time is told at all. */
static bool with_wait(const situation *it)
{
    return it->waits;
}

static bool of_get(const situation *it)
{
    return it->asked == GET;
}

static bool of_post(const situation *it)
{
    return it->asked == POST;
}

static bool while_signed_in(const situation *it)
{
    return it->signed_in && it->code == 403;
}

static bool with_secure_address(const situation *it)
{
    return it->secure_address && it->code == 400;
}

static bool with_stored_data(const situation *it)
{
    return it->stored_data && it->code == 400;
}

typedef struct rule_row {
    const char *name;
    situation_check *applies;
    const char *beside; /* only on pages that say this; NULL: on all */
    const char *unwanted[6];
} rule_row;

static const rule_row rule_rows[] = {
    { "nobody is to be contacted without a link to them",
      without_contact,
      NULL,
      { "contact us", "Contact us", "ask us", "tell us" } },
    { "no reference is asked for where there is none",
      without_reference,
      NULL,
      { "eference", "details below" } },
    { "a link that was followed was neither typed nor copied",
      with_link,
      NULL,
      { "If you typed", "If you copied", "spelling", "If a link" } },
    { "no link of this site is broken where none was followed",
      not_from_here,
      NULL,
      { "link you followed on this site" } },
    { "no link is old where none was followed",
      not_from_elsewhere,
      NULL,
      { "link you followed from another site" } },
    { "Caps Lock and a user name only where the browser asks for them",
      without_password,
      NULL,
      { "Caps Lock", "enter your user name" } },
    { "two ways to sign in are not told at once",
      with_password,
      NULL,
      { "sign in on the home page", "If you just",
        "Sign in to the network, then" } },
    { "who has a link to sign in need not look for one",
      with_sign_in,
      NULL,
      { "sign in on the home page" } },
    { "to try again is of no use to who has to sign in elsewhere before",
      before_sign_in,
      NULL,
      { ">Try again<" } },
    { "who is refused is not sent to sign in where there is no link",
      refused_without_sign_in,
      NULL,
      { "sign in" } },
    { "the network is not the visitor's own",
      of_network,
      NULL,
      { "your network" } },
    { "who answered is of no use where the network asks",
      behind_portal,
      NULL,
      { "web server" } },
    { "who answered is a label", always, NULL, { "Sent by" } },
    { "people make no requests, and hear nothing of reloading",
      slowed_down,
      NULL,
      { "requests", "reload", "used up" } },
    { "nothing that failed is sent again without a look",
      failed_after_post,
      NULL,
      { "Try again", "then try", "Reload" } },
    { "a time is said once",
      always,
      "often over",
      { "Try again in", "Wait a few", "Wait a minute" } },
    { "a time that is known is not in doubt",
      while_end_is_known,
      NULL,
      { "should be", "This site is closed" } },
    { "where there is nothing to do nothing is said to be done",
      of_get_while_closed,
      NULL,
      { "What you can do", "your device" } },
    { "no advice repeats the link below it",
      with_home,
      NULL,
      { "Go to the home page.", "Home page." } },
    { "before a closed site opens nobody is to try again",
      before_end,
      NULL,
      { "Try again", "try again", "few minutes", "Reload", "often over" } },
    { "a closed site promises nothing and is nobody's fault",
      while_closed,
      NULL,
      { "often over", "few minutes", "a short time", "on purpose", "busy",
        "Sorry" } },
    { "a known time stands beside no vague one",
      with_wait,
      "in about 2 hours",
      { "few minutes", "a minute", "often over", "tomorrow", "will not help",
        "fix it" } },
    { "who sent nothing hears nothing of forms",
      of_get,
      NULL,
      { "If you paid", "If you sent", "If you were filling in",
        "may not have been saved", "If you were sending" } },
    { "who sent a form used no bookmark",
      of_post,
      NULL,
      { "If you used a bookmark" } },
    { "who is signed in need not sign in",
      while_signed_in,
      NULL,
      { "If you have an account here", "You are not signed in" } },
    { "an address that lacks https is not cured by spelling",
      with_secure_address,
      NULL,
      { "If you typed", "If you copied", "cookies" } },
    { "cookies are not cured by spelling",
      with_stored_data,
      NULL,
      { "If you typed", "If you copied" } },
    { "trying again is not offered where it will not help",
      always,
      "will not help",
      { ">Try again<", "few minutes" } },
    { "nothing says something useless",
      always,
      NULL,
      { "list of versions", "your bookmark for", "on purpose" } },
};

/* What has to be there: rules that only forbid are kept by an empty page. */
typedef struct duty_row {
    const char *name;
    situation_check *applies;
    int code;
    const char *wanted;
} duty_row;

static bool with_both(const situation *it)
{
    return it->contact && it->reference;
}

static bool of_unknown_link(const situation *it)
{
    return it->from == NO_LINK;
}

static bool with_challenge(const situation *it)
{
    return it->password;
}

static bool not_of_get(const situation *it)
{
    return it->asked != GET;
}

static bool must_look(const situation *it)
{
    return !it->password && !it->sign_in;
}

static bool may_sign_in(const situation *it)
{
    return it->sign_in && !it->signed_in;
}

static bool of_plain_get(const situation *it)
{
    return it->asked == GET && !it->closed && !it->waits;
}

static bool with_end_and_wait(const situation *it)
{
    return it->closed == CLOSED_UNTIL && it->waits;
}

static bool of_open_post(const situation *it)
{
    return it->asked == POST && !it->closed;
}

static bool without_home(const situation *it)
{
    return !it->home;
}

static const duty_row duty_rows[] = {
    { "500 with contact and reference", with_both, 500,
      "contact us and give us the reference" },
    { "404 without a link", of_unknown_link, 404, "If you typed" },
    { "401 with a password box", with_challenge, 401, "Caps Lock" },
    { "401 without, nor a link", must_look, 401, "sign in on the home page" },
    { "401 without", without_password, 401,
      "If you just signed in, check your user name and password" },
    { "403 with a link to sign in", may_sign_in, 403,
      "If you have an account here" },
    { "404 without a link, which may be not known", of_unknown_link, 404,
      "If a link brought you here" },
    { "503 that nobody has announced", of_plain_get, 503,
      "often over in a few minutes" },
    { "503 that nobody has announced, what to do", of_plain_get, 503,
      "Wait a little, then try again." },
    { "a known end, and how far away it is", with_end_and_wait, 503,
      "This website opens again" },
    { "503 after a form", of_open_post, 503, "If you paid or sent a form" },
    { "511 is about the network's sign-in", always, 511,
      "a page of its own, not on this website" },
    { "500 after a form, or where nobody knows", not_of_get, 500,
      "If you paid or sent a form" },
    { "404 without a home page", without_home, 404, "Go to the home page." },
    { "403 for two reasons", always, 403,
      "your account or the network you are using" },
};

/* Without the head of HTML. */
static const char *words_of(const char *page)
{
    const char *words = strstr(page, "<h1>");

    return words ? words : page;
}

static void hold(const situation *it, const char *page)
{
    for (size_t i = 0; i < SP_COUNT(rule_rows); i++) {
        const rule_row *row = &rule_rows[i];

        if (!row->applies(it) || (row->beside && !strstr(page, row->beside))) {
            continue;
        }
        for (size_t k = 0; k < SP_COUNT(row->unwanted) && row->unwanted[k];
             k++) {
            if (strstr(page, row->unwanted[k])) {
                fail_msg("%s: \"%s\" in:\n%s", row->name, row->unwanted[k],
                         words_of(page));
            }
        }
    }
    for (size_t i = 0; i < SP_COUNT(duty_rows); i++) {
        const duty_row *row = &duty_rows[i];

        if (row->code == it->code && row->applies(it)
            && !strstr(page, row->wanted)) {
            fail_msg("%s: \"%s\" is missing in:\n%s", row->name, row->wanted,
                     words_of(page));
        }
    }
}

/* No sentence stands on a page twice: paragraphs and advice, heading too. */
static void says_nothing_twice(const char *page)
{
    const char *end = strstr(page, "\n\nWhere to go next");
    const char *line = page;

    end = end ? end : page + strlen(page);
    while (line < end) {
        size_t n = strcspn(line, "\n");
        const char *after = line + n;

        for (const char *other = after; n > 3 && other && other < end;
             other = strchr(other + 1, '\n')) {
            if (strncmp(other + 1, line, n) == 0 && other[1 + n] == '\n') {
                fail_msg("\"%.*s\" twice in:\n%s", (int)n, line, page);
            }
        }
        line = after + 1;
    }
}

/* There is always a way on: advice, a fact, or a link. */
static bool leads_on(const char *page)
{
    return strstr(page, "\n- ") || strstr(page, "You can ")
           || strstr(page, "This address must");
}

/* Text without the ends of lines at which a paragraph wraps, for searching. */
static const char *unwrapped(const char *page, char *out)
{
    size_t n = strlen(page);

    for (size_t i = 0; i <= n; i++) {
        bool wraps =
            page[i] == '\n' && page[i + 1] != '\n' && page[i + 1] != '-';

        out[i] = wraps ? ' ' : page[i];
    }
    return out;
}

static void check(const situation *it)
{
    char out[PAGE_MAX];
    char flat[PAGE_MAX];
    const char *page = advice_page(it, HTML, out);

    hold(it, page);
    page = advice_page(it, TEXT, out);
    hold(it, unwrapped(page, flat));
    says_nothing_twice(page);
    if (it->home || it->contact) {
        assert_true(leads_on(page));
    }
}

/* ---- the walk -------------------------------------------------------------*/

/* Facts of one kind of status only, not of each. */
static bool may_be(const situation *it)
{
    bool linked = it->code == 404 || it->code == 410;

    return (linked || it->from == NO_LINK) && (it->code == 503 || !it->closed)
           && (it->code == 401 || it->code == 407 || !it->password)
           && (it->code == 403 || !it->signed_in)
           && (it->code == 401 || it->code == 403 || !it->sign_in)
           && (it->code == 400 || !(it->stored_data || it->secure_address));
}

static unsigned walk_code(int code)
{
    enum { FLAGS = 9 };
    unsigned n = 0;

    for (unsigned i = 0; i < LINKS * METHODS * MAINTENANCES << FLAGS; i++) {
        unsigned rest = i >> FLAGS;
        situation it = {
            .code = code,
            .from = (came_from)(rest % LINKS),
            .asked = (method)(rest / LINKS % METHODS),
            .closed = (maintenance)(rest / LINKS / METHODS),
            .contact = i & 1,
            .reference = i & 2,
            .password = i & 4,
            .home = i & 8,
            .waits = i & 16,
            .signed_in = i & 32,
            .stored_data = i & 64,
            .secure_address = i & 128,
            .sign_in = i & 256,
        };

        if (may_be(&it)) {
            check(&it);
            n++;
        }
    }
    return n;
}

static void contradicts_nothing(void **state)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);
    unsigned walked = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (all[i].code >= 400) {
            walked += walk_code(all[i].code);
        }
    }
    assert_true(walked > 4000);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, contradicts_nothing);
    return run_list("page_advice", list);
}
