package io.vedette.server.net;

import io.vedette.config.CommandLine;
import io.vedette.config.ConfigException;
import io.vedette.config.ConfigReader;
import io.vedette.config.Fault;
import io.vedette.log.RedisLog;
import io.vedette.server.config.ServerSettings;
import io.vedette.wire.ProcessSignals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a data server with the arguments of redis-server. */
public final class ServerMain {
    private static final Logger LOG = LoggerFactory.getLogger(ServerMain.class);

    private static final String USAGE = """
            Usage: ./redis-server [/path/to/redis.conf] [options] [-]
                   ./redis-server - (read config from stdin)
                   ./redis-server -v or --version
                   ./redis-server -h or --help

            Examples:
                   ./redis-server (run the server with default conf)
                   echo 'maxclients 128' | ./redis-server -
                   ./redis-server /etc/redis/6379.conf
                   ./redis-server --port 7777
                   ./redis-server --port 7777 --replicaof 127.0.0.1 8888
                   ./redis-server /etc/myredis.conf --loglevel verbose -

            Sentinel mode:
                   ./redis-server /etc/sentinel.conf --sentinel
            """;

    private ServerMain() {}

    public static void main(String[] args) {
        CommandLine line = CommandLine.parse(args);
        switch (line.request()) {
            case VERSION ->
                System.out.println("Redis server v=7.0.15 sha=00000000:0 malloc=jvm-"
                        + Runtime.version().feature() + " bits=64 build=vedette-" + version());
            case HELP -> System.out.print(USAGE);
            case RUN -> run(line);
        }
    }

    private static void run(CommandLine line) {
        ServerSettings settings = new ServerSettings();
        try {
            load(line, settings);
        } catch (ConfigException e) {
            fail(e);
            return;
        }
        ServerProcess process = new ServerProcess(
                settings, line.file().map(Path::of).map(Path::toAbsolutePath), Runtime.getRuntime()::halt);
        try {
            process.log(RedisLog.start(settings.logLevel.get(), logFile(settings), process::roleLetter));
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        LOG.warn("oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo");
        LOG.warn(
                "Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid={}, just started (Vedette {})",
                ProcessHandle.current().pid(),
                version());
        if (line.file().isPresent() || !line.options().isEmpty() || line.standardInput()) {
            LOG.warn("Configuration loaded");
        } else {
            LOG.warn(
                    "Warning: no config file specified, using the default config. In order to specify a config file use"
                            + " redis-server /path/to/redis.conf");
        }
        settings.table().notices().forEach(LOG::warn);
        process.start();
        ProcessSignals.handle(process::signal);
    }

    /** Reads everything, and tells everything that is wrong at once. */
    private static void load(CommandLine line, ServerSettings settings) throws ConfigException {
        ConfigReader.Result result = ConfigReader.read(line, System.in);
        List<Fault> faults = new ArrayList<>(result.faults());
        faults.addAll(settings.table().load(result.directives()));
        faults.addAll(settings.falsePromises(result.directives()));
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    private static void fail(ConfigException e) {
        if (e.unreadable()) {
            try {
                RedisLog.start(new ServerSettings().logLevel.get(), "", () -> 'C');
                LOG.warn(e.report());
            } catch (IOException impossible) {
                System.err.println(e.report());
            }
        } else {
            System.err.println(e.report());
        }
        System.exit(1);
    }

    /** Relative to {@code dir}, as if the process had gone there. */
    private static String logFile(ServerSettings settings) {
        String file = settings.logFile.get();
        return file.isEmpty() ? "" : Path.of(settings.dir.get()).resolve(file).toString();
    }

    static String version() {
        return Optional.ofNullable(ServerMain.class.getPackage().getImplementationVersion())
                .orElse("0.1.0");
    }
}
