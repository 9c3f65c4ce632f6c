package io.vedette.launcher.up;

import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words that start a member: our own launcher script, or a foreign program that takes the same arguments.
 *
 * @param prefix words before the program: what ties its life to ours, where this machine can do that
 * @param exceptions the members, by port, that another program runs
 */
public record Commands(
        List<String> prefix, List<String> server, List<String> sentinel, Map<Integer, List<String>> exceptions) {
    public Commands {
        exceptions = Map.copyOf(exceptions);
    }

    public static Commands of(Optional<String> serverCommand, Optional<String> sentinelCommand) {
        String script = script();
        return new Commands(
                prefixHere(),
                serverCommand.map(Commands::words).orElse(List.of(script, "server")),
                sentinelCommand.map(Commands::words).orElse(List.of(script, "sentinel")),
                Map.of());
    }

    /** The same, but for the member at {@code port}. */
    public Commands except(int port, String command) {
        Map<Integer, List<String>> more = new HashMap<>(exceptions);
        more.put(port, words(command));
        return new Commands(prefix, server, sentinel, more);
    }

    /** Directives for servers of a group that is new: what Redis does not know, and people who start a group here want. */
    public List<String> serverLines() {
        boolean ours = server.getFirst().equals(script());
        return ours ? List.of("replica-refuse-empty-master yes") : List.of();
    }

    private List<String> program(Member member) {
        return exceptions.getOrDefault(member.port(), member.kind() == Member.Kind.SERVER ? server : sentinel);
    }

    List<String> forMember(Member member) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(program(member));
        words.add(member.configFile().toString());
        return words;
    }

    /** What a person types to start the member again. */
    String byHand(Member member) {
        List<String> words = new ArrayList<>(program(member));
        if (words.getFirst().equals(script())) {
            words.set(0, System.getProperty("vedette.command", "./vedette"));
        }
        words.add(member.configFile().toString());
        return String.join(" ", words);
    }

    private static List<String> words(String command) {
        return List.of(command.strip().split("\\s+"));
    }

    private static String script() {
        String home = System.getProperty("vedette.home");
        if (home == null) {
            throw new CommandFailed("up runs through the script vedette, which says where it is (vedette.home)");
        }
        return home + "/vedette";
    }

    /**
     * {@code setsid}: a Ctrl-C reaches us alone, and we stop the others in order. {@code setpriv --pdeathsig}: if we are
     * killed, so are they. Both become the program (exec), so the process id stays the member's.
     */
    private static List<String> prefixHere() {
        List<String> prefix = new ArrayList<>();
        for (List<String> words : List.of(List.of("setsid"), List.of("setpriv", "--pdeathsig", "TERM"))) {
            if (works(words)) {
                prefix.addAll(words);
            }
        }
        return prefix;
    }

    private static boolean works(List<String> words) {
        List<String> trial = new ArrayList<>(words);
        trial.add("true");
        try {
            Process process = new ProcessBuilder(trial)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
