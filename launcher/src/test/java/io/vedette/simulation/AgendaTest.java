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

    @Test
    void nearAndFarThingsComeInTheOrderOfTimeAndThenOfEntry() {
        Agenda agenda = new Agenda();
        Chance chance = new Chance(7);
        List<Long> due = new ArrayList<>();
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            // All distances around the one at which what is later has to wait elsewhere first, and much later ones.
            int millis = chance.oneIn(3) ? chance.between(250, 262) : chance.between(0, 2_000);
            int number = i;
            due.add(agenda.now() + millis);
            agenda.in(millis, () -> {
                assertEquals(due.get(number), agenda.now());
                done.add(String.format("%07d.%04d", agenda.now(), number));
            });
            if (chance.oneIn(4)) {
                agenda.run(agenda.now() + chance.between(0, 40));
            }
        }
        agenda.run(100_000);
        List<String> sorted = new ArrayList<>(done);
        sorted.sort(null);
        assertEquals(sorted, done);
        assertEquals(5_000, done.size());
    }
}
