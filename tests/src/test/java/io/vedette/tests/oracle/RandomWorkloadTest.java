package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands on keys of every type, sent here and to the real server: every reply is the same, and so is the digest of all
 * data, again and again. Commands whose reply has no order, or is drawn by chance, are left out; so is OBJECT ENCODING of
 * strings: a SETBIT that changes nothing leaves a "raw" string in Redis, and the string as it was here.
 */
class RandomWorkloadTest {
    private static final int COMMANDS = 4_000;
    private static final int COMMANDS_PER_DIGEST = 500;
    private static final int KEYS_OF_A_TYPE = 5;

    /**
     * Words of a command: small letters in braces stand for something random: {@code {l}} a key of that type, {@code {e}} an
     * element, {@code {e*}} some, {@code {ee*}} some pairs, {@code {se*}} some scores with elements, {@code {9}} a number up to
     * that, {@code {-9}} one from its negative, {@code {id}} an id of a stream.
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

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void randomCommandsOnAllTypesLeaveTheSameDataAsOnTheRealServer(long seed) {
        Random random = new Random(seed);
        List<String> past = new ArrayList<>();
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder);
                RespConnection toOurs = ours.connect();
                RespConnection toReal = real.connect()) {
            for (int i = 1; i <= COMMANDS; i++) {
                String[] words = command(random, i);
                past.add(String.join(" ", words));
                toOurs.send(words);
                toReal.send(words);
                assertEquals(toReal.readRaw(), toOurs.readRaw(), () -> story(past, words));
                if (i % COMMANDS_PER_DIGEST == 0) {
                    assertSameData(toOurs, toReal, i);
                }
            }
        }
    }

    /** The last commands that named the last word of this one, which is mostly a key. */
    private static String story(List<String> past, String[] words) {
        List<String> lines = past.stream()
                .filter(line -> Arrays.asList(line.split(" ")).contains(words[words.length - 1]))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    }

    private static void assertSameData(RespConnection toOurs, RespConnection toReal, int commands) {
        String wanted = ask(toReal, "DEBUG", "DIGEST");
        assertTrue(wanted.matches("\\+[0-9a-f]{40}\r\n"), wanted);
        String got = ask(toOurs, "DEBUG", "DIGEST");
        if (!wanted.equals(got)) {
            List<String> keys = new ArrayList<>();
            for (String letter : List.of("l", "s", "i", "h", "z", "t", "n", "p", "g", "x")) {
                for (int i = 0; i < KEYS_OF_A_TYPE; i++) {
                    String key = letter + i;
                    if (!ask(toReal, "DEBUG", "DIGEST-VALUE", key).equals(ask(toOurs, "DEBUG", "DIGEST-VALUE", key))) {
                        keys.add(key);
                    }
                }
            }
            assertEquals(wanted, got, "after " + commands + " commands these keys differ: " + keys);
        }
    }

    private static String ask(RespConnection connection, String... words) {
        connection.send(words);
        return connection.readRaw();
    }

    private static String[] command(Random random, int number) {
        List<String> words = new ArrayList<>();
        for (String word : FORMS.get(random.nextInt(FORMS.size())).split(" ")) {
            if (!word.startsWith("{")) {
                words.add(word);
                continue;
            }
            String what = word.substring(1, word.indexOf('}'));
            int many = what.endsWith("*") ? 1 + random.nextInt(8) : 1;
            for (int i = 0; i < many; i++) {
                words.addAll(drawn(what, random, number));
            }
            words.set(words.size() - 1, words.getLast() + word.substring(word.indexOf('}') + 1));
        }
        return words.toArray(String[]::new);
    }

    private static List<String> drawn(String what, Random random, int number) {
        return switch (what) {
            case "e", "e*" -> List.of(element(random));
            case "ee*" -> List.of(element(random), element(random));
            case "se*" -> List.of(Double.toString(random.nextInt(-400, 400) / 4.0), element(random));
            case "id" -> List.of(number + "-1");
            default -> {
                if (Character.isLetter(what.charAt(0))) {
                    yield List.of(what + random.nextInt(KEYS_OF_A_TYPE));
                }
                int bound = Math.abs(Integer.parseInt(what));
                yield List.of(Integer.toString(random.nextInt(what.startsWith("-") ? -bound : 0, bound + 1)));
            }
        };
    }

    private static String element(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 2 -> "x".repeat(random.nextInt(90));
            case 3 -> random.nextInt(20) == 0 ? "y".repeat(random.nextInt(9_000)) : "";
            default -> "member" + random.nextInt(400);
        };
    }
}
