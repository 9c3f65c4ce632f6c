package io.vedette.tests.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import io.vedette.tests.workload.DataDifference;
import io.vedette.tests.workload.RandomCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One server through its ends and beginnings, by a seed. Its twin, a real server that nobody disturbs, gets every command that the
 * server has kept; where a command was on its way at a kill, a counter among the data says how far the server had come. Where snapshots
 * alone are kept the twin saves at the same places among the commands, and goes back to its file when the server does.
 *
 * <p>One client sends, so the place of everything among the commands is certain.
 */
final class CrashHistory implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String COUNTER = "counter";
    private static final int MOST_AT_ONCE = 100;
    private static final int LEAST_BULK = 500;
    private static final int MOST_BULK = 4_000;
    private static final int MOST_MEMBERS = 6_000;
    private static final int LAST_STORY_LINES = 25;

    private final Random random;
    private final RandomCommands commands;
    private final boolean appendOnly;
    /** What commands cannot say in the base of an append-only file: that a deleted entry of a stream is pending. */
    private final boolean inCommands;

    private final List<Node> forms = new ArrayList<>();
    private final Node twin;
    private final Node reader;
    private final Path twinFile;
    private final Path twinFileBefore;
    private final List<String> story = new ArrayList<>();
    private Node server;
    private long counted;
    private int database;
    private boolean flushed;

    /**
     * @param twin a real server, for this history alone while it lasts
     * @param reader the same; opens files now and then that the server under test goes on with
     */
    CrashHistory(long seed, Path folder, Node twin, Node reader) {
        this.random = new Random(seed);
        this.reader = reader;
        this.commands = new RandomCommands(seed);
        this.twin = twin;
        this.twinFile = twin.configFile().resolveSibling("dump.rdb");
        this.twinFileBefore = twin.configFile().resolveSibling("before.rdb");
        this.appendOnly = random.nextInt(4) > 0;
        this.inCommands = appendOnly && random.nextBoolean();
        twin.text("FLUSHALL");
        String[] settings = {
            "appendonly " + (appendOnly ? "yes" : "no"),
            "appendfsync " + oneOf("always", "everysec", "no"),
            "aof-use-rdb-preamble " + (inCommands ? "no" : "yes"),
            "auto-aof-rewrite-min-size " + oneOf("20kb", "200kb", "64mb"),
            "auto-aof-rewrite-percentage " + oneOf("0", "30", "100"),
            "no-appendfsync-on-rewrite " + yesOrNo(),
            "rdbcompression " + yesOrNo()
        };
        server = Node.server(Kind.VEDETTE, folder, settings);
        forms.add(server);
        forms.add(server.as(Kind.REDIS));
        tell(String.join(", ", settings));
        settle();
        save();
    }

    private String yesOrNo() {
        return oneOf("yes", "no");
    }

    private String oneOf(String... some) {
        return some[random.nextInt(some.length)];
    }

    private void tell(String what) {
        story.add(what);
    }

    /** So many events, with commands between them. */
    void play(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                work();
                happen();
            }
            work();
            kill();
        } catch (AssertionError | RuntimeException e) {
            List<String> last = story.subList(Math.max(0, story.size() - LAST_STORY_LINES), story.size());
            throw new AssertionError(
                    e + "\n" + story.getFirst() + "\n... " + String.join("\n", last) + "\n" + lastOf(server.log()), e);
        }
    }

    private static String lastOf(String log) {
        List<String> lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_STORY_LINES), lines.size()));
    }

    private void happen() {
        switch (random.nextInt(19)) {
            case 0, 1 -> dieOnTheWay();
            case 2 -> kill();
            case 3 -> killInTheMiddleOfLoading();
            case 4 -> endInPeace();
            case 5, 6, 7, 8 -> beginSnapshot();
            case 9 -> slowness();
            case 10 -> reload();
            case 11 -> awaitSnapshots();
            case 12 -> save();
            case 13, 14, 15, 16, 17 -> workWhileItSaves();
            default -> turnOffAndOn();
        }
    }

    // ---- commands

    /** Commands, now and then in a transaction, a database or a form of their own; to both. */
    private void work() {
        List<String[]> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            batch.addAll(oneOfMany());
        }
        int many = 20 + random.nextInt(300);
        while (batch.size() < many) {
            batch.addAll(random.nextInt(40) == 0 ? transaction(this::one) : List.<String[]>of(one()));
        }
        tell("db " + database + ", " + batch.size() + " commands");
        send(server, batch);
        send(twin, batch);
    }

    private String[] one() {
        return switch (random.nextInt(250)) {
            case 0, 1, 2, 3, 4, 5 -> selected(random.nextInt(2));
            case 6 -> words("SWAPDB 0 1");
            case 7, 8, 9 -> words("MOVE " + anyKey() + " " + random.nextInt(2));
            case 10, 11, 12 -> words("COPY " + anyKey() + " " + anyKey() + " DB " + random.nextInt(2) + " REPLACE");
            case 13, 14, 15 -> words("RENAME " + anyKey() + " " + anyKey());
            case 16, 17 -> words("UNLINK " + anyKey() + " " + anyKey());
            case 18, 19, 20, 21 -> words("DEL " + anyKey() + " " + anyKey() + " " + anyKey());
            case 22 -> random.nextInt(4) == 0 ? flushAll() : words(random.nextBoolean() ? "FLUSHDB" : "PING");
            default -> commands.next();
        };
    }

    private String[] flushAll() {
        flushed = true;
        return words("FLUSHALL");
    }

    private String[] selected(int number) {
        database = number;
        return words("SELECT " + number);
    }

    private String anyKey() {
        return RandomCommands.keys().get(random.nextInt(RandomCommands.keys().size()));
    }

    private List<String[]> transaction(Supplier<String[]> command) {
        List<String[]> all = new ArrayList<>();
        all.add(words("MULTI"));
        for (int i = random.nextInt(12); i >= 0; i--) {
            all.add(command.get());
        }
        all.add(words("EXEC"));
        return all;
    }

    private static String[] words(String line) {
        return line.split(" ");
    }

    /** One collection becomes large at once, or many keys come or go. */
    private List<String[]> oneOfMany() {
        int many = LEAST_BULK + random.nextInt(MOST_BULK - LEAST_BULK);
        String number = Integer.toString(random.nextInt(5));
        String[] head = words(oneOf("RPUSH l", "SADD s", "HSET h", "ZADD z", "SADD i", "PFADD p", "MSET", "UNLINK"));
        List<String> words = new ArrayList<>();
        words.add(head[0]);
        if (head.length > 1) {
            words.add(head[1] + number);
        }
        for (int i = 0; i < many; i++) {
            String element = "member" + random.nextInt(MOST_MEMBERS);
            switch (head[0]) {
                case "HSET", "MSET" -> words.addAll(List.of(element, "value " + random.nextInt()));
                case "ZADD" -> words.addAll(List.of(Integer.toString(random.nextInt(1_000)), element));
                case "SADD" ->
                    words.add(head[1].equals("i") ? Long.toString(random.nextLong() >> random.nextInt(60)) : element);
                default -> words.add(element);
            }
        }
        return List.<String[]>of(words.toArray(String[]::new));
    }

    private void send(Node node, List<String[]> batch) {
        try (RespConnection connection = node.connect()) {
            connection.text("SELECT", "0");
            for (int from = 0; from < batch.size(); from += MOST_AT_ONCE) {
                List<String[]> some = batch.subList(from, Math.min(batch.size(), from + MOST_AT_ONCE));
                some.forEach(connection::send);
                some.forEach(command -> connection.read());
            }
        }
        database = 0;
    }

    // ---- ends and beginnings

    /** What was answered is there, of the rest some, in the order in which it was sent. */
    private void dieOnTheWay() {
        List<List<String[]>> parts = new ArrayList<>();
        List<String[]> all = new ArrayList<>();
        long first = counted + 1;
        for (int i = 50 + random.nextInt(1_000); i > 0; i--) {
            List<String[]> part = new ArrayList<>(
                    random.nextInt(10) == 0 ? transaction(commands::next) : List.<String[]>of(commands.next()));
            String[] count = {"SET", COUNTER, Long.toString(++counted)};
            part.add(part.size() == 1 ? 1 : part.size() - 1, count);
            parts.add(part);
            all.addAll(part);
        }
        int answered = sendUntilKilled(all);
        tell("killed on the way, " + answered + " of " + all.size() + " answered");
        begin();
        if (!appendOnly) {
            compareWithSaved("killed on the way");
            counted = first - 1;
            return;
        }
        String found = server.text("GET", COUNTER);
        long kept = found.isEmpty() ? 0 : Math.max(0, Long.parseLong(found) - first + 1); // FLUSHALL takes it along
        tell("kept " + kept);
        int size = 0;
        List<String[]> sure = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            size += parts.get(i).size();
            sure.addAll(parts.get(i));
        }
        assertTrue(
                answered <= size + (kept < parts.size() ? parts.get((int) kept).size() - 1 : 0), "answered and lost");
        send(twin, sure);
        if (!sameData() && kept < parts.size() && parts.get((int) kept).size() == 2) {
            send(twin, parts.get((int) kept).subList(0, 1));
        }
        counted = first + kept - 1;
        compare("killed on the way");
    }

    /** How many were answered. */
    private int sendUntilKilled(List<String[]> all) {
        int answered = 0;
        try (RespConnection connection = server.connect()) {
            long nanos = random.nextInt(20_000_000);
            Thread killer = Thread.ofPlatform().start(() -> {
                LockSupport.parkNanos(nanos);
                killProcess();
            });
            try {
                all.forEach(connection::send);
                while (answered < all.size()) {
                    connection.read();
                    answered++;
                }
            } catch (UncheckedIOException e) {
                // that was the last one
            }
            killer.join();
            return answered;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void kill() {
        boolean saving = isUnderWay("rdb_bgsave_in_progress");
        killProcess();
        tell("killed" + (saving ? " while it saved" : ""));
        begin();
        compareRecovered("killed");
    }

    private void killProcess() {
        // Otherwise the child of a real server would put its file in place later.
        server.process().descendants().forEach(ProcessHandle::destroyForcibly);
        server.killHard();
    }

    private void killInTheMiddleOfLoading() {
        killProcess();
        for (int i = random.nextInt(3); i >= 0; i--) {
            server.launch();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
            server.killHard();
        }
        tell("killed while it loaded");
        begin();
        compareRecovered("killed while it loaded");
    }

    private void endInPeace() {
        String how = List.of("SHUTDOWN", "SHUTDOWN SAVE", "SHUTDOWN NOSAVE", "SIGTERM")
                .get(random.nextInt(4));
        if (how.equals("SHUTDOWN SAVE")) {
            twinSaves();
        }
        tell(how);
        if (how.equals("SIGTERM")) {
            server.stop();
        } else {
            try (RespConnection connection = server.connect()) {
                connection.send(words(how));
                try {
                    throw new AssertionError(how + ": " + connection.read());
                } catch (UncheckedIOException e) {
                    // it has ended
                }
            }
            Await.until("the end by " + how, BOUND, () -> !server.process().isAlive());
        }
        begin();
        if (how.equals("SHUTDOWN SAVE") && !appendOnly) {
            recoverTwin(twinFile);
            compare(how);
        } else {
            compareRecovered(how);
        }
    }

    /** Now and then the other one's process over the same files. */
    private void begin() {
        server = forms.get(random.nextInt(3) == 0 ? 1 : 0);
        server.start();
        settle();
        tell("started " + server);
    }

    private void settle() {
        if (server.kind() == Kind.VEDETTE) {
            assertEquals("OK", server.text("CONFIG", "SET", "aof-checksum", yesOrNo()));
            assertEquals("OK", server.text("DEBUG", "QUICKLIST-PACKED-THRESHOLD", oneOf("0", "0", "60")));
        }
        assertEquals("OK", server.text("CONFIG", "SET", "list-max-listpack-size", oneOf("-2", "-1", "5")));
        assertEquals("OK", server.text("CONFIG", "SET", "hash-max-listpack-entries", oneOf("128", "4")));
        assertEquals("OK", server.text("CONFIG", "SET", "zset-max-listpack-entries", oneOf("128", "4")));
        assertEquals("OK", server.text("CONFIG", "SET", "set-max-intset-entries", oneOf("512", "8")));
        assertEquals("OK", server.text("CONFIG", "SET", "stream-node-max-entries", oneOf("100", "3")));
        if (random.nextBoolean()) {
            slowness();
        }
        database = 0;
    }

    // ---- files

    private void beginSnapshot() {
        if (appendOnly) {
            tell("BGREWRITEAOF: " + server.text("BGREWRITEAOF"));
            if (random.nextInt(4) == 0) {
                tell("BGSAVE: " + server.text("BGSAVE", "SCHEDULE"));
            }
        } else if (!isUnderWay("rdb_bgsave_in_progress")) {
            twinSaves();
            String reply = server.text("BGSAVE");
            tell("BGSAVE: " + reply);
            assertEquals("Background saving started", reply);
        }
    }

    /** What the file then holds is what was there when the save began. */
    private void workWhileItSaves() {
        save(); // nothing else is under way, nor will be
        work();
        String wanted = twin.text("DEBUG", "DIGEST");
        Map<String, String> books = DataDifference.books(twin);
        slowness();
        if (!server.text("BGSAVE").equals("Background saving started")) {
            return; // a rewrite began by itself
        }
        twinSaves();
        tell("BGSAVE");
        flushed = false;
        for (int i = random.nextInt(3); i >= 0; i--) {
            work();
        }
        awaitSnapshots();
        if (flushed) {
            return; // that ends a save
        }
        read(server.configFile().resolveSibling("dump.rdb"));
        if (!wanted.equals(reader.text("DEBUG", "DIGEST"))) {
            read(twinFile);
            String sound = reader.text("DEBUG", "DIGEST");
            assertEquals(wanted, sound, "the twin's file, which is sound");
            recoverTwin(twinFile);
            read(server.configFile().resolveSibling("dump.rdb"));
            assertEquals(List.of(), DataDifference.ofKeys(reader, twin), "what the file holds");
            throw new AssertionError("the same keys with other digests in the file");
        }
        if (!inCommands) {
            assertEquals(List.of(), DataDifference.between(DataDifference.books(reader), books), "in the file");
        }
    }

    private void read(Path file) {
        copy(file, reader.configFile().resolveSibling("dump.rdb"));
        assertEquals("OK", reader.text("DEBUG", "RELOAD", "NOSAVE"));
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save() {
        Await.until("nothing else is under way", BOUND, () -> {
            awaitSnapshots();
            return server.text("SAVE").equals("OK");
        });
        twinSaves();
        tell("SAVE");
    }

    private void twinSaves() {
        if (Files.exists(twinFile)) {
            copy(twinFile, twinFileBefore);
        }
        assertEquals("OK", twin.text("SAVE"));
    }

    private void slowness() {
        String micros = oneOf("0", "0", "200", "1000");
        tell("rdb-key-save-delay " + micros);
        assertEquals("OK", server.text("CONFIG", "SET", "rdb-key-save-delay", micros));
    }

    private void reload() {
        if (!appendOnly || random.nextBoolean()) {
            save(); // nothing else is under way
        }
        if (appendOnly && random.nextBoolean()) {
            tell("DEBUG LOADAOF");
            Await.until(
                    "a moment without a rewrite",
                    BOUND,
                    () -> server.text("DEBUG", "LOADAOF").equals("OK"));
        } else {
            tell("DEBUG RELOAD");
            assertEquals("OK", server.text("DEBUG", "RELOAD"));
        }
        compare("reloaded");
    }

    private void turnOffAndOn() {
        if (!appendOnly) {
            return;
        }
        tell("appendonly no");
        assertEquals("OK", server.text("CONFIG", "SET", "appendonly", "no"));
        work();
        tell("appendonly yes");
        assertEquals("OK", server.text("CONFIG", "SET", "appendonly", "yes"));
        work();
        awaitSnapshots();
    }

    private void awaitSnapshots() {
        server.text("CONFIG", "SET", "rdb-key-save-delay", "0");
        Await.until(
                "the end of saves and rewrites",
                BOUND,
                () -> !isUnderWay("rdb_bgsave_in_progress")
                        && !isUnderWay("aof_rewrite_in_progress")
                        && !isUnderWay("aof_rewrite_scheduled"));
        tell("saves and rewrites are over");
    }

    private boolean isUnderWay(String field) {
        return server.info("persistence", field).equals("1");
    }

    // ---- comparing

    private void compareRecovered(String when) {
        if (appendOnly) {
            compare(when);
        } else {
            compareWithSaved(when);
        }
    }

    /** The last save may not have come to its end: then it is the one before. */
    private void compareWithSaved(String when) {
        recoverTwin(twinFile);
        if (!sameDigest()) {
            tell("is it the save before?");
            recoverTwin(twinFileBefore);
        }
        compare(when);
    }

    private void recoverTwin(Path file) {
        if (!file.equals(twinFile)) {
            copy(file, twinFile);
        }
        assertEquals("OK", twin.text("DEBUG", "RELOAD", "NOSAVE"));
        String found = twin.text("GET", COUNTER);
        counted = found.isEmpty() ? 0 : Long.parseLong(found);
    }

    private boolean sameDigest() {
        return server.text("DEBUG", "DIGEST").equals(twin.text("DEBUG", "DIGEST"));
    }

    private boolean sameData() {
        return sameDigest()
                && (inCommands || DataDifference.ofBooks(server, twin).isEmpty());
    }

    private void compare(String when) {
        List<String> differences = sameDigest() ? List.of() : DataDifference.ofKeys(server, twin);
        assertEquals(List.of(), differences, when);
        assertTrue(sameDigest(), "the same keys with other digests: " + when);
        if (!inCommands) {
            assertEquals(List.of(), DataDifference.ofBooks(server, twin), when);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
