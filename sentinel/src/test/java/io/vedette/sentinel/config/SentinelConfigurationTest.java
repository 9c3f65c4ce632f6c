package io.vedette.sentinel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.CommandLine;
import io.vedette.config.ConfigException;
import io.vedette.config.OutputLimits;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Caution;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Fencing;
import io.vedette.sentinel.core.Maintenance;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.PastFailover;
import io.vedette.sentinel.core.WriteQuorum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentinelConfigurationTest {
    private static final String ID = "0123456789012345678901234567890123456789";
    private static final String PEER = "9876543210987654321098765432109876543210";

    @TempDir
    private Path directory;

    @Test
    void theOrderOfLinesIsFreeAndOldNamesAreRead() throws Exception {
        SentinelConfiguration read = load("""
                sentinel parallel-syncs one 3
                SENTINEL Failover-Timeout one 60000
                sentinel known-slave one 10.0.0.2 6380
                sentinel known-sentinel one 10.0.0.9 26379 %s
                sentinel auth-pass one "two words"
                sentinel rename-command one CONFIG GUESSME
                sentinel monitor one 10.0.0.1 6379 2
                sentinel current-epoch 6
                sentinel config-epoch one 5
                sentinel leader-epoch one 6
                sentinel myid %s
                """.formatted(PEER, ID));
        DurableState state = read.state("unused", UnaryOperator.identity());
        assertEquals(ID, state.myId());
        assertEquals(6, state.currentEpoch());
        DurableState.Group group = state.groups().getFirst();
        assertEquals(3, group.settings().parallelSyncs());
        assertEquals(60_000, group.settings().failoverTimeoutMillis());
        assertEquals(MasterSettings.DEFAULT_DOWN_AFTER_MILLIS, group.settings().downAfterMillis());
        assertEquals(Optional.of("two words"), group.settings().authPass());
        assertEquals(Map.of("config", "GUESSME"), group.settings().renamedCommands());
        assertEquals(List.of(new Address("10.0.0.2", 6380)), group.replicas());
        assertEquals(List.of(new DurableState.Peer(new Address("10.0.0.9", 26379), PEER)), group.sentinels());
        assertEquals(5, group.configEpoch());
        assertEquals(6, group.leaderEpoch());
        assertTrue(read.isWhole());
    }

    @Test
    void theCurrentEpochIsAtLeastThatOfEachConfiguration() throws Exception {
        SentinelConfiguration read = load("""
                sentinel config-epoch one 7
                sentinel current-epoch 3
                sentinel monitor one 10.0.0.1 6379 2
                """);
        assertEquals(7, read.state("unused", UnaryOperator.identity()).currentEpoch());
    }

    @Test
    void slowSubscribersHaveTheLimitThatTheFileNames() throws Exception {
        OutputLimits limits = load("client-output-buffer-limit pubsub 1mb 512kb 3")
                .process()
                .outputLimits
                .get();
        assertEquals(new OutputLimits.Limit(1 << 20, 512 << 10, 3), limits.pubsub());
        assertEquals(OutputLimits.DEFAULT.normal(), limits.normal());
    }

    @Test
    void theDefaultsAreThoseOfASentinel() throws Exception {
        SentinelConfiguration read = load("");
        assertEquals(26379, read.process().port.get());
        assertFalse(read.process().protectedMode.get());
        assertTrue(read.options().denyScriptsReconfig());
        assertEquals(ID, read.state(ID, UnaryOperator.identity()).myId());
        assertFalse(read.isWhole());
    }

    @Test
    void everyFaultIsToldAtOnceWithItsLine() {
        ConfigException refused = assertThrows(ConfigException.class, () -> load("""
                port abc
                sentinel monitor one 10.0.0.1 6379 0
                sentinel monitor two localhost 6379 1
                sentinel monitor three 10.0.0.1 99999 1
                sentinel monitor four 10.0.0.1 6379 1
                sentinel monitor four 10.0.0.1 6379 1
                sentinel down-after-milliseconds four 0
                sentinel parallel-syncs five 1
                sentinel myid abc
                sentinel what is this
                sentinel resolve-hostnames maybe
                sentinel notification-script four /no/such/script
                what is this
                """));
        assertEquals(
                List.of(
                        "1 argument couldn't be parsed into an integer",
                        "2 Quorum must be 1 or greater.",
                        "3 Can't resolve instance hostname.",
                        "4 Invalid port number.",
                        "6 Duplicate master name.",
                        "7 negative or zero time parameter.",
                        "8 No such master with specified name.",
                        "9 Malformed Sentinel id in myid option.",
                        "10 Unrecognized sentinel configuration statement.",
                        "11 Please specify yes or no for the resolve-hostnames option.",
                        "12 Notification script seems non existing or non executable.",
                        "13 Bad directive or wrong number of arguments"),
                refused.faults().stream()
                        .map(fault -> fault.origin().line() + " " + fault.reason())
                        .toList());
    }

    @Test
    void whatThisProcessCannotDoIsRefusedAndTheCommandLineMayTakeItBack() throws Exception {
        Path file = write("daemonize yes\nport 26380\n");
        ConfigException refused = assertThrows(ConfigException.class, () -> load(file));
        assertEquals(1, refused.faults().size());
        Path debian = write("daemonize yes\nsupervised systemd\nacllog-max-len 128\nrepl-diskless-sync-delay 0\n");
        assertEquals(26379, load(debian, "--daemonize", "no").process().port.get());
    }

    @Test
    void usersAreNamedOnceAndTheirSelectorsAreWhole() throws Exception {
        load("user default on nopass ~* &* +@all\nlatency-tracking-info-percentiles 50 99 99.9\n");
        load("user al on >p (+ping ~a) +info\n");
        assertThrows(ConfigException.class, () -> load("user al on\nuser al off\n"));
        assertThrows(ConfigException.class, () -> load("user al (+ping\n"));
    }

    @Test
    void theFileIsRewrittenInPlaceAndCommentsStay() throws Exception {
        Path file = write("""
                # first
                port 5000
                sentinel down-after-milliseconds setmaster 30000
                sentinel parallel-syncs setmaster 1
                sentinel monitor setmaster 10.0.0.1 30000 2

                # the other one
                sentinel monitor other 10.0.0.2 6379 1
                sentinel auth-pass other "two words"
                sentinel known-slave other 10.0.0.3 6379
                sentinel down-after-milliseconds other 5000
                """);
        SentinelConfiguration read = load(file);
        DurableState state = read.state(ID, UnaryOperator.identity());
        DurableState.Group other = state.groups().get(1);
        DurableState later = new DurableState(
                ID,
                7,
                List.of(
                        new DurableState.Group(
                                other.settings(),
                                new Address("10.0.0.3", 6379),
                                7,
                                6,
                                Optional.empty(),
                                List.of(new Address("10.0.0.2", 6379)),
                                List.of(new DurableState.Peer(new Address("10.0.0.9", 26379), PEER))),
                        state.groups().getFirst()));
        read.write(read.entries(later));
        String expected = """
                # first
                port 5000
                sentinel down-after-milliseconds setmaster 30000
                sentinel parallel-syncs setmaster 1
                sentinel monitor setmaster 10.0.0.1 30000 2

                # the other one
                sentinel monitor other 10.0.0.3 6379 1
                sentinel auth-pass other "two words"
                sentinel down-after-milliseconds other 5000

                # Generated by CONFIG REWRITE
                sentinel myid %s
                sentinel config-epoch other 7
                sentinel config-epoch setmaster 0
                sentinel leader-epoch other 6
                sentinel leader-epoch setmaster 0
                sentinel known-replica other 10.0.0.2 6379
                sentinel known-sentinel other 10.0.0.9 26379 %s
                sentinel current-epoch 7
                """.formatted(ID, PEER);
        assertEquals(expected, Files.readString(file));
        SentinelConfiguration again = load(file);
        assertEquals(
                later.groups().getFirst(),
                again.state("unused", UnaryOperator.identity()).groups().get(1));
        again.write(again.entries(again.state("unused", UnaryOperator.identity())));
        assertEquals(expected, Files.readString(file));
    }

    @Test
    void settingsThatWereChangedAreWrittenAndRemovedMastersDisappear() throws Exception {
        Path file = write("sentinel monitor one 10.0.0.1 6379 1\nsentinel monitor two 10.0.0.2 6379 1\n");
        SentinelConfiguration read = load(file);
        DurableState.Group two =
                read.state(ID, UnaryOperator.identity()).groups().get(1);
        MasterSettings changed = two.settings()
                .withQuorum(3)
                .withDownAfterMillis(1000)
                .withAuthUser(Optional.of("bob"))
                .withRenamedCommands(Map.of("config", "x y"));
        read.options().announceIp("10.0.0.5");
        read.options().sentinelPass("a b");
        read.write(read.entries(new DurableState(ID, 0, List.of(DurableState.Group.fresh(changed, two.address())))));
        String text = Files.readString(file);
        assertFalse(text.contains(" one "), text);
        for (String line : List.of(
                "sentinel monitor two 10.0.0.2 6379 3",
                "sentinel down-after-milliseconds two 1000",
                "sentinel auth-user two bob",
                "sentinel rename-command two config \"x y\"",
                "sentinel announce-ip \"10.0.0.5\"",
                "sentinel sentinel-pass \"a b\"")) {
            assertTrue(text.lines().anyMatch(line::equals), line + " in " + text);
        }
        assertEquals("a b", load(file).options().sentinelPass());
    }

    @Test
    void whatOnlyWeKnowStandsInLinesThatAreCommentsToOthers() throws Exception {
        Path file = write("sentinel monitor one 10.0.0.1 6379 1\n");
        SentinelConfiguration read = load(file);
        DurableState.Group one =
                read.state(ID, UnaryOperator.identity()).groups().getFirst();
        DurableState.Annotations annotations = new DurableState.Annotations(
                List.of(
                        new PastFailover(
                                3,
                                PEER,
                                "observed",
                                new Address("10.0.0.1", 6379),
                                Optional.of(new Address("10.0.0.2", 6379)),
                                1,
                                "done",
                                List.of(
                                        new PastFailover.Phase("try-failover", 1_700_000_000_000L),
                                        new PastFailover.Phase("end", 1_700_000_000_007L)),
                                List.of("10.0.0.2:6379 priority 100 offset 7", "\"odd\"")),
                        new PastFailover(
                                4,
                                ID,
                                "automatic",
                                new Address("10.0.0.2", 6379),
                                Optional.empty(),
                                7,
                                "not-elected",
                                List.of(),
                                List.of())),
                new Maintenance(2, PEER, Maintenance.ENDLESS));
        DurableState state = new DurableState(
                ID,
                4,
                List.of(new DurableState.Group(
                        one.settings(), one.address(), 4, 4, Optional.empty(), List.of(), List.of(), annotations)));
        read.write(read.entries(state));
        String written = Files.readString(file);
        assertTrue(
                written.contains("#@vedette sentinel failover-history one 4 " + ID
                        + " automatic 10.0.0.2 6379 - 0 7 not-elected -\n"),
                written);
        SentinelConfiguration again = load(file);
        DurableState back = again.state("unused", UnaryOperator.identity());
        assertEquals(
                state.groups().getFirst().annotations(),
                back.groups().getFirst().annotations());
        again.write(again.entries(back));
        assertEquals(written, Files.readString(file));
    }

    @Test
    void cautionIsReadAndWritten() throws Exception {
        Path file = write("""
                sentinel monitor one 10.0.0.1 6379 1
                sentinel max-failover-lag one 4096
                sentinel refused-is-down one yes
                sentinel replica-veto one yes
                sentinel forget-after one 60000
                sentinel write-quorum one 2 3
                sentinel fencing one 2 600 3
                """);
        SentinelConfiguration read = load(file);
        DurableState state = read.state(ID, UnaryOperator.identity());
        Caution caution = new Caution(
                OptionalLong.of(4096),
                true,
                true,
                60_000,
                Optional.of(new WriteQuorum(2, 3)),
                Optional.of(new Fencing(2, 600, 3)));
        MasterSettings settings = state.groups().getFirst().settings();
        assertEquals(caution, settings.caution());
        DurableState.Group less = DurableState.Group.fresh(
                settings.withCaution(Caution.NONE), state.groups().getFirst().address());
        read.write(read.entries(new DurableState(ID, 0, List.of(less))));
        String text = Files.readString(file);
        assertTrue(text.contains("sentinel refused-is-down one no\n"), text);
        assertFalse(text.contains("max-failover-lag"), text);
        assertFalse(text.contains("fencing"), text);
    }

    @Test
    void aFenceThatKeepsNobodyApartIsRefused() throws Exception {
        assertTrue(fencing("2", "1 600 3").contains("fencing must demand 2 to 3 of the 3 sentinels"));
        assertEquals("", fencing("3", "1 600 3"), "all three must vote, so no one is left over");
        assertTrue(fencing("2", "2 600 5").contains("fencing must demand 3 to 5"));
        assertTrue(fencing("2", "4 600 3").contains("fencing must demand 2 to 3"));
        assertTrue(fencing("2", "2 5 3").contains("10 ms to an hour"));
        assertTrue(fencing("2", "2 600 101").contains("1 to 100 sentinels"));
        assertTrue(fencing("2", "2 600").contains("Unrecognized"));
    }

    /** The fault; empty if there is none. */
    private String fencing(String quorum, String words) throws IOException {
        try {
            load("sentinel monitor one 10.0.0.1 6379 " + quorum + "\nsentinel fencing one " + words + "\n");
            return "";
        } catch (ConfigException faults) {
            return faults.getMessage();
        }
    }

    @Test
    void hoconSaysTheSameAndItsStateGoesBesideIt() throws Exception {
        Path file = directory.resolve("sentinel.hocon");
        Files.writeString(file, """
                port = 5001
                sentinel {
                  monitor = ["one 10.0.0.1 6379 2"]
                  down-after-milliseconds { one = 5000 }
                }
                """);
        SentinelConfiguration read = load(file);
        assertEquals(5001, read.process().port.get());
        DurableState.Group one =
                read.state(ID, UnaryOperator.identity()).groups().getFirst();
        assertEquals(5000, one.settings().downAfterMillis());
        String before = Files.readString(file);
        read.write(read.entries(new DurableState(
                ID,
                4,
                List.of(new DurableState.Group(
                        one.settings(),
                        new Address("10.0.0.2", 6379),
                        4,
                        3,
                        Optional.empty(),
                        List.of(one.address()),
                        List.of())))));
        assertEquals(before, Files.readString(file));
        DurableState again = load(file).state("unused", UnaryOperator.identity());
        assertEquals(ID, again.myId());
        assertEquals(new Address("10.0.0.2", 6379), again.groups().getFirst().address());
        assertEquals(5000, again.groups().getFirst().settings().downAfterMillis());
        assertEquals(3, again.groups().getFirst().leaderEpoch());
    }

    @Test
    void namesOfHostsAreForThoseWhoAllowThem() throws Exception {
        SentinelConfiguration read = load("sentinel monitor one some.host 6379 1\nsentinel resolve-hostnames yes\n");
        DurableState state = read.state(
                ID,
                address ->
                        new Address(address.host().equals("some.host") ? "10.0.0.1" : address.host(), address.port()));
        assertEquals(new Address("10.0.0.1", 6379), state.groups().getFirst().address());
    }

    private SentinelConfiguration load(String text) throws IOException, ConfigException {
        return load(write(text));
    }

    private static SentinelConfiguration load(Path file, String... more) throws ConfigException {
        List<String> words = new java.util.ArrayList<>(List.of(more));
        words.addFirst(file.toString());
        return SentinelConfiguration.load(
                CommandLine.parse(words.toArray(String[]::new)), InputStream.nullInputStream());
    }

    private Path write(String text) throws IOException {
        Path file = Files.createTempFile(directory, "sentinel", ".conf");
        return Files.writeString(file, text);
    }
}
