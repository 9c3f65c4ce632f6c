package io.vedette.launcher.check;

import io.vedette.rdb.RdbType;
import io.vedette.server.check.Export;
import io.vedette.server.check.SnapshotCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * {@code vedette check-rdb}: the words and exit codes of redis-check-rdb, 0 for a sound file and 1 for any other, for files of
 * all versions that the server reads.
 */
public final class CheckRdbCommand {
    private static final String USAGE = """
            Usage: vedette check-rdb [--stats] [--json] [--export resp|json] <rdb-file-name>
              --stats   keys by type, the largest keys, bytes by prefix (up to the first ':')
              --json    everything as one JSON object
              --export  the data, and no other word: commands that a server takes, or lines of JSON
            """;

    private CheckRdbCommand() {}

    /** Does what the arguments say and gives the exit code. */
    public static int run(String[] args) throws IOException {
        List<String> words = new ArrayList<>(List.of(args));
        boolean stats = words.remove("--stats");
        boolean json = words.remove("--json");
        if (words.equals(List.of("--version")) || words.equals(List.of("-v"))) {
            System.out.println("redis-check-rdb 7.0.15");
            return 0;
        }
        if (words.equals(List.of("--help"))) {
            System.out.print(USAGE);
            return 0;
        }
        Optional<Export> export;
        try {
            export = Exporting.takenFrom(words);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        if (words.size() != 1 || words.getFirst().startsWith("--") || export.isPresent() && (stats || json)) {
            System.err.print(USAGE);
            return 1;
        }
        return check(words.getFirst(), stats, json, export);
    }

    private static int check(String file, boolean stats, boolean json, Optional<Export> export) throws IOException {
        Findings findings = new Findings(!json && export.isEmpty(), stats);
        findings.line(0, "Checking RDB file " + file);
        SnapshotCheck check =
                new SnapshotCheck(findings, export, RandomGenerator.of("SplittableRandom"), System.currentTimeMillis());
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            check.read(in::read);
        } catch (IOException unreadable) {
            System.err.println("Cannot read file " + file + ": "
                    + (unreadable instanceof NoSuchFileException ? "there is no such file" : unreadable.getMessage()));
            return 1;
        }
        if (export.isPresent()) {
            export.get().end();
            check.fault()
                    .ifPresent(fault ->
                            System.err.println(file + ": " + fault.message() + ", at byte " + check.position()));
        } else if (json) {
            System.out.println(Json.of(file, check, findings));
        } else {
            tell(check, findings);
        }
        return check.fault().isPresent() ? 1 : 0;
    }

    /** What Redis' own tool calls it; it has no names for what came with streams and later. */
    private static String nameOf(RdbType type) {
        return switch (type) {
            case STRING -> "string";
            case LIST -> "list-linked";
            case SET -> "set-hashtable";
            case ZSET -> "zset-v1";
            case HASH -> "hash-hashtable";
            case ZSET_2 -> "zset-v2";
            case MODULE_2 -> "module-value";
            case HASH_ZIPMAP -> "hash-zipmap";
            case LIST_ZIPLIST -> "list-ziplist";
            case SET_INTSET -> "set-intset";
            case ZSET_ZIPLIST -> "zset-ziplist";
            case HASH_ZIPLIST -> "hash-ziplist";
            case LIST_QUICKLIST -> "quicklist";
            case STREAM_LISTPACKS -> "stream";
            case HASH_LISTPACK -> "hash-listpack";
            case ZSET_LISTPACK -> "zset-listpack";
            case LIST_QUICKLIST_2 -> "quicklist-v2";
            case STREAM_LISTPACKS_2,
                    STREAM_LISTPACKS_3,
                    SET_LISTPACK,
                    HASH_METADATA_PRE_GA,
                    HASH_LISTPACK_EX_PRE_GA,
                    HASH_METADATA,
                    HASH_LISTPACK_EX -> "unknown";
        };
    }

    /** Says how a check ended. */
    static void tell(SnapshotCheck check, Findings findings) {
        if (check.fault().isPresent()) {
            System.out.println("--- RDB ERROR DETECTED ---");
            findings.line(check.position(), check.fault().get().message());
            System.out.println("[additional info] While doing: "
                    + check.fault().get().stage().word());
            check.lastKey().ifPresent(key -> System.out.println("[additional info] Reading key '" + key + "'"));
            check.lastType()
                    .ifPresent(type -> System.out.println(
                            "[additional info] Reading type " + type.number() + " (" + nameOf(type) + ")"));
        } else {
            if (!check.isOlderThanSums()) {
                findings.line(
                        check.position(),
                        check.isSummed()
                                ? "Checksum OK"
                                : "RDB file was saved with checksum disabled: no check performed.");
            }
            findings.line(check.position(), "\\o/ RDB looks OK! \\o/");
        }
        System.out.println("[info] " + check.keys() + " keys read");
        System.out.println("[info] " + check.expiring() + " expires");
        System.out.println("[info] " + check.expired() + " already expired");
        findings.statistics().ifPresent(statistics -> statistics.lines().forEach(System.out::println));
    }
}
