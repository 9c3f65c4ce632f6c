package io.vedette.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where whole lines go. A file is opened for each line, as Redis does: it may be moved away at any time (logrotate), and the
 * next line makes a new one; nobody needs a signal.
 */
interface LineWriter {
    void write(byte[] line) throws IOException;

    static LineWriter standardOutput() {
        return line -> {
            PrintStream out = System.out;
            out.write(line);
            out.flush();
        };
    }

    /** @throws IOException {@code Can't open the log file: reason} if a line could not be written there now */
    static LineWriter file(Path path) throws IOException {
        OpenOption[] append = {StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND};
        Path absolute = path.toAbsolutePath();
        LineWriter writer = line -> {
            try (OutputStream out = Files.newOutputStream(absolute, append)) {
                out.write(line);
            }
        };
        try {
            writer.write(new byte[0]);
        } catch (IOException e) {
            throw new IOException("Can't open the log file: " + reason(e), e);
        }
        return writer;
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "No such file or directory";
            case AccessDeniedException e -> "Permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
