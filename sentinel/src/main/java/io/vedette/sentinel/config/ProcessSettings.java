package io.vedette.sentinel.config;

import io.vedette.acl.ChannelsOfNewUsers;
import io.vedette.config.ConfigRefusal;
import io.vedette.config.Directive;
import io.vedette.config.Fault;
import io.vedette.config.OutputLimits;
import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import io.vedette.log.LogLevel;
import io.vedette.wire.ListenSettings;
import io.vedette.wire.PresenceSettings;
import io.vedette.wire.tls.TlsSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The directives of a sentinel's file that are not {@code sentinel ...}: where to listen, where to log, who may talk. One row
 * each; all other directives of redis.conf are accepted and left alone, since people share files between the two.
 *
 * <p>What Redis can and this process cannot is refused at start ({@link #contradictions}), never silently dropped.
 */
public final class ProcessSettings {
    /** The sentinel's own port, registered with IANA by nobody and known to every client library. */
    public static final int DEFAULT_PORT = 26379;

    private static final String IGNORED = "directives-of-data-servers.txt";
    private static final int MAX_PORT = 65535;

    private final SettingTable table = new SettingTable();

    public final Setting<Integer> port =
            table.add(Setting.integer("port", DEFAULT_PORT, 0, MAX_PORT).startOnly());
    public final Setting<List<String>> bind =
            table.add(Setting.words("bind", List.of("*", "-::*"), 0, 16).startOnly());
    public final Setting<String> bindSourceAddress =
            table.add(Setting.text("bind-source-addr", "").startOnly());
    public final Setting<Boolean> protectedMode = table.add(Setting.yesNo("protected-mode", false));
    public final Setting<String> dir =
            table.add(Setting.text("dir", ".").startOnly().checkedBy(ProcessSettings::requireDirectory));
    public final Setting<String> logFile = table.add(Setting.text("logfile", "").startOnly());
    public final Setting<LogLevel> logLevel = table.add(Setting.choice("loglevel", LogLevel.NOTICE));
    public final Setting<String> requirepass = table.add(Setting.text("requirepass", ""));
    public final Setting<ChannelsOfNewUsers> channelsOfNewUsers =
            table.add(Setting.choice("acl-pubsub-default", ChannelsOfNewUsers.RESETCHANNELS));
    public final Setting<String> aclFile = table.add(Setting.text("aclfile", "").startOnly());
    public final Setting<Long> aclLogMaxLength = table.add(Setting.number("acllog-max-len", 128, 0, Long.MAX_VALUE));
    public final Setting<Integer> maxClients = table.add(Setting.integer("maxclients", 10000, 1, Integer.MAX_VALUE));
    public final Setting<Integer> timeoutSeconds = table.add(Setting.integer("timeout", 0, 0, Integer.MAX_VALUE));
    public final Setting<Integer> tcpKeepaliveSeconds =
            table.add(Setting.integer("tcp-keepalive", 300, 0, Integer.MAX_VALUE));
    public final Setting<Integer> tcpBacklog =
            table.add(Setting.integer("tcp-backlog", ListenSettings.DEFAULT_BACKLOG, 0, Integer.MAX_VALUE)
                    .startOnly());
    public final PresenceSettings presence = new PresenceSettings(table, dir);
    public final Setting<Long> queryBufferLimitBytes = table.add(Setting.memory(
            "client-query-buffer-limit", ListenSettings.DEFAULT_QUERY_BUFFER_LIMIT_BYTES, 1 << 20, Long.MAX_VALUE));
    public final Setting<OutputLimits> outputLimits =
            table.add(Setting.custom("client-output-buffer-limit", OutputLimits.DEFAULT, OutputLimits.KIND));
    private final Setting<Boolean> daemonize =
            table.add(Setting.yesNo("daemonize", false).startOnly());
    private final Setting<Boolean> syslog = table.add(Setting.yesNo("syslog-enabled", false)
            .startOnly()
            .withoutEffect("lines go to the log file or to standard output only"));
    public final TlsSettings tls = new TlsSettings(table, dir);

    public ProcessSettings() {
        for (String name : ignoredNames()) {
            table.add(Setting.words(name, List.of(), 0, Integer.MAX_VALUE).hidden());
        }
    }

    public SettingTable table() {
        return table;
    }

    public ListenSettings listenSettings() {
        return new ListenSettings(
                bind.get(),
                port.get() == 0 ? ListenSettings.NO_PORT : port.get(),
                tcpBacklog.get(),
                tcpKeepaliveSeconds.get(),
                presence.socketPath(),
                queryBufferLimitBytes.get());
    }

    /** What each value for itself may be, but this process cannot do; told after everything was read, since the last word counts. */
    List<Fault> contradictions(List<Directive> directives) {
        List<Fault> faults = new ArrayList<>();
        if (daemonize.get()) {
            faults.add(blame(
                    directives,
                    "daemonize",
                    "not supported: the process stays in the foreground; let a service manager or the shell's & put it in the "
                            + "background, and say 'daemonize no'"));
        }
        return faults;
    }

    private static void requireDirectory(String path) throws ConfigRefusal {
        try {
            if (Files.isDirectory(Path.of(path))) {
                return;
            }
        } catch (InvalidPathException e) {
            throw new ConfigRefusal("not a path: " + e.getReason());
        }
        throw new ConfigRefusal(Files.exists(Path.of(path)) ? "Not a directory" : "No such file or directory");
    }

    private static Fault blame(List<Directive> directives, String name, String reason) {
        return directives.reversed().stream()
                .filter(directive -> directive.name().equals(name))
                .findFirst()
                .orElseThrow()
                .fault(reason);
    }

    private static List<String> ignoredNames() {
        try (InputStream in = Objects.requireNonNull(ProcessSettings.class.getResourceAsStream(IGNORED));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
