package io.vedette.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those of redis-server 7.0.15 for the same settings. */
class SettingTableTest {
    private enum Policy {
        VOLATILE_LRU,
        NOEVICTION
    }

    private final List<String> applied = new ArrayList<>();
    private final SettingTable table = new SettingTable();
    private final Setting<Integer> port = table.add(Setting.integer("port", 6379, 0, 65535));
    private final Setting<Integer> hz = table.add(Setting.integer("hz", 10, Integer.MIN_VALUE, Integer.MAX_VALUE)
            .onChange(value -> applied.add("hz " + value)));
    private final Setting<Boolean> readOnly =
            table.add(Setting.yesNo("replica-read-only", true).aka("slave-read-only"));
    private final Setting<Long> maxmemory = table.add(
            Setting.memory("maxmemory", 0, 0, Long.MAX_VALUE).onChange(value -> applied.add("maxmemory " + value)));
    private final Setting<Policy> policy = table.add(Setting.choice("maxmemory-policy", Policy.NOEVICTION));
    private final Setting<List<String>> bind =
            table.add(Setting.words("bind", List.of("*", "-::*"), 0, 16).onChange(value -> {
                throw new ConfigRefusal("Failed to bind to specified addresses.");
            }));

    SettingTableTest() {
        table.add(Setting.integer("databases", 16, 1, Integer.MAX_VALUE).startOnly());
        table.add(Setting.text("dir", "/").guarded());
        table.add(Setting.yesNo("enable-protected-configs", false).startOnly());
        table.add(Setting.octal("unixsocketperm", 0, 0, 0777).startOnly());
        table.add(Setting.memoryOrPercent("maxmemory-clients", 0, Long.MAX_VALUE));
        table.add(Setting.custom("client-output-buffer-limit", OutputLimits.DEFAULT, OutputLimits.KIND)
                .partwise());
        table.add(Setting.words("rename-command", List.of(), 2, 2).hidden());
        table.add(Setting.integer("key-load-delay", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .unlisted());
    }

    private String refusal(String... namesAndValues) {
        return assertThrows(ConfigRefusal.class, () -> table.set(List.of(namesAndValues)))
                .reason();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxmemory|10xx|argument must be a memory value",
                "maxmemory|-1|argument must be a memory value",
                "maxmemory-clients|1x|argument must be a memory or percent value",
                "maxmemory-clients|500%|percentage argument must be less or equal to 100",
                "port|70000|argument must be between 0 and 65535 inclusive",
                "hz|99999999999|argument must be between -2147483648 and 2147483647 inclusive",
                "hz|abc|argument couldn't be parsed into an integer",
                "hz|+5|argument couldn't be parsed into an integer",
                "hz|007|argument couldn't be parsed into an integer",
                "replica-read-only|maybe|argument must be 'yes' or 'no'",
                "maxmemory-policy|x|argument(s) must be one of the following: volatile-lru, noeviction",
                "databases|3|can't set immutable config",
                "dir|/tmp|can't set protected config",
                "client-output-buffer-limit|foo 1 2 3|Invalid client class specified in buffer limit configuration.",
                "client-output-buffer-limit|normal 1 2|Wrong number of arguments in buffer limit configuration.",
                "client-output-buffer-limit|normal 1 2 x|Error in hard, soft or soft_seconds setting in buffer limit configuration.",
            })
    void aBadValueIsRefusedInRedisWords(String name, String value, String reason) {
        assertEquals(
                "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason,
                refusal(name, value));
    }

    @Test
    void anUnlistedSettingIsToldByItsNameAloneAndChangesAsAnyOther() throws ConfigRefusal {
        assertEquals(Map.of("key-load-delay", "0"), table.get(List.of("key-load-delay")));
        assertEquals(Map.of(), table.get(List.of("key-load*")));
        table.set(List.of("key-load-delay", "-5"));
        assertEquals(Map.of("key-load-delay", "-5"), table.get(List.of("key-load-delay")));
    }

    @Test
    void anUnknownNameAndADuplicateAreRefused() {
        assertEquals("ERR Unknown option or number of arguments for CONFIG SET - 'foo'", refusal("foo", "1"));
        assertEquals(
                "ERR Unknown option or number of arguments for CONFIG SET - 'rename-command'",
                refusal("rename-command", "a b"));
        assertEquals(
                "ERR CONFIG SET failed (possibly related to argument 'Slave-read-only') - duplicate parameter",
                refusal("slave-read-only", "no", "Slave-read-only", "no"));
    }

    @Test
    void ofTheOlderAndTheNewerNameTheLastCounts() throws Exception {
        table.set(List.of("slave-read-only", "yes", "replica-read-only", "no"));
        assertEquals(Map.of("replica-read-only", "no"), table.get(List.of("replica-read-only")));
        refusal("slave-read-only", "yes", "replica-read-only", "yes", "port", "x");
        assertEquals(Map.of("replica-read-only", "no"), table.get(List.of("replica-read-only")));
    }

    @Test
    void severalSettingsChangeTogetherOrNotAtAll() throws Exception {
        refusal("maxmemory", "1mb", "port", "x");
        assertEquals(0, maxmemory.get());
        table.set(List.of(
                "maxmemory", "1mb", "PORT", "7000", "slave-read-only", "no", "maxmemory-policy", "volatile-LRU"));
        assertEquals(1L << 20, maxmemory.get());
        assertEquals(7000, port.get());
        assertEquals(false, readOnly.get());
        assertEquals(Policy.VOLATILE_LRU, policy.get());
    }

    @Test
    void aChangeThatCannotBeAppliedTakesTheOthersBack() {
        String text = refusal("hz", "20", "bind", "10.0.0.1", "maxmemory", "5");
        assertEquals(
                "ERR CONFIG SET failed (possibly related to argument 'bind') - Failed to bind to specified addresses.",
                text);
        assertEquals(List.of("hz 20", "hz 10"), applied);
        assertEquals(10, hz.get());
        assertEquals(List.of("*", "-::*"), bind.get());
        assertEquals(0, maxmemory.get());
    }

    @Test
    void anUnchangedValueIsNotApplied() throws Exception {
        table.set(List.of("hz", "10"));
        assertEquals(List.of(), applied);
    }

    @Test
    void configGetKnowsPatternsOldNamesAndEchoesAnExactName() {
        assertEquals(Map.of("replica-read-only", "yes", "slave-read-only", "yes"), table.get(List.of("*-READ-only")));
        assertEquals(Map.of("PORT", "6379"), table.get(List.of("PORT")));
        assertEquals(Map.of("port", "6379", "hz", "10"), table.get(List.of("p[n-p]r?", "hz", "none")));
        assertEquals(Map.of(), table.get(List.of("rename-command")));
        assertEquals(Map.of("bind", "* -::*"), table.get(List.of("bin*")));
        assertEquals(
                Map.of(
                        "client-output-buffer-limit",
                        "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"),
                table.get(List.of("client-out*")));
    }

    @Test
    void protectedSettingsChangeWhereTheyAreEnabled() throws Exception {
        assertEquals(
                List.of(),
                table.load(ConfigReader.readText("f", "enable-protected-configs yes")
                        .directives()));
        table.set(List.of("dir", "/tmp"));
        assertEquals(Map.of("dir", "/tmp"), table.get(List.of("dir")));
    }

    @Test
    void linesThatGatherStartFromEmptyAndPartwiseOnesKeepTheRest() throws Exception {
        Setting<List<String>> save = table.add(
                Setting.custom("save", List.of("3600 1"), new Gathered()).gathering(List.of()));
        String text = "save 1 1\nsave 2 2\nclient-output-buffer-limit normal 1mb 0 0\n";
        assertEquals(List.of(), table.load(ConfigReader.readText("f", text).directives()));
        assertEquals(List.of("1 1", "2 2"), save.get());
        table.set(List.of("save", "3 3", "client-output-buffer-limit", "pubsub 1 2 3"));
        assertEquals(List.of("3 3"), save.get());
        assertEquals(
                "normal 1048576 0 0 slave 268435456 67108864 60 pubsub 1 2 3",
                table.get(List.of("client-output-buffer-limit")).get("client-output-buffer-limit"));
    }

    private record Gathered() implements Kind<List<String>> {
        @Override
        public List<String> parse(List<String> words, List<String> base) {
            List<String> all = new ArrayList<>(base);
            all.add(String.join(" ", words));
            return all;
        }

        @Override
        public String text(List<String> value) {
            return String.join(" ", value);
        }

        @Override
        public List<String> lines(List<String> value) {
            return value.isEmpty() ? List.of("\"\"") : value;
        }

        @Override
        public boolean severalWords() {
            return true;
        }
    }

    @Test
    void aSettingWithoutEffectIsToldWhereItIsGiven() {
        table.add(Setting.yesNo("daemonize", false).withoutEffect("run it under a supervisor instead"));
        assertEquals(List.of(), table.notices());
        assertEquals(
                List.of(),
                table.load(ConfigReader.readText("f", "daemonize yes").directives()));
        assertEquals(List.of("daemonize: run it under a supervisor instead"), table.notices());
    }

    @Test
    void aChangeHasOneAction() {
        assertThrows(IllegalStateException.class, () -> hz.onChange(value -> applied.add("another")));
    }
}
