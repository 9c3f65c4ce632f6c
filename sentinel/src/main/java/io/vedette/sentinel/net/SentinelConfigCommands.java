package io.vedette.sentinel.net;

import io.vedette.config.ConfigRefusal;
import io.vedette.log.LogLevel;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Glob;
import io.vedette.resp.RespException;
import io.vedette.sentinel.config.ProcessSettings;
import io.vedette.sentinel.config.SentinelOptions;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Operation;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** SENTINEL CONFIG GET and SET, for the options of Redis 7.2, one or several at once. */
final class SentinelConfigCommands {
    private static final int MAX_PORT = 65535;

    private static final String ANNOUNCE_HOSTNAMES = "announce-hostnames";
    private static final String ANNOUNCE_IP = "announce-ip";
    private static final String ANNOUNCE_PORT = "announce-port";
    private static final String LOG_LEVEL = "loglevel";
    private static final String RESOLVE_HOSTNAMES = "resolve-hostnames";
    private static final String SENTINEL_PASS = "sentinel-pass";
    private static final String SENTINEL_USER = "sentinel-user";
    private static final Set<String> NAMES = Set.of(
            ANNOUNCE_HOSTNAMES, ANNOUNCE_IP, ANNOUNCE_PORT, LOG_LEVEL, RESOLVE_HOSTNAMES, SENTINEL_PASS, SENTINEL_USER);

    private final SentinelOptions options;
    private final SentinelOperations operations;
    private final InstanceLinks links;
    private final ProcessSettings process;
    private final Supplier<Address> announced;

    /** @param announced the address of hellos by the options as they are then */
    SentinelConfigCommands(
            SentinelOptions options,
            SentinelOperations operations,
            InstanceLinks links,
            ProcessSettings process,
            Supplier<Address> announced) {
        this.process = process;
        this.options = options;
        this.operations = operations;
        this.links = links;
        this.announced = announced;
    }

    void bindTo(CommandTable table) {
        table.bind("sentinel|config", this::config);
    }

    private void config(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.is(2, "get") && argv.size() >= 4) {
            get(call);
        } else if (argv.is(2, "set") && argv.size() >= 5) {
            set(call);
        } else {
            throw SentinelErrors.configSyntax();
        }
    }

    private void get(Call call) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(RESOLVE_HOSTNAMES, options.resolveHostnames() ? "yes" : "no");
        all.put(ANNOUNCE_HOSTNAMES, options.announceHostnames() ? "yes" : "no");
        all.put(ANNOUNCE_IP, options.announceIp());
        all.put(ANNOUNCE_PORT, Integer.toString(options.announcePort()));
        all.put(SENTINEL_USER, options.sentinelUser());
        all.put(SENTINEL_PASS, options.sentinelPass());
        all.put(LOG_LEVEL, process.logLevel.text());
        all.keySet().removeIf(name -> !isAskedFor(call.argv(), name));
        call.reply().map(all.size());
        all.forEach((name, value) -> {
            call.reply().bulk(name);
            call.reply().bulk(value);
        });
    }

    private static boolean isAskedFor(Argv argv, String name) {
        for (int i = 3; i < argv.size(); i++) {
            if (Glob.matchesAnyCase(argv.text(i), name)) {
                return true;
            }
        }
        return false;
    }

    /** All pairs or none. */
    private void set(Call call) throws RespException {
        Argv argv = call.argv();
        Map<String, Runnable> changes = new LinkedHashMap<>();
        for (int i = 3; i < argv.size(); i += 2) {
            String name = argv.text(i);
            String known = name.toLowerCase(Locale.ROOT);
            if (!NAMES.contains(known)) {
                throw SentinelErrors.invalidConfigArgument(name);
            }
            if (changes.containsKey(known)) {
                throw SentinelErrors.duplicateConfigArgument(name);
            }
            if (i + 1 == argv.size()) {
                throw SentinelErrors.missingConfigValue(name);
            }
            changes.put(known, change(name, known, argv.text(i + 1)));
        }
        changes.values().forEach(Runnable::run);
        if (changes.containsKey(SENTINEL_USER) || changes.containsKey(SENTINEL_PASS)) {
            links.dropSentinels();
        }
        operations.operate(call, new Operation.Announce(announced.get()));
    }

    /** What to do once all values of the command were found good. */
    private Runnable change(String name, String known, String value) throws RespException {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw SentinelErrors.invalidConfigValue(name, known.equals(SENTINEL_PASS) ? "******" : value);
        }
        return switch (known) {
            case RESOLVE_HOSTNAMES -> {
                boolean wanted = yesNo(name, value);
                yield () -> options.resolveHostnames(wanted);
            }
            case ANNOUNCE_HOSTNAMES -> {
                boolean wanted = yesNo(name, value);
                yield () -> options.announceHostnames(wanted);
            }
            case ANNOUNCE_IP -> {
                String host = host(name, value);
                yield () -> options.announceIp(host);
            }
            case ANNOUNCE_PORT -> {
                int port = port(name, value);
                yield () -> options.announcePort(port);
            }
            case SENTINEL_USER -> () -> options.sentinelUser(value);
            case SENTINEL_PASS -> () -> options.sentinelPass(value);
            case LOG_LEVEL -> {
                LogLevel level = Arrays.stream(LogLevel.values())
                        .filter(each -> each.name().equalsIgnoreCase(value))
                        .findFirst()
                        .orElseThrow(() -> SentinelErrors.invalidConfigValue(name, value));
                yield () -> {
                    try {
                        process.table().set(List.of(LOG_LEVEL, level.name().toLowerCase(Locale.ROOT)));
                    } catch (ConfigRefusal e) {
                        throw new IllegalStateException("a level of the log was refused", e);
                    }
                };
            }
            default -> throw SentinelErrors.invalidConfigArgument(name);
        };
    }

    private static boolean yesNo(String name, String value) throws RespException {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw SentinelErrors.invalidConfigValue(name, value);
        };
    }

    /** A comma would make every hello nonsense, a control character the configuration file. */
    private static String host(String name, String value) throws RespException {
        boolean odd = value.chars().anyMatch(c -> c <= ' ' || c == ',' || c == 0x7f);
        if (odd) {
            throw SentinelErrors.invalidConfigValue(name, value);
        }
        return value;
    }

    private static int port(String name, String value) throws RespException {
        byte[] word = value.getBytes(StandardCharsets.UTF_8);
        if (!Ascii.isLong(word) || Ascii.parseLong(word) < 0 || Ascii.parseLong(word) > MAX_PORT) {
            throw SentinelErrors.invalidConfigValue(name, value);
        }
        return (int) Ascii.parseLong(word);
    }
}
