package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Glob;
import io.vedette.resp.RespException;
import io.vedette.sentinel.config.SentinelOptions;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Operation;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** SENTINEL CONFIG GET and SET, with the options and the single pair that Redis 7.0 has. */
final class SentinelConfigCommands {
    private static final int MAX_PORT = 65535;

    private final SentinelOptions options;
    private final SentinelOperations operations;
    private final InstanceLinks links;
    private final Supplier<Address> announced;

    /** @param announced the address of hellos by the options as they are then */
    SentinelConfigCommands(
            SentinelOptions options, SentinelOperations operations, InstanceLinks links, Supplier<Address> announced) {
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
        if (argv.is(2, "get") && argv.size() == 4) {
            get(call);
        } else if (argv.is(2, "set") && argv.size() == 5) {
            set(call, argv.text(3), argv.text(4));
        } else {
            throw SentinelErrors.configSyntax();
        }
    }

    private void get(Call call) {
        Map<String, String> found = new LinkedHashMap<>();
        put(found, call, "resolve-hostnames", options.resolveHostnames() ? "yes" : "no");
        put(found, call, "announce-hostnames", options.announceHostnames() ? "yes" : "no");
        put(found, call, "announce-ip", options.announceIp());
        put(found, call, "announce-port", Integer.toString(options.announcePort()));
        put(found, call, "sentinel-user", options.sentinelUser());
        put(found, call, "sentinel-pass", options.sentinelPass());
        call.reply().map(found.size());
        found.forEach((name, value) -> {
            call.reply().bulk(name);
            call.reply().bulk(value);
        });
    }

    private static void put(Map<String, String> found, Call call, String name, String value) {
        byte[] pattern = call.argv().text(3).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        if (Glob.matches(pattern, name.getBytes(StandardCharsets.UTF_8))) {
            found.put(name, value);
        }
    }

    private void set(Call call, String name, String value) throws RespException {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw SentinelErrors.invalidConfigValue(name, name.equalsIgnoreCase("sentinel-pass") ? "******" : value);
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "resolve-hostnames" -> options.resolveHostnames(yesNo(name, value));
            case "announce-hostnames" -> options.announceHostnames(yesNo(name, value));
            case "announce-ip" -> options.announceIp(host(name, value));
            case "announce-port" -> options.announcePort(port(name, value));
            case "sentinel-user" -> {
                options.sentinelUser(value);
                links.dropSentinels();
            }
            case "sentinel-pass" -> {
                options.sentinelPass(value);
                links.dropSentinels();
            }
            default -> throw SentinelErrors.invalidConfigArgument(name);
        }
        operations.operate(call, new Operation.Announce(announced.get()));
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
