package io.vedette.sentinel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.CommandLine;
import io.vedette.config.ConfigException;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.MasterSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final String ID = "0123456789012345678901234567890123456789";
    private static final String PEER = "9876543210987654321098765432109876543210";

    @TempDir
    private Path directory;

    private Path operators;
    private Path own;

    @BeforeEach
    void names() {
        operators = directory.resolve("sentinel.conf");
        own = directory.resolve("state");
    }

    @Test
    void theOperatorsFileIsNeverWrittenAndTheStateComesBack() throws Exception {
        String text = operatorsText();
        Files.writeString(operators, text);
        SentinelConfiguration first = load();
        assertFalse(first.isWhole());
        assertEquals(Optional.of(own), first.target());
        DurableState state = after(first, 7);
        first.write(first.entries(state));
        assertEquals(text, Files.readString(operators));
        SentinelConfiguration second = load();
        assertTrue(second.isWhole());
        assertEquals(state, second.state("", UnaryOperator.identity()));
    }

    @Test
    void whatTheOperatorSaysIsNotRepeatedAndStaysTheOperatorsToChange() throws Exception {
        Files.writeString(operators, operatorsText());
        SentinelConfiguration first = load();
        first.write(first.entries(after(first, 7)));
        assertFalse(Files.readString(own).contains("down-after"), Files.readString(own));
        Files.writeString(
                operators, operatorsText().replace(" 5000", " 6000") + "sentinel monitor two 10.0.0.7 6379 1\n");
        DurableState state = load().state("", UnaryOperator.identity());
        assertEquals(6000, state.groups().getLast().settings().downAfterMillis());
        assertEquals(
                List.of("one", "two"),
                state.groups().stream()
                        .map(group -> group.settings().name())
                        .sorted()
                        .toList());
    }

    @Test
    void whatWasSetAtRunTimeReplacesTheOperatorsLine() throws Exception {
        Files.writeString(operators, operatorsText());
        SentinelConfiguration first = load();
        DurableState.Group group =
                first.state(ID, UnaryOperator.identity()).groups().getFirst();
        MasterSettings set = group.settings().withDownAfterMillis(777);
        first.write(first.entries(new DurableState(ID, 0, List.of(DurableState.Group.fresh(set, group.address())))));
        assertEquals(
                777,
                load().state("", UnaryOperator.identity())
                        .groups()
                        .getFirst()
                        .settings()
                        .downAfterMillis());
    }

    @Test
    void aFaultInTheStateFileIsFoundThere() throws Exception {
        Files.writeString(operators, operatorsText());
        Files.writeString(own, "sentinel myid " + ID + "\nsentinel config-epoch one x\n");
        ConfigException refused = assertThrows(ConfigException.class, this::load);
        assertEquals(own.toString(), refused.faults().getFirst().origin().file());
        assertEquals(2, refused.faults().getFirst().origin().line());
    }

    /** A write is: the new bytes into a file beside, then a rename. Whatever part of the new bytes a crash leaves there. */
    @Test
    void aCrashAtAnyByteOfAWriteLeavesTheOldStateOrTheNewOne() throws Exception {
        for (String line : List.of("sentinel state-file state\n", "")) {
            String text = operatorsText().replace("sentinel state-file state\n", line);
            Path target = line.isEmpty() ? operators : own;
            Files.writeString(operators, text);
            SentinelConfiguration before = load();
            DurableState old = after(before, 7);
            before.write(before.entries(old));
            byte[] oldBytes = Files.readAllBytes(target);
            DurableState next = after(before, 8);
            before.write(before.entries(next));
            byte[] newBytes = Files.readAllBytes(target);
            Path beside = target.resolveSibling(target.getFileName() + ".1.tmp");
            for (int cut = 0; cut <= newBytes.length; cut++) {
                Files.write(target, oldBytes);
                Files.write(beside, Arrays.copyOf(newBytes, cut));
                assertEquals(old, load().state("", UnaryOperator.identity()), "cut at " + cut);
            }
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(next, load().state("", UnaryOperator.identity()));
        }
    }

    @Test
    void whatIsLeftOfACrashedWriteDoesNotHinderTheNextOne() throws Exception {
        Files.writeString(operators, operatorsText());
        Files.writeString(own.resolveSibling("state." + ProcessHandle.current().pid() + ".tmp"), "half a li");
        SentinelConfiguration loaded = load();
        DurableState state = after(loaded, 9);
        loaded.write(loaded.entries(state));
        assertEquals(state, load().state("", UnaryOperator.identity()));
    }

    private String operatorsText() {
        return """
                dir "%s"
                # the operator's own
                sentinel state-file state
                sentinel monitor one 10.0.0.1 6379 2
                sentinel down-after-milliseconds one 5000
                """.formatted(directory);
    }

    /** A switch to another master in that epoch, voted for by us. */
    private static DurableState after(SentinelConfiguration loaded, long epoch) {
        DurableState.Group group =
                loaded.state(ID, UnaryOperator.identity()).groups().getFirst();
        return new DurableState(
                ID,
                epoch,
                List.of(new DurableState.Group(
                        group.settings(),
                        new Address("10.0.0.2", 6379),
                        epoch,
                        epoch,
                        Optional.empty(),
                        List.of(new Address("10.0.0.1", 6379)),
                        List.of(new DurableState.Peer(new Address("10.0.0.9", 26379), PEER)))));
    }

    private SentinelConfiguration load() throws IOException, ConfigException {
        return SentinelConfiguration.load(CommandLine.parse(operators.toString()), InputStream.nullInputStream());
    }
}
