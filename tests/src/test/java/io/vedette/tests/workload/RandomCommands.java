package io.vedette.tests.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Commands on keys of every type, drawn by a seed; most of them write, some are refused. Unless asked for
 * ({@link #withChance}), none draws by chance itself, and none blocks.
 */
public final class RandomCommands {
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

    private final Random random;
    private final List<String> forms;
    private int number;

    public RandomCommands(long seed) {
        this(seed, FORMS);
    }

    private RandomCommands(long seed, List<String> forms) {
        this.random = new Random(seed);
        this.forms = forms;
    }

    /** Commands, too, whose effect chance, time or the server decides; some block for a moment. Databases 0 and 1. */
    public static RandomCommands withChance(long seed) {
        List<String> forms = new ArrayList<>(FORMS);
        forms.addAll(CHANCE);
        return new RandomCommands(seed, forms);
    }

    /** All keys that there may be. */
    public static List<String> keys() {
        return List.of("l", "s", "i", "h", "z", "t", "n", "p", "g", "x").stream()
                .flatMap(letter -> IntStream.range(0, KEYS_OF_A_TYPE).mapToObj(i -> letter + i))
                .toList();
    }

    /** The words of the next one. */
    public String[] next() {
        number++;
        List<String> words = new ArrayList<>();
        for (String word : forms.get(random.nextInt(forms.size())).split(" ")) {
            if (!word.startsWith("{")) {
                words.add(word);
                continue;
            }
            String what = word.substring(1, word.indexOf('}'));
            int many = what.endsWith("*") ? 1 + random.nextInt(8) : 1;
            for (int i = 0; i < many; i++) {
                words.addAll(drawn(what));
            }
            words.set(words.size() - 1, words.getLast() + word.substring(word.indexOf('}') + 1));
        }
        return words.toArray(String[]::new);
    }

    private List<String> drawn(String what) {
        return switch (what) {
            case "e", "e*" -> List.of(element());
            case "ee*" -> List.of(element(), element());
            case "se*" -> List.of(Double.toString(random.nextInt(-400, 400) / 4.0), element());
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

    private String element() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 2 -> "x".repeat(random.nextInt(90));
            case 3 -> random.nextInt(20) == 0 ? "y".repeat(random.nextInt(9_000)) : "";
            default -> "member" + random.nextInt(400);
        };
    }
}
