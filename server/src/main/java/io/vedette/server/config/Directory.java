package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code dir}: a directory that is there, kept as an absolute path. A relative one counts from the one before, as for a
 * process that goes there. (A JVM cannot change its working directory: whoever opens a file resolves it against this.)
 */
record Directory() implements Kind<String> {
    @Override
    public String parse(List<String> words, String base) throws ConfigRefusal {
        if (words.size() != 1) {
            throw new ConfigRefusal("wrong number of arguments");
        }
        try {
            Path path = Path.of(base).resolve(words.getFirst()).normalize();
            if (!Files.exists(path)) {
                throw new ConfigRefusal("No such file or directory");
            }
            if (!Files.isDirectory(path)) {
                throw new ConfigRefusal("Not a directory");
            }
            return path.toString();
        } catch (InvalidPathException e) {
            throw new ConfigRefusal("No such file or directory");
        }
    }

    @Override
    public String text(String value) {
        return value;
    }
}
