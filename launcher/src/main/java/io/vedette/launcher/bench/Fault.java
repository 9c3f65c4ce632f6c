package io.vedette.launcher.bench;

import java.util.Arrays;
import java.util.List;

/** What happens to the master. */
enum Fault {
    /** kill -9: its connections break at once, new ones are refused. */
    KILL,
    /** SIGSTOP: its connections stand and new ones are accepted by the kernel, but nobody answers. */
    STOP;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @throws IllegalArgumentException a word that names no fault */
    static List<Fault> parse(String words) {
        return Arrays.stream(words.split(",", -1))
                .map(word -> Fault.valueOf(word.strip().toUpperCase(java.util.Locale.ROOT)))
                .toList();
    }
}
