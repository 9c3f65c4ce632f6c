package io.vedette.launcher.check;

import io.vedette.server.check.SnapshotCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a check hears while it reads: told at once or kept for later, and counted if that is wanted. */
final class Findings implements SnapshotCheck.Hearer {
    private final boolean tells;
    private final Optional<Statistics> statistics;
    private final Map<String, String> aux = new LinkedHashMap<>();

    /** @param tells whether a line is printed for what is found */
    Findings(boolean tells, boolean counts) {
        this.tells = tells;
        this.statistics = counts ? Optional.of(new Statistics()) : Optional.empty();
    }

    void line(long offset, String text) {
        if (tells) {
            System.out.println("[offset " + offset + "] " + text);
        }
    }

    Map<String, String> aux() {
        return aux;
    }

    Optional<Statistics> statistics() {
        return statistics;
    }

    @Override
    public void aux(long offset, String name, String value) {
        aux.put(name, value);
        line(offset, "AUX FIELD " + name + " = '" + value + "'");
    }

    @Override
    public void database(long offset, long number) {
        line(offset, "Selecting DB ID " + Long.toUnsignedString(number));
    }

    @Override
    public void key(String key, String kind, long bytes) {
        statistics.ifPresent(present -> present.add(key, kind, bytes));
    }
}
