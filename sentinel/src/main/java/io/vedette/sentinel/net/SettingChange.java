package io.vedette.sentinel.net;

import io.vedette.config.ConfigRefusal;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.RespException;
import io.vedette.sentinel.config.FencingWords;
import io.vedette.sentinel.config.WriteQuorumWords;
import io.vedette.sentinel.core.Fencing;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.WriteQuorum;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the options of SENTINEL SET one after the other. As in Redis, the options before a bad one stay applied: whoever reads
 * applies {@link #settings} even if {@link #refusal} tells of an error. Lives for one command.
 */
final class SettingChange {
    private static final String HIDDEN_PASSWORD = "******";

    private final Argv argv;
    private final boolean scriptsDenied;
    private final List<String> applied = new ArrayList<>();
    private MasterSettings settings;
    private Optional<RespException> refusal = Optional.empty();

    /** @param argv the whole request: options begin at position 3 */
    static SettingChange read(Argv argv, MasterSettings before, boolean scriptsDenied) {
        SettingChange change = new SettingChange(argv, before, scriptsDenied);
        try {
            change.readAll();
        } catch (RespException e) {
            change.refusal = Optional.of(e);
        }
        return change;
    }

    private SettingChange(Argv argv, MasterSettings settings, boolean scriptsDenied) {
        this.argv = argv;
        this.settings = settings;
        this.scriptsDenied = scriptsDenied;
    }

    MasterSettings settings() {
        return settings;
    }

    /** What was set, as the +set event words it. */
    List<String> applied() {
        return applied;
    }

    Optional<RespException> refusal() {
        return refusal;
    }

    private void readAll() throws RespException {
        int i = 3;
        while (i < argv.size()) {
            String option = argv.text(i).toLowerCase(Locale.ROOT);
            int values = option.equals("rename-command") ? 2 : 1;
            if (argv.size() - 1 - i < values) {
                throw SentinelErrors.unknownSetOption(argv.text(i));
            }
            String value = argv.text(i + 1);
            refuseControlCharacters(i, values);
            settings = values == 2 ? renamed(value, argv.text(i + 2)) : with(option, i);
            String shown = option.equals("auth-pass") ? HIDDEN_PASSWORD : value;
            applied.add(argv.text(i) + " " + shown + (values == 2 ? " " + argv.text(i + 2) : ""));
            i += 1 + values;
        }
    }

    /** They would become lines of the configuration file, or words of another command to the servers. */
    private void refuseControlCharacters(int position, int values) throws RespException {
        for (int i = 1; i <= values; i++) {
            String value = argv.text(position + i);
            if (value.chars().anyMatch(Character::isISOControl)) {
                boolean secret = argv.is(position, "auth-pass");
                throw SentinelErrors.invalidSetArgument(argv.text(position), secret ? HIDDEN_PASSWORD : value);
            }
        }
    }

    private MasterSettings with(String option, int position) throws RespException {
        String value = argv.text(position + 1);
        return switch (option) {
            case "down-after-milliseconds" -> settings.withDownAfterMillis(number(position, 1, Long.MAX_VALUE / 2));
            case "failover-timeout" -> settings.withFailoverTimeoutMillis(number(position, 1, Long.MAX_VALUE / 2));
            case "parallel-syncs" -> settings.withParallelSyncs((int) number(position, 1, Integer.MAX_VALUE));
            case "quorum" -> settings.withQuorum((int) number(position, 1, Integer.MAX_VALUE));
            case "master-reboot-down-after-period", "primary-reboot-down-after-period" ->
                settings.withMasterRebootDownAfterMillis(number(position, 0, Long.MAX_VALUE / 2));
            case "max-failover-lag" ->
                settings.withCaution(settings.caution().withMaxFailoverLagBytes(number(position, 0, Long.MAX_VALUE)));
            case "refused-is-down" -> settings.withCaution(settings.caution().withRefusedIsDown(yesNo(position)));
            case "replica-veto" -> settings.withCaution(settings.caution().withReplicaVeto(yesNo(position)));
            case "forget-after" ->
                settings.withCaution(settings.caution().withForgetAfterMillis(number(position, 0, Long.MAX_VALUE / 2)));
            case "write-quorum" -> settings.withCaution(settings.caution().withWriteQuorum(writeQuorum(position)));
            case "fencing" -> settings.withCaution(settings.caution().withFencing(fencing(position)));
            case "notification-script" ->
                settings.withNotificationScript(script(value, SentinelErrors.notificationScript()));
            case "client-reconfig-script" ->
                settings.withClientReconfigScript(script(value, SentinelErrors.reconfigScript()));
            case "auth-pass" -> settings.withAuthPass(Optional.of(value).filter(text -> !text.isEmpty()));
            case "auth-user" -> settings.withAuthUser(Optional.of(value).filter(text -> !text.isEmpty()));
            default -> throw SentinelErrors.unknownSetOption(argv.text(position));
        };
    }

    private MasterSettings renamed(String command, String name) throws RespException {
        if (command.isEmpty() || name.isEmpty()) {
            throw SentinelErrors.invalidSetArgument("rename-command", command.isEmpty() ? command : name);
        }
        Map<String, String> all = new HashMap<>(settings.renamedCommands());
        String key = command.toLowerCase(Locale.ROOT);
        if (name.equalsIgnoreCase(command)) {
            all.remove(key);
        } else {
            all.put(key, name);
        }
        return settings.withRenamedCommands(all);
    }

    private long number(int position, long min, long max) throws RespException {
        byte[] word = argv.bytes(position + 1);
        if (Ascii.isLong(word)) {
            long value = Ascii.parseLong(word);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw SentinelErrors.invalidSetArgument(argv.text(position), argv.text(position + 1));
    }

    /** {@code "N R"} in one word; not {@code no}: the servers of a group by ballots would obey nobody. */
    private Optional<WriteQuorum> writeQuorum(int position) throws RespException {
        if (settings.caution().writeQuorum().isEmpty()) {
            throw SentinelErrors.writeQuorumNotStated();
        }
        String value = argv.text(position + 1);
        String[] words = value.trim().split(" +");
        try {
            if (words.length == 2) {
                return Optional.of(WriteQuorumWords.read(words[0], words[1]));
            }
        } catch (ConfigRefusal refused) {
            throw new RespException("ERR " + refused.reason());
        }
        throw SentinelErrors.invalidSetArgument(argv.text(position), value);
    }

    /** {@code "K L S"} in one word, or {@code no}. */
    private Optional<Fencing> fencing(int position) throws RespException {
        String value = argv.text(position + 1);
        if (value.equalsIgnoreCase("no")) {
            return Optional.empty();
        }
        String[] words = value.trim().split(" +");
        try {
            if (words.length == 3) {
                return Optional.of(FencingWords.read(words[0], words[1], words[2], settings.quorum()));
            }
        } catch (ConfigRefusal refused) {
            throw new RespException("ERR " + refused.reason());
        }
        throw SentinelErrors.invalidSetArgument(argv.text(position), value);
    }

    private boolean yesNo(int position) throws RespException {
        return switch (argv.text(position + 1).toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw SentinelErrors.invalidSetArgument(argv.text(position), argv.text(position + 1));
        };
    }

    private Optional<String> script(String path, RespException missing) throws RespException {
        if (scriptsDenied) {
            throw SentinelErrors.scriptsDenied();
        }
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (Files.isExecutable(Path.of(path))) {
                return Optional.of(path);
            }
        } catch (InvalidPathException e) {
            throw missing;
        }
        throw missing;
    }
}
