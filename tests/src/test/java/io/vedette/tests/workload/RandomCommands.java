package io.vedette.tests.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Commands on keys of every type, drawn by a seed; most of them write, some are refused. Unless asked for
 * ({@link #withChance}), none draws by chance itself, and none blocks.
 */
public final class RandomCommands {
    private static final int KEYS_OF_A_TYPE = 5;

    /** One of so many commands is damaged, of those that may be. */
    private static final int COMMANDS_PER_DAMAGE = 25;

    /**
     * Words of a command ({@link CommandForm}). In braces stand a letter for a key of that type, {@code {e}} for an element,
     * {@code {e*}} for some, {@code {ee*}} for some pairs, {@code {se*}} for some scores with elements, {@code {9}} for a number up
     * to that, {@code {-9}} for one from its negative, {@code {id}} for the next id of a stream; more in {@link #edge}.
     */
    private static final List<String> FORMS = """
            LPUSH {l} {e*}
            RPUSH {l} {e*}
            RPUSH {l} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*} {e*}
            LPUSHX {l} {e}
            LPOP {l}
            RPOP {l}
            LPOP {l} {20}
            RPOP {l} {400}
            LSET {l} {-50} {e}
            LINSERT {l} BEFORE {e} {e}
            LINSERT {l} AFTER {e} {e}
            LREM {l} {-3} {e}
            LTRIM {l} {5} -2
            LTRIM {l} 0 {600}
            LMOVE {l} {l} LEFT RIGHT
            LMOVE {l} {l} RIGHT LEFT
            RPOPLPUSH {l} {l}
            LRANGE {l} {-50} {-50}
            LINDEX {l} {-600}
            LPOS {l} {e} COUNT 3
            LLEN {l}
            SADD {s} {e*}
            SADD {i} {99} {-9999} {99999999}
            SREM {s} {e*}
            SREM {i} {99}
            SMOVE {s} {s} {e}
            SUNIONSTORE {s} {s} {i}
            SDIFFSTORE {s} {s} {s}
            SISMEMBER {s} {e}
            SCARD {s}
            HSET {h} {ee*}
            HDEL {h} {e*}
            HINCRBY {h} number {-9}
            HINCRBYFLOAT {h} number 1.5
            HGET {h} {e}
            HSTRLEN {h} {e}
            ZADD {z} {se*}
            ZADD {z} GT CH {se*}
            ZREM {z} {e*}
            ZINCRBY {z} 1.5 {e}
            ZPOPMIN {z} {4}
            ZPOPMAX {z}
            ZRANGE {z} {9} {30} WITHSCORES
            ZRANK {z} {e}
            ZREMRANGEBYRANK {z} 0 {5}
            ZREMRANGEBYSCORE {z} {-99} {-99}
            ZUNIONSTORE {z} 2 {z} {z}
            ZRANGESTORE {z} {z} 0 {40}
            SET {t} {e}
            SET {t} {e} EX 1000 NX
            APPEND {t} {e}
            SETRANGE {t} {50} {e}
            GETRANGE {t} {-50} {-50}
            GETSET {t} {e}
            SETBIT {t} {300} 1
            BITCOUNT {t}
            INCRBY {n} {-100}
            INCRBYFLOAT {n} 0.5
            EXPIRE {t} 1000
            PERSIST {t}
            PFADD {p} {e*}
            PFCOUNT {p} {p}
            PFMERGE {p} {p}
            GEOADD {g} {-170} {-80} {e}
            GEODIST {g} {e} {e}
            XADD {x} {id} {ee*}
            XADD {x} MAXLEN 40 {id} {ee*}
            XTRIM {x} MAXLEN {60}
            XDEL {x} {4000}-1
            XRANGE {x} - + COUNT 5
            XGROUP CREATE {x} group 0
            XREADGROUP GROUP group consumer COUNT 3 STREAMS {x} >
            XACK {x} group {4000}-1
            RENAME {l} {l}
            RENAME {z} {z}
            COPY {h} {h} REPLACE
            COPY {l} {l} REPLACE
            COPY {z} {z} REPLACE
            COPY {x} {x} REPLACE
            DEL {x} {t}
            DEL {l}
            DEL {s}
            DEL {z} {h}
            TYPE {t}
            OBJECT ENCODING {s}
            OBJECT ENCODING {i}
            OBJECT ENCODING {h}
            OBJECT ENCODING {z}
            OBJECT ENCODING {n}
            SORT {l} ALPHA LIMIT 0 5
            LPUSH {t} wrong
            """.lines().toList();

    /** What chance, time or the server decides: the same on two servers only where one copies the other. */
    private static final List<String> CHANCE = """
            SPOP {s}
            SPOP {s} {40}
            SPOP {i} {3}
            SET {t} {e} PX 100000
            SET {t} {e} KEEPTTL
            SET {t} {e} PX {30}1
            GETEX {t} PX 100000
            GETEX {n} EXAT 4102444800
            GETEX {t} PERSIST
            GETDEL {t}
            SETEX {t} 1000 {e}
            PEXPIRE {h} {300}1
            PEXPIRE {z} {300}1
            EXPIRE {l} 1
            EXPIRE {s} -1
            EXPIREAT {x} 4102444800 NX
            MSETNX {t} {e} {n} 7
            HINCRBYFLOAT {h} number 0.1
            LMPOP 2 {l} {l} RIGHT COUNT {9}
            BLPOP {l} 0.001
            BLMOVE {l} {l} RIGHT LEFT 0.001
            BZPOPMIN {z} 0.001
            ZMPOP 2 {z} {z} MIN COUNT {3}
            SINTERSTORE {s} {s} {s}
            SORT {l} ALPHA STORE {l}
            BITOP XOR {t} {t} {t}
            BITFIELD {t} INCRBY u8 {50} 5 SET i16 {50} {-99}
            GEOSEARCHSTORE {g} {g} FROMLONLAT 0 0 BYRADIUS {9000} km
            XADD {x} MAXLEN ~ 40 * field {e}
            XADD {x} * field {e}
            XAUTOCLAIM {x} group other 0 0 COUNT 2
            XCLAIM {x} group third 0 {4000}-1
            XGROUP CREATECONSUMER {x} group fourth
            XGROUP DELCONSUMER {x} group consumer
            XTRIM {x} MINID ~ {4000}
            MULTI
            EXEC
            DISCARD
            SELECT {1}
            MOVE {t} {1}
            SWAPDB 0 1
            UNLINK {t} {g} {p}
            COPY {t} {t} DB 1 REPLACE
            """.lines().toList();

    /** Words that many commands take for something else than they mean, or refuse. */
    private static final List<String> ODD_WORDS = List.of(
            "",
            "x",
            "-1",
            "0",
            "1",
            "1.5",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "nan",
            "inf",
            "-inf",
            "1e400",
            "1e-400",
            " 1",
            "1 ",
            "01",
            "+1",
            "-0",
            "-",
            "+",
            "(1",
            "[a",
            "$",
            "*",
            ">",
            "0x10",
            "1_0",
            "1e3",
            "\0\u00ff\r\n",
            "LIMIT",
            "COUNT",
            "NX",
            "WITHSCORES",
            "STORE",
            "y".repeat(5_000));

    private static final List<String> SCORES = List.of(
            "inf",
            "-inf",
            "+inf",
            "nan",
            "0",
            "1e300",
            "-1e300",
            "1e-300",
            "3.0e2",
            "0.1",
            "0.30000000000000004",
            "9007199254740993",
            "12345678901234567890",
            "1.7976931348623157e308",
            "0x1p3",
            "1.",
            ".5",
            "1e5",
            "1e21",
            "1e17");

    private static final List<String> FLOATS = List.of(
            "0.1",
            "-0.1",
            "1e3",
            "1e17",
            "1e-17",
            "3.0",
            "5.0e3",
            "0",
            "-0",
            "1e400",
            "inf",
            "nan",
            "x",
            " 1",
            "1 ",
            "1e4000",
            "1e5000",
            "0.0000000000000000001",
            "123456789.123456789",
            "99999999999999999999",
            "-99999999999999999999.5",
            ".5",
            "1.",
            "0x10",
            "1e308",
            "3.3333333333333333333",
            "0.30000000000000004");

    private static final List<String> INTEGERS = List.of(
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775806",
            "-9223372036854775807",
            "9223372036854775808",
            "x",
            "1.0",
            " 1",
            "",
            "+1",
            "01",
            "-0",
            "4294967296",
            "-1",
            "1");

    private static final List<String> GLOBS = List.of(
            "l*", "h?", "[lz]?", "?[^1]", "[a-m]2", "none*", "*", "\\l1", "[l", "**3", "", "x[1-", "[^]*", "[\\l]*");

    private final Random random;
    private final List<Line> lines;
    private final int commandsPerDamage;
    private int number;
    private String dump = "";

    /** How replies to a command are compared. */
    public enum Rule {
        EXACT,
        UNORDERED,
        UNORDERED_PAIRS,
        TIMES,
        PAYLOAD,
        SCAN,
        SCAN_PAIRS,
        TYPE
    }

    /** A command, and how its reply is compared; each character of a word stands for one byte. */
    public record Drawn(Rule rule, String[] words) {}

    private record Line(Rule rule, boolean mayBeDamaged, CommandForm form) {
        static Line of(String text) {
            String mark = text.replaceAll("^([~@!%&^]*).*", "$1");
            Rule rule = switch (mark.replace("^", "")) {
                case "~" -> Rule.UNORDERED;
                case "~~" -> Rule.UNORDERED_PAIRS;
                case "@" -> Rule.TIMES;
                case "%" -> Rule.PAYLOAD;
                case "&" -> Rule.SCAN;
                case "&&" -> Rule.SCAN_PAIRS;
                case "!" -> Rule.TYPE;
                default -> Rule.EXACT;
            };
            return new Line(rule, !mark.contains("^"), new CommandForm(text.substring(mark.length())));
        }
    }

    public RandomCommands(long seed) {
        this(seed, FORMS, Integer.MAX_VALUE);
    }

    private RandomCommands(long seed, List<String> forms, int commandsPerDamage) {
        this.random = new Random(seed);
        this.lines = forms.stream().map(Line::of).toList();
        this.commandsPerDamage = commandsPerDamage;
    }

    /** Commands, too, whose effect chance, time or the server decides; some block for a moment. Databases 0 and 1. */
    public static RandomCommands withChance(long seed) {
        List<String> forms = new ArrayList<>(FORMS);
        forms.addAll(CHANCE);
        return new RandomCommands(seed, forms, Integer.MAX_VALUE);
    }

    /** All data commands in all their forms, right and wrong, as {@code commands.txt} has them. Databases 0 and 1. */
    public static RandomCommands ofAll(long seed) {
        try (InputStream in = RandomCommands.class.getResourceAsStream("commands.txt")) {
            List<String> forms = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            return new RandomCommands(seed, forms, COMMANDS_PER_DAMAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All keys that there may be. */
    public static List<String> keys() {
        return List.of("l", "s", "i", "h", "z", "y", "t", "n", "p", "g", "x").stream()
                .flatMap(letter -> IntStream.range(0, KEYS_OF_A_TYPE).mapToObj(i -> letter + i))
                .toList();
    }

    /** The words of the next one. */
    public String[] next() {
        return draw().words();
    }

    /** The next one. */
    public Drawn draw() {
        number++;
        Line line = lines.get(random.nextInt(lines.size()));
        List<String> words = line.form().draw(random, this::drawn);
        if (line.mayBeDamaged() && commandsPerDamage < Integer.MAX_VALUE && random.nextInt(commandsPerDamage) == 0) {
            damage(words);
        }
        return new Drawn(line.rule(), words.toArray(String[]::new));
    }

    /** What {@code {dump}} stands for from here on. */
    public void dumped(String payload) {
        dump = payload;
    }

    private void damage(List<String> words) {
        int place = random.nextInt(words.size());
        switch (random.nextInt(6)) {
            case 0 -> words.remove(words.size() - 1);
            case 1 -> words.add(words.get(place));
            case 2 -> words.add(ODD_WORDS.get(random.nextInt(ODD_WORDS.size())));
            case 3 -> Collections.swap(words, Math.max(1, place) % words.size(), words.size() - 1);
            case 4 -> words.set(place, words.get(place).toLowerCase(Locale.ROOT));
            default -> {
                if (place > 0) {
                    words.set(place, random.nextBoolean() ? anyKey() : ODD_WORDS.get(random.nextInt(ODD_WORDS.size())));
                }
            }
        }
        if (words.isEmpty()) {
            words.add("PING");
        }
    }

    private List<String> drawn(String what) {
        int many = what.endsWith("*") ? 1 + random.nextInt(8) : 1;
        List<String> words = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            switch (what) {
                case "e", "e*" -> words.add(element());
                case "ee*" -> words.addAll(List.of(element(), element()));
                case "se*" -> words.addAll(List.of(Double.toString(random.nextInt(-400, 400) / 4.0), element()));
                case "id" -> words.add(number + "-1");
                default -> words.add(one(what));
            }
        }
        return words;
    }

    private String one(String what) {
        if (what.length() == 1 && Character.isLetter(what.charAt(0))) {
            return what.equals("k") ? anyKey() : what + random.nextInt(KEYS_OF_A_TYPE);
        }
        if (Character.isLetter(what.charAt(0))) {
            return edge(what);
        }
        int bound = Math.abs(Integer.parseInt(what));
        return Integer.toString(random.nextInt(what.startsWith("-") ? -bound : 0, bound + 1));
    }

    private String edge(String what) {
        return switch (what) {
            case "int" -> oneOf(INTEGERS, 4, () -> Integer.toString(random.nextInt(-1_000, 1_000)));
            case "float" -> oneOf(FLOATS, 2, () -> Double.toString(random.nextInt(-4_000, 4_000) / 8.0));
            case "score" -> oneOf(SCORES, 4, this::score);
            case "bound" -> (random.nextInt(4) == 0 ? "(" : "") + oneOf(SCORES, 4, this::score);
            case "lex" ->
                oneOf(
                        List.of("-", "+", "x", "", "(", "["),
                        3,
                        () -> (random.nextBoolean() ? "[" : "(")
                                + (random.nextBoolean() ? "abcd".substring(random.nextInt(4)) : element()));
            case "rank" -> oneOf(List.of("x", "0", "-1", "9223372036854775807"), 5, () -> number(-60, 60));
            case "pos" ->
                oneOf(List.of("x", "0", "-1", "9223372036854775807", "-9223372036854775808"), 6, () -> number(-90, 90));
            case "bits" ->
                oneOf(
                        List.of("u64", "i65", "u0", "i0", "x8", "u", "i64", "u63", "i1", "u1"),
                        3,
                        () -> (random.nextBoolean() ? "u" : "i") + number(1, 63));
            case "bitpos" ->
                oneOf(
                        List.of("-1", "#", "#-1", "x", "4294967296", "#9223372036854775807"),
                        8,
                        () -> (random.nextBoolean() ? "#" : "") + number(0, 40));
            case "unit" -> oneOf(List.of("m", "ft", "mi", "KM", "x"), 3, () -> "km");
            case "group" -> "group" + random.nextInt(3);
            case "consumer" -> "consumer" + random.nextInt(3);
            case "sid" ->
                oneOf(
                        List.of("0", "0-0", "-", "+", "x", "1-x", "18446744073709551615-18446744073709551615"),
                        8,
                        this::oldId);
            case "xid" ->
                oneOf(
                        List.of(
                                "-",
                                "-",
                                "-",
                                "+",
                                "+",
                                "+",
                                "(-",
                                "(+",
                                "(",
                                "x",
                                "(0-0",
                                "(18446744073709551615-18446744073709551615"),
                        2,
                        () -> (random.nextInt(4) == 0 ? "(" : "") + oldId());
            case "time" -> number(10_000, 1_000_000);
            case "mstime" -> number(10_000_000, 2_000_000_000);
            case "at" -> "4" + number(100_000_000, 900_000_000);
            case "atms" -> "4" + number(100_000_000, 900_000_000) + "123";
            case "huge" -> "9223372036854775807";
            case "number" -> Integer.toString(number);
            case "glob" -> GLOBS.get(random.nextInt(GLOBS.size()));
            case "dump" -> dump;
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** Once in so many draws one of these, else what is drawn there. */
    private String oneOf(List<String> some, int draws, Supplier<String> other) {
        return random.nextInt(draws) == 0 ? some.get(random.nextInt(some.size())) : other.get();
    }

    private String number(int from, int to) {
        return Integer.toString(random.nextInt(from, to + 1));
    }

    private String score() {
        return Double.toString(random.nextInt(-40, 40) / 4.0);
    }

    private String oldId() {
        int at = random.nextInt(number);
        return random.nextInt(3) == 0 ? Integer.toString(at) : at + "-1";
    }

    private String anyKey() {
        return "lsihztnpgx".charAt(random.nextInt(10)) + Integer.toString(random.nextInt(KEYS_OF_A_TYPE));
    }

    private String element() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 2 -> "x".repeat(random.nextInt(90));
            case 3 -> random.nextInt(20) == 0 ? "y".repeat(random.nextInt(9_000)) : "";
            default -> "member" + random.nextInt(random.nextBoolean() ? 10 : 400);
        };
    }
}
