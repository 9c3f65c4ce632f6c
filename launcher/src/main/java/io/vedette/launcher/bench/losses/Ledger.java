package io.vedette.launcher.bench.losses;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one client was told about its list. Written by the client's thread, read by others too. */
public final class Ledger {
    private final String list;
    private final List<Append> acknowledged = new ArrayList<>();
    private final Map<String, Integer> errors = new TreeMap<>();

    public Ledger(String list) {
        this.list = list;
    }

    public String list() {
        return list;
    }

    public synchronized void acknowledged(Append append) {
        acknowledged.add(append);
    }

    /** @param kind first word of an error, or what became of the connection */
    public synchronized void failed(String kind) {
        errors.merge(kind, 1, Integer::sum);
    }

    public synchronized List<Append> acknowledged() {
        return List.copyOf(acknowledged);
    }

    public synchronized int count() {
        return acknowledged.size();
    }

    public synchronized Map<String, Integer> errors() {
        return new TreeMap<>(errors);
    }
}
