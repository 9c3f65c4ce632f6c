package io.vedette.launcher.check;

import io.vedette.server.check.Export;
import java.io.BufferedOutputStream;
import java.util.List;
import java.util.Optional;

/** The option {@code --export resp|json}, taken out of the arguments. */
final class Exporting {
    private static final int BUFFER_BYTES = 64 * 1024;

    private Exporting() {}

    /**
     * Removes the option with its value.
     *
     * @return to standard output, if it was asked for
     * @throws IllegalArgumentException what follows it is no form
     */
    static Optional<Export> takenFrom(List<String> words) {
        int at = words.indexOf("--export");
        if (at < 0) {
            return Optional.empty();
        }
        String form = at + 1 < words.size() ? words.get(at + 1) : "";
        Export.Form chosen = switch (form) {
            case "resp" -> Export.Form.RESP;
            case "json" -> Export.Form.JSON;
            default -> throw new IllegalArgumentException("--export " + form + ": resp or json");
        };
        words.subList(at, at + 2).clear();
        return Optional.of(new Export(chosen, new BufferedOutputStream(System.out, BUFFER_BYTES)));
    }
}
