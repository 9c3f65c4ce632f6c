package io.vedette.server.session;

import io.vedette.resp.Argv;
import io.vedette.server.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Function libraries that a file or a master of Redis brings: nothing here can run them, so they are kept as they are and travel with every
 * snapshot. Owned by the loop.
 */
public final class KeptFunctions {
    private static final Pattern NAME = Pattern.compile("^#!\\S+.*\\bname=(\\S+)");

    private final Keyspace keyspace;

    public KeptFunctions(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** True if the command was about libraries, and is done. */
    public boolean take(Argv argv) {
        if (!argv.is(0, "function") || argv.size() < 2) {
            return false;
        }
        if (argv.is(1, "load") && argv.size() > 2) {
            byte[] source = argv.bytes(argv.size() - 1);
            List<byte[]> libraries = without(name(source));
            libraries.add(source);
            keyspace.functionLibraries(libraries);
            return true;
        }
        if (argv.is(1, "delete") && argv.size() == 3) {
            keyspace.functionLibraries(without(argv.text(2)));
            return true;
        }
        if (argv.is(1, "flush")) {
            keyspace.functionLibraries(List.of());
            return true;
        }
        return false;
    }

    private List<byte[]> without(String name) {
        List<byte[]> libraries = new ArrayList<>(keyspace.functionLibraries());
        libraries.removeIf(source -> name(source).equals(name));
        return libraries;
    }

    private static String name(byte[] source) {
        Matcher matcher = NAME.matcher(new String(source, StandardCharsets.ISO_8859_1));
        return matcher.find() ? matcher.group(1) : "";
    }
}
