# SPDX-License-Identifier: Apache-2.0
# Completes the command line of statuspages in bash.

_statuspages()
{
    local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} option=- separator="" words="" before="" row tables
    local kind of name rest
    COMPREPLY=()
    [ "$COMP_CWORD" -gt 1 ] || command=
    # bash splits --option=value at the sign
    [ "$cur" != = ] || cur=
    [ "$previous" != = ] || previous=${COMP_WORDS[COMP_CWORD - 2]}
    # The build puts the tables of the command here.
    mapfile -t tables <<'TABLES'
@TABLES@
TABLES
    # the option whose value is being typed; - is none
    for row in "${tables[@]}"; do
        IFS='|' read -r kind of name rest <<<"$row"
        if [ "$kind $of --$name" = "option $command $previous" ] && [[ $rest != '|'* ]]; then
            option=$name
        fi
    done
    [[ $option$cur != --* ]] || words="--help --version"
    for row in "${tables[@]}"; do
        IFS='|' read -r kind of name rest <<<"$row"
        case $kind in
        command) [ "$command" ] || words+=" $of" ;;
        option) [[ $of$option$cur != "$command"--* ]] || words+=" --$name" ;;
        values)
            if [ "$of $name" = "$command $option" ] && [[ $option$cur != --* ]]; then
                separator=${rest%%|*}
                rest=${rest#*|}
                words=${rest//|/ }
            fi ;;
        esac
    done
    if [ "$separator" ] && [[ $cur == *$separator* ]]; then
        before=${cur%"$separator"*}$separator
    fi
    [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "${cur#"$before"}")
}

complete -o bashdefault -o default -F _statuspages statuspages
