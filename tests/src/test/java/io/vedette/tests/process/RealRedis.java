package io.vedette.tests.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Where the real redis-server and redis-sentinel come from: a local binary first; where there is none and Docker runs, the
 * binary out of the official image, copied to the build folder, so that every test handles one kind of process. Where
 * there is neither, tests that need it fail: they do not skip.
 */
final class RealRedis {
    private static final String IMAGE = "redis:7.0.15";
    private static final Path COPIES = Path.of("target", "redis-" + IMAGE.substring(IMAGE.indexOf(':') + 1));

    private RealRedis() {}

    /** @param name {@code redis-server} or {@code redis-sentinel} */
    static synchronized Path binary(String name) {
        return onPath(name).orElseGet(() -> fromImage(name));
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path fromImage(String name) {
        Path copy = COPIES.resolve(name).toAbsolutePath();
        if (Files.isExecutable(copy)) {
            return copy;
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new AssertionError(name + " is not on PATH and no Docker runs: install the packages redis-server,"
                    + " redis-sentinel and redis-tools (the tests compare with the real thing)");
        }
        try (GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE))) {
            container.start();
            Files.createDirectories(COPIES);
            container.copyFileFromContainer("/usr/local/bin/" + name, copy.toString());
            if (!copy.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + copy + " executable");
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
