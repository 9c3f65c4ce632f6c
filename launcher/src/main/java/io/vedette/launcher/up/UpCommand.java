package io.vedette.launcher.up;

import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.options.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code vedette up}, and what is checked before anything starts. */
@Command(
        name = "vedette up",
        description = {
            "Starts a supervised group on this machine: one master, its replicas, and sentinels that watch over them;"
                    + " every member is a process of its own with a configuration file of its own.",
            "Ctrl-C stops everything."
        },
        sortOptions = false,
        synopsisHeading = "Usage: ")
public final class UpCommand extends Options {
    static final int DEFAULT_DOWN_AFTER_MILLIS = 1000;

    /** More members than this on one machine are a slip of the keyboard. */
    private static final int MOST_MEMBERS = 50;

    @Option(names = "--replicas", paramLabel = "N", description = "replicas beside the master (2)")
    private Optional<Integer> replicas = Optional.empty();

    @Option(names = "--sentinels", paramLabel = "N", description = "sentinels (3)")
    private Optional<Integer> sentinels = Optional.empty();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "holds the configuration files and logs (./run); a group that is there is resumed as it was")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--port", paramLabel = "P", description = "port of the first server, the others count on (6379)")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--sentinel-port",
            paramLabel = "P",
            description = "port of the first sentinel, the others count on (26379)")
    private Optional<Integer> sentinelPort = Optional.empty();

    @Option(
            names = "--down-after",
            paramLabel = "MS",
            description = "silence after which a sentinel takes a server for down, milliseconds (1000)")
    private Optional<Long> downAfterMillis = Optional.empty();

    @Option(
            names = "--server-command",
            paramLabel = "COMMAND",
            description = "program for the data servers, for example redis-server or valkey-server (Vedette's own)")
    private Optional<String> serverCommand = Optional.empty();

    @Option(
            names = "--sentinel-command",
            paramLabel = "COMMAND",
            description = "program for the sentinels, for comparison: redis-sentinel (Vedette's own)")
    private Optional<String> sentinelCommand = Optional.empty();

    @Option(
            names = "--demo-failover",
            description = "in a group of its own on free ports: write, kill -9 the master, watch the promotion, bring"
                    + " the old master back, count what was lost; exit code 0 only if it went right")
    private boolean demoFailover;

    @Option(
            names = "--durable",
            description =
                    "no acknowledged write is lost: half of the replicas, rounded up, confirm each from their disks,"
                            + " sentinels give the roles by ballot, and a master that they have not heard takes no writes")
    private boolean durable;

    public UpCommand() {}

    @Override
    protected int run() throws IOException, InterruptedException {
        checkNumbers();
        checkDurable();
        return demoFailover ? demo() : up();
    }

    private int up() throws IOException, InterruptedException {
        Path directory = this.directory.orElse(Path.of("run")).toAbsolutePath().normalize();
        Commands commands = Commands.of(serverCommand, sentinelCommand);
        Optional<Group> existing = GroupFiles.read(directory);
        if (existing.isPresent()) {
            sayWhatHasNoEffect(directory);
        }
        List<Integer> serverPorts = ports(port.orElse(6379), servers());
        List<Integer> sentinelPorts = ports(sentinelPort.orElse(26379), sentinels.orElse(3));
        refuseBusyPorts(existing.map(Group::members)
                .orElseGet(() -> GroupFiles.members(directory, serverPorts, sentinelPorts)));
        Group group = existing.isPresent()
                ? existing.get()
                : GroupFiles.write(directory, serverPorts, sentinelPorts, downAfter(), directives(commands));
        return new LiveView(group, commands).run();
    }

    private int demo() throws IOException, InterruptedException {
        if (replicas.orElse(2) < 1 || sentinels.orElse(3) < 1) {
            throw new CommandFailed("a failover needs at least one replica and one sentinel");
        }
        if (port.isPresent() || sentinelPort.isPresent()) {
            throw new CommandFailed("--demo-failover takes free ports; --port and --sentinel-port are for up alone");
        }
        List<Integer> ports = Ports.free(servers() + sentinels.orElse(3));
        DemoFailover.Settings settings = new DemoFailover.Settings(
                directory.map(path -> path.toAbsolutePath().normalize()),
                ports.subList(0, servers()),
                ports.subList(servers(), ports.size()),
                downAfter(),
                sentinelCommand.isEmpty());
        return new DemoFailover(settings, Commands.of(serverCommand, sentinelCommand)).run();
    }

    private Directives directives(Commands commands) {
        Directives usual = Directives.ofServers(commands.serverLines());
        return durable ? usual.durable(servers() - 1).fenced(sentinels.orElse(3), downAfter()) : usual;
    }

    private void checkDurable() {
        if (durable && (serverCommand.isPresent() || sentinelCommand.isPresent())) {
            throw new CommandFailed(
                    "--durable needs servers and sentinels of Vedette's own: no other program knows ballots");
        }
        if (durable && servers() < 2) {
            throw new CommandFailed(
                    "--durable needs at least one replica: a write is confirmed by others than the master");
        }
        if (durable && demoFailover) {
            throw new CommandFailed("--demo-failover shows a group without --durable; start one with up --durable");
        }
    }

    private int servers() {
        return replicas.orElse(2) + 1;
    }

    private long downAfter() {
        return downAfterMillis.orElse((long) DEFAULT_DOWN_AFTER_MILLIS);
    }

    private void checkNumbers() {
        checkBetween("--replicas", replicas.orElse(0), 0, MOST_MEMBERS);
        checkBetween("--sentinels", sentinels.orElse(1), 1, MOST_MEMBERS);
        checkBetween("--down-after", downAfter(), 1, Integer.MAX_VALUE);
        int first = port.orElse(6379);
        int firstSentinel = sentinelPort.orElse(26379);
        checkBetween("--port", first, 1, 65536 - servers());
        checkBetween("--sentinel-port", firstSentinel, 1, 65536 - sentinels.orElse(3));
        if (first < firstSentinel + sentinels.orElse(3) && firstSentinel < first + servers()) {
            throw new CommandFailed(
                    "the ports of servers (" + first + " on) and sentinels (" + firstSentinel + " on) overlap");
        }
    }

    private static List<Integer> ports(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }

    private void sayWhatHasNoEffect(Path directory) {
        List<String> options = new ArrayList<>();
        replicas.ifPresent(value -> options.add("--replicas"));
        sentinels.ifPresent(value -> options.add("--sentinels"));
        port.ifPresent(value -> options.add("--port"));
        sentinelPort.ifPresent(value -> options.add("--sentinel-port"));
        downAfterMillis.ifPresent(value -> options.add("--down-after"));
        if (durable) {
            options.add("--durable");
        }
        if (!options.isEmpty()) {
            System.out.println("Note: " + directory + " holds a group already and is resumed as it was; "
                    + String.join(", ", options) + " without effect.");
        }
    }

    private static void refuseBusyPorts(List<Member> members) {
        List<String> complaints = Ports.complaints(members);
        if (!complaints.isEmpty()) {
            throw new CommandFailed(String.join("\nvedette up: ", complaints) + "\nNothing was started.");
        }
    }
}
