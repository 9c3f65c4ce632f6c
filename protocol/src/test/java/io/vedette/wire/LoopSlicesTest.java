package io.vedette.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopSlicesTest {
    private static final Path OWN = Path.of("/proc/thread-self/sched");

    @Test
    void fromLinux612OnALoopHasAShortSliceAndOtherThreadsKeepTheirs() throws Exception {
        assumeTrue(knowsSlices(), "Linux 6.12 or later");
        assumeTrue(slice().isPresent(), "run by the ordinary policy");
        Vertx vertx = OneLoopVertx.create();
        try {
            Optional<Long> before = slice();
            CompletableFuture<Optional<Long>> ofLoop = new CompletableFuture<>();
            CompletableFuture<Void> there = new CompletableFuture<>();
            vertx.runOnContext(nothing -> there.complete(null));
            there.get(30, TimeUnit.SECONDS);
            LoopSlices.shorten();
            vertx.runOnContext(nothing -> ofLoop.complete(slice()));
            assertEquals(Optional.of(LoopSlices.NANOS), ofLoop.get(30, TimeUnit.SECONDS));
            assertEquals(before, slice());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static boolean knowsSlices() {
        String[] version = System.getProperty("os.version").split("[.-]");
        int major = Integer.parseInt(version[0]);
        return Files.exists(OWN)
                && List.of("amd64", "aarch64").contains(System.getProperty("os.arch"))
                && (major > 6 || major == 6 && Integer.parseInt(version[1]) >= 12);
    }

    /** Of the calling thread, nanoseconds; nothing if it runs by a policy that has none. */
    private static Optional<Long> slice() {
        try {
            return Files.readAllLines(OWN).stream()
                    .filter(line -> line.startsWith("se.slice"))
                    .map(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
