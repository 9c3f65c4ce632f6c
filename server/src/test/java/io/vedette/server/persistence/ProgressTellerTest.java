package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTellerTest {
    private final StringBuilder seen = new StringBuilder();
    private final ProgressTeller teller = new ProgressTeller(Optional.of(seen::append));

    private String seen() {
        String text = seen.toString();
        seen.setLength(0);
        return text;
    }

    @Test
    void aBarGrowsAndGoesAway() {
        Progress loading = Progress.ofBytes(40 << 20);
        teller.tell("Loading", Optional.of(loading), 1_000);
        teller.tell("Loading", Optional.of(loading), 1_400);
        assertEquals("", seen()); // it may be over soon
        loading.bytes(10 << 20);
        teller.tell("Loading", Optional.of(loading), 2_000);
        assertEquals("\r\u001b[KLoading [######                  ] 25 %, 10.0 MB, 10.0 MB/s\r", seen());
        assertEquals(20, loading.megabytesPerSecond(500));
        teller.tell("Saving", Optional.empty(), 2_200);
        assertEquals("\r\u001b[K", seen());
        teller.tell("Saving", Optional.empty(), 2_400);
        assertEquals("", seen());
    }

    @Test
    void oneWorkAfterTheOtherBeginsAtNought() {
        teller.tell("Loading", Optional.of(Progress.ofBytes(10)), 0);
        Progress saving = Progress.ofKeys(4);
        teller.tell("Saving", Optional.of(saving), 10_000);
        assertEquals("", seen());
        saving.key();
        teller.tell("Saving", Optional.of(saving), 10_500);
        assertEquals("\r\u001b[KSaving [######                  ] 25 %, 0.0 MB, 0.0 MB/s\r", seen());
    }

    @Test
    void withoutATerminalNothingIsDrawn() {
        ProgressTeller silent = new ProgressTeller(Optional.empty());
        Progress progress = Progress.ofBytes(10);
        silent.tell("Loading", Optional.of(progress), 0);
        silent.tell("Loading", Optional.of(progress), 9_000);
        assertEquals("", seen());
    }
}
