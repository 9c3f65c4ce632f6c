package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptQueueTest {
    @TempDir
    private Path directory;

    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Context loop;
    private ScriptQueue queue;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        loop = vertx.getOrCreateContext();
        queue = new ScriptQueue(vertx, loop, new ScriptQueue.Complaints() {
            @Override
            public void failed(String path, int signal, int status) {
                complaints.add("failed " + Path.of(path).getFileName() + " " + signal + " " + status);
            }

            @Override
            public void timedOut(String path, long pid) {
                complaints.add("timed out " + Path.of(path).getFileName());
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        RealRedis.await("processes that can be ended", 10, () -> running().allMatch(job -> job.pid() != 0));
        List<Long> left = running().map(ScriptQueue.Pending::pid).toList();
        ask(() -> {
            queue.close();
            return 0;
        });
        left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aScriptGetsItsArgumentsAndOnlyThreeDescriptors() throws Exception {
        Path output = directory.resolve("output");
        Path script = script(
                "notify.sh",
                "printf '%s|' \"$@\" > " + output + ".new\nls /proc/self/fd | wc -l >> " + output + ".new\nmv " + output
                        + ".new " + output);
        add(script, "+sdown", "master mymaster 127.0.0.1 6379");
        RealRedis.await("the script's output", 10, () -> Files.exists(output));
        // ls opens the directory that it lists, and its output is a pipe.
        assertEquals("+sdown|master mymaster 127.0.0.1 6379|4\n", Files.readString(output));
        RealRedis.await("an empty queue", 10, () -> length() == 0);
    }

    @Test
    void statusOneIsTriedAgainAndStatusTwoIsNot() throws Exception {
        ask(() -> {
            queue.retryDelayMillis(1);
            return 0;
        });
        Path count = directory.resolve("count");
        add(script("again.sh", "echo x >> " + count + "\nexit 1"));
        assertEquals("failed again.sh 0 1", complaint());
        assertEquals(ScriptQueue.RUNS_LIMIT, Files.readAllLines(count).size());
        add(script("never.sh", "exit 2"));
        assertEquals("failed never.sh 0 2", complaint());
    }

    @Test
    void aScriptThatCannotBeExecutedIsGivenUp() throws Exception {
        add(directory.resolve("missing.sh"));
        assertEquals("failed missing.sh 0 2", complaint());
    }

    @Test
    void aScriptThatRunsTooLongIsKilledAndWaitsForItsNextRun() throws Exception {
        ask(() -> {
            queue.maxRunMillis(100);
            return 0;
        });
        add(script("slow.sh", "exec sleep 60"));
        assertEquals("timed out slow.sh", complaint());
        RealRedis.await("the next run's delay", 10, () -> pending().stream().anyMatch(job -> !job.running()));
        ScriptQueue.Pending job = pending().getFirst();
        assertEquals(1, job.runs());
        assertTrue(job.runTimeOrDelayMillis() > 20_000);
    }

    @Test
    void noMoreThanSixteenRunAtATimeAndTheOldestWaitingOneIsDropped() throws Exception {
        Path slow = script("slow.sh", "exec sleep 60");
        for (int i = 0; i < ScriptQueue.QUEUE_LIMIT + 5; i++) {
            add(slow, "" + i);
        }
        assertEquals(ScriptQueue.QUEUE_LIMIT, length());
        assertEquals(ScriptQueue.RUNNING_LIMIT, ask(queue::running));
        List<ScriptQueue.Pending> jobs = pending();
        assertEquals("15", jobs.get(15).argv().getLast());
        assertEquals("21", jobs.get(16).argv().getLast());
    }

    private Path script(String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private void add(Path script, String... args) throws Exception {
        List<String> argv = new java.util.ArrayList<>(List.of(args));
        argv.addFirst(script.toString());
        ask(() -> {
            queue.add(argv);
            return 0;
        });
    }

    private String complaint() throws InterruptedException {
        return Optional.ofNullable(complaints.poll(20, TimeUnit.SECONDS)).orElse("nothing");
    }

    private Stream<ScriptQueue.Pending> running() {
        return pending().stream().filter(ScriptQueue.Pending::running);
    }

    private int length() {
        return pending().size();
    }

    private List<ScriptQueue.Pending> pending() {
        try {
            return ask(queue::pending);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private <T> T ask(Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.runOnContext(any -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.get(10, TimeUnit.SECONDS);
    }
}
