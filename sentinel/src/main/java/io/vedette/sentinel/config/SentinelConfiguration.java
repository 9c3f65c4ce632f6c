package io.vedette.sentinel.config;

import io.vedette.acl.UserDirectives;
import io.vedette.config.CommandLine;
import io.vedette.config.ConfigException;
import io.vedette.config.ConfigFile;
import io.vedette.config.ConfigReader;
import io.vedette.config.Fault;
import io.vedette.config.Origin;
import io.vedette.config.RewriteEntry;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A sentinel's whole configuration: what file, standard input and command line say, in either syntax, and the way back into the
 * file. Before the loop runs owned by the main thread, then by the loop; only {@link #write} may run elsewhere.
 */
public final class SentinelConfiguration {
    private final ProcessSettings process;
    private final SentinelFamily family;
    private final UserDirectives users;
    private final Optional<ConfigFile> file;
    private final Optional<StateFile> stateFile;
    private final Promises promises;

    private SentinelConfiguration(
            ProcessSettings process,
            SentinelFamily family,
            UserDirectives users,
            Optional<ConfigFile> file,
            Optional<StateFile> stateFile,
            Promises promises) {
        this.process = process;
        this.family = family;
        this.users = users;
        this.file = file;
        this.stateFile = stateFile;
        this.promises = promises;
    }

    /** @throws ConfigException with everything that is wrong */
    public static SentinelConfiguration load(CommandLine line, InputStream standardInput) throws ConfigException {
        ProcessSettings process = new ProcessSettings();
        SentinelFamily family = new SentinelFamily();
        process.table().addFamily(family);
        UserDirectives users = new UserDirectives();
        process.table().addFamily(users);
        ConfigReader.Result operators = ConfigReader.read(line, standardInput);
        Optional<StateFile> state = StateFile.named(operators.directives());
        ConfigReader.Result read = state.map(own -> own.over(operators)).orElse(operators);
        List<Fault> faults = new ArrayList<>(read.faults());
        faults.addAll(process.table().load(read.directives()));
        if (faults.isEmpty()) {
            faults.addAll(process.contradictions(read.directives()));
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(byPlace(faults));
        }
        Optional<ConfigFile> file = line.file().map(Path::of).map(ConfigFile::new);
        return new SentinelConfiguration(process, family, users, file, state, promises(target(state, file)));
    }

    private static Promises promises(Optional<Path> target) throws ConfigException {
        if (target.isEmpty()) {
            return Promises.NONE;
        }
        Path path = PromiseFile.beside(target.get());
        try {
            return PromiseFile.read(path);
        } catch (IOException e) {
            throw new ConfigException(List.of(
                    new Fault(new Origin(path.toString(), 0), "", "can't read '" + path + "': " + e.getMessage())));
        }
    }

    private static Optional<Path> target(Optional<StateFile> stateFile, Optional<ConfigFile> file) {
        return stateFile.map(StateFile::path).or(() -> file.map(ConfigFile::target));
    }

    /** Files in the order in which they were met, lines in theirs: who repairs a file goes through it once. */
    private static List<Fault> byPlace(List<Fault> faults) {
        List<String> files =
                faults.stream().map(fault -> fault.origin().file()).distinct().toList();
        return faults.stream()
                .sorted(Comparator.<Fault>comparingInt(
                                fault -> files.indexOf(fault.origin().file()))
                        .thenComparingInt(fault -> fault.origin().line()))
                .toList();
    }

    public ProcessSettings process() {
        return process;
    }

    /** The lines of users that the file had. */
    public UserDirectives users() {
        return users;
    }

    public SentinelOptions options() {
        return family.options();
    }

    /** The file of the command line; without it and without a state file a sentinel must not run. */
    public Optional<ConfigFile> file() {
        return file;
    }

    /** Where {@link #write} writes; empty if there is nowhere. */
    public Optional<Path> target() {
        return target(stateFile, file);
    }

    /**
     * The state that the file had, and what was promised after it was written.
     *
     * @param idIfNone the id of a sentinel that starts for the first time
     * @param resolve what to make of addresses with host names
     */
    public DurableState state(String idIfNone, UnaryOperator<Address> resolve) {
        DurableState read = promises.over(family.state());
        String id = read.myId().isEmpty() ? idIfNone : read.myId();
        return new DurableState(
                id,
                read.currentEpoch(),
                read.groups().stream().map(group -> group.read(resolve)).toList());
    }

    /** Whether the file has all of the state: an id that an earlier run gave, and every promise. */
    public boolean isWhole() {
        return !family.state().myId().isEmpty() && promises.over(family.state()).equals(family.state());
    }

    /**
     * Makes ready for the promises beside the file. Blocking.
     *
     * @throws IOException whose message says what failed
     */
    public PromiseFile openPromises() throws IOException {
        return PromiseFile.open(PromiseFile.beside(target().orElseThrow()));
    }

    /** What the file shall say with this state and the options as they are now; to be handed to {@link #write}. */
    public List<RewriteEntry> entries(DurableState state) {
        family.state(state);
        return process.table().rewriteEntries();
    }

    /**
     * Writes the state file, or else the file of the command line, durably. Blocking; may run on any thread, one call at a time.
     *
     * @throws IOException whose message says what failed
     */
    public void write(List<RewriteEntry> entries) throws IOException {
        if (stateFile.isPresent()) {
            stateFile.get().write(entries);
        } else {
            file.orElseThrow().rewrite(entries, process.table());
        }
    }
}
