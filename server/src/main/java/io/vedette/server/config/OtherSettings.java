package io.vedette.server.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The settings of Redis 7.0 that have no feature behind them here: most are passed over, some are told, some refused. */
final class OtherSettings {
    /** What is refused, except for values that ask for nothing. */
    record Refusal(String reason, Set<String> harmless) {}

    private static final String NAMES = "settings-without-effect.txt";

    static final Map<String, Refusal> REFUSED = refused();

    /** Directive to the line that is logged at start when it is given. */
    static final Map<String, String> TOLD = Map.of(
            "save",
            "save: snapshots are not written yet, data lives in memory and on the replicas only",
            "io-threads",
            "io-threads: sockets are served by one thread for now",
            "maxmemory-policy",
            "maxmemory-policy: memory is not limited yet, nothing is evicted",
            "notify-keyspace-events",
            "notify-keyspace-events: keyspace events are not published yet");

    private OtherSettings() {}

    private static Map<String, Refusal> refused() {
        Map<String, Refusal> refused = new LinkedHashMap<>();
        refused.put(
                "appendonly",
                new Refusal(
                        "not supported yet: there is no append-only file; say 'appendonly no' and keep replicas",
                        Set.of("no")));
        refused.put(
                "maxmemory",
                new Refusal("not supported yet: memory cannot be limited; say 'maxmemory 0'", Set.of("0")));
        refused.put("cluster-enabled", new Refusal("not supported yet: say 'cluster-enabled no'", Set.of("no")));
        refused.put("tls-port", new Refusal("not supported yet: this server listens without TLS only", Set.of("0")));
        refused.put(
                "tls-replication",
                new Refusal("not supported yet: this server dials its master without TLS only", Set.of("no")));
        refused.put("tls-cluster", new Refusal("not supported yet: say 'tls-cluster no'", Set.of("no")));
        refused.put(
                "user",
                new Refusal("not supported yet: users other than the default one; use 'requirepass'", Set.of()));
        refused.put("aclfile", new Refusal("not supported yet: use 'requirepass'", Set.of("")));
        refused.put("loadmodule", new Refusal("not supported: modules for Redis cannot run here", Set.of()));
        refused.put(
                "daemonize",
                new Refusal(
                        "not supported: the process stays in the foreground; let a service manager or the shell's & put it"
                                + " in the background, and say 'daemonize no'",
                        Set.of("no")));
        refused.put(
                "syslog-enabled",
                new Refusal(
                        "not supported: log to a file or to standard output, and say 'syslog-enabled no'",
                        Set.of("no")));
        return refused;
    }

    static List<String> names() {
        try (InputStream in = Objects.requireNonNull(OtherSettings.class.getResourceAsStream(NAMES));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
