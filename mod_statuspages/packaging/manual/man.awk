# SPDX-License-Identifier: Apache-2.0
# Makes a man page of a chapter of the manual, and of the table of commands.
#
#   awk -v name=... -v section=... -v version=... -v date=... -f man.awk [TABLES] README.md
#
# Of Markdown it knows what the chapters use: headings, paragraphs, lists, tables,
# blocks of code, `code`, **strong**, *emphasis* and links.

# ---- words -------------------------------------------------------------------

# What gsub() does, without a meaning of backslashes, in which awks differ.
function replace(text, old, new,    out, at) {
    while (at = index(text, old)) {
        out = out substr(text, 1, at - 1) new
        text = substr(text, at + length(old))
    }
    return out text
}

function escape(text) {
    return replace(replace(text, "\\", "\\e"), "-", "\\-")
}

# A line of roff must not begin like a request.
function guard(line) {
    return line ~ /^[.']/ ? "\\&" line : line
}

# Lines of at most 78 bytes, if there are blanks.
function fill(text,    words, n, i, line, out) {
    n = split(text, words, " ")
    for (i = 1; i <= n; i++) {
        if (line != "" && length(line) + length(words[i]) > 77) {
            out = out guard(line) "\n"
            line = ""
        }
        line = line (line == "" ? "" : " ") words[i]
    }
    return out guard(line)
}

function unlink(text,    before, link, url) {
    while (match(text, /!?\[[^]]*\]\([^)]*\)/)) {
        before = substr(text, 1, RSTART - 1)
        link = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        url = link
        sub(/^.*\]\(/, "", url)
        sub(/\)$/, "", url)
        sub(/\]\([^)]*\)$/, "", link)
        sub(/^!?\[/, "", link)
        text = before link (url ~ /^https?:/ ? " (" url ")" : "") text
    }
    return text
}

# `code` and **strong** are bold, *emphasis* is italic.
function inline(text,    out, c, i, code, bold, italic) {
    text = unlink(text)
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "`") {
            code = !code
            out = out (code ? "\\fB" : "\\fR")
        }
        else if (code) out = out escape(c)
        else if (substr(text, i, 2) == "**") {
            bold = !bold
            out = out (bold ? "\\fB" : "\\fR")
            i++
        }
        else if (c == "*") {
            italic = !italic
            out = out (italic ? "\\fI" : "\\fR")
        }
        else out = out (c == "\\" ? "\\e" : c)
    }
    return out
}

# ---- blocks ------------------------------------------------------------------

function heading(macro, text) {
    print macro " \"" ((macro == ".SH") ? toupper(text) : text) "\""
    after_heading = 1
}

# The first paragraph under a heading needs no macro.
function paragraph(text) {
    if (!after_heading) print ".PP"
    print fill(inline(text))
    after_heading = 0
}

function item(mark, text) {
    print ".IP " mark
    print fill(inline(text))
    after_heading = 0
}

function term(what, text) {
    what = replace(fill(what), "\n", " \\\n") # still one line
    print ".TP"
    print what
    print fill(text)
    after_heading = 0
}

# The first column is the term; the others follow, with their heads if there are several.
function row(line,    cells, n, i, text) {
    sub(/^\| */, "", line)
    sub(/ *\|$/, "", line)
    n = split(line, cells, / +\| +/)
    if (!columns) {
        columns = n
        for (i = 1; i <= n; i++) heads[i] = cells[i]
        return
    }
    if (cells[1] ~ /^-+(\|-+)*$/) return
    for (i = 2; i <= n; i++) {
        text = text (i > 2 ? (text ~ /[.]$/ ? " " : "; ") : "") (columns > 2 ? inline(heads[i]) ": " : "") inline(cells[i])
    }
    term(inline(cells[1]), text)
}

function verbatim(line) {
    print guard(escape(line))
}

# ---- the table of commands -----------------------------------------------------

function synopsis(    i) {
    heading(".SH", "Synopsis")
    for (i = 1; i <= commands; i++) {
        if (i > 1) print ".br"
        print "\\fB" name " " command[i] "\\fR [options]" (words[i] ? " \\fI" escape(words[i]) "\\fR" : "")
    }
    heading(".SH", "Description")
}

function options(    i) {
    heading(".SH", "Commands")
    for (i = 1; i <= commands; i++) {
        heading(".SS", command[i] (words[i] ? " " words[i] : ""))
        print fill(escape(summary[i] "."))
        if (story[command[i]]) print fill(story[command[i]])
        after_heading = 0
        if (command[i] in elsewhere) paragraph("See *Options of " command[i] "* below.")
        else printf "%s", rows[command[i]]
    }
    heading(".SS", "All commands")
    term("\\fB\\-h\\fR, \\fB\\-\\-help\\fR", "show the help")
    term("\\fB\\-V\\fR, \\fB\\-\\-version\\fR", "show the version")
    heading(".SH", "Exit status")
    print "0 success, 1 problems found, 2 usage error."
    after_heading = 0
}

BEGIN {
    printf ".\\\" SPDX-License-Identifier: Apache-2.0\n"
    printf ".\\\" Made from the manual and the tables of the code; edit those.\n"
    printf ".TH %s %s %s \"mod_statuspages %s\"\n", toupper(name), section, date, version
    print ".ad l"
    while ((getline line <ARGV[ARGC - 1]) > 0) {
        if (line ~ /^## Options of /) elsewhere[substr(line, 15)] = 1
    }
    heading(".SH", "Name")
    print name " \\- " purpose
}

FILENAME ~ /tables$/ {
    n = split($0, field, "\t")
    if (field[1] == "command") {
        command[++commands] = field[2]
        words[commands] = field[3]
        summary[commands] = field[4]
    }
    else if (field[1] == "story") story[field[2]] = story[field[2]] " " escape(field[3])
    else if (field[1] == "option") {
        rows[field[2]] = rows[field[2]] ".TP\n\\fB\\-\\-" escape(field[3]) "\\fR" \
            (field[4] ? " \\fI" escape(field[4]) "\\fR" : "") "\n" fill(escape(field[6])) "\n"
    }
    next
}

FNR == 1 {
    if (commands) synopsis()
    else heading(".SH", "Description")
}

# What only leads to other parts of the chapter.
/^\*\*Contents:\*\*/ { skipping = 1 }
skipping { if (/^$/) skipping = 0; next }

/^ *```/ {
    fenced = !fenced
    print fenced ? (after_heading ? ".EX" : ".PP\n.EX") : ".EE"
    if (!fenced) after_heading = 0
    next
}
fenced { verbatim($0); next }
!/^\|/ { columns = 0 }
/^# / { next }
/^## Commands$/ && commands { options(); in_table = 1; next }
/^## / { in_table = 0; heading(".SH", substr($0, 4)); next }
in_table { next }
/^#### / { heading(".SS", substr($0, 6)); next }
/^### / { heading(".SS", substr($0, 5)); next }
/^\|/ { row($0); next }
/^- / { item("\\(bu 2", substr($0, 3)); next }
/^  - / { item("\\(bu 6", substr($0, 5)); next }
/^[0-9]+\. / { item($1 " 4", substr($0, length($1) + 2)); next }
/^ *$/ { next }
/^  / { print ".IP \"\" 2"; print fill(inline(substr($0, 3))); next }
{ paragraph($0) }

END {
    heading(".SH", "See also")
    print see
}
