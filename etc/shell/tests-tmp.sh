# Sourced by ./mvnw: where tests make their folders.

# Tests make and remove some hundred data folders and flush each: on a disk that is most of what they wait for and a
# third of what they compute. Memory serves what they test as well: no test pulls the plug of the machine.
homeport_tests_tmp() { # -> tests_tmp: a folder in memory where there is plenty, else that of every program
    tests_tmp=${HOMEPORT_TESTS_TMP:-}
    [ -z "$tests_tmp" ] || return 0
    tests_tmp=${TMPDIR:-/tmp}
    grep -q '^[^ ]* /dev/shm tmpfs ' /proc/mounts 2>/dev/null || return 0
    ! grep -q '^[^ ]* /dev/shm tmpfs [^ ]*noexec' /proc/mounts || return 0
    homeport_at_least 4 "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" || return 0
    homeport_at_least 8 "$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)" || return 0
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
    [ "$limit" = max ] || homeport_at_least 8 "$((limit / 1024))" || return 0
    memory=/dev/shm/hp$(id -u) # short: sockets are below it, and their paths may have 107 bytes
    mkdir -p "$memory" 2>/dev/null && [ -O "$memory" ] && chmod 1777 "$memory" || return 0
    find "$memory" -mindepth 1 -maxdepth 1 -mmin +1440 -exec rm -rf --one-file-system {} + # what a killed run left
    tests_tmp=$memory
}

homeport_at_least() { # GiB, KiB
    [ "${2:-0}" -ge "$(($1 * 1024 * 1024))" ]
}
