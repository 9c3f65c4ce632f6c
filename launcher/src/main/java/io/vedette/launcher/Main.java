package io.vedette.launcher;

import io.vedette.launcher.bench.BenchCommand;
import io.vedette.launcher.check.CheckAofCommand;
import io.vedette.launcher.check.CheckRdbCommand;
import io.vedette.launcher.cli.CliCommand;
import io.vedette.launcher.up.UpCommand;
import io.vedette.sentinel.net.SentinelMain;
import io.vedette.server.net.ServerMain;
import io.vedette.simulation.SimulateCommand;
import java.util.Arrays;

/**
 * Where every process of ours begins: the first argument is the command, the others are its own. The arguments of
 * {@code server} and {@code sentinel} pass through untouched, and neither loads a class of the tools: a start is
 * measured in hundredths of a second.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (command) {
            // redis-server becomes a sentinel when told so, wherever the word stands.
            case "server" -> {
                if (Arrays.asList(rest).contains("--sentinel")) {
                    SentinelMain.main(rest);
                } else {
                    ServerMain.main(rest);
                }
            }
            case "sentinel" -> SentinelMain.main(rest);
            case "cli" -> System.exit(CliCommand.run(rest));
            case "check-rdb" -> System.exit(CheckRdbCommand.run(rest));
            case "check-aof" -> System.exit(CheckAofCommand.run(rest));
            case "up" -> System.exit(new UpCommand().run(rest));
            case "simulate" -> System.exit(new SimulateCommand().run(rest));
            case "bench" -> System.exit(BenchCommand.start(rest));
            case "version" -> System.out.println(Version.line());
            case "train" -> Training.run(rest);
            default -> {
                System.err.println(
                        "vedette: unknown command '" + command
                                + "'. The commands: up, server, sentinel, cli, check-rdb, check-aof, bench, simulate, version, help.");
                System.exit(2);
            }
        }
    }
}
