# Sourced by ./mvnw and ./homeport: sets JAVA_HOME to a JDK of at least 25, or says what to install and fails.

homeport_jdk_major() { # JAVA_HOME -> major version, from the release file (starts no JVM)
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

homeport_find_jdk() {
    path_java=$(command -v javac 2>/dev/null || true)
    [ -z "$path_java" ] || path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")")
    for home in "${HOMEPORT_JAVA_HOME:-}" "${JAVA_HOME:-}" "$path_java" \
        /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/java/* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
        major=$(homeport_jdk_major "$home")
        if [ -n "$major" ] && [ "$major" -ge 25 ]; then
            JAVA_HOME=$home
            export JAVA_HOME
            return 0
        fi
    done
    echo "Homeport needs a JDK of version 25 or newer and found none." >&2
    echo "Install one (Debian: the package temurin-25-jdk or openjdk-25-jdk) or set HOMEPORT_JAVA_HOME to its folder." >&2
    return 1
}
