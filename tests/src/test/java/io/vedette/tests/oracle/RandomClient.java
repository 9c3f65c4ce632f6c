package io.vedette.tests.oracle;

import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import io.vedette.tests.workload.RandomCommands.Drawn;
import io.vedette.tests.workload.RandomCommands.Rule;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One client of two servers, ours and the real one, that sends both the same; knows how each queued command's reply is compared. */
final class RandomClient implements AutoCloseable {
    /**
     * First bytes of payloads that the value alone decides: strings, sorted sets, intsets, and listpacks but those of lists,
     * which are split where they grew, and of streams, where times are.
     */
    private static final String DETERMINED_TYPES = "\0\5\13\20\21";

    private final RespConnection toOurs;
    private final RespConnection toReal;
    private final List<Rule> queued = new ArrayList<>();

    RandomClient(Node ours, Node real) {
        toOurs = ours.connect();
        toReal = real.connect();
    }

    /** Sends all at once, and returns the first difference, with its place before it. */
    Optional<String> difference(List<Drawn> commands, Consumer<String> dumped) {
        for (RespConnection connection : List.of(toOurs, toReal)) {
            commands.forEach(drawn -> connection.sendLatin1(drawn.words()));
        }
        for (Drawn drawn : commands) {
            String wanted = read(toReal);
            String got = read(toOurs);
            if (drawn.words()[0].equals("DUMP") && wanted.startsWith("$") && !wanted.startsWith("$-")) {
                dumped.accept(wanted.substring(wanted.indexOf('\n') + 1, wanted.length() - 2));
            }
            if (!agree(drawn, wanted, got)) {
                return Optional.of(String.join(" ", drawn.words()) + "\nreal: " + wanted + "\nours: " + got);
            }
        }
        return Optional.empty();
    }

    private static String read(RespConnection connection) {
        try {
            return connection.readRaw();
        } catch (UncheckedIOException e) {
            return "<closed or silent>";
        }
    }

    private boolean agree(Drawn drawn, String wanted, String got) {
        if (wanted.equals("+QUEUED\r\n")) {
            queued.add(drawn.rule());
            return got.equals(wanted);
        }
        switch (drawn.words()[0].toUpperCase(Locale.ROOT)) {
            case "EXEC" -> {
                List<Rule> rules = List.copyOf(queued);
                queued.clear();
                return agree(rules, wanted, got);
            }
            case "DISCARD", "RESET" -> {
                if (wanted.startsWith("+")) {
                    queued.clear();
                }
            }
            default -> {}
        }
        return agree(drawn.rule(), wanted, got);
    }

    private static boolean agree(List<Rule> rules, String wanted, String got) {
        List<String> all = RawReply.elements(wanted);
        List<String> allGot = RawReply.elements(got);
        if (all.isEmpty()) {
            return wanted.equals(got);
        }
        if (all.size() != rules.size() || all.size() != allGot.size()) {
            return false;
        }
        for (int i = 0; i < all.size(); i++) {
            if (!agree(rules.get(i), all.get(i), allGot.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(Rule rule, String wanted, String got) {
        return switch (rule) {
            case EXACT -> wanted.equals(got);
            case UNORDERED -> RawReply.canonical(wanted, "set").equals(RawReply.canonical(got, "set"));
            case UNORDERED_PAIRS -> RawReply.canonical(wanted, "pairs").equals(RawReply.canonical(got, "pairs"));
            case SCAN -> RawReply.canonical(wanted, "scan").equals(RawReply.canonical(got, "scan"));
            case SCAN_PAIRS -> RawReply.canonical(wanted, "scanpairs").equals(RawReply.canonical(got, "scanpairs"));
            case TIMES -> RawReply.sameButForTimes(wanted, got);
            case PAYLOAD ->
                wanted.equals(got)
                        || wanted.startsWith("$")
                                && got.startsWith("$")
                                && DETERMINED_TYPES.indexOf(typeOfPayload(wanted)) < 0
                                && typeOfPayload(wanted) == typeOfPayload(got);
            case TYPE -> wanted.charAt(0) == got.charAt(0);
        };
    }

    private static char typeOfPayload(String reply) {
        return reply.charAt(reply.indexOf('\n') + 1);
    }

    @Override
    public void close() {
        toOurs.close();
        toReal.close();
    }
}
