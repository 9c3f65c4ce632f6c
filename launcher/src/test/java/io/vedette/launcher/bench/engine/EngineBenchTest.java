package io.vedette.launcher.bench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.launcher.options.CommandFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs no processes: figures are never tested. */
class EngineBenchTest {
    @Test
    void theMedianIsTheMiddle() {
        assertEquals(2, Medians.of(List.of(3.0, 1.0, 2.0), Double::doubleValue));
        assertEquals(2.5, Medians.of(List.of(4.0, 1.0, 2.0, 3.0), Double::doubleValue));
        assertTrue(Double.isNaN(Medians.of(List.<Double>of(), Double::doubleValue)));
    }

    @Test
    void theSpeedStandsInTheLastLine() {
        String csv =
                "\"test\",\"rps\",\"avg_latency_ms\"\n\"LPUSH (needed)\",\"100.50\",\"1\"\n\"LRANGE_100\",\"250.25\",\"1\"\n";
        assertEquals(250.25, Load.speed(csv));
        assertThrows(CommandFailed.class, () -> Load.speed("Could not connect\n"));
    }

    @Test
    void operationsAreThoseOfTheProgram() {
        assertEquals(12, Operation.named("").size());
        assertEquals(List.of(Operation.LRANGE_100, Operation.GET), Operation.named("lrange_100, get"));
        assertThrows(IllegalArgumentException.class, () -> Operation.named("nosuch"));
    }

    @Test
    void aWrongOptionIsToldWithoutStartingAnything() throws InterruptedException {
        assertEquals(1, new EngineCommand().run(new String[] {"--tests", "nosuch"}));
        assertEquals(1, new EngineCommand().run(new String[] {"--pipeline", "0"}));
        assertEquals(2, new EngineCommand().run(new String[] {"--nosuch"}));
    }
}
