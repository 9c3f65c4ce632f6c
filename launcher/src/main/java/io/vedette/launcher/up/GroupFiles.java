package io.vedette.launcher.up;

import io.vedette.config.Words;
import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration files of a group: read where they exist, written where they do not, never overwritten. */
public final class GroupFiles {
    public static final String HOST = "127.0.0.1";

    /** A failover that fails is tried again after twice this time. */
    private static final int FAILOVER_TIMEOUT_MILLIS = 10_000;

    private static final Pattern NAME = Pattern.compile("(server|sentinel)-(\\d{1,5})\\.conf");

    private GroupFiles() {}

    /**
     * The group whose files lie in the directory; empty if there are none.
     *
     * @throws CommandFailed files that make no group
     */
    static Optional<Group> read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        List<Member> servers = new ArrayList<>();
        List<Member> sentinels = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    Member.Kind kind = name.group(1).equals("server") ? Member.Kind.SERVER : Member.Kind.SENTINEL;
                    Member member = new Member(kind, portIn(file, Integer.parseInt(name.group(2))), file);
                    (kind == Member.Kind.SERVER ? servers : sentinels).add(member);
                }
            }
        }
        if (servers.isEmpty() && sentinels.isEmpty()) {
            return Optional.empty();
        }
        if (servers.isEmpty()) {
            throw new CommandFailed(directory + " holds sentinels but no server; use another --dir");
        }
        servers.sort(Comparator.comparingInt(Member::port));
        sentinels.sort(Comparator.comparingInt(Member::port));
        return Optional.of(new Group(directory, List.copyOf(servers), List.copyOf(sentinels), true));
    }

    /** The port that the file sets; the one in its name if it sets none. */
    private static int portIn(Path file, int named) throws IOException {
        for (String line : Files.readAllLines(file)) {
            List<String> words = Words.split(line).orElse(List.of());
            if (words.size() == 2 && words.get(0).equalsIgnoreCase("port")) {
                try {
                    return Integer.parseInt(words.get(1));
                } catch (NumberFormatException e) {
                    throw new CommandFailed(file + ": port " + words.get(1) + " is no number");
                }
            }
        }
        return named;
    }

    /** True if its sentinels were told of a write quorum. */
    static boolean isDurable(Group group) throws IOException {
        for (Member sentinel : group.sentinels()) {
            for (String line : Files.readAllLines(sentinel.configFile())) {
                if (line.strip().startsWith("sentinel write-quorum ")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The members that a new group would have, servers first. */
    static List<Member> members(Path directory, List<Integer> serverPorts, List<Integer> sentinelPorts) {
        List<Member> members = new ArrayList<>();
        serverPorts.forEach(port -> members.add(Member.in(directory, Member.Kind.SERVER, port)));
        sentinelPorts.forEach(port -> members.add(Member.in(directory, Member.Kind.SENTINEL, port)));
        return members;
    }

    /**
     * Writes the files of a new group; the first server port is the master's.
     *
     */
    public static Group write(
            Path directory,
            List<Integer> serverPorts,
            List<Integer> sentinelPorts,
            long downAfterMillis,
            Directives directives)
            throws IOException {
        Files.createDirectories(directory);
        int masterPort = serverPorts.getFirst();
        List<Member> members = members(directory, serverPorts, sentinelPorts);
        for (Member member : members) {
            if (member.kind() == Member.Kind.SERVER) {
                Files.createDirectories(dataDirectory(directory, member.port()));
            }
            writeNew(
                    member.configFile(),
                    switch (member.kind()) {
                        case SERVER -> serverText(directory, member.port(), masterPort, directives.servers());
                        case SENTINEL ->
                            sentinelText(directory, member.port(), masterPort, sentinelPorts.size(), downAfterMillis)
                                    + lines(directives.sentinels());
                    });
        }
        return new Group(
                directory,
                members.subList(0, serverPorts.size()),
                members.subList(serverPorts.size(), members.size()),
                false);
    }

    /** Servers have a directory each, or they would save their data into one file. */
    private static Path dataDirectory(Path directory, int port) {
        return directory.resolve("data-" + port);
    }

    private static String serverText(Path directory, int port, int masterPort, List<String> lines) {
        String text = """
                # Written once by `vedette up`, which never changes it again. The server does, when a sentinel tells it
                # its role (CONFIG REWRITE). Start this server alone with: vedette server THIS-FILE
                bind %s
                port %d
                dir %s
                # Replicas that arrive together need not wait for each other here.
                repl-diskless-sync-delay 0
                """.formatted(
                        HOST,
                        port,
                        Words.quoteWhereNeeded(dataDirectory(directory, port).toString()));
        StringBuilder whole = new StringBuilder(text).append(lines(lines));
        if (port != masterPort) {
            whole.append("replicaof ")
                    .append(HOST)
                    .append(' ')
                    .append(masterPort)
                    .append('\n');
        }
        return whole.toString();
    }

    private static String lines(List<String> directives) {
        return directives.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String sentinelText(Path directory, int port, int masterPort, int sentinels, long downAfterMillis) {
        return """
                # Written once by `vedette up`, which never changes it again. The sentinel keeps its state here: its id,
                # epochs, and whom it knows. Start this sentinel alone with: vedette sentinel THIS-FILE
                bind %s
                port %d
                dir %s
                sentinel monitor %s %s %d %d
                sentinel down-after-milliseconds %4$s %8$d
                sentinel failover-timeout %4$s %9$d
                sentinel parallel-syncs %4$s 1
                """.formatted(
                        HOST,
                        port,
                        Words.quoteWhereNeeded(directory.toString()),
                        Group.MASTER_NAME,
                        HOST,
                        masterPort,
                        sentinels / 2 + 1,
                        downAfterMillis,
                        FAILOVER_TIMEOUT_MILLIS);
    }

    private static void writeNew(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    }
}
