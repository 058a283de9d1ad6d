#!/bin/sh
# Ends a platform's process groups when its orchestrator is gone, however it went.
#
# The orchestrator holds the other end of standard input and writes a line for each group that starts and ends:
#   start STAGE GROUP SIGNAL
#   ended GROUP
# At the end of input the stages are ended from the highest to the lowest: SIGNAL first, KILL for what is left after
# the stage's seconds. The budgets add up to 13 seconds.
trap '' HUP INT TERM PIPE
groups=''

while read -r word first second third; do
  case $word in
    start) groups="$groups $first:$second:$third" ;;
    ended)
      kept=''
      for entry in $groups; do
        case $entry in *:"$first":*) ;; *) kept="$kept $entry" ;; esac
      done
      groups=$kept
      ;;
  esac
done

# Succeeds while the group $1 has a process that is not a zombie: nobody may be there to reap those.
lives() {
  kill -0 "-$1" 2>/dev/null || return 1
  for stat in /proc/[0-9]*/stat; do
    { read -r line < "$stat"; } 2>/dev/null || continue
    set -- "$1" ${line##*)}
    [ "$4" = "$1" ] && [ "$2" != Z ] && return 0
  done
  return 1
}

end_stage() {
  stage=$1 tenths=$(($2 * 10)) members=''
  for entry in $groups; do
    rest=${entry#*:}
    [ "${entry%%:*}" = "$stage" ] || continue
    kill "-${rest#*:}" "-${rest%%:*}" 2>/dev/null && members="$members ${rest%%:*}"
  done
  while [ -n "$members" ]; do
    left=''
    for group in $members; do lives "$group" && left="$left $group"; done
    members=$left
    [ -n "$members" ] || return 0
    if [ "$tenths" -le 0 ]; then
      for group in $members; do kill -KILL "-$group" 2>/dev/null; done
      return 0
    fi
    tenths=$((tenths - 1))
    sleep 0.1
  done
}

end_stage 3 2
end_stage 2 5
end_stage 1 5
end_stage 0 1
