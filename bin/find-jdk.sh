# Sourced by our scripts: sets JAVA_HOME to a JDK 25, or says how to get one and stops.
# Order: GATEPOST_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm, /opt, SDKMAN.

is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk_25() {
  local candidate java
  for candidate in "${GATEPOST_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then echo "$candidate"; return; fi
  done
  if java=$(command -v java); then
    candidate=$(dirname "$(dirname "$(readlink -f "$java")")")
    if is_jdk_25 "$candidate"; then echo "$candidate"; return; fi
  fi
  for candidate in /usr/lib/jvm/* /opt/* "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/*; do
    if is_jdk_25 "$candidate"; then echo "$candidate"; return; fi
  done
  return 1
}

if ! JAVA_HOME=$(find_jdk_25); then
  cat >&2 <<'HELP'
Gatepost needs a JDK 25 and found none.
Looked at: GATEPOST_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm, /opt, SDKMAN.
Install one, for example:
  Debian 13:  apt-get install openjdk-25-jdk-headless
  SDKMAN:     sdk install java 25-tem
  any Linux:  unpack Temurin 25 from https://adoptium.net into /opt
or point to one:  GATEPOST_JAVA_HOME=/path/to/jdk-25
HELP
  exit 1
fi
export JAVA_HOME
