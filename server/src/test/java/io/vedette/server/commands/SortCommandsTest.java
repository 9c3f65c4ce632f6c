package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** SORT where the recorded cases say nothing, and COPY of values that are changed afterwards. Replies are those of a real 7.0.15. */
class SortCommandsTest {
    private final Bench bench = new Bench();

    @Test
    void withoutSortingTheOrderIsTheListsOwnOrItsReverse() {
        bench.ask("RPUSH", "l", "3", "1", "2", "10");
        assertEquals(
                "*4\r\n$2\r\n10\r\n$1\r\n2\r\n$1\r\n1\r\n$1\r\n3\r\n", bench.ask("SORT", "l", "BY", "nosort", "DESC"));
        assertEquals("*2\r\n$1\r\n2\r\n$1\r\n1\r\n", bench.ask("SORT", "l", "BY", "nosort", "DESC", "LIMIT", "1", "2"));
        assertEquals("*2\r\n$1\r\n1\r\n$1\r\n2\r\n", bench.ask("SORT", "l", "LIMIT", "-5", "2"));
        assertEquals("*0\r\n", bench.ask("SORT", "l", "LIMIT", "7", "2"));
        assertEquals("*2\r\n$1\r\n3\r\n$2\r\n10\r\n", bench.ask("SORT", "l", "LIMIT", "2", "-7"));
    }

    @Test
    void weightsAreReadAsCReadsThem() {
        bench.ask("RPUSH", "blank", " 1", "5");
        assertEquals("*2\r\n$2\r\n 1\r\n$1\r\n5\r\n", bench.ask("SORT", "blank"));
        bench.ask("RPUSH", "hex", "0x10", "5");
        assertEquals("*2\r\n$1\r\n5\r\n$4\r\n0x10\r\n", bench.ask("SORT", "hex"));
        bench.ask("RPUSH", "behind", "1 ", "5");
        assertEquals("-ERR One or more scores can't be converted into double\r\n", bench.ask("SORT", "behind"));
    }

    @Test
    void theStoredResultReplacesAKeyAndAnEmptyOneRemovesIt() {
        bench.ask("RPUSH", "l", "2", "1");
        bench.ask("MSET", "w_1", "9", "w_2", "3", "t_1", "one");
        assertEquals(":4\r\n", bench.ask("SORT", "l", "BY", "w_*", "GET", "#", "GET", "t_*", "STORE", "d"));
        assertEquals("*4\r\n$1\r\n2\r\n$0\r\n\r\n$1\r\n1\r\n$3\r\none\r\n", bench.ask("LRANGE", "d", "0", "-1"));
        assertEquals(":0\r\n", bench.ask("SORT", "none", "STORE", "d"));
        assertEquals(":0\r\n", bench.ask("EXISTS", "d"));
        assertEquals("-ERR syntax error\r\n", bench.ask("SORT_RO", "l", "STORE", "d"));
    }

    @Test
    void aCopyIsAValueOfItsOwn() {
        bench.ask("RPUSH", "l", "a");
        bench.ask("COPY", "l", "m");
        bench.ask("RPUSH", "m", "b");
        bench.ask("DEL", "m");
        assertEquals("*1\r\n$1\r\na\r\n", bench.ask("LRANGE", "l", "0", "-1"));
        bench.ask("SADD", "s", "x");
        bench.ask("COPY", "s", "t");
        bench.ask("SADD", "s", "y");
        assertEquals(":1\r\n", bench.ask("SCARD", "t"));
    }
}
