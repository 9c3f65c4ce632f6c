package io.vedette.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The repository as the tests read it: its root, its modules, their sources and their compiled classes. */
final class Sources {
    static final List<String> MODULES = List.of("protocol", "replication", "server", "sentinel", "launcher");

    private Sources() {}

    /** The nearest folder upwards that has the wrapper script: tests run in a module's folder or in the root. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Text of every main Java file of the modules, by path relative to the root. Fails if a module has none. */
    static Map<Path, String> mainSources() {
        Map<Path, String> sources = new TreeMap<>();
        for (String module : MODULES) {
            List<Path> files = filesBelow(root().resolve(module).resolve("src/main/java"), ".java");
            if (files.isEmpty()) {
                throw new AssertionError("no sources in module " + module);
            }
            files.forEach(file -> sources.put(root().relativize(file), read(file)));
        }
        return sources;
    }

    /** Every compiled main class of a module. */
    static List<Path> classFiles(String module) {
        return filesBelow(root().resolve(module).resolve("target/classes"), ".class");
    }

    private static List<Path> filesBelow(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
