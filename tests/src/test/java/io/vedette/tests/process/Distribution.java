package io.vedette.tests.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What users run, the script {@code vedette} over the distribution, where this test run has made it: in {@code verify}. The
 * processes then start from caches of loaded classes in a third of the time, which is most of what end-to-end tests cost.
 */
final class Distribution {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LAUNCHER = Pattern.compile("vedette-launcher.*[.]jar");
    private static final int PREPARE_MINUTES = 5;

    private Distribution() {}

    /** False in a run that takes the launcher's classes from their folder: what is packaged may be older. */
    static boolean isOfThisBuild() {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .anyMatch(entry -> entry.startsWith(ROOT.resolve("launcher").resolve("target"))
                        && LAUNCHER.matcher(entry.getFileName().toString()).matches());
    }

    /** Becomes the process, with this id, that is started. */
    static List<String> command(String mode) {
        return List.of("env", "VEDETTE_BUILD=never", "VEDETTE_JAVA=" + java(), Prepared.SCRIPT, mode);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Its caches are made once, before the first process starts. */
    private static final class Prepared {
        static final String SCRIPT = prepared();

        private static String prepared() {
            String script = ROOT.resolve("vedette").toString();
            try {
                Process process = new ProcessBuilder(
                                "env", "VEDETTE_BUILD=never", "VEDETTE_JAVA=" + java(), script, "prepare")
                        .inheritIO()
                        .start();
                if (!process.waitFor(PREPARE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new AssertionError("vedette prepare failed");
                }
                return script;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
