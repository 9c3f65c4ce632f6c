package io.vedette.command;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the keys in a request: by the key specifications, and by rules of its own for the few commands whose keys the
 * specifications cannot describe (SORT, MIGRATE) or whose use of them depends on options (SET, BITFIELD).
 */
public final class CommandKeys {
    private static final List<String> WRITTEN = List.of("OW", "update");
    private static final List<String> READ = List.of("RO", "access");
    private static final List<String> READ_AND_WRITTEN = List.of("RW", "access", "update");

    /**
     * @param position of the key in the request
     * @param flags what the command does with it, in Redis' words
     */
    public record Key(int position, List<String> flags) {}

    private final CommandSpec spec;
    private final Argv argv;
    private final List<Key> keys = new ArrayList<>();

    private CommandKeys(CommandSpec spec, Argv argv) {
        this.spec = spec;
        this.argv = argv;
    }

    /** True if the command can have keys at all. */
    public static boolean mayHaveKeys(CommandSpec spec) {
        return spec.keySpecs().stream().anyMatch(key -> !key.has("not_key"));
    }

    /** Keys of a request with the right number of words, in the order of the specifications; empty if it makes no sense. */
    public static List<Key> in(CommandSpec spec, Argv argv) {
        CommandKeys search = new CommandKeys(spec, argv);
        return search.run() ? search.keys : List.of();
    }

    private boolean run() {
        switch (spec.name()) {
            case "set" -> keys.add(new Key(1, hasWord(3, "get") ? READ_AND_WRITTEN : WRITTEN));
            case "bitfield" -> keys.add(new Key(1, bitfieldReads() ? READ : READ_AND_WRITTEN));
            case "sort", "sort_ro" -> sort();
            case "migrate" -> migrate();
            default -> {
                return spec.keySpecs().stream().allMatch(this::bySpec);
            }
        }
        return true;
    }

    private boolean bySpec(KeySpec key) {
        if (key.has("not_key")) {
            return true;
        }
        int begin = switch (key.begin()) {
            case KeySpec.Begin.Index index -> index.position();
            case KeySpec.Begin.Keyword keyword -> behind(keyword);
            case KeySpec.Begin.Unknown() -> 0;
        };
        if (begin <= 0 || begin >= argv.size()) {
            return true; // the optional part is not there
        }
        return switch (key.find()) {
            case KeySpec.Find.Range range -> range(key, begin, range);
            case KeySpec.Find.KeyNum count -> counted(key, begin, count);
            case KeySpec.Find.Unknown() -> false;
        };
    }

    private int behind(KeySpec.Begin.Keyword keyword) {
        String word = keyword.word().toLowerCase(Locale.ROOT);
        boolean forward = keyword.startFrom() > 0;
        int start = forward ? keyword.startFrom() : argv.size() + keyword.startFrom();
        for (int i = start; i > 0 && i < argv.size(); i += forward ? 1 : -1) {
            if (argv.is(i, word)) {
                return i + 1;
            }
        }
        return 0;
    }

    private boolean range(KeySpec key, int begin, KeySpec.Find.Range range) {
        int last = begin + range.lastKey();
        if (range.lastKey() < 0) {
            last = argv.size() + range.lastKey();
            if (range.lastKey() == -1 && range.limit() >= 2) {
                last = begin + (argv.size() - begin) / range.limit() - 1;
            }
        }
        return take(key, begin, last, range.keyStep());
    }

    private boolean counted(KeySpec key, int begin, KeySpec.Find.KeyNum count) {
        int countPosition = begin + count.countPosition();
        if (countPosition >= argv.size() || !Ascii.isLong(argv.bytes(countPosition))) {
            return false;
        }
        long number = argv.asLong(countPosition);
        if (number < 0 || number > argv.size()) {
            return false;
        }
        int first = begin + count.firstKey();
        return take(key, first, first + ((int) number - 1) * count.keyStep(), count.keyStep());
    }

    private boolean take(KeySpec key, int first, int last, int step) {
        if (last >= argv.size()) {
            return false;
        }
        for (int i = first; i <= last; i += step) {
            keys.add(new Key(i, key.flags()));
        }
        return true;
    }

    /** STORE may stand anywhere behind the key; the last one counts. */
    private void sort() {
        keys.add(new Key(1, READ));
        int store = 0;
        for (int i = 2; i + 1 < argv.size() && spec.name().equals("sort"); i++) {
            if (argv.is(i, "limit")) {
                i += 2;
            } else if (argv.is(i, "get") || argv.is(i, "by")) {
                i++;
            } else if (argv.is(i, "store")) {
                store = i + 1;
                i++;
            }
        }
        if (store > 0) {
            keys.add(new Key(store, WRITTEN));
        }
    }

    private void migrate() {
        List<String> flags = List.of("RW", "access", "delete");
        if (argv.length(3) > 0) {
            keys.add(new Key(3, flags));
            return;
        }
        for (int i = 6; i < argv.size(); i++) {
            if (argv.is(i, "keys")) {
                for (int k = i + 1; k < argv.size(); k++) {
                    keys.add(new Key(k, flags));
                }
                return;
            }
        }
    }

    /** True if all that is asked of BITFIELD is to read; what makes no sense might as well write. */
    private boolean bitfieldReads() {
        int i = 2;
        while (i < argv.size()) {
            if (argv.is(i, "get") && i + 2 < argv.size()) {
                i += 3;
            } else if (argv.is(i, "overflow") && i + 1 < argv.size()) {
                i += 2;
            } else {
                return false;
            }
        }
        return true;
    }

    private boolean hasWord(int from, String word) {
        for (int i = from; i < argv.size(); i++) {
            if (argv.is(i, word)) {
                return true;
            }
        }
        return false;
    }
}
