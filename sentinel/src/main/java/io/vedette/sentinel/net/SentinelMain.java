package io.vedette.sentinel.net;

import io.vedette.config.CommandLine;
import io.vedette.config.ConfigException;
import io.vedette.log.LogLevel;
import io.vedette.log.RedisLog;
import io.vedette.sentinel.config.IpAddress;
import io.vedette.sentinel.config.ProcessSettings;
import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.sentinel.config.SentinelOptions;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.wire.HeapCare;
import io.vedette.wire.OneLoopVertx;
import io.vedette.wire.Presence;
import io.vedette.wire.ProcessFacts;
import io.vedette.wire.ProcessSignals;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: takes exactly the arguments of redis-sentinel, says what it says while it starts, and ends as it ends.
 *
 * <p>Status 0 after SIGTERM, SIGINT or SHUTDOWN; 1 when the configuration is unusable or the port is taken, and when something
 * of ours breaks; SIGHUP is ignored.
 */
public final class SentinelMain {
    /** Where no configuration could be read there is no log file either. */
    private static final char ROLE = 'X';

    /** How long the end of the process waits for the loop to close its connections. */
    private static final long STOP_PATIENCE_MILLIS = 2_000;

    /** The JDK would hold what a name means for half a minute; names of containers move. */
    private static final String NAME_CACHE_SECONDS = "1";

    private static final Logger LOG = LoggerFactory.getLogger(SentinelMain.class);

    private final SentinelConfiguration configuration;
    private final Presence presence;
    private final AtomicInteger exitStatus = new AtomicInteger();

    private SentinelMain(SentinelConfiguration configuration) {
        this.presence = new Presence(configuration.process().presence);
        this.configuration = configuration;
    }

    public static void main(String[] args) {
        Security.setProperty("networkaddress.cache.ttl", NAME_CACHE_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", NAME_CACHE_SECONDS);
        CommandLine line = CommandLine.parse(args);
        switch (line.request()) {
            case VERSION -> System.out.println("Redis server v=7.0.15 sha=00000000:0 malloc=jvm bits=64 build=vedette");
            case HELP -> System.out.println(usage());
            case RUN -> run(line);
        }
    }

    private static String usage() {
        return """
                Usage: ./vedette sentinel [/path/to/sentinel.conf] [options] [-]
                       ./vedette sentinel -v or --version
                       ./vedette sentinel -h or --help

                Examples:
                       ./vedette sentinel /etc/sentinel.conf
                       ./vedette sentinel /etc/sentinel.conf --port 26380 --loglevel verbose
                       ./vedette sentinel /etc/sentinel.hocon""";
    }

    private static void run(CommandLine line) {
        ProcessSignals.handle(name -> {
            LOG.warn("Received SIG{} scheduling shutdown...", name);
            exit();
        });
        try {
            SentinelConfiguration configuration = SentinelConfiguration.load(line, System.in);
            startLog(configuration.process());
            new SentinelMain(configuration).start();
        } catch (ConfigException e) {
            if (e.unreadable()) {
                startPlainLog();
                LOG.warn("{}", e.report());
            } else {
                System.err.print(e.report());
            }
            System.exit(1);
        }
    }

    private static void startLog(ProcessSettings process) {
        String file = process.logFile.get();
        String path = file.isEmpty() ? "" : inDirectory(process, file).toString();
        try {
            RedisLog log = RedisLog.start(process.logLevel.get(), path, () -> ROLE);
            process.logLevel.onChange(log::level);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void startPlainLog() {
        try {
            RedisLog.start(LogLevel.NOTICE, "", () -> ROLE);
        } catch (IOException e) {
            throw new IllegalStateException(e); // standard output needs no opening
        }
    }

    /** A process of ours cannot change its directory, so names that {@code dir} should hold for are put into it here. */
    private static Path inDirectory(ProcessSettings process, String file) {
        return Path.of(process.dir.get()).resolve(file);
    }

    private void start() {
        LOG.warn("oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo");
        LOG.warn(
                "Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid={}, just started",
                ProcessHandle.current().pid());
        LOG.warn("Configuration loaded");
        configuration.process().table().notices().forEach(LOG::warn);
        refuseUnusableFile().ifPresent(SentinelMain::leave);
        Map<Address, String> names = new HashMap<>();
        DurableState state = configuration.state(ProcessFacts.randomId(), address -> numeric(address, names));
        presence.clearTheWay();
        Vertx vertx = OneLoopVertx.create();
        HeapCare.begin(vertx, () -> 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx), "shutdown"));
        vertx.deployVerticle(new SentinelVerticle(configuration, state, names, new ProcessExit()))
                .onSuccess(id -> presence.begin())
                .onFailure(this::failedToStart);
    }

    /**
     * Without {@code announce-hostnames} a name is read as what it means now; one that means nothing now is kept. Blocking: before
     * there is a loop.
     */
    private Address numeric(Address address, Map<Address, String> names) {
        SentinelOptions options = configuration.options();
        if (IpAddress.isNumeric(address.host()) || options.announceHostnames() || !options.resolveHostnames()) {
            return address;
        }
        try {
            String number = HostNames.Resolver.SYSTEM.numberOf(address.host());
            Address numeric = new Address(number, address.port());
            names.put(numeric, address.host());
            return numeric;
        } catch (UnknownHostException e) {
            LOG.warn("Failed to resolve hostname '{}'", address.host());
            return address;
        }
    }

    private void failedToStart(Throwable fault) {
        LOG.warn("{}", fault.getMessage());
        exitStatus.set(1);
        exit();
    }

    private static void leave(String reason) {
        LOG.warn("{}", reason);
        System.exit(1);
    }

    /** Why the sentinel could not keep its promises over a restart; empty if it can. */
    private Optional<String> refuseUnusableFile() {
        if (configuration.target().isEmpty()) {
            return Optional.of("Sentinel needs config file on disk to save state. Exiting...");
        }
        Path target = configuration.target().get();
        Path directory = Optional.ofNullable(target.getParent()).orElse(target);
        if (Files.exists(target) && !Files.isWritable(target)) {
            return Optional.of("Sentinel config file " + target + " is not writable: Permission denied for user "
                    + System.getProperty("user.name") + ". Exiting...");
        }
        if (!Files.isWritable(directory)) {
            return Optional.of("Sentinel config file " + target
                    + " is not writable: it is replaced as a whole, and user " + System.getProperty("user.name")
                    + " may not create files in " + directory + ". Exiting...");
        }
        return Optional.empty();
    }

    private void stop(Vertx vertx) {
        int status = exitStatus.get(); // as of now: what the closing itself stirs up is no fault
        boolean asked = status == 0;
        if (asked) {
            LOG.warn("User requested shutdown...");
        }
        presence.ending();
        try {
            vertx.close().await(STOP_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The event loop did not end in time");
        }
        presence.end();
        if (asked) {
            LOG.warn("Sentinel is now ready to exit, bye bye...");
        }
        Runtime.getRuntime().halt(status); // else a signal's own status would tell of a failure
    }

    private static void exit() {
        new Thread(() -> System.exit(0), "exit").start(); // its hook needs the loop, which may be the caller
    }

    private final class ProcessExit implements SentinelVerticle.Exit {
        @Override
        public void shutdown() {
            exit();
        }

        @Override
        public void fatal(Throwable fault) {
            LOG.error("Our own fault, the process ends: ", fault);
            exitStatus.set(1);
            exit();
        }

        @Override
        public void crash(int status) {
            Runtime.getRuntime().halt(status);
        }
    }
}
