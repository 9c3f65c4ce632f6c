package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.Crc64;
import io.vedette.server.keyspace.ExpiryRule;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the recordings do not show: the role of the server, options of this server, failures halfway. */
class DataCommandsTest {
    private final Bench bench = new Bench();

    @Test
    void onAReplicaAnExpiryInThePastHidesTheKeyAndKeepsIt() {
        bench.ask("SET", "k", "v");
        bench.rule = ExpiryRule.KEEP;
        assertEquals(":1\r\n", bench.ask("PEXPIREAT", "k", "1"));
        assertEquals("$1\r\nv\r\n", bench.ask("GET", "k"));
        bench.rule = ExpiryRule.HIDE;
        assertEquals("$-1\r\n", bench.ask("GET", "k"));
        assertEquals(":1\r\n", bench.ask("DBSIZE"));
        assertEquals("*0\r\n", bench.ask("KEYS", "*"));
    }

    @Test
    void lazyfreeTellsReplicasToUnlink() {
        bench.lazyExpire = true;
        bench.ask("SET", "k", "v");
        bench.ask("SET", "j", "v");
        bench.log.clear();
        bench.ask("EXPIRE", "k", "-1");
        bench.ask("GETEX", "j", "EXAT", "1");
        assertEquals(List.of("UNLINK k", "UNLINK j"), bench.log);
    }

    @Test
    void aFailedCommandChangesNothingAndTellsNobody() {
        bench.ask("SET", "k", "v");
        bench.log.clear();
        bench.ask("INCR", "k");
        bench.ask("SET", "k", "w", "EX", "0");
        bench.ask("MSET", "k", "w", "j");
        bench.ask("SETRANGE", "k", "536870912", "x");
        bench.ask("BITFIELD", "k", "SET", "u8", "0", "1", "GET", "u99", "0");
        bench.ask("GETEX", "k", "EX", "0");
        bench.ask("RENAME", "missing", "k");
        assertEquals("$1\r\nv\r\n", bench.ask("GET", "k"));
        assertEquals(List.of(), bench.log);
    }

    @Test
    void dumpedStringsComeBack() {
        for (String value : List.of("", "12", "-1", "4294967296", "x".repeat(100), "\u0000\u00ff\r\n")) {
            bench.ask("SET", "k", value, "PX", "5000");
            String dumped = bench.ask("DUMP", "k");
            String payload = dumped.substring(dumped.indexOf("\r\n") + 2, dumped.length() - 2);
            assertEquals("-BUSYKEY Target key name already exists.\r\n", bench.ask("RESTORE", "k", "0", payload));
            assertEquals("+OK\r\n", bench.ask("RESTORE", "j", "0", payload, "REPLACE"));
            assertEquals("$" + value.length() + "\r\n" + value + "\r\n", bench.ask("GET", "j"));
            assertEquals(":-1\r\n", bench.ask("TTL", "j"));
        }
    }

    @Test
    void theLeastOfAllRanksCountsFromTheTail() {
        bench.ask("RPUSH", "l", "a", "b", "a");
        assertEquals(":2\r\n", bench.ask("LPOS", "l", "a", "RANK", "-9223372036854775808"));
        assertEquals("*2\r\n:2\r\n:0\r\n", bench.ask("LPOS", "l", "a", "RANK", "-9223372036854775808", "COUNT", "0"));
    }

    @Test
    void anOptionIsQuotedUpToItsFirstZeroByte() {
        bench.ask("SET", "k", "v");
        assertEquals("-ERR Unsupported option a\r\n", bench.ask("EXPIRE", "k", "9", "a\0b"));
    }

    @Test
    void theSmallestNumbersSaturateAtTheUpperBound() {
        assertEquals(
                "*4\r\n:0\r\n:127\r\n:127\r\n:-128\r\n",
                bench.ask(("BITFIELD k OVERFLOW SAT SET i8 0 -9223372036854775800 GET i8 0"
                                + " SET i8 0 -9223372036854775680 GET i8 0")
                        .split(" ")));
    }

    @Test
    void idsOfStreamsAreReadAsTheNumbersOfC() {
        assertEquals("$3\r\n7-1\r\n", bench.ask("XADD", "x", "07-01", "f", "v"));
        assertEquals("$3\r\n8-1\r\n", bench.ask("XADD", "x", " +8-1", "f", "v"));
        assertEquals("$22\r\n9-18446744073709551613\r\n", bench.ask("XADD", "x", "9--03", "f", "v"));
        for (String id : List.of("10--3", "10-", "-1", "1 -1", "10-1 ", "+ 10-1", "0x10-1")) {
            assertEquals(
                    "-ERR Invalid stream ID specified as stream command argument\r\n",
                    bench.ask("XADD", "x", id, "f", "v"),
                    id);
        }
    }

    @Test
    void aStreamThatIsNamedTwiceGivesItsGroupEachEntryOnce() {
        bench.ask("XADD", "x", "1-1", "f", "v");
        bench.ask("XADD", "x", "2-1", "f", "v");
        bench.ask("XGROUP", "CREATE", "x", "g", "0");
        String entry = "*2\r\n$3\r\n%s-1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n";
        String first = entry.formatted(1);
        String second = entry.formatted(2);
        String one = "*2\r\n$1\r\nx\r\n*1\r\n%s";
        assertEquals(
                "*2\r\n" + one.formatted(first) + one.formatted(second),
                bench.ask("XREADGROUP", "GROUP", "g", "me", "COUNT", "1", "STREAMS", "x", "x", "x", ">", ">", ">"));
        assertEquals("+OK\r\n", bench.ask("XGROUP", "SETID", "x", "g", "-"));
        assertEquals(
                "*1\r\n*2\r\n$1\r\nx\r\n*2\r\n" + first + second,
                bench.ask("XREADGROUP", "GROUP", "g", "me", "STREAMS", "x", "x", ">", ">"));
        assertEquals("+OK\r\n", bench.ask("XGROUP", "SETID", "x", "g", "+"));
    }

    @Test
    void theLeastOfAllNumbersMeansAllFromTheEnd() {
        bench.ask("RPUSH", "l", "a", "b", "a");
        String least = "-9223372036854775808";
        assertEquals("*2\r\n:2\r\n:0\r\n", bench.ask("LPOS", "l", "a", "RANK", least, "COUNT", "1"));
        assertEquals(":2\r\n", bench.ask("LPOS", "l", "a", "RANK", least));
        assertEquals(":2\r\n", bench.ask("LREM", "l", least, "a"));
    }

    @Test
    void restoreRefusesWhatItCannotRead() {
        String list = "\u0001\u0001\u0001a\n\u0000";
        assertTrue(bench.ask("RESTORE", "k", "0", list + "12345678")
                .startsWith("-ERR DUMP payload version or checksum are wrong"));
        assertEquals("$-1\r\n", bench.ask("GET", "k"));
    }

    @Test
    void aScoreWithoutDigitsIsNone() {
        String payload = "\u0003\u0001\u0001a\u0000\n\u0000";
        byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        long check = Crc64.update(0, bytes, 0, bytes.length);
        StringBuilder all = new StringBuilder(payload);
        for (int i = 0; i < 8; i++) {
            all.append((char) (check >>> 8 * i & 0xff));
        }
        assertEquals("-ERR Bad data format\r\n", bench.ask("RESTORE", "k", "0", all.toString()));
    }

    @Test
    void anExpiredPayloadIsAcceptedAndForgotten() {
        bench.ask("SET", "k", "v");
        String dumped = bench.ask("DUMP", "k");
        String payload = dumped.substring(dumped.indexOf("\r\n") + 2, dumped.length() - 2);
        bench.log.clear();
        assertEquals("+OK\r\n", bench.ask("RESTORE", "k", "1", payload, "ABSTTL", "REPLACE"));
        assertEquals("$-1\r\n", bench.ask("GET", "k"));
        assertEquals(List.of("DEL k"), bench.log);
    }

    @Test
    void aScanWithACursorMeetsEveryKeyAndKeepsToItsPattern() {
        for (int i = 0; i < 500; i++) {
            bench.ask("SET", (i % 2 == 0 ? "even:" : "odd:") + i, "v");
        }
        Set<String> found = new HashSet<>();
        String cursor = "0";
        do {
            String[] reply =
                    bench.ask("SCAN", cursor, "MATCH", "even:*", "COUNT", "7").split("\r\n");
            cursor = reply[2];
            for (int i = 5; i < reply.length; i += 2) {
                found.add(reply[i]);
            }
        } while (!cursor.equals("0"));
        assertEquals(250, found.size());
    }

    @Test
    void idleTimeCountsFromTheLastUseAndIsNotResetByAsking() {
        bench.ask("SET", "k", "v");
        bench.nowMillis += 5_000;
        bench.ask("TTL", "k");
        bench.ask("TYPE", "k");
        bench.ask("EXISTS", "k");
        assertEquals(":5\r\n", bench.ask("OBJECT", "IDLETIME", "k"));
        bench.ask("TOUCH", "k");
        assertEquals(":0\r\n", bench.ask("OBJECT", "IDLETIME", "k"));
    }

    @ParameterizedTest
    @CsvSource({"abc", "' 1'", "18446744073709551616", "1x", "+", "99999999999999999999999"})
    void aCursorThatIsNoNumberIsRefused(String cursor) {
        assertEquals("-ERR invalid cursor\r\n", bench.ask("SCAN", cursor));
    }

    @Test
    void hitsAndMissesAreCountedAsRedisCounts() {
        bench.ask("SET", "k", "v");
        bench.ask("GET", "k");
        bench.ask("GET", "missing");
        bench.ask("MGET", "k", "missing");
        bench.ask("INCR", "n");
        bench.ask("EXISTS", "k");
        assertEquals(3, bench.keyspace.hits());
        assertEquals(2, bench.keyspace.misses());
    }
}
