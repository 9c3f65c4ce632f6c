package io.vedette.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The arrows between modules and packages, read from the compiled classes: who may know whom. Every rule first makes sure
 * that it looked at something, so that a renamed package cannot turn a rule into an empty promise.
 */
class ArrowsTest {
    /** The shells: the only packages that may see Vert.x or Netty. */
    private static final Set<String> SHELLS = Set.of(
            "io.vedette.wire",
            "io.vedette.replication.link",
            "io.vedette.server.net",
            "io.vedette.sentinel.net",
            "io.vedette.launcher");

    private static final String SERVER = "io.vedette.server";
    private static final Pattern PICTURE = Pattern.compile("<pre>\n(.*?)\n \\* </pre>", Pattern.DOTALL);

    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([a-z][\\w/]*)/[\\w$]+;");

    /** Package to the packages that its classes mention, per module. */
    private final Map<String, Map<String, Set<String>>> arrows = new TreeMap<>();

    ArrowsTest() throws IOException {
        for (String module : Sources.MODULES) {
            Map<String, Set<String>> packages = new TreeMap<>();
            for (Path file : Sources.classFiles(module)) {
                if (!file.endsWith("module-info.class")) {
                    ClassModel model = ClassFile.of().parse(file);
                    packages.computeIfAbsent(packageOf(model.thisClass().asInternalName()), any -> new TreeSet<>())
                            .addAll(mentioned(model));
                }
            }
            assertFalse(packages.isEmpty(), "no classes found in module " + module);
            arrows.put(module, packages);
        }
    }

    @Test
    void theProtocolKnowsNoOtherModule() {
        assertNoArrow(
                "protocol", "io.vedette.replication", "io.vedette.server", "io.vedette.sentinel", "io.vedette.rdb");
    }

    @Test
    void replicationKnowsOnlyTheProtocol() {
        assertNoArrow("replication", "io.vedette.server", "io.vedette.sentinel", "io.vedette.launcher");
    }

    @Test
    void theServerKnowsNoSentinel() {
        assertNoArrow("server", "io.vedette.sentinel", "io.vedette.launcher");
    }

    @Test
    void theSentinelKnowsADataServerOnlyThroughTheWire() {
        assertNoArrow(
                "sentinel", "io.vedette.server", "io.vedette.replication", "io.vedette.rdb", "io.vedette.launcher");
    }

    @Test
    void vertxAndNettyStayInTheShells() {
        List<String> faults = new ArrayList<>();
        int shellsThatUseVertx = 0;
        for (Map<String, Set<String>> packages : arrows.values()) {
            for (Map.Entry<String, Set<String>> entry : packages.entrySet()) {
                boolean sees = entry.getValue().stream()
                        .anyMatch(target -> target.startsWith("io.vertx") || target.startsWith("io.netty"));
                boolean shell = isShell(entry.getKey());
                if (sees && shell) {
                    shellsThatUseVertx++;
                } else if (sees) {
                    faults.add(entry.getKey());
                }
            }
        }
        assertTrue(shellsThatUseVertx >= 3, "the rule looked at too little");
        assertEquals(List.of(), faults, "pure packages that see Vert.x or Netty");
    }

    @Test
    void packagesFormNoCycle() {
        Map<String, Set<String>> graph = new TreeMap<>();
        arrows.values()
                .forEach(packages -> packages.forEach((from, targets) -> {
                    Set<String> ours = new TreeSet<>(targets);
                    ours.removeIf(target -> !target.startsWith("io.vedette") || target.equals(from));
                    graph.put(from, ours);
                }));
        assertTrue(graph.size() > 10, "the rule looked at too little");
        // Peel packages that know only peeled ones; what remains knows itself in a circle.
        Predicate<Map.Entry<String, Set<String>>> free =
                entry -> entry.getValue().isEmpty();
        while (graph.entrySet().stream().anyMatch(free)) {
            Set<String> peeled = new TreeSet<>();
            graph.entrySet().stream().filter(free).forEach(entry -> peeled.add(entry.getKey()));
            graph.keySet().removeAll(peeled);
            graph.values().forEach(targets -> targets.removeAll(peeled));
        }
        assertEquals(Map.of(), graph, "packages in a cycle, or above one");
    }

    /** The picture in the package comment of the server: who begins to read there must not be led astray. */
    @Test
    void theServersPackagesKnowOnlyThoseThatStandBelowThem() throws IOException {
        String comment =
                Files.readString(Sources.root().resolve("server/src/main/java/io/vedette/server/package-info.java"));
        Map<String, Integer> heights = new TreeMap<>();
        Matcher picture = PICTURE.matcher(comment);
        assertTrue(picture.find(), "no picture");
        List<String> lines = picture.group(1).lines().toList().reversed();
        for (int i = 0; i < lines.size(); i++) {
            for (String name : lines.get(i).replace(" *", "").trim().split(" +")) {
                heights.put(name.equals("server") ? SERVER : SERVER + "." + name, i);
            }
        }
        Map<String, Set<String>> packages = arrows.get("server");
        assertEquals(packages.keySet(), heights.keySet(), "packages, and those in the picture");
        List<String> faults = new ArrayList<>();
        packages.forEach((from, targets) -> targets.stream()
                .filter(target -> heights.containsKey(target) && !target.equals(from))
                .filter(target -> heights.get(target) >= heights.get(from))
                .forEach(target -> faults.add(from + " -> " + target)));
        assertEquals(List.of(), faults);
    }

    private void assertNoArrow(String module, String... forbidden) {
        List<String> faults = new ArrayList<>();
        arrows.get(module)
                .forEach((from, targets) -> targets.forEach(target -> {
                    for (String prefix : forbidden) {
                        if (target.equals(prefix) || target.startsWith(prefix + ".")) {
                            faults.add(from + " -> " + target);
                        }
                    }
                }));
        assertEquals(List.of(), faults);
    }

    private static boolean isShell(String name) {
        return SHELLS.stream().anyMatch(shell -> name.equals(shell) || name.startsWith(shell + "."));
    }

    private static Set<String> mentioned(ClassModel model) {
        Set<String> packages = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) {
                packages.add(packageOf(type.asInternalName()));
            } else if (entry instanceof Utf8Entry text) {
                Matcher matcher = TYPE_IN_DESCRIPTOR.matcher(text.stringValue());
                while (matcher.find()) {
                    packages.add(matcher.group(1).replace('/', '.'));
                }
            }
        }
        return packages;
    }

    private static String packageOf(String internalName) {
        int end = internalName.lastIndexOf('/');
        return end < 0 ? "" : internalName.substring(0, end).replace('/', '.');
    }
}
