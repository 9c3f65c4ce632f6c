package io.vedette.server.persistence;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of files that are being written, {@code temp-PID-N.rdb}, and their removal after a crash. Redis names them
 * {@code temp-PID.rdb} and leaves them, as it does {@code temp-rewriteaof-PID.aof}; those are found too. Any thread.
 */
public final class TemporaryFiles {
    private static final Pattern NAME = Pattern.compile(
            "temp-(?:(?:repl-)?(?<rdb>\\d{1,18})(?:-\\d+)*\\.rdb|rewriteaof-(?:bg-)?(?<aof>\\d{1,18})\\.aof)");
    private static final long OWN_PROCESS = ProcessHandle.current().pid();
    private static final AtomicLong MADE = new AtomicLong();

    private TemporaryFiles() {}

    /** A name that nothing else in this process uses. */
    public static Path snapshot(Path folder) {
        return folder.resolve("temp-" + OWN_PROCESS + "-" + MADE.incrementAndGet() + ".rdb");
    }

    /** The same for a snapshot that is made to be sent to replicas. */
    public static Path snapshotForReplicas(Path folder) {
        return folder.resolve("temp-repl-" + OWN_PROCESS + "-" + MADE.incrementAndGet() + ".rdb");
    }

    /**
     * Removes what processes that no longer live have left in the folder; also what bears the number of this one, which is to be called
     * before it writes anything.
     *
     * @return the names of what was removed
     */
    public static List<String> sweep(Path folder) throws IOException {
        List<String> removed = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "temp-*.{rdb,aof}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Matcher matcher = NAME.matcher(name);
                if (matcher.matches() && isLeft(process(matcher))) {
                    Files.deleteIfExists(file);
                    removed.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return removed;
    }

    private static long process(Matcher name) {
        return Long.parseLong(Optional.ofNullable(name.group("rdb")).orElseGet(() -> name.group("aof")));
    }

    private static boolean isLeft(long process) {
        return process == OWN_PROCESS
                || ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
    }
}
