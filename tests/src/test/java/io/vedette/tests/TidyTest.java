package io.vedette.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The style words: names that say nothing, notes to self, clocks and chance in pure packages, packages without an essay. */
class TidyTest {
    /** Lines after which a class surely does two things; "about 500" with room for imports and Javadoc. */
    private static final int LONGEST_FILE_LINES = 650;

    private static final Pattern BANNED_NAME =
            Pattern.compile("(Util|Utils|Helper|Helpers|Manager|Impl)$|^(Abstract|Base)[A-Z]|Base$");
    private static final Pattern NOTE_TO_SELF = Pattern.compile("\\b(FIXME|TODO|XXX|HACK)\\b");
    private static final Pattern CLOCK_OR_CHANCE = Pattern.compile(
            "System\\.(currentTimeMillis|nanoTime)|Instant\\.now|LocalDateTime\\.now|Math\\.random|ThreadLocalRandom|new (Secure)?Random\\(\\)|UUID\\.randomUUID|Thread\\.sleep");
    private static final Pattern SHELL = Pattern.compile("/(wire|link|net|log)/[^/]*$|^launcher/");

    private final Map<Path, String> sources = Sources.mainSources();

    @Test
    void namesSayWhatAThingIs() {
        List<String> faults = new ArrayList<>();
        for (Path file : sources.keySet()) {
            String name = file.getFileName().toString().replace(".java", "");
            if (BANNED_NAME.matcher(name).find()) {
                faults.add(file.toString());
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void nobodyLeavesNotesToSelf() {
        assertEquals(List.of(), linesMatching(NOTE_TO_SELF, sources.keySet()));
    }

    @Test
    void purePackagesReachForNoClockAndNoChance() {
        Set<Path> pure = new TreeSet<>(sources.keySet());
        pure.removeIf(file -> SHELL.matcher(file.toString()).find());
        assertTrue(pure.size() > 30, "the rule looked at too little");
        assertEquals(List.of(), linesMatching(CLOCK_OR_CHANCE, pure));
    }

    @Test
    void everyPackageHasItsEssay() {
        Set<String> faults = new TreeSet<>();
        for (Path file : sources.keySet()) {
            boolean top = file.getFileName().toString().equals("module-info.java");
            if (!top && !Files.exists(Sources.root().resolve(file).resolveSibling("package-info.java"))) {
                faults.add(file.getParent().toString());
            }
        }
        assertEquals(Set.of(), faults);
    }

    @Test
    void filesStayShort() {
        List<String> faults = new ArrayList<>();
        sources.forEach((file, text) -> {
            long lines = text.lines().count();
            if (lines > LONGEST_FILE_LINES) {
                faults.add(file + ": " + lines + " lines");
            }
        });
        assertEquals(List.of(), faults);
    }

    private List<String> linesMatching(Pattern pattern, Set<Path> files) {
        List<String> matches = new ArrayList<>();
        for (Path file : files) {
            String[] lines = sources.get(file).split("\n");
            for (int i = 0; i < lines.length; i++) {
                if (pattern.matcher(lines[i]).find()) {
                    matches.add(file + ":" + (i + 1) + ": " + lines[i].strip());
                }
            }
        }
        return matches;
    }
}
