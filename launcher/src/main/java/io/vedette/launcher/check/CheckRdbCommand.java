package io.vedette.launcher.check;

import io.vedette.server.check.SnapshotCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code vedette check-rdb}: the words and exit codes of redis-check-rdb, 0 for a sound file and 1 for any other, for files of
 * all versions that the server reads.
 */
public final class CheckRdbCommand {
    private static final String USAGE = """
            Usage: vedette check-rdb [--stats] [--json] <rdb-file-name>
              --stats   keys by type, the largest keys, bytes by prefix (up to the first ':')
              --json    everything as one JSON object
            """;

    private CheckRdbCommand() {}

    /** Does what the arguments say and gives the exit code. */
    public static int run(String[] args) throws IOException {
        List<String> words = new ArrayList<>(List.of(args));
        boolean stats = words.remove("--stats");
        boolean json = words.remove("--json");
        if (words.equals(List.of("--help"))) {
            System.out.print(USAGE);
            return 0;
        }
        if (words.size() != 1 || words.getFirst().startsWith("--")) {
            System.err.print(USAGE);
            return 1;
        }
        return check(words.getFirst(), stats, json);
    }

    private static int check(String file, boolean stats, boolean json) throws IOException {
        Findings findings = new Findings(!json, stats);
        findings.line(0, "Checking RDB file " + file);
        SnapshotCheck check =
                new SnapshotCheck(findings, RandomGenerator.of("SplittableRandom"), System.currentTimeMillis());
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            check.read(in::read);
        } catch (IOException unreadable) {
            System.err.println("Cannot open file " + file + ": " + unreadable.getMessage());
            return 1;
        }
        if (json) {
            System.out.println(Json.of(file, check, findings));
        } else {
            tell(check, findings);
        }
        return check.fault().isPresent() ? 1 : 0;
    }

    /** Says how a check ended. */
    static void tell(SnapshotCheck check, Findings findings) {
        if (check.fault().isPresent()) {
            System.out.println("--- RDB ERROR DETECTED ---");
            findings.line(check.position(), check.fault().get().message());
            System.out.println("[additional info] While doing: "
                    + check.fault().get().stage().word());
            if (!check.lastKey().isEmpty()) {
                System.out.println("[additional info] Reading key '" + check.lastKey() + "'");
            }
            check.lastType()
                    .ifPresent(type -> System.out.println(
                            "[additional info] Reading type " + type.number() + " (" + type.kind() + ")"));
        } else {
            findings.line(
                    check.position(),
                    check.isSummed()
                            ? "Checksum OK"
                            : "RDB file was saved with checksum disabled: no check performed.");
            findings.line(check.position(), "\\o/ RDB looks OK! \\o/");
        }
        System.out.println("[info] " + check.keys() + " keys read");
        System.out.println("[info] " + check.expiring() + " expires");
        System.out.println("[info] " + check.expired() + " already expired");
        findings.statistics().ifPresent(statistics -> statistics.lines().forEach(System.out::println));
    }
}
