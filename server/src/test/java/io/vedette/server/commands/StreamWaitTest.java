package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that wait for entries, and what ends their wait: as a real Redis 7.0.15 did it. */
class StreamWaitTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection writer = test.connect();
    private final TestConnection reader = test.connect();
    private final TestConnection member = test.connect();

    @BeforeEach
    void twoWait() {
        writer.ask("XADD", "x", "1-1", "a", "1");
        writer.ask("XGROUP", "CREATE", "x", "g", "$");
        test.log.clear();
        assertEquals("", reader.ask("XREAD", "BLOCK", "0", "STREAMS", "x", "$"));
        assertEquals("", member.ask("XREADGROUP", "GROUP", "g", "c", "BLOCK", "300", "STREAMS", "x", ">"));
    }

    @Test
    void anEntryServesEverybodyAndIsDeliveredOnceInTheGroup() {
        TestConnection other = test.connect();
        other.ask("XREADGROUP", "GROUP", "g", "d", "BLOCK", "300", "STREAMS", "x", ">");
        writer.ask("XADD", "x", "5-5", "a", "b");
        String entry = "*1\r\n*2\r\n$1\r\nx\r\n*1\r\n*2\r\n$3\r\n5-5\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n";
        assertEquals(entry, reader.taken());
        assertEquals(entry, member.taken());
        assertEquals("", other.taken());
        assertEquals(
                List.of(
                        "0 XADD x 5-5 a b",
                        "0 XCLAIM x g c 0 5-5 TIME " + test.wallMillis() + " RETRYCOUNT 1 FORCE JUSTID LASTID 5-5"),
                test.log);
    }

    @Test
    void whatIsAddedAndDeletedInOneStepIsAnswered() {
        writer.tell("MULTI");
        writer.tell("XADD", "x", "7-7", "a", "b");
        writer.tell("XDEL", "x", "7-7");
        writer.tell("EXEC");
        assertEquals("*1\r\n*2\r\n$1\r\nx\r\n*0\r\n", reader.taken());
        assertEquals("*1\r\n*2\r\n$1\r\nx\r\n*0\r\n", member.taken());
    }

    @Test
    void aDeletedStreamEndsTheWaitOfGroupsOnly() {
        writer.ask("DEL", "x");
        assertEquals("", reader.taken());
        assertEquals("-UNBLOCKED the stream key no longer exists\r\n", member.taken());
    }

    @Test
    void anotherTypeEndsTheWaitOfGroupsOnly() {
        writer.ask("SET", "x", "v");
        assertEquals("", reader.taken());
        assertEquals("-UNBLOCKED the stream key no longer exists\r\n", member.taken());
    }

    @Test
    void aDestroyedGroupEndsItsWaits() {
        writer.ask("XGROUP", "DESTROY", "x", "g");
        assertEquals("", reader.taken());
        assertEquals("-NOGROUP the consumer group this client was blocked on no longer exists\r\n", member.taken());
    }

    @Test
    void aGroupThatIsSetBackWaitsOnUntilSomethingIsAdded() {
        writer.ask("XGROUP", "SETID", "x", "g", "0");
        writer.ask("XDEL", "x", "9-9");
        assertEquals("", member.taken());
        writer.ask("XADD", "x", "5-5", "a", "b");
        assertEquals(
                "*1\r\n*2\r\n$1\r\nx\r\n*2\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n"
                        + "*2\r\n$3\r\n5-5\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n",
                member.taken());
    }

    @Test
    void timeRunsOut() {
        test.pass(400);
        assertEquals("", reader.taken());
        assertEquals("*-1\r\n", member.taken());
    }
}
