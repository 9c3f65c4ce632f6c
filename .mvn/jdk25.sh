# Sourced by mvnw and by the launcher: prints the home of an installed JDK 25, or fails with one line that says what to do.
# Order: VEDETTE_JAVA_HOME, JAVA_HOME, the usual places of Linux distributions, SDKMAN, asdf, macOS, then the java on PATH.
vedette_is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}
vedette_jdk25() {
  for candidate in "${VEDETTE_JAVA_HOME-}" "${JAVA_HOME-}"; do
    if [ -n "$candidate" ] && vedette_is_jdk25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  case $- in *f*) noglob=1; set +f ;; *) noglob= ;; esac
  set -- /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/java/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.asdf/installs/java/* \
    "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home
  [ -z "$noglob" ] || set -f
  for candidate in "$@"; do
    if vedette_is_jdk25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  candidate=$(command -v javac 2>/dev/null) && candidate=$(readlink -f "$candidate") && candidate=${candidate%/bin/javac}
  if [ -n "${candidate-}" ] && vedette_is_jdk25 "$candidate"; then
    printf '%s\n' "$candidate"
    return 0
  fi
  echo "Vedette needs a JDK 25 and found none: install one (for example Temurin 25, package temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to it." >&2
  return 1
}
