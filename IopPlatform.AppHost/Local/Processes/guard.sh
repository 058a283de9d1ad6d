#!/bin/sh
# Ends a platform's process groups when its orchestrator is gone, however it went.
#
# The orchestrator holds the other end of standard input and writes a line for each group that starts and ends:
#   start STAGE GROUP SIGNAL
#   ended GROUP
# At the end of input the stages are ended from the highest to the lowest: SIGNAL first, KILL for what is left after
# the stage's seconds: gateways and services may drain for 2 seconds first. The budgets add up to 16 seconds.
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

# Leaves in $left those of the groups in $members that have a process which is not a zombie: nobody may be there to
# reap those. One pass over /proc serves all groups.
find_left() {
  left='' candidates=''
  for group in $members; do kill -0 "-$group" 2>/dev/null && candidates="$candidates $group"; done
  [ -n "$candidates" ] || return 0
  for stat in /proc/[0-9]*/stat; do
    { read -r line < "$stat"; } 2>/dev/null || continue
    set -- ${line##*)}
    [ "$1" = Z ] && continue
    case "$candidates " in *" $3 "*) ;; *) continue ;; esac
    case "$left " in *" $3 "*) ;; *) left="$left $3" ;; esac
  done
}

end_stage() {
  deadline=$(($(date +%s) + $2)) members=''
  for entry in $groups; do
    rest=${entry#*:}
    [ "${entry%%:*}" = "$1" ] || continue
    kill "-${rest#*:}" "-${rest%%:*}" 2>/dev/null && members="$members ${rest%%:*}"
  done
  while [ -n "$members" ]; do
    find_left
    members=$left
    if [ -n "$members" ] && [ "$(date +%s)" -ge "$deadline" ]; then
      for group in $members; do kill -KILL "-$group" 2>/dev/null; done
      return 0
    fi
    [ -z "$members" ] || sleep 0.1
  done
}

end_stage 3 4
end_stage 2 6
end_stage 1 5
end_stage 0 1
