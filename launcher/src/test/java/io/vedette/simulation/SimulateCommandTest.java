package io.vedette.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SimulateCommandTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private int run(String... args) throws InterruptedException {
        PrintStream before = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            return new SimulateCommand().run(args);
        } finally {
            System.setOut(before);
        }
    }

    private String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void seedsAreCountedWithWhatHappenedInThem() throws InterruptedException {
        assertEquals(0, run("--seeds", "3..7", "--threads", "1"));
        assertTrue(output().startsWith("5 seeds in "), output());
        assertTrue(output().strip().endsWith("0 violations"), output());
    }

    @Test
    void aReplayTellsItsStory() throws InterruptedException {
        assertEquals(0, run("--replay", "3"));
        assertTrue(output().contains("+switch-master mymaster"), output());
        assertTrue(output().strip().endsWith("all laws held"), output());
    }

    @Test
    void groupsWithAWriteQuorumArePlayedAndTold() throws InterruptedException {
        assertEquals(0, run("--durable", "--seeds", "3..4", "--threads", "1"));
        assertTrue(output().startsWith("2 seeds in "), output());
        output.reset();
        assertEquals(0, run("--durable", "--replay", "3"));
        assertTrue(output().contains("leads in ballot 1 "), output());
    }

    @Test
    void nonsenseIsRefused() throws InterruptedException {
        assertEquals(2, run("--seeds", "3-7"));
        assertEquals(2, run("--seeds", "7..3"));
        assertEquals(2, run("--threads", "0"));
        assertEquals(2, run("--unknown"));
    }
}
