package io.vedette.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AgendaTest {
    @Test
    void whatIsDueFirstHappensFirstAndEqualsInTheirOrder() {
        Agenda agenda = new Agenda();
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            agenda.in(number * 7 % 10, () -> done.add(agenda.now() + "." + String.format("%03d", number)));
        }
        agenda.run(20);
        List<String> sorted = new ArrayList<>(done);
        sorted.sort(null);
        assertEquals(sorted, done);
        assertEquals(1_000, done.size());
        assertEquals(20, agenda.now());
    }

    @Test
    void whatIsEnteredMeanwhileHappensInItsTurnAndNothingBeyondTheEnd() {
        Agenda agenda = new Agenda();
        List<Long> times = new ArrayList<>();
        agenda.in(5, () -> {
            times.add(agenda.now());
            agenda.in(3, () -> times.add(agenda.now()));
            agenda.in(30, () -> times.add(agenda.now()));
        });
        agenda.run(10);
        assertEquals(List.of(5L, 8L), times);
    }
}
