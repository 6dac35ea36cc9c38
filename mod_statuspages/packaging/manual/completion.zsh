#compdef statuspages
# SPDX-License-Identifier: Apache-2.0
# Completes the command line of statuspages in zsh.

_statuspages() {
    local row action
    local -a tables fields commands specs
    local -A values opt_args
    # The build puts the tables of the command here.
    tables=("${(@f)$(cat <<'TABLES'
@TABLES@
TABLES
)}")
    for row in $tables; do
        fields=("${(@s:|:)row}")
        case $fields[1] in
        command) commands+=("$fields[2]:$fields[4]") ;;
        values)
            if [[ -n $fields[4] ]]; then
                values[$fields[2]/$fields[3]]="_values -s $fields[4] value $fields[5,-1]"
            else
                values[$fields[2]/$fields[3]]="($fields[5,-1])"
            fi ;;
        esac
    done
    if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
        _describe command commands
        return
    fi
    # Options and words are those of the command.
    shift words
    (( CURRENT-- ))
    for row in $tables; do
        fields=("${(@s:|:)row}")
        [[ $fields[1] == option && $fields[2] == $words[1] ]] || continue
        action=${values[$words[1]/$fields[3]]:-_files}
        specs+=("${fields[5]:+*}--$fields[3]${fields[4]:+=}[${fields[6]//(#m)[][:\\]/\\$MATCH}]${fields[4]:+:$fields[4]:$action}")
    done
    action=${values[$words[1]/-]:-_files}
    _arguments '(- *)'{-h,--help}'[show the help]' '(- *)'{-V,--version}'[show the version]' \
        "${specs[@]}" "*:argument:$action"
}

_statuspages "$@"
