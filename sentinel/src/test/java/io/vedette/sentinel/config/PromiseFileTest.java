package io.vedette.sentinel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.CommandLine;
import io.vedette.config.ConfigException;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Maintenance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromiseFileTest {
    private static final String ID = "0123456789012345678901234567890123456789";
    private static final String PEER = "9876543210987654321098765432109876543210";
    private static final Address OLD = new Address("10.0.0.1", 6379);
    private static final Address NEW = new Address("10.0.0.2", 6379);
    private static final Address THIRD = new Address("10.0.0.3", 6379);

    @TempDir
    private Path directory;

    private Path classic;
    private Path beside;

    @BeforeEach
    void aClassicFile() throws IOException {
        classic = directory.resolve("sentinel.conf");
        beside = directory.resolve("sentinel.conf.promises");
        Files.writeString(classic, """
                sentinel myid %s
                sentinel monitor one 10.0.0.1 6379 2
                sentinel config-epoch one 3
                sentinel leader-epoch one 3
                sentinel known-replica one 10.0.0.2 6379
                sentinel known-replica one 10.0.0.3 6379
                sentinel known-sentinel one 10.0.0.9 26379 %s
                sentinel current-epoch 3
                """.formatted(ID, PEER));
    }

    private SentinelConfiguration load() throws Exception {
        return SentinelConfiguration.load(
                CommandLine.parse(new String[] {classic.toString()}), InputStream.nullInputStream());
    }

    private DurableState state() throws Exception {
        return load().state("", UnaryOperator.identity());
    }

    private static DurableState voted(DurableState state, long epoch) {
        DurableState.Group group = state.groups().getFirst();
        return new DurableState(
                state.myId(),
                epoch,
                List.of(new DurableState.Group(
                        group.settings(),
                        group.address(),
                        group.configEpoch(),
                        epoch,
                        Optional.of(PEER),
                        group.replicas(),
                        group.sentinels())));
    }

    private static DurableState switched(DurableState state, long epoch) {
        DurableState.Group group = state.groups().getFirst();
        return new DurableState(
                state.myId(),
                epoch,
                List.of(new DurableState.Group(
                        group.settings(),
                        NEW,
                        epoch,
                        epoch,
                        Optional.of(PEER),
                        List.of(THIRD, OLD),
                        group.sentinels())));
    }

    private static Promises between(DurableState before, DurableState after) {
        return Promises.between(before, after).orElseThrow();
    }

    @Test
    void aVoteAndANewMasterComeBackThoughTheClassicFileIsOld() throws Exception {
        DurableState old = state();
        try (PromiseFile file = load().openPromises()) {
            file.write(between(old, voted(old, 4)));
            assertEquals(voted(old, 4), state());
            file.write(between(old, switched(old, 5)));
        }
        SentinelConfiguration read = load();
        assertFalse(read.isWhole());
        assertEquals(switched(old, 5), read.state("", UnaryOperator.identity()));
        read.write(read.entries(read.state("", UnaryOperator.identity())));
        assertTrue(load().isWhole());
    }

    @Test
    void whatIsNewerInTheClassicFileHolds() throws Exception {
        DurableState old = state();
        try (PromiseFile file = load().openPromises()) {
            file.write(between(old, switched(old, 5)));
        }
        String later = Files.readString(classic)
                .replace("config-epoch one 3", "config-epoch one 7")
                .replace("leader-epoch one 3", "leader-epoch one 8")
                .replace("current-epoch 3", "current-epoch 9");
        Files.writeString(classic, later);
        DurableState read = state();
        assertEquals(9, read.currentEpoch());
        assertEquals(OLD, read.groups().getFirst().address());
        assertEquals(7, read.groups().getFirst().configEpoch());
        assertEquals(8, read.groups().getFirst().leaderEpoch());
        assertTrue(load().isWhole());
    }

    /** A crash keeps any part of what was being written: bytes from the front, or some sectors and not others. */
    @Test
    void aCrashAtAnyByteOfAWriteLeavesTheOldPromisesOrTheNewOnes() throws Exception {
        DurableState old = state();
        PromiseFile file = load().openPromises();
        for (long epoch = 4; epoch < 8; epoch++) {
            DurableState before = state();
            byte[] oldBytes = Files.readAllBytes(beside);
            DurableState after = switched(old, epoch);
            file.write(between(old, after));
            byte[] newBytes = Files.readAllBytes(beside);
            int first = Arrays.mismatch(oldBytes, newBytes);
            for (int cut = first; cut < first + 400; cut++) {
                byte[] torn = oldBytes.clone();
                System.arraycopy(newBytes, 0, torn, 0, cut);
                assertEitherAfter(torn, before, after, "cut at " + cut);
            }
            Random random = new Random(epoch);
            for (int round = 0; round < 200; round++) {
                byte[] torn = oldBytes.clone();
                for (int at = first; at < first + 400; at++) {
                    if (random.nextBoolean()) {
                        torn[at] = newBytes[at];
                    }
                }
                assertEitherAfter(torn, before, after, "mixed in round " + round);
            }
            Files.write(beside, newBytes);
            assertEquals(after, state());
            file.close();
            file = load().openPromises();
        }
        file.close();
    }

    private void assertEitherAfter(byte[] torn, DurableState before, DurableState after, String what) throws Exception {
        Files.write(beside, torn);
        DurableState read = state();
        assertTrue(read.equals(before) || read.equals(after), () -> what + ": " + read);
    }

    /** While it is made, after a crash of its maker, and when it is something else. */
    @Test
    void aFileThatIsShortOrForeignPromisesNothing() throws Exception {
        DurableState old = state();
        for (int length : new int[] {0, 1, 23, 24, 100, 40_000, 100_000}) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            Files.write(beside, bytes);
            assertEquals(old, state());
            try (PromiseFile file = load().openPromises()) {
                file.write(between(old, voted(old, 4)));
            }
            assertEquals(voted(old, 4), state());
        }
    }

    @Test
    void settledPromisesDoNotHoldAgainstAnOperatorWhoWritesTheFileAnew() throws Exception {
        DurableState old = state();
        try (PromiseFile file = load().openPromises()) {
            file.write(between(old, switched(old, 5)));
            file.settle();
            assertEquals(old, state());
            file.write(between(old, switched(old, 6)));
            file.remove();
        }
        assertEquals(old, state());
        assertFalse(Files.exists(beside));
    }

    @Test
    void aFileThatCannotBeMadeIsNamed() throws Exception {
        SentinelConfiguration read = load();
        Files.createDirectory(beside);
        IOException refused = assertThrows(IOException.class, read::openPromises);
        assertTrue(refused.getMessage().contains(beside.toString()), refused::getMessage);
        ConfigException unreadable = assertThrows(ConfigException.class, this::load);
        assertTrue(unreadable.report().contains(beside.toString()), unreadable::report);
    }

    @Test
    void onlyPromisesAreTakenForPromises() throws Exception {
        DurableState old = state();
        DurableState.Group group = old.groups().getFirst();
        assertTrue(Promises.between(old, old).isEmpty());
        DurableState.Group set = new DurableState.Group(
                group.settings().withDownAfterMillis(5),
                NEW,
                9,
                9,
                Optional.empty(),
                group.replicas(),
                group.sentinels());
        DurableState.Group lonely =
                new DurableState.Group(group.settings(), NEW, 9, 9, Optional.empty(), group.replicas(), List.of());
        DurableState.Group paused = new DurableState.Group(
                group.settings(),
                NEW,
                9,
                9,
                Optional.empty(),
                group.replicas(),
                group.sentinels(),
                new DurableState.Annotations(List.of(), new Maintenance(1, ID, Maintenance.ENDLESS)));
        for (DurableState.Group more : List.of(set, lonely, paused)) {
            assertTrue(Promises.between(old, new DurableState(ID, 9, List.of(more)))
                    .isEmpty());
        }
        assertTrue(Promises.between(old, new DurableState(ID, 9, List.of())).isEmpty());
        List<Promises.OfGroup> many = new ArrayList<>(Collections.nCopies(
                1_000, new Promises.OfGroup("a name", new Address("10.0.0.1", 6379), 1, 1, Optional.of(PEER))));
        assertFalse(PromiseFile.hasRoomFor(new Promises(1, many)));
        assertTrue(PromiseFile.hasRoomFor(new Promises(1, many.subList(0, 100))));
        assertEquals(new Promises(1, many), Promises.read(new Promises(1, many).text()));
    }
}
