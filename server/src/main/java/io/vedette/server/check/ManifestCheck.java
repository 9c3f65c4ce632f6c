package io.vedette.server.check;

import io.vedette.server.appendonly.Manifest;
import io.vedette.server.appendonly.ManifestException;
import java.util.List;
import java.util.Optional;

/** What a manifest lists, for tools. Stateless. */
public final class ManifestCheck {
    private ManifestCheck() {}

    /** Names of files beside the manifest, in the order in which they are read. */
    public record Parts(Optional<String> base, List<String> increments) {}

    /** What is wrong with it, in the lines that a server writes to its log. */
    public static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        Fault(String lines) {
            super(lines);
        }
    }

    public static Parts read(byte[] manifest) throws Fault {
        try {
            Manifest parsed = Manifest.parse(manifest);
            return new Parts(
                    parsed.base().map(Manifest.Part::name),
                    parsed.increments().stream().map(Manifest.Part::name).toList());
        } catch (ManifestException e) {
            String place = e.line() == 0
                    ? ""
                    : "Reading the manifest file, at line " + e.line() + "\n>>> '" + e.text() + "'\n";
            throw new Fault("\n*** FATAL AOF MANIFEST FILE ERROR ***\n" + place + e.getMessage());
        }
    }
}
