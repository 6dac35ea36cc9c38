-- SPDX-License-Identifier: Apache-2.0
-- Error pages made by statuspages, for mod_magnet of lighttpd: it runs this
-- when an answer begins.
local answer = lighty.r
local status = answer.req_item.http_status
if status < 400 then
    return 0
end

-- Errors of lighttpd itself, and those of backends that have no body.  All
-- others pass as they are.
local field = answer.resp_header
local is_own = field["Content-Type"] == "@OWN_TYPE@"
local is_empty = field["Content-Length"] == "0"
    and not (field["Content-Type"] or ""):lower():find("^application/grpc")
if not is_own and not is_empty then
    return 0
end

-- Not 0: a weight as RFC 9110 12.4.2 has it.
local function is_wanted(weight)
    return weight:find("^1$") or weight:find("^1%.0?0?0?$")
        or (weight:find("^0%.%d%d?%d?$") and weight:find("[1-9]"))
end

-- The first language of Accept-Language that there is a page in.
local ranges = {
@RANGES@}
local function is_range(text)
    return text and not ("-" .. text .. "-"):find("--", 1, true) and not text:find(("%w"):rep(9))
end
local function language_of(accepted)
    for element in accepted:lower():gmatch("[^,]+") do
        local range, rest = element:match("^%s*([%w-]+)%s*(.-)%s*$")
        if is_range(range) and (rest == "" or is_wanted(rest:match("^;%s*q=([%d.]+)$") or "")) then
            while range and ranges[range] == nil do
                range = range:match("^(.+)%-")
            end
            if range and ranges[range] then
                return ranges[range]
            end
        end
    end
    return "@DEFAULT@"
end

-- The first format of Accept that there is a page in.
local types = {
@TYPES@}
local function suffix_of(accepted)
    for element in accepted:lower():gmatch("[^,]+") do
        local kind, rest = element:match("^%s*([^;%s]+)%s*(.-)%s*$")
        local weight = rest and rest:match(";%s*q=%s*([^;]-)%s*%f[;\0]")
        if kind and (rest == "" or rest:find("^;")) and (not weight or is_wanted(weight)) then
            for _, row in ipairs(types) do
                if kind:find(row[1]) then
                    return row[2]
                end
            end
        end
    end
end

@SECONDS@-- It says nothing: then Fetch Metadata decides, and browsers get HTML.
local asked = answer.req_header
local function usual_suffix()
    if not asked["Host"] and not asked["User-Agent"] then
        return "@HTML@" -- the request could not be read
    end
@UNLESS@    local place = asked["Sec-Fetch-Dest"] or ""
    if place == "document" or place == "frame" or place == "iframe" or place == "embed" or place == "object" then
        return "@HTML@"
    elseif place == "empty" then
        return "@JSON@"
    elseif not place:find("^[a-z]") and (asked["User-Agent"] or ""):find("^Mozilla/") then
        return "@HTML@"
    end
    return "@TEXT@"
end

local language = language_of(asked["Accept-Language"] or "")
local suffix = suffix_of(asked["Accept"] or "") or usual_suffix()
local file = io.open("@FOLDER@/statuspages/" .. language .. "/@NAME@-" .. suffix .. "." .. status .. ".html", "rb")
if not file then
    return 0
end
local page = file:read("a")
file:close()

-- What describes the body that was not there.
for _, name in ipairs({ "Content-Encoding", "Content-Disposition", "Content-Location", "Content-MD5",
                        "Content-Digest", "Repr-Digest", "Digest", "Accept-Ranges", "ETag", "Last-Modified",
                        "Expires" }) do
    field[name] = nil
end
if status ~= 416 then
    field["Content-Range"] = nil
end

local media_types = {
@MEDIA_TYPES@}
local foreign = {
@FOREIGN@}
local waits = {
@WAITS@}
field["Content-Type"] = media_types[suffix]
field["Content-Language"] = foreign[language .. "/" .. status] or language
field["Content-Length"] = tostring(#page)
field["Cache-Control"] = "no-store"
field["Vary"] = (field["Vary"] and field["Vary"] .. ", " or "")
    .. @VARY@
@CACHE@field["X-Content-Type-Options"] = "nosniff"
field["X-Robots-Tag"] = "noindex"
field["Referrer-Policy"] = "same-origin"
if suffix == "html" then
    field["Content-Security-Policy"] = "@POLICY@"
end
if waits[status] and not field["Retry-After"] then
    field["Retry-After"] = waits[status]
end
answer.resp_body:set({ page })
-- The status, not 0: else lighttpd waits for more of the body.
return status
