#!/usr/bin/env bash
# Runs a built Gatepost: run-java.sh DIST COMMAND ... . JAVA_HOME is a JDK 25.
# GATEPOST_JAVA_OPTS adds options for the JVM, such as -Xmx1g; GATEPOST_CACHE is where the start-up
# cache is kept, if not in DIST.
set -euo pipefail
# Absolute: a start-up cache made with relative names is fatal to a start from another folder.
dist=$(cd "$1" && pwd)
shift

# Without a locale, as cron has it, Java takes nothing but ASCII from the command line.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# In a fixed order: the start-up cache is good for one class path only.
jars() {
  printf '%s\n' "$@" | LC_ALL=C sort | paste -sd:
}

command=${1:-}
classpath=$(jars "$dist"/lib/*.jar)
caches=${GATEPOST_CACHE:-$dist}
cache=$caches/gatepost.aot
rehearsal=(rehearse)
if [ "$command" = demo ]; then
  classpath=$classpath:$(jars "$dist"/lib/demo/*.jar)
  cache=$caches/demo.aot
  rehearsal=(demo --rehearse)
fi

# One small heap that gives memory back, small pooled buffers, and no arena per thread of malloc:
# what a proxy with thousands of idle sessions needs (docs/adr/0003-flags-of-the-jvm.md).
flags=(
  -XX:+UseSerialGC
  -XX:+UseCompactObjectHeaders
  -XX:-UsePerfData
  -Xms32m
  -XX:NewSize=16m
  -Xmx512m
  -XX:MinHeapFreeRatio=10
  -XX:MaxHeapFreeRatio=20
  -XX:TrimNativeHeapInterval=10000
  -XX:+ExitOnOutOfMemoryError
  --enable-native-access=ALL-UNNAMED
  -Dio.netty.leakDetection.level=disabled
  -Dio.netty.allocator.type=pooled
  -Dio.netty.allocator.maxOrder=3
  -Dio.netty.handler.ssl.openssl.bioNonApplicationBufferSize=512
)
export MALLOC_ARENA_MAX=2

# The start-up cache holds what a rehearsal loaded. It belongs to this machine, this JDK and these
# jars; without it everything works, a second later.
if [ -w "$caches" ] && [ -e "$cache" ] && [ -n "$(find "$dist/lib" -name '*.jar' -newer "$cache" -print -quit)" ]; then
  rm -f "$cache" # of other jars than these
fi
if [ -w "$caches" ] && [ ! -e "$cache" ]; then
  echo "gatepost: preparing fast starts" >&2
  if ! "$JAVA_HOME/bin/java" "${flags[@]}" -XX:AOTCacheOutput="$cache.new" -Xlog:disable \
    -cp "$classpath" org.gatepost.Main "${rehearsal[@]}" >/dev/null 2>"$cache.log" ||
    ! mv "$cache.new" "$cache" 2>/dev/null; then
    echo "gatepost: no start-up cache could be made; see $cache.log" >&2
  fi
fi
if [ -r "$cache" ]; then
  # Without the rehearsal's profiles: what is compiled by a few requests of it stays slower.
  flags+=(-XX:AOTCache="$cache" -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining)
  flags+=(-Xlog:aot=off -Xlog:cds=off)
fi

# shellcheck disable=SC2086 # several options in one variable
exec "$JAVA_HOME/bin/java" "${flags[@]}" ${GATEPOST_JAVA_OPTS:-} -cp "$classpath" org.gatepost.Main "$@"
